//! Our own file: a book with its prices, as the page keeps it and as people save and share it.
//!
//! ```json
//! {
//!   "format": "cross-margin/book",
//!   "version": 1,
//!   "name": "Hedged bitcoin",
//!   "account": {
//!     "holdings": [{ "asset": "USDC", "quantity": "20000" }],
//!     "positions": [{ "instrument": "BTC-PERP", "quantity": "1.5", "entry": "91200" }]
//!   },
//!   "market": { "as_of": 1795305600000, "index": { "BTC": { "price": "93812" } } },
//!   "rules": "reference"
//! }
//! ```
//!
//! Written exactly, read leniently: numbers may be JSON numbers or strings and keep every digit; an entry that cannot
//! be read is left out with a notice that gives its path (`account.positions[2].quantity`) and the rest is kept;
//! fields beside the known ones are kept and written back. An account alone, without the file around it, is read too.

mod account;
mod aside;
mod prices;

pub use aside::{ASIDE, put_aside, take_aside};

use serde::Serialize;
use serde_json::{Map, Value};

use super::notice::{ImportError, MAX_ROWS, Notice, NoticeKind, shown};
use super::tree::Tree;
use crate::book::{Account, Time};
use crate::market::Market;

/// What the field `format` says.
pub const FORMAT: &str = "cross-margin/book";

/// The newest version of the format, the one that is written.
pub const VERSION: u32 = 1;

const KNOWN: [&str; 6] = ["format", "version", "name", "account", "market", "rules"];

/// A book as it is kept in a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BookFile {
    /// What its owner calls it.
    pub name: Option<String>,
    /// Collateral and positions.
    pub account: Account,
    /// The prices that were saved with it.
    pub market: Market,
    /// The name of the rule set it was margined under.
    pub rules: Option<String>,
    /// Fields that are not ours; written back as they came.
    pub extra: Map<String, Value>,
}

/// The text of a book file, readable and exact.
///
/// ```
/// use cross_margin::{book::Time, io::json};
/// let book = json::BookFile { rules: Some("reference".into()), ..Default::default() };
/// let (again, notices) = json::read(&json::write(&book), Time(0))?;
/// assert_eq!(again, book);
/// assert!(notices.is_empty());
/// # Ok::<(), cross_margin::io::ImportError>(())
/// ```
pub fn write(book: &BookFile) -> String {
    #[derive(Serialize)]
    struct File<'a> {
        format: &'a str,
        version: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<&'a str>,
        account: &'a Account,
        market: &'a Market,
        #[serde(skip_serializing_if = "Option::is_none")]
        rules: Option<&'a str>,
        #[serde(flatten)]
        extra: Map<String, Value>,
    }
    let taken = |field: &str| match field {
        "name" => book.name.is_some(),
        "rules" => book.rules.is_some(),
        other => KNOWN.contains(&other),
    };
    let file = File {
        format: FORMAT,
        version: VERSION,
        name: book.name.as_deref(),
        account: &book.account,
        market: &book.market,
        rules: book.rules.as_deref(),
        extra: book
            .extra
            .iter()
            .filter(|(field, _)| !taken(field))
            .map(|(field, value)| (field.clone(), value.clone()))
            .collect(),
    };
    // Every key is a string and every value has a JSON form, so this does not fail.
    serde_json::to_string_pretty(&file).unwrap_or_default()
}

/// Reads a book file; prices keep the state they were saved with. A market without an instant is one of `now`.
pub fn read(text: &str, now: Time) -> Result<(BookFile, Vec<Notice>), ImportError> {
    super::check_size(text)?;
    read_tree(&Tree::read(super::without_mark(text))?, now)
}

/// Whether the JSON says that it is a book file.
pub(super) fn says_so(tree: &Tree) -> bool {
    tree.get("format").and_then(Tree::word) == Some(FORMAT)
}

/// Whether the JSON looks like a book file, or like an account by itself.
pub(super) fn recognises(tree: &Tree) -> bool {
    let account = tree.get("account").unwrap_or(tree);
    says_so(tree)
        || ["holdings", "positions"].map(|list| account.get(list)) != [None, None]
        || ["account", "market"].iter().all(|&part| tree.get(part).is_some())
}

