//! Every source against every fault: nothing panics, nothing absurd gets in, and the last good price stays with its mark.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::fmt;
use std::sync::LazyLock;

use cross_margin::book::{Asset, Time};
use cross_margin::market::{Market, PriceState};
use cross_margin::oracle::price_text::{LARGEST, SMALLEST};
use cross_margin::oracle::source::{Ask, Kind, Source, Wanted};
use cross_margin::oracle::sources;
use cross_margin::oracle::{Feed, FetchFault, Live, Reading, Report, sample};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// A little after the made answers were sent.
const NOW: Time = Time(1_795_305_601_000);

/// A good answer to a request, and where in it faults are put.
struct Good {
    source: &'static str,
    ask: &'static str,
    body: &'static str,
    /// A price in it.
    price: &'static str,
    /// The numbers that make that price, as they are written.
    numbers: &'static [&'static str],
    /// Ten times these numbers; none where ten times a price waits for nobody: what checks, and what an option costs.
    ten_times: &'static [&'static str],
    /// The times in it, as they are written; all are within the second before 2026-11-22, and none means that there
    /// are none.
    times: &'static [&'static str],
}

/// The second before 2026-11-22.
const SECOND: &str = "1795305599";

/// One for every request of every source; of requests that differ by the coin only, the one for BTC.
const GOOD: [Good; 12] = [
    Good {
        source: "hyperliquid",
        ask: "perpetuals",
        body: include_str!("fixtures/oracle/hyperliquid_meta_and_asset_ctxs_2026.json"),
        price: "64716",
        numbers: &["\"64716.0\""],
        ten_times: &["\"647160.0\""],
        times: &[],
    },
    Good {
        source: "hyperliquid-mids",
        ask: "mids",
        body: include_str!("fixtures/oracle/hyperliquid_mids_2023.json"),
        price: "30135",
        numbers: &["\"30135.0\""],
        ten_times: &[],
        times: &[],
    },
    Good {
        source: "dydx",
        ask: "perpetuals",
        body: include_str!("fixtures/oracle/dydx_perpetual_markets.json"),
        price: "93815.25",
        numbers: &["\"93815.25\""],
        ten_times: &["\"938152.5\""],
        times: &[],
    },
    Good {
        source: "deribit",
        ask: "BTC index",
        body: include_str!("fixtures/oracle/deribit_index.json"),
        price: "93812.4",
        numbers: &["93812.4"],
        ten_times: &["938124"],
        times: &["1795305599999900"],
    },
    Good {
        source: "deribit",
        ask: "BTC futures",
        body: include_str!("fixtures/oracle/deribit_futures.json"),
        price: "93820.15",
        numbers: &["93820.15"],
        ten_times: &["938201.5"],
        times: &["1795305599999900", "1795305599700"],
    },
    Good {
        source: "deribit",
        ask: "BTC options",
        body: include_str!("fixtures/oracle/deribit_options.json"),
        price: "0.031418",
        numbers: &["0.031418"],
        ten_times: &[],
        times: &["1795305599999900", "1795305599600"],
    },
    Good {
        source: "coinbase",
        ask: "BTC ticker",
        body: include_str!("fixtures/oracle/coinbase_ticker.json"),
        price: "93811.51",
        numbers: &["\"93811.51\"", "\"93811.5\"", "\"93811.52\""],
        ten_times: &["\"938115.1\"", "\"938115\"", "\"938115.2\""],
        times: &["\"2026-11-21T23:59:59.712345678Z\""],
    },
    Good {
        source: "kraken",
        ask: "tickers",
        body: include_str!("fixtures/oracle/kraken_tickers_2026.json"),
        price: "1965.4",
        numbers: &["\"1965.40000\"", "\"1965.60000\""],
        ten_times: &["\"19654.00000\"", "\"19656.00000\""],
        times: &[],
    },
    Good {
        source: "bitstamp",
        ask: "tickers",
        body: include_str!("fixtures/oracle/bitstamp_tickers.json"),
        price: "93813",
        numbers: &["\"93813\"", "\"93812\"", "\"93814\""],
        ten_times: &["\"938130\"", "\"938120\"", "\"938140\""],
        times: &["\"1795305599\""],
    },
    // 0x8883dc69940 is 9,381,245,000,000, with 8 decimals; its times are words too, tried where they are read
    Good {
        source: "chainlink",
        ask: "contracts",
        body: include_str!("fixtures/oracle/chainlink_contracts.json"),
        price: "93812.45",
        numbers: &["000000000000000000000000000000000000000000000000000008883dc69940"],
        ten_times: &["0000000000000000000000000000000000000000000000000000555269c1fc80"],
        times: &[],
    },
    Good {
        source: "pyth",
        ask: "prices",
        body: include_str!("fixtures/oracle/pyth_latest.json"),
        price: "93812.45",
        numbers: &["\"9381245000000\""],
        ten_times: &["\"93812450000000\""],
        times: &[SECOND],
    },
    Good {
        source: "defillama",
        ask: "prices",
        body: include_str!("fixtures/oracle/defillama_prices.json"),
        price: "93810.71",
        numbers: &["93810.71"],
        ten_times: &[],
        times: &[SECOND],
    },
];

