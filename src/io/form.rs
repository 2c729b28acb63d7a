//! The forms in which a book can arrive.

use std::fmt;

/// The form a text was recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Our own file.
    Json,
    /// Cells separated by commas, semicolons or tabs.
    Csv,
    /// Hyperliquid's account answer.
    Hyperliquid,
    /// Quick-entry lines.
    Lines,
}

impl Form {
    /// The form in a sentence, for people.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Json => "A book that this calculator saved.",
            Self::Csv => "A table with one holding or position in each row.",
            Self::Hyperliquid => "An account as Hyperliquid reports it.",
            Self::Lines => "Lines such as “-2 BTC-PERP @ 65000”, one holding or position each.",
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json => "a saved book",
            Self::Csv => "a table",
            Self::Hyperliquid => "a Hyperliquid account",
            Self::Lines => "quick-entry lines",
        })
    }
}
