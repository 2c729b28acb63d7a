//! Judgement by example, with the arithmetic beside it.

use super::*;
use crate::oracle::reading::Tick;
use crate::oracle::track::Seen;
use rust_decimal_macros::dec;

const NOW: Time = Time(1_795_305_600_000);

fn heard(rows: &[(&'static str, Kind, Decimal, i64)]) -> Tracks {
    let each = rows.iter().map(|(source, kind, value, age_s)| {
        let time = Time(NOW.0 - age_s * 1000);
        let mut track = Track::new(*kind);
        track.believed = Some(Seen::new(Tick::new(*value, time), time));
        (*source, track)
    });
    each.collect()
}

fn judged(asset: &str, tracks: &Tracks) -> Judged {
    judge(&Slot::Index(asset.parse().unwrap()), tracks, &Policy::default(), NOW, &|_| false).unwrap()
}

fn told(rows: &[(&'static str, Decimal, i64)]) -> Judged {
    let rows: Vec<_> = rows.iter().map(|(source, value, age)| (*source, Kind::Venue, *value, *age)).collect();
    judged("BTC", &heard(&rows))
}

#[test]
fn two_live_sources_give_their_mean() {
    let judged = told(&[("a", dec!(93800), 2), ("b", dec!(93900), 4)]);
    assert_eq!((judged.price, judged.state), (dec!(93850), PriceState::Live));
    assert_eq!(judged.time, Time(NOW.0 - 4_000));
    assert_eq!(judged.confidence, Some(dec!(50))); // each is 50 from the middle
    assert!(judged.flags.is_empty());
    assert_eq!(judged.quote().source, "a + b");
}

#[test]
fn a_live_source_is_used_without_the_stale_one() {
    let judged = told(&[("a", dec!(90000), 600), ("b", dec!(93900), 4)]);
    assert_eq!((judged.price, judged.state), (dec!(93900), PriceState::Live));
    assert_eq!(judged.spread, None);
    let judged = told(&[("a", dec!(90000), 600), ("b", dec!(93900), 400)]);
    assert_eq!((judged.price, judged.state), (dec!(93900), PriceState::Stale));
}

#[test]
fn two_sources_that_disagree_are_marked() {
    let judged = told(&[("a", dec!(99), 1), ("b", dec!(101), 1)]);
    assert_eq!((judged.price, judged.state), (dec!(100), PriceState::Diverging));
    // 2 apart of 100, each 1 from the middle
    assert_eq!(judged.flags, [Flag::Apart(dec!(0.02)), Flag::Wide(dec!(0.01))]);
    let agree = told(&[("a", dec!(99.5), 1), ("b", dec!(100.5), 1)]);
    assert_eq!(agree.state, PriceState::Live); // 1 % apart is still within
}

#[test]
fn of_three_the_outlier_is_named_and_moves_nothing() {
    let judged = told(&[("a", dec!(100), 1), ("b", dec!(100.4), 1), ("c", dec!(140), 1)]);
    assert_eq!((judged.price, judged.state), (dec!(100.4), PriceState::Live));
    assert_eq!(judged.sources, ["a", "b"]);
    assert_eq!(judged.flags, [Flag::Outlier("c", dec!(140))]);
    let further = told(&[("a", dec!(100), 1), ("b", dec!(100.4), 1), ("c", dec!(140000), 1)]);
    assert_eq!(further.price, judged.price);
    let voice = judged.voices.iter().find(|voice| voice.source == "c").unwrap();
    assert_eq!(voice.standing, Standing::Outlier);
}

#[test]
fn dollars_are_held_to_half_a_percent_and_to_a_dollar() {
    let of = |values: [Decimal; 2]| {
        judged("USDC", &heard(&[("a", Kind::Venue, values[0], 1), ("b", Kind::Venue, values[1], 1)]))
    };
    assert_eq!(of([dec!(0.9990), dec!(1.0010)]).state, PriceState::Live);
    assert_eq!(of([dec!(0.9970), dec!(1.0030)]).state, PriceState::Diverging); // 0.6 % apart
    let below = of([dec!(0.992), dec!(0.992)]);
    assert_eq!((below.state, below.flags), (PriceState::Live, vec![Flag::Depeg(dec!(-0.008))]));
}

#[test]
fn a_contract_stands_by_joins_two_and_stands_in_for_none() {
    let chain = ("chain", Kind::Chain, dec!(100.2), 3_000);
    let one = judged("BTC", &heard(&[("a", Kind::Venue, dec!(100), 1), chain]));
    assert_eq!((one.price, one.state), (dec!(100), PriceState::Live));
    let far = judged("BTC", &heard(&[("a", Kind::Venue, dec!(103), 1), chain]));
    assert_eq!((far.price, far.state), (dec!(103), PriceState::Diverging)); // 2.7 % from the contract
    let two = judged("BTC", &heard(&[("a", Kind::Venue, dec!(100), 1), ("b", Kind::Venue, dec!(130), 1), chain]));
    assert_eq!((two.price, two.state), (dec!(100.2), PriceState::Live));
    assert_eq!(two.time, Time(NOW.0 - 1_000), "venues say how old it is");
    let none = judged("BTC", &heard(&[("a", Kind::Venue, dec!(100), 61), chain]));
    assert_eq!((none.price, none.state, none.sources), (dec!(100.2), PriceState::Live, vec!["chain"]));
}

#[test]
fn an_aggregate_calls_in_question_and_makes_no_price() {
    let check = |value| ("llama", Kind::Check, value, 10);
    let venue = ("a", Kind::Venue, dec!(100), 1);
    assert_eq!(judged("BTC", &heard(&[venue, check(dec!(102))])).state, PriceState::Live);
    let other = judged("BTC", &heard(&[venue, check(dec!(97))]));
    assert_eq!((other.price, other.state), (dec!(100), PriceState::Diverging));
    assert_eq!(other.flags, [Flag::Questioned("llama", dec!(97))]);
    let alone = heard(&[check(dec!(97))]);
    let slot = Slot::Index("BTC".parse().unwrap());
    assert!(judge(&slot, &alone, &Policy::default(), NOW, &|_| false).is_none());
}

#[test]
fn the_host_is_taken_at_its_word_while_it_is_not_stale() {
    let venue = ("a", Kind::Venue, dec!(100), 1);
    let of = |age| judged("BTC", &heard(&[venue, ("host", Kind::Host, dec!(90), age)]));
    assert_eq!((of(60).price, of(60).state), (dec!(90), PriceState::Host));
    assert_eq!((of(200).price, of(200).state), (dec!(90), PriceState::Ageing));
    assert_eq!((of(400).price, of(400).state), (dec!(100), PriceState::Live));
}

#[test]
fn a_source_that_never_moves_is_at_best_ageing() {
    let tracks = heard(&[("a", Kind::Venue, dec!(100), 1)]);
    let slot = Slot::Index("BTC".parse().unwrap());
    let judged = judge(&slot, &tracks, &Policy::default(), NOW, &|source| source == "a").unwrap();
    assert_eq!((judged.state, judged.flags), (PriceState::Ageing, vec![Flag::Unmoved("a")]));
}

#[test]
fn a_price_from_the_future_is_never_unmarked() {
    assert_eq!(told(&[("a", dec!(99), -6)]).state, PriceState::Ageing);
    assert_eq!(told(&[("a", dec!(99), -5)]).state, PriceState::Live);
}
