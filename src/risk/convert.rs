//! The one place where money meets floating point.
//!
//! * `Decimal → f64`: to the nearest; at most half a unit in the 16th digit is lost.
//! * `f64 → Decimal`: rounded once, from its exact binary value to 15 significant digits and at most 12 decimals, half
//!   to even. Sums of such amounts are exact.
//!
//! Nothing here rounds for the eye; that is the views' business, and they never flatter.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Decimals kept of an amount of dollars that came from floating point, if it is below a thousand.
const USD_DECIMALS: u32 = 12;

/// The nearest floating-point number. Never fails: a [`Decimal`] is always in range.
pub fn to_f64(value: Decimal) -> f64 {
    value.to_f64().unwrap_or(f64::NAN)
}

/// Dollars from floating point, rounded to 15 significant digits and at most 12 decimals; `None` when not finite or
/// beyond 28 digits.
///
/// A float is `mantissa · 2^exponent`; times a power of ten it is an exact integer shifted by `exponent`, so only the
/// last rounding rounds.
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
    let bits = value.to_bits();
    let biased = i32::try_from((bits >> 52) & 0x7ff).ok()?;
    let fraction = i128::from(bits & 0x000f_ffff_ffff_ffff);
    let mantissa = if biased == 0 { fraction } else { fraction | 1 << 52 };
    let exponent = biased.max(1) - 1075;
    let scaled = mantissa * 10_i128.pow(decimals);
    let rounded = match u32::try_from(-exponent) {
        Ok(0) => scaled,
        Ok(shift @ 1..=126) => {
            let floor = scaled >> shift;
            let half = 1_i128 << (shift - 1);
            let rest = scaled - (floor << shift);
            let up = rest > half || (rest == half && floor & 1 == 1);
            floor + i128::from(up)
        }
        Ok(_) => 0,
        // a mantissa has 53 bits and a decimal holds 96
        Err(_) => scaled.checked_mul(1_i128 << u32::try_from(exponent.min(60)).ok()?)?,
    };
    let mut amount = if value < 0.0 { -rounded } else { rounded };
    if amount == 0 {
        return Some(Decimal::ZERO);
    }
    while decimals > 0 && amount % 10 == 0 {
        amount /= 10;
        decimals -= 1;
    }
    Decimal::try_from_i128_with_scale(amount, decimals).ok()
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
    fn only_the_last_rounding_rounds() {
        // half to even: 2^-13 has 13 decimals, 0.0001220703125; times odd numbers its 13th digit is a 5
        assert_eq!(to_usd(0.000_122_070_312_5), Some(dec!(0.000122070312)));
        assert_eq!(to_usd(3.0 * 0.000_122_070_312_5), Some(dec!(0.000366210938)));
        assert_eq!(to_usd(f64::MIN_POSITIVE), Some(dec!(0)));
        assert_eq!(to_usd(-0.0), Some(dec!(0)));
        // 2^53 + 2 and 2^60 are whole
        assert_eq!(to_usd(9_007_199_254_740_994.0), Some(dec!(9007199254740994)));
        for (value, decimals) in [(1.0 / 3.0, 12), (93_812.123_456_789, 10), (1e-9, 12), (123_456_789_012.345, 3)] {
            assert_eq!(to_usd(value), Decimal::from_f64_retain(value).map(|d| d.round_dp(decimals)), "{value}");
        }
    }

    #[test]
    fn a_decimal_goes_to_the_nearest_float() {
        assert_eq!(to_f64(dec!(0.1)), 0.1);
        assert_eq!(to_f64(dec!(93812.5)), 93812.5);
        assert!(to_f64(Decimal::MAX).is_finite());
    }
}
