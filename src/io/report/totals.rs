//! What the report is of, and its totals with how each is made.

use rust_decimal::Decimal;

use super::Report;
use super::doc::{Doc, Table};
use super::figure::{exact, instant, maybe};
use crate::margin::Family;

pub(super) fn add(doc: &mut Doc, of: &Report<'_>) {
    about(doc, of);
    doc.heading("Totals");
    doc.say("Dollars, every digit that was computed. The parts of each follow below.");
    let it = of.assessment;
    let mut table = Table::new("Totals", &["Figure", "#Dollars", "How it is made"]);
    let mut row = |name: &str, value: String, how: &str| table.row([name.to_owned(), value, how.to_owned()]);
    row("Unified initial margin", exact(it.initial_margin), initial(of));
    row("Unified maintenance margin", exact(it.maintenance_margin), maintenance(of));
    row("Netted", exact(it.netted), "the charges of the initial margin without size, less the credit");
    row("Size charge", exact(it.size_charge), "for net exposure above the thresholds; on top");
    row("Credit", exact(it.credit), "what the charges together exceed the positions’ own needs by; taken off");
    row("Held apart", exact(it.held_apart), "what each leg needs by itself, added up, with what collateral is charged");
    row("Freed by hedging", exact(it.hedge_benefit), "held apart − netted, not below 0");
    row("Equity", exact(it.equity.total), "the three parts beneath, added up");
    row("Collateral", exact(it.equity.collateral), "the values of the collateral table, added up");
    row("Unrealised gain", exact(it.equity.unrealised_pnl), "gains of perpetuals and futures against their entries");
    row("Value of options", exact(it.equity.option_value), "market value, short options negative");
    row("Free collateral", exact(it.free_collateral), "equity − initial margin");
    row(
        "Margin ratio",
        maybe(it.margin_ratio),
        "maintenance margin ÷ equity, a fraction; absent unless equity is above 0",
    );
    doc.table(table, "");
    if it.margin_ratio.is_none() {
        doc.say("There is no margin ratio: equity is not above zero.");
    }
    greeks(doc, of);
    said(doc, of);
}

/// What the report is of.
fn about(doc: &mut Doc, of: &Report<'_>) {
    let stamp = &of.assessment.rules;
    let mut table = Table::new("About this report", &["What", "Which"]);
    let mut row = |what: &str, which: String| table.row([what.to_owned(), which]);
    row("Made", instant(of.time));
    row("Prices stand for", instant(of.assessment.as_of));
    row("Rules", format!("{} ({}), parameters of {}", stamp.title, stamp.name, stamp.as_of));
    row("Least certain price", of.assessment.state.word().to_owned());
    row("Program", format!("cross-margin {}", env!("CARGO_PKG_VERSION")));
    doc.table(table, "");
    doc.say(
        "Quantities are above 0 for what is long and below 0 for what is short. Gains are above 0. Requirements, charges \
         and haircuts are amounts of 0 or more that reduce what is free. Fractions are fractions: 0.05 is 5 %.",
    );
}

fn initial(of: &Report<'_>) -> &'static str {
    match of.rules.family {
        Family::Scan(_) => "netted + size charge",
        Family::Venue(_) => "the charges of the initial margin, added up",
    }
}

fn maintenance(of: &Report<'_>) -> &'static str {
    match of.rules.family {
        Family::Scan(_) => "initial margin × the parameter maintenance_factor",
        Family::Venue(_) => "the charges of the maintenance margin, added up",
    }
}

/// Net sensitivities, of the account and by expiry.
fn greeks(doc: &mut Doc, of: &Report<'_>) {
    let heads = [&["Of", "Expiry", "#Net exposure"], super::held::IN_COINS.as_slice()].concat();
    let it = of.assessment;
    let mut table = Table::new("Net sensitivities", &heads);
    for each in &it.expiries {
        let name = each.underlying.to_string();
        let settles = each.expiry.map_or_else(|| "none".to_owned(), |expiry| expiry.to_string());
        table.row([name, settles].into_iter().chain(super::held::greeks(&each.greeks)));
    }
    if !table.rows.is_empty() {
        let mut all: Vec<String> = super::held::greeks(&it.greeks).into();
        // coins of several underlyings do not add up
        if let Some(coins) = all.get_mut(1) {
            coins.clear();
        }
        table.marked(["Account".to_owned(), String::new()].into_iter().chain(all));
    }
    doc.table(table, "There are no sensitivities: no position is margined.");
}

/// What a reader has to know, and what is left out.
fn said(doc: &mut Doc, of: &Report<'_>) {
    doc.heading("Warnings and assumptions");
    if of.assessment.warnings.is_empty() {
        doc.say("None.");
    } else {
        doc.list(of.assessment.warnings.iter().map(|warning| warning.message.clone()));
    }
    if of.assessment.equity.total < of.assessment.maintenance_margin {
        let short = of.assessment.maintenance_margin.checked_sub(of.assessment.equity.total);
        let short = short.unwrap_or(Decimal::MAX);
        doc.say(format!("Liquidatable now: equity is {} dollars short of the maintenance margin.", exact(short)));
    }
}
