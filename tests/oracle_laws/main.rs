//! Laws of how prices are judged, over generated histories: whatever sources say and whenever they say it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its own figures should stop")]

mod kept;
mod manipulation;
mod prudence;
mod range;

use cross_margin::book::{Asset, Sorted, Time};
use cross_margin::oracle::source::Kind;
use cross_margin::oracle::{Feed, Known, PriceView, Reading, Report, Tick};
use rust_decimal::Decimal;

/// An instant to count from.
const START: Time = Time(1_795_305_600_000);

/// Milliseconds after [`START`].
fn at(ms: i64) -> Time {
    Time(START.0 + ms)
}

fn btc() -> Asset {
    "BTC".parse().unwrap()
}

/// A number of cents as dollars.
fn dollars(cents: i64) -> Decimal {
    Decimal::new(cents, 2)
}

/// What a source says of some assets, as an answer that arrives at `received`.
fn reading(source: &'static str, kind: Kind, received: Time, ticks: &[(Asset, Tick)]) -> Reading {
    Reading {
        source,
        kind,
        received,
        index: ticks.iter().cloned().collect(),
        marks: Sorted::new(),
        forwards: Sorted::new(),
        vols: Sorted::new(),
        vol_indices: Sorted::new(),
        rates: Sorted::new(),
        left_out: Vec::new(),
    }
}

/// One source's word about BTC.
#[derive(Clone, Copy, Debug)]
struct Word {
    source: &'static str,
    kind: Kind,
    /// Milliseconds after the start.
    now: i64,
    value: Decimal,
    /// How long it was true before it arrived, milliseconds; negative for a time ahead of ours.
    late: i64,
    /// Half-width of its band, thousandths of the price.
    band: Option<u32>,
}

impl Word {
    fn venue(source: &'static str, now: i64, value: Decimal) -> Self {
        Self { source, kind: Kind::Venue, now, value, late: 0, band: None }
    }

    fn report(self) -> Report {
        let confidence = self.band.map(|thousandths| self.value * Decimal::new(thousandths.into(), 3));
        let tick = Tick::new(self.value, at(self.now - self.late)).give_or_take(confidence);
        let outcome = Ok(reading(self.source, self.kind, at(self.now), &[(btc(), tick)]));
        Report { source: self.source, ask: "x".to_owned(), outcome, next_try: None }
    }

    fn to(self, feed: &mut Feed) {
        feed.hear_one(self.report(), at(self.now));
    }
}

fn view(feed: &Feed, now: i64) -> PriceView {
    feed.price(&btc(), at(now))
}

/// Price and state, or nothing where there is no price.
fn priced(feed: &Feed, now: i64) -> Option<(Decimal, cross_margin::market::PriceState)> {
    let view = view(feed, now);
    match view.known {
        Known::Priced(state) => Some((view.price?, state)),
        Known::Missing(_) => None,
    }
}
