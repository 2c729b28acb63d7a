//! The one place where money meets floating point.
//!
//! * `Decimal → f64`: to the nearest where the decimal has up to 15 digits, else within one unit of the 16th.
//! * `f64 → Decimal`: rounded half to even to the 15 significant digits that a float surely has, and to at most 12
//!   decimals. Sums of such amounts are exact.
//!
//! Nothing here rounds for the eye; that is the views' business, and they never flatter.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Decimals kept of an amount of dollars that came from floating point, if it is below a thousand.
const USD_DECIMALS: u32 = 12;

/// Powers of ten that floating point holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// The nearest floating-point number, or its neighbour where there are more than 15 digits. Never fails: a [`Decimal`] is always in range.
pub fn to_f64(value: Decimal) -> f64 {
    let mantissa = value.mantissa();
    let scale = usize::try_from(value.scale()).ok().and_then(|scale| POWERS.get(scale));
    match (i64::try_from(mantissa), scale) {
        // two exact numbers, so their quotient is the nearest there is
        (Ok(mantissa), Some(power)) if mantissa.unsigned_abs() <= 1 << 53 => mantissa as f64 / power,
        _ => value.to_f64().unwrap_or(f64::NAN),
    }
}

/// Dollars from floating point, rounded to 15 significant digits and at most 12 decimals; `None` when not finite or
/// beyond 28 digits.
pub fn to_usd(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    let mut decimals = USD_DECIMALS;
    let mut limit = 1e3;
    while value.abs() >= limit && decimals > 0 {
        decimals -= 1;
        limit *= 10.0;
    }
    let scaled = (value.abs() * POWERS.get(usize::try_from(decimals).ok()?)?).round_ties_even();
    if scaled >= 1e18 {
        return Decimal::from_f64_retain(value);
    }
    let mut amount = scaled as u64;
    if amount == 0 {
        return Some(Decimal::ZERO);
    }
    while decimals > 0 && amount.is_multiple_of(10) {
        amount /= 10;
        decimals -= 1;
    }
    let (low, middle) = (amount as u32, (amount >> 32) as u32);
    Some(Decimal::from_parts(low, middle, 0, value < 0.0, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn dollars_keep_fifteen_digits_and_twelve_decimals() {
        assert_eq!(to_usd(0.1 + 0.2), Some(dec!(0.3)));
        assert_eq!(to_usd(1.5 * 93_812.0 * 0.15), Some(dec!(21107.7)));
        assert_eq!(to_usd(21_107.7).map(|usd| usd.to_string()).as_deref(), Some("21107.7"));
        assert_eq!(to_usd(20_000.0).map(|usd| usd.to_string()).as_deref(), Some("20000"));
        assert_eq!(to_usd(1e18), Some(dec!(1000000000000000000)));
        assert_eq!(to_usd(-18420.125), Some(dec!(-18420.125)));
        assert_eq!(to_usd(f64::NAN), None);
        assert_eq!(to_usd(1e40), None);
        assert_eq!(to_usd(f64::INFINITY), None);
        assert_eq!(to_usd(f64::MAX), None);
    }

    #[test]
    fn digits_beyond_the_fifteenth_are_rounded_half_to_even() {
        // 2^-13 has 13 decimals, 0.0001220703125; times an odd number its 13th is a 5
        assert_eq!(to_usd(0.000_122_070_312_5), Some(dec!(0.000122070312)));
        assert_eq!(to_usd(3.0 * 0.000_122_070_312_5), Some(dec!(0.000366210938)));
        assert_eq!(to_usd(f64::MIN_POSITIVE), Some(dec!(0)));
        assert_eq!(to_usd(-0.0), Some(dec!(0)));
        assert_eq!(to_usd(9_007_199_254_740_994.0), Some(dec!(9007199254740994)));
        for (value, decimals) in [(1.0 / 3.0, 12), (93_812.123_456_789, 10), (1e-9, 12), (123_456_789_012.345, 3)] {
            assert_eq!(to_usd(value), Decimal::from_f64_retain(value).map(|d| d.round_dp(decimals)), "{value}");
        }
    }

    #[test]
    fn a_decimal_goes_to_the_nearest_float() {
        assert_eq!(to_f64(dec!(0.1)), 0.1);
        assert_eq!(to_f64(dec!(93812.5)), 93812.5);
        assert_eq!(to_f64(dec!(-0.0181)), -0.0181);
        // more digits than a float has: within one unit of the 16th
        assert!((to_f64(dec!(0.1234567890123456789012345678)) - 0.123_456_789_012_345_68).abs() <= 2e-17);
        assert!((to_f64(Decimal::MAX) / 7.922_816_251_426_434e28 - 1.0).abs() <= 3e-16);
        assert!(to_f64(Decimal::MAX).is_finite());
    }
}
