//! The feed by example: what goes in, what the market then says.
#![allow(clippy::unwrap_used, reason = "tests: what cannot be read should stop them")]

use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::*;
use crate::book::{Asset, Time};
use crate::market::{Market, PriceState, Quote};

const NOW: Time = Time(1_795_305_600_000);

fn asset(name: &str) -> Asset {
    name.parse().unwrap()
}

fn at(second: i64) -> Time {
    Time(NOW.0 + second * 1000)
}

/// Index prices by one source at one second.
fn index(source: &'static str, second: i64, prices: &[(&str, Decimal)]) -> Reading {
    let mut reading = Reading::named(source, source::Kind::Venue, at(second));
    for (name, value) in prices {
        let time = at(second);
        reading.index.insert(asset(name), Tick::new(*value, time));
    }
    reading
}

fn quote(feed: &Feed, name: &str, second: i64) -> Quote {
    let market = feed.market(&sample::market(at(second)), at(second));
    market.index[&asset(name)].clone()
}

fn state(feed: &Feed, second: i64) -> (Decimal, PriceState) {
    let quote = quote(feed, "BTC", second);
    (quote.price, quote.state)
}

#[test]
fn a_price_ages_where_it_stands() {
    let mut feed = Feed::default();
    feed.apply(index("a", 0, &[("BTC", dec!(64716))]), NOW);
    assert_eq!(state(&feed, 15), (dec!(64716), PriceState::Live));
    assert_eq!(state(&feed, 16), (dec!(64716), PriceState::Ageing));
    assert_eq!(state(&feed, 61), (dec!(64716), PriceState::Stale));
    let word = |second| feed.status(at(second)).state;
    assert_eq!(word(0), FeedState::Live);
    assert_eq!(word(30), FeedState::Ageing);
    assert_eq!(word(90), FeedState::Stale);
    assert_eq!(Feed::default().status(NOW).state, FeedState::Sample);
}

#[test]
fn a_second_source_confirms_a_jump_whichever_comes_first() {
    let mut feed = Feed::default();
    feed.apply(index("a", 0, &[("BTC", dec!(100))]), at(0));
    feed.apply(index("b", 0, &[("BTC", dec!(100))]), at(0));
    feed.apply(index("a", 5, &[("BTC", dec!(80))]), at(5));
    assert_eq!(state(&feed, 5), (dec!(100), PriceState::Held));
    feed.apply(index("b", 6, &[("BTC", dec!(80.4))]), at(6));
    assert_eq!(state(&feed, 6), (dec!(80.2), PriceState::Live));
}

#[test]
fn a_jump_that_the_other_source_denies_stays_marked() {
    let mut feed = Feed::default();
    feed.apply(index("a", 0, &[("BTC", dec!(100))]), at(0));
    feed.apply(index("b", 0, &[("BTC", dec!(100))]), at(0));
    for tick in 1..=3 {
        feed.apply(index("a", tick * 5, &[("BTC", dec!(80))]), at(tick * 5));
        feed.apply(index("b", tick * 5, &[("BTC", dec!(100))]), at(tick * 5));
        assert_eq!(state(&feed, tick * 5).1, PriceState::Held);
    }
    // a said so three times; while b, which could confirm it, denies it, that counts for nothing
    let view = feed.price(&asset("BTC"), at(15));
    assert_eq!(view.price, Some(dec!(100)));
    assert_eq!(view.flags, [Flag::Jump("a", dec!(100), dec!(80))]);
    // and that stays so when the price a had before is long gone
    for second in [30, 60, 90, 120] {
        feed.apply(index("a", second, &[("BTC", dec!(80))]), at(second));
        feed.apply(index("b", second, &[("BTC", dec!(100))]), at(second));
    }
    assert_eq!(state(&feed, 120), (dec!(100), PriceState::Held));
}

#[test]
fn what_is_typed_wins_until_it_is_released() {
    let mut feed = Feed::default();
    let slot = Slot::Index(asset("BTC"));
    feed.apply(index("a", 0, &[("BTC", dec!(64716))]), NOW);
    feed.set_manual(slot.clone(), dec!(50000), NOW).unwrap();
    feed.apply(index("a", 5, &[("BTC", dec!(64720))]), at(5));
    assert_eq!(state(&feed, 5), (dec!(50000), PriceState::Manual));
    for wrong in [dec!(0), dec!(-1), Decimal::MAX] {
        assert!(feed.set_manual(slot.clone(), wrong, NOW).is_err());
    }
    assert_eq!(quote(&feed, "BTC", 5).source, "typed");
    feed.release_manual(&slot);
    assert_eq!(state(&feed, 5), (dec!(64720), PriceState::Live));
    let vol = Slot::Vol("BTC-25DEC26-100000-C".parse().unwrap());
    feed.set_manual(vol, dec!(0.55), NOW).unwrap();
    let market = feed.market(&sample::market(NOW), NOW);
    assert_eq!(market.vols[&"BTC-25DEC26-100000-C".parse().unwrap()].vol, 0.55);
}

