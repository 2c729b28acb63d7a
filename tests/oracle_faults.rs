//! Every source against every fault: nothing panics, nothing absurd gets in, and the last good price stays with its mark.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::sync::LazyLock;

use cross_margin::book::{Asset, Time};
use cross_margin::market::{Market, PriceState};
use cross_margin::oracle::price_text::{LARGEST, SMALLEST};
use cross_margin::oracle::source::{Ask, Wanted};
use cross_margin::oracle::sources;
use cross_margin::oracle::{Feed, FetchFault, Live, Reading, Report, sample};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// A little after the made answers were sent.
const NOW: Time = Time(1_795_305_601_000);

/// Name of the request, a good answer to it, and a number in that answer which faults are put in the place of.
const GOOD: [(&str, &str, &str); 4] = [
    ("perpetuals", include_str!("fixtures/oracle/hyperliquid_meta_and_asset_ctxs_2026.json"), "\"64716.0\""),
    ("BTC index", include_str!("fixtures/oracle/deribit_index.json"), "93812.4"),
    ("BTC futures", include_str!("fixtures/oracle/deribit_futures.json"), "93820.15"),
    ("BTC options", include_str!("fixtures/oracle/deribit_options.json"), "0.031418"),
];

fn ask(name: &str) -> (&'static str, Ask) {
    let all = sources::all();
    let found = sources::asks(&all, &Wanted::default()).into_iter().find(|(_, ask)| ask.name == name);
    found.map(|(place, ask)| (all[place].source.name, ask)).unwrap()
}

/// The sample as a base, built once.
fn base() -> &'static Market {
    static BASE: LazyLock<Market> = LazyLock::new(|| sample::market(NOW));
    &BASE
}

fn later(now: Time, ms: i64) -> Time {
    Time(now.0 + ms)
}

/// What no market may hold, whatever it was fed: prices outside the bounds, volatilities that are none.
fn assert_sane(market: &Market, context: &str) {
    let quotes = (market.index.values()).chain(market.marks.values()).chain(market.forwards.values());
    for quote in quotes {
        assert!((SMALLEST..=LARGEST).contains(&quote.price), "{context}: {quote:?}");
    }
    for quote in market.vols.values() {
        assert!(quote.vol > 0.0 && quote.vol <= 20.0, "{context}: {quote:?}");
    }
}

/// Feeds `bytes` as an answer to a request, after a good answer if there is one.
fn fed(name: &str, good: Option<&str>, bytes: &[u8], now: Time) -> (Feed, Result<Reading, FetchFault>) {
    let (source, ask) = ask(name);
    let mut feed = Feed::default();
    let report = |outcome| Report { source, ask: ask.name.clone(), outcome, next_try: None };
    if let Some(good) = good {
        let reading = ask.parse(good.as_bytes(), NOW).unwrap();
        feed.hear_one(report(Ok(reading)), NOW);
    }
    let outcome = ask.parse(bytes, now).map_err(FetchFault::from);
    feed.hear_one(report(outcome.clone()), now);
    (feed, outcome)
}

