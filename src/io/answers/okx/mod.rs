//! Accounts as OKX reports them: positions, balances, both together, and the position builder.
//!
//! - `pos` counts contracts: signed in net mode, unsigned beside `posSide` long or short. Their sizes stand in
//!   `contracts.json`; of a coin that is not there the size follows from the row's own value, and is said.
//! - Cash of a coin is `cashBal`, below zero where it is owed. With positions in the text it is set so that equity is `eq`.
//! - `idxPx` is the index price of the underlying, `coinUsdPrice` or `eqUsd / eq` that of a coin held.
//! - What stands in several answers of an account is counted once: rows of `positions` before `posData`, a whole balance
//!   before `balData`.
//! - The position builder's risk units hold positions under portfolio margin; its `assets` are equity by coin.
//! - Spot-margin pairs are kept as unknown: what they hold stands in the balances.
//!
//! Source: the venue's documentation of `/api/v5/account` and its private channels, and recorded answers. Numbers are
//! strings, and an empty one is absent.

mod answer;
mod balance;
mod position;

pub(in crate::io) use position::listed;

use super::cash::Cash;
use super::contracts::Contracts;
use super::draft::{Draft, instant, word};
use super::find::join;
use super::{Part, Reader};
use crate::io::Form;
use crate::io::notice::NoticeKind;
use crate::io::tree::Tree;

pub(super) const READER: Reader = Reader { form: Form::Okx, source: "okx", find: answer::find, read };

/// The venue's contract sizes.
pub(in crate::io) fn contracts() -> Contracts {
    Contracts::read(include_str!("contracts.json"))
}

fn read(parts: &[Part<'_>], draft: &mut Draft) {
    let contracts = contracts();
    for part in parts {
        // a row's `uTime` is that of its last change, a balance's that of the answer
        let fields: &[&str] = if part.kind == answer::BALANCE { &["pTime", "uTime"] } else { &["ts", "pTime"] };
        draft.at(fields.iter().find_map(|field| instant(part.tree, field)));
    }
    let mut rows: Vec<(String, &Tree)> = parts.iter().filter(|part| is_row(part)).flat_map(positions).collect();
    for (path, row) in parts.iter().filter(|part| !is_row(part)).flat_map(positions) {
        if !rows.iter().any(|(_, before)| same_position(before, row)) {
            rows.push((path, row));
        }
    }
    draft.figures.rules = Some(if is_portfolio(parts, &rows) { "okx-portfolio" } else { "okx-cross" });
    for (path, row) in &rows {
        position::take(path, row, &contracts, draft);
    }
    let mut cash = Cash::default();
    let whole = parts.iter().any(|part| part.kind == answer::BALANCE);
    for part in parts {
        balance::take(part, whole, &mut cash, draft);
    }
    cash.settle(draft);
    if parts.iter().all(|part| matches!(part.kind, answer::BALANCE | answer::COIN)) {
        let message = "the text has balances and no positions; paste the answer of account/positions beside it";
        draft.say(NoticeKind::Info, "", "", message);
    }
}

/// The rows of positions in a part, each with its path.
fn positions<'t>(part: &Part<'t>) -> Vec<(String, &'t Tree)> {
    match part.kind {
        answer::POSITION => vec![(part.path.clone(), part.tree)],
        answer::BOTH => list(part.tree, "posData", &part.path),
        answer::BUILDER => {
            let units = list(part.tree, "riskUnitData", &part.path);
            let within = units.iter().flat_map(|(path, unit)| list(unit, "portfolios", path));
            list(part.tree, "positions", &part.path).into_iter().chain(within).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a part is a position by itself, which has more in it than a row beside balances.
fn is_row(part: &Part<'_>) -> bool {
    part.kind == answer::POSITION
}

fn same_position(one: &Tree, other: &Tree) -> bool {
    ["instId", "posSide", "mgnMode", "avgPx"].iter().all(|field| {
        let (one, other) = (word(one, field), word(other, field));
        one == other || (!matches!(*field, "instId" | "posSide") && (one.is_empty() || other.is_empty()))
    })
}

/// Portfolio margin shows risk units, and spot that hedges.
fn is_portfolio(parts: &[Part<'_>], rows: &[(String, &Tree)]) -> bool {
    let says = |word: &str| !word.is_empty() && word.bytes().any(|b| matches!(b, b'1'..=b'9'));
    let units = |part: &Part<'_>| !list(part.tree, "riskUnitData", "").is_empty();
    let in_use =
        |part: &Part<'_>| list(part.tree, "details", "").iter().any(|(_, row)| says(word(row, "spotInUseAmt")));
    parts.iter().any(|part| units(part) || in_use(part)) || rows.iter().any(|(_, row)| says(word(row, "spotInUseAmt")))
}

/// The entries of a list, each with its path.
fn list<'t>(tree: &'t Tree, field: &str, path: &str) -> Vec<(String, &'t Tree)> {
    let rows = tree.get(field).and_then(Tree::list).unwrap_or_default();
    let path = join(path, field);
    rows.iter().enumerate().map(|(index, row)| (format!("{path}[{index}]"), row)).collect()
}

#[cfg(test)]
mod tests;
