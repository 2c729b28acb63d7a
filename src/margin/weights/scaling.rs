//! Weights that get harsher the more of a token the whole venue holds or owes: one large holder cannot be sold quickly.

use rust_decimal::Decimal;

use crate::margin::FigureError;
use crate::margin::checked::decimal;

/// Asset weight once the venue's deposits exceed `start`: `weight·start/deposits`. All in dollars; no `start`, no scaling.
pub fn scaled_asset(weight: Decimal, deposits: Decimal, start: Option<Decimal>) -> Result<Decimal, FigureError> {
    match start {
        Some(start) if deposits > start => {
            decimal::div("scaled asset weight", decimal::mul("scaled asset weight", weight, start)?, deposits)
        }
        _ => Ok(weight),
    }
}

/// Liability weight once the venue's borrows exceed `start`: `weight·borrows/start`. All in dollars.
pub fn scaled_liability(weight: Decimal, borrows: Decimal, start: Option<Decimal>) -> Result<Decimal, FigureError> {
    match start {
        Some(start) if borrows > start => {
            decimal::div("scaled liability weight", decimal::mul("scaled liability weight", weight, borrows)?, start)
        }
        _ => Ok(weight),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn scaling_begins_beyond_its_start() {
        assert_eq!(scaled_asset(dec!(0.5), dec!(5000), Some(dec!(5000))), Ok(dec!(0.5)));
        assert_eq!(scaled_asset(dec!(0.5), dec!(7500), Some(dec!(5000))), Ok(dec!(0.5) * dec!(5000) / dec!(7500)));
        assert_eq!(scaled_liability(dec!(1.5), dec!(7500), Some(dec!(5000))), Ok(dec!(1.5) * dec!(7500) / dec!(5000)));
        assert_eq!(scaled_liability(dec!(1.5), dec!(7500), None), Ok(dec!(1.5)));
    }
}
