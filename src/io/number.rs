//! Text to number, as people and venues write numbers.
//!
//! | written | read | rule |
//! |---|---|---|
//! | `-1.5`, `−1.5`, `(1.5)` | −1.5 | typographic minus signs and accountants' parentheses |
//! | `$1,234.50`, `1 234.50 €` | 1234.5 | a currency sign, before or after, says nothing about the number |
//! | `1,234,567`, `1'234'567`, `1_000` | groups | one kind of mark between groups of exactly three digits |
//! | `1.234,5` | 1234.5 | of two kinds of mark the last is the decimal mark |
//! | `1.23e-1` | 0.123 | scientific notation |
//! | `10k`, `1.5m`, `2b` | 10000 … | only where suffixes are asked for |
//! | 50 digits | 28 digits | rounded half away from zero, and said so |
//!
//! `1,234` is 1234 where the decimal mark is a point and 1.234 where it is a comma. Where nobody has said which it is,
//! it is an error: a guess would be wrong a thousandfold.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::notice::shown;

/// What separates the whole part from the decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalMark {
    /// `1234.5`, as in English.
    Point,
    /// `1234,5`, as in most of Europe.
    Comma,
    /// Unknown: what can be read both ways is refused.
    Either,
}

/// How a number may be spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// The decimal mark.
    pub mark: DecimalMark,
    /// Whether `k`, `m` and `b` stand for thousands, millions and billions.
    pub suffixes: bool,
}

/// A number as it could be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// Its value.
    pub value: Decimal,
    /// Whether it had more digits than the 28 that are kept.
    pub rounded: bool,
}

/// Why a text is not a number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Nothing was written.
    #[error("a number is missing here; write one such as 1.5")]
    Empty,
    /// Not a number at all.
    #[error("“{0}” is not a number; write one such as 1.5 or -12")]
    NotANumber(String),
    /// Marks that are not between groups of three digits.
    #[error("the marks in “{read}” do not stand between groups of three digits; write {like}")]
    Grouping {
        /// What was written.
        read: String,
        /// How such a number is written here.
        like: &'static str,
    },
    /// Readable in two ways.
    #[error(
        "“{read}” can be {grouped} or {decimal}; write {grouped}, or {decimal}0 with one more digit"
    )]
    Ambiguous {
        /// What was written.
        read: String,
        /// As a whole number in groups.
        grouped: String,
        /// As a number with decimals.
        decimal: String,
    },
    /// Above what is kept.
    #[error("“{0}” is too large; at most 28 digits are kept")]
    TooLarge(String),
    /// Not zero, and less than is kept.
    #[error("“{0}” is too small; at most 28 decimals are kept")]
    TooSmall(String),
}

/// Reads a number in a spelling.
pub fn read(text: &str, spelling: Spelling) -> Result<Number, NumberError> {
    let wrong = || NumberError::NotANumber(shown(text.trim()));
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(NumberError::Empty);
    }
    if rest.len() > 200 {
        return Err(if rest.bytes().all(|b| b.is_ascii_digit()) {
            NumberError::TooLarge(shown(rest))
        } else {
            wrong()
        });
    }
    let mut sign = None;
    if let Some(inner) = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')) {
        (sign, rest) = (Some(true), inner.trim());
    }
    for _ in 0..2 {
        rest = rest.strip_prefix(CURRENCY).unwrap_or(rest).trim_start();
        if let (None, Some(first)) = (sign, rest.chars().next()) {
            if first == '+' || MINUS.contains(&first) {
                sign = Some(first != '+');
                rest = rest
                    .get(first.len_utf8()..)
                    .unwrap_or_default()
                    .trim_start();
            }
        }
    }
    rest = rest.strip_suffix(CURRENCY).unwrap_or(rest).trim_end();
    let mut power = 0;
    if let (true, Some(last)) = (spelling.suffixes, rest.chars().next_back()) {
        power = match last.to_ascii_lowercase() {
            'k' => 3,
            'm' => 6,
            'b' => 9,
            _ => 0,
        };
        if power > 0 {
            rest = rest.get(..rest.len() - 1).unwrap_or_default();
        }
    }
    if let Some((mantissa, exponent)) = rest.split_once(['e', 'E']) {
        let exponent = exponent.replace(MINUS, "-");
        power += exponent
            .parse::<i64>()
            .ok()
            .filter(|e| e.abs() <= 1000)
            .ok_or_else(wrong)?;
        rest = mantissa;
    }
    let (whole, decimals) = parts(rest, spelling.mark).map_err(|fault| match fault {
        Fault::NotANumber => wrong(),
        Fault::Grouping => NumberError::Grouping {
            read: shown(text.trim()),
            like: match spelling.mark {
                DecimalMark::Comma => "1234,5 or 1.234,5",
                DecimalMark::Point | DecimalMark::Either => "1234.5 or 1,234.5",
            },
        },
        Fault::Ambiguous { grouped, decimal } => NumberError::Ambiguous {
            read: shown(text.trim()),
            grouped,
            decimal,
        },
    })?;
    exact(sign == Some(true), &whole, &decimals, power, text.trim())
}