#[test]
fn what_is_still_sample_follows_its_underlying() {
    let mut feed = Feed::default();
    feed.apply(index("a", 0, &[("ETH", dec!(1602)), ("BTC", dec!(46906))]), NOW);
    let (base, halved) = (sample::market(NOW), feed.market(&sample::market(NOW), NOW));
    // 3,204 halved is 1,602, so 3,913.4 for wstETH halves too, and stays sample
    let staked = &halved.index[&asset("wstETH")];
    assert_eq!((staked.price, staked.state), (dec!(1956.7), PriceState::Sample));
    for name in ["BTC-PERP", "BTC-PERPETUAL", "ETH-PERP"] {
        let perpetual = name.parse().unwrap();
        let (before, after) = (&base.marks[&perpetual], &halved.marks[&perpetual]);
        assert_eq!(before.price, after.price * dec!(2));
    }
    for (key, forward) in &halved.forwards {
        let unmoved = key.0.as_str() == "SOL";
        let factor = if unmoved { dec!(1) } else { dec!(2) };
        assert_eq!(base.forwards[key].price, forward.price * factor);
    }
}

/// A rate by a contract at one second.
fn rate(second: i64, form: &str, of: &str, value: Decimal) -> Reading {
    let mut reading = Reading::named("contracts", source::Kind::Chain, at(second));
    reading.rates.insert((asset(form), asset(of)), Tick::new(value, at(second)));
    reading
}

#[test]
fn a_staked_asset_is_its_rate_times_what_it_is_in_or_what_that_follows() {
    let mut feed = Feed::default();
    feed.apply(rate(0, "wstETH", "stETH", dec!(1.22)), NOW);
    assert_eq!(feed.price(&asset("wstETH"), NOW).price, None);
    feed.apply(index("a", 0, &[("ETH", dec!(3200))]), NOW);
    // no source has stETH: 1.22 × 3,200
    let view = feed.price(&asset("wstETH"), NOW);
    assert_eq!((view.price, view.rate), (Some(dec!(3904)), Some((dec!(1.22), asset("ETH")))));
    assert_eq!(quote(&feed, "wstETH", 0).source, "rate × ETH");
    feed.apply(index("b", 1, &[("stETH", dec!(3190))]), at(1));
    // 1.22 × 3,190
    let view = feed.price(&asset("wstETH"), at(1));
    assert_eq!((view.price, view.rate), (Some(dec!(3891.8)), Some((dec!(1.22), asset("stETH")))));
    assert_eq!(view.sources, ["b"]);
    // stETH stays the measure when its source falls silent and ETH's does not
    feed.apply(index("a", 100, &[("ETH", dec!(3300))]), at(100));
    let stale = quote(&feed, "wstETH", 100);
    assert_eq!((stale.price, stale.state), (dec!(3891.8), PriceState::Stale));
}

#[test]
fn what_stands_on_a_chain_says_nothing_about_the_clock() {
    let mut feed = Feed::default();
    for (source, kind) in [("contracts", source::Kind::Chain), ("aggregate", source::Kind::Check)] {
        let mut reading = Reading::named(source, kind, NOW);
        reading.index.insert(asset("ETH"), Tick::new(dec!(3200), at(-1800)));
        feed.apply(reading, NOW);
    }
    assert_eq!(feed.status(NOW).clock_ahead_ms, None);
    for source in ["a", "b"] {
        let mut reading = index(source, 0, &[("BTC", dec!(93812))]);
        reading.index.insert(asset("ETH"), Tick::new(dec!(3200), at(-60)));
        feed.apply(reading, NOW);
    }
    // two venues say that it was true a minute ago
    assert_eq!(feed.status(NOW).clock_ahead_ms, Some(60_000));
}

#[test]
fn no_curve_is_drawn_through_sample_and_source() {
    let mut feed = Feed::default();
    let mut reading = index("a", 0, &[("BTC", dec!(93000))]);
    let tick = Tick::new(dec!(0.5), NOW);
    let option: crate::book::Instrument = "BTC-4DEC26-94000-C".parse().unwrap();
    reading.vols.insert(option.clone(), tick);
    feed.apply(reading, NOW);
    let market = feed.market(&sample::market(NOW), NOW);
    let of = |name: &str| market.vols.keys().filter(|i| i.underlying().as_str() == name).count();
    assert_eq!(of("BTC"), 1);
    assert!(of("ETH") > 100);
    // the option settles on 4 December; after that the sample is back
    let after = Time(option.expiry().unwrap().instant().0 + 1);
    let market = feed.market(&sample::market(after), after);
    assert!(!market.vols.contains_key(&option));
    assert!(market.vols.len() > 300);
}

