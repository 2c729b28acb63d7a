//! The prices, forwards, volatilities and rates that the figures rest on, each with where it came from.

use super::Report;
use super::doc::{Doc, Table};
use super::figure::{absent, age, exact, float, instant, maybe};
use crate::book::{Asset, Instrument, Kind};
use crate::market::{Prudence, Quote, VolQuote};

pub(super) fn add(doc: &mut Doc, of: &Report<'_>) {
    doc.heading("Prices");
    doc.say(match of.market.prudence {
        Prudence::Middle => "Collateral is counted at the price in use.",
        Prudence::Conservative => {
            "Collateral is counted at the edge of a price’s band: what is held at the low edge, what is owed at the high one."
        }
        Prudence::Strict => {
            "Collateral is counted at the worst of a price’s band and its averages: low for what is held, high for what is owed."
        }
    });
    let used = Used::of(of);
    index(doc, of, &used);
    marks(doc, of, &used);
    forwards(doc, of, &used);
    vols(doc, of, &used);
    rates(doc, of, &used);
    doc.say(
        "What was derived because no quote was at hand is said under “Warnings and assumptions”. A mark in the table of \
         positions is the quote above if there is one, else the forward or the index.",
    );
}

/// What the book rests on.
struct Used<'a> {
    assets: Vec<&'a Asset>,
    instruments: Vec<&'a Instrument>,
}

impl<'a> Used<'a> {
    fn of(of: &'a Report<'_>) -> Self {
        let mut assets: Vec<&Asset> = of.assessment.underlyings.iter().map(|each| &each.underlying).collect();
        assets.extend(of.account.holdings.iter().map(|holding| &holding.asset));
        let instruments: Vec<&Instrument> = of.account.positions.iter().map(|position| &position.instrument).collect();
        for instrument in &instruments {
            assets.extend([instrument.underlying(), instrument.settlement_asset()]);
        }
        assets.sort();
        assets.dedup();
        Self { assets, instruments }
    }

    fn asset(&self, asset: &Asset) -> bool {
        self.assets.binary_search(&asset).is_ok()
    }

    /// Whether options of an underlying may be read off the surface of all its volatilities.
    fn needs_surface(&self, of: &Report<'_>, underlying: &Asset) -> bool {
        self.instruments.iter().any(|instrument| {
            instrument.underlying() == underlying
                && matches!(instrument.kind(), Kind::Option { .. })
                && !of.market.vols.contains_key(instrument)
        })
    }
}

fn said(source: &str) -> String {
    if source.is_empty() { absent() } else { source.to_owned() }
}

/// Source, state, time and age of a quote.
fn standing(of: &Report<'_>, quote: &Quote) -> [String; 4] {
    let at = of.assessment.as_of;
    [said(&quote.source), quote.state.word().to_owned(), instant(quote.time), age(quote.time, at)]
}

fn index(doc: &mut Doc, of: &Report<'_>, used: &Used<'_>) {
    let heads = [
        "Asset",
        "#Dollars",
        "Source",
        "State",
        "Time",
        "Age",
        "#Band ±",
        "#Exponential average",
        "#Time-weighted average",
    ];
    let mut table = Table::new("Index prices", &heads);
    for asset in &used.assets {
        let Some(quote) = of.market.index_of(asset) else { continue };
        let averages = quote.averages;
        let rest = [
            maybe(quote.confidence),
            maybe(averages.map(|averages| averages.exponential)),
            maybe(averages.map(|averages| averages.time_weighted)),
        ];
        table.row([asset.to_string(), exact(quote.price)].into_iter().chain(standing(of, quote)).chain(rest));
    }
    doc.table(table, "There are no index prices.");
}

fn marks(doc: &mut Doc, of: &Report<'_>, used: &Used<'_>) {
    let mut table =
        Table::new("Marks, in each instrument’s own price", &["Instrument", "#Mark", "Source", "State", "Time", "Age"]);
    for (instrument, quote) in of.market.marks.iter().filter(|(instrument, _)| used.instruments.contains(instrument)) {
        table.row([instrument.to_string(), exact(quote.price)].into_iter().chain(standing(of, quote)));
    }
    doc.table(table, "No instrument here has a quoted mark.");
}

fn forwards(doc: &mut Doc, of: &Report<'_>, used: &Used<'_>) {
    let dated = |asset: &Asset| used.instruments.iter().any(|one| one.underlying() == asset && one.expiry().is_some());
    let heads = ["Underlying", "Expiry", "#Dollars", "Source", "State", "Time", "Age"];
    let mut table = Table::new("Forwards", &heads);
    for ((underlying, expiry), quote) in of.market.forwards.iter().filter(|((underlying, _), _)| dated(underlying)) {
        let first = [underlying.to_string(), expiry.to_string(), exact(quote.price)];
        table.row(first.into_iter().chain(standing(of, quote)));
    }
    if dated_any(used) {
        doc.table(table, "No forward is quoted.");
    }
}

fn dated_any(used: &Used<'_>) -> bool {
    used.instruments.iter().any(|instrument| instrument.expiry().is_some())
}

fn vols(doc: &mut Doc, of: &Report<'_>, used: &Used<'_>) {
    let heads = ["Option or underlying", "#Volatility a year, a fraction", "Source", "State", "Time", "Age"];
    let mut table = Table::new("Volatilities", &heads);
    let at = of.assessment.as_of;
    let mut row = |name: String, quote: &VolQuote| {
        let state = quote.state.word().to_owned();
        table.row([name, float(quote.vol), said(&quote.source), state, instant(quote.time), age(quote.time, at)]);
    };
    for (option, quote) in &of.market.vols {
        let underlying = option.underlying();
        if used.instruments.contains(&option) || used.needs_surface(of, underlying) {
            row(option.to_string(), quote);
        }
    }
    for (asset, quote) in of.market.vol_indices.iter().filter(|(asset, _)| used.needs_surface(of, asset)) {
        row(format!("{asset} volatility index"), quote);
    }
    if used.instruments.iter().any(|instrument| matches!(instrument.kind(), Kind::Option { .. })) {
        doc.table(table, "No volatility is quoted.");
    }
}

fn rates(doc: &mut Doc, of: &Report<'_>, used: &Used<'_>) {
    let mut table = Table::new("Interest rates, continuous, a year", &["Asset", "#Rate, a fraction"]);
    for (asset, rate) in of.market.rates.iter().filter(|(asset, _)| used.asset(asset)) {
        table.row([asset.to_string(), float(*rate)]);
    }
    if dated_any(used) {
        doc.table(table, "No interest rate is known; each is taken as 0.");
    }
}
