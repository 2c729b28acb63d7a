//! The move that is looked at: what moves, by how much, and where nothing is typed just beyond the nearest liquidation.

use rust_decimal::Decimal;

use super::fault::Fault;
use crate::app::number::{self, Reads};
use crate::book::{Asset, Exact};
use crate::margin::Liquidation;
use crate::margin::axes::Axis;
use crate::risk::to_usd;

/// How far beyond a liquidation price the default goes, of that price.
const BEYOND: f64 = 0.01;
/// What a percentage may be.
const RIGHT: &str = "a percentage above −100 and up to 900 is right, such as −10";

/// The underlying that is liquidated nearest to today's price, and how far away, a fraction.
pub(crate) fn nearest(rails: &[Liquidation]) -> Option<(Asset, f64)> {
    let each = rails.iter().filter_map(|of| Some((of.underlying.clone(), distance(rails, &of.underlying)?)));
    each.min_by(|(_, a), (_, b)| a.abs().total_cmp(&b.abs()))
}

/// How far one underlying's nearest liquidation is, a fraction.
fn distance(rails: &[Liquidation], asset: &Asset) -> Option<f64> {
    let of = rails.iter().find(|of| of.underlying == *asset && !of.liquidatable_now)?;
    let roots = of.below.into_iter().chain(of.above).map(|root| root.distance);
    roots.min_by(|a, b| a.abs().total_cmp(&b.abs()))
}

/// The move that goes one percent beyond a place, in percent to two decimals, away from today.
fn beyond(distance: f64) -> Option<Decimal> {
    let further = if distance < 0.0 { 1.0 - BEYOND } else { 1.0 + BEYOND };
    let percent = to_usd(((1.0 + distance) * further - 1.0) * 100.0)?;
    Some(percent.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::AwayFromZero).normalize())
}

/// What is taken where no percentage is typed: nothing of an account that is liquidatable as it stands, else just beyond the
/// nearest liquidation. `together` is the nearest along all prices, a multiple of today's.
pub(crate) fn default_percent(axis: &Axis, rails: &[Liquidation], together: Option<f64>) -> Option<Decimal> {
    if rails.iter().any(|of| of.liquidatable_now) {
        return Some(Decimal::ZERO);
    }
    match axis {
        Axis::Price(asset) => beyond(distance(rails, asset)?),
        Axis::Together => beyond(together? - 1.0),
        _ => None,
    }
}

/// The percentage in a field, or the default where nothing is typed.
pub(crate) fn percent(
    field: &'static str,
    text: &str,
    default: Option<Decimal>,
    none: impl FnOnce() -> String,
) -> Result<Decimal, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return default.ok_or_else(|| Fault::new(field, none()));
    }
    let typed = number::read(text.trim_end_matches('%').trim(), Reads::Quantity).ok().flatten();
    let range = |percent: &Decimal| *percent > -Decimal::ONE_HUNDRED && *percent <= Decimal::from(900);
    typed.filter(range).ok_or_else(|| Fault::new(field, format!("“{text}” is none; {RIGHT}.")))
}

/// A percentage as a multiple of today's price.
pub(crate) fn factor(percent: Decimal) -> Decimal {
    Decimal::ONE.capped_plus(percent.over(Decimal::ONE_HUNDRED).unwrap_or_default())
}

/// A percentage as it is shown in an empty field: `−5.83`.
pub(crate) fn shown(percent: Decimal) -> String {
    crate::app::format::grouped(percent.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::Root;
    use rust_decimal_macros::dec;

    fn rail(name: &str, below: Option<f64>, above: Option<f64>) -> Liquidation {
        let root = |distance: f64| Root { price: dec!(1), distance, healthy_above: distance < 0.0 };
        Liquidation {
            underlying: name.parse().unwrap(),
            price: dec!(60000),
            liquidatable_now: false,
            roots: vec![],
            below: below.map(root),
            above: above.map(root),
            none: None,
            range: (dec!(6), dec!(600000)),
        }
    }

    fn price(name: &str) -> Axis {
        Axis::Price(name.parse().unwrap())
    }

    #[test]
    fn the_default_is_one_percent_beyond_the_nearest_liquidation() {
        let rails = [rail("BTC", Some(-0.05), Some(0.3)), rail("ETH", None, Some(0.04)), rail("SOL", None, None)];
        assert_eq!(nearest(&rails), Some(("ETH".parse().unwrap(), 0.04)));
        // 0.95 · 0.99 = 0.9405 and 1.04 · 1.01 = 1.0504
        assert_eq!(default_percent(&price("BTC"), &rails, None), Some(dec!(-5.95)));
        assert_eq!(default_percent(&price("ETH"), &rails, None), Some(dec!(5.04)));
        assert_eq!(default_percent(&price("SOL"), &rails, None), None);
        // 0.9 · 0.99
        assert_eq!(default_percent(&Axis::Together, &rails, Some(0.9)), Some(dec!(-10.9)));
        // 0.951293 · 0.99 = 0.94178, further and not nearer
        assert_eq!(beyond(-0.048707), Some(dec!(-5.83)));
    }

    #[test]
    fn what_is_liquidatable_as_it_stands_needs_no_move() {
        let rails = [Liquidation { liquidatable_now: true, ..rail("BTC", None, Some(0.1)) }];
        assert_eq!((nearest(&rails), default_percent(&price("BTC"), &rails, None)), (None, Some(dec!(0))));
    }

    #[test]
    fn a_percentage_is_read_or_said_to_be_none() {
        let of = |text| percent("move", text, Some(dec!(-5)), String::new).map_err(|fault| fault.said);
        assert_eq!((of("−12.5 %"), of(""), of("+20")), (Ok(dec!(-12.5)), Ok(dec!(-5)), Ok(dec!(20))));
        for text in ["-100", "901", "far"] {
            let said = format!("“{text}” is none; a percentage above −100 and up to 900 is right, such as −10.");
            assert_eq!(of(text), Err(said));
        }
        let none = percent("move", "", None, || "Nothing is near.".to_owned()).unwrap_err();
        assert_eq!(none, Fault::new("move", "Nothing is near."));
        assert_eq!((factor(dec!(-12.5)), shown(dec!(-5.80))), (dec!(0.875), "−5.8".to_owned()));
    }
}
