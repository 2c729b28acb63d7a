//! What is wished of a hedge and what trading costs, as they are typed.

use rust_decimal::Decimal;

use crate::app::number::{self, Reads, Unread};
use crate::book::Exact;
use crate::margin::hedge::{Costs, Wish};

/// Every wish with its word and its name.
pub(crate) const WISHES: [(Wish, &str, &str); 3] = [
    (Wish::PerCost, "per-cost", "per dollar of cost"),
    (Wish::PerDelta, "per-delta", "per dollar of delta left"),
    (Wish::Most, "most", "all in all"),
];

/// A wish by its word.
pub(crate) fn wish(word: &str) -> Wish {
    WISHES.iter().find(|(_, name, _)| *name == word).map(|(wish, ..)| *wish).unwrap_or_default()
}

/// What is wrong with the fields of costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// With the fee.
    pub(crate) fee: Option<String>,
    /// With the half spread.
    pub(crate) half_spread: Option<String>,
}

/// Costs as they are typed, in percent; nothing is none.
///
/// # Errors
/// What would be right, field by field.
pub(crate) fn costs(fee: &str, half_spread: &str) -> Result<Costs, Wrong> {
    match (rate(fee), rate(half_spread)) {
        (Ok(fee_rate), Ok(half_spread)) => Ok(Costs { fee_rate, half_spread }),
        (fee, half_spread) => Err(Wrong { fee: fee.err(), half_spread: half_spread.err() }),
    }
}

/// A percentage from 0 to 90 as a fraction.
fn rate(text: &str) -> Result<Decimal, String> {
    let right = || "Write a percentage from 0 to 90, such as 0.05 for 0.05 %, or nothing for none.".to_owned();
    let text = text.trim().trim_end_matches('%').trim_end();
    let read = match number::read(text, Reads::PriceOrNothing) {
        Ok(read) => read.unwrap_or_default(),
        Err(Unread::Wrong(said)) if said != number::right(Reads::PriceOrNothing) => return Err(said),
        Err(_) => return Err(right()),
    };
    let rate = read.over(Decimal::ONE_HUNDRED).ok_or_else(right)?;
    if rate > Decimal::new(9, 1) { Err(right()) } else { Ok(rate) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn costs_are_percentages() {
        let read = costs("0.05 %", "").unwrap();
        assert_eq!((read.fee_rate, read.half_spread), (dec!(0.0005), dec!(0)));
        assert_eq!(costs("", "90").unwrap().half_spread, dec!(0.9));
    }

    #[test]
    fn what_cannot_be_is_said_beside_its_field() {
        let wrong = costs("much", "91").unwrap_err();
        assert!(wrong.fee.unwrap().starts_with("Write a percentage from 0 to 90"));
        assert!(wrong.half_spread.is_some());
        assert_eq!(costs("0.05", "-1").unwrap_err().fee, None);
        assert!(costs("0,05", "").unwrap_err().fee.unwrap().contains("with a point"));
        assert_eq!((wish("most"), wish("?")), (Wish::Most, Wish::PerCost));
    }
}
