//! Drift's users, as its data API answers them.
//!
//! - `baseAssetAmount` is signed and counts coins; the entry price is `quoteEntryAmount / baseAssetAmount`.
//! - A balance below zero is borrowed. It already holds what open positions have settled, which the gain since entry
//!   holds too, so `settledPnl` is taken off USDC. Fees and funding that wait are said and not counted.
//! - The answer has no price of anything.
//!
//! Source: a recorded answer, and the meaning of the amounts in the program's own account type.

use rust_decimal::Decimal;

use super::draft::{Draft, PositionRow, quotient, word};
use super::figures::{VenuePosition, VenueTotals};
use super::find::join;
use super::{Found, Part, Reader};
use crate::book::{Asset, Instrument};
use crate::io::Form;
use crate::io::notice::NoticeKind;
use crate::io::tree::Tree;

pub(super) const READER: Reader = Reader { form: Form::Drift, source: "drift", find, read };

/// A perpetual's gains are settled in this.
const CASH: &str = "USDC";
/// A liquidation price above this is none.
const NO_PRICE: i64 = 99_999_999;

fn find(tree: &Tree) -> Option<Found> {
    let list = |field: &str| tree.get(field).and_then(Tree::list);
    let is_position = |row: &Tree| row.get("baseAssetAmount").is_some() && row.get("quoteEntryAmount").is_some();
    let is_balance = |row: &Tree| row.get("marketIndex").is_some() && row.get("balance").is_some();
    let account = tree.get("account").is_some_and(|of| of.get("totalCollateral").is_some());
    let positions = list("positions").is_some_and(|rows| rows.iter().any(is_position));
    let balances = list("balances").is_some_and(|rows| rows.iter().any(is_balance));
    let ours = positions || balances || (account && (list("positions").is_some() || list("balances").is_some()));
    let named = || ["userAccount", "accountId", "user"].iter().map(|field| word(tree, field)).find(|of| !of.is_empty());
    let why = "“baseAssetAmount” and “quoteEntryAmount” in “positions”, beside “balances” with “marketIndex”";
    ours.then(|| Found::once("user", why).of(named().map(str::to_owned)))
}

fn read(parts: &[Part<'_>], draft: &mut Draft) {
    draft.figures.rules = Some("drift");
    for part in parts {
        for (path, row) in part.rows("balances") {
            if let Some(balance) = draft.required(row, "balance", &join(&path, "balance")) {
                draft.hold(&join(&path, "balance"), word(row, "symbol"), balance);
            }
        }
        for (path, row) in part.rows("positions") {
            position(&path, row, draft);
        }
        if let Some(account) = part.tree.get("account") {
            totals(&part.at("account"), account, draft);
        }
    }
}

fn totals(path: &str, tree: &Tree, draft: &mut Draft) {
    let mut of = |field: &str| draft.optional(tree, field, &join(path, field));
    let mut totals = VenueTotals::of(Asset::usd());
    totals.equity = of("balance");
    totals.initial_margin = of("initialMargin");
    totals.maintenance_margin = of("maintenanceMargin");
    totals.free_collateral = of("freeCollateral");
    draft.figures.take(totals);
}

fn position(path: &str, tree: &Tree, draft: &mut Draft) {
    let at = |field: &str| join(path, field);
    let Some(base) = draft.required(tree, "baseAssetAmount", &at("baseAssetAmount")) else {
        return;
    };
    let mut number = |field: &str| draft.optional(tree, field, &at(field));
    let (cost, settled, waits) = (number("quoteEntryAmount"), number("settledPnl"), number("feesAndFunding"));
    let entry = cost.filter(|cost| !cost.is_zero()).and_then(|cost| quotient(cost.abs(), base.abs()));
    let symbol = word(tree, "symbol");
    let instrument = symbol.parse::<Instrument>().map_err(|error| error.to_string());
    let row = PositionRow::new(base, entry, None);
    let Some(instrument) = draft.position(&at("symbol"), symbol, instrument, row) else {
        return;
    };
    if let Some(settled) = settled.filter(|settled| !settled.is_zero()) {
        draft.hold(&at("settledPnl"), CASH, -settled);
        let message = format!(
            "{settled} of the gain of {symbol} has been settled into {CASH}; it is taken off again, as the gain since entry holds it"
        );
        draft.say(NoticeKind::Kept, &at("settledPnl"), &settled.to_string(), message);
    }
    if let Some(waits) = waits.filter(|waits| !waits.is_zero()) {
        let message = format!("fees and funding of {waits} {CASH} are not settled yet and not counted");
        draft.say(NoticeKind::Info, &at("feesAndFunding"), &waits.to_string(), message);
    }
    let message = format!("the answer has no price of {symbol}, so it has no gain until there is one");
    draft.say(NoticeKind::Info, path, symbol, message);
    let liquidation = draft.optional(tree, "liquidationPrice", &at("liquidationPrice"));
    let is_price = |price: &Decimal| *price > Decimal::ZERO && *price < Decimal::from(NO_PRICE);
    draft
        .venue_says(VenuePosition { liquidation_price: liquidation.filter(is_price), ..VenuePosition::of(instrument) });
}

#[cfg(test)]
mod tests;
