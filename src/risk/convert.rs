//! The one place where money meets floating point.
//!
//! * `Decimal → f64`: to the nearest; at most half a unit in the 16th digit is lost.
//! * `f64 → Decimal`: every bit is kept, then rounded to 12 decimals, half to even. Sums of such amounts are exact.
//!
//! Nothing here rounds for the eye; that is the views' business, and they never flatter.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Decimals kept of an amount of dollars that came from floating point.
const USD_DECIMALS: u32 = 12;

/// The nearest floating-point number. Never fails: a [`Decimal`] is always in range.
pub fn to_f64(value: Decimal) -> f64 {
    value.to_f64().unwrap_or(f64::NAN)
}

/// Dollars from floating point, rounded to 12 decimals; `None` when not finite or beyond 28 digits.
pub fn to_usd(value: f64) -> Option<Decimal> {
    Decimal::from_f64_retain(value).map(|d| d.round_dp(USD_DECIMALS).normalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn dollars_keep_twelve_decimals() {
        assert_eq!(to_usd(0.1 + 0.2), Some(dec!(0.3)));
        assert_eq!(to_usd(-18420.125), Some(dec!(-18420.125)));
        assert_eq!(to_usd(f64::NAN), None);
        assert_eq!(to_usd(1e40), None);
    }

    #[test]
    fn a_decimal_goes_to_the_nearest_float() {
        assert_eq!(to_f64(dec!(0.1)), 0.1);
        assert_eq!(to_f64(dec!(93812.5)), 93812.5);
        assert!(to_f64(Decimal::MAX).is_finite());
    }
}
