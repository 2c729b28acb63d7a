//! Hyperliquid's account answers: `clearinghouseState`, alone or with `spotClearinghouseState`, and `subAccounts2`.
//!
//! - Each position becomes a linear perpetual `COIN-PERP` of `szi` coins (long > 0) entered at `entryPx`. Its mark
//!   price is `positionValue / |szi|`, which stands for the index price too, as no other price came with the answer.
//! - The venue reports an account value, not a balance. The USDC holding is chosen so that our equity equals it to the
//!   last digit: `USDC = accountValue − Σ szi × (mark − entry)`, a USDC counting as a dollar as it does there.
//! - Spot balances are added to the holdings. Under portfolio margin or a unified account the spot USDC balance
//!   already contains the account value, so there it takes the place of it: counted twice it would flatter.
//! - Isolated positions are kept and said to be isolated: the rules here margin all positions together.
//! - Two states of the venue's own market are two accounts; those of builders' markets belong to the one before.
//!
//! Source: recorded answers of the venue's info endpoint; their fields are strings or numbers, and several are absent
//! in older ones.

mod answer;
mod position;

use rust_decimal::Decimal;

use super::draft::{Draft, instant, word};
use super::figures::VenueTotals;
use super::find::join;
use super::{Part, Reader};
use crate::book::{Asset, Exact, Holding};
use crate::io::Form;
use crate::io::notice::NoticeKind;
use crate::io::tree::Tree;
use answer::Answer;

pub(super) const READER: Reader = Reader { form: Form::Hyperliquid, source: "hyperliquid", find: answer::find, read };

fn read(parts: &[Part<'_>], draft: &mut Draft) {
    let answer = Answer::new(parts);
    if let Some(name) = parts.iter().map(|part| word(part.tree, "name")).find(|name| !name.is_empty()) {
        draft.name = Some(name.to_owned());
    }
    if answer.accounts.len() > 1 {
        let message = format!(
            "the answer has {} accounts, one for each market builder; they are put together here, while the venue margins them apart",
            answer.accounts.len()
        );
        draft.say(NoticeKind::Info, "clearinghouseState", "clearinghouseState", message);
    }
    figures(&answer, draft);
    let mut unrealised = Some(Decimal::ZERO);
    for (path, tree) in answer.positions() {
        let gain = position::take(&path, tree, draft);
        unrealised = gain.and_then(|gain| unrealised?.plus(gain));
    }
    let spot = balances(&answer, draft);
    cash(&answer, unrealised, spot, draft);
}

/// The venue's own figures; several accounts are added up.
fn figures(answer: &Answer<'_>, draft: &mut Draft) {
    draft.figures.rules = Some(if answer.is_unified() { "hyperliquid-portfolio" } else { "hyperliquid" });
    for (path, tree) in &answer.accounts {
        time(tree, &join(path, "time"), draft);
        let mut totals = VenueTotals::of(Asset::usd());
        let summary = ["marginSummary", "crossMarginSummary"].into_iter().find_map(|name| {
            let summary = tree.get(name)?;
            summary.get("accountValue")?.word()?;
            Some((name, summary))
        });
        if let Some((name, summary)) = summary {
            let mut of = |field: &str| draft.optional(summary, field, &join(path, &format!("{name}.{field}")));
            totals.equity = of("accountValue");
            totals.initial_margin = of("totalMarginUsed");
        }
        let mut of = |field: &str| draft.optional(tree, field, &join(path, field));
        totals.maintenance_margin = of("crossMaintenanceMarginUsed");
        totals.free_collateral = of("withdrawable");
        draft.figures.take(totals);
    }
}

fn time(tree: &Tree, path: &str, draft: &mut Draft) {
    let Some(value) = tree.get("time").filter(|value| !value.is_absent()) else {
        return;
    };
    let time = instant(tree, "time");
    if time.is_none() {
        let message = "this is no time in milliseconds; the prices are taken to be of now";
        draft.say(NoticeKind::Kept, path, &value.shown(), message);
    }
    draft.at(time);
}

/// Takes the spot balances in, but for USDC, which it gives back.
fn balances(answer: &Answer<'_>, draft: &mut Draft) -> Option<Decimal> {
    let mut usdc: Option<Decimal> = None;
    for (path, tree) in answer.balances() {
        let coin = word(tree, "coin");
        let at = join(&path, "total");
        let Some(total) = draft.required(tree, "total", &at) else {
            continue;
        };
        if coin == "USDC" && !total.is_zero() {
            usdc = usdc.unwrap_or(Decimal::ZERO).plus(total);
        } else {
            draft.hold(&at, coin, total);
        }
    }
    usdc
}

/// The USDC holding that makes our equity the venue's.
fn cash(answer: &Answer<'_>, unrealised: Option<Decimal>, spot: Option<Decimal>, draft: &mut Draft) {
    let value = draft.figures.dollars().and_then(|totals| totals.equity);
    let contained = answer.is_unified() && spot.is_some();
    let total = match (value, spot) {
        (_, Some(spot)) if contained => Some(spot),
        (Some(value), spot) => value.plus(spot.unwrap_or_default()),
        (None, Some(spot)) => Some(spot),
        (None, None) => None,
    };
    let shown = |number: Option<Decimal>| number.map(|n| n.to_string()).unwrap_or_default();
    let path = "marginSummary.accountValue";
    if value.is_none() && answer.has_account() && !contained {
        let message =
            "the answer has no account value, so the USDC behind the positions is unknown; write it as a holding";
        draft.say(NoticeKind::LeftOut, path, "", message);
    }
    let Some(total) = total else {
        return;
    };
    // what the venue calls the account value is the part of it behind the perpetuals
    if spot.is_some() {
        for totals in &mut draft.figures.totals {
            totals.equity = Some(total);
        }
    }
    // With an account value the unrealised gain is part of it; a spot balance alone has none in it.
    let within = if value.is_some() || contained { unrealised } else { Some(Decimal::ZERO) };
    let Some(quantity) = within.and_then(|gain| total.minus(gain)) else {
        let message =
            "the account value less the unrealised gain has more than 28 digits; write the USDC held as a holding";
        draft.say(NoticeKind::LeftOut, path, &shown(value), message);
        return;
    };
    if contained {
        let message = "this account is under portfolio margin or unified: its spot USDC contains the account value, so it is counted once";
        draft.say(NoticeKind::Info, "balances", &shown(spot), message);
    }
    if value.is_some() {
        let message = format!(
            "USDC is set to {quantity}, so that equity is {total} as the venue reports it, a USDC counting as a dollar; the venue's own balance differs by funding and by the rounding of entry prices"
        );
        draft.say(NoticeKind::Info, "accountValue", &shown(value), message);
    }
    let Ok(asset) = "USDC".parse::<Asset>() else {
        return;
    };
    let dollar = draft.quote(Decimal::ONE);
    draft.market.index.insert(asset.clone(), dollar);
    if !quantity.is_zero() {
        draft.account.holdings.insert(0, Holding { asset, quantity });
    }
}

#[cfg(test)]
mod tests;
