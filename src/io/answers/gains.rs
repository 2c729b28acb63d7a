//! Gains of positions at the answers' marks, and the prices that follow from a gain the venue reports.
//!
//! Linear positions and options gain `units · (mark − entry)`, inverse perpetuals and futures
//! `units · (1 / entry − 1 / mark)`, in what the instrument is settled in.

use rust_decimal::Decimal;

use super::draft::quotient;
use crate::book::{Exact, Instrument, Position};

/// What a position gains between two prices.
pub(super) fn gain(position: &Position, entry: Decimal, mark: Decimal) -> Option<Decimal> {
    let moved = mark.minus(entry)?;
    let each = if position.instrument.counts_dollars() { moved.over(entry.times(mark)?)? } else { moved };
    position.units()?.times(each)
}

/// The mark price at which `units` bought at `entry` have gained that much.
pub(super) fn mark_of(instrument: &Instrument, units: Decimal, entry: Decimal, gain: Decimal) -> Option<Decimal> {
    if instrument.counts_dollars() {
        return quotient(entry.times(units)?, units.minus(gain.times(entry)?)?);
    }
    positive(entry.plus(gain.over(units)?)?)
}

/// The entry price from which `units` have gained that much at `mark`.
pub(super) fn entry_of(instrument: &Instrument, units: Decimal, mark: Decimal, gain: Decimal) -> Option<Decimal> {
    if instrument.counts_dollars() {
        return quotient(mark.times(units)?, units.plus(gain.times(mark)?)?);
    }
    positive(mark.minus(gain.over(units)?)?)
}

fn positive(price: Decimal) -> Option<Decimal> {
    quotient(price, Decimal::ONE)
}

#[cfg(test)]
mod tests {
    use rust_decimal_macros::dec;

    use super::*;

    fn named(name: &str) -> Instrument {
        name.parse().unwrap()
    }

    #[test]
    fn prices_follow_from_gains() {
        let linear = named("BTC_USDT-PERPETUAL");
        // −2 · (90 − 100) = 20
        assert_eq!(mark_of(&linear, dec!(-2), dec!(100), dec!(20)), Some(dec!(90)));
        assert_eq!(entry_of(&linear, dec!(-2), dec!(90), dec!(20)), Some(dec!(100)));
        // 1,000 · (1 / 100 − 1 / 125) = 2
        let inverse = named("BTC-PERPETUAL");
        assert_eq!(mark_of(&inverse, dec!(1000), dec!(100), dec!(2)), Some(dec!(125)));
        assert_eq!(entry_of(&inverse, dec!(1000), dec!(125), dec!(2)), Some(dec!(100)));
        assert_eq!(mark_of(&linear, dec!(0), dec!(100), dec!(1)), None);
        assert_eq!(mark_of(&linear, dec!(1), dec!(100), dec!(-200)), None);
    }
}
