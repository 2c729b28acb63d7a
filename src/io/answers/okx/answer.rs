//! Which of the venue's answers a piece of JSON is.

use super::super::Found;
use crate::io::tree::Tree;

/// A row of `positions`, asked or pushed.
pub(super) const POSITION: &str = "position";
/// `account-position-risk`, or a push of `balance_and_position`.
pub(super) const BOTH: &str = "balances and positions";
/// `account/balance`, or a push of `account`.
pub(super) const BALANCE: &str = "balance";
/// One coin of a balance by itself.
pub(super) const COIN: &str = "coin";
/// The position builder.
pub(super) const BUILDER: &str = "builder";

/// What a piece of JSON is, if it is one of this venue's answers.
pub(super) fn find(tree: &Tree) -> Option<Found> {
    tree.fields()?;
    let has = |field: &str| tree.get(field).is_some();
    let has_list = |field: &str| tree.get(field).and_then(Tree::list).is_some();
    if has("instId") && has("pos") && (has("posSide") || has("mgnMode") || has("posId")) {
        return Some(Found::many(POSITION, "“pos” with “instId” and “posSide”"));
    }
    if has_list("balData") && has_list("posData") {
        return Some(Found::once(BOTH, "“balData” beside “posData”"));
    }
    if has_list("riskUnitData") || (has("totalMmr") && has_list("positions")) {
        return Some(Found::once(BUILDER, "“riskUnitData” with “totalMmr”"));
    }
    if has_list("details") && (has("totalEq") || has("adjEq")) {
        return Some(Found::once(BALANCE, "“details” with “totalEq”"));
    }
    if has("ccy") && has("cashBal") && has("eq") {
        return Some(Found::many(COIN, "“cashBal” with “eq” and “ccy”"));
    }
    None
}
