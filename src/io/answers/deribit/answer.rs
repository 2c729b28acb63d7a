//! Which of Deribit's answers a piece of JSON is.

use super::super::Found;
use super::super::draft::word;
use crate::io::tree::Tree;

pub(super) const POSITIONS: &str = "positions";
pub(super) const POSITION: &str = "position";
pub(super) const SUMMARY: &str = "summary";
pub(super) const SUMMARIES: &str = "summaries";
pub(super) const SUB_ACCOUNT: &str = "sub-account";
pub(super) const SIMULATION: &str = "simulation";

const ROW: &str = "“instrument_name” with “size” and “direction”, as its positions have them";

/// What a piece of JSON is, if it is one of this venue's answers.
pub(super) fn find(tree: &Tree) -> Option<Found> {
    if let Some(rows) = tree.list() {
        let named = |row: &Tree| row.get("instrument_name").is_some();
        let ours = rows.iter().any(is_position) && rows.iter().all(named);
        return ours.then(|| Found::many(POSITIONS, ROW));
    }
    tree.fields()?;
    let owner = owner(tree);
    if is_position(tree) {
        return Some(Found::many(POSITION, ROW));
    }
    if is_summary(tree) {
        return Some(Found::many(SUMMARY, "“equity”, “balance” and “maintenance_margin” of a “currency”").of(owner));
    }
    if tree.get("summaries").and_then(Tree::list).is_some_and(|list| list.iter().any(is_summary)) {
        return Some(Found::many(SUMMARIES, "“summaries” with “equity”, one for each “currency”").of(owner));
    }
    if tree.get("portfolio").is_some_and(|portfolio| portfolio.get("position").and_then(Tree::fields).is_some()) {
        return Some(Found::once(SIMULATION, "“portfolio” with “position”, as its margin simulation answers"));
    }
    let purse = tree.get("portfolio").and_then(Tree::fields);
    if purse.is_some_and(|fields| fields.iter().any(|(_, value)| is_summary(value))) {
        return Some(Found::once(SUB_ACCOUNT, "“portfolio” with “equity”, one for each currency").of(owner));
    }
    let rows = tree.get("positions").and_then(Tree::list);
    if tree.get("uid").is_some() && rows.is_some_and(|rows| rows.iter().any(is_position)) {
        return Some(Found::once(SUB_ACCOUNT, "“uid” with “positions”").of(owner));
    }
    None
}

/// Whose account it is: its name, or its number.
fn owner(tree: &Tree) -> Option<String> {
    let named = ["system_name", "username", "uid"].map(|field| word(tree, field));
    named.into_iter().find(|name| !name.is_empty()).map(str::to_owned)
}

/// A row of positions. Orders, trades and entries of the transaction log name an instrument too.
fn is_position(tree: &Tree) -> bool {
    let has = |field: &str| tree.get(field).is_some();
    if !has("instrument_name") || ["order_id", "trade_id", "instrument_type", "order_state"].iter().any(|f| has(f)) {
        return false;
    }
    let says_gain = has("floating_profit_loss") || has("total_profit_loss");
    says_gain || (has("size") && ["direction", "average_price", "kind"].iter().any(|f| has(f)))
}

/// What an account has in one currency. The transaction log has equity and balance too, and no margin.
pub(super) fn is_summary(tree: &Tree) -> bool {
    let has = |field: &str| tree.get(field).is_some();
    has("currency") && has("maintenance_margin") && (has("equity") || has("balance")) && !has("subaccount_id")
}
