use super::*;
use rust_decimal_macros::dec;

fn value(text: &str, mark: DecimalMark) -> Result<Decimal, NumberError> {
    let suffixes = false;
    read(text, Spelling { mark, suffixes }).map(|number| number.value)
}

#[test]
fn signs_currencies_and_groups() {
    for (text, expected) in [
        ("1.5", dec!(1.5)),
        ("+1.5", dec!(1.5)),
        ("-1.5", dec!(-1.5)),
        ("−1.5", dec!(-1.5)),
        ("–2", dec!(-2)),
        ("(1,234.50)", dec!(-1234.5)),
        ("$1,234.50", dec!(1234.5)),
        ("-$5", dec!(-5)),
        ("$-5", dec!(-5)),
        ("1 234.5 €", dec!(1234.5)),
        ("1\u{a0}234", dec!(1234)),
        ("1'234'567", dec!(1234567)),
        ("1_000", dec!(1000)),
        (".5", dec!(0.5)),
        ("5.", dec!(5)),
        ("1.23e-1", dec!(0.123)),
        ("5E+3", dec!(5000)),
        ("0.000", dec!(0)),
        ("91,200", dec!(91200)),
    ] {
        assert_eq!(value(text, DecimalMark::Point), Ok(expected), "{text}");
    }
}

#[test]
fn a_decimal_comma() {
    for (text, expected) in [
        ("1,5", dec!(1.5)),
        ("1.234,5", dec!(1234.5)),
        ("93.812", dec!(93812)),
        ("93,812", dec!(93.812)),
        ("-0,031", dec!(-0.031)),
    ] {
        assert_eq!(value(text, DecimalMark::Comma), Ok(expected), "{text}");
    }
    assert!(value("1.5", DecimalMark::Comma).is_err());
    let error = value("1,5", DecimalMark::Point).unwrap_err().to_string();
    assert!(error.contains("“1,5”") && error.contains("1234.5"), "{error}");
}

#[test]
fn what_can_be_read_both_ways_is_refused_until_one_knows() {
    for (text, expected) in [
        ("1,5", dec!(1.5)),
        ("1.5", dec!(1.5)),
        ("1,234.5", dec!(1234.5)),
        ("1.234,5", dec!(1234.5)),
        ("1.234.567", dec!(1234567)),
        ("0,031", dec!(0.031)),
        ("0.125", dec!(0.125)),
        ("91200,125", dec!(91200.125)),
        ("12", dec!(12)),
    ] {
        assert_eq!(value(text, DecimalMark::Either), Ok(expected), "{text}");
    }
    let error = value("93,812", DecimalMark::Either).unwrap_err();
    assert_eq!(error.to_string(), "“93,812” can be 93812 or 93.812; write 93812, or 93.8120 with one more digit");
    assert_eq!(decimal_mark_of("93,812"), None);
    assert_eq!(decimal_mark_of("1,5"), Some(DecimalMark::Comma));
    assert_eq!(decimal_mark_of("1,234,567"), Some(DecimalMark::Point));
    assert_eq!(decimal_mark_of("12"), None);
    assert_eq!(decimal_mark_of("BTC-PERP"), None);
}

#[test]
fn more_digits_than_are_kept_are_rounded_and_said() {
    let long = plain("99031.927500030360533855855464935302734375").unwrap();
    assert!(long.rounded);
    assert_eq!(long.value, dec!(99031.92750003036053385585546));
    let exact = plain("0.1234567890123456789012345678").unwrap();
    assert!(!exact.rounded);
    assert_eq!(exact.value.to_string(), "0.1234567890123456789012345678");
    assert!(matches!(plain("1e30"), Err(NumberError::TooLarge(_))));
    assert!(matches!(plain("1e-40"), Err(NumberError::TooSmall(_))));
    assert!(matches!(plain(&"9".repeat(300)), Err(NumberError::TooLarge(_))));
    assert_eq!(plain("0e999").unwrap().value, dec!(0));
}

#[test]
fn suffixes_only_where_asked() {
    let asked = Spelling { mark: DecimalMark::Point, suffixes: true };
    assert_eq!(read("10k", asked).unwrap().value, dec!(10000));
    assert_eq!(read("1.5M", asked).unwrap().value, dec!(1500000));
    assert_eq!(read("-2b", asked).unwrap().value, dec!(-2000000000));
    assert!(value("10k", DecimalMark::Point).is_err());
    assert!(plain("10k").is_err());
}

#[test]
fn what_is_no_number_says_so() {
    for text in [
        "abc",
        "1..2",
        "1.234.567",
        "1-2",
        "--1",
        "()",
        "$",
        "-",
        "1e",
        "1e5.5",
        "12,34",
        "1,2345",
        "0,123,456",
        "١٢",
        "1,234 567",
        "NaN",
        "inf",
        "0x10",
        "(-5)",
        "k",
    ] {
        assert!(value(text, DecimalMark::Point).is_err(), "{text}");
    }
    assert_eq!(value("  ", DecimalMark::Point), Err(NumberError::Empty));
    assert!(plain("1,234").is_err());
}
