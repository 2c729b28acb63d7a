//! The last good value stays, ages and is marked; every value is counted; every state can be reached.

use cross_margin::book::Time;
use cross_margin::market::{Market, PriceState, Quote};
use cross_margin::oracle::source::Kind;
use cross_margin::oracle::{Feed, FetchFault, Live, Report, Slot, sample};
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::{Word, at, btc, dollars, priced};

fn fault() -> impl Strategy<Value = FetchFault> {
    prop_oneof![
        Just(FetchFault::Timeout),
        Just(FetchFault::Offline),
        Just(FetchFault::Blocked),
        Just(FetchFault::Closed),
        any::<Option<u32>>().prop_map(|retry_after_s| FetchFault::RateLimited { retry_after_s }),
        any::<u16>().prop_map(FetchFault::KeyNeeded),
        any::<u16>().prop_map(FetchFault::Status),
        "[ -~]{0,60}".prop_map(FetchFault::Changed),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn whatever_fails_the_last_good_value_stays_ages_and_is_marked(
        cents in 1..1_000_000_000_i64,
        faults in prop::collection::vec((prop::sample::select(vec!["a", "b"]), "[xyz]", fault(), 0..30_000_i64), 1..30),
    ) {
        let mut feed = Feed::default();
        Word::venue("a", 0, dollars(cents)).to(&mut feed);
        let mut now = 0;
        for (source, ask, fault, pause) in faults {
            now += pause;
            let report = Report { source, ask, outcome: Err(fault.clone()), next_try: Some(at(now + 5_000)) };
            feed.hear_one(report, at(now));
            let (price, state) = priced(&feed, now).unwrap();
            prop_assert_eq!(price, dollars(cents));
            let by_age = match now {
                0..=15_000 => PriceState::Live,
                15_001..=60_000 => PriceState::Ageing,
                _ => PriceState::Stale,
            };
            prop_assert_eq!(state, by_age, "after {} ms", now);
            let quote = &feed.market(&Market::default(), at(now)).index[&btc()];
            prop_assert_eq!((quote.price, quote.time, quote.state), (price, at(0), state));
            let status = feed.status(at(now));
            prop_assert!(status.sources.iter().any(|of| of.name == source && of.last_error.is_some()));
            prop_assert_eq!(status.newest_age_ms, Some(now));
        }
        // and the next good answer is taken
        let next = dollars(cents) * dec!(1.01);
        Word::venue("a", now + 1, next).to(&mut feed);
        prop_assert_eq!(priced(&feed, now + 1), Some((next, PriceState::Live)));
    }

    #[test]
    fn every_value_is_counted_once(
        words in prop::collection::vec(
            (0..4_usize, any::<i64>(), 0..28_u32, any::<i64>(), any::<i64>(), prop::option::of(0..4_000_u32)), 1..30,
        ),
    ) {
        let kinds = [Kind::Venue, Kind::Chain, Kind::Host, Kind::Check];
        let mut feed = Feed::default();
        for (heard, (place, digits, scale, now, time, band)) in words.into_iter().enumerate() {
            let value = Decimal::new(digits, scale);
            let mut report = Word { kind: kinds[place], band: None, ..Word::venue(["a", "b", "c", "d"][place], 0, value) }.report();
            let reading = report.outcome.as_mut().unwrap();
            reading.received = Time(now);
            for tick in reading.index.values_mut() {
                tick.time = Time(time);
                tick.confidence = band.map(|half| Decimal::from(half) - Decimal::ONE_HUNDRED);
            }
            feed.hear_one(report, Time(now));
            let of = feed.counts();
            prop_assert_eq!(of.heard, heard as u64 + 1);
            prop_assert_eq!(of.believed + of.waited + of.late + of.refused + of.unusable, of.heard);
            prop_assert!(feed.size().1 as u64 <= of.heard - of.unusable);
        }
    }
}

#[test]
fn every_state_is_reached() {
    let index = Slot::Index(btc());
    let stands = |feed: &Feed, base: &Market, now: i64| feed.market(base, at(now)).index[&btc()].state;
    let empty = Market::default();
    let mut feed = Feed::default();
    assert_eq!(stands(&feed, &sample::market(at(0)), 0), PriceState::Sample);
    let imported = Quote::new(dec!(100), "book", at(0), PriceState::Imported);
    assert_eq!(stands(&feed, &Market::at(at(0)).with_index(btc(), imported), 0), PriceState::Imported);
    Word::venue("a", 0, dec!(100)).to(&mut feed);
    for (now, state) in [(15_000, PriceState::Live), (15_001, PriceState::Ageing), (60_001, PriceState::Stale)] {
        assert_eq!(stands(&feed, &empty, now), state);
    }
    // 2 apart of 100
    Word::venue("b", 0, dec!(102)).to(&mut feed);
    assert_eq!(stands(&feed, &empty, 0), PriceState::Diverging);
    Word::venue("b", 1_000, dec!(150)).to(&mut feed);
    assert_eq!(stands(&feed, &empty, 1_000), PriceState::Held);
    Word { kind: Kind::Host, ..Word::venue("page", 2_000, dec!(99)) }.to(&mut feed);
    assert_eq!(stands(&feed, &empty, 2_000), PriceState::Host);
    feed.set_manual(index.clone(), dec!(98), at(3_000)).unwrap();
    assert_eq!(stands(&feed, &empty, 3_000), PriceState::Manual);
    feed.release_manual(&index);
    assert_eq!(stands(&feed, &empty, 3_000), PriceState::Host);
}
