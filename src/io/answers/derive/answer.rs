//! Which of Derive's answers a piece of JSON is.

use super::super::Found;
use super::super::draft::word;
use crate::io::tree::Tree;

pub(super) const POSITIONS: &str = "positions";
pub(super) const COLLATERALS: &str = "collaterals";
pub(super) const MARGIN: &str = "margin";

/// What a piece of JSON is, if it is one of this venue's answers.
pub(super) fn find(tree: &Tree) -> Option<Found> {
    if let Some(rows) = tree.list() {
        if rows.iter().any(is_position) && rows.iter().all(|row| row.get("instrument_name").is_some()) {
            return Some(Found::once(POSITIONS, "rows with “instrument_type”, “amount” and “mark_value”"));
        }
        let collaterals = rows.iter().any(is_collateral) && rows.iter().all(|row| row.get("asset_name").is_some());
        return collaterals.then(|| Found::once(COLLATERALS, "rows with “asset_name”, “amount” and “mark_value”"));
    }
    let number = word(tree, "subaccount_id");
    let account = (!number.is_empty()).then(|| number.to_owned());
    let list = |field: &str| tree.get(field).and_then(Tree::list);
    let has = |field: &str| tree.get(field).is_some();
    if has("pre_initial_margin") && has("post_initial_margin") {
        return Some(Found::once(MARGIN, "“pre_initial_margin” and “post_initial_margin”").of(account));
    }
    // orders and trades have the number of the account too
    let numbered = has("subaccount_id") && (list("positions").is_some() || list("collaterals").is_some());
    let whole = has("subaccount_value") && has("margin_type");
    if whole {
        let why = "“subaccount_value” and “margin_type”, with “collaterals” and “positions”";
        return Some(Found::once("subaccount", why).of(account));
    }
    if !numbered {
        return None;
    }
    if list("collaterals").is_none() {
        return Some(Found::once("of positions", "“subaccount_id” with “positions”").of(account));
    }
    Some(Found::once("of collaterals", "“subaccount_id” with “collaterals”").of(account))
}

fn is_position(tree: &Tree) -> bool {
    let has = |field: &str| tree.get(field).is_some();
    has("instrument_name") && has("instrument_type") && has("mark_value") && (has("amount") || has("size"))
}

fn is_collateral(tree: &Tree) -> bool {
    let has = |field: &str| tree.get(field).is_some();
    has("asset_name") && has("amount") && (has("mark_value") || has("asset_type"))
}
