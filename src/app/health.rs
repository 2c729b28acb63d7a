//! What is said of the account's health, and how its thresholds are kept.

use rust_decimal::Decimal;

use super::format::{self, Toward};
use crate::book::Time;
use crate::margin::health::{Health, Thresholds};

/// The account became another word.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Crossed {
    /// When.
    pub(crate) time: Time,
    /// What it was.
    pub(crate) from: Health,
    /// What it is.
    pub(crate) to: Health,
    /// The margin ratio then.
    pub(crate) ratio: Option<Decimal>,
}

/// Thresholds as they are kept: `0.5 0.8`.
pub(crate) fn written(of: Thresholds) -> String {
    format!("{} {}", of.watch, of.danger)
}

pub(crate) fn read(text: &str) -> Option<Thresholds> {
    let (watch, danger) = text.split_once(' ')?;
    Some(Thresholds::default().moved(None, danger.parse().ok()).moved(watch.parse().ok(), None))
}

/// A crossing in a sentence.
pub(crate) fn said(of: &Crossed) -> String {
    let ratio = of.ratio.map_or_else(
        || "equity is not above zero".to_owned(),
        |ratio| format!("margin ratio {}", format::percent(ratio, 1, Toward::Up)),
    );
    format!("From {} to {}: {ratio}", of.from.word(), of.to.word())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn thresholds_come_back_as_they_were_kept() {
        let of = Thresholds { watch: dec!(0.42), danger: dec!(0.9) };
        assert_eq!(read(&written(of)), Some(of));
        assert_eq!(read("nonsense"), None);
        assert_eq!(read("x y"), Some(Thresholds::default()));
        // what cannot be in this order is put in order
        assert_eq!(read("0.9 0.3"), Some(Thresholds { watch: dec!(0.9), danger: dec!(0.9) }));
    }

    #[test]
    fn a_crossing_is_said_with_its_ratio() {
        let of = Crossed { time: Time(0), from: Health::Safe, to: Health::Danger, ratio: Some(dec!(0.81234)) };
        assert_eq!(said(&of), "From safe to danger: margin ratio 81.3 %");
        assert_eq!(said(&Crossed { ratio: None, ..of }), "From safe to danger: equity is not above zero");
    }
}
