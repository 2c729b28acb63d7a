//! The figures of the venue's screens: decimals, without the chain's rounding up.
//!
//! `liquidation price = (maintenance of the others + size·oracle − equity) / (size − |size|·mmf)`. The screens count a
//! negative equity as 0, so for a bankrupt account they show a price that the chain passed long ago.

use rust_decimal::Decimal;

use crate::margin::FigureError;
use crate::margin::checked::decimal::{add, mul, sub, sum};
use crate::margin::limits::{FRACTION, wrong};
use crate::margin::rates::{Line, Pool, Rate, Root, line_root};

/// A position on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScreenPosition {
    /// Coins, long > 0.
    pub size: Decimal,
    /// Oracle price, USDC.
    pub oracle: Decimal,
    /// Initial margin, a fraction of the notional.
    pub initial: Decimal,
    /// Maintenance margin, a fraction of the notional.
    pub maintenance: Decimal,
}

/// An account on screen, USDC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Quote balance and signed notionals.
    pub equity: Decimal,
    /// Sum of notionals.
    pub notional: Decimal,
    /// Sum of initial margins.
    pub initial: Decimal,
    /// Sum of maintenance margins.
    pub maintenance: Decimal,
    /// Equity less initial margin.
    pub free: Decimal,
}

/// An account as the screens show it. Errs on a price not above 0, a margin outside 0 to 1, maintenance above initial
/// margin, and overflow.
pub fn screen_standing(quote: Decimal, positions: &[ScreenPosition]) -> Result<Screen, FigureError> {
    let mut of = Screen {
        equity: quote,
        notional: Decimal::ZERO,
        initial: Decimal::ZERO,
        maintenance: Decimal::ZERO,
        free: Decimal::ZERO,
    };
    for (place, position) in positions.iter().enumerate() {
        let field = |key: &str| format!("positions[{place}].{key}");
        if position.oracle <= Decimal::ZERO {
            return Err(wrong(field("oracle"), position.oracle, "a price above 0 is right"));
        }
        if !(Decimal::ZERO..=Decimal::ONE).contains(&position.initial) {
            return Err(wrong(field("initial"), position.initial, FRACTION));
        }
        if !(Decimal::ZERO..=position.initial).contains(&position.maintenance) {
            return Err(wrong(
                field("maintenance"),
                position.maintenance,
                "a fraction from 0 to the initial margin is right",
            ));
        }
        let value = mul("notional", position.size, position.oracle)?;
        of.equity = add("equity", of.equity, value)?;
        of.notional = add("notional", of.notional, value.abs())?;
        of.initial = add("initial margin", of.initial, mul("initial margin", value.abs(), position.initial)?)?;
        let kept = mul("maintenance margin", value.abs(), position.maintenance)?;
        of.maintenance = add("maintenance margin", of.maintenance, kept)?;
    }
    of.free = sub("free collateral", of.equity, of.initial)?;
    Ok(of)
}

/// The oracle price at which the screens say a position is liquidated, other prices kept: `others` are the notional and the
/// maintenance fraction of the other positions. `None` where there is no price above 0.
pub fn screen_liquidation(
    equity: Decimal,
    size: Decimal,
    oracle: Decimal,
    maintenance: Decimal,
    others: &[(Decimal, Decimal)],
) -> Result<Option<Root>, FigureError> {
    let kept = others.iter().map(|&(notional, fraction)| mul("maintenance margin", notional.abs(), fraction));
    let other_maintenance = sum("maintenance margin", kept.collect::<Result<Vec<_>, _>>()?)?;
    let line = Line { size, price: oracle, rate: Rate::fraction(maintenance), deduction: Decimal::ZERO };
    line_root(&[line], &Pool { equity: equity.max(Decimal::ZERO), other_maintenance, share: Rate::ONE })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn the_other_positions_maintenance_counts() {
        // 1.5 ETH short at 3,000, 1,000 STRK at 1.75: (175 − 4,500 − 1,000) / (−1.5 − 1.5·0.05)
        let got =
            screen_liquidation(dec!(1000), dec!(-1.5), dec!(3000), dec!(0.05), &[(dec!(1750), dec!(0.1))]).unwrap();
        assert_eq!(got.unwrap().price, dec!(5325) / dec!(1.575));
    }

    #[test]
    fn one_long_on_borrowed_quote() {
        let long = ScreenPosition { size: dec!(1), oracle: dec!(1000), initial: dec!(0.05), maintenance: dec!(0.03) };
        let screen = screen_standing(dec!(-900), &[long]).unwrap();
        assert_eq!((screen.equity, screen.free, screen.maintenance), (dec!(100), dec!(50), dec!(30)));
        let price = screen_liquidation(dec!(100), dec!(1), dec!(1000), dec!(0.03), &[]).unwrap().unwrap().price;
        assert_eq!(price, dec!(900) / dec!(0.97));
    }

    #[test]
    fn a_bankrupt_account_counts_as_empty() {
        let at = |equity| screen_liquidation(equity, dec!(1), dec!(1000), dec!(0.03), &[]).unwrap().unwrap().price;
        assert_eq!(at(dec!(-50)), at(dec!(0)));
    }
}
