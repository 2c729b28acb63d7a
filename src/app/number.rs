//! Reading the numbers people type: `1,500.25`, `−3`, `+0.5`, `20 000`, `2.5k`.

use crate::book::Exact;
use rust_decimal::Decimal;

/// What a field is for, which decides what may stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// Any number: long above zero, short below.
    Quantity,
    /// A price above zero.
    Price,
    /// A price of at least zero, or nothing.
    PriceOrNothing,
    /// A price above zero, or nothing to go back to the market's.
    TypedPrice,
}

/// Why a text is no such number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It may still become one: nothing yet, a sign, a point.
    Unfinished(String),
    /// It cannot, and this would be right.
    Wrong(String),
}

impl Unread {
    /// What would be right.
    pub(crate) fn right(self) -> String {
        match self {
            Self::Unfinished(right) | Self::Wrong(right) => right,
        }
    }
}

/// The number in `text`; `None` when nothing is written and nothing is allowed.
pub(crate) fn read(text: &str, reads: Reads) -> Result<Option<Decimal>, Unread> {
    let may_be_nothing = matches!(reads, Reads::PriceOrNothing | Reads::TypedPrice);
    let text = text.trim();
    if text.is_empty() && may_be_nothing {
        return Ok(None);
    }
    if matches!(text, "" | "-" | "−" | "+" | "." | "-." | "−.") {
        return Err(Unread::Unfinished(right(reads).to_owned()));
    }
    let value = decimal(text).map_err(|hint| Unread::Wrong(hint.unwrap_or_else(|| right(reads).to_owned())))?;
    let fits = match reads {
        Reads::Quantity => true,
        Reads::Price | Reads::TypedPrice => value > Decimal::ZERO,
        Reads::PriceOrNothing => value >= Decimal::ZERO,
    };
    if fits {
        return Ok(Some(value));
    }
    let unfinished = value.is_zero();
    let hint = right(reads).to_owned();
    Err(if unfinished { Unread::Unfinished(hint) } else { Unread::Wrong(hint) })
}

/// What would be right in such a field.
pub(crate) fn right(reads: Reads) -> &'static str {
    match reads {
        Reads::Quantity => "Write a number: 1.5 for long, −1.5 for short.",
        Reads::Price => "Write a price above zero, such as 93,812.5.",
        Reads::PriceOrNothing => "Write the price paid, such as 0.0181, or leave it empty.",
        Reads::TypedPrice => "Write a price above zero, or leave it empty for the market’s.",
    }
}

/// A decimal number, or what would be right where that is plain.
fn decimal(text: &str) -> Result<Decimal, Option<String>> {
    let text: String = text.chars().map(|c| if c == '−' { '-' } else { c }).collect();
    let text = text.trim_start_matches('$');
    let (text, scale) = match text.char_indices().last() {
        Some((at, 'k' | 'K')) => (text.get(..at).unwrap_or_default(), Decimal::ONE_THOUSAND),
        Some((at, 'm' | 'M')) => (text.get(..at).unwrap_or_default(), Decimal::from(1_000_000)),
        _ => (text, Decimal::ONE),
    };
    let (whole, decimals) = text.split_once('.').map_or((text, None), |(w, d)| (w, Some(d)));
    if has_comma(whole) && !commas_set_thousands_apart(whole) {
        let pointed = text.replacen(',', ".", 1);
        let readable = pointed.matches(['.', ',']).count() == 1;
        return Err(readable.then(|| format!("Write {pointed} with a point; a comma sets thousands apart.")));
    }
    let apart = |c: char| matches!(c, ',' | '_' | ' ' | '\u{a0}' | '\u{202f}' | '\'');
    let mut plain: String = whole.chars().filter(|c| !apart(*c)).collect();
    if let Some(decimals) = decimals {
        if has_comma(decimals) {
            return Err(Some("Write 1,234.5: a comma for thousands, a point for the fraction.".to_owned()));
        }
        plain.push('.');
        plain.push_str(decimals);
    }
    let value: Decimal = plain.trim_end_matches('.').parse().map_err(|_| None)?;
    value.times(scale).ok_or_else(|| Some("That is too large; 28 digits are the most.".to_owned()))
}

/// By its bytes: `contains` of a character brings the search for texts within texts.
fn has_comma(text: &str) -> bool {
    text.bytes().any(|b| b == b',')
}

fn commas_set_thousands_apart(whole: &str) -> bool {
    let mut groups = whole.trim_start_matches(['-', '+']).split(',');
    let first = groups.next().unwrap_or_default().len();
    (1..=3).contains(&first) && groups.all(|group| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn quantity(text: &str) -> Result<Option<Decimal>, Unread> {
        read(text, Reads::Quantity)
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, value) in [
            ("1.5", dec!(1.5)),
            ("−3", dec!(-3)),
            ("-3", dec!(-3)),
            ("+0.25", dec!(0.25)),
            ("1,234,567.5", dec!(1234567.5)),
            ("20 000", dec!(20000)),
            ("$ 12".trim_start_matches("$ "), dec!(12)),
            ("2.5k", dec!(2500)),
            ("1.", dec!(1)),
            (".5", dec!(0.5)),
        ] {
            assert_eq!(quantity(text), Ok(Some(value)), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_says_what_would_be() {
        assert!(matches!(quantity("1,5"), Err(Unread::Wrong(right)) if right.contains("1.5 with a point")));
        assert!(matches!(quantity("abc"), Err(Unread::Wrong(right)) if right.contains("1.5 for long")));
        for text in ["1,2,3", "1.2.3", "--1", "NaN", "inf", "1e400", "9".repeat(40).as_str(), "é", "1.5,000", "k"] {
            assert!(matches!(quantity(text), Err(Unread::Wrong(_))), "{text}");
        }
    }

    #[test]
    fn what_may_still_become_a_number_is_unfinished() {
        for text in ["", " ", "-", "−", "."] {
            assert!(matches!(quantity(text), Err(Unread::Unfinished(_))), "{text}");
        }
        assert!(matches!(read("0", Reads::Price), Err(Unread::Unfinished(_))));
        assert!(matches!(read("-1", Reads::Price), Err(Unread::Wrong(_))));
    }

    #[test]
    fn an_empty_price_is_no_price_where_that_is_allowed() {
        assert_eq!(read("", Reads::PriceOrNothing), Ok(None));
        assert_eq!(read(" ", Reads::TypedPrice), Ok(None));
    }
}
