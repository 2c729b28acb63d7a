//! The whole scenario grid, the binding scenario, and what each underlying and leg does in every scenario.

use super::Report;
use super::doc::{Doc, Table};
use super::figure::{absent, exact, float, maybe_float};
use super::held::{greeks, numbered};
use crate::margin::{Assessment, Binding, VolMove};

/// Series that stand side by side in one table.
const SIDE_BY_SIDE: usize = 5;
/// Books of more legs are shown by underlying only: a table of each leg in each scenario would be read by nobody.
const MOST_LEGS: usize = 60;

pub(super) fn add(doc: &mut Doc, of: &Report<'_>) {
    let it = of.assessment;
    doc.heading("Scenarios");
    underlyings(doc, it);
    let all = scenarios(it);
    if all.is_empty() {
        return doc.say("These rules have no scenarios: every charge is worked out by itself.");
    }
    doc.say(
        "A price move on the grid is a share of each underlying’s scan range: 1 is the whole range up, −0.5 half of it down. A far \
         move is a fraction of the price itself. “Counts” is what the rules count: losses whole, gains across underlyings in \
         part, far moves weighted.",
    );
    grid(doc, it, &all);
    binding(doc, it);
    let by_underlying = it.underlyings.iter().map(|each| (each.underlying.to_string(), each.scenarios.as_slice()));
    series(doc, "Plain profit or loss of each underlying", &all, &by_underlying.collect::<Vec<_>>());
    if it.legs.len() > MOST_LEGS {
        doc.say(format!("Each leg in each scenario is left out: there are {} legs.", it.legs.len()));
    } else {
        let legs = it.legs.iter().enumerate();
        let by_leg: Vec<_> = legs.map(|(place, leg)| (numbered(place, leg), leg.scenarios.as_slice())).collect();
        series(doc, "Plain profit or loss of each leg", &all, &by_leg);
    }
}

/// A scenario: what moves, and whether it binds.
struct Scenario {
    name: String,
    price: f64,
    vol: &'static str,
    binds: bool,
    counted: Option<f64>,
    pnl: Option<f64>,
}

fn vol_word(vol: VolMove) -> &'static str {
    match vol {
        VolMove::Up => "up",
        VolMove::Same => "unchanged",
        VolMove::Down => "down",
    }
}

/// All of them: the grid row by row, then the far moves.
fn scenarios(of: &Assessment) -> Vec<Scenario> {
    let mut all = Vec::new();
    let binds = |binding: &Binding, column: usize, vol: VolMove| {
        binding.tail.is_none() && binding.column == Some(column) && binding.vol == vol
    };
    for vol in &of.grid.vols {
        for (column, step) in of.grid.steps.iter().enumerate() {
            let place = all.len();
            all.push(Scenario {
                name: (place + 1).to_string(),
                price: *step,
                vol: vol_word(*vol),
                binds: of.binding.as_ref().is_some_and(|binding| binds(binding, column, *vol)),
                counted: of.grid.counted.get(place).copied(),
                pnl: of.grid.pnl.get(place).copied(),
            });
        }
    }
    for (tail, moved) in of.grid.tails.iter().enumerate() {
        all.push(Scenario {
            name: format!("{}, far", all.len() + 1),
            price: moved.price_move,
            vol: vol_word(VolMove::Up),
            binds: of.binding.as_ref().is_some_and(|binding| binding.tail == Some(tail)),
            counted: Some(moved.counted),
            pnl: Some(moved.pnl),
        });
    }
    all
}

fn underlyings(doc: &mut Doc, of: &Assessment) {
    let own = [
        "Underlying",
        "#Index price",
        "#Scan range, a fraction",
        "#Share of its gain that offsets others",
        "#Held apart",
        "#Net exposure",
    ];
    let heads = [own.as_slice(), &super::held::IN_COINS].concat();
    let mut table = Table::new("Underlyings", &heads);
    for each in &of.underlyings {
        let name = each.underlying.to_string();
        let first = [name, exact(each.index), float(each.scan_range), float(each.offset), exact(each.held_apart)];
        table.row(first.into_iter().chain(greeks(&each.greeks)));
    }
    doc.table(table, "There are no underlyings.");
}

fn grid(doc: &mut Doc, of: &Assessment, all: &[Scenario]) {
    let heads = ["Scenario", "#Price move", "Volatility", "#Counts", "#Plain profit or loss", "Binds"];
    let mut table = Table::new("The scenario grid", &heads);
    for one in all {
        let binds = if one.binds { "binding scenario" } else { "" };
        let (counted, pnl) = (maybe_float(one.counted), maybe_float(one.pnl));
        let cells = [one.name.clone(), float(one.price), one.vol.to_owned(), counted, pnl, binds.to_owned()];
        if one.binds { table.marked(cells) } else { table.row(cells) }
    }
    doc.table(table, "");
    if of.binding.is_none() {
        doc.say("No scenario binds: none loses.");
    }
}

/// The scenario that sets the requirement, underlying by underlying.
fn binding(doc: &mut Doc, of: &Assessment) {
    let Some(binding) = &of.binding else { return };
    let heads = ["Underlying", "#Price move, a fraction", "Volatility", "#Adds to the requirement"];
    let mut table = Table::new("The binding scenario", &heads);
    for (asset, by) in &binding.moves {
        let adds = binding.underlyings.iter().find(|(other, _)| other == asset);
        let adds = adds.map_or_else(absent, |(_, amount)| exact(*amount));
        table.row([asset.to_string(), float(*by), vol_word(binding.vol).to_owned(), adds]);
    }
    for (asset, adds) in binding.underlyings.iter().filter(|(asset, _)| !binding.moves.iter().any(|(a, _)| a == asset))
    {
        table.row([asset.to_string(), absent(), vol_word(binding.vol).to_owned(), exact(*adds)]);
    }
    doc.table(table, "The binding scenario names no underlying.");
}

/// Several series through all scenarios, a few to a table.
fn series(doc: &mut Doc, caption: &str, all: &[Scenario], series: &[(String, &[f64])]) {
    let shown: Vec<&(String, &[f64])> = series.iter().filter(|(_, figures)| !figures.is_empty()).collect();
    let tables = shown.len().div_ceil(SIDE_BY_SIDE);
    for (nth, few) in shown.chunks(SIDE_BY_SIDE).enumerate() {
        let names: Vec<String> = few.iter().map(|(name, _)| format!("#{name}")).collect();
        let heads: Vec<&str> = std::iter::once("Scenario").chain(names.iter().map(String::as_str)).collect();
        let caption = if tables > 1 { format!("{caption}, {} of {tables}", nth + 1) } else { caption.to_owned() };
        let mut table = Table::new(&caption, &heads);
        for (place, one) in all.iter().enumerate() {
            let figures = few.iter().map(|(_, figures)| maybe_float(figures.get(place).copied()));
            let cells = std::iter::once(one.name.clone()).chain(figures);
            if one.binds { table.marked(cells) } else { table.row(cells) }
        }
        doc.table(table, "");
    }
}
