//! The price in use lies among the prices it is made of; what is stale, and what only checks, never moves it.

use cross_margin::market::PriceState;
use cross_margin::oracle::policy::{deviation, median, spread};
use cross_margin::oracle::source::Kind;
use cross_margin::oracle::{Feed, Standing};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{Word, dollars, priced, view};

const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

/// Words of up to five sources of every kind, with pauses, late ones, bands and jumps.
fn words(cents: std::ops::Range<i64>, sources: usize, kinds: Vec<Kind>) -> impl Strategy<Value = Vec<Word>> {
    let kind_of = prop::collection::vec(prop::sample::select(kinds), NAMES.len());
    let word = (0..sources, cents, 0..20_000_i64, -10_000..90_000_i64, prop::option::of(0..25_u32));
    (kind_of, prop::collection::vec(word, 1..30)).prop_map(|(kind_of, words)| {
        let mut now = 0;
        let word = |(place, cents, pause, late, band): (usize, i64, i64, i64, Option<u32>)| {
            now += pause;
            let late = if late < 60_000 { 0 } else { late };
            Word { kind: kind_of[place], late, band, ..Word::venue(NAMES[place], now, dollars(cents)) }
        };
        words.into_iter().map(word).collect()
    })
}

const MAKERS: [Kind; 3] = [Kind::Venue, Kind::Chain, Kind::Host];
const ALL: [Kind; 4] = [Kind::Venue, Kind::Chain, Kind::Host, Kind::Check];

fn told(words: &[Word]) -> Feed {
    let mut feed = Feed::default();
    for word in words {
        word.to(&mut feed);
    }
    feed
}

fn end(words: &[Word]) -> i64 {
    words.last().map_or(0, |word| word.now)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_middle_lies_between_the_lowest_and_the_highest(
        prices in prop::collection::vec((1..i64::MAX, 0..13_u32), 1..8),
    ) {
        let prices: Vec<Decimal> = prices.into_iter().map(|(digits, scale)| Decimal::new(digits, scale)).collect();
        let (low, high) = (*prices.iter().min().unwrap(), *prices.iter().max().unwrap());
        let middle = median(&prices).unwrap();
        prop_assert!(low <= middle && middle <= high, "{prices:?}: {middle}");
        // as many lie below it as above
        let below = prices.iter().filter(|price| **price < middle).count();
        let above = prices.iter().filter(|price| **price > middle).count();
        prop_assert!(below <= prices.len() / 2 && above <= prices.len() / 2, "{prices:?}: {middle}");
        if prices.len() > 1 {
            prop_assert!(deviation(&prices).unwrap() <= high - low);
            prop_assert!(spread(&prices).unwrap() >= Decimal::ZERO);
        }
    }

    #[test]
    fn the_price_lies_among_those_it_is_made_of(words in words(50..200_000, 5, ALL.to_vec()), wait in 0..200_000_i64) {
        let feed = told(&words);
        for now in [end(&words), end(&words) + wait] {
            let view = view(&feed, now);
            let Some(price) = view.price else { continue };
            prop_assert!(!view.sources.is_empty());
            let made_of: Vec<_> = view.voices.iter().filter(|voice| view.sources.contains(&voice.source)).collect();
            prop_assert!(made_of.len() >= view.sources.len(), "{view:?}");
            // a word that is refused stands beside the one in use
            let values = made_of.iter().filter(|v| !matches!(v.standing, Standing::Refused(_))).map(|v| v.value);
            let (low, high) = (values.clone().min().unwrap(), values.max().unwrap());
            prop_assert!(low <= price && price <= high, "{view:?}");
            // and every value is one that was said
            prop_assert!(view.voices.iter().all(|voice| words.iter().any(|word| word.value == voice.value)));
        }
    }

    #[test]
    fn what_is_stale_changes_nothing(
        words in words(8_000..12_000, 3, MAKERS.to_vec()),
        stale in prop::collection::vec((any::<bool>(), 1..1_000_000_i64, 0..100_000_i64, 0..30_usize), 1..4),
        wait in 0..100_000_i64,
    ) {
        let with = |with: bool| {
            let mut feed = Feed::default();
            for (place, word) in words.iter().enumerate() {
                for (chain, cents, older, _) in stale.iter().filter(|(.., before)| with && *before == place) {
                    // beyond two hours, where a contract's word is stale too
                    let (kind, late) = (if *chain { Kind::Chain } else { Kind::Venue }, 7_200_001 + word.now + older);
                    let source = if *chain { "0" } else { "z" };
                    Word { kind, late, ..Word::venue(source, word.now, dollars(*cents)) }.to(&mut feed);
                }
                word.to(&mut feed);
            }
            feed
        };
        let now = end(&words) + wait;
        prop_assume!(priced(&with(false), now).is_some());
        prop_assert_eq!(priced(&with(true), now), priced(&with(false), now));
        prop_assert_eq!(view(&with(true), now).sources, view(&with(false), now).sources);
    }

    #[test]
    fn a_check_changes_the_state_alone(
        words in words(8_000..12_000, 3, MAKERS.to_vec()),
        checks in prop::collection::vec((1..1_000_000_i64, 0..2_000_000_i64, 0..30_usize), 1..5),
        wait in 0..100_000_i64,
    ) {
        let with = |with: bool| {
            let mut feed = Feed::default();
            for (place, word) in words.iter().enumerate() {
                for (cents, late, _) in checks.iter().filter(|(.., before)| with && *before == place) {
                    let check = Word::venue("check", word.now, dollars(*cents));
                    Word { kind: Kind::Check, late: *late, ..check }.to(&mut feed);
                }
                word.to(&mut feed);
            }
            feed
        };
        let now = end(&words) + wait;
        let (checked, plain) = (view(&with(true), now), view(&with(false), now));
        prop_assert_eq!((checked.price, &checked.sources, checked.age_ms), (plain.price, &plain.sources, plain.age_ms));
        prop_assert_eq!((checked.confidence, checked.spread), (plain.confidence, plain.spread));
        let (Some((_, checked)), Some((_, plain))) = (priced(&with(true), now), priced(&with(false), now)) else {
            prop_assert_eq!(checked.price, None);
            return Ok(());
        };
        prop_assert!(checked == plain || checked == plain.max(PriceState::Diverging), "{checked:?} {plain:?}");
    }

    #[test]
    fn in_one_frame_it_does_not_matter_who_is_heard_first(
        // no two of these are a jump apart
        words in words(9_600..10_400, 5, ALL.to_vec()),
        frame in prop::collection::vec((9_600..10_400_i64, 0..20_000_i64, prop::option::of(0..25_u32)), 5),
        order in Just([0_usize, 1, 2, 3, 4]).prop_shuffle(),
        wait in 0..100_000_i64,
    ) {
        let now = end(&words) + 1_000;
        let kind = |name| words.iter().find(|word| word.source == name).map_or(Kind::Venue, |word| word.kind);
        let heard = |order: &[usize]| {
            let mut feed = told(&words);
            for &place in order {
                let (cents, late, band) = frame[place];
                let word = Word { kind: kind(NAMES[place]), late, band, ..Word::venue(NAMES[place], now, dollars(cents)) };
                word.to(&mut feed);
            }
            feed
        };
        let (one, other) = (heard(&[0, 1, 2, 3, 4]), heard(&order));
        for at in [now, now + wait] {
            prop_assert_eq!(priced(&one, at), priced(&other, at));
        }
        prop_assert_eq!(one.counts(), other.counts());
    }
}
