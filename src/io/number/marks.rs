//! Points, commas and the marks between groups of digits: which is which.
//!
//! Of two kinds of mark the last is the decimal mark; a mark that occurs twice is none; between groups there is one
//! kind of mark, and each group but the first has three digits.

use super::DecimalMark;

/// Why digits and marks are no number.
pub(super) enum Fault {
    NotANumber,
    Grouping,
    Ambiguous { grouped: String, decimal: String },
}

/// The decimal mark of a number by its own looks, and where it stands. `Ok(None)`: none at all. `Err`: a lone mark
/// with three digits after it, which can be either.
pub(super) fn marks(text: &str) -> Result<Option<(char, Option<usize>)>, ()> {
    let other = |mark| if mark == ',' { '.' } else { ',' };
    let Some(last) = text.rfind(['.', ',']) else {
        return Ok(None);
    };
    let mark = if text.get(last..).is_some_and(|rest| rest.starts_with(',')) { ',' } else { '.' };
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
pub(super) fn parts(text: &str, mark: DecimalMark) -> Result<(String, String), Fault> {
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
        Some(place) => (text.get(..place).unwrap_or_default(), text.get(place + 1..).unwrap_or_default()),
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
    let right =
        (1..=3).contains(&first.len()) && !first.starts_with('0') && others.iter().all(|group| group.len() == 3);
    if right { Ok(groups.concat()) } else { Err(Fault::Grouping) }
}
