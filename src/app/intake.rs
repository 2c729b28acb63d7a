//! Text that becomes a book and back: what the page asks of `io`, in one place.

use super::book::Book;
use crate::book::{Account, Time};
use crate::io::{self, NoticeKind};
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
    /// What it was taken for.
    pub(crate) form: String,
    /// The account.
    pub(crate) account: Account,
    /// Prices that came with it.
    pub(crate) prices: Market,
    /// Remarks on what was read.
    pub(crate) remarks: Vec<Remark>,
}

impl Found {
    /// Whether there is nothing to take.
    pub(crate) fn is_nothing(&self) -> bool {
        self.account == Account::default()
    }
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

/// Reads a quick line; beside what it adds, what was read otherwise than it was written.
pub(crate) fn quick(text: &str) -> Result<(Entry, Option<String>), String> {
    let line = io::quick::line(text).map_err(|error| sentence(&error.to_string()))?;
    Ok((line.entry, line.remark.map(|remark| sentence(&remark))))
}

/// Reads an imported text of any known form.
pub(crate) fn read(text: &str, now: Time) -> Result<Found, String> {
    let read = io::read(text, now).map_err(|error| sentence(&error.to_string()))?;
    Ok(Found {
        form: read.form.to_string(),
        account: read.account,
        prices: read.market,
        remarks: read.notices.iter().map(remark).collect(),
    })
}

/// The book as our JSON.
pub(crate) fn to_json(book: &Book) -> String {
    io::json::write(&io::json::BookFile {
        account: book.account(),
        market: book.prices.clone(),
        ..io::json::BookFile::default()
    })
}

/// The book as CSV.
pub(crate) fn to_csv(book: &Book) -> String {
    io::csv::write(&book.account())
}

/// Reads a book saved by [`to_json`], and whether all of it could be read.
pub(crate) fn from_json(text: &str, now: Time) -> Result<(Book, bool), String> {
    let (file, notices) = io::json::read(text, now).map_err(|error| error.to_string())?;
    if !text.contains(io::json::FORMAT) {
        return Err("no book is saved in it".to_owned());
    }
    let whole = notices.iter().all(|notice| notice.kind != NoticeKind::LeftOut);
    Ok((Book::new(file.account, file.market), whole))
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
    fn what_is_no_book_is_refused_with_a_sentence() {
        for text in ["{", "null", r#"{"format":"another"}"#] {
            assert!(from_json(text, NOW).is_err(), "{text}");
        }
        let damaged = to_json(&sample(NOW)).replace("ETH-PERP", "ETH PERP?");
        let (book, whole) = from_json(&damaged, NOW).unwrap();
        assert_eq!((book.positions.len(), book.unknown.len(), whole), (3, 1, true));
        let error = read("hello world", NOW).unwrap_err();
        assert!(error.ends_with('.'), "{error}");
    }

    #[test]
    fn a_bad_row_is_said_with_its_place_and_the_good_ones_stay() {
        let found = read("name,quantity,entry\nBTC-PERP,abc,1\nETH-PERP,2,3000", NOW).unwrap();
        assert_eq!(found.account.positions.len(), 1);
        let bad: Vec<_> = found.remarks.iter().filter(|remark| remark.left_out).collect();
        assert_eq!(bad.len(), 1);
        assert!(bad[0].place.starts_with("Line 2"), "{}", bad[0].place);
    }
}
