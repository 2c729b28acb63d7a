//! Rows of positions and of collateral.

use rust_decimal::Decimal;

use super::super::draft::{Draft, PositionRow, word};
use super::super::figures::VenuePosition;
use super::super::find::join;
use super::super::name;
use crate::book::{Asset, Exact, Instrument};
use crate::io::notice::NoticeKind;
use crate::io::tree::Tree;

/// Takes a position in.
pub(super) fn position(path: &str, tree: &Tree, draft: &mut Draft) {
    // a margin that is watched says `size`, every other answer `amount`
    let field = if tree.get("amount").is_none() && tree.get("size").is_some() { "size" } else { "amount" };
    let Some(amount) = draft.required(tree, field, &join(path, field)) else {
        return;
    };
    let name = word(tree, "instrument_name");
    let place = join(path, "instrument_name");
    if word(tree, "instrument_type") == "erc20" {
        let symbol = name.split('-').next().unwrap_or(name);
        draft.hold(&place, symbol, amount);
        return;
    }
    let entry = draft.first_of(tree, &["average_price", "average_price_excl_fees"], path);
    let mut number = |field: &str| draft.optional(tree, field, &join(path, field));
    let (mark, index) = (number("mark_price"), number("index_price"));
    let Some(instrument) = draft.position(&place, name, instrument(name), PositionRow::new(amount, entry, mark)) else {
        return;
    };
    draft.index(instrument.underlying(), index);
    let mut number = |field: &str| draft.optional(tree, field, &join(path, field));
    let says = VenuePosition {
        liquidation_price: number("liquidation_price").filter(|price| *price > Decimal::ZERO),
        // a charge, below zero
        margin_used: number("initial_margin").map(|margin| margin.abs()),
        unrealised_gain: number("unrealized_pnl"),
        ..VenuePosition::of(instrument)
    };
    draft.venue_says(says);
}

/// Takes collateral in; interest that waits is part of it.
pub(super) fn collateral(path: &str, tree: &Tree, draft: &mut Draft) {
    let Some(amount) = draft.required(tree, "amount", &join(path, "amount")) else {
        return;
    };
    let symbol = match word(tree, "asset_name") {
        "" => word(tree, "currency"),
        symbol => symbol,
    };
    let mut number = |field: &str| draft.optional(tree, field, &join(path, field));
    let (price, interest) = (number("mark_price"), number("pending_interest"));
    if let Ok(asset) = symbol.parse::<Asset>() {
        draft.index(&asset, price);
    }
    draft.hold(&join(path, "amount"), symbol, amount);
    if let Some(interest) = interest.filter(|interest| !interest.is_zero()) {
        let owed = amount.plus(interest).is_some_and(|sum| sum < Decimal::ZERO);
        let which = if owed { "owed" } else { "due" };
        let message = format!("interest of {interest} is {which} on {symbol} and not settled yet");
        draft.say(NoticeKind::Info, &join(path, "pending_interest"), &interest.to_string(), message);
    }
}

/// `ETH-PERP`, or `ETH-20260627-3500-C` in USDC.
fn instrument(name: &str) -> Result<Instrument, String> {
    let parts: Vec<&str> = name.split('-').collect();
    if let [base, date, strike, right] = parts.as_slice()
        && let Some(expiry) = name::digits(date)
        && let Some(option) = name::option(base, Some("USDC"), expiry, strike, right)
    {
        return Ok(option);
    }
    name.parse().map_err(|error: crate::book::NameError| error.to_string())
}
