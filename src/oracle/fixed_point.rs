//! Whole numbers whose point is said elsewhere, as oracles and contracts write prices.
//!
//! | as it is written | who does so | read by |
//! |---|---|---|
//! | `"6140993501000"` and `-8` for 61,409.93501 | Pyth: a whole number times a power of ten | [`scaled`] |
//! | 64 hexadecimal digits | contracts on Ethereum: 256 bits with a sign, so many decimals | [`word`] |
//!
//! Neither goes through `f64`. Digits that a decimal cannot hold are cut where they stand behind the point.

use rust_decimal::Decimal;

use super::price_text::PriceFault;

const LONGEST_TEXT: usize = 400;

/// A whole number with perhaps a minus, times ten to the power of `exponent`. It need not be a price: a band may be
/// zero, so a price goes through [`within_bounds`](super::price_text::within_bounds) after.
pub fn scaled(mantissa: &str, exponent: i32) -> Result<Decimal, PriceFault> {
    let text = mantissa.trim();
    if text.is_empty() || text == "null" {
        return Err(PriceFault::Missing);
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    if text.len() > LONGEST_TEXT || !digits.bytes().all(|b| b.is_ascii_digit()) || digits.is_empty() {
        return Err(PriceFault::NotANumber);
    }
    // what takes more than 128 bits is beyond any price, at any exponent a source has
    let magnitude: u128 = digits.parse().map_err(|_| PriceFault::Absurd)?;
    shifted(magnitude, digits.len() < text.len(), -i64::from(exponent))
}

/// A signed whole number of 256 bits in two's complement, as 64 hexadecimal digits, with so many decimals. It need not
/// be a price either.
pub fn word(hex: &str, decimals: u32) -> Result<Decimal, PriceFault> {
    let digits = hex.strip_prefix("0x").unwrap_or(hex);
    if digits.len() != 64 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(PriceFault::NotANumber);
    }
    let (upper, lower) = digits.split_at(32);
    let half = |digits| u128::from_str_radix(digits, 16).map_err(|_| PriceFault::NotANumber);
    match (half(upper)?, half(lower)?) {
        (0, lower) => shifted(lower, false, decimals.into()),
        (u128::MAX, lower) if lower != 0 => shifted(lower.wrapping_neg(), true, decimals.into()),
        _ => Err(PriceFault::Absurd),
    }
}