/// Answers that are no answers at all.
fn broken(good: &str) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = [
        ("empty", ""),
        ("blank", " \n\t"),
        ("HTML", "<!DOCTYPE html><html><body>403 Forbidden</body></html>"),
        ("words", "Too Many Requests"),
        ("null", "null"),
        ("a number", "5"),
        ("a list", "[]"),
        ("nested lists", "[[],[]]"),
        ("an object", "{}"),
        ("NaN", "[NaN]"),
        ("error envelope", include_str!("fixtures/oracle/deribit_error.json")),
        ("odd envelope", r#"{"error":[1,2],"result":[]}"#),
        ("null result", r#"{"jsonrpc":"2.0","result":null}"#),
        ("no rows", r#"{"result":[]}"#),
        ("no coins", r#"[{"universe":[]},[]]"#),
        ("lengths", r#"[{"universe":[{"name":"BTC"}]},[]]"#),
        ("not text", "\u{0}\u{1}"),
    ]
    .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
    .into();
    all.push(("deep".to_owned(), "[".repeat(100_000).into_bytes()));
    all.push(("bytes".to_owned(), vec![0xFF, 0xFE, 0x00]));
    let whole = good.trim_end().len();
    all.extend((0..whole).step_by(7).map(|end| {
        let cut = good.as_bytes()[..end].to_vec();
        (format!("cut at {end}"), cut)
    }));
    all
}

#[test]
fn a_broken_answer_changes_no_price() {
    for (name, good, _) in GOOD {
        let (before, _) = fed(name, None, good.as_bytes(), NOW);
        let expected = before.market(&Market::default(), later(NOW, 5_000));
        for (fault, bytes) in broken(good) {
            let (feed, outcome) = fed(name, Some(good), &bytes, later(NOW, 5_000));
            assert!(outcome.is_err(), "{name}, {fault}: {outcome:?}");
            let market = feed.market(&Market::default(), later(NOW, 5_000));
            assert_eq!(market, expected, "{name}, {fault}");
            let status = feed.status(later(NOW, 5_000));
            assert!(status.sources.iter().any(|s| s.last_error.is_some()), "{name}, {fault}");
        }
    }
}

#[test]
fn the_last_good_price_ages_and_says_so() {
    for (name, good, _) in GOOD {
        for (ms, word) in [(400_000, "stale"), (100_000_000_000, "stale")] {
            let now = later(NOW, ms);
            let (feed, _) = fed(name, Some(good), b"", now);
            let market = feed.market(&Market::default(), now);
            for quote in market.index.values().chain(market.marks.values()) {
                assert_eq!(quote.state.word(), word, "{name}: {quote:?}");
            }
            assert!(market.vols.values().all(|q| q.state == PriceState::Stale));
        }
    }
}

#[test]
fn a_bad_number_in_a_good_answer_never_enters() {
    let bad = [
        "\"NaN\"",
        "\"Infinity\"",
        "-1",
        "\"-64716\"",
        "0",
        "\"0.0\"",
        "1e300",
        "\"1e300\"",
        "1e400",
        "\"1e400\"",
        "null",
        "\"\"",
        "true",
        "[]",
        "{}",
        "\"abc\"",
        "1e-300",
        "999999999999999999999",
        "\"0x1F\"",
        "\"1,000\"",
    ];
    for (name, good, number) in GOOD {
        let (before, _) = fed(name, None, good.as_bytes(), NOW);
        let before = before.market(&Market::default(), NOW);
        for bad in bad {
            let bytes = good.replace(number, bad);
            assert_ne!(bytes, good, "{name}");
            let now = later(NOW, 5_000);
            let (feed, _) = fed(name, Some(good), bytes.as_bytes(), now);
            let market = feed.market(&Market::default(), now);
            assert_sane(&market, &format!("{name}, {bad}"));
            let prices = |market: &Market| -> Vec<Decimal> {
                (market.index.values().map(|q| q.price)).chain(market.marks.values().map(|q| q.price)).collect()
            };
            assert_eq!(prices(&market), prices(&before), "{name}, {bad}");
        }
    }
}

#[test]
fn a_ten_times_price_is_held_at_the_one_before() {
    for (name, good, number) in &GOOD[..3] {
        let digits = number.trim_matches('"');
        let ten_times = digits.parse::<Decimal>().unwrap() * Decimal::TEN;
        // A later answer: Deribit's carries its own times.
        let bytes = good
            .replace(digits, &ten_times.to_string())
            .replace("1795305599700", "1795305604700")
            .replace("1795305599999900", "1795305604999900");
        let now = later(NOW, 5_000);
        let (feed, outcome) = fed(name, Some(good), bytes.as_bytes(), now);
        outcome.unwrap();
        let market = feed.market(&Market::default(), now);
        let held: Vec<_> = (market.index.values())
            .chain(market.marks.values())
            .filter(|quote| quote.state == PriceState::Held)
            .collect();
        assert_eq!(held.len(), 1, "{name}");
        assert_eq!(held[0].price, digits.parse::<Decimal>().unwrap().normalize());
    }
}

#[test]
fn times_that_cannot_be_never_make_a_live_price() {
    let (name, good, _) = GOOD[2];
    let times = [
        ("1970", "0", "0"),
        ("1970 in ms", "86400000", "86400000000"),
        ("yesterday", "1795219199700", "1795219199999900"),
        ("a minute ahead", "1795305661000", "1795305661000000"),
        ("2100", "4102444800000", "4102444800000000"),
        ("2099", "4102444799000", "4102444799000000"),
        ("negative", "-5", "-5"),
        ("too large", "1e300", "1e300"),
        ("words", "\"soon\"", "\"soon\""),
    ];
    for (when, ms, us) in times {
        let bytes = good.replace("1795305599700", ms).replace("1795305599999900", us);
        let (feed, _) = fed(name, None, bytes.as_bytes(), NOW);
        let market = feed.market(&Market::default(), NOW);
        for quote in market.marks.values().chain(market.forwards.values()) {
            assert!(quote.state.needs_mark(), "{when}: {quote:?}");
        }
        assert_sane(&market, when);
        // and a good answer after it is not locked out
        let (mut feed, _) = fed(name, None, bytes.as_bytes(), NOW);
        let (_, ask) = ask(name);
        let now = later(NOW, 5_000);
        let bytes = good.replace("1795305599700", "1795305605700");
        feed.apply(ask.parse(bytes.as_bytes(), now).unwrap(), now);
        let market = feed.market(&Market::default(), now);
        assert!(market.marks.values().all(|q| q.state == PriceState::Live), "{when}");
    }
}

#[test]
fn a_coin_that_is_named_twice_is_left_out() {
    let (name, good, _) = GOOD[0];
    let twice = good.replace("\"ETH\"", "\"BTC\"");
    let (feed, outcome) = fed(name, None, twice.as_bytes(), NOW);
    assert_eq!(outcome.unwrap().left_out.len(), 2);
    let btc: Asset = "BTC".parse().unwrap();
    assert!(!feed.market(&Market::default(), NOW).index.contains_key(&btc));
    assert_eq!(feed.left_out().count(), 2);
}

#[test]
fn without_any_answer_the_sample_is_shown_and_says_so() {
    for (name, good, _) in GOOD {
        for (fault, bytes) in broken(good).into_iter().take(19) {
            let (feed, _) = fed(name, None, &bytes, NOW);
            assert_eq!(&feed.market(base(), NOW), base(), "{name}, {fault}");
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for (name, ..) in GOOD {
            let (feed, _) = fed(name, None, &bytes, NOW);
            assert_sane(&feed.market(base(), NOW), name);
        }
    }

    #[test]
    fn a_good_answer_with_damage_does_not_panic(
        which in 0..4_usize, place in 0..4000_usize, with in proptest::collection::vec(any::<u8>(), 0..12), cut in 0..12_usize,
    ) {
        let (name, good, _) = GOOD[which];
        let mut bytes = good.as_bytes().to_vec();
        let from = place.min(bytes.len());
        let to = (from + cut).min(bytes.len());
        bytes.splice(from..to, with);
        let now = later(NOW, 5_000);
        let (feed, _) = fed(name, Some(good), &bytes, now);
        assert_sane(&feed.market(base(), now), name);
    }

    #[test]
    fn any_clock_is_survived(received in any::<i64>(), now in any::<i64>()) {
        let base = sample::market(Time(now));
        for (name, good, _) in GOOD {
            let (_, ask) = ask(name);
            let mut feed = Feed::default();
            feed.apply(ask.parse(good.as_bytes(), Time(received)).unwrap(), Time(now));
            assert_sane(&feed.market(&base, Time(now)), name);
            let _ = (feed.price(&"BTC".parse().unwrap(), Time(now)), feed.status(Time(now)));
        }
    }
}
