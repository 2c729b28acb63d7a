//! What venues answer about an account, recognised by its shape.
//!
//! One reader a venue. Each says of a piece of JSON whether it is one of its answers (`find`), and makes an account of
//! those that belong together (`read`). The text may hold them bare, in the venue's envelope, in a list or an object,
//! and of several venues or accounts; each account comes out by itself.
//!
//! - Positions are signed, long > 0, in contracts of the size that the venue says; prices are in the instrument's unit.
//! - What an answer gives as the price of now becomes a mark or index price, of the answer's time.
//! - What is missing, null or an empty text is absent, never zero. Rows of nothing are counted and not taken.
//! - A row in something that is not known here is kept as [`crate::book::Unknown`].
//! - The venue's own margin figures are kept beside the account, to check ours by.

mod binance;
mod bybit;
mod cash;
mod contracts;
mod deribit;
mod derive;
mod draft;
mod drift;
mod dydx;
mod figures;
mod find;
mod gains;
mod hyperliquid;
mod name;
pub(super) mod okx;
mod worth;

pub use figures::{VenueFigures, VenuePosition, VenueTotals};
pub use name::venue_name;

use draft::Draft;
use find::{Found, Group, Part};

use super::Form;
use super::notice::{ImportError, MAX_ROWS, Notice, shown};
use super::tree::Tree;
use crate::book::{Account, Time};
use crate::market::Market;

/// How the answers of one venue are read.
pub(super) struct Reader {
    /// Whose answers they are.
    form: Form,
    /// The name under which its prices are kept.
    source: &'static str,
    /// What a piece of JSON is, if it is one of its answers.
    find: fn(&Tree) -> Option<Found>,
    /// Makes one account of answers that belong together.
    read: fn(&[Part<'_>], &mut Draft),
}

/// All venues whose answers are read.
const READERS: &[&Reader] = &[
    &hyperliquid::READER,
    &deribit::READER,
    &derive::READER,
    &dydx::READER,
    &drift::READER,
    &binance::READER,
    &okx::READER,
    &bybit::READER,
];

/// An account as a venue reports it.
pub(super) struct Read {
    pub(super) form: Form,
    pub(super) why: &'static str,
    pub(super) name: Option<String>,
    pub(super) account: Account,
    pub(super) market: Market,
    pub(super) notices: Vec<Notice>,
    pub(super) figures: VenueFigures,
}

/// The accounts in a JSON text; none where it is no venue's answer.
pub(super) fn read(tree: &Tree, now: Time) -> Result<Vec<Read>, ImportError> {
    let groups = find::groups(tree);
    let longest = |group: &Group<'_>| group.parts.iter().map(|part| find::longest_list(part.tree, 6)).max();
    let most = groups.iter().map(|group| group.parts.len()).max();
    let found = groups.iter().filter_map(longest).chain(most).max().unwrap_or(0);
    if found > MAX_ROWS {
        return Err(ImportError::TooManyRows { found });
    }
    Ok(groups.into_iter().map(|group| one(group, now)).collect())
}

fn one(group: Group<'_>, now: Time) -> Read {
    let mut draft = Draft::new(group.reader.source, now);
    draft.name.clone_from(&group.account);
    (group.reader.read)(&group.parts, &mut draft);
    draft.finish();
    let Draft { account, market, notices, figures, name, .. } = draft;
    Read { form: group.reader.form, why: group.why, name, account, market, notices, figures }
}

/// What a venue says where it answers with an error: `{"code": "50011", "msg": "…"}` and the like.
pub(super) fn refusal(tree: &Tree) -> Option<String> {
    let text = |field: &str| tree.get(field).and_then(Tree::word).map(str::trim).filter(|word| !word.is_empty());
    let inside = |field: &str, of: &str| tree.get(field).and_then(|error| error.get(of)).and_then(Tree::word);
    if let Some(said) = inside("error", "message") {
        return Some(shown(said));
    }
    let code = ["code", "retCode"].into_iter().find_map(text).filter(|code| *code != "0")?;
    let said = ["msg", "retMsg", "message"].into_iter().find_map(text).unwrap_or_default();
    Some(shown(&format!("{said} ({code})")))
}

#[cfg(test)]
mod tests;