/// Reads a number as programs write it: a point, perhaps an exponent, no groups and no suffix.
pub fn plain(text: &str) -> Result<Number, NumberError> {
    let programmatic = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    if let Some(false) = text.trim().chars().map(programmatic).min() {
        return Err(NumberError::NotANumber(shown(text.trim())));
    }
    let mark = DecimalMark::Point;
    let suffixes = false;
    read(text, Spelling { mark, suffixes })
}

/// Which decimal mark a text can only have been written with; `None` where it shows none, or could be either.
pub fn decimal_mark_of(text: &str) -> Option<DecimalMark> {
    if !text.chars().any(|c| c.is_ascii_digit()) || text.chars().any(char::is_alphabetic) {
        return None;
    }
    let (mark, _) = marks(text).ok()??;
    Some(if mark == ',' {
        DecimalMark::Comma
    } else {
        DecimalMark::Point
    })
}

const CURRENCY: [char; 5] = ['$', '€', '£', '¥', '₿'];
const MINUS: [char; 5] = ['-', '−', '–', '﹣', '\u{ff0d}'];

enum Fault {
    NotANumber,
    Grouping,
    Ambiguous { grouped: String, decimal: String },
}

/// The decimal mark of a number by its own looks, and where it stands. `Ok(None)`: none at all. `Err`: a lone mark
/// with three digits after it, which can be either.
fn marks(text: &str) -> Result<Option<(char, Option<usize>)>, ()> {
    let other = |mark| if mark == ',' { '.' } else { ',' };
    let Some(last) = text.rfind(['.', ',']) else {
        return Ok(None);
    };
    let mark = if text.get(last..).is_some_and(|rest| rest.starts_with(',')) {
        ','
    } else {
        '.'
    };
    if text.contains(other(mark)) {
        return Ok(Some((mark, Some(last))));
    }
    if text.matches(mark).count() > 1 {
        return Ok(Some((other(mark), None)));
    }
    let digits = |part: Option<&str>| -> String {
        let part = part.unwrap_or_default();
        part.chars().filter(char::is_ascii_digit).collect()
    };
    let (before, after) = (digits(text.get(..last)), digits(text.get(last..)));
    let a_group = after.len() == 3 && (1..=3).contains(&before.len()) && !before.starts_with('0');
    if a_group {
        return Err(());
    }
    Ok(Some((mark, Some(last))))
}

