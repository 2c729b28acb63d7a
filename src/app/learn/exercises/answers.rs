//! What was answered, and what is said to it.

use serde::{Deserialize, Serialize};

use super::super::super::number::{self, Reads, Unread};
use super::super::spoken::{fill, say};
use crate::learn::exercise::Exercise;
use crate::learn::{Correct, Figures, Judged, Prediction, Value};

/// Answers that are kept at most; the oldest go first.
const MOST: usize = 200;

/// Answers as they were typed or chosen, by exercise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answers(Vec<(String, String)>);

impl Answers {
    /// Those that were kept as text; none where it cannot be read.
    pub(crate) fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// As text, to be kept.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    fn key(exercise: &Exercise) -> String {
        format!("{}/{}", exercise.seed, exercise.level.key())
    }

    /// What was answered to an exercise; nothing where nothing was.
    pub(crate) fn of(&self, exercise: &Exercise) -> &str {
        let key = Self::key(exercise);
        self.0.iter().find(|(of, _)| *of == key).map_or("", |(_, answer)| answer)
    }

    /// Answers an exercise.
    pub(crate) fn put(&mut self, exercise: &Exercise, answer: &str) {
        let key = Self::key(exercise);
        self.0.retain(|(of, _)| *of != key);
        self.0.push((key, answer.to_owned()));
        let over = self.0.len().saturating_sub(MOST);
        self.0.drain(..over);
    }
}

/// What is said to an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// Nothing: there is no answer yet.
    Nothing,
    /// It cannot be read, and this would be right.
    Unread(String),
    /// It is right.
    Right(String),
    /// It is wrong, in which way.
    Wrong(String),
}

/// What is said to an answer: an option’s place from 0, or a number as it is typed.
pub(crate) fn said(exercise: &Exercise, answer: &str) -> Said {
    let predicted = match exercise.correct {
        Correct::Choice(_) => answer.parse().ok().map(Prediction::Choice),
        Correct::Value(_) => match number::read(answer, Reads::Quantity) {
            Ok(value) => value.map(Prediction::Value),
            Err(Unread::Unfinished(_)) => None,
            Err(Unread::Wrong(_)) => return Said::Unread(say("exercises.write-a-number")),
        },
    };
    let Some(predicted) = predicted else { return Said::Nothing };
    let off = |by| Figures::default().with("off", Value::Required(by));
    match exercise.judge(predicted) {
        Judged::Right => Said::Right(say("judged.right")),
        Judged::Missed(_) => Said::Wrong(say("exercises.missed")),
        Judged::TooHigh(by) => Said::Wrong(fill("exercises.high", &off(by))),
        Judged::TooLow(by) => Said::Wrong(fill("exercises.low", &off(by))),
        Judged::NoAnswer => Said::Wrong(say("judged.none")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::learn::exercises::Batch;
    use crate::learn::exercise::{Level, Question};
    use rust_decimal_macros::dec;

    fn of(seed: u64, level: Level) -> Exercise {
        Batch { seed, level, count: 1 }.exercises().remove(0)
    }

    #[test]
    fn answers_are_kept_by_exercise() {
        let (easy, hard) = (of(7, Level::Easy), of(7, Level::Hard));
        let mut answers = Answers::default();
        answers.put(&easy, "15,500");
        answers.put(&hard, "1");
        answers.put(&easy, "15,600");
        assert_eq!((answers.of(&easy), answers.of(&hard), answers.of(&of(8, Level::Easy))), ("15,600", "1", ""));
        assert_eq!(Answers::read(&answers.text()), answers);
        assert_eq!(Answers::read("what is this"), Answers::default());
        for seed in 0..300 {
            answers.put(&of(seed, Level::Medium), "x");
        }
        assert_eq!(answers.of(&easy), "", "the oldest go first");
        assert_eq!(answers.of(&of(299, Level::Medium)), "x");
    }

    #[test]
    fn a_number_is_read_as_people_write_it_and_judged() {
        let exercise = (0..).map(|seed| of(seed, Level::Easy)).find(|of| of.question == Question::Initial).unwrap();
        let Correct::Value(right) = exercise.correct else { unreachable!() };
        assert_eq!(said(&exercise, &right.to_string()), Said::Right("Right.".into()));
        assert_eq!(said(&exercise, &format!(" ${} ", right.round_dp(0))), Said::Right("Right.".into()));
        let Said::Wrong(high) = said(&exercise, &(right + dec!(1000)).to_string()) else { unreachable!() };
        assert!(high.contains("high") && high.contains("$1,000"), "{high}");
        let Said::Wrong(low) = said(&exercise, "0") else { unreachable!() };
        assert!(low.contains("low"), "{low}");
        assert!(matches!(said(&exercise, "many"), Said::Unread(_)));
        assert_eq!((said(&exercise, ""), said(&exercise, "-")), (Said::Nothing, Said::Nothing));
    }

    #[test]
    fn a_choice_is_judged_by_its_place() {
        let choice = |of: &Exercise| of.question == Question::MostAdding;
        let exercise = (0..).map(|seed| of(seed, Level::Medium)).find(choice).unwrap();
        let Correct::Choice(right) = exercise.correct else { unreachable!() };
        assert_eq!(said(&exercise, &right.to_string()), Said::Right("Right.".into()));
        assert!(matches!(said(&exercise, &(1 - right).to_string()), Said::Wrong(_)));
        assert_eq!(said(&exercise, ""), Said::Nothing);
    }
}
