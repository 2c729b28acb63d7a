//! Which of the venue's answers a piece of JSON is, and where in its envelope the rows stand.

use super::super::draft::word;
use super::super::find::join;
use super::super::{Found, Part};
use crate::io::tree::Tree;

/// `position/list`, or a push of `position`.
pub(super) const POSITION: &str = "positions";
/// `wallet-balance`, or a push of `wallet`.
pub(super) const WALLET: &str = "wallet";
/// `asset/portfolio-margin`.
pub(super) const PORTFOLIO: &str = "portfolio margin";
/// `option-asset-info`.
pub(super) const OPTIONS: &str = "options by coin";

/// What a piece of JSON is, if it is one of this venue's answers: in its envelope, which has the time, or a row by itself.
pub(super) fn find(tree: &Tree) -> Option<Found> {
    tree.fields()?;
    let enveloped = ["retCode", "topic", "creationTime"].iter().any(|field| tree.get(field).is_some());
    let kind = if enveloped { inside(tree).and_then(|(_, inner)| first(inner)) } else { kind(tree) }?;
    Some(match kind {
        POSITION => Found::many(kind, "“size” with “side” and “positionIdx” or “positionValue”"),
        WALLET => Found::once(kind, "“coin” with “walletBalance”, beside “totalEquity”"),
        PORTFOLIO => Found::once(kind, "“assetPnlRange” beside “wallet”"),
        _ => Found::many(kind, "“assetIM” with “totalDelta” and “coin”"),
    })
}

/// The rows of one answer.
pub(super) struct Content<'t> {
    pub(super) kind: &'static str,
    /// `linear`, `inverse` or `option`; empty where it is not told.
    pub(super) category: &'t str,
    path: String,
    tree: &'t Tree,
}

impl<'t> Content<'t> {
    pub(super) fn of(part: &Part<'t>) -> Option<Self> {
        let around = part.around.map(|around| word(around, "category")).unwrap_or_default();
        if kind(part.tree).is_some() {
            return Some(Self { kind: part.kind, category: around, path: part.path.clone(), tree: part.tree });
        }
        let (field, tree) = inside(part.tree)?;
        let holder = part.tree.get("result").unwrap_or(part.tree);
        Some(Self { kind: part.kind, category: word(holder, "category"), path: join(&part.path, &field), tree })
    }

    /// The rows, each with its path.
    pub(super) fn rows(&self) -> Vec<(String, &'t Tree)> {
        match self.tree.list() {
            Some(rows) => {
                rows.iter().enumerate().map(|(index, row)| (format!("{}[{index}]", self.path), row)).collect()
            }
            None => vec![(self.path.clone(), self.tree)],
        }
    }
}

/// What an envelope holds, and the path to it.
fn inside(tree: &Tree) -> Option<(String, &Tree)> {
    if let Some(data) = tree.get("data") {
        return Some(("data".to_owned(), data));
    }
    let result = tree.get("result")?;
    let list = ["list", "dataList", "result"].into_iter().find_map(|field| Some((field, result.get(field)?)));
    Some(match list {
        Some((field, list)) => (join("result", field), list),
        None => ("result".to_owned(), result),
    })
}

fn first(tree: &Tree) -> Option<&'static str> {
    match tree.list() {
        Some(rows) => rows.iter().find_map(kind),
        None => kind(tree),
    }
}

/// What a row is.
fn kind(row: &Tree) -> Option<&'static str> {
    row.fields()?;
    let has = |field: &str| row.get(field).is_some();
    if has("symbol") && has("size") && has("side") && (has("positionIdx") || has("positionValue") || has("positionIM"))
    {
        return Some(POSITION);
    }
    if has("assetPnlRange") {
        return Some(PORTFOLIO);
    }
    let coins = row.get("coin").and_then(Tree::list);
    let is_coin = |coin: &Tree| coin.get("coin").is_some() && coin.get("walletBalance").is_some();
    if coins.is_some_and(|coins| coins.iter().all(is_coin)) && (has("totalEquity") || has("accountType")) {
        return Some(WALLET);
    }
    (has("coin") && has("assetIM") && has("assetMM") && has("totalDelta")).then_some(OPTIONS)
}
