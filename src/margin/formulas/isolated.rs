//! Liquidation price of one linear position held isolated, from its leverage.
//!
//! Two forms in use, the position long or short by the sign `s`, its margin entry/leverage per coin:
//!
//! ```text
//! at entry:   price = entry · (1 − s/leverage + s·maintenance)         maintenance on the entry value
//! after fee:  price = (entry − s·entry/leverage) / (1 − s·(maintenance + fee))     on the value at the price itself
//! ```

use rust_decimal::Decimal;

use crate::margin::FigureError;
use crate::margin::checked::decimal::{add, div, mul, sub};
use crate::margin::limits::wrong;

/// One isolated position; its size does not matter, everything is per coin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Isolated {
    /// Entry price.
    pub entry: Decimal,
    /// Entry value over margin, at least 1.
    pub leverage: Decimal,
    /// Maintenance rate, a fraction.
    pub maintenance: Decimal,
    /// Whether the position is short.
    pub short: bool,
}

impl Isolated {
    fn check(&self) -> Result<(), FigureError> {
        if self.entry <= Decimal::ZERO {
            return Err(wrong("entry", self.entry, "a price above 0 is right"));
        }
        if self.leverage <= Decimal::ZERO {
            return Err(wrong("leverage", self.leverage, "a number above 0 is right, 5 for 5×"));
        }
        if !(Decimal::ZERO..Decimal::ONE).contains(&self.maintenance) {
            let right = "a fraction from 0 to below 1 is right, 0.01 for 1 %";
            return Err(wrong("maintenance", self.maintenance, right));
        }
        Ok(())
    }
}

/// Liquidation price with maintenance on the entry value; `None` where no price above zero liquidates.
///
/// # Errors
/// An input that cannot be, or an amount that does not fit.
pub fn isolated_at_entry(position: &Isolated) -> Result<Option<Decimal>, FigureError> {
    position.check()?;
    let margin = div("leverage", position.entry, position.leverage)?;
    let kept = mul("maintenance", position.entry, position.maintenance)?;
    let room = sub("margin", margin, kept)?;
    let price = match position.short {
        true => add("entry", position.entry, room)?,
        false => sub("entry", position.entry, room)?,
    };
    Ok(Some(price).filter(|price| *price > Decimal::ZERO))
}

/// Liquidation price with maintenance and the closing fee on the value at that price; `None` where no price above zero
/// liquidates.
///
/// # Errors
/// An input that cannot be, or an amount that does not fit.
pub fn isolated_after_fee(position: &Isolated, fee: Decimal) -> Result<Option<Decimal>, FigureError> {
    position.check()?;
    if !(Decimal::ZERO..Decimal::ONE).contains(&fee) {
        return Err(wrong("fee", fee, "a fraction from 0 to below 1 is right, 0.0006 for 6 basis points"));
    }
    let margin = div("leverage", position.entry, position.leverage)?;
    let rate = add("maintenance", position.maintenance, fee)?;
    let (left, kept) = match position.short {
        true => (add("entry", position.entry, margin)?, add("maintenance", Decimal::ONE, rate)?),
        false => (sub("entry", position.entry, margin)?, sub("maintenance", Decimal::ONE, rate)?),
    };
    if kept <= Decimal::ZERO {
        return Err(wrong("maintenance", rate, "with the fee less than 1 is right"));
    }
    Ok(Some(div("entry", left, kept)?).filter(|price| *price > Decimal::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn position(leverage: Decimal, short: bool) -> Isolated {
        Isolated { entry: dec!(200), leverage, maintenance: dec!(0.02), short }
    }

    #[test]
    fn maintenance_at_entry() {
        // margin 200/4 = 50, of which 0.02·200 = 4 is kept
        assert_eq!(isolated_at_entry(&position(dec!(4), false)).unwrap(), Some(dec!(200) - dec!(46)));
        assert_eq!(isolated_at_entry(&position(dec!(4), true)).unwrap(), Some(dec!(200) + dec!(46)));
        // margin 400 outlasts any price
        assert_eq!(isolated_at_entry(&position(dec!(0.5), false)).unwrap(), None);
    }

    #[test]
    fn maintenance_and_fee_at_the_price() {
        let long = isolated_after_fee(&position(dec!(4), false), dec!(0.005)).unwrap().unwrap();
        // margin 50, loss 200 − p, kept 0.025·p
        assert!((dec!(50) - (dec!(200) - long) - dec!(0.025) * long).abs() < dec!(1e-20));
        let short = isolated_after_fee(&position(dec!(4), true), dec!(0.005)).unwrap().unwrap();
        assert!((dec!(50) - (short - dec!(200)) - dec!(0.025) * short).abs() < dec!(1e-20));
        assert_eq!(isolated_after_fee(&position(dec!(1), false), dec!(0)).unwrap(), None);
    }

    #[test]
    fn percents_are_no_fractions() {
        let percent = Isolated { maintenance: dec!(2), ..position(dec!(4), false) };
        let why = isolated_at_entry(&percent).unwrap_err().to_string();
        assert_eq!(why, "maintenance is 2; a fraction from 0 to below 1 is right, 0.01 for 1 %");
        assert!(isolated_after_fee(&position(dec!(4), false), dec!(6)).is_err());
    }
}