/// A whole number with its point moved left by `places`. Digits that a decimal cannot hold are cut where they stand
/// behind the point, and are beyond any price where they stand before it.
fn shifted(mut magnitude: u128, negative: bool, mut places: i64) -> Result<Decimal, PriceFault> {
    if magnitude == 0 {
        return Ok(Decimal::ZERO);
    }
    while magnitude >> 96 != 0 || places > 28 {
        magnitude /= 10;
        places = places.saturating_sub(1);
        if magnitude == 0 {
            return Err(PriceFault::Absurd);
        }
    }
    while places < 0 {
        magnitude = magnitude.checked_mul(10).filter(|m| m >> 96 == 0).ok_or(PriceFault::Absurd)?;
        places = places.saturating_add(1);
    }
    let signed = i128::try_from(magnitude).map_err(|_| PriceFault::Absurd)?;
    let places = u32::try_from(places).map_err(|_| PriceFault::Absurd)?;
    Decimal::try_from_i128_with_scale(if negative { -signed } else { signed }, places).map_err(|_| PriceFault::Absurd)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::price_text::within_bounds;
    use rust_decimal_macros::dec;

    #[test]
    fn a_whole_number_with_an_exponent() {
        let scaled = |mantissa: &str, exponent| scaled(mantissa, exponent).and_then(within_bounds);
        for (mantissa, exponent, expected) in [
            ("6140993501000", -8, dec!(61409.93501)),
            ("43380934", -5, dec!(433.80934)),
            ("4959503", -8, dec!(0.04959503)),
            ("5", 0, dec!(5)),
            ("1", 2, dec!(100)),
            ("100000000000000000000000000000000000000", -40, dec!(0.01)), // 10³⁸
            ("79228162514264337593543950336", -28, dec!(7.922816251426433759354395033)), // 2⁹⁶, its last digit cut
            (" 7 ", -1, dec!(0.7)),
        ] {
            assert_eq!(scaled(mantissa, exponent), Ok(expected), "{mantissa}e{exponent}");
        }
        use PriceFault::{Absurd, Missing, NotANumber, NotPositive};
        for (mantissa, exponent, why) in [
            ("6140993501000", -40, Absurd),
            ("6140993501000", 40, Absurd),
            ("1", 40, Absurd),
            ("5", 12, Absurd),
            ("1", -13, Absurd),
            ("1", i32::MAX, Absurd),
            ("1", i32::MIN, Absurd),
            ("340282366920938463463374607431768211456", -38, Absurd), // 2¹²⁸
            ("0", i32::MAX, NotPositive),
            ("0", i32::MIN, NotPositive),
            ("-6140993501000", -8, NotPositive),
            ("", -8, Missing),
            ("null", -8, Missing),
            ("-", -8, NotANumber),
            ("--1", -8, NotANumber),
            ("+1", -8, NotANumber),
            ("1.5", -8, NotANumber),
            ("1e5", -8, NotANumber),
            ("NaN", -8, NotANumber),
            ("0x1F", -8, NotANumber),
            ("١٢", -8, NotANumber),
        ] {
            assert_eq!(scaled(mantissa, exponent), Err(why), "{mantissa}e{exponent}");
        }
        assert_eq!(scaled(&"1".repeat(5000), -8), Err(NotANumber));
    }

    #[test]
    fn a_band_may_be_zero_and_a_rate_below() {
        assert_eq!(scaled("0", -8), Ok(Decimal::ZERO));
        assert_eq!(scaled("-250", -2), Ok(dec!(-2.5)));
    }

    /// 64 digits with these last.
    fn padded(with: &str, digits: &str) -> String {
        format!("{}{digits}", with.repeat(64 - digits.len()))
    }

    #[test]
    fn a_word_of_256_bits() {
        for (with, digits, decimals, expected) in [
            ("0", "2da39c073e", 8, dec!(1960.18439998)),    // 196,018,439,998
            ("0", "05eab7c98868", 8, dec!(65056.63924328)), // 6,505,663,924,328
            ("0", "DE0B6B3A7640000", 18, dec!(1)),          // 10¹⁸
            ("0", "0", 8, dec!(0)),
            ("f", "ffffffffff", 0, dec!(-1)),
            ("f", "0a1f00", 8, dec!(-0.16113920)), // 0x0a1f00 is 663,296; less 2²⁴ that is −16,113,920
            ("0", "1000000000000000000000000", 18, dec!(79228162514.26433759354395033)), // 2⁹⁶, likewise
        ] {
            assert_eq!(word(&padded(with, digits), decimals), Ok(expected), "{digits}");
            assert_eq!(word(&format!("0x{}", padded(with, digits)), decimals), Ok(expected), "0x{digits}");
        }
        use PriceFault::{Absurd, NotANumber};
        let zeros = "0".repeat(63);
        for (text, why) in [
            (format!("1{zeros}"), Absurd),
            (format!("8{zeros}"), Absurd),          // −2²⁵⁵
            (padded("f", &"0".repeat(32)), Absurd), // −2¹²⁸
            (padded("0", "1"), Absurd),             // 10⁻⁴⁰
            (zeros.clone(), NotANumber),
            (format!("{zeros}00"), NotANumber),
            (format!("{zeros}g"), NotANumber),
            (format!("+{zeros}"), NotANumber),
            (format!("-{zeros}"), NotANumber),
            (format!("0x{zeros}"), NotANumber),
            ("é".repeat(32), NotANumber),
            (String::new(), NotANumber),
            ("0x".to_owned(), NotANumber),
        ] {
            assert_eq!(word(&text, 40), Err(why), "{text}");
        }
        assert_eq!(word(&padded("0", "1"), u32::MAX), Err(Absurd));
    }
}
