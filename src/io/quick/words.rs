//! The words of a quick-entry line, each with its place.

use super::QuickError;
use crate::book::{Instrument, Right};
use crate::io::answers::venue_name;
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
        if let Some(instrument) = of_venue(self.text) {
            return Ok(Name::Instrument(instrument));
        }
        Name::read(self.text).map_err(|error| self.wrong(error))
    }

    /// Whether it is a name that nothing is added to: of several parts, or as a venue writes it.
    pub(super) fn is_whole_name(&self) -> bool {
        self.text.contains('-') || of_venue(self.text).is_some()
    }

    /// A strike with its right behind it: `80000P`, `80kC`.
    pub(super) fn strike_and_right(&self) -> Option<(Number, Right)> {
        let right = match self.text.chars().next_back()? {
            'C' | 'c' => Right::Call,
            'P' | 'p' => Right::Put,
            _ => return None,
        };
        let strike = self.text.get(..self.text.len() - 1)?;
        Some((number::read(strike, SPELLING).ok()?, right))
    }

    /// The error that this word is one too many.
    pub(super) fn more(&self) -> QuickError {
        self.fault("is more than a quantity and a name; write an entry price as @ 65000, or begin a new line")
    }

    /// An error about this word, which the message begins with.
    pub(super) fn fault(&self, message: &str) -> QuickError {
        self.wrong(format!("“{}” {message}", shown(self.text)))
    }

    /// An error at this word.
    pub(super) fn wrong(&self, message: String) -> QuickError {
        QuickError { column: self.column, read: shown(self.text), message }
    }
}

/// The instrument of a name as a venue writes it.
fn of_venue(text: &str) -> Option<Instrument> {
    // our own names come first: a dYdX name such as BTC-USD is none of ours, and BTC-PERP is
    text.parse::<Instrument>().is_err().then(|| venue_name(text)).flatten()
}

/// An error where something is missing.
pub(super) fn missing_at(column: usize, message: &str) -> QuickError {
    QuickError { column, read: String::new(), message: message.to_owned() }
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
