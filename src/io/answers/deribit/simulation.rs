//! The answer of `pme/simulate`: the positions that were simulated, their prices and what margin they need.
//!
//! Futures are counted in coins at the mark price, so that the scenario of a price `y` times as high is worth
//! `coins × (1 − 1 / y)`; options are in coins.

use rust_decimal::Decimal;

use super::super::Part;
use super::super::draft::{Draft, PositionRow, instant};
use super::super::figures::VenueTotals;
use super::super::find::join;
use super::position::{instrument, prices};
use crate::book::{Asset, Exact};
use crate::io::notice::NoticeKind;
use crate::io::tree::Tree;

/// Decimals of dollars that are a product.
const DECIMALS: u32 = 8;

/// Takes a simulation in.
pub(super) fn take(part: &Part<'_>, draft: &mut Draft) {
    draft.figures.rules = Some("deribit-portfolio");
    draft.at(part.tree.get("model_params").and_then(|model| instant(model.get("general")?, "timestamp")));
    indices(part, draft);
    let portfolio = part.tree.get("portfolio");
    let path = part.at("portfolio");
    let fields = |name: &str| portfolio.and_then(|of| of.get(name)).and_then(Tree::fields).unwrap_or_default();
    for (name, value) in fields("position") {
        position(&join(&join(&path, "position"), name), name, value, part.tree, draft);
    }
    for (symbol, value) in fields("currency") {
        let at = join(&join(&path, "currency"), symbol);
        if let Some(quantity) = draft.number(value, &at) {
            draft.hold(&at, &symbol.to_ascii_uppercase(), quantity);
        }
    }
    if fields("currency").is_empty() {
        let message = "a simulation of this kind names no balance; write what is held as holdings, or add the answer to get_account_summaries";
        draft.say(NoticeKind::Info, &join(&path, "currency"), "", message);
    }
    margins(part, draft);
}

/// `index_price` by pair; those in dollars count before those in stablecoins.
fn indices(part: &Part<'_>, draft: &mut Draft) {
    let pairs = part.tree.get("index_price").and_then(Tree::fields).unwrap_or_default();
    for quote in ["_usd", "_usdc", "_usdt"] {
        for (pair, price) in pairs {
            let Some(asset) = pair.strip_suffix(quote).and_then(|base| base.to_ascii_uppercase().parse::<Asset>().ok())
            else {
                continue;
            };
            let price = draft.number(price, &join(&part.at("index_price"), pair));
            draft.index(&asset, price);
        }
    }
}

fn position(path: &str, name: &str, value: &Tree, simulation: &Tree, draft: &mut Draft) {
    let Some(coins) = draft.number(value, path) else {
        return;
    };
    let ticker = simulation.get("ticker").and_then(|of| of.get(name)).unwrap_or(&Tree::Null);
    let mut number = |field: &str| draft.optional(ticker, field, &format!("ticker.{name}.{field}"));
    let mark = number("mark_price");
    let beside = [number("index_price"), number("underlying_price"), number("mark_iv")];
    let known = instrument(name);
    let in_dollars = known.as_ref().is_ok_and(|of| of.is_inverse() && !of.is_option());
    let mut quantity = coins;
    if in_dollars && !coins.is_zero() {
        let dollars = mark.and_then(|mark| coins.times(mark)).map(|dollars| dollars.round_dp(DECIMALS).normalize());
        let Some(dollars) = dollars else {
            let why = format!("{name} is counted in coins here, and no mark price says how many dollars they are");
            return draft.unknown(path, name, coins, None, why);
        };
        let message =
            format!("{name} is {coins} coins at the mark in the simulation; as a position it is {dollars} US dollars");
        draft.say(NoticeKind::Kept, path, &value.shown(), message);
        quantity = dollars;
    }
    if let Some(of) = draft.position(path, name, known, PositionRow::new(quantity, None, mark)) {
        prices(&of, beside, draft);
    }
}

/// `margins` by currency, or of the whole account in dollars under cross collateral.
fn margins(part: &Part<'_>, draft: &mut Draft) {
    for (currency, tree) in part.tree.get("margins").and_then(Tree::fields).unwrap_or_default() {
        let whole = currency.starts_with("cross");
        let unit = if whole { Some(Asset::usd()) } else { currency.to_ascii_uppercase().parse().ok() };
        let Some(unit) = unit else {
            continue;
        };
        let path = join(&part.at("margins"), currency);
        let mut amount = |field: &str| -> Option<Decimal> { draft.optional(tree, field, &join(&path, field)) };
        let (initial_margin, maintenance_margin) = (amount("initial_margin"), amount("maintenance_margin"));
        draft.figures.take(VenueTotals { initial_margin, maintenance_margin, ..VenueTotals::of(unit) });
    }
}