#[test]
fn what_came_with_a_book_or_from_the_host_is_not_covered_by_something_worse() {
    let mut feed = Feed::default();
    feed.apply(index("a", 0, &[("BTC", dec!(64716))]), NOW);
    let with = |state, second| {
        let quote = Quote::new(dec!(64000), "book", at(second), state);
        Market::at(NOW).with_index(asset("BTC"), quote)
    };
    let price = |base: &Market, second| feed.market(base, at(second)).index[&asset("BTC")].price;
    assert_eq!(price(&with(PriceState::Imported, 100), 10), dec!(64716));
    assert_eq!(price(&with(PriceState::Imported, 100), 200), dec!(64000));
    assert_eq!(price(&with(PriceState::Imported, -100), 200), dec!(64716));
    assert_eq!(price(&with(PriceState::Host, -100), 10), dec!(64000));
}

#[test]
fn a_fault_is_shown_until_the_same_request_is_answered() {
    let mut feed = Feed::default();
    let report = |ask: &str, outcome| Report { source: "deribit", ask: ask.to_owned(), outcome, next_try: Some(at(5)) };
    feed.hear_one(report("BTC options", Err(FetchFault::Timeout)), NOW);
    let good = index("deribit", 0, &[("BTC", dec!(64716))]);
    feed.hear_one(report("BTC index", Ok(good.clone())), NOW);
    let status = |feed: &Feed| feed.status(NOW).sources.remove(0);
    assert_eq!(status(&feed).last_error, Some(FetchFault::Timeout));
    assert_eq!(status(&feed).last_ok, Some(NOW));
    feed.hear_one(report("BTC options", Ok(good)), NOW);
    assert_eq!(status(&feed).last_error, None);
}

#[test]
fn without_a_network_the_feed_is_offline() {
    let mut feed = Feed::default();
    assert_eq!(feed.status(NOW).state, FeedState::Sample);
    feed.apply(index("deribit", 0, &[("BTC", dec!(64716))]), NOW);
    for (source, word) in [("hyperliquid", FeedState::Live), ("deribit", FeedState::Offline)] {
        let report = Report { source, ask: "x".to_owned(), outcome: Err(FetchFault::Offline), next_try: None };
        feed.hear_one(report, NOW);
        assert_eq!(feed.status(NOW).state, word);
    }
    // what was live stays live until it is old
    assert_eq!(state(&feed, 5), (dec!(64716), PriceState::Live));
}

proptest! {
    #[test]
    fn the_price_lies_within_what_sources_said_and_is_never_unmarked_when_old(
        said in proptest::collection::vec((0..3_usize, 1_u32..2_000_000, 0_i64..120, -90_i64..90), 1..40),
        wait in 0_i64..200,
    ) {
        let mut feed = Feed::default();
        let (mut clock, mut prices) = (0, Vec::new());
        for (source, cents, pause, late) in said {
            clock += pause;
            let value = Decimal::new(i64::from(cents), 2);
            prices.push(value);
            let mut reading = index(["a", "b", "c"][source], clock, &[("BTC", value)]);
            for tick in reading.index.values_mut() {
                tick.time = at(clock - late);
            }
            feed.apply(reading, at(clock));
            let market = feed.market(&Market::default(), at(clock + wait));
            let quote = &market.index[&asset("BTC")];
            let (low, high) = (prices.iter().min().unwrap(), prices.iter().max().unwrap());
            prop_assert!((low..=high).contains(&&quote.price));
            let age = at(clock + wait).since(quote.time);
            prop_assert!(age >= 0);
            prop_assert!(quote.state.needs_mark() || age <= 15_000);
        }
    }

    #[test]
    fn the_price_lies_within_the_believed_prices_of_the_sources_now(
        a in 1_u32..2_000_000, b in 1_u32..2_000_000, c in 1_u32..2_000_000,
    ) {
        let prices = [a, b, c].map(|cents| Decimal::new(i64::from(cents), 2));
        let mut feed = Feed::default();
        for (source, price) in ["a", "b", "c"].into_iter().zip(prices) {
            feed.apply(index(source, 0, &[("BTC", price)]), NOW);
        }
        let (price, state) = state(&feed, 0);
        prop_assert!(prices.iter().min().unwrap() <= &price && &price <= prices.iter().max().unwrap());
        // three within a hundredth are live, and so are two with an outlier, which is named
        let view = feed.price(&asset("BTC"), NOW);
        prop_assert_eq!(state == PriceState::Live, view.spread.unwrap() <= dec!(0.01));
        let named = view.flags.iter().any(|flag| matches!(flag, Flag::Outlier(..)));
        prop_assert_eq!(named, view.sources.len() == 2);
    }
}
