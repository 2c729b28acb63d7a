//! Gains of positions at the answers' marks, and the prices that follow from a gain the venue reports.
//!
//! Linear positions and options gain `units · (mark − entry)`, inverse perpetuals and futures
//! `units · (1 / entry − 1 / mark)`, in what the instrument is settled in.

use rust_decimal::Decimal;

use super::draft::{Draft, quotient};
use crate::book::{Asset, Exact, Instrument, Position};

/// What the positions taken so far gain in an asset; those without mark or entry gain nothing. `None` on overflow.
pub(super) fn gains(draft: &Draft, asset: &Asset) -> Option<Decimal> {
    let mut sum = Decimal::ZERO;
    for position in draft.account.positions.iter().filter(|of| of.instrument.settlement_asset() == asset) {
        let mark = draft.market.marks.get(&position.instrument).map(|quote| quote.price);
        if let (Some(entry), Some(mark)) = (position.entry, mark) {
            sum = sum.plus(gain(position, entry, mark)?)?;
        }
    }
    Some(sum)
}

fn gain(position: &Position, entry: Decimal, mark: Decimal) -> Option<Decimal> {
    let moved = mark.minus(entry)?;
    let each = if counts_dollars(&position.instrument) { moved.over(entry.times(mark)?)? } else { moved };
    position.units()?.times(each)
}

/// The mark price at which `units` bought at `entry` have gained that much.
pub(super) fn mark_of(instrument: &Instrument, units: Decimal, entry: Decimal, gain: Decimal) -> Option<Decimal> {
    if counts_dollars(instrument) {
        return quotient(entry.times(units)?, units.minus(gain.times(entry)?)?);
    }
    positive(entry.plus(gain.over(units)?)?)
}

/// The entry price from which `units` have gained that much at `mark`.
pub(super) fn entry_of(instrument: &Instrument, units: Decimal, mark: Decimal, gain: Decimal) -> Option<Decimal> {
    if counts_dollars(instrument) {
        return quotient(mark.times(units)?, units.plus(gain.times(mark)?)?);
    }
    positive(mark.minus(gain.over(units)?)?)
}

fn positive(price: Decimal) -> Option<Decimal> {
    quotient(price, Decimal::ONE)
}

/// Whether its quantity counts dollars.
fn counts_dollars(instrument: &Instrument) -> bool {
    instrument.is_inverse() && !instrument.is_option()
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
