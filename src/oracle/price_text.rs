//! A number as a source wrote it, made into a price or a time, or refused with a reason.
//!
//! | as it is written | who does so | read by |
//! |---|---|---|
//! | `"93812.5"`, `93812.4567890123456`, `9.38e4` | exchanges: strings, JSON numbers, exponents | [`price`] |
//! | `"6140993501000"` and `-8` | Pyth: a whole number times a power of ten | [`scaled`] |
//! | 64 hexadecimal digits | contracts on Ethereum: 256 bits with a sign, so many decimals | [`word`] |
//! | `67.7` for 0.677 | Deribit: volatilities in percent | [`percent`] |
//! | `2026-07-27T09:54:10.491922664Z` | Coinbase: RFC 3339 | [`date_time`] |
//! | seconds, milliseconds, microseconds, nanoseconds since 1970 | each its own; the size says which | [`time`] |
//!
//! All of them come through here, so that what is not between 10⁻¹² and 10¹² never gets further. Digits are never read
//! through `f64`; beyond 28 they are rounded, those of whole numbers cut.

use rust_decimal::Decimal;
use time::{Date, Month};

use crate::book::{Exact, Time};

/// The largest number taken for a price: 10¹².
pub const LARGEST: Decimal = Decimal::from_parts(0xD4A5_1000, 0xE8, 0, false, 0);
/// The smallest: 10⁻¹².
pub const SMALLEST: Decimal = Decimal::from_parts(1, 0, 0, false, 12);
/// 2009-01-03, before which there was nothing to quote.
const FIRST_MS: i64 = 1_230_940_800_000;
/// 2100-01-01, after which expiries are not representable either.
const LAST_MS: i64 = 4_102_444_800_000;
const LONGEST_TEXT: usize = 400;

/// Why a text is not a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PriceFault {
    /// Nothing there: empty or null. Sources write so what they do not have.
    #[error("nothing was given")]
    Missing,
    /// Not a number.
    #[error("it is not a number")]
    NotANumber,
    /// Zero or less.
    #[error("a price is above zero")]
    NotPositive,
    /// Beyond any price there is.
    #[error("a price lies between 0.000000000001 and 1,000,000,000,000")]
    Absurd,
}

/// Why a text is not a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("its time is not between 2009 and 2100")]
pub struct TimeFault;

/// A price from its text: digits, perhaps a point, perhaps an exponent.
pub fn price(text: &str) -> Result<Decimal, PriceFault> {
    within_bounds(number(text)?)
}

/// A price, or a volatility, that is written in percent: 67.7 is 0.677.
pub fn percent(text: &str) -> Result<Decimal, PriceFault> {
    within_bounds(number(text)?.over(Decimal::ONE_HUNDRED).ok_or(PriceFault::Absurd)?)
}

/// A whole number with perhaps a minus, times ten to the power of `exponent`. It need not be a price: a band may be
/// zero, so a price goes through [`within_bounds`] after.
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

/// The value itself if it can be a price, with trailing zeros gone.
pub fn within_bounds(value: Decimal) -> Result<Decimal, PriceFault> {
    if value <= Decimal::ZERO {
        Err(PriceFault::NotPositive)
    } else if (SMALLEST..=LARGEST).contains(&value) {
        Ok(value.normalize())
    } else {
        Err(PriceFault::Absurd)
    }
}

/// An instant from a count of seconds, milliseconds, microseconds or nanoseconds.
pub fn time(text: &str) -> Result<Time, TimeFault> {
    instant(whole_number(text).ok_or(TimeFault)?)
}

/// The same from the count itself.
pub fn instant(count: i64) -> Result<Time, TimeFault> {
    let ms = match count {
        0..100_000_000_000 => count.checked_mul(1000).ok_or(TimeFault)?,
        100_000_000_000..100_000_000_000_000 => count,
        100_000_000_000_000..100_000_000_000_000_000 => count / 1000,
        _ => count / 1_000_000,
    };
    in_time(ms)
}

/// An instant from RFC 3339 text in UTC: `2026-07-27T09:54:10.491922664Z`, with up to nine digits of a second or none.
/// What is finer than a millisecond is cut off.
pub fn date_time(text: &str) -> Result<Time, TimeFault> {
    written_ms(text).ok_or(TimeFault).and_then(in_time)
}

fn in_time(ms: i64) -> Result<Time, TimeFault> {
    if (FIRST_MS..LAST_MS).contains(&ms) { Ok(Time(ms)) } else { Err(TimeFault) }
}

fn written_ms(text: &str) -> Option<i64> {
    const SHAPE: &[u8] = b"0000-00-00T00:00:00";
    let text = text.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let fits = |(byte, shape): (u8, &u8)| if is_digit(*shape) { is_digit(byte) } else { byte == *shape };
    if whole.len() != SHAPE.len()
        || !whole.bytes().zip(SHAPE).all(fits)
        || !(1..=9).contains(&fraction.len())
        || !fraction.bytes().all(is_digit)
    {
        return None;
    }
    let part = |from, to| whole.get(from..to)?.parse::<u16>().ok();
    let small = |from| u8::try_from(part(from, from + 2)?).ok();
    let month = Month::try_from(small(5)?).ok()?;
    let day = Date::from_calendar_date(part(0, 4)?.into(), month, small(8)?).ok()?;
    let moment = day.with_hms(small(11)?, small(14)?, small(17)?).ok()?.assume_utc();
    let ms = fraction.bytes().chain(*b"00").take(3).fold(0, |ms, digit| ms * 10 + i64::from(digit - b'0'));
    Some(moment.unix_timestamp() * 1000 + ms)
}

/// The digits before the point.
fn whole_number(text: &str) -> Option<i64> {
    number(text).ok()?.trunc().try_into().ok()
}

fn number(text: &str) -> Result<Decimal, PriceFault> {
    let text = text.trim();
    if text.is_empty() || text == "null" {
        return Err(PriceFault::Missing);
    }
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    if text.len() > LONGEST_TEXT || !is_plain(mantissa, true) || !is_plain(exponent, false) {
        return Err(PriceFault::NotANumber);
    }
    // Digits that do not fit are too many before the point; those behind it are rounded.
    let mantissa: Decimal = mantissa.parse().map_err(|_| PriceFault::Absurd)?;
    if mantissa.is_zero() {
        return Ok(mantissa);
    }
    // What does not fit a small exponent is beyond any price, whatever the digits.
    let exponent: i32 = exponent.parse().map_err(|_| PriceFault::Absurd)?;
    let power = |places: u32| {
        10_i128.checked_pow(places).and_then(|p| Decimal::try_from_i128_with_scale(p, 0).ok()).ok_or(PriceFault::Absurd)
    };
    let shifted = if exponent < 0 {
        mantissa.over(power(exponent.unsigned_abs())?)
    } else {
        mantissa.times(power(exponent.unsigned_abs())?)
    };
    shifted.ok_or(PriceFault::Absurd)
}

/// Digits with perhaps a sign before them and, if `point`, perhaps a point among them.
fn is_plain(text: &str, point: bool) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.bytes().any(|b| b.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || (point && b == b'.'))
        && digits.bytes().filter(|&b| b == b'.').count() <= 1
}

#[cfg(test)]
#[path = "price_text_tests.rs"]
mod tests;