/// The digits before and after the decimal mark.
fn parts(text: &str, mark: DecimalMark) -> Result<(String, String), Fault> {
    let (decimal, place) = match mark {
        DecimalMark::Point => (Some('.'), text.rfind('.')),
        DecimalMark::Comma => (Some(','), text.rfind(',')),
        DecimalMark::Either => match marks(text) {
            Ok(Some((mark, place))) => (Some(mark), place),
            Ok(None) => (None, None),
            Err(()) => {
                let grouped = text.replace(['.', ','], "");
                let decimal = text.replace(',', ".");
                return Err(Fault::Ambiguous { grouped, decimal });
            }
        },
    };
    let (whole, decimals) = match place {
        Some(place) => (
            text.get(..place).unwrap_or_default(),
            text.get(place + 1..).unwrap_or_default(),
        ),
        None => (text, ""),
    };
    if !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Fault::NotANumber);
    }
    let whole = ungrouped(whole, decimal)?;
    if whole.is_empty() && decimals.is_empty() {
        return Err(Fault::NotANumber);
    }
    Ok((whole, decimals.to_owned()))
}

/// The digits of a whole number, without the marks between its groups of three.
fn ungrouped(text: &str, decimal: Option<char>) -> Result<String, Fault> {
    let Some(mark) = text.chars().find(|c| !c.is_ascii_digit()) else {
        return Ok(text.to_owned());
    };
    let groups: Vec<&str> = text.split(mark).collect();
    let digits = |group: &&str| group.bytes().all(|b| b.is_ascii_digit());
    let separates = matches!(mark, ',' | '.' | '\'' | '’' | '_') || mark.is_whitespace();
    if !separates || Some(mark) == decimal || !groups.iter().all(digits) {
        return Err(Fault::NotANumber);
    }
    let (first, others) = groups.split_first().ok_or(Fault::NotANumber)?;
    let right = (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && others.iter().all(|group| group.len() == 3);
    if right {
        Ok(groups.concat())
    } else {
        Err(Fault::Grouping)
    }
}

/// Puts digits and a power of ten together, rounding what does not fit.
fn exact(
    negative: bool,
    whole: &str,
    decimals: &str,
    power: i64,
    text: &str,
) -> Result<Number, NumberError> {
    let all = format!("{whole}{decimals}");
    let digits = all.trim_start_matches('0');
    let zeros = all.len() - digits.len();
    let as_place = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    if digits.is_empty() {
        let value = Decimal::new(0, u32::try_from(decimals.len().min(28)).unwrap_or(0));
        return Ok(Number {
            value,
            rounded: false,
        });
    }
    let point = as_place(whole.len()) - as_place(zeros) + power;
    if point > 29 {
        return Err(NumberError::TooLarge(shown(text)));
    }
    if point < -28 {
        return Err(NumberError::TooSmall(shown(text)));
    }
    let written = match usize::try_from(point) {
        Ok(point) if point >= digits.len() => {
            format!("{digits}{}", "0".repeat(point - digits.len()))
        }
        Ok(0) => format!("0.{digits}"),
        Ok(point) => {
            let (whole, decimals) = digits.split_at(point);
            format!("{whole}.{decimals}")
        }
        Err(_) => format!(
            "0.{}{digits}",
            "0".repeat(usize::try_from(-point).unwrap_or(0))
        ),
    };
    let mut value = Decimal::from_str(&written).map_err(|_| NumberError::TooLarge(shown(text)))?;
    if value.is_zero() {
        return Err(NumberError::TooSmall(shown(text)));
    }
    let significant = if written.contains('.') {
        written.trim_end_matches('0').trim_end_matches('.')
    } else {
        written.as_str()
    };
    let rounded = value.normalize().to_string() != significant;
    value.set_sign_negative(negative);
    Ok(Number { value, rounded })
}

#[cfg(test)]
mod tests {
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
        assert!(
            error.contains("“1,5”") && error.contains("1234.5"),
            "{error}"
        );
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
        assert_eq!(
            error.to_string(),
            "“93,812” can be 93812 or 93.812; write 93812, or 93.8120 with one more digit"
        );
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
        assert!(matches!(
            plain(&"9".repeat(300)),
            Err(NumberError::TooLarge(_))
        ));
        assert_eq!(plain("0e999").unwrap().value, dec!(0));
    }

    #[test]
    fn suffixes_only_where_asked() {
        let asked = Spelling {
            mark: DecimalMark::Point,
            suffixes: true,
        };
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
}
