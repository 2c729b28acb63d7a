//! The one place where money meets floating point.
//!
//! * `Decimal → f64`: to the nearest; at most half a unit in the 16th digit is lost.
//! * `f64 → Decimal`: rounded once, from its exact binary value to 12 decimals, half to even. Sums of such amounts are
//!   exact.
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
///
/// A float is `mantissa · 2^exponent`; times 10^12 it is an exact integer shifted by `exponent`, so only the last
/// rounding rounds.
pub fn to_usd(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    let bits = value.to_bits();
    let biased = i32::try_from((bits >> 52) & 0x7ff).ok()?;
    let fraction = i128::from(bits & 0x000f_ffff_ffff_ffff);
    let mantissa = if biased == 0 { fraction } else { fraction | 1 << 52 };
    let exponent = biased.max(1) - 1075;
    let scaled = mantissa * 10_i128.pow(USD_DECIMALS);
    let rounded = match u32::try_from(-exponent) {
        Ok(shift @ 1..=126) => {
            let floor = scaled >> shift;
            let half = 1_i128 << (shift - 1);
            let rest = scaled - (floor << shift);
            let up = rest > half || (rest == half && floor & 1 == 1);
            floor + i128::from(up)
        }
        Ok(0) => scaled,
        Ok(_) => 0,
        // 93 bits are taken already, and a decimal holds 96
        Err(_) => scaled.checked_mul(1_i128.checked_shl(u32::try_from(exponent.min(60)).ok()?)?)?,
    };
    let signed = if value < 0.0 { -rounded } else { rounded };
    let whole = 10_i128.pow(USD_DECIMALS);
    let (amount, scale) = if signed % whole == 0 { (signed / whole, 0) } else { (signed, USD_DECIMALS) };
    Decimal::try_from_i128_with_scale(amount, scale).ok()
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
        for value in [1.0 / 3.0, 93_812.123_456_789, 1e-9, 123_456_789_012.345] {
            assert_eq!(to_usd(value), Decimal::from_f64_retain(value).map(|d| d.round_dp(12)), "{value}");
        }
    }

    #[test]
    fn a_decimal_goes_to_the_nearest_float() {
        assert_eq!(to_f64(dec!(0.1)), 0.1);
        assert_eq!(to_f64(dec!(93812.5)), 93812.5);
        assert!(to_f64(Decimal::MAX).is_finite());
    }
}
