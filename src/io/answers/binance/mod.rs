//! Accounts as Binance reports them: USD-M and COIN-M futures, options, and portfolio margin.
//!
//! - Positions count coins (USD-M, options) or contracts of dollars (COIN-M, sizes in `contracts.json`).
//!   `positionAmt` is signed; `LONG` and `SHORT` rows of hedge mode stay apart.
//! - A futures account has no marks: they follow from `notional`, or from entry and unrealised gain; `v3` has no entries,
//!   which follow from mark and gain. Both are said.
//! - Cash is the wallet balance; under portfolio margin less what is borrowed and the interest on it. Several wallets
//!   are added. The balances of portfolio margin contain those of the futures accounts.
//! - Positions stand in an account and in its position list alike; the list counts.
//!
//! Source: the venue's documentation of `/fapi`, `/dapi`, `/eapi` and `/papi` and recorded answers. Numbers are strings,
//! times numbers; a liquidation price of 0 is none.

mod answer;
mod balance;
mod position;

use super::cash::Cash;
use super::contracts::Contracts;
use super::draft::{Draft, instant, word};
use super::find::join;
use super::{Part, Reader};
use crate::io::Form;
use crate::io::notice::NoticeKind;
use crate::io::tree::Tree;

pub(super) const READER: Reader = Reader { form: Form::Binance, source: "binance", find: answer::find, read };

fn read(parts: &[Part<'_>], draft: &mut Draft) {
    let contracts = Contracts::read(include_str!("contracts.json"));
    let of_kind = |kind: &'static str| parts.iter().filter(move |part| part.kind == kind);
    let unified = of_kind(answer::UNIFIED_ACCOUNT).chain(of_kind(answer::UNIFIED_BALANCE)).next().is_some();
    draft.figures.rules = if unified {
        Some("binance-portfolio")
    } else if parts.iter().any(|part| is_coin_or_option(part)) {
        None
    } else {
        Some("binance")
    };
    for part in parts {
        time(part, draft);
    }
    for part in of_kind(answer::POSITION) {
        position::future(&part.path, part.tree, &contracts, draft);
    }
    for part in of_kind(answer::OPTION) {
        position::option(&part.path, part.tree, draft);
    }
    let listed = |row: &Tree| of_kind(answer::POSITION).any(|part| same_position(part.tree, row));
    for part in parts {
        if let Some((field, rows)) = positions(part) {
            let path = part.at(field);
            for (index, row) in rows.iter().enumerate().filter(|(_, row)| !listed(row)) {
                position::future(&format!("{path}[{index}]"), row, &contracts, draft);
            }
        }
    }
    let mut cash = Cash::default();
    for part in parts {
        balance::take(part, unified_balances(parts), &mut cash, draft);
    }
    cash.settle(draft);
    if parts.iter().all(|part| part.kind != answer::POSITION && part.kind != answer::OPTION && !shows_positions(part)) {
        let message = "the text has balances and no positions; paste the answer of positionRisk beside it";
        draft.say(NoticeKind::Info, "", "", message);
    }
}

/// Whether a part is of COIN-M futures or options, which no shipped rule set is meant for.
fn is_coin_or_option(part: &Part<'_>) -> bool {
    match part.kind {
        answer::COIN_ACCOUNT | answer::OPTION | answer::OPTION_ACCOUNT => true,
        answer::POSITION => word(part.tree, "symbol").contains("USD_"),
        answer::BALANCE => part.tree.get("withdrawAvailable").is_some(),
        _ => false,
    }
}

fn unified_balances(parts: &[Part<'_>]) -> bool {
    parts.iter().any(|part| part.kind == answer::UNIFIED_BALANCE)
}

fn time(part: &Part<'_>, draft: &mut Draft) {
    // a futures row's `updateTime` is that of the last trade in it, not of its prices
    let field = match part.kind {
        answer::OPTION | answer::OPTION_ACCOUNT => "time",
        answer::UNIFIED_ACCOUNT => "updateTime",
        answer::UPDATE => "E",
        _ => return,
    };
    draft.at(instant(part.tree, field));
}

/// The lists of futures positions inside an account.
fn positions<'t>(part: &Part<'t>) -> Option<(&'static str, &'t [Tree])> {
    match part.kind {
        answer::USD_ACCOUNT | answer::COIN_ACCOUNT => Some(("positions", part.tree.get("positions")?.list()?)),
        answer::UPDATE => Some(("a.P", part.tree.get("a")?.get("P")?.list()?)),
        _ => None,
    }
}

fn shows_positions(part: &Part<'_>) -> bool {
    positions(part).is_some()
}

fn same_position(one: &Tree, other: &Tree) -> bool {
    let side = |row: &Tree| match word(row, "positionSide") {
        "" => "BOTH".to_owned(),
        side => side.to_owned(),
    };
    word(one, "symbol") == word(other, "symbol") && side(one) == side(other)
}

/// The path of a row's field.
fn at(path: &str, field: &str) -> String {
    join(path, field)
}

#[cfg(test)]
mod tests;
