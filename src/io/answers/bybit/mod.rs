//! Accounts as Bybit reports them: positions, wallets, portfolio margin, options by coin.
//!
//! - `size` is unsigned beside `side`: coins for linear contracts and options, dollars for inverse ones.
//! - Cash of a coin is `walletBalance − spotBorrow`; with positions in the text it is set so that equity is `equity`,
//!   which the venue reckons as wallet balance less spot borrowing, plus gains and the value of options.
//! - `usdValue / equity` is the index price of a coin.
//! - `asset/portfolio-margin` counts its wallet in dollars and does not say in which coins it is held.
//!
//! Source: the venue's documentation of `/v5/position`, `/v5/account`, `/v5/asset` and its private streams, and recorded
//! answers. Numbers are strings, an empty one is absent, and a liquidation price of 999999 is none.

mod answer;
mod name;
mod portfolio;
mod position;
mod wallet;

use super::cash::Cash;
use super::draft::{Draft, instant};
use super::{Part, Reader};
use crate::io::Form;
use crate::io::notice::NoticeKind;
use answer::Content;

pub(super) const READER: Reader = Reader { form: Form::Bybit, source: "bybit", find: answer::find, read };

fn read(parts: &[Part<'_>], draft: &mut Draft) {
    for part in parts {
        draft.at(["time", "creationTime"].into_iter().find_map(|field| instant(part.tree, field)));
    }
    let contents: Vec<Content<'_>> = parts.iter().filter_map(Content::of).collect();
    let of_kind = |kind: &'static str| contents.iter().filter(move |content| content.kind == kind);
    let portfolio = of_kind(answer::PORTFOLIO).next().is_some();
    draft.figures.rules = Some(if portfolio { "bybit-portfolio" } else { "bybit-cross" });
    for content in of_kind(answer::POSITION) {
        for (path, row) in content.rows() {
            position::take(&path, row, content.category, draft);
        }
    }
    let mut cash = Cash::default();
    let has_positions = of_kind(answer::POSITION).next().is_some();
    for (path, tree) in of_kind(answer::PORTFOLIO).flat_map(Content::rows) {
        portfolio::take(&path, tree, has_positions, of_kind(answer::WALLET).next().is_some(), draft);
    }
    for (path, tree) in of_kind(answer::WALLET).flat_map(Content::rows) {
        wallet::take(&path, tree, &mut cash, draft);
    }
    cash.settle(draft);
    for (path, tree) in of_kind(answer::OPTIONS).flat_map(Content::rows) {
        wallet::options(&path, tree, draft);
    }
    if !has_positions && !portfolio {
        let message = "the text shows no positions; paste the answers of position/list beside it";
        draft.say(NoticeKind::Info, "", "", message);
    }
}

#[cfg(test)]
mod tests;
