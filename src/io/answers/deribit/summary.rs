//! What an account has in each currency, and the cash that follows from it.

use super::super::draft::{Draft, flag, quotient, word};
use super::super::figures::VenueTotals;
use super::super::find::{join, rows};
use super::super::worth;
use super::answer::is_summary;
use crate::book::{Asset, Exact};
use crate::io::notice::NoticeKind;
use crate::io::tree::Tree;

/// The summaries of an account, one a currency.
#[derive(Default)]
pub(super) struct Summaries<'t> {
    all: Vec<(String, &'t Tree)>,
    /// Currencies of which there was one before.
    again: Vec<String>,
}

impl<'t> Summaries<'t> {
    /// Adds one; of two in one currency the later counts.
    pub(super) fn add(&mut self, path: &str, tree: &'t Tree) {
        let currency = word(tree, "currency");
        let before = self.all.len();
        self.all.retain(|(_, of)| word(of, "currency") != currency);
        if self.all.len() < before {
            self.again.push(currency.to_owned());
        }
        self.all.push((path.to_owned(), tree));
    }

    /// Adds those of a list, or of a map by currency.
    pub(super) fn add_all(&mut self, path: &str, tree: Option<&'t Tree>) {
        let Some(tree) = tree else {
            return;
        };
        for (path, of) in rows(path, tree).into_iter().filter(|(_, of)| is_summary(of)) {
            self.add(&path, of);
        }
    }

    /// Takes them in, after the positions. `has_rows`: whether positions came with them.
    pub(super) fn take(&self, has_rows: bool, simulated: bool, draft: &mut Draft) {
        for currency in &self.again {
            let message = format!("{currency} has several summaries; the last one counts");
            draft.say(NoticeKind::Info, "currency", currency, message);
        }
        for (path, tree) in &self.all {
            rules(tree, draft);
            totals(path, tree, draft);
            cash(path, tree, has_rows, draft);
        }
        if let Some(tree) = self.all.iter().map(|(_, tree)| tree).find(|tree| is_cross(tree)) {
            cross_totals(tree, draft);
        }
        match (self.all.is_empty(), has_rows) {
            (false, false) => {
                let message = "this is a summary: open positions are not in the text, and what they have gained is not in the balance; add the answer to get_positions";
                draft.say(NoticeKind::Info, "balance", "", message);
            }
            (true, true) if !simulated => {
                let message = "these are positions without a balance; write what is held as holdings, or add the answer to get_account_summaries";
                draft.say(NoticeKind::Info, "balance", "", message);
            }
            _ => {}
        }
    }
}

fn is_cross(tree: &Tree) -> bool {
    flag(tree, "cross_collateral_enabled") || word(tree, "margin_model").starts_with("cross")
}

fn rules(tree: &Tree, draft: &mut Draft) {
    let model = word(tree, "margin_model");
    let portfolio = model.ends_with("pm") || (model.is_empty() && flag(tree, "portfolio_margining_enabled"));
    let says = !model.is_empty() || tree.get("portfolio_margining_enabled").is_some();
    if says {
        draft.figures.rules = Some(if portfolio { "deribit-portfolio" } else { "deribit-standard" });
    }
}

/// A segregated currency has its own figures.
fn totals(path: &str, tree: &Tree, draft: &mut Draft) {
    let Ok(unit) = word(tree, "currency").parse::<Asset>() else {
        return;
    };
    if is_cross(tree) && tree.get("total_equity_usd").is_some() {
        return;
    }
    let mut of = |field: &str| draft.optional(tree, field, &join(path, field));
    let mut totals = VenueTotals::of(unit);
    totals.equity = of("equity");
    totals.initial_margin = of("initial_margin");
    totals.maintenance_margin = of("maintenance_margin");
    totals.free_collateral = of("available_funds");
    draft.figures.take(totals);
}

/// Under cross collateral every summary repeats the figures of the account in dollars.
fn cross_totals(tree: &Tree, draft: &mut Draft) {
    let mut of = |field: &str| draft.optional(tree, field, field);
    let mut totals = VenueTotals::of(Asset::usd());
    totals.equity = of("total_equity_usd");
    totals.initial_margin = of("total_initial_margin_usd");
    totals.maintenance_margin = of("total_maintenance_margin_usd");
    let counted = of("total_margin_balance_usd");
    totals.free_collateral = counted.and_then(|counted| counted.minus(totals.initial_margin?));
    if totals.equity.is_some() || totals.initial_margin.is_some() {
        draft.figures.take(totals);
    }
}

/// What is held of the currency.
fn cash(path: &str, tree: &Tree, has_rows: bool, draft: &mut Draft) {
    let currency = word(tree, "currency");
    let mut of = |field: &str| draft.optional(tree, field, &join(path, field));
    let (equity, balance) = (of("equity"), of("balance"));
    let (locked, reserved) = (of("locked_balance"), of("spot_reserve"));
    // the margin balance is the account's, once in dollars and once in the currency
    let (dollars, counted) = (of("total_margin_balance_usd"), of("margin_balance"));
    let open = [of("options_value"), of("futures_session_upl")];
    let idle = open.iter().all(|value| value.is_none_or(|value| value.is_zero()));
    let asset = currency.parse::<Asset>().ok();
    let added = asset.as_ref().and_then(|asset| worth::all_added(draft, asset));
    let set = equity.and_then(|equity| worth::cash(equity, added?));
    let quantity = match set {
        Some(set) => Some(set),
        None if has_rows && idle => equity.or(balance),
        None => balance.or(equity),
    };
    let at = join(path, "balance");
    let Some(quantity) = quantity else {
        let message = format!("neither balance nor equity of {currency} can be read; write it as a holding");
        return draft.say(NoticeKind::LeftOut, &at, "", message);
    };
    draft.hold(&at, currency, quantity);
    if let (Some(set), Some(equity)) = (set, equity) {
        let shown = balance.map(|balance| balance.to_string()).unwrap_or_default();
        let message = format!(
            "{currency} is set to {set}, so that equity is {equity} as the venue reports it; its balance of {shown} holds gains that were settled since the positions were entered"
        );
        draft.say(NoticeKind::Info, &at, &shown, message);
    }
    if has_rows && added.is_none() && !idle {
        let message =
            format!("something paid in {currency} is open and not in the text; its gain is not in the balance");
        draft.say(NoticeKind::Info, &at, currency, message);
    }
    for (field, amount) in [("locked_balance", locked), ("spot_reserve", reserved)] {
        if let Some(amount) = amount.filter(|amount| !amount.is_zero()) {
            let message = format!("{amount} {currency} of it cannot be used at the venue; they are counted here");
            draft.say(NoticeKind::Info, &join(path, field), &amount.to_string(), message);
        }
    }
    if let (true, Some(asset), Some(dollars), Some(counted)) = (is_cross(tree), asset, dollars, counted) {
        // both are binary fractions there, and their last digits noise
        let price = quotient(dollars, counted).map(|price| price.round_dp(8).normalize());
        draft.index(&asset, price);
    }
}
