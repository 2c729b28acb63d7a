//! Derive's account answers: `get_subaccount`, `get_all_portfolios`, `margin_watch`, `get_positions`,
//! `get_collaterals` and `get_margin`.
//!
//! - `amount` is signed and counts coins. `ETH-PERP` is a perpetual in US dollars, `ETH-20260627-3500-C` an option in USDC.
//! - Margins of an account are net: its value less what is required, so what is required is `subaccount_value −
//!   initial_margin`. Those of a position are a charge, below zero.
//! - `mark_value` of a perpetual is what has not been settled into cash yet, and funding and interest wait likewise. Where
//!   positions came with the account's value, USDC is set so that equity is `subaccount_value`.
//!
//! Source: the venue's API documentation and recorded answers; numbers have up to fifty digits.

mod answer;
mod row;

use rust_decimal::Decimal;

use super::draft::{Draft, flag, instant, word};
use super::figures::VenueTotals;
use super::find::rows;
use super::{Part, Reader, worth};
use crate::book::{Asset, Exact, Holding, Time};
use crate::io::Form;
use crate::io::notice::NoticeKind;
use answer::{COLLATERALS, MARGIN, POSITIONS};

pub(super) const READER: Reader = Reader { form: Form::Derive, source: "derive", find: answer::find, read };

/// A difference of less than this is the venue's rounding and changes no holding, US dollars.
const NOISE: Decimal = Decimal::from_parts(1, 0, 0, false, 6);

