//! Quick entry: one line a position or a holding, as a trader would say it.
//!
//! ```text
//! lines    = line { (";" | newline) line }
//! line     = [side] quantity name [entry]      -2 BTC-PERP @ 65000
//!          | name [side] quantity [entry]      BTC-PERP short 2 @65,000
//! side     = buy | long | bid | sell | short | ask   gives a quantity its sign; it may not contradict one
//! quantity = number [k | m | b]                10k USDC
//! entry    = ("@" | "at") number               average price, in the instrument's own price unit
//! name     = asset | instrument                USDC, BTC-26MAR27-80000-P
//!          | coin [way] perp                   BTC perp, BTC inverse perp, BTC_USDC perp
//!          | coin [way] date [future]          BTC 26MAR27 future
//!          | coin [way] date strike right      ETH 28MAR27 4000 call, ETH_USDC 28MAR27 80kP
//!          | pair spot                         BTC/USDC spot
//! coin     = asset | asset ("_" | "/") asset   what it is, and what it is paid in
//! way      = linear | inverse                  without it as the written name: perpetuals linear, others inverse
//! perp     = perp | perpetual | swap
//! date     = 28MAR27 | 28-MAR-2027 | 28 MAR 27 | 2027-03-28 | 270328 | 20270328
//! right    = call | put | C | P                on its own or right after the strike
//! ```
//!
//! What follows the coin may stand in any order. Numbers have a decimal point; commas, apostrophes and underscores may
//! stand between groups of three digits. `#` begins a comment. A name that is an asset is collateral, a name that is an
//! instrument a position. A line that can be read in two ways is an error that says both. Columns count characters
//! from 1.

mod date;
mod named;
mod said;
mod words;
mod write;

use rust_decimal::Decimal;

use super::entry::{Entry, Gathered, Name, Side};
use super::notice::{Notice, NoticeKind};
use crate::book::{Holding, Position};
use said::Said;
use words::{missing_at, words};

pub use write::write;

/// Why a line cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("character {column}: {message}")]
pub struct QuickError {
    /// Where in the line, in characters from 1.
    pub column: usize,
    /// What stands there.
    pub read: String,
    /// What is the matter and what would be right.
    pub message: String,
}

/// A line as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuickLine {
    /// What is held.
    pub entry: Entry,
    /// What was read otherwise than it was written, if anything.
    pub remark: Option<String>,
}

/// Reads one line.
///
/// ```
/// use cross_margin::io::{Entry, quick};
/// let line = quick::line("short 3 ETH-PERP @ 3310")?;
/// let Entry::Position(position) = line.entry else { unreachable!() };
/// assert_eq!(position.quantity.to_string(), "-3");
/// # Ok::<(), quick::QuickError>(())
/// ```
pub fn line(text: &str) -> Result<QuickLine, QuickError> {
    let words = words(text);
    let end = text.chars().count() + 1;
    let said = Said::read(&words, end)?;
    let Some(head) = said.head else {
        return Err(missing_at(end, words_missing(true, said.quantity.is_none())));
    };
    let named::Named { name, quantity, spoken } = said.named(head, end)?;
    let Some((number, place)) = quantity else {
        return Err(missing_at(end, words_missing(false, true)));
    };
    let mut remarks = Vec::new();
    if number.rounded || said.price.is_some_and(|(price, _)| price.rounded) {
        remarks.push("rounded to the 28 digits that are kept".to_owned());
    }
    let quantity = match said.side {
        None => number.value,
        Some((side, _)) => side
            .applied_to(number.value)
            .ok_or_else(|| place.fault("contradicts the side; write buy 2, sell 2 or -2"))?,
    };
    let entry = match name {
        Name::Asset(asset) => {
            if let Some((price, _)) = said.price {
                remarks.push(format!("{asset} is collateral, which has no entry price; {} is not used", price.value));
            }
            if let Some((Side::Short, word)) = said.side {
                remarks.push(format!(
                    "“{} {asset}” is read as {asset} borrowed; for a short perpetual write {asset}-PERP",
                    word.text
                ));
            }
            Entry::Holding(Holding { asset, quantity })
        }
        Name::Instrument(instrument) => {
            let price = said.price.map(|(price, _)| price.value);
            if let Some((price, word)) = said.price
                && (price.value < Decimal::ZERO || (price.value.is_zero() && !instrument.is_option()))
            {
                let message = format!("is not a price for {instrument}; write one above zero");
                return Err(word.fault(&message));
            }
            if spoken && instrument.is_inverse() && !instrument.is_option() {
                let coin = instrument.underlying();
                remarks
                    .push(format!("the quantity of {instrument} counts dollars; write {coin}_USDC for one in {coin}"));
            }
            Entry::Position(Position::new(instrument, quantity, price))
        }
    };
    Ok(QuickLine { entry, remark: (!remarks.is_empty()).then(|| remarks.join("; ")) })
}

fn words_missing(no_name: bool, no_quantity: bool) -> &'static str {
    match (no_name, no_quantity) {
        (true, true) => "a quantity and a name are missing; write -2 BTC-PERP @ 65000 or 10k USDC",
        (true, false) => "a name is missing; write BTC-PERP, BTC-25DEC26-80000-P or USDC",
        _ => "a quantity is missing; write a number such as -2 or 10k",
    }
}

/// One line among several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// What is written.
    pub text: &'a str,
    /// The row of the text, from 1.
    pub row: usize,
    /// Characters of the row before it.
    pub before: usize,
}

/// The lines of a text, separated by `;` and new lines, without those that are empty or only a comment.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    for (index, whole) in text.lines().enumerate() {
        let said = whole.find('#').and_then(|at| whole.get(..at)).unwrap_or(whole);
        let mut before = 0;
        for text in said.split(';') {
            if !text.trim().is_empty() {
                pieces.push(Piece { text, row: index + 1, before });
            }
            before += text.chars().count() + 1;
        }
    }
    pieces
}

/// Lines that are being read; those that cannot be read are left out with a notice.
pub(super) struct Lines {
    /// Each line with its row in the text and the characters before it there, the first to be read last.
    pieces: Vec<(String, usize, usize)>,
    total: usize,
    book: Gathered,
}

impl Lines {
    pub(super) fn begin(text: &str) -> Self {
        let piece = |piece: Piece<'_>| (piece.text.to_owned(), piece.row, piece.before);
        let pieces: Vec<_> = pieces(text).into_iter().rev().map(piece).collect();
        Self { total: pieces.len(), pieces, book: Gathered::default() }
    }

    /// How many lines are read, and how many there are.
    pub(super) fn progress(&self) -> (usize, usize) {
        (self.total - self.pieces.len(), self.total)
    }

    /// Reads up to so many lines more; whether there are none left.
    pub(super) fn step(&mut self, most: usize) -> bool {
        for _ in 0..most {
            let Some((text, row, before)) = self.pieces.pop() else {
                return true;
            };
            match line(&text) {
                Ok(QuickLine { entry, remark }) => {
                    if let Some(remark) = remark {
                        self.book.leave(Notice::new(NoticeKind::Kept, text.trim(), remark).on_line(row));
                    }
                    self.book.take(entry, row);
                }
                Err(error) => self.book.leave(
                    Notice::new(NoticeKind::LeftOut, &error.read, error.message)
                        .on_line(row)
                        .in_column(format!("character {}", before + error.column)),
                ),
            }
        }
        self.pieces.is_empty()
    }

    /// The book, as far as it was read.
    pub(super) fn finish(self) -> Gathered {
        self.book
    }
}

#[cfg(test)]
mod tests;
