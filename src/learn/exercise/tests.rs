//! What holds of every exercise: a book that is margined whole, an answer that `assess` confirms, a solution that ends in it.

use rust_decimal_macros::dec;

use super::*;
use crate::learn::Words;
use crate::margin::{assess, venues};
use crate::market::Shock;

const SEEDS: u64 = 2_000;

fn each(mut law: impl FnMut(&Exercise, &RuleSet)) {
    let rules = venues::reference().unwrap();
    for level in Level::ALL {
        for seed in 0..=SEEDS {
            law(&Exercise::of(seed, level, rules).unwrap_or_else(|| panic!("{level:?} {seed}")), rules);
        }
    }
}

#[test]
fn every_seed_gives_a_book_whose_answer_is_what_assess_says() {
    each(|exercise, rules| {
        let at = format!("{:?} {}", exercise.level, exercise.seed);
        let (market, accounts) = (&exercise.stage.market, &exercise.stage.accounts);
        let of = assess(&accounts[0], market, rules);
        assert!(of.left_out.is_empty() && of.free_collateral >= dec!(0), "{at}: {of:?}");
        let last = exercise.solution.last().unwrap();
        match (exercise.question, exercise.correct) {
            (Question::Initial, Correct::Value(value)) => assert_eq!(value, of.initial_margin, "{at}"),
            (Question::Freed, Correct::Value(value)) => assert_eq!(value, of.hedge_benefit, "{at}"),
            (Question::MostAdding, Correct::Choice(place)) => {
                assert!(of.legs.iter().all(|leg| leg.part <= of.legs[place].part), "{at}");
                assert_eq!(last.value, Value::Word(exercise.options[place].clone()), "{at}");
            }
            (Question::TradeFrees, Correct::Value(value)) => {
                let after = assess(&accounts[1], market, rules);
                assert_eq!(value, of.initial_margin - after.initial_margin, "{at}");
            }
            (Question::Liquidation, Correct::Value(value)) => {
                let coin = match exercise.figures.get("coin") {
                    Some(Value::Word(coin)) => coin.parse().unwrap(),
                    other => panic!("{at}: {other:?}"),
                };
                let factor = value / market.index_price(&coin).unwrap();
                let there =
                    assess(&accounts[0], &market.shocked(&Shock::Price { asset: coin, factor }).unwrap(), rules);
                let gap = (there.equity.total - there.maintenance_margin).abs();
                assert!(gap <= there.maintenance_margin * dec!(0.000001) + dec!(0.000001), "{at}: {gap}");
            }
            other => panic!("{at}: {other:?}"),
        }
        if let Correct::Value(value) = exercise.correct {
            assert_eq!(last.value.number(), Some(value), "{at}");
            assert_eq!(exercise.judge(Prediction::Value(value)), Judged::Right);
            assert!(value > dec!(0), "{at}");
        }
        // every line that is a sum of terms is their sum
        for line in exercise.solution.iter().filter(|line| !line.terms.is_empty() && line.key != "most") {
            let sum: Decimal = line.terms.iter().map(|(_, amount)| *amount).sum();
            // a difference of two amounts may lose the last of 28 digits
            let off = (sum - line.value.number().unwrap()).abs();
            assert!(off <= dec!(0.000000000000000001), "{at}: {}", line.key);
        }
    });
}

#[test]
fn a_seed_gives_the_same_exercise_and_others_give_others() {
    let rules = venues::reference().unwrap();
    for level in Level::ALL {
        let of = |seed| Exercise::of(seed, level, rules).unwrap();
        assert_eq!(of(11), of(11));
        let mut books: Vec<String> = (0..200).map(|seed| format!("{:?}", of(seed).stage.accounts)).collect();
        books.sort_unstable();
        books.dedup();
        assert!(books.len() > 150, "{level:?}: {}", books.len());
    }
}

#[test]
fn every_question_is_asked_and_every_line_has_words() {
    let mut seen: Vec<(Level, Question, usize)> = Vec::new();
    let words = Words::english();
    each(|exercise, _| {
        match seen.iter_mut().find(|(level, question, _)| (*level, *question) == (exercise.level, exercise.question)) {
            Some((_, _, times)) => *times += 1,
            None => seen.push((exercise.level, exercise.question, 1)),
        }
        let ask = format!("exercise.ask.{}", exercise.question.key());
        words.filled(&ask, &exercise.figures, &Value::plain).unwrap();
        for line in &exercise.solution {
            for what in ["line", "formula"] {
                assert!(words.get(&format!("exercise.{what}.{}", line.key)).is_some(), "{what} {}", line.key);
            }
        }
    });
    assert_eq!(seen.len(), 2 + 4 + 4, "{seen:?}");
    assert!(seen.iter().all(|(_, _, times)| *times > 100), "{seen:?}");
}

#[test]
fn an_initial_margin_by_hand() {
    let rules = venues::reference().unwrap();
    let of = (0..).map(|seed| Exercise::of(seed, Level::Easy, rules).unwrap());
    let plain = |of: &Exercise| {
        of.question == Question::Initial && of.stage.accounts[0].positions[0].instrument.to_string() == "BTC-PERP"
    };
    let exercise = of.into_iter().find(plain).unwrap();
    let position = &exercise.stage.accounts[0].positions[0];
    // 15 % and 0.5 % of the exposure, which is below the size threshold
    let right = position.quantity.abs() * position.entry.unwrap() * dec!(0.155);
    assert_eq!(exercise.correct, Correct::Value(right));
    assert_eq!(exercise.judge(Prediction::Value(right * dec!(1.005))), Judged::Right);
    assert_eq!(exercise.judge(Prediction::Value(right * dec!(1.02))), Judged::TooHigh(right * dec!(0.02)));
    assert_eq!(exercise.judge(Prediction::Choice(0)), Judged::NoAnswer);
}
