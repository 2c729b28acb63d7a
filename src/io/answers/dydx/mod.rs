//! dYdX's account answers: `subaccountNumber`, `addresses`, `parentSubaccountNumber`, the channels `v4_subaccounts` and
//! `v4_parent_subaccounts` when they begin, and lists of perpetual and asset positions.
//!
//! - The side gives the sign: a short has a size below zero today, and had one above zero. `BTC-USD` is `BTC-PERP`.
//! - No mark price is sent. It is `entryPrice + unrealizedPnl / size`, and stands for the index price too.
//! - The USDC of an asset position is before what the open positions cost. The holding is set so that equity is the
//!   venue's: `equity − Σ size × (mark − entry)`.
//! - Each subaccount is margined by itself and is an account of its own; those from 128 hold isolated positions.
//!
//! Source: the venue's indexer documentation and recorded answers.

mod answer;

use rust_decimal::Decimal;

use super::draft::{Draft, PositionRow, word};
use super::figures::{VenuePosition, VenueTotals};
use super::find::join;
use super::{Part, Reader, name, worth};
use crate::book::{Asset, Exact, Holding, Instrument, Position};
use crate::io::Form;
use crate::io::notice::NoticeKind;
use crate::io::tree::Tree;
use answer::{ASSETS, ISOLATED, POSITIONS};

pub(super) const READER: Reader = Reader { form: Form::Dydx, source: "dydx", find: answer::find, read };

