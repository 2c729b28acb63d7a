//! Which of dYdX's answers a piece of JSON is.

use super::super::Found;
use super::super::draft::word;
use crate::io::tree::Tree;

pub(super) const POSITIONS: &str = "positions";
pub(super) const ASSETS: &str = "assets";
/// The first subaccount that holds isolated positions.
pub(super) const ISOLATED: u64 = 128;

/// What a piece of JSON is, if it is one of this venue's answers. A parent is none: its children are.
pub(super) fn find(tree: &Tree) -> Option<Found> {
    tree.fields()?;
    if tree.get("childSubaccounts").is_some() {
        return None;
    }
    let has = |field: &str| tree.get(field).is_some();
    let map = |field: &str| tree.get(field).and_then(Tree::fields);
    let number = word(tree, "subaccountNumber");
    let account = (!number.is_empty()).then(|| number.to_owned());
    let open = map("openPerpetualPositions");
    let assets = map("assetPositions");
    let numbered = has("subaccountNumber") && (has("equity") || has("freeCollateral"));
    if open.is_some() || numbered || (assets.is_some() && has("equity")) {
        let nothing = |fields: Option<&[(String, Tree)]>| fields.is_none_or(<[_]>::is_empty);
        let isolated = number.parse::<u64>().is_ok_and(|number| number >= ISOLATED);
        if isolated && nothing(open) && nothing(assets) {
            return None;
        }
        let why = "“openPerpetualPositions” and “assetPositions” by market and asset";
        return Some(Found::once("subaccount", why).of(account));
    }
    let list = tree.get("positions").and_then(Tree::list)?;
    let of_row = || list.first().map(|row| word(row, "subaccountNumber")).filter(|number| !number.is_empty());
    let of_row = || of_row().map(str::to_owned);
    if list.iter().any(is_position) {
        return Some(Found::many(POSITIONS, "“positions” with “market”, “side” and “entryPrice”").of(of_row()));
    }
    let assets = list.iter().any(|row| row.get("assetId").is_some() && row.get("side").is_some());
    assets.then(|| Found::many(ASSETS, "“positions” with “symbol”, “side” and “assetId”").of(of_row()))
}

fn is_position(tree: &Tree) -> bool {
    ["market", "side", "size", "entryPrice"].iter().all(|field| tree.get(field).is_some())
}
