//! Quick entry: one line a position or a holding, as a trader would say it.
//!
//! ```text
//! line     = [side] quantity name [entry]      -2 BTC-PERP @ 65000
//!          | name [side] quantity [entry]      BTC-PERP short 2 @65,000
//! side     = buy | long | sell | short         gives a quantity its sign; it may not contradict one
//! quantity = number [k | m | b]                10k USDC
//! entry    = ("@" | "at") number               average price, in the instrument's own price unit
//! ```
//!
//! Numbers have a decimal point; commas, apostrophes and underscores may stand between groups of three digits. `#`
//! begins a comment. A name that is an asset is collateral, a name that is an instrument a position. Columns count
//! characters from 1.

mod words;

use rust_decimal::Decimal;

use super::entry::{Entry, Gathered, Name, Side};
use super::notice::{Notice, NoticeKind};
use super::number::Number;
use crate::book::{Holding, Position};
use words::{Word, words};

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
    let missing = words_missing(said.name.is_none(), said.quantity.is_none());
    let (Some(name), Some((number, place))) = (said.name, said.quantity) else {
        return Err(missing_at(end, missing));
    };
    let mut remarks = Vec::new();
    if number.rounded || said.price.is_some_and(|(price, _)| price.rounded) {
        remarks.push("rounded to the 28 digits that are kept".to_owned());
    }
    let quantity = match said.side {
        None => number.value,
        Some((side, _)) => side
            .applied_to(number.value)
            .ok_or_else(|| place.fault("contradicts the side; write buy 2, sell 2 or -2".to_owned()))?,
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
                return Err(word.fault(message));
            }
            Entry::Position(Position::new(instrument, quantity, price))
        }
    };
    Ok(QuickLine { entry, remark: (!remarks.is_empty()).then(|| remarks.join("; ")) })
}

/// The parts of a line, each with the word it was read from.
#[derive(Default)]
struct Said<'w> {
    side: Option<(Side, &'w Word<'w>)>,
    quantity: Option<(Number, &'w Word<'w>)>,
    name: Option<Name>,
    price: Option<(Number, &'w Word<'w>)>,
}

impl<'w> Said<'w> {
    fn read(words: &'w [Word<'w>], end: usize) -> Result<Self, QuickError> {
        let mut said = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if word.begins_price() {
                let Some(price) = words.next() else {
                    return Err(missing_at(end, "a price is missing after the @; write @ 65000"));
                };
                said.price = Some((price.number()?, price));
                return match words.next() {
                    None => Ok(said),
                    Some(word) => {
                        Err(word.fault("stands after the price; begin a new line for the next position".to_owned()))
                    }
                };
            }
            let begins_number = word.begins_number();
            match Side::read(word.text).filter(|_| word.text.len() > 2) {
                Some(side) if said.side.is_none() && said.quantity.is_none() => {
                    said.side = Some((side, word));
                }
                _ if begins_number && said.quantity.is_none() => {
                    said.quantity = Some((word.number()?, word));
                }
                _ if !begins_number && said.name.is_none() => {
                    said.name = Some(word.name()?);
                }
                _ => {
                    let message =
                        "is more than a quantity and a name; write an entry price as @ 65000, or begin a new line";
                    return Err(word.fault(message.to_owned()));
                }
            }
        }
        Ok(said)
    }
}

fn missing_at(column: usize, message: &str) -> QuickError {
    QuickError { column, read: String::new(), message: message.to_owned() }
}

fn words_missing(no_name: bool, no_quantity: bool) -> &'static str {
    match (no_name, no_quantity) {
        (true, true) => "a quantity and a name are missing; write -2 BTC-PERP @ 65000 or 10k USDC",
        (true, false) => "a name is missing; write BTC-PERP, BTC-25DEC26-80000-P or USDC",
        _ => "a quantity is missing; write a number such as -2 or 10k",
    }
}

/// Reads lines; those that cannot be read are left out with a notice.
pub(super) fn read(text: &str) -> Gathered {
    let mut book = Gathered::default();
    for (index, row) in text.lines().enumerate() {
        let at = index + 1;
        if row.trim().is_empty() || row.trim_start().starts_with('#') {
            continue;
        }
        match line(row) {
            Ok(QuickLine { entry, remark }) => {
                if let Some(remark) = remark {
                    book.leave(Notice::new(NoticeKind::Kept, row.trim(), remark).on_line(at));
                }
                book.take(entry, at);
            }
            Err(error) => book.leave(
                Notice::new(NoticeKind::LeftOut, &error.read, error.message)
                    .on_line(at)
                    .in_column(format!("character {}", error.column)),
            ),
        }
    }
    book
}

#[cfg(test)]
mod tests;
