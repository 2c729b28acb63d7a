//! Text that becomes a book and back: what the page asks of `io`, in one place.

use crate::app::book::Book;
use crate::book::{Account, Holding, Position, Time};
use crate::market::Market;

/// What a quick line adds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Entry {
    /// A position.
    Position(Position),
    /// Collateral.
    Holding(Holding),
}

/// A row or field of an import that is worth a remark.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Remark {
    /// `line 3, quantity`.
    pub(crate) place: String,
    /// What stands there.
    pub(crate) read: String,
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

/// Reads a quick line.
pub(crate) fn quick(text: &str) -> Result<Entry, String> {
    let (q, rest) = text.trim().split_once(' ').ok_or("write quantity, name and price")?;
    let quantity = crate::app::number::read(q, crate::app::number::Reads::Quantity)
        .map_err(crate::app::number::Unread::right)?
        .unwrap_or_default();
    let name = rest.split('@').next().unwrap_or_default().trim();
    if let Ok(instrument) = name.parse() {
        return Ok(Entry::Position(Position::new(instrument, quantity, None)));
    }
    name.parse().map(|asset| Entry::Holding(Holding { asset, quantity })).map_err(|e: crate::book::AssetError| e.to_string())
}

/// Reads an imported text of any known form.
pub(crate) fn read(_text: &str, _now: Time) -> Result<Found, String> {
    Err("not yet".into())
}

/// The book as our JSON.
pub(crate) fn to_json(book: &Book) -> String {
    serde_json::to_string_pretty(&(book.account(), &book.prices)).unwrap_or_default()
}

/// The book as CSV.
pub(crate) fn to_csv(_book: &Book) -> String {
    String::new()
}

/// Reads a book saved by [`to_json`].
pub(crate) fn from_json(text: &str, _now: Time) -> Result<Book, String> {
    let (account, prices) = serde_json::from_str(text).map_err(|e| e.to_string())?;
    Ok(Book::new(account, prices))
}

/// The book a newcomer sees.
pub(crate) fn sample(_now: Time) -> Book {
    Book::default()
}
