//! The words of a quick-entry line, each with its place.

use super::QuickError;
use crate::io::entry::Name;
use crate::io::notice::shown;
use crate::io::number::{self, DecimalMark, Number, Spelling};

const SPELLING: Spelling = Spelling { mark: DecimalMark::Point, suffixes: true };

/// A word and where it begins, in characters from 1.
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) column: usize,
}

impl Word<'_> {
    /// Whether a price follows.
    pub(super) fn begins_price(&self) -> bool {
        self.text == "@" || self.text.eq_ignore_ascii_case("at")
    }

    /// Whether it is meant as a number: a digit after what may stand before one.
    pub(super) fn begins_number(&self) -> bool {
        let before = |c: &char| matches!(c, '+' | '-' | '−' | '–' | '(' | '$' | '€' | '£' | '.');
        let first = self.text.chars().find(|c| !before(c));
        first.is_some_and(|c| c.is_ascii_digit())
    }

    /// The number it is.
    pub(super) fn number(&self) -> Result<Number, QuickError> {
        number::read(self.text, SPELLING).map_err(|error| self.wrong(error.to_string()))
    }

    /// The asset or instrument it names.
    pub(super) fn name(&self) -> Result<Name, QuickError> {
        Name::read(self.text).map_err(|error| self.wrong(error))
    }

    /// An error about this word, which the message begins with.
    pub(super) fn fault(&self, message: String) -> QuickError {
        self.wrong(format!("“{}” {message}", shown(self.text)))
    }

    fn wrong(&self, message: String) -> QuickError {
        QuickError { column: self.column, read: shown(self.text), message }
    }
}

/// The words of a line up to a comment, `@` being one of its own.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut start: Option<(usize, usize)> = None;
    let mut close = |start: &mut Option<(usize, usize)>, end: usize| {
        if let Some((from, column)) = start.take()
            && let Some(text) = text.get(from..end)
        {
            words.push(Word { text, column });
        }
    };
    for (index, (at, c)) in text.char_indices().enumerate() {
        if c == '#' {
            close(&mut start, at);
            return words;
        }
        if c.is_whitespace() || c == '@' {
            close(&mut start, at);
        }
        if c == '@' {
            start = Some((at, index + 1));
            close(&mut start, at + 1);
        } else if !c.is_whitespace() && start.is_none() {
            start = Some((at, index + 1));
        }
    }
    close(&mut start, text.len());
    words
}
