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

use rust_decimal::Decimal;

use super::entry::{Entry, Gathered, Name, Side};
use super::notice::{ImportError, Notice, NoticeKind, shown};
use super::number::{self, DecimalMark, Spelling};
use crate::book::{Holding, Position};

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

const SPELLING: Spelling = Spelling {
    mark: DecimalMark::Point,
    suffixes: true,
};

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
    let fault = |word: Option<&Word>, message: String| QuickError {
        column: word.map_or(end, |word| word.column),
        read: word.map(|word| shown(word.text)).unwrap_or_default(),
        message,
    };
    let mut words = words.iter().peekable();
    let mut side: Option<(Side, &Word)> = None;
    let mut quantity: Option<(number::Number, &Word)> = None;
    let mut name: Option<Name> = None;
    while let Some(word) = words.next_if(|word| !word.begins_price()) {
        let looks_numeric = word
            .text
            .chars()
            .find(|c| !matches!(c, '+' | '-' | '−' | '–' | '(' | '$' | '€' | '£' | '.'))
            .is_some_and(|c| c.is_ascii_digit());
        let a_side = Side::read(word.text).filter(|_| word.text.len() > 2);
        match a_side {
            Some(read) if side.is_none() && quantity.is_none() => side = Some((read, word)),
            _ if looks_numeric && quantity.is_none() => {
                let read = number::read(word.text, SPELLING)
                    .map_err(|error| fault(Some(word), error.to_string()))?;
                quantity = Some((read, word));
            }
            _ if name.is_none() && !looks_numeric => {
                name = Some(Name::read(word.text).map_err(|error| fault(Some(word), error))?);
            }
            _ => {
                let message = format!(
                    "“{}” is more than a quantity and a name; write an entry price as @ 65000, or begin a new line",
                    shown(word.text)
                );
                return Err(fault(Some(word), message));
            }
        }
    }
    let mut entry = None;
    if let Some(sign) = words.next() {
        let Some(word) = words.next() else {
            let message = "a price is missing after the @; write @ 65000";
            return Err(fault(None, message.to_owned()));
        };
        let read = number::read(word.text, SPELLING)
            .map_err(|error| fault(Some(word), error.to_string()))?;
        if let Some(word) = words.next() {
            let message = format!(
                "“{}” stands after the price; begin a new line for the next position",
                shown(word.text)
            );
            return Err(fault(Some(word), message));
        }
        entry = Some((read, word, sign));
    }
    let first = words_missing(name.is_none(), quantity.is_none());
    let (Some(name), Some((number, place))) = (name, quantity) else {
        return Err(fault(None, first.to_owned()));
    };
    let mut remarks = Vec::new();
    if number.rounded || entry.is_some_and(|(price, ..)| price.rounded) {
        remarks.push("rounded to the 28 digits that are kept".to_owned());
    }
    let signed = match side {
        None => number.value,
        Some((side, _)) => side.applied_to(number.value).ok_or_else(|| {
            let message = format!(
                "“{}” contradicts the side; write buy 2, sell 2 or -2",
                shown(place.text)
            );
            fault(Some(place), message)
        })?,
    };
    let entry = match name {
        Name::Asset(asset) => {
            if let Some((price, ..)) = entry {
                remarks.push(format!(
                    "collateral has no entry price; {} is not used",
                    price.value
                ));
            }
            if let Some((Side::Short, word)) = side {
                remarks.push(format!(
                    "“{} {asset}” is read as {asset} borrowed; for a short perpetual write {asset}-PERP",
                    word.text
                ));
            }
            Entry::Holding(Holding {
                asset,
                quantity: signed,
            })
        }
        Name::Instrument(instrument) => {
            let price = entry.map(|(price, ..)| price.value);
            if let Some((price, word, _)) = entry
                && (price.value < Decimal::ZERO
                    || (price.value.is_zero() && !instrument.is_option()))
            {
                let message = format!(
                    "{} is not a price for {instrument}; write one above zero",
                    price.value
                );
                return Err(fault(Some(word), message));
            }
            Entry::Position(Position::new(instrument, signed, price))
        }
    };
    Ok(QuickLine {
        entry,
        remark: (!remarks.is_empty()).then(|| remarks.join("; ")),
    })
}

fn words_missing(no_name: bool, no_quantity: bool) -> &'static str {
    match (no_name, no_quantity) {
        (true, true) => "a quantity and a name are missing; write -2 BTC-PERP @ 65000 or 10k USDC",
        (true, false) => "a name is missing; write BTC-PERP, BTC-25DEC26-80000-P or USDC",
        _ => "a quantity is missing; write a number such as -2 or 10k",
    }
}

