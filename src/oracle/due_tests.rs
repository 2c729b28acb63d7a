//! What is kept is what judging everything would give, whatever was said and however much time passes.
#![allow(clippy::unwrap_used, reason = "tests: what cannot be read should stop them")]

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::oracle::Live;
use crate::oracle::feed::Report;
use crate::oracle::reading::{Reading, Tick};

const NOW: Time = Time(1_795_305_600_000);
const SOURCES: [(&str, Kind); 6] = [
    ("a", Kind::Venue),
    ("b", Kind::Venue),
    ("c", Kind::Venue),
    ("chain", Kind::Chain),
    ("check", Kind::Check),
    ("host", Kind::Host),
];

/// Who says what of which place: source, place, hundredths, how late, and a band in thousandths.
type Word = (usize, usize, i64, i64, Option<u32>);

fn slot(place: usize) -> Slot {
    let asset = |name: &str| -> Asset { name.parse().unwrap() };
    // 4 December 2026 is nine days after the start
    let option: crate::book::Instrument = "ETH-4DEC26-4000-C".parse().unwrap();
    match place {
        0 => Slot::Index(asset("ETH")),
        1 => Slot::Index(asset("stETH")),
        2 => Slot::Index(asset("wstETH")),
        3 => Slot::Rate(asset("wstETH"), asset("stETH")),
        4 => Slot::Rate(asset("stETH"), asset("ETH")),
        5 => Slot::Mark("ETH-PERP".parse().unwrap()),
        6 => Slot::Mark(option),
        7 => Slot::Vol(option),
        8 => Slot::Forward(asset("ETH"), option.expiry().unwrap()),
        _ => Slot::VolIndex(asset("ETH")),
    }
}

fn report((source, place, cents, late, band): Word, now: Time) -> Report {
    let (source, kind) = SOURCES[source];
    let mut reading = Reading::named(source, kind, now);
    let value = Decimal::new(cents, 2);
    let confidence = band.map(|thousandths| value * Decimal::new(thousandths.into(), 3));
    let tick = Tick::new(value, Time(now.0 - late)).give_or_take(confidence);
    match slot(place) {
        Slot::Index(asset) => drop(reading.index.insert(asset, tick)),
        Slot::Mark(instrument) => drop(reading.marks.insert(instrument, tick)),
        Slot::Forward(asset, expiry) => drop(reading.forwards.insert((asset, expiry), tick)),
        Slot::Vol(option) => drop(reading.vols.insert(option, tick)),
        Slot::VolIndex(asset) => drop(reading.vol_indices.insert(asset, tick)),
        Slot::Rate(form, followed) => drop(reading.rates.insert((form, followed), tick)),
    }
    Report { source, ask: "x".to_owned(), outcome: Ok(reading), next_try: None }
}

fn words() -> impl Strategy<Value = Vec<Word>> {
    let late = prop_oneof![3 => Just(0), 1 => -20_000..400_000_i64];
    let cents = prop_oneof![3 => 9_900..10_100_i64, 1 => 5_000..20_000_i64];
    prop::collection::vec((0..SOURCES.len(), 0..10_usize, cents, late, prop::option::of(0..25_u32)), 0..4)
}

/// Time passes: a moment, up to a border and just beyond, hours, days; sometimes a clock is set back.
fn pause() -> impl Strategy<Value = i64> {
    let borders = vec![5_000, 5_001, 15_000, 15_001, 60_000, 60_001, 300_000, 300_001, 3_960_001, 7_200_000, 7_200_001];
    prop_oneof![
        4 => 0..10_000_i64,
        4 => prop::sample::select(borders),
        1 => 0..400_000_000_i64,
        1 => -400_000..0_i64,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn what_is_kept_is_what_judging_everything_gives(frames in prop::collection::vec((pause(), words()), 1..40)) {
        let mut feed = Feed::default();
        let mut now = NOW;
        for (pause, words) in frames {
            now = Time(now.0 + pause);
            feed.hear(words.into_iter().map(|word| report(word, now)).collect(), now);
            prop_assert_eq!(feed.given(), &feed.anew(now));
            prop_assert!(feed.given().keys().all(|slot| !slot.is_past(now)));
        }
    }
}

#[test]
fn only_what_was_spoken_of_or_has_aged_is_due() {
    let mut feed = Feed::default();
    feed.hear(vec![report((0, 0, 10_000, 0, None), NOW), report((0, 5, 10_000, 0, None), NOW)], NOW);
    let until = |feed: &Feed, place| feed.due.get(&slot(place)).unwrap().until;
    // both stay live for 15 s
    assert_eq!((until(&feed, 0), until(&feed, 5)), (Time(NOW.0 + 15_000), Time(NOW.0 + 15_000)));
    let later = Time(NOW.0 + 10_000);
    feed.hear(vec![report((0, 0, 10_010, 0, None), later)], later);
    assert_eq!((until(&feed, 0), until(&feed, 5)), (Time(NOW.0 + 25_000), Time(NOW.0 + 15_000)));
    let later = Time(NOW.0 + 15_001);
    feed.hear(Vec::new(), later);
    // ageing up to 60 s
    assert_eq!((until(&feed, 0), until(&feed, 5)), (Time(NOW.0 + 25_000), Time(NOW.0 + 60_000)));
}
