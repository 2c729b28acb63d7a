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
//! fields beside the known ones, in every object, are kept and written back. An account alone, without the file around
//! it, is read too.

mod account;
mod aside;
mod fields;
mod handed;
mod manner;
mod prices;
mod reading;
mod within;
mod write;

pub use aside::{ASIDE, put_aside, take_aside};
pub use within::{WITHIN, Within, of_no_row};
pub use write::write;

pub(crate) use handed::{handed_account, handed_market};
pub(super) use reading::Reading;

use serde_json::{Map, Value};

use super::notice::{ImportError, MAX_ROWS, Notice, shown};
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
    /// Fields at the top that are not ours; written back as they came.
    pub extra: Map<String, Value>,
    /// Fields deeper in that are not ours; written back where they stood.
    pub within: Within,
}

/// Reads a book file; prices keep the state they were saved with. A market without an instant is one of `now`.
pub fn read(text: &str, now: Time) -> Result<(BookFile, Vec<Notice>), ImportError> {
    super::check_size(text)?;
    read_tree(Tree::read(super::without_mark(text))?, now)
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

pub(super) fn read_tree(tree: Tree, now: Time) -> Result<(BookFile, Vec<Notice>), ImportError> {
    Ok(Reading::<manner::AsFile>::begin(tree, now)?.finish())
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

fn check_rows(account: Option<&Tree>) -> Result<(), ImportError> {
    let count = |field| {
        let list = account.and_then(|account| account.get(field)).and_then(Tree::list);
        list.map_or(0, <[Tree]>::len)
    };
    let found = count("holdings") + count("positions") + count("unknown");
    if found > MAX_ROWS {
        return Err(ImportError::TooManyRows { found });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
