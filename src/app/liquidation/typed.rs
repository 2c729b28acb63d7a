//! Reading what is typed over in what is taken for granted.

use rust_decimal::prelude::ToPrimitive;

use crate::app::number;
use crate::book::Asset;

/// A number that was typed: nothing for nothing, or what would be right.
pub(super) fn read(text: &str, right: &'static str, within: impl Fn(f64) -> bool) -> Result<Option<f64>, &'static str> {
    match text.trim().trim_end_matches('%').trim() {
        "" => Ok(None),
        text => {
            let value = number::read(text, number::Reads::Quantity).ok().flatten().and_then(|value| value.to_f64());
            value.filter(|value| within(*value)).map(Some).ok_or(right)
        }
    }
}

/// Sets or takes out what is given for an asset.
pub(super) fn give(list: &mut Vec<(Asset, f64)>, asset: &Asset, value: Option<f64>) {
    list.retain(|(of, _)| of != asset);
    list.extend(value.map(|value| (asset.clone(), value)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_a_number_or_said_to_be_none() {
        let beta = |text| read(text, "right", |beta: f64| beta.abs() <= 5.0);
        assert_eq!(beta("1.25"), Ok(Some(1.25)));
        assert_eq!(beta(" −2 "), Ok(Some(-2.0)));
        assert_eq!(beta("0.01 %"), Ok(Some(0.01)));
        assert_eq!(beta(""), Ok(None));
        assert_eq!((beta("7"), beta("much")), (Err("right"), Err("right")));
    }

    #[test]
    fn what_is_given_takes_the_place_of_what_was() {
        let eth: Asset = "ETH".parse().unwrap();
        let mut list = Vec::new();
        give(&mut list, &eth, Some(1.0));
        give(&mut list, &eth, Some(2.0));
        assert_eq!(list, [(eth.clone(), 2.0)]);
        give(&mut list, &eth, None);
        assert!(list.is_empty());
    }
}
