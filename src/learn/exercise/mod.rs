//! Exercises out of a seed: a small book, a question, and a worked solution from the engine's own charges and parts.
//!
//! The same seed gives the same exercise everywhere. A solution is data: lines with a key for their words
//! (`exercise.line.KEY`, with its formula in `exercise.formula.KEY`), the terms that go in and the figure that comes out. Its
//! last line is the answer.

mod books;
mod questions;
mod solutions;

use rust_decimal::Decimal;

use super::{Correct, Figures, Judged, Prediction, Stage, Value};
use crate::margin::RuleSet;

/// How much there is to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// One coin, straight contracts.
    Easy,
    /// Two coins or two expiries.
    Medium,
    /// Options.
    Hard,
}

/// What is asked. Its words are `exercise.ask.KEY`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// The initial margin.
    Initial,
    /// The leg that adds most to it.
    MostAdding,
    /// What hedging frees.
    Freed,
    /// How much a trade takes off the initial margin.
    TradeFrees,
    /// The liquidation price that is nearest.
    Liquidation,
}

/// One line of a solution.
#[derive(Clone, Debug, PartialEq)]
pub struct Working {
    /// Which line: `scan`.
    pub key: &'static str,
    /// Of what: a charge's coin and expiry, a leg; empty where it is the account's.
    pub of: String,
    /// What goes in, by name, dollars with their signs.
    pub terms: Vec<(String, Decimal)>,
    /// What comes out.
    pub value: Value,
}

/// An exercise with its solution.
#[derive(Clone, Debug, PartialEq)]
pub struct Exercise {
    /// How much there is to it.
    pub level: Level,
    /// Where it comes from.
    pub seed: u64,
    /// The book and its prices; with a trade, the book after it is the second.
    pub stage: Stage,
    /// What is asked.
    pub question: Question,
    /// What the words of the question ask for: the `coin`, the `trade`.
    pub figures: Figures,
    /// The legs to choose from; empty where a number is asked for.
    pub options: Vec<String>,
    /// What is right.
    pub correct: Correct,
    /// How far off a number may be, > 0.
    pub tolerance: Decimal,
    /// The way there; the last line is the answer.
    pub solution: Vec<Working>,
}

impl Level {
    /// All of them, the easiest first.
    pub const ALL: [Self; 3] = [Self::Easy, Self::Medium, Self::Hard];

    /// The name of its words: `exercise.level.KEY`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Medium => "medium",
            Self::Hard => "hard",
        }
    }
}

impl Question {
    /// The name of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::MostAdding => "most-adding",
            Self::Freed => "freed",
            Self::TradeFrees => "trade-frees",
            Self::Liquidation => "liquidation",
        }
    }
}

impl Exercise {
    /// The exercise of a seed under a rule set; `None` where it leaves part of the book out.
    pub fn of(seed: u64, level: Level, rules: &RuleSet) -> Option<Self> {
        questions::made(seed, level, rules)
    }

    /// How a prediction stands to the answer.
    pub fn judge(&self, predicted: Prediction) -> Judged {
        match (self.correct, predicted) {
            (Correct::Choice(right), Prediction::Choice(chosen)) if right == chosen => Judged::Right,
            (Correct::Choice(_), Prediction::Choice(chosen)) if chosen < self.options.len() => Judged::Missed(chosen),
            (Correct::Value(right), Prediction::Value(value)) => Judged::number(value, right, self.tolerance),
            _ => Judged::NoAnswer,
        }
    }
}

#[cfg(test)]
mod tests;
