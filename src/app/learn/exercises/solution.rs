//! A question and its worked solution in words.

use super::super::super::format::{Toward, signed};
use super::super::spoken::{fill, say};
use crate::learn::Words;
use crate::learn::exercise::{Exercise, Working};

/// A line of a solution in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// What comes out: `Scan risk, BTC`.
    pub(crate) name: String,
    /// How it comes about.
    pub(crate) formula: String,
    /// What goes in, each with its sign: `BTC-PERP +15,000`.
    pub(crate) terms: Vec<(String, String)>,
    /// The figure.
    pub(crate) value: String,
}

/// What is asked.
pub(crate) fn question(exercise: &Exercise) -> String {
    fill(&format!("exercise.ask.{}", exercise.question.key()), &exercise.figures)
}

/// The way to the answer; the last line is it.
pub(crate) fn solution(exercise: &Exercise) -> Vec<Line> {
    exercise.solution.iter().map(line).collect()
}

fn line(working: &Working) -> Line {
    let name = say(&format!("exercise.line.{}", working.key));
    Line {
        name: if working.of.is_empty() { name } else { format!("{name}, {}", working.of) },
        formula: say(&format!("exercise.formula.{}", working.key)),
        terms: working.terms.iter().map(|(of, amount)| (term(of), signed(*amount, Toward::Nearest))).collect(),
        value: working.value.plain(),
    }
}

/// What goes in, in words: a leg or a charge has its own name.
fn term(of: &str) -> String {
    Words::english().get(&format!("{}{of}", "exercises.term.")).unwrap_or(of).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::learn::exercises::Batch;
    use crate::learn::exercise::Level;
    use crate::learn::{Correct, Value};

    #[test]
    fn every_solution_is_in_words_and_ends_in_the_answer() {
        for level in Level::ALL {
            for exercise in (Batch { seed: 0, level, count: 20 }).exercises() {
                let lines = solution(&exercise);
                assert!(lines.iter().all(|line| !line.name.contains('.') && !line.formula.is_empty()), "{lines:?}");
                assert!(!question(&exercise).contains('{'));
                let right = match exercise.correct {
                    Correct::Choice(place) => exercise.options[place].clone(),
                    Correct::Value(_) => exercise.solution.last().unwrap().value.plain(),
                };
                assert_eq!(lines.last().unwrap().value, right);
            }
        }
    }

    #[test]
    fn an_easy_margin_by_hand() {
        // 15 % of the price for the scan, 0.5 % for the basis, and both together
        let exercise = Batch { seed: 0, level: Level::Easy, count: 20 }.exercises().into_iter().find(|exercise| {
            let of = &exercise.stage.accounts[0].positions[0];
            exercise.question.key() == "initial" && of.instrument.to_string() == "BTC-PERP"
        });
        let exercise = exercise.unwrap();
        let of = &exercise.stage.accounts[0].positions[0];
        let size = of.quantity.abs() * of.entry.unwrap();
        let plain = |thousandths: i64| Value::Required(size * rust_decimal::Decimal::new(thousandths, 3)).plain();
        let lines = solution(&exercise);
        let said: Vec<(&str, &str)> = lines.iter().map(|line| (line.name.as_str(), line.value.as_str())).collect();
        let (scan, basis, initial) = (plain(150), plain(5), plain(155));
        assert_eq!(said, [("Scan risk", scan.as_str()), ("Basis, BTC", &basis), ("Initial margin", &initial)]);
    }
}