/// A book that rests on the two coins that every source knows.
fn wanted() -> Wanted {
    let assets = ["BTC", "ETH"].map(|name| name.parse().unwrap()).to_vec();
    Wanted { assets, instruments: Vec::new() }
}

fn asks() -> Vec<(&'static Source, Ask)> {
    let all = sources::all();
    sources::asks(&all, &wanted()).into_iter().map(|(place, ask)| (all[place].source, ask)).collect()
}

impl Good {
    fn of(source: &str, ask: &str) -> &'static Self {
        GOOD.iter().find(|good| good.source == source && good.ask == ask).unwrap()
    }

    fn ask(&self) -> (&'static Source, Ask) {
        asks().into_iter().find(|(source, ask)| source.name == self.source && ask.name == self.ask).unwrap()
    }

    /// The answer with what is written in some places replaced.
    fn with<'a>(&self, places: impl IntoIterator<Item = (&'a &'a str, String)>) -> String {
        places.into_iter().fold(self.body.to_owned(), |body, (written, by)| {
            let replaced = body.replace(written, &by);
            assert_ne!(replaced, body, "{self}: {written}");
            replaced
        })
    }

    fn price(&self) -> Decimal {
        self.price.parse().unwrap()
    }
}

impl fmt::Display for Good {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.source, self.ask)
    }
}

/// The same answer five seconds later.
fn five_seconds_later(body: &str) -> String {
    // 0x6b02307f is the same second in a contract's word
    body.replace(SECOND, "1795305604")
        .replace("2026-11-21T23:59:59", "2026-11-22T00:00:04")
        .replace("6b02307f", "6b023084")
}

