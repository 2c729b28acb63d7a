//! One of three sources says what it likes, when it likes, for as long as it likes: the price stays between the others.

use std::cell::Cell;

use cross_margin::oracle::source::Kind;
use cross_margin::oracle::{Feed, Flag};
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::{Word, dollars, priced, view};
use cross_margin::market::PriceState;

/// What the liar does in one round.
#[derive(Clone, Debug)]
enum Lie {
    /// Jumps to a price, cents.
    Jump(i64),
    /// Moves by this many percent of its last word.
    Creep(i64),
    /// Says its last word again.
    Repeat,
    /// Says nothing.
    Silent,
}

/// The liar's word: what, with which band (thousandths), how late (milliseconds), and after the honest ones or before.
type Lying = (Lie, Option<u32>, i64, bool);

fn lying() -> impl Strategy<Value = Lying> {
    let lie = prop_oneof![
        2 => (1..10_000_000_000_i64).prop_map(Lie::Jump),
        3 => (-9..=9_i64).prop_map(Lie::Creep),
        2 => (9..=9_i64).prop_map(Lie::Creep),
        1 => Just(Lie::Repeat),
        2 => Just(Lie::Silent),
    ];
    (lie, prop::option::of(0..40_u32), prop_oneof![4 => Just(0), 1 => -20_000..200_000_i64], any::<bool>())
}

/// One round: how long after the one before, what each honest source says, and the liar's part.
#[derive(Clone, Debug)]
struct Round {
    pause: i64,
    honest: [(i64, Option<u32>, i64); 2],
    lying: Lying,
}

/// Rounds in which each honest source says something within `cents` in every round.
fn rounds(cents: std::ops::Range<i64>) -> impl Strategy<Value = Vec<Round>> {
    let word = (cents, prop::option::of(0..20_u32), 0..2_000_i64);
    let round = (2_001..12_000_i64, [word.clone(), word], lying());
    prop::collection::vec(round.prop_map(|(pause, honest, lying)| Round { pause, honest, lying }), 1..40)
}

const HONEST: [&str; 2] = ["a", "c"];
const LIAR: &str = "b";

/// What `check` is told after every word and before every round: the feed, the time, the honest words so far, and
/// milliseconds since the liar last spoke.
type Check<'a> = &'a dyn Fn(&Feed, i64, &[Vec<Decimal>; 2], i64) -> Result<(), TestCaseError>;

/// Plays the rounds. The kinds are of the honest sources and of the liar.
fn play(rounds: &[Round], honest: [Kind; 2], liar: Kind, check: Check<'_>) -> Result<(), TestCaseError> {
    let mut feed = Feed::default();
    let (mut now, mut said, mut lie) = (0, [Vec::new(), Vec::new()], dec!(100));
    let lied = Cell::new(i64::MIN / 2);
    for (number, round) in rounds.iter().enumerate() {
        now += round.pause;
        let known = said.iter().all(|words| !words.is_empty());
        if known {
            check(&feed, now, &said, now - lied.get())?;
        }
        let (what, band, late, first) = &round.lying;
        let mut speak = |feed: &mut Feed| {
            lie = match what {
                Lie::Jump(cents) => dollars(*cents),
                Lie::Creep(percent) => lie * (Decimal::ONE + Decimal::new(*percent, 2)),
                Lie::Repeat => lie,
                Lie::Silent => return,
            }
            .clamp(dec!(0.000001), dec!(100000000000))
            .round_dp(9);
            Word { kind: liar, late: *late, band: *band, ..Word::venue(LIAR, now, lie) }.to(feed);
            lied.set(now);
        };
        if *first {
            speak(&mut feed);
        }
        for (place, (cents, band, late)) in round.honest.iter().enumerate() {
            // a source whose every digit rests for minutes is not timely
            let value = dollars(*cents) + Decimal::new((number % 2) as i64, 4);
            let word = Word { kind: honest[place], late: *late, band: *band, ..Word::venue(HONEST[place], now, value) };
            word.to(&mut feed);
            said[place].push(value);
            if known {
                check(&feed, now, &said, now - lied.get())?;
            }
        }
        if !*first {
            speak(&mut feed);
        }
        check(&feed, now, &said, now - lied.get())?;
    }
    Ok(())
}

fn within(price: Decimal, words: &[Decimal]) -> bool {
    words.iter().min().unwrap() <= &price && &price <= words.iter().max().unwrap()
}

fn newest(said: &[Vec<Decimal>; 2]) -> [Decimal; 2] {
    [0, 1].map(|place| *said[place].last().unwrap())
}

/// The newest word of both, whatever the third does.
fn between_newest(feed: &Feed, now: i64, said: &[Vec<Decimal>; 2], _: i64) -> Result<(), TestCaseError> {
    let (price, _) = priced(feed, now).unwrap();
    prop_assert!(within(price, &newest(said)), "{price} at {now} of {:?}", view(feed, now));
    Ok(())
}

