//! What is held: positions, legs, collateral, and the rows that are in no figure, with the reason.

use super::Report;
use super::doc::{Doc, Table};
use super::figure::{absent, age, exact, expiry, float, maybe, maybe_float};
use crate::book::{Instrument, Kind, Position, Time};
use crate::margin::{LegKind, LegReport, Subject};
use crate::market::Market;
use crate::risk::Greeks;

pub(super) fn add(doc: &mut Doc, of: &Report<'_>) {
    doc.heading("What is held");
    positions(doc, of);
    legs(doc, of);
    needs(doc, of);
    sensitivities(doc, of);
    collateral(doc, of);
    unknown(doc, of);
    left_out(doc, of);
}

fn row_number(row: usize) -> String {
    row.saturating_add(1).to_string()
}

/// The unit of an instrument's own price.
fn price_unit(instrument: &Instrument) -> String {
    match instrument.kind() {
        Kind::Option { .. } if instrument.is_inverse() => instrument.underlying().to_string(),
        _ if instrument.is_inverse() => "USD".to_owned(),
        _ => instrument.settlement_asset().to_string(),
    }
}

/// When the price that an instrument rests on was true: its mark, else its volatility, else its forward, else its index.
fn time_of(market: &Market, instrument: &Instrument) -> Time {
    let forward =
        instrument.expiry().and_then(|expiry| market.forwards.get(&(instrument.underlying().clone(), expiry)));
    let mark = market.marks.get(instrument).map(|quote| quote.time);
    let vol = || market.vols.get(instrument).map(|quote| quote.time);
    let index = || market.index_of(instrument.underlying()).map(|quote| quote.time);
    mark.or_else(vol).or_else(|| forward.map(|quote| quote.time)).or_else(index).unwrap_or_default()
}

fn positions(doc: &mut Doc, of: &Report<'_>) {
    let heads = [
        "Row",
        "Instrument",
        "#Quantity",
        "#Contract size",
        "#Entry",
        "#Mark",
        "Prices in",
        "State of price",
        "Age of price",
        "#Value of leg",
        "#Gain of leg",
    ];
    let mut table = Table::new("Positions", &heads);
    let holdings = of.account.holdings.len();
    let mut spots = 0;
    for (row, position) in of.account.positions.iter().enumerate() {
        let spot = matches!(position.instrument.kind(), Kind::Spot);
        let leg = of.assessment.legs.iter().find(|leg| leg.kind == LegKind::Position && leg.rows.contains(&row));
        let (mark, state, value, gain) = match leg {
            Some(leg) => {
                let first = leg.rows.first() == Some(&row);
                let of_leg = |text: String| if first { text } else { "with its first row".to_owned() };
                (exact(leg.mark), leg.state.word(), of_leg(exact(leg.value)), of_leg(maybe(leg.pnl)))
            }
            // a spot position is collateral, and counted with the holdings
            None if spot => {
                let held = of.assessment.holdings.iter().find(|held| held.row == holdings + spots);
                let value = held.map_or_else(absent, |held| exact(held.value));
                (maybe(held.and_then(|held| held.price)), held.map_or("", |held| held.state.word()), value, absent())
            }
            None => (absent(), "left out", absent(), absent()),
        };
        spots += usize::from(spot);
        table.row([
            row_number(row),
            position.instrument.to_string(),
            exact(position.quantity),
            exact(position.contract_size),
            maybe(position.entry),
            mark,
            price_unit(&position.instrument),
            state.to_owned(),
            age(time_of(of.market, &position.instrument), of.assessment.as_of),
            value,
            gain,
        ]);
    }
    doc.table(table, "There are no positions.");
    let sized = |position: &Position| position.contract_size != rust_decimal::Decimal::ONE;
    if of.account.positions.iter().any(sized) {
        doc.say("Quantity × contract size is the size in coins, or in dollars for inverse perpetuals and futures.");
    }
}

fn legs(doc: &mut Doc, of: &Report<'_>) {
    let heads = [
        "Leg",
        "Name",
        "Rows",
        "#Units",
        "#Mark",
        "#Forward",
        "#Volatility",
        "Expiry",
        "#Value",
        "#Gain",
        "State of price",
    ];
    let mut table = Table::new("Legs: positions in one instrument counted as one", &heads);
    for (place, leg) in of.assessment.legs.iter().enumerate() {
        let rows: Vec<String> = leg.rows.iter().map(|row| row_number(*row)).collect();
        table.row([
            row_number(place),
            leg.title(),
            rows.join(", "),
            exact(leg.units),
            exact(leg.mark),
            maybe_float(leg.forward),
            maybe_float(leg.vol),
            expiry(leg.expiry),
            exact(leg.value),
            maybe(leg.pnl),
            leg.state.word().to_owned(),
        ]);
    }
    doc.table(table, "There are no legs: nothing here needs margin.");
    if of.assessment.legs.iter().any(|leg| leg.kind != LegKind::Position) {
        doc.say("The rows of what is borrowed, or held as cover, are rows of the collateral.");
    }
}

