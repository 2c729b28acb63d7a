//! A lesson: books, one question to predict, and an answer that is computed.

use rust_decimal::Decimal;

use super::{Figures, Pointer, Stage, StageError, Step};
use crate::book::{Account, Exact};
use crate::margin::{Assessment, RuleSet, assess, venues};
use crate::market::Market;

/// One short lesson. Its words are `lesson.ID.…` in the copy.
#[derive(Clone, Copy, Debug)]
pub struct Lesson {
    /// Short name, as in addresses: `collar`.
    pub id: &'static str,
    /// The rules in force: `reference`.
    pub rules: &'static str,
    /// Typed prices, as [`Stage::set`] reads them.
    pub prices: &'static str,
    /// Its books, in the order they are shown; the last is the one that is asked about.
    pub steps: &'static [Step],
    /// What is to be predicted.
    pub question: Question,
    /// The figures on screen that the why points at.
    pub points: &'static [Pointer],
    /// Every figure its words may ask for.
    pub(super) figures: fn(&Asked<'_>) -> Option<Figures>,
    /// What is right, off the figures.
    pub(super) correct: fn(&Figures) -> Option<Correct>,
    /// Whether what the lesson concludes (`lesson.ID.conclusion`) holds of its figures.
    pub(super) holds: fn(&Figures) -> Option<bool>,
}

/// What is to be predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// One of so many sentences, `lesson.ID.option.N` from 0.
    Choice {
        /// How many.
        options: usize,
    },
    /// A number on a slider.
    Slider {
        /// Least.
        min: Decimal,
        /// Most.
        max: Decimal,
        /// From one place to the next.
        step: Decimal,
        /// What the number is.
        unit: Unit,
        /// A prediction that is off by no more than this is right.
        close: Decimal,
    },
}

/// What a slider's number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Dollars of margin.
    Dollars,
    /// A fraction, shown in percent: 0.05 is 5 %.
    Fraction,
    /// A multiple.
    Times,
}

/// What a lesson's figures are computed from.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The rules in force.
    pub rules: &'a RuleSet,
    /// The market.
    pub market: &'a Market,
    /// One a step.
    pub accounts: &'a [Account],
    answers: Vec<Assessment>,
}

impl Asked<'_> {
    /// What the rules say of the book of a step.
    pub fn step(&self, place: usize) -> Option<&Assessment> {
        self.answers.get(place)
    }

    /// The book of a step.
    pub fn book(&self, place: usize) -> Option<&Account> {
        self.accounts.get(place)
    }
}

/// What is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correct {
    /// The option at that place.
    Choice(usize),
    /// The number.
    Value(Decimal),
}

/// A lesson's answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What is right.
    pub correct: Correct,
    /// The figures that its words are filled with.
    pub figures: Figures,
    /// Whether its conclusion holds under these rules. A view does not teach a lesson whose conclusion does not.
    pub holds: bool,
}

/// What somebody predicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prediction {
    /// The option at that place.
    Choice(usize),
    /// A number on the slider.
    Value(Decimal),
}

/// How a prediction stands to the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// It is right, on a slider to within what counts as close.
    Right,
    /// Another option is right; the words for what was missed are `lesson.ID.missed.N`.
    Missed(usize),
    /// Too much, by so much, > 0.
    TooHigh(Decimal),
    /// Too little, by so much, > 0.
    TooLow(Decimal),
    /// Not an answer to this question.
    NoAnswer,
}

/// Why a lesson has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LessonError {
    /// Its books or prices.
    #[error("lesson {0}: {1}")]
    Stage(&'static str, StageError),
    /// Its rules are not shipped here.
    #[error("lesson {0}: no rule set is called “{1}”")]
    Rules(&'static str, &'static str),
    /// A figure that its words need cannot be had under these rules.
    #[error("lesson {0}: a figure that it needs cannot be had under the {1} rules")]
    Figure(&'static str, String),
}

impl Judged {
    /// How a number stands to the right one, of which it may be off by `close`.
    pub(super) fn number(value: Decimal, right: Decimal, close: Decimal) -> Self {
        let off = value.capped_minus(right);
        match () {
            () if off.abs() <= close => Self::Right,
            () if off > Decimal::ZERO => Self::TooHigh(off),
            () => Self::TooLow(off.abs()),
        }
    }
}

impl Lesson {
    /// Its books and its market.
    ///
    /// # Errors
    /// A line or a price that cannot be read.
    pub fn stage(&self) -> Result<Stage, LessonError> {
        Stage::set(self.prices, self.steps).map_err(|error| LessonError::Stage(self.id, error))
    }

    /// Its answer under its own rules.
    ///
    /// # Errors
    /// Books, prices or rules that cannot be read, and figures that cannot be had.
    pub fn answer(&self) -> Result<Answer, LessonError> {
        let rules = venues::named(self.rules).ok_or(LessonError::Rules(self.id, self.rules))?;
        self.answer_under(rules)
    }

    /// Its answer under other rules, such as ones that a reader has changed.
    ///
    /// # Errors
    /// As [`Lesson::answer`].
    pub fn answer_under(&self, rules: &RuleSet) -> Result<Answer, LessonError> {
        let stage = self.stage()?;
        let answers = stage.accounts.iter().map(|account| assess(account, &stage.market, rules)).collect();
        let asked = Asked { rules, market: &stage.market, accounts: &stage.accounts, answers };
        let missing = || LessonError::Figure(self.id, rules.title.clone());
        let figures = (self.figures)(&asked).ok_or_else(missing)?;
        let correct = (self.correct)(&figures).ok_or_else(missing)?;
        let holds = (self.holds)(&figures).ok_or_else(missing)?;
        Ok(Answer { correct, figures, holds })
    }

    /// How a prediction stands to the answer.
    pub fn judge(&self, answer: &Answer, predicted: Prediction) -> Judged {
        match (self.question, answer.correct, predicted) {
            (Question::Choice { .. }, Correct::Choice(right), Prediction::Choice(chosen)) if right == chosen => {
                Judged::Right
            }
            (Question::Choice { options }, Correct::Choice(_), Prediction::Choice(chosen)) if chosen < options => {
                Judged::Missed(chosen)
            }
            (Question::Slider { close, .. }, Correct::Value(right), Prediction::Value(value)) => {
                Judged::number(value, right, close)
            }
            _ => Judged::NoAnswer,
        }
    }
}
