//! A number as a source wrote it, made into a price or a time, or refused with a reason.
//!
//! Sources write numbers as JSON numbers, as strings, with exponents, with fifty digits, or as `NaN`. All of them come
//! through here, so that what is not between 10⁻¹² and 10¹² never gets further. Digits are read as decimal text and
//! never through `f64`; beyond 28 digits they are rounded.
//! Times come in seconds, milliseconds, microseconds or nanoseconds since 1970, their size says which; or as a date and a
//! time of day in RFC 3339.

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
    let count = whole_number(text).ok_or(TimeFault)?;
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
pub fn instant(text: &str) -> Result<Time, TimeFault> {
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
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn digits_stay_as_they_were_written() {
        for (text, expected) in [
            ("64716.0", dec!(64716)),
            ("7856.445926872601", dec!(7856.445926872601)),
            ("0.01984559", dec!(0.01984559)),
            ("1.23e-1", dec!(0.123)),
            ("1e-6", dec!(0.000001)),
            ("9.38E+4", dec!(93800)),
            (" 5 ", dec!(5)),
            ("1000000000000", LARGEST),
            ("0.000000000001", SMALLEST),
        ] {
            assert_eq!(price(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn fifty_digits_are_rounded_to_what_fits() {
        let long = "99031.927500030360533855855464935302734375";
        assert_eq!(price(long), Ok(dec!(99031.92750003036053385585546)));
    }

    #[test]
    fn percent_and_fraction_are_told_apart_by_who_writes_them() {
        // Deribit writes 67.7 for what Bybit and Derive write as 0.677
        assert_eq!(percent("67.7"), Ok(dec!(0.677)));
        assert_eq!(percent("67.7"), price("0.677"));
        assert_eq!(percent("1e-11"), Err(PriceFault::Absurd));
        assert_eq!(percent("-5"), Err(PriceFault::NotPositive));
        assert_eq!(percent("NaN"), Err(PriceFault::NotANumber));
    }

    #[test]
    fn what_is_no_price_says_why() {
        use PriceFault::{Absurd, Missing, NotANumber, NotPositive};
        for (text, why) in [
            ("", Missing),
            ("null", Missing),
            ("NaN", NotANumber),
            ("Infinity", NotANumber),
            ("-inf", NotANumber),
            ("abc", NotANumber),
            ("1_000", NotANumber),
            ("1,000", NotANumber),
            ("1.2.3", NotANumber),
            ("--5", NotANumber),
            ("1e", NotANumber),
            ("١٢", NotANumber),
            ("0", NotPositive),
            ("-0.0", NotPositive),
            ("0e999999999999", NotPositive),
            ("-64716", NotPositive),
            ("1e300", Absurd),
            ("1e400", Absurd),
            ("1e-400", Absurd),
            ("1e99999999999999999999", Absurd),
            ("1000000000000.01", Absurd),
            ("1e-13", Absurd),
        ] {
            assert_eq!(price(text), Err(why), "{text}");
        }
        assert_eq!(price(&"9".repeat(60)), Err(Absurd));
        assert_eq!(price(&"9".repeat(5000)), Err(NotANumber));
    }

    #[test]
    fn the_size_of_a_time_says_its_unit() {
        let expected = Ok(Time(1_583_783_678_372));
        assert_eq!(time("1583783678372"), expected);
        assert_eq!(time("1583783678372069"), expected);
        assert_eq!(time("1583783678372069123"), expected);
        assert_eq!(time("1583783678"), Ok(Time(1_583_783_678_000)));
    }

    #[test]
    fn a_date_and_a_time_of_day_is_an_instant() {
        // 2026-11-22T00:00Z is 1795305600 seconds after 1970
        for (text, ms) in [
            ("2026-11-22T00:00:00Z", 1_795_305_600_000),
            ("2026-11-22T00:00:00.5Z", 1_795_305_600_500),
            ("2026-11-22T00:00:00.04Z", 1_795_305_600_040),
            ("2026-11-21T23:59:59.999999999Z", 1_795_305_599_999),
            ("2026-11-22T01:02:03.004Z", 1_795_309_323_004),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000),
            ("2009-01-03T00:00:00Z", FIRST_MS),
        ] {
            assert_eq!(instant(text), Ok(Time(ms)), "{text}");
        }
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for text in [
            "",
            "Z",
            "2026-11-22",
            "2026-11-22T00:00:00",
            "2026-11-22T00:00:00+00:00",
            "2026-11-22 00:00:00Z",
            "2026-11-22t00:00:00Z",
            "2026-11-22T00:00:00.Z",
            "2026-11-22T00:00:00.1234567890Z",
            "2026-11-22T00:00:00.-1Z",
            "2026-11-22T00:00:00.1.2Z",
            "2026-11-22T24:00:00Z",
            "2026-11-22T00:60:00Z",
            "2026-11-22T00:00:60Z",
            "2026-02-29T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-1-01T00:00:00.0Z",
            "+026-11-22T00:00:00Z",
            "2026-11-22T00:00:0éZ",
            "2026-11-22T00:00:0٣Z",
            "1970-01-01T00:00:00Z",
            "2009-01-02T23:59:59Z",
            "2100-01-01T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "1795305600",
        ] {
            assert_eq!(instant(text), Err(TimeFault), "{text}");
        }
    }

    #[test]
    fn a_time_no_market_has_seen_is_refused() {
        for text in [
            "0",
            "1000",
            "86400000",
            "-5",
            "",
            "null",
            "NaN",
            "4102444800",
            "4102444800000",
            "9223372036854775807",
            "99999999999999999999999",
            "1e18",
            "1e300",
        ] {
            let read = time(text);
            assert!(read.is_err() || text == "1e18", "{text} read as {read:?}");
        }
    }
}
