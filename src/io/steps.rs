//! Reading in steps, so that a page can show how far it is and can stop.

use super::imported::{Imported, read};
use super::notice::ImportError;
use crate::book::Time;

/// A text that is being read.
pub struct Steps {
    text: String,
    now: Time,
    begun: bool,
}

/// How far a reading is.
#[derive(Debug)]
pub enum Step {
    /// There is more to do.
    More {
        /// Rows read.
        done: usize,
        /// Rows there are.
        total: usize,
    },
    /// All of it was read, or there is no book in it.
    Done(Box<Result<Imported, ImportError>>),
}

impl Steps {
    /// Begins to read; see [`read`].
    pub fn new(text: String, now: Time) -> Self {
        Self { text, now, begun: false }
    }

    /// Reads some more.
    pub fn step(&mut self) -> Step {
        if !self.begun {
            self.begun = true;
            return Step::More { done: 0, total: self.text.lines().count() };
        }
        Step::Done(Box::new(read(&self.text, self.now)))
    }
}
