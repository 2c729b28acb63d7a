//! Speeds of the engine, natively. `script/bench` runs these and the same questions in Chromium.

#[cfg(not(target_arch = "wasm32"))]
mod workload;

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::hint::black_box;

    use criterion::{Criterion, criterion_group};
    use cross_margin::book::{Asset, Expiry, Instrument, Sorted, Time};
    use cross_margin::margin::axes::{Outlook, along, axes};
    use cross_margin::margin::compare::Compared;
    use cross_margin::margin::{assess, liquidation, venues};
    use cross_margin::market::Market;
    use cross_margin::oracle::source::Kind;
    use cross_margin::oracle::{Feed, Live, Reading, Report, Tick, laid, sample};
    use rust_decimal::Decimal;

    fn questions(c: &mut Criterion) {
        let (Some((account, market)), Ok(rules)) = (super::workload::workload(), venues::reference()) else { return };
        c.bench_function("assess 200 options, 20 futures, 5 collaterals", |b| {
            b.iter(|| assess(black_box(&account), &market, rules));
        });
        if let Some((account, market)) = super::workload::compared() {
            c.bench_function("compare under every rule set", |b| {
                b.iter(|| {
                    venues::all()
                        .iter()
                        .map(|rules| Compared::of(black_box(&account), &market, rules))
                        .collect::<Vec<_>>()
                });
            });
            for rules in venues::all() {
                c.bench_function(&format!("compare: {}", rules.name), |b| {
                    b.iter(|| Compared::of(black_box(&account), &market, rules));
                });
            }
        }
        c.bench_function("liquidation prices of the same", |b| {
            b.iter(|| liquidation(black_box(&account), &market, rules));
        });
        let outlook = Outlook::default();
        for axis in axes(&account, &market) {
            c.bench_function(&format!("along {axis:?}"), |b| {
                b.iter(|| along(black_box(&account), &market, rules, &outlook, &axis));
            });
        }
    }

    /// A feed with an option chain in two coins: 900 options' marks and volatilities, and what else there is.
    fn chain(now: Time) -> Option<Feed> {
        let mut feed = Feed::default();
        let (mut marks, mut vols, mut forwards, mut index) = (vec![], vec![], vec![], vec![]);
        for (coin, price, step) in [("BTC", 93_800, 1_000), ("ETH", 3_200, 50)] {
            index.push((coin.parse().ok()?, Tick::new(price.into(), now)));
            for expiry in
                ["27NOV26", "4DEC26", "25DEC26", "29JAN27", "26MAR27", "25JUN27", "24SEP27", "31DEC27", "30JUN28"]
            {
                forwards.push(((coin.parse().ok()?, Expiry::parse(expiry).ok()?), Tick::new(price.into(), now)));
                for strike in -12..13 {
                    for right in ["C", "P"] {
                        let strike = price / step * step + strike * step;
                        let option: Instrument = format!("{coin}-{expiry}-{strike}-{right}").parse().ok()?;
                        marks.push((option.clone(), Tick::new(Decimal::new(31, 3), now)));
                        vols.push((option, Tick::new(Decimal::new(52, 2), now)));
                    }
                }
            }
        }
        for coin in 0..300 {
            index.push((format!("COIN{coin}").parse().ok()?, Tick::new(Decimal::from(100 + coin), now)));
        }
        for source in ["a", "b", "c"] {
            let reading = Reading {
                source,
                kind: Kind::Venue,
                received: now,
                index: index.iter().cloned().collect(),
                marks: marks.iter().cloned().collect(),
                forwards: forwards.iter().cloned().collect(),
                vols: vols.iter().cloned().collect(),
                vol_indices: Sorted::new(),
                rates: Sorted::new(),
                left_out: Vec::new(),
            };
            feed.hear(vec![Report { source, ask: "x".to_owned(), outcome: Ok(reading), next_try: None }], now);
        }
        Some(feed)
    }

    fn prices(c: &mut Criterion) {
        let mut now = Time(1_795_305_600_000);
        let Some(mut feed) = chain(now) else { return };
        let (base, typed) = (sample::market(now), Market::at(now));
        let Ok(bitcoin) = "BTC".parse::<Asset>() else { return };
        let places = feed.given().len();
        let mut cents = 0;
        c.bench_function(&format!("feed: an update of one price among {places}"), |b| {
            b.iter(|| {
                (now, cents) = (Time(now.0 + 1), (cents + 1) % 100);
                let value = Decimal::new(9_380_000 + cents, 2);
                let index = [(bitcoin.clone(), Tick::new(value, now))].into();
                let reading = Reading {
                    source: "a",
                    kind: Kind::Venue,
                    received: now,
                    index,
                    marks: Sorted::new(),
                    forwards: Sorted::new(),
                    vols: Sorted::new(),
                    vol_indices: Sorted::new(),
                    rates: Sorted::new(),
                    left_out: Vec::new(),
                };
                let report = Report { source: "a", ask: "x".to_owned(), outcome: Ok(reading), next_try: None };
                feed.hear(vec![report], now);
                black_box(feed.given().len())
            });
        });
        c.bench_function(&format!("feed: the market of {places} prices over the sample"), |b| {
            b.iter(|| laid(black_box(&base).clone(), feed.given(), &typed, now));
        });
        c.bench_function(&format!("feed: all {places} prices judged anew"), |b| {
            b.iter(|| feed.market(black_box(&base), now));
        });
    }

    criterion_group!(benches, questions, prices);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    native::benches();
}

#[cfg(target_arch = "wasm32")]
fn main() {}
