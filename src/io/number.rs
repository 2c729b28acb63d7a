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

mod grouped;
mod marks;

use std::str::FromStr;

use rust_decimal::Decimal;

use super::notice::shown;
pub use grouped::grouped;
use marks::{Fault, marks, parts};

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
    #[error("“{read}” can be {grouped} or {decimal}; write {grouped}, or {decimal}0 with one more digit")]
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
        if let (None, Some(first)) = (sign, rest.chars().next())
            && (first == '+' || MINUS.contains(&first))
        {
            sign = Some(first != '+');
            rest = rest.get(first.len_utf8()..).unwrap_or_default().trim_start();
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
        power += exponent.parse::<i64>().ok().filter(|e| e.abs() <= 1000).ok_or_else(wrong)?;
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
        Fault::Ambiguous { grouped, decimal } => NumberError::Ambiguous { read: shown(text.trim()), grouped, decimal },
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
    Some(if mark == ',' { DecimalMark::Comma } else { DecimalMark::Point })
}

const CURRENCY: [char; 5] = ['$', '€', '£', '¥', '₿'];
const MINUS: [char; 5] = ['-', '−', '–', '﹣', '\u{ff0d}'];

/// Puts digits and a power of ten together, rounding what does not fit.
fn exact(negative: bool, whole: &str, decimals: &str, power: i64, text: &str) -> Result<Number, NumberError> {
    let all = format!("{whole}{decimals}");
    let digits = all.trim_start_matches('0');
    let zeros = all.len() - digits.len();
    let as_place = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    if digits.is_empty() {
        let value = Decimal::new(0, u32::try_from(decimals.len().min(28)).unwrap_or(0));
        return Ok(Number { value, rounded: false });
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
        Err(_) => format!("0.{}{digits}", "0".repeat(usize::try_from(-point).unwrap_or(0))),
    };
    let mut value = Decimal::from_str(&written).map_err(|_| NumberError::TooLarge(shown(text)))?;
    if value.is_zero() {
        return Err(NumberError::TooSmall(shown(text)));
    }
    let significant =
        if written.contains('.') { written.trim_end_matches('0').trim_end_matches('.') } else { written.as_str() };
    let rounded = value.normalize().to_string() != significant;
    value.set_sign_negative(negative);
    Ok(Number { value, rounded })
}

#[cfg(test)]
mod tests;