fn read(parts: &[Part<'_>], draft: &mut Draft) {
    let mut value: Option<(String, Decimal)> = None;
    let (mut has_positions, mut has_collaterals) = (false, false);
    draft.name = draft.name.take().map(|number| format!("subaccount {number}"));
    for part in parts {
        draft.at(time(part));
        if let Some(label) = Some(word(part.tree, "label")).filter(|label| !label.is_empty()) {
            draft.name = Some(label.to_owned());
        }
        if flag(part.tree, "failed_to_fetch") {
            let message = "the venue could not load this account when it was asked; ask it again";
            draft.say(NoticeKind::LeftOut, &part.at("failed_to_fetch"), "true", message);
        }
        if part.kind == MARGIN {
            margin(part, draft);
            continue;
        }
        let collaterals = if part.kind == COLLATERALS { Some(part.tree) } else { part.tree.get("collaterals") };
        if let Some(list) = collaterals.filter(|list| list.list().is_some()) {
            has_collaterals = true;
            let path = if part.kind == COLLATERALS { part.path.clone() } else { part.at("collaterals") };
            rows(&path, list).iter().for_each(|(path, row)| row::collateral(path, row, draft));
        }
        let positions = if part.kind == POSITIONS { Some(part.tree) } else { part.tree.get("positions") };
        if let Some(list) = positions.filter(|list| list.list().is_some()) {
            has_positions = true;
            let path = if part.kind == POSITIONS { part.path.clone() } else { part.at("positions") };
            rows(&path, list).iter().for_each(|(path, row)| row::position(path, row, draft));
        }
        value = totals(part, draft).or(value);
    }
    let only_margin = parts.iter().all(|part| part.kind == MARGIN);
    if !has_collaterals && !only_margin {
        let message =
            "the answer holds no collateral; write what is held as holdings, or paste the answer to get_subaccount";
        draft.say(NoticeKind::Info, "collaterals", "", message);
    } else if !has_positions && !only_margin {
        let message = "the answer holds no positions, which may be open; paste the answer to get_subaccount";
        draft.say(NoticeKind::Info, "positions", "", message);
    }
    if let Some((path, value)) = value.filter(|_| has_collaterals) {
        cash(&path, value, draft);
    }
}

/// `valuation_timestamp`, in seconds; other answers do not say when they were true.
fn time(part: &Part<'_>) -> Option<Time> {
    instant(part.tree, "valuation_timestamp").or_else(|| instant(part.around?, "valuation_timestamp"))
}

/// The venue's figures; gives what the account is worth, with its path.
fn totals(part: &Part<'_>, draft: &mut Draft) -> Option<(String, Decimal)> {
    draft.figures.rules = match word(part.tree, "margin_type").to_ascii_uppercase().as_str() {
        "SM" => Some("derive-sm"),
        "PM" => Some("derive-pm1"),
        "PM2" => Some("derive-pm2"),
        _ => draft.figures.rules,
    };
    let path = part.at("subaccount_value");
    let mut of = |field: &str| draft.optional(part.tree, field, &part.at(field));
    let (value, initial, maintenance) = (of("subaccount_value"), of("initial_margin"), of("maintenance_margin"));
    let pending = of("open_orders_margin").filter(|margin| !margin.is_zero());
    value?;
    // net: what the account is worth less what is required
    let required = |net: Option<Decimal>| Some(value?.minus(net?)?.normalize());
    let mut totals = VenueTotals::of(Asset::usd());
    totals.equity = value;
    totals.initial_margin = required(initial);
    totals.maintenance_margin = required(maintenance);
    totals.free_collateral = initial;
    draft.figures.take(totals);
    if let Some(margin) = pending {
        let message = "open orders need margin at the venue; orders are not in the book, so ours has none for them";
        draft.say(NoticeKind::Info, &part.at("open_orders_margin"), &margin.to_string(), message);
    }
    Some((path, value?))
}

/// `get_margin` says what is free before and after, and neither positions nor balances.
fn margin(part: &Part<'_>, draft: &mut Draft) {
    let field = "pre_initial_margin";
    let mut totals = VenueTotals::of(Asset::usd());
    totals.free_collateral = draft.optional(part.tree, field, &part.at(field));
    if draft.figures.dollars().is_none() {
        draft.figures.take(totals);
    }
    let message = "get_margin says what is left of the margin and holds neither positions nor balances; paste the answer to get_subaccount";
    draft.say(NoticeKind::Info, &part.at(field), word(part.tree, field), message);
}

/// Sets USDC so that equity is the venue's, where positions or what waits to be settled make a difference.
fn cash(path: &str, value: Decimal, draft: &mut Draft) {
    let Ok(usdc) = "USDC".parse::<Asset>() else {
        return;
    };
    let ours = equity(draft);
    let price = draft.market.index.get(&usdc).map_or(Decimal::ONE, |quote| quote.price);
    let Some(missing) = ours.and_then(|ours| value.minus(ours)?.over(price)) else {
        let message = "the account's value has more digits than are kept; USDC is as the venue says";
        return draft.say(NoticeKind::Info, path, &value.to_string(), message);
    };
    if missing.abs() < NOISE {
        return;
    }
    let place = draft.account.holdings.iter().position(|held| held.asset == usdc);
    let before = place.and_then(|place| draft.account.holdings.get(place)).map_or(Decimal::ZERO, |held| held.quantity);
    let Some(quantity) = worth::cash(before, -missing) else {
        return;
    };
    draft.account.holdings.retain(|held| held.asset != usdc);
    if !quantity.is_zero() {
        let place = place.unwrap_or(0).min(draft.account.holdings.len());
        draft.account.holdings.insert(place, Holding { asset: usdc, quantity });
    }
    let message = format!(
        "USDC is set to {quantity}, so that equity is {value} as the venue reports it; its balance of {before} is before gains, funding and interest that were not settled yet"
    );
    draft.say(NoticeKind::Info, path, &value.to_string(), message);
}

/// Holdings at the venue's prices and what the positions add, US dollars.
fn equity(draft: &Draft) -> Option<Decimal> {
    let price = |asset: &Asset| draft.market.index.get(asset).map(|quote| quote.price);
    let held = draft
        .account
        .holdings
        .iter()
        .try_fold(Decimal::ZERO, |sum, held| sum.plus(held.quantity.times(price(&held.asset)?)?))?;
    draft.account.positions.iter().try_fold(held, |sum, of| {
        let mark = draft.market.marks.get(&of.instrument).map(|quote| quote.price);
        sum.plus(worth::added(of, mark)?)
    })
}

#[cfg(test)]
mod tests;
