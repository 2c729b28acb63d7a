//! Text that becomes a book and back: what the page asks of `io`, in one place.

use serde_json::{Map, Value};

use super::book::Book;
use super::file;
use crate::book::{Account, Time};
use crate::io::{self, NoticeKind, ReadAccount};
use crate::margin::Assessment;
use crate::market::Market;

pub(crate) use crate::io::Entry;

/// A row or field of an import that is worth a remark.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Remark {
    /// `Line 3, quantity`.
    pub(crate) place: String,
    /// What is the matter and what would be right.
    pub(crate) message: String,
    /// Whether it is left out.
    pub(crate) left_out: bool,
}

/// What was found in an imported text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    /// What it was taken for: `an OKX account: certain, for “posSide” in “data”`.
    pub(crate) taken_for: String,
    /// The accounts in it, at least one.
    pub(crate) accounts: Vec<ReadAccount>,
    /// What the page has no use for at the top of a saved book, as [`Book::extra`] keeps it.
    pub(crate) extra: String,
    /// Remarks on what was read.
    pub(crate) remarks: Vec<Remark>,
}

impl Found {
    /// What is said of a reading.
    pub(crate) fn of(read: io::Imported) -> Self {
        let why = if read.why.is_empty() { String::new() } else { format!(": {}", read.why) };
        Self {
            taken_for: format!("{} ({}{why})", read.form, read.sure.word()),
            extra: file::top(None, read.rules, read.extra),
            remarks: read.notices.iter().map(remark).collect(),
            accounts: read.accounts,
        }
    }

    /// Whether there is nothing to take.
    pub(crate) fn is_nothing(&self) -> bool {
        self.accounts.iter().all(|of| of.account == Account::default())
    }
}

/// What is wrong with a text that holds no book, as a sentence.
pub(crate) fn wrong(error: &io::ImportError) -> String {
    sentence(&error.to_string())
}

fn remark(notice: &io::Notice) -> Remark {
    let place = match (notice.line, &notice.column) {
        (Some(line), Some(column)) => format!("Line {line}, {column}"),
        (Some(line), None) => format!("Line {line}"),
        (None, Some(column)) => column.clone(),
        (None, None) => String::new(),
    };
    Remark { place, message: stopped(&notice.message), left_out: notice.kind == NoticeKind::LeftOut }
}

/// Quick lines, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Lines {
    /// What they add.
    pub(crate) entries: Vec<Entry>,
    /// What was read otherwise than it was written.
    pub(crate) remarks: Vec<String>,
    /// The lines that cannot be read, as they were written.
    pub(crate) left: String,
    /// What would be right in each of them.
    pub(crate) wrong: Vec<String>,
}

/// Reads quick lines, parted by `;` or new lines. A text with one line stays whole where it cannot be read.
pub(crate) fn lines(text: &str) -> Lines {
    let pieces = io::quick::pieces(text);
    let mut lines = Lines::default();
    let mut left = Vec::new();
    for piece in &pieces {
        let said = if pieces.len() == 1 { piece.text } else { piece.text.trim() };
        match io::quick::line(said) {
            Ok(line) => {
                lines.entries.push(line.entry);
                lines.remarks.extend(line.remark.map(|remark| sentence(&remark)));
            }
            Err(error) => {
                let right = sentence(&error.to_string());
                lines.wrong.push(if pieces.len() == 1 { right } else { format!("“{}”: {right}", cut(said)) });
                left.push(said);
            }
        }
    }
    lines.left = if pieces.len() == left.len() && left.len() == 1 { text.to_owned() } else { left.join("; ") };
    lines
}

/// As much of a line as a message can hold.
fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}

/// The fields that [`Book::extra`] keeps.
pub(crate) fn extra_fields(extra: &str) -> Map<String, Value> {
    serde_json::from_str(&format!("{{{extra}}}")).unwrap_or_default()
}

/// Fields as [`Book::extra`] keeps them: JSON without the braces.
pub(crate) fn extra_text(fields: Map<String, Value>) -> String {
    let json = Value::Object(fields).to_string();
    json.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or_default().to_owned()
}

/// The book as our JSON.
pub(crate) fn to_json(book: &Book) -> String {
    io::json::write(&file::of(book))
}

/// The book as CSV; with the price of each row where an assessment of it is handed in.
pub(crate) fn to_csv(book: &Book, priced: Option<&Assessment>) -> String {
    match priced {
        Some(of) => io::csv::write_with_prices(&book.account(), of),
        None => io::csv::write(&book.account()),
    }
}

/// A table to fill in.
pub(crate) fn template(now: Time) -> String {
    io::csv::template(now)
}