#[test]
fn every_request_of_every_source_is_tried() {
    for (source, ask) in asks() {
        let name = ask.name.replace("ETH", "BTC");
        assert!(GOOD.iter().any(|good| good.source == source.name && good.ask == name), "{} {name}", source.name);
    }
    for good in GOOD {
        assert!(good.ten_times.is_empty() || good.ten_times.len() == good.numbers.len(), "{good}");
        let (source, ask) = good.ask();
        let reading = ask.parse(good.body.as_bytes(), NOW).unwrap();
        assert!(reading.left_out.is_empty() || source.kind == Kind::Check, "{good}: {:?}", reading.left_out);
        let market = fed(&good, None, good.body.as_bytes(), NOW).0.market(&Market::default(), NOW);
        let prices: Vec<_> = market.index.values().chain(market.marks.values()).map(|quote| quote.price).collect();
        assert_eq!(prices.contains(&good.price()), source.kind != Kind::Check, "{good}");
    }
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
fn fed(good: &Good, before: Option<&str>, bytes: &[u8], now: Time) -> (Feed, Result<Reading, FetchFault>) {
    let (source, ask) = good.ask();
    let mut feed = Feed::default();
    let report = |outcome| Report { source: source.name, ask: ask.name.clone(), outcome, next_try: None };
    if let Some(before) = before {
        let reading = ask.parse(before.as_bytes(), NOW).unwrap();
        feed.hear_one(report(Ok(reading)), NOW);
    }
    let outcome = ask.parse(bytes, now).map_err(FetchFault::from);
    feed.hear_one(report(outcome.clone()), now);
    (feed, outcome)
}

/// Answers that are no answers at all.
fn no_answers() -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = [
        ("empty", ""),
        ("blank", " \n\t"),
        ("HTML", "<!DOCTYPE html><html><body>403 Forbidden</body></html>"),
        ("words", "Too Many Requests"),
        ("null", "null"),
        ("a number", "5"),
        ("a list", "[]"),
        ("nested lists", "[[],[]]"),
        ("a list of numbers", "[1,2]"),
        ("an object", "{}"),
        ("NaN", "[NaN]"),
        ("error envelope", include_str!("fixtures/oracle/deribit_error.json")),
        ("odd envelope", r#"{"error":[1,2],"result":[]}"#),
        ("a list of errors", include_str!("fixtures/oracle/kraken_unknown_pair_2026.json")),
        ("a message", r#"{"message":"NotFound"}"#),
        ("null result", r#"{"jsonrpc":"2.0","result":null}"#),
        ("no rows", r#"{"result":[]}"#),
        ("no pairs", r#"{"error":[],"result":{}}"#),
        ("no markets", r#"{"markets":{},"coins":{}}"#),
        ("no coins", r#"[{"universe":[]},[]]"#),
        ("lengths", r#"[{"universe":[{"name":"BTC"}]},[]]"#),
        ("not text", "\u{0}\u{1}"),
    ]
    .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
    .into();
    all.push(("deep".to_owned(), "[".repeat(100_000).into_bytes()));
    all.push(("bytes".to_owned(), vec![0xFF, 0xFE, 0x00]));
    all.push(("gzip".to_owned(), vec![0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03]));
    all
}

/// A good answer that breaks off.
fn cut_short(good: &str) -> impl Iterator<Item = (String, Vec<u8>)> {
    (0..good.trim_end().len()).step_by(7).map(|end| (format!("cut at {end}"), good.as_bytes()[..end].to_vec()))
}

#[test]
fn a_broken_answer_changes_no_price() {
    for good in GOOD {
        let (before, _) = fed(&good, None, good.body.as_bytes(), NOW);
        let expected = before.market(&Market::default(), later(NOW, 5_000));
        for (fault, bytes) in no_answers().into_iter().chain(cut_short(good.body)) {
            let (feed, outcome) = fed(&good, Some(good.body), &bytes, later(NOW, 5_000));
            assert!(outcome.is_err(), "{good}, {fault}: {outcome:?}");
            let market = feed.market(&Market::default(), later(NOW, 5_000));
            assert_eq!(market, expected, "{good}, {fault}");
            let status = feed.status(later(NOW, 5_000));
            assert!(status.sources.iter().any(|s| s.last_error.is_some()), "{good}, {fault}");
        }
    }
}

#[test]
fn the_last_good_price_ages_and_says_so() {
    for good in GOOD {
        for ms in [10_000_000, 100_000_000_000] {
            let now = later(NOW, ms);
            let (feed, _) = fed(&good, Some(good.body), b"", now);
            let market = feed.market(&Market::default(), now);
            for quote in market.index.values().chain(market.marks.values()) {
                assert_eq!(quote.state, PriceState::Stale, "{good}: {quote:?}");
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
        "1e-40",
        "999999999999999999999",
        "\"0x1F\"",
        "\"1,000\"",
    ];
    let prices = |market: &Market| -> Vec<Decimal> {
        (market.index.values().map(|q| q.price)).chain(market.marks.values().map(|q| q.price)).collect()
    };
    for good in GOOD {
        let (before, _) = fed(&good, None, good.body.as_bytes(), NOW);
        let before = before.market(&Market::default(), NOW);
        // all of them at once, and each alone
        let places = std::iter::once(good.numbers).chain(good.numbers.chunks(1));
        for (numbers, bad) in places.flat_map(|numbers| bad.map(|bad| (numbers, bad))) {
            let bytes = good.with(numbers.iter().map(|number| (number, bad.to_owned())));
            let now = later(NOW, 5_000);
            let (feed, _) = fed(&good, Some(good.body), bytes.as_bytes(), now);
            let market = feed.market(&Market::default(), now);
            assert_sane(&market, &format!("{good}, {numbers:?}, {bad}"));
            assert_eq!(prices(&market), prices(&before), "{good}, {numbers:?}, {bad}");
        }
    }
}

#[test]
fn a_ten_times_price_is_held_at_the_one_before() {
    for good in GOOD.iter().filter(|good| !good.ten_times.is_empty()) {
        let ten_times = good.with(good.numbers.iter().zip(good.ten_times.iter().map(|&number| number.to_owned())));
        let now = later(NOW, 5_000);
        let (feed, outcome) = fed(good, Some(good.body), five_seconds_later(&ten_times).as_bytes(), now);
        outcome.unwrap();
        let market = feed.market(&Market::default(), now);
        let held: Vec<_> = (market.index.values())
            .chain(market.marks.values())
            .filter(|quote| quote.state == PriceState::Held)
            .collect();
        assert_eq!(held.len(), 1, "{good}");
        assert_eq!(held[0].price, good.price(), "{good}");
    }
}

/// How a time is written in the place of another: a count of the same unit, or the text of a date.
fn written_like(time: &str, ms: i64, date: &str) -> String {
    let digits = time.trim_matches('"');
    match digits.len() {
        10 => time.replace(digits, &(ms / 1000).to_string()),
        13 => time.replace(digits, &ms.to_string()),
        16 => time.replace(digits, &(i128::from(ms) * 1000).to_string()),
        _ => format!("\"{date}\""),
    }
}

#[test]
fn times_that_cannot_be_never_make_a_live_price() {
    let times = [
        ("1970", 0, "1970-01-01T00:00:00Z"),
        ("a day of 1970", 86_400_000, "1970-01-02T00:00:00Z"),
        ("yesterday", 1_795_219_199_000, "2026-11-20T23:59:59Z"),
        ("a minute ahead", 1_795_305_661_000, "2026-11-22T00:01:01Z"),
        ("2100", 4_102_444_800_000, "2100-01-01T00:00:00Z"),
        ("2099", 4_102_444_799_000, "2099-12-31T23:59:59Z"),
        ("negative", -5_000, "-2026-11-22T00:00:00Z"),
        ("too large", i64::MAX, "99999-11-22T00:00:00Z"),
    ];
    let words = ["1e300", "\"soon\"", "[]", "{}", "true"];
    for good in GOOD.iter().filter(|good| !good.times.is_empty()) {
        let written = times.map(|(when, ms, date)| {
            (when, good.with(good.times.iter().map(|time| (time, written_like(time, ms, date)))))
        });
        let words = words.map(|word| (word, good.with(good.times.iter().map(|time| (time, word.to_owned())))));
        let (_, ask) = good.ask();
        let live = |market: &Market| {
            let quotes = (market.index.values()).chain(market.marks.values()).chain(market.forwards.values());
            quotes.map(|quote| !quote.state.needs_mark()).collect::<Vec<_>>()
        };
        for (when, bytes) in written.into_iter().chain(words) {
            let (mut feed, _) = fed(good, None, bytes.as_bytes(), NOW);
            let market = feed.market(&Market::default(), NOW);
            assert!(!live(&market).contains(&true), "{good}, {when}: {market:?}");
            assert_sane(&market, when);
            // and a good answer after it is not locked out
            let now = later(NOW, 5_000);
            feed.apply(ask.parse(five_seconds_later(good.body).as_bytes(), now).unwrap(), now);
            let market = feed.market(&Market::default(), now);
            assert!(!live(&market).contains(&false), "{good}, {when}: {market:?}");
            assert_eq!(
                market.index.is_empty() && market.marks.is_empty(),
                good.source == "defillama",
                "{good}, {when}"
            );
        }
    }
}

#[test]
fn a_coin_that_is_named_twice_is_left_out() {
    let good = Good::of("hyperliquid", "perpetuals");
    let twice = good.body.replace("\"ETH\"", "\"BTC\"");
    let (feed, outcome) = fed(good, None, twice.as_bytes(), NOW);
    assert_eq!(outcome.unwrap().left_out.len(), 2);
    let btc: Asset = "BTC".parse().unwrap();
    assert!(!feed.market(&Market::default(), NOW).index.contains_key(&btc));
    assert_eq!(feed.left_out().count(), 2);
}

#[test]
fn without_any_answer_the_sample_is_shown_and_says_so() {
    for good in GOOD {
        for (fault, bytes) in no_answers() {
            let (feed, _) = fed(&good, None, &bytes, NOW);
            assert_eq!(&feed.market(base(), NOW), base(), "{good}, {fault}");
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for good in GOOD {
            let (feed, _) = fed(&good, None, &bytes, NOW);
            assert_sane(&feed.market(base(), NOW), good.ask);
        }
    }

    #[test]
    fn a_good_answer_with_damage_does_not_panic(
        which in 0..GOOD.len(),
        place in 0..4000_usize,
        with in proptest::collection::vec(any::<u8>(), 0..12),
        cut in 0..12_usize,
    ) {
        let good = &GOOD[which];
        let mut bytes = good.body.as_bytes().to_vec();
        let from = place % (bytes.len() + 1);
        let to = (from + cut).min(bytes.len());
        bytes.splice(from..to, with);
        let now = later(NOW, 5_000);
        let (feed, _) = fed(good, Some(good.body), &bytes, now);
        assert_sane(&feed.market(base(), now), good.ask);
    }

    #[test]
    fn any_clock_is_survived(received in any::<i64>(), now in any::<i64>()) {
        let base = sample::market(Time(now));
        for good in GOOD {
            let (_, ask) = good.ask();
            let mut feed = Feed::default();
            feed.apply(ask.parse(good.body.as_bytes(), Time(received)).unwrap(), Time(now));
            assert_sane(&feed.market(&base, Time(now)), good.ask);
            let _ = (feed.price(&"BTC".parse().unwrap(), Time(now)), feed.status(Time(now)));
        }
    }
}
