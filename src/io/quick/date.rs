//! The date of an expiry, as it is said: `28MAR27`, `28-MAR-2027`, `2027-03-28`, `28 MAR 27`, and as venues write it in
//! digits, year first: `270328`, `20270328`.

use crate::book::Expiry;

/// A date that cannot be mistaken for a number; `None` where the word is no date at all, an error where it means to be
/// one.
pub(super) fn written(text: &str) -> Option<Result<Expiry, String>> {
    let parts = parts(text);
    match parts.as_slice() {
        [day, month, year] if is_month(month) => Some(named(day, month, year)),
        [year, month, day] if year.len() == 4 && text.contains('-') && all_digits(&parts) => {
            Some(numbered(year, month, day).ok_or_else(|| wrong(text)))
        }
        [day, month] if is_month(month) && all_digits(&[day]) => Some(Err(format!(
            "“{text}” is a date without its year; write it like {day}{}27",
            month.to_ascii_uppercase()
        ))),
        [month, year] if is_month(month) && all_digits(&[year]) => {
            Some(Err(format!("“{text}” is a date without its day; write it like 26{}27", month.to_ascii_uppercase())))
        }
        _ => None,
    }
}

/// A date in three words; the month is what makes it one.
pub(super) fn named(day: &str, month: &str, year: &str) -> Result<Expiry, String> {
    let said = || wrong(&format!("{day} {month} {year}"));
    let year = match year.len() {
        4 => year.strip_prefix("20").ok_or_else(said)?,
        _ => year,
    };
    Expiry::parse(&format!("{day}{month}{year}")).map_err(|_| said())
}

/// Six or eight digits that are a date, year first.
pub(super) fn in_digits(text: &str) -> Option<Expiry> {
    if !all_digits(&[text]) {
        return None;
    }
    let (year, rest) = text.split_at_checked(text.len().checked_sub(4)?)?;
    let (month, day) = rest.split_at_checked(2)?;
    match year.len() {
        2 => numbered(&format!("20{year}"), month, day),
        4 => numbered(year, month, day),
        _ => None,
    }
}

/// Whether a word is the name of a month, in three letters.
pub(super) fn is_month(text: &str) -> bool {
    text.len() == 3 && Expiry::parse(&format!("1{text}24")).is_ok()
}

fn numbered(year: &str, month: &str, day: &str) -> Option<Expiry> {
    Expiry::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn wrong(text: &str) -> String {
    format!("“{text}” is not an expiry date; write it like 28MAR27 or 2027-03-28")
}

fn all_digits(parts: &[&str]) -> bool {
    parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// The runs of digits and of letters; nothing where anything but a dash stands between them.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for piece in text.split('-') {
        let mut rest = piece;
        while let Some(first) = rest.bytes().next() {
            let alike = |b: u8| b.is_ascii_digit() == first.is_ascii_digit() && b.is_ascii_alphanumeric();
            let end = rest.bytes().position(|b| !alike(b)).unwrap_or(rest.len());
            let Some((part, after)) = rest.split_at_checked(end).filter(|(part, _)| !part.is_empty()) else {
                return Vec::new();
            };
            parts.push(part);
            rest = after;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_however_it_is_written() {
        let day = Expiry::new(2027, 3, 28).unwrap();
        for text in ["28MAR27", "28mar27", "28Mar2027", "28-MAR-27", "28-mar-2027", "2027-03-28", "2027-3-28"] {
            assert_eq!(written(text), Some(Ok(day)), "{text}");
        }
        assert_eq!(named("28", "MAR", "27"), Ok(day));
        assert_eq!(in_digits("270328"), Some(day));
        assert_eq!(in_digits("20270328"), Some(day));
    }

    #[test]
    fn what_is_no_date_is_none_and_what_is_half_of_one_says_the_other_half() {
        for text in ["4000", "80k", "80,000", "1.5", "-2", "call", "BTC", "é", "", "-", "28/03/27", "MAR"] {
            assert_eq!(written(text), None, "{text}");
        }
        for text in ["100000", "271328", "0", "270230", "-270328", "2703281", "é70328"] {
            assert_eq!(in_digits(text), None, "{text}");
        }
        assert!(written("28MAR").unwrap().unwrap_err().contains("28MAR27"));
        assert!(written("MAR27").unwrap().unwrap_err().contains("26MAR27"));
        assert!(written("32MAR27").unwrap().unwrap_err().contains("28MAR27"));
        assert!(written("2027-02-30").unwrap().unwrap_err().contains("2027-03-28"));
        assert!(written("28MAR1927").unwrap().is_err());
    }
}
