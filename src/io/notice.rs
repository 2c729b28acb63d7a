//! What an import says about what it read: notices beside a book, or an error where there is no book.
//!
//! A notice names the place (line and column, or the path of a JSON field), what was read there, and what would be
//! right. Lines count from 1 in the text as it was given; columns are the heading of the column, the path of the
//! field, or `character 7`.

use std::fmt;

use super::Form;

/// Largest text that is read, in bytes.
pub const MAX_BYTES: usize = 10_000_000;

/// Most rows that are read: holdings and positions together.
pub const MAX_ROWS: usize = 10_000;

/// What became of the thing a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// It is not in the book.
    LeftOut,
    /// It is in the book, read otherwise than it was written.
    Kept,
    /// It is in the book as written; there is something to know about it.
    Info,
}

/// One remark about what was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Line in the text, from 1.
    pub line: Option<usize>,
    /// Heading of the column, path of the JSON field, or place in the line.
    pub column: Option<String>,
    /// What was read there, cut to a readable length.
    pub read: String,
    /// What is the matter and what would be right.
    pub message: String,
    /// Whether it is in the book.
    pub kind: NoticeKind,
}

impl Notice {
    /// A notice without a place.
    pub fn new(kind: NoticeKind, read: &str, message: impl Into<String>) -> Self {
        Self { line: None, column: None, read: shown(read), message: cut(&message.into(), 500), kind }
    }

    /// The same notice, of several accounts about this one.
    #[must_use]
    pub fn of_account(mut self, name: &str) -> Self {
        let place = self.column.take().unwrap_or_default();
        self.column = Some(if place.is_empty() { shown(name) } else { format!("{}: {place}", shown(name)) });
        self
    }

    /// The same notice about a line.
    #[must_use]
    pub fn on_line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    /// The same notice about a column or field.
    #[must_use]
    pub fn in_column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.line, &self.column) {
            (Some(line), Some(column)) => write!(f, "Line {line}, {column}: ")?,
            (Some(line), None) => write!(f, "Line {line}: ")?,
            (None, Some(column)) => write!(f, "{column}: ")?,
            (None, None) => {}
        }
        f.write_str(&self.message)?;
        if self.kind == NoticeKind::LeftOut {
            f.write_str(" (left out)")?;
        }
        Ok(())
    }
}

/// Why there is no book.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Nothing but blanks and comments.
    #[error(
        "there is nothing to read; paste rows such as BTC-PERP,1.5,91200, lines such as 10k USDC, or a venue's JSON"
    )]
    Empty,
    /// More bytes than are read.
    #[error("the text has {found} bytes; at most {MAX_BYTES} (10 MB) are read, so split it")]
    TooLarge {
        /// How many it has.
        found: usize,
    },
    /// More rows than are read.
    #[error("there are {found} rows; at most {MAX_ROWS} are read, so split them")]
    TooManyRows {
        /// How many there are.
        found: usize,
    },
    /// Text that begins like JSON and is not.
    #[error("this is not JSON: {reason} ({place}); copy the whole answer, from its first brace to its last")]
    Json {
        /// Line, and column where it is known.
        place: String,
        /// What the JSON reader found.
        reason: String,
    },
    /// JSON of no known form.
    #[error(
        "this JSON is none that is known: it has {found}; right would be a saved book (“format”: “cross-margin/book”) or what a venue answers about positions, balances or an account; what it answers about its rules goes under Rules"
    )]
    UnknownJson {
        /// What stands at its top.
        found: String,
    },
    /// A venue's answer that it does not answer.
    #[error("the venue answered with an error and not with an account: {said}; ask it again and copy the whole answer")]
    Refused {
        /// What the venue said.
        said: String,
    },
    /// A file of a later version of this program.
    #[error(
        "this book was saved in version {found} of the format; this page reads version {known}, so reload the page to get its newest form"
    )]
    NewerVersion {
        /// The version of the file.
        found: String,
        /// The newest version that is read.
        known: u32,
    },
    /// A heading without the columns a book needs.
    #[error(
        "line {line} names the columns {found}, and {missing} is not among them; right would be name,quantity,entry or rows such as BTC-PERP,1.5,91200"
    )]
    NoColumns {
        /// Where the heading stands.
        line: usize,
        /// The columns it names.
        found: String,
        /// What was looked for.
        missing: &'static str,
    },
    /// A list of trades, from which no position can be read.
    #[error(
        "line {line} has a column “{column}”, so this is a list of trades or transfers; right would be the list of open positions"
    )]
    TradeLog {
        /// Where the heading stands.
        line: usize,
        /// The column that gave it away.
        column: String,
    },
    /// Rows, and none of them could be read.
    #[error("nothing could be read as {form}. {}", first(notices))]
    Nothing {
        /// What the text was taken for.
        form: Form,
        /// Why each row was left out.
        notices: Vec<Notice>,
    },
}

fn first(notices: &[Notice]) -> String {
    let left_out = |notice: &&Notice| notice.kind == NoticeKind::LeftOut;
    let first = notices.iter().find(left_out);
    first.map(Notice::to_string).unwrap_or_default()
}

/// A text cut to a length that fits in a message.
pub(super) fn shown(text: &str) -> String {
    cut(text, 60)
}

fn cut(text: &str, length: usize) -> String {
    if text.len() <= length || text.chars().nth(length).is_none() {
        return text.to_owned();
    }
    text.chars().take(length).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_reads_as_a_sentence() {
        let notice = Notice::new(NoticeKind::LeftOut, "abc", "“abc” is not a number").on_line(3).in_column("quantity");
        assert_eq!(notice.to_string(), "Line 3, quantity: “abc” is not a number (left out)");
    }

    #[test]
    fn limits_state_what_was_found() {
        let large = ImportError::TooLarge { found: 12_345_678 }.to_string();
        assert!(large.contains("12345678") && large.contains("10000000"));
        let long = ImportError::TooManyRows { found: 10_001 }.to_string();
        assert!(long.contains("10001") && long.contains("10000"));
    }

    #[test]
    fn long_readings_are_cut_between_characters() {
        assert_eq!(shown("é".repeat(61).as_str()).chars().count(), 61);
        assert_eq!(shown("é".repeat(60).as_str()).chars().count(), 60);
    }
}