/// Reads a book saved by [`to_json`], and whether all of it could be read.
pub(crate) fn from_json(text: &str, now: Time) -> Result<(Book, bool), String> {
    let (read, notices) = io::json::read(text, now).map_err(|error| error.to_string())?;
    if !text.contains(io::json::FORMAT) {
        return Err("no book is saved in it".to_owned());
    }
    let whole = notices.iter().all(|notice| notice.kind != NoticeKind::LeftOut);
    let mut book = Book::default();
    book.extra = file::top(read.name, read.rules, read.extra).into();
    file::append(&mut book, read.account, &read.market, read.within);
    Ok((book, whole))
}

/// The book a newcomer sees.
pub(crate) fn sample(now: Time) -> Book {
    Book::new(io::sample::account(now), Market::at(now))
}

/// A message as a sentence: a capital first, a full stop last. Our messages begin with plain letters; the table of all
/// others would be sixteen kilobytes.
pub(crate) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return String::new() };
    format!("{}{}", first.to_ascii_uppercase(), stopped(chars.as_str()))
}

/// A message with its full stop.
fn stopped(text: &str) -> String {
    let stop = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{text}{stop}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_795_305_600_000);

    #[test]
    fn a_saved_book_comes_back_as_it_was() {
        let mut book = sample(NOW);
        book.type_index(&"BTC".parse().unwrap(), Some(90_000.into()), NOW);
        let (back, whole) = from_json(&to_json(&book), NOW).unwrap();
        assert!(whole);
        assert_eq!(back.account(), book.account());
        assert_eq!(back.typed_prices().index, book.typed_prices().index);
    }

    #[test]
    fn fields_that_are_not_ours_outlive_the_page() {
        let text = r#"{"format":"cross-margin/book","version":1,"name":"Hedged \"bitcoin\"","account":{},"rules":"reference",
            "desk":{"notes":["a",1.50]},"pi":3.14159265358979323846264338327950288}"#;
        let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        let mut book = Book::default();
        book.extra = from_json(text, NOW).unwrap().0.extra;
        let (kept, whole) = from_json(&crate::app::saved::text(&book), NOW).unwrap();
        assert!(whole && crate::app::kept::read(&crate::app::saved::text(&book)).is_none());
        assert_eq!(kept.extra, book.extra);
        let out = value(&to_json(&kept));
        assert_eq!(out["name"], "Hedged \"bitcoin\"");
        assert_eq!(out["rules"], "reference");
        assert_eq!(out["desk"]["notes"][0], "a");
        assert_eq!(out["pi"], "3.14159265358979323846264338327950288");
        assert_eq!(value(&crate::app::saved::text(&kept)), out);
    }

    #[test]
    fn lines_that_cannot_be_read_are_left_and_the_others_taken() {
        let read = lines("2 BTC perp; 3 what is\n10k USDC;short 1 ETH");
        assert_eq!((read.entries.len(), read.left.as_str()), (3, "3 what is"));
        assert!(read.wrong[0].starts_with("“3 what is”: Character 8: "), "{:?}", read.wrong);
        assert!(read.remarks[0].contains("ETH-PERP"), "{:?}", read.remarks);
        let one = lines(" 2 what # is");
        assert_eq!((one.left.as_str(), one.entries.len()), ("", 1));
        let one = lines(" what # is");
        assert_eq!(one.left, " what # is");
        assert!(
            one.wrong[0].starts_with("Character 6: A quantity") || one.wrong[0].contains("quantity"),
            "{:?}",
            one.wrong
        );
    }

    #[test]
    fn what_is_no_book_is_refused_with_a_sentence() {
        for text in ["{", "null", r#"{"format":"another"}"#] {
            assert!(from_json(text, NOW).is_err(), "{text}");
        }
        let damaged = to_json(&sample(NOW)).replace("ETH-PERP", "ETH PERP?");
        let (book, whole) = from_json(&damaged, NOW).unwrap();
        assert_eq!((book.positions.len(), book.unknown.len(), whole), (3, 1, true));
        let error = wrong(&io::read("hello world", NOW).unwrap_err());
        assert!(error.ends_with('.'), "{error}");
    }

    #[test]
    fn a_bad_row_is_said_with_its_place_and_the_good_ones_stay() {
        let found = Found::of(io::read("name,quantity,entry\nBTC-PERP,abc,1\nETH-PERP,2,3000", NOW).unwrap());
        assert_eq!(found.accounts[0].account.positions.len(), 1);
        let bad: Vec<_> = found.remarks.iter().filter(|remark| remark.left_out).collect();
        assert_eq!(bad.len(), 1);
        assert!(bad[0].place.starts_with("Line 2"), "{}", bad[0].place);
    }
}
