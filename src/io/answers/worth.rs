//! What a position adds to equity, in what its gains are paid in.
//!
//! | instrument | adds |
//! |---|---|
//! | option | units × mark, its value |
//! | linear | units × (mark − entry) |
//! | inverse | units / entry − units / mark, coins |
//!
//! By this a reader sets the cash so that equity is the venue's: cash = the venue's equity − what the positions add.

use rust_decimal::Decimal;

use super::draft::Draft;
use crate::book::{Asset, Exact, Position};

/// Decimals of cash that is set by such a difference.
const DECIMALS: u32 = 12;

/// What a position adds at a mark price; nothing without mark or entry, `None` where digits do not suffice.
pub(super) fn added(of: &Position, mark: Option<Decimal>) -> Option<Decimal> {
    let units = of.units()?;
    let Some(mark) = mark else {
        return Some(Decimal::ZERO);
    };
    if of.instrument.is_option() {
        return units.times(mark);
    }
    let Some(entry) = of.entry else {
        return Some(Decimal::ZERO);
    };
    if of.instrument.is_inverse() {
        return units.over(entry)?.minus(units.over(mark)?);
    }
    units.times(mark.minus(entry)?)
}

/// What all positions paid in an asset add; `None` where there are none, or digits do not suffice.
pub(super) fn all_added(draft: &Draft, paid_in: &Asset) -> Option<Decimal> {
    let mark = |of: &Position| draft.market.marks.get(&of.instrument).map(|quote| quote.price);
    let mut of_asset =
        draft.account.positions.iter().filter(|of| of.instrument.settlement_asset() == paid_in).peekable();
    of_asset.peek()?;
    of_asset.try_fold(Decimal::ZERO, |sum, of| sum.plus(added(of, mark(of))?))
}

/// The cash that makes equity the venue's, to twelve decimals.
pub(super) fn cash(equity: Decimal, added: Decimal) -> Option<Decimal> {
    Some(equity.minus(added)?.round_dp(DECIMALS).normalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn position(name: &str, quantity: Decimal, entry: Option<Decimal>) -> Position {
        Position::new(name.parse().unwrap(), quantity, entry)
    }

    #[test]
    fn each_kind_adds_its_own_way() {
        // −2 × (90 − 100)
        assert_eq!(added(&position("ETH-PERP", dec!(-2), Some(dec!(100))), Some(dec!(90))), Some(dec!(20)));
        // 1,000 / 40,000 − 1,000 / 50,000 = 0.025 − 0.02
        assert_eq!(
            added(&position("BTC-PERPETUAL", dec!(1000), Some(dec!(40000))), Some(dec!(50000))),
            Some(dec!(0.005))
        );
        // −3 × 0.02, whatever was paid
        assert_eq!(
            added(&position("BTC-26MAR27-80000-P", dec!(-3), Some(dec!(0.05))), Some(dec!(0.02))),
            Some(dec!(-0.06))
        );
        assert_eq!(added(&position("ETH-PERP", dec!(1), None), Some(dec!(90))), Some(dec!(0)));
        assert_eq!(added(&position("ETH-PERP", dec!(1), Some(dec!(90))), None), Some(dec!(0)));
    }
}
