//! The parts of an account: perpetuals on the venue's own market and on builders' markets, and spot balances.
//!
//! Each builder market has an account of its own under the same address; they are put together.

use super::super::find::join;
use super::super::{Found, Part};
use crate::io::tree::Tree;

/// How deep an account may be wrapped.
const DEPTH: usize = 6;

/// The parts of an answer that hold an account.
#[derive(Default)]
pub(super) struct Answer<'t> {
    /// `clearinghouseState` objects, with their path.
    pub(super) accounts: Vec<(String, &'t Tree)>,
    /// `spotClearinghouseState` objects, with their path.
    spots: Vec<(String, &'t Tree)>,
    unified: bool,
}

/// What a piece of JSON is, if it is one of this venue's answers.
pub(super) fn find(tree: &Tree) -> Option<Found> {
    tree.fields()?;
    if is_perps(tree) {
        let why = "“assetPositions” with “szi”, beside “marginSummary”";
        return Some(if is_builders(tree) { Found::many("builder", why) } else { Found::once("perps", why) });
    }
    if is_spot(tree) {
        return Some(Found::once("spot", "“balances” with “coin”, “total” and “hold”"));
    }
    let says_mode = tree.get("portfolioMarginEnabled").is_some() || tree.get("abstraction").is_some();
    let is_sub_account = tree.get("dexToClearinghouseState").is_some() || tree.get("subAccountUser").is_some();
    if (is_sub_account || says_mode) && !Answer::of(tree).is_empty() {
        let text = |field| tree.get(field).and_then(Tree::word).map(str::to_owned);
        let why = "a sub-account with “clearinghouseState”";
        return Some(Found::once("wrapped", why).of(text("subAccountUser").or_else(|| text("name"))));
    }
    None
}

impl<'t> Answer<'t> {
    fn of(tree: &'t Tree) -> Self {
        let mut answer = Self::default();
        answer.collect("", tree, DEPTH);
        answer
    }

    /// What is in the parts of an account.
    pub(super) fn new(parts: &[Part<'t>]) -> Self {
        let mut answer = Self::default();
        for part in parts {
            answer.collect(&part.path, part.tree, DEPTH);
            let around = part.around.is_some_and(says_unified);
            answer.unified |= around;
        }
        answer
    }

    fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.spots.is_empty()
    }

    fn collect(&mut self, path: &str, tree: &'t Tree, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        if let Some(list) = tree.list() {
            for (index, entry) in list.iter().enumerate() {
                self.collect(&format!("{path}[{index}]"), entry, depth);
            }
            return;
        }
        let Some(fields) = tree.fields() else {
            return;
        };
        self.unified |= says_unified(tree);
        if is_perps(tree) {
            self.accounts.push((path.to_owned(), tree));
        } else if is_spot(tree) {
            self.spots.push((path.to_owned(), tree));
        } else {
            for (field, value) in fields {
                self.collect(&join(path, field), value, depth);
            }
        }
    }

    /// The rows of all accounts, each with its path.
    pub(super) fn positions(&self) -> impl Iterator<Item = (String, &'t Tree)> {
        entries(&self.accounts, "assetPositions")
    }

    /// The spot balances, each with its path.
    pub(super) fn balances(&self) -> impl Iterator<Item = (String, &'t Tree)> {
        entries(&self.spots, "balances")
    }

    /// Whether there is an account for perpetuals.
    pub(super) fn has_account(&self) -> bool {
        !self.accounts.is_empty()
    }

    /// Whether the spot USDC balance contains the account value.
    pub(super) fn is_unified(&self) -> bool {
        self.unified
    }
}

fn says_unified(tree: &Tree) -> bool {
    let word = |field| tree.get(field).and_then(Tree::word).unwrap_or_default();
    tree.get("portfolioMarginEnabled") == Some(&Tree::Flag(true))
        || matches!(word("abstraction"), "portfolioMargin" | "unifiedAccount")
}

fn is_perps(tree: &Tree) -> bool {
    // dYdX has rows of that name too, each with a symbol
    let rows = tree.get("assetPositions").and_then(Tree::list);
    rows.is_some_and(|rows| rows.iter().all(|row| row.get("symbol").is_none()))
        || tree.get("crossMarginSummary").is_some()
}

/// Whether an account is on a builder's market, or empty: an address has many of those.
fn is_builders(tree: &Tree) -> bool {
    let rows = tree.get("assetPositions").and_then(Tree::list).unwrap_or_default();
    let coin = |row: &Tree| {
        let position = row.get("position").unwrap_or(row);
        position.get("coin").and_then(Tree::word).is_some_and(|coin| coin.contains(':'))
    };
    if !rows.is_empty() {
        return rows.iter().all(coin);
    }
    let value = tree.get("marginSummary").and_then(|summary| summary.get("accountValue")).and_then(Tree::word);
    value.is_some_and(|value| value.bytes().all(|b| matches!(b, b'0' | b'.')))
}

/// Spot balances have a coin and a total; other venues' balances do not have both.
fn is_spot(tree: &Tree) -> bool {
    tree.get("balances")
        .and_then(Tree::list)
        .is_some_and(|rows| rows.iter().all(|row| row.get("coin").is_some() && row.get("total").is_some()))
}

fn entries<'t>(objects: &[(String, &'t Tree)], field: &'static str) -> impl Iterator<Item = (String, &'t Tree)> {
    objects.iter().flat_map(move |(path, tree)| {
        let list = tree.get(field).and_then(Tree::list).unwrap_or_default();
        list.iter().enumerate().map(move |(index, entry)| (format!("{}[{index}]", join(path, field)), entry))
    })
}
