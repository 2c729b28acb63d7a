//! One position.

use rust_decimal::Decimal;

use super::super::draft::{Draft, PositionRow, word};
use super::super::figures::VenuePosition;
use super::super::find::join;
use super::name;
use crate::io::notice::NoticeKind;
use crate::io::tree::Tree;

/// The price that the venue writes where there is none.
const NO_PRICE: Decimal = Decimal::from_parts(999_999, 0, 0, false, 0);

/// Takes a row in. A row's own category counts before the answer's.
pub(super) fn take(path: &str, tree: &Tree, category: &str, draft: &mut Draft) {
    let at = |field: &str| join(path, field);
    let symbol = word(tree, "symbol");
    let Some(size) = draft.required(tree, "size", &at("size")) else {
        return;
    };
    let category = match word(tree, "category") {
        "" => category,
        own => own,
    };
    let (quantity, side_known) = match word(tree, "side") {
        "Buy" => (size.abs(), true),
        "Sell" => (-size.abs(), true),
        _ => (size, size.is_zero()),
    };
    let instrument = if side_known {
        name::instrument(symbol, category)
    } else {
        Err(format!("“side” of {symbol} is “{}”; Buy or Sell would be right", word(tree, "side")))
    };
    let entry = draft.first_of(tree, &["avgPrice", "entryPrice", "sessionAvgPrice"], path);
    let mark = draft.optional(tree, "markPrice", &at("markPrice"));
    let isolated = word(tree, "tradeMode") == "1";
    let row = PositionRow { isolated, ..PositionRow::new(quantity, entry, mark) };
    let Some(instrument) = draft.position(&at("symbol"), symbol, instrument, row) else {
        return;
    };
    if mark.is_none() || entry.is_none() {
        let missing = if mark.is_none() { "mark" } else { "entry" };
        let message = format!("the answer gives {symbol} no {missing} price, so no gain is counted");
        draft.say(NoticeKind::Info, path, symbol, message);
    }
    let is_price = |price: &Decimal| *price > Decimal::ZERO && *price != NO_PRICE;
    let says = VenuePosition {
        liquidation_price: draft.optional(tree, "liqPrice", &at("liqPrice")).filter(is_price),
        margin_used: draft.first_of(tree, &["positionIM", "IM"], path),
        unrealised_gain: draft.first_of(tree, &["unrealisedPnl", "sessionUPL"], path),
        isolated,
        ..VenuePosition::of(instrument)
    };
    draft.venue_says(says);
}
