//! Which of the venue's answers a piece of JSON is.

use super::super::Found;
use super::super::draft::word;
use crate::io::tree::Tree;

/// A row of `positionRisk`.
pub(super) const POSITION: &str = "position";
/// A row of the options' `position`.
pub(super) const OPTION: &str = "option position";
/// A USD-M account, its assets and positions.
pub(super) const USD_ACCOUNT: &str = "usd account";
/// A COIN-M account.
pub(super) const COIN_ACCOUNT: &str = "coin account";
/// The options' `marginAccount`.
pub(super) const OPTION_ACCOUNT: &str = "option account";
/// A row of a futures `balance`.
pub(super) const BALANCE: &str = "balance";
/// A row of portfolio margin's `balance`.
pub(super) const UNIFIED_BALANCE: &str = "unified balance";
/// Portfolio margin's `account`.
pub(super) const UNIFIED_ACCOUNT: &str = "unified account";
/// `ACCOUNT_UPDATE` of a futures stream.
pub(super) const UPDATE: &str = "update";

/// What a piece of JSON is, if it is one of this venue's answers.
pub(super) fn find(tree: &Tree) -> Option<Found> {
    tree.fields()?;
    let all = |fields: &[&str]| fields.iter().all(|field| tree.get(field).is_some());
    if all(&["symbol", "positionAmt"]) {
        return Some(Found::many(POSITION, "“positionAmt” with “symbol”"));
    }
    if all(&["symbol", "quantity", "side"]) && (all(&["reducibleQty"]) || all(&["optionSide"]) || all(&["markValue"])) {
        return Some(Found::many(OPTION, "“quantity” with “side”, “markValue” and “reducibleQty”"));
    }
    if has_rows(tree, "assets", &["asset", "crossWalletBalance"])
        || has_rows(tree, "assets", &["asset", "walletBalance"])
    {
        let why = "“assets” with “walletBalance”";
        return Some(Found::once(if is_usd(tree) { USD_ACCOUNT } else { COIN_ACCOUNT }, why));
    }
    if has_rows(tree, "asset", &["asset", "marginBalance"]) {
        return Some(Found::once(OPTION_ACCOUNT, "“asset” with “marginBalance”"));
    }
    if all(&["asset"]) && (all(&["crossMarginBorrowed"]) || all(&["crossMarginFree"])) {
        return Some(Found::many(UNIFIED_BALANCE, "“crossMarginBorrowed” with “umWalletBalance”"));
    }
    if all(&["asset", "balance", "crossWalletBalance"]) {
        return Some(Found::many(BALANCE, "“crossWalletBalance” with “balance”"));
    }
    if all(&["uniMMR"]) {
        return Some(Found::once(UNIFIED_ACCOUNT, "“uniMMR”"));
    }
    if word(tree, "e") == "ACCOUNT_UPDATE" && all(&["a"]) {
        return Some(Found::many(UPDATE, "“e” is ACCOUNT_UPDATE"));
    }
    None
}

fn has_rows(tree: &Tree, list: &str, fields: &[&str]) -> bool {
    let rows = tree.get(list).and_then(Tree::list).unwrap_or_default();
    rows.first().is_some_and(|row| fields.iter().all(|field| row.get(field).is_some()))
}

/// Whether an account's collateral is dollars: it has totals, or tethers.
fn is_usd(tree: &Tree) -> bool {
    let rows = tree.get("assets").and_then(Tree::list).unwrap_or_default();
    tree.get("totalWalletBalance").is_some() || rows.iter().any(|row| word(row, "asset").starts_with("USD"))
}