fn read(parts: &[Part<'_>], draft: &mut Draft) {
    draft.figures.rules = Some("dydx");
    let number = draft.name.take();
    let isolated = number.as_deref().and_then(|number| number.parse::<u64>().ok()).is_some_and(|of| of >= ISOLATED);
    draft.name = number.map(|number| format!("subaccount {number}"));
    if isolated {
        let message = "from 128 on a subaccount holds isolated positions, margined by themselves; it is an account of its own here";
        draft.say(NoticeKind::Info, "subaccountNumber", draft.name.clone().as_deref().unwrap_or_default(), message);
    }
    let mut equity = None;
    let (mut has_assets, mut has_positions) = (false, false);
    for part in parts {
        let perpetuals = if part.kind == POSITIONS { "positions" } else { "openPerpetualPositions" };
        let assets = if part.kind == ASSETS { "positions" } else { "assetPositions" };
        has_positions |= part.tree.get(perpetuals).is_some() && part.kind != ASSETS;
        if part.kind != ASSETS {
            for (path, row) in part.rows(perpetuals) {
                position(&path, row, isolated, draft);
            }
        }
        if part.kind != POSITIONS {
            for (path, row) in part.rows(assets) {
                has_assets = true;
                asset(&path, row, draft);
            }
        }
        equity = totals(part, draft).or(equity);
    }
    cash(equity, has_assets, has_positions, draft);
}

fn totals(part: &Part<'_>, draft: &mut Draft) -> Option<Decimal> {
    let mut of = |field: &str| draft.optional(part.tree, field, &part.at(field));
    let (equity, free) = (of("equity"), of("freeCollateral"));
    if equity.is_some() || free.is_some() {
        let mut totals = VenueTotals::of(Asset::usd());
        (totals.equity, totals.free_collateral) = (equity, free);
        // what is free is equity less initial margin
        totals.initial_margin = equity.and_then(|equity| equity.minus(free?));
        draft.figures.take(totals);
    }
    equity
}

/// The size with its sign.
fn signed(path: &str, tree: &Tree, draft: &mut Draft) -> Option<Decimal> {
    let size = draft.required(tree, "size", &join(path, "size"))?;
    Some(match word(tree, "side").to_ascii_uppercase().as_str() {
        "SHORT" => -size.abs(),
        "LONG" => size.abs(),
        _ => size,
    })
}

fn position(path: &str, tree: &Tree, isolated: bool, draft: &mut Draft) {
    let Some(size) = signed(path, tree, draft) else {
        return;
    };
    // what is closed stays in lists with its last size
    let status = word(tree, "status");
    let size = if status.is_empty() || status.eq_ignore_ascii_case("OPEN") { size } else { Decimal::ZERO };
    let mut number = |field: &str| draft.optional(tree, field, &join(path, field));
    let entry = number("entryPrice").filter(|price| *price > Decimal::ZERO);
    let gain = number("unrealizedPnl");
    let mark = entry.and_then(|entry| {
        let price = entry.plus(gain?.over(size)?)?.round_dp(12).normalize();
        (price > Decimal::ZERO).then_some(price)
    });
    let market = match word(tree, "market") {
        "" => word(tree, "ticker"),
        market => market,
    };
    let at = join(path, "market");
    let row = PositionRow::new(size, entry, mark);
    let Some(instrument) = draft.position(&at, market, instrument(market), row) else {
        return;
    };
    draft.index(instrument.underlying(), mark);
    if mark.is_none() {
        let message =
            format!("the answer gives {market} no unrealised gain beside an entry price, so it has no price yet");
        draft.say(NoticeKind::Info, &join(path, "unrealizedPnl"), market, message);
    }
    draft.venue_says(VenuePosition { unrealised_gain: gain, isolated, ..VenuePosition::of(instrument) });
}

/// `BTC-USD`, and `FARTCOIN,RAYDIUM,…-USD` of a market that anybody listed.
fn instrument(market: &str) -> Result<Instrument, String> {
    let wrong = || format!("“{market}” is no market that is known here; one is written as BTC-USD");
    let base = market.strip_suffix("-USD").ok_or_else(wrong)?;
    let base = base.split(',').next().unwrap_or(base);
    base.parse::<Asset>()
        .map_err(|error| error.to_string())
        .and_then(|asset| Instrument::perpetual(asset).map_err(|error| error.to_string()))
        .or_else(|error| name::venue_name(market).ok_or(error))
}

fn asset(path: &str, tree: &Tree, draft: &mut Draft) {
    if let Some(size) = signed(path, tree, draft) {
        draft.hold(&join(path, "size"), word(tree, "symbol"), size);
    }
}

/// The USDC that makes equity the venue's.
fn cash(equity: Option<Decimal>, has_assets: bool, has_positions: bool, draft: &mut Draft) {
    let Ok(usdc) = "USDC".parse::<Asset>() else {
        return;
    };
    let path = "assetPositions.USDC.size";
    let size = draft.account.holdings.iter().find(|held| held.asset == usdc).map(|held| held.quantity);
    let mark = |of: &Position| draft.market.marks.get(&of.instrument).map(|quote| quote.price);
    let positions = &draft.account.positions;
    let priced = positions.iter().all(|of| of.entry.is_some() && mark(of).is_some());
    let added = positions.iter().try_fold(Decimal::ZERO, |sum, of| sum.plus(worth::added(of, mark(of))?));
    // without equity, the purchase of what is open is put back: USDC + Σ size × entry
    let paid = || positions.iter().try_fold(size?, |sum, of| sum.plus(of.units()?.times(of.entry?)?));
    let quantity = match equity {
        Some(equity) if priced => added.and_then(|added| worth::cash(equity, added)),
        _ => paid(),
    };
    if !has_assets && equity.is_none() {
        let message = "the answer names no USDC; write it as a holding, or paste the answer to subaccountNumber";
        return draft.say(NoticeKind::Info, path, "", message);
    }
    let shown = size.map(|size| size.to_string()).unwrap_or_default();
    if !has_positions {
        let message = "no positions are in the text, and USDC is before what open ones cost; paste the answer to subaccountNumber";
        draft.say(NoticeKind::Info, "openPerpetualPositions", "", message);
    }
    let Some(quantity) = quantity else {
        if !draft.account.positions.is_empty() {
            let message = "USDC cannot be set, as equity, a size or an entry price is missing; write it as a holding";
            draft.say(NoticeKind::Kept, path, &shown, message);
        }
        return;
    };
    let dollar = draft.quote(Decimal::ONE);
    draft.market.index.or_insert_with(usdc.clone(), || dollar);
    if size.unwrap_or_default() == quantity {
        return;
    }
    let message = match equity {
        Some(equity) if priced => format!(
            "USDC is set to {quantity}, so that equity is {equity} as the venue reports it; its own USDC is before what the open positions cost"
        ),
        _ => format!("USDC is set to {quantity}: the venue's own, with what the open positions cost put back"),
    };
    draft.say(NoticeKind::Info, path, &shown, message);
    draft.account.holdings.retain(|held| held.asset != usdc);
    if !quantity.is_zero() {
        draft.account.holdings.insert(0, Holding { asset: usdc, quantity });
    }
}

#[cfg(test)]
mod tests;
