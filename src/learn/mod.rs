//! What is taught: lessons that ask the engine, a glossary whose terms have a value in any book, and exercises out of a seed.
//!
//! Nothing here computes a margin. A lesson is a book, typed prices and a question; its answer, and every number in its words,
//! is `assess` and what is built on it. All words stand in `copy.json` ([`Words`]), by key, so that a translation is one
//! more file. Nothing here draws: the page has what this gives it, and gives numbers their form. See `docs/teaching.md`.

pub mod exercise;
mod figure;
pub mod glossary;
mod lesson;
mod lessons;
mod pointer;
mod stage;
mod told;
mod words;

pub use figure::{Figure, Figures, Value};
pub use lesson::{Answer, Asked, Correct, Judged, Lesson, LessonError, Prediction, Question, Unit};
pub use lessons::{all, lesson};
pub use pointer::Pointer;
pub use stage::{Book, Stage, StageError, Step};
pub use told::{Told, said, told};
pub use words::{Words, WordsError};

#[cfg(test)]
mod tests;