/// Whether rows are written as ours are, so that another venue's `positions` are not taken for a book of ours.
pub(super) fn is_plain(tree: &Tree) -> bool {
    let account = tree.get("account").unwrap_or(tree);
    let rows = |list: &str, field: &str| {
        let rows = account.get(list).and_then(Tree::list).unwrap_or_default();
        rows.iter().any(|row| row.get(field).is_some())
    };
    rows("holdings", "asset") || rows("positions", "instrument") || rows("unknown", "name")
}

pub(super) fn read_tree(tree: &Tree, now: Time) -> Result<(BookFile, Vec<Notice>), ImportError> {
    check_version(tree)?;
    let mut book = BookFile::default();
    let mut fields = FieldReader::default();
    if let Some(format) = tree.get("format").filter(|f| f.word() != Some(FORMAT)) {
        let message = format!("the format is read as “{FORMAT}”");
        fields.kept("format", format, message);
    }
    match tree.get("account") {
        Some(account) => {
            check_rows(account)?;
            book.account = fields.account("account", account);
        }
        None if tree.get("holdings").is_some() || tree.get("positions").is_some() => {
            check_rows(tree)?;
            book.account = fields.account("", tree);
        }
        None => {}
    }
    book.market = match tree.get("market") {
        Some(market) if !market.is_absent() => fields.market("market", market, now),
        _ => Market::at(now),
    };
    let Some(all) = tree.fields() else {
        return Ok((book, fields.notices));
    };
    let bare = tree.get("account").is_none();
    for (field, value) in all {
        match field.as_str() {
            "name" if value.is_absent() => {}
            "rules" if value.is_absent() => {}
            "name" if value.word().is_some() => book.name = value.word().map(str::to_owned),
            "rules" if value.word().is_some() => book.rules = value.word().map(str::to_owned),
            "format" | "version" | "account" | "market" => {}
            "holdings" | "positions" if bare => {}
            _ => {
                book.extra.insert(field.clone(), value.to_value());
            }
        }
    }
    Ok((book, fields.notices))
}

fn check_version(tree: &Tree) -> Result<(), ImportError> {
    let Some(version) = tree.get("version").and_then(Tree::word) else {
        return Ok(());
    };
    match super::number::plain(version) {
        Ok(number) if number.value > VERSION.into() => {
            Err(ImportError::NewerVersion { found: shown(version), known: VERSION })
        }
        _ => Ok(()),
    }
}

fn check_rows(account: &Tree) -> Result<(), ImportError> {
    let count = |field| {
        let list = account.get(field).and_then(Tree::list);
        list.map_or(0, <[Tree]>::len)
    };
    let found = count("holdings") + count("positions");
    if found > MAX_ROWS {
        return Err(ImportError::TooManyRows { found });
    }
    Ok(())
}

/// Reads fields and remembers what there was to say, each with its path.
#[derive(Default)]
struct FieldReader {
    notices: Vec<Notice>,
}

impl FieldReader {
    fn say(&mut self, kind: NoticeKind, path: &str, value: &Tree, message: String) {
        self.notices.push(Notice::new(kind, &value.shown(), message).in_column(path));
    }

    fn left_out(&mut self, path: &str, value: &Tree, message: impl Into<String>) {
        self.say(NoticeKind::LeftOut, path, value, message.into());
    }

    fn kept(&mut self, path: &str, value: &Tree, message: impl Into<String>) {
        self.say(NoticeKind::Kept, path, value, message.into());
    }

    /// Says which fields of an object are not ours and so get lost.
    fn unknown_fields(&mut self, path: &str, object: &Tree, known: &[&str]) {
        for (field, value) in object.fields().unwrap_or_default() {
            if !known.contains(&field.as_str()) {
                let message = format!("“{}” is not kept; right would be {}", shown(field), known.join(", "));
                self.left_out(&join(path, field), value, message);
            }
        }
    }
}

fn join(path: &str, field: &str) -> String {
    if path.is_empty() { shown(field) } else { format!("{path}.{}", shown(field)) }
}

#[cfg(test)]
mod tests;
