//! Deribit's account answers: `get_positions`, `get_position`, `get_account_summary`, `get_account_summaries`,
//! `get_subaccounts`, `pme/simulate`, `simulate_portfolio`, and the channels `user.portfolio` and `user.changes`.
//!
//! - `size` is signed. It counts dollars for inverse perpetuals and futures, coins for linear ones and for all options.
//!   Prices of inverse options are in coin.
//! - `balance` holds gains until the last settlement at 08:00 UTC, and premiums. Where positions came with a summary the
//!   coins held are set so that equity is the venue's: `equity − Σ what the positions add`, an option its value, a future
//!   its gain since it was entered. Without positions the holding is `balance`.
//! - Under cross collateral `total_…_usd` are the account's figures; what a summary says in its currency repeats them.
//! - A simulation counts futures in coins at the mark; here they are dollars again, coins × mark.
//!
//! Source: the venue's API documentation 2.1.1 and recorded answers.

mod answer;
mod position;
mod simulation;
mod summary;

use super::draft::{Draft, instant};
use super::find::{join, rows};
use super::{Part, Reader};
use crate::io::Form;
use crate::io::notice::NoticeKind;
use crate::io::tree::Tree;
use answer::{POSITION, POSITIONS, SIMULATION, SUB_ACCOUNT, SUMMARIES, SUMMARY};
use summary::Summaries;

pub(super) const READER: Reader = Reader { form: Form::Deribit, source: "deribit", find: answer::find, read };

fn read(parts: &[Part<'_>], draft: &mut Draft) {
    for part in parts {
        draft.at(part.around.and_then(|around| instant(around, "usOut")));
    }
    let mut summaries = Summaries::default();
    let mut has_rows = false;
    for part in parts {
        match part.kind {
            POSITIONS => {
                say_changes(part, draft);
                has_rows = true;
                take_rows(&part.path, part.tree, draft);
            }
            POSITION => {
                has_rows = true;
                position::take(&part.path, part.tree, draft);
            }
            SUMMARY => summaries.add(&part.path, part.tree),
            SUMMARIES => summaries.add_all(&part.at("summaries"), part.tree.get("summaries")),
            SUB_ACCOUNT => {
                summaries.add_all(&part.at("portfolio"), part.tree.get("portfolio"));
                if let Some(list) = part.tree.get("positions") {
                    has_rows = true;
                    take_rows(&part.at("positions"), list, draft);
                }
            }
            SIMULATION => {
                has_rows = true;
                simulation::take(part, draft);
            }
            _ => {}
        }
    }
    let simulated = parts.iter().any(|part| part.kind == SIMULATION);
    summaries.take(has_rows, simulated, draft);
}

fn take_rows(path: &str, list: &Tree, draft: &mut Draft) {
    for (path, row) in rows(path, list) {
        position::take(&path, row, draft);
    }
}

/// A message of `user.changes` holds the positions that changed, and no others.
fn say_changes(part: &Part<'_>, draft: &mut Draft) {
    let of_changes = |around: &Tree| around.get("trades").is_some() && around.get("orders").is_some();
    if part.around.is_some_and(of_changes) {
        let message = "this is a message about changes: it holds the positions that changed, and others may be open; right would be the answer to get_positions";
        draft.say(NoticeKind::Info, &join(&part.path, "positions"), "trades, orders", message);
    }
}

#[cfg(test)]
mod tests;