/// Reads lines; those that cannot be read are left out with a notice.
pub(super) fn read(text: &str) -> Result<Gathered, ImportError> {
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
    Ok(book)
}

struct Word<'a> {
    text: &'a str,
    column: usize,
}

impl Word<'_> {
    fn begins_price(&self) -> bool {
        self.text == "@" || self.text.eq_ignore_ascii_case("at")
    }
}

/// The words of a line up to a comment, `@` being one of its own.
fn words(text: &str) -> Vec<Word<'_>> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn position(text: &str) -> (String, Decimal, Option<Decimal>) {
        match line(text).unwrap().entry {
            Entry::Position(p) => (p.instrument.to_string(), p.quantity, p.entry),
            Entry::Holding(h) => (h.asset.to_string(), h.quantity, None),
        }
    }

    #[test]
    fn a_line_is_read_as_it_is_said() {
        for (text, name, quantity, entry) in [
            (
                "-2 BTC-PERP @ 65000",
                "BTC-PERP",
                dec!(-2),
                Some(dec!(65000)),
            ),
            (
                "+5 BTC-25DEC26-80000-P @ 0.031",
                "BTC-25DEC26-80000-P",
                dec!(5),
                Some(dec!(0.031)),
            ),
            ("10k USDC", "USDC", dec!(10000), None),
            ("0.5 wstETH", "wstETH", dec!(0.5), None),
            ("short 3 ETH-PERP", "ETH-PERP", dec!(-3), None),
            (
                "buy 1 BTC-26MAR27 @95000",
                "BTC-26MAR27",
                dec!(1),
                Some(dec!(95000)),
            ),
            (
                "BTC-PERP 1.5 @91,200",
                "BTC-PERP",
                dec!(1.5),
                Some(dec!(91200)),
            ),
            (
                "btc-perp sell 2 at 65000 # hedge",
                "BTC-PERP",
                dec!(-2),
                Some(dec!(65000)),
            ),
            ("2 BTC-PERP@65000", "BTC-PERP", dec!(2), Some(dec!(65000))),
            ("−1,500 USDC", "USDC", dec!(-1500), None),
            ("+10 +10", "+10", dec!(10), None),
        ] {
            if text == "+10 +10" {
                assert!(line(text).is_err(), "a name of digits needs CSV or JSON");
                continue;
            }
            assert_eq!(position(text), (name.to_owned(), quantity, entry), "{text}");
        }
    }

    #[test]
    fn a_mistake_has_its_column() {
        let at = |text: &str| {
            let error = line(text).unwrap_err();
            (error.column, error.message)
        };
        let (column, message) = at("2 BTC-32DEC26");
        assert_eq!(column, 3);
        assert!(message.contains("27DEC26"), "{message}");
        let (column, message) = at("1,5 BTC-PERP");
        assert_eq!(column, 1);
        assert!(message.contains("“1,5”"), "{message}");
        assert_eq!(at("2 BTC-PERP @").0, 13);
        assert_eq!(at("2 BTC-PERP 65000").0, 12);
        assert_eq!(at("2 BTC-PERP @ 65000 x").0, 20);
        assert_eq!(at("buy -2 BTC-PERP").0, 5);
        assert_eq!(at("é BTC-PERP").0, 1);
        assert!(at("BTC-PERP").1.contains("quantity"));
        assert!(at("2").1.contains("name"));
        assert!(at("2 BTC-PERP @ 0").1.contains("above zero"));
    }

    #[test]
    fn what_is_read_otherwise_is_said() {
        let borrowed = line("short 3 ETH").unwrap().remark.unwrap();
        assert!(borrowed.contains("ETH-PERP"), "{borrowed}");
        let unused = line("3 ETH @ 3000").unwrap().remark.unwrap();
        assert!(unused.contains("3000"), "{unused}");
    }

    #[test]
    fn lines_that_cannot_be_read_leave_the_others() {
        let book = read("# mine\n-2 BTC-PERP @ 65000\n\n2 what is\n10k USDC\n").unwrap();
        assert_eq!(book.account.positions.len(), 1);
        assert_eq!(book.account.holdings.len(), 1);
        assert_eq!(book.notices.len(), 1);
        assert_eq!(book.notices[0].line, Some(4));
        assert_eq!(book.notices[0].column.as_deref(), Some("character 8"));
    }
}
