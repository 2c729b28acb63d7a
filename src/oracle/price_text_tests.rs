//! Every way in which numbers are written in the wild, by example.

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
        assert_eq!(date_time(text), Ok(Time(ms)), "{text}");
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
        assert_eq!(date_time(text), Err(TimeFault), "{text}");
    }
}