/// What each leg needs by itself, and what it adds to the account.
fn needs(doc: &mut Doc, of: &Report<'_>) {
    let heads = [
        "Leg",
        "Name",
        "#Scan risk alone",
        "#Basis alone",
        "#Short-option minimum alone",
        "#Needs alone",
        "#Part in the initial margin",
    ];
    let mut table = Table::new("What each leg needs alone, and adds to the account", &heads);
    for (place, leg) in of.assessment.legs.iter().enumerate() {
        let alone = &leg.isolated;
        let figures = [alone.scan, alone.basis, alone.short_option, alone.total, leg.part].map(exact);
        table.row([row_number(place), leg.title()].into_iter().chain(figures));
    }
    if !table.rows.is_empty() {
        doc.table(table, "");
    }
}

/// The heads over what [`greeks`] gives, after the exposure in dollars.
pub(super) const IN_COINS: [&str; 7] = [
    "#In coins",
    "#Gamma, dollars a 1 % move",
    "#Vega, dollars a point",
    "#Theta, dollars a day",
    "#Rho, dollars a point",
    "#Vanna, dollars",
    "#Volga, dollars",
];

/// Sensitivities as cells: exposure in dollars and coins, gamma, vega, theta, rho, vanna, volga.
pub(super) fn greeks(of: &Greeks) -> [String; 8] {
    [
        of.delta_usd,
        of.delta_coin,
        of.gamma_usd_per_pct,
        of.vega_usd_per_point,
        of.theta_usd_per_day,
        of.rho_usd_per_point,
        of.vanna_usd,
        of.volga_usd,
    ]
    .map(float)
}

fn sensitivities(doc: &mut Doc, of: &Report<'_>) {
    let heads = [&["Leg", "Name", "#Exposure"], IN_COINS.as_slice()].concat();
    let mut table = Table::new("Sensitivities of each leg", &heads);
    for (place, leg) in of.assessment.legs.iter().enumerate() {
        table.row([row_number(place), leg.title()].into_iter().chain(greeks(&leg.greeks)));
    }
    if !table.rows.is_empty() {
        doc.table(table, "");
    }
}

fn collateral(doc: &mut Doc, of: &Report<'_>) {
    let heads = [
        "Row",
        "Asset",
        "#Quantity",
        "#Price",
        "State of price",
        "Age of price",
        "#Haircut, a fraction",
        "#Covers a short",
        "#Counts for, dollars",
    ];
    let mut table = Table::new("Collateral and debts", &heads);
    for held in &of.assessment.holdings {
        let time = of.market.index_of(&held.asset).map(|quote| quote.time).unwrap_or_default();
        table.row([
            row_number(held.row),
            held.asset.to_string(),
            exact(held.quantity),
            maybe(held.price),
            if held.price.is_some() { held.state.word().to_owned() } else { "no price".to_owned() },
            age(time, of.assessment.as_of),
            exact(held.haircut),
            exact(held.covered),
            exact(held.value),
        ]);
    }
    doc.table(table, "There is no collateral.");
}

/// The name of a row that is left out, with its place.
fn place(of: &Report<'_>, subject: &Subject, name: &str) -> [String; 2] {
    let at = match subject {
        Subject::Position(row) => format!("position, row {}", row_number(*row)),
        Subject::Holding(row) if *row >= of.account.holdings.len() => "spot position".to_owned(),
        Subject::Holding(row) => format!("collateral, row {}", row_number(*row)),
        Subject::Unknown(row) => format!("not known here, row {}", row_number(*row)),
        Subject::Asset(_) => "asset".to_owned(),
        Subject::Account => "account".to_owned(),
    };
    [at, name.to_owned()]
}

/// Rows in what is not known here, as they were written.
fn unknown(doc: &mut Doc, of: &Report<'_>) {
    let mut table = Table::new("Rows in what is not known here", &["Row", "Name", "#Quantity", "#Entry", "Why"]);
    for (row, it) in of.account.unknown.iter().enumerate() {
        table.row([row_number(row), it.name.clone(), exact(it.quantity), maybe(it.entry), it.why.clone()]);
    }
    doc.table(table, "Every row is known.");
}

fn left_out(doc: &mut Doc, of: &Report<'_>) {
    let mut table = Table::new("Left out of every figure", &["What", "Name", "Why"]);
    for out in &of.assessment.left_out {
        table.row(place(of, &out.subject, &out.name).into_iter().chain([out.reason.clone()]));
    }
    for (name, why) in of.unread {
        table.row(["row of the page".to_owned(), name.clone(), why.clone()]);
    }
    doc.table(table, "No row is left out.");
}

/// The legs' names, each with its number, for the heads of tables.
pub(super) fn numbered(place: usize, leg: &LegReport) -> String {
    format!("{}. {}", row_number(place), leg.title())
}