/// The same where the third speaks; where it is silent a jump of either is held at a word it said before.
fn between_words(feed: &Feed, now: i64, said: &[Vec<Decimal>; 2], silent: i64) -> Result<(), TestCaseError> {
    let (price, _) = priced(feed, now).unwrap();
    let all: Vec<Decimal> = said.iter().flatten().copied().collect();
    prop_assert!(within(price, &all), "{price} at {now} of {:?}", view(feed, now));
    let view = view(feed, now);
    if silent < 15_000 && view.voices.iter().filter(|voice| voice.state == PriceState::Live).count() == 3 {
        prop_assert!(within(price, &newest(said)), "{price} at {now} of {view:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn between_two_that_move_the_third_moves_nothing_out(rounds in rounds(9_700..10_300)) {
        play(&rounds, [Kind::Venue; 2], Kind::Venue, &between_newest)?;
    }

    #[test]
    fn between_two_that_are_far_apart_the_third_moves_nothing_out(
        rounds in rounds(9_800..10_000), apart in 0..100_000_i64,
    ) {
        let mut rounds = rounds;
        for round in &mut rounds {
            round.honest[1].0 += apart;
        }
        play(&rounds, [Kind::Venue; 2], Kind::Venue, &between_newest)?;
    }

    #[test]
    fn between_two_that_jump_about_the_third_moves_nothing_out(rounds in rounds(5_000..50_000)) {
        play(&rounds, [Kind::Venue; 2], Kind::Venue, &between_words)?;
    }

    #[test]
    fn a_contract_is_held_by_two_venues_and_holds_one_against_the_other(rounds in rounds(9_700..10_300)) {
        play(&rounds, [Kind::Venue; 2], Kind::Chain, &between_newest)?;
        play(&rounds, [Kind::Venue, Kind::Chain], Kind::Venue, &|feed, now, said, silent| {
            // without the liar a venue is alone with the contract, which stands by
            between_newest(feed, now, said, silent)
        })?;
    }
}

/// Three who agree on 100.
fn three() -> Feed {
    let mut feed = Feed::default();
    for source in ["a", "b", "c"] {
        Word::venue(source, 0, dec!(100)).to(&mut feed);
    }
    feed
}

/// One of them had crept to ten times the price when the market jumped at one of the honest two before the other: the
/// price is the middle of 100, 115 and 1,000, not the mean of the two that did not jump.
#[test]
fn a_jump_of_one_leaves_three_in_the_median() {
    let mut feed = three();
    let mut lie = dec!(100);
    let mut now = 0;
    while lie < dec!(1000) {
        now += 5_000;
        lie = (lie * dec!(1.09)).min(dec!(1000));
        Word::venue("a", now, dec!(100)).to(&mut feed);
        Word::venue("b", now, lie).to(&mut feed);
        Word::venue("c", now, dec!(100)).to(&mut feed);
    }
    assert_eq!(priced(&feed, now), Some((dec!(100), PriceState::Live)));
    Word::venue("a", now + 1_000, dec!(115)).to(&mut feed);
    let view = view(&feed, now + 1_000);
    assert_eq!(view.price, Some(dec!(115)));
    assert!(dec!(100) <= view.price.unwrap() && view.price.unwrap() <= dec!(115));
}

/// Two jump to levels that do not confirm each other while the third is silent: the price before them is held for as long
/// as that takes, and the third's last word does not come back into it.
#[test]
fn two_whose_jumps_disagree_are_not_replaced_by_one_that_is_old() {
    let mut feed = three();
    Word::venue("b", 1_000, dec!(5000)).to(&mut feed);
    for second in (2..70).step_by(3) {
        Word::venue("a", second * 1000, dec!(115)).to(&mut feed);
        Word::venue("c", second * 1000, dec!(130)).to(&mut feed);
        let (price, state) = priced(&feed, second * 1000).unwrap();
        let spoken = second * 1000 - 1_000 <= 15_000;
        // the middle of 115, 130 and 5,000; then what both said before
        assert_eq!(price, if spoken { dec!(130) } else { dec!(100) }, "{second}");
        assert_eq!(state, if spoken { PriceState::Diverging } else { PriceState::Held }, "{second}");
    }
}

/// Beyond what a median can do: two of three that agree on a lie are believed. The first of them alone moves nothing and is
/// named; with the second the price follows, and the honest one is the outlier.
#[test]
fn two_of_three_that_agree_on_a_lie_are_believed() {
    let mut feed = three();
    Word::venue("a", 5_000, dec!(200)).to(&mut feed);
    assert_eq!(priced(&feed, 5_000), Some((dec!(100), PriceState::Live)));
    assert_eq!(view(&feed, 5_000).flags, [Flag::Outlier("a", dec!(200))]);
    Word::venue("b", 6_000, dec!(200)).to(&mut feed);
    assert_eq!(priced(&feed, 6_000), Some((dec!(200), PriceState::Live)));
    assert_eq!(view(&feed, 6_000).flags, [Flag::Outlier("c", dec!(100))]);
}

/// And of two: the first to lie is held until the second says the same.
#[test]
fn of_two_the_first_lie_is_held_and_the_second_confirms_it() {
    let mut feed = Feed::default();
    for source in ["a", "b"] {
        Word::venue(source, 0, dec!(100)).to(&mut feed);
    }
    Word::venue("a", 5_000, dec!(200)).to(&mut feed);
    assert_eq!(priced(&feed, 5_000), Some((dec!(100), PriceState::Held)));
    assert_eq!(view(&feed, 5_000).flags, [Flag::Jump("a", dec!(100), dec!(200))]);
    Word::venue("b", 6_000, dec!(200)).to(&mut feed);
    assert_eq!(priced(&feed, 6_000), Some((dec!(200), PriceState::Live)));
}
