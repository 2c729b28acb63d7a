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

/// The nearest floating-point number however many digits there are, as if read from text.
///
/// Reading text as `f64` brings a table of ten kilobytes; this is a long division.
pub fn nearest_f64(value: Decimal) -> f64 {
    const CHUNK: f64 = 4_294_967_296.0;
    let divisor = 10_u128.pow(value.scale());
    let mantissa = value.mantissa().unsigned_abs();
    let (mut whole, mut rest, mut unit) = (mantissa / divisor, mantissa % divisor, 1.0);
    // 32 bits more at a time, until there are more than a float has; what is left then only breaks ties
    while rest > 0 && whole < 1 << 62 {
        rest <<= 32;
        whole = (whole << 32) | (rest / divisor);
        rest %= divisor;
        unit /= CHUNK;
    }
    let nearest = (whole | u128::from(rest > 0)) as f64 * unit;
    if value.is_sign_negative() { -nearest } else { nearest }
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

/// A float as text, to its 15 digits and at most 12 decimals; text of a [`Decimal`] is on the page anyway, that of a
/// float would be ten kilobytes more.
pub fn f64_text(value: f64) -> String {
    to_usd(value).map_or_else(|| "beyond any number".to_owned(), |amount| amount.to_string())
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
    fn the_nearest_float_is_the_one_that_text_gives() {
        let mut seed = 1_u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 32) as u32
        };
        let few = [dec!(0), dec!(1), dec!(-0.1), dec!(0.0000000000000000000000000001), Decimal::MAX, Decimal::MIN];
        let halves = [9_007_199_254_740_993_i64, 9_007_199_254_740_995, 4_611_686_018_427_388_161].map(Decimal::from);
        let many = (0..20_000).map(|n| {
            let (middle, high) = (if n % 3 > 0 { next() } else { 0 }, if n % 3 > 1 { next() } else { 0 });
            Decimal::from_parts(next(), middle, high, n % 2 == 0, next() % 29)
        });
        for value in few.into_iter().chain(halves).chain(many.collect::<Vec<_>>()) {
            let read: f64 = value.to_string().parse().unwrap();
            assert_eq!(nearest_f64(value), read, "{value}");
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
