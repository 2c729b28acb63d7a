//! A lesson in words, with its figures filled in.

use super::{Answer, Figures, Judged, Lesson, Question, Unit, Value, Words, WordsError};

/// Everything that a lesson says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its name.
    pub title: String,
    /// What is held and what is about to happen.
    pub setup: String,
    /// The name of each book, in order.
    pub steps: Vec<String>,
    /// What is to be predicted.
    pub question: String,
    /// The options of a choice; none of a slider.
    pub options: Vec<String>,
    /// The answer.
    pub reveal: String,
    /// Why, on the live figures.
    pub why: String,
    /// What is to be kept.
    pub conclusion: String,
}

/// A lesson in words. `form` writes a figure; [`Value::plain`] does where there is no page.
///
/// # Errors
/// A text that is not there, or that asks for a figure that is not computed.
pub fn told(
    lesson: &Lesson,
    answer: &Answer,
    words: &Words,
    form: &dyn Fn(&Value) -> String,
) -> Result<Told, WordsError> {
    let say = |what: &str| words.filled(&format!("lesson.{}.{what}", lesson.id), &answer.figures, form);
    let options = match lesson.question {
        Question::Choice { options } => options,
        Question::Slider { .. } => 0,
    };
    Ok(Told {
        title: say("title")?,
        setup: say("setup")?,
        steps: lesson.steps.iter().map(|step| say(&format!("step.{}", step.name))).collect::<Result<_, _>>()?,
        question: say("question")?,
        options: (0..options).map(|place| say(&format!("option.{place}"))).collect::<Result<_, _>>()?,
        reveal: say("reveal")?,
        why: say("why")?,
        conclusion: say("conclusion")?,
    })
}

/// What is said to a prediction: that it is right, what it missed, or how far off it is.
///
/// # Errors
/// As [`told`].
pub fn said(
    lesson: &Lesson,
    answer: &Answer,
    judged: Judged,
    words: &Words,
    form: &dyn Fn(&Value) -> String,
) -> Result<String, WordsError> {
    let off = |by| {
        let value = match lesson.question {
            Question::Slider { unit: Unit::Fraction, .. } => Value::Fraction(by),
            Question::Slider { unit: Unit::Times, .. } => Value::Times(by),
            _ => Value::Required(by),
        };
        answer.figures.clone().with("off", value)
    };
    let own = |what: &str| format!("lesson.{}.{what}", lesson.id);
    let (key, figures): (String, Figures) = match judged {
        Judged::Right => ("judged.right".to_owned(), answer.figures.clone()),
        Judged::Missed(place) => (own(&format!("missed.{place}")), answer.figures.clone()),
        Judged::TooHigh(by) => (own("high"), off(by)),
        Judged::TooLow(by) => (own("low"), off(by)),
        Judged::NoAnswer => ("judged.none".to_owned(), answer.figures.clone()),
    };
    words.filled(&key, &figures, form)
}
