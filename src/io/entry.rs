//! One row read from text, and the book it is gathered into.
//!
//! Rows of CSV and quick-entry lines end up here alike: a name with a quantity is collateral if the name is an asset
//! and a position if it is an instrument. Nothing is netted: two rows in one instrument stay two rows.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::answers::venue_name;
use super::notice::{Notice, NoticeKind, shown};
use crate::book::{Account, Asset, Holding, Instrument, Position, Unknown};

/// What a row says is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A quantity of collateral; negative = borrowed.
    Holding(Holding),
    /// A signed quantity of an instrument.
    Position(Position),
    /// A quantity of what is not known here.
    Unknown(Unknown),
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Asset(Asset),
    Instrument(Instrument),
}

impl Name {
    /// Reads a name as it is written here or by venues; the error says what is wrong and what would be right.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.len() > 100 {
            return Err(format!("“{}” is too long for a name; write one such as USDC or BTC-PERP", shown(text)));
        }
        if let Some(instrument) = venue_name(text) {
            return Ok(Self::Instrument(instrument));
        }
        if !text.contains(['-', '/', '_'])
            && let Ok(asset) = text.parse()
        {
            return Ok(Self::Asset(asset));
        }
        match text.parse() {
            Ok(instrument) => Ok(Self::Instrument(instrument)),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Whether a text is written like a name: no blanks, a letter, and readable as one.
    pub(super) fn is_like(text: &str) -> bool {
        let text = text.trim();
        !text.contains(char::is_whitespace) && text.chars().any(|c| c.is_ascii_alphabetic()) && Self::read(text).is_ok()
    }
}

/// Which way a quantity without a sign goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Long,
    Short,
}

impl Side {
    /// Reads `buy`, `long`, `sell`, `short` and their usual shortenings.
    pub(super) fn read(text: &str) -> Option<Self> {
        let word = text.trim().to_ascii_lowercase();
        match word.as_str() {
            "buy" | "long" | "b" | "l" | "bid" => Some(Self::Long),
            "sell" | "short" | "s" | "ask" => Some(Self::Short),
            _ => None,
        }
    }

    /// The signed quantity; `None` if its sign contradicts the side.
    pub(super) fn applied_to(self, quantity: Decimal) -> Option<Decimal> {
        match self {
            Self::Long => (quantity >= Decimal::ZERO).then_some(quantity),
            Self::Short => Some(-quantity.abs()),
        }
    }
}

/// The book so far, and what there was to say about it.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) account: Account,
    pub(super) notices: Vec<Notice>,
    seen: HashSet<String>,
}

impl Gathered {
    /// Takes a row into the book; a row of nothing is left out, a second row of the same is kept and said.
    pub(super) fn take(&mut self, entry: Entry, line: usize) {
        let (name, quantity) = match &entry {
            Entry::Holding(holding) => (holding.asset.to_string(), holding.quantity),
            Entry::Position(position) => (position.instrument.to_string(), position.quantity),
            Entry::Unknown(of) => (of.name.clone(), of.quantity),
        };
        if quantity.is_zero() {
            let message = format!("the quantity of {name} is zero, so there is nothing to hold");
            self.notices.push(Notice::new(NoticeKind::LeftOut, &name, message).on_line(line));
            return;
        }
        if !self.seen.insert(name.clone()) {
            let message = format!("{name} occurs before; both rows are kept, side by side");
            self.notices.push(Notice::new(NoticeKind::Info, &name, message).on_line(line));
        }
        match entry {
            Entry::Holding(holding) => self.account.holdings.push(holding),
            Entry::Position(position) => self.account.positions.push(position),
            Entry::Unknown(of) => {
                let message = format!("kept and shown, and left out of the margin: {}", of.why);
                self.notices.push(Notice::new(NoticeKind::Kept, &of.name, message).on_line(line));
                self.account.unknown.push(of);
            }
        }
    }

    /// Leaves a row out and says why.
    pub(super) fn leave(&mut self, notice: Notice) {
        self.notices.push(notice);
    }

    /// Whether rows were read and none of them could be kept.
    pub(super) fn is_nothing(&self) -> bool {
        self.account == Account::default() && self.notices.iter().any(|n| n.kind == NoticeKind::LeftOut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn an_asset_is_collateral_and_an_instrument_a_position() {
        assert!(matches!(Name::read("usdc"), Ok(Name::Asset(_))));
        assert!(matches!(Name::read("BTC-PERP"), Ok(Name::Instrument(_))));
        assert!(matches!(Name::read("BTC/USDC"), Ok(Name::Instrument(_))));
        for (name, ours) in [
            ("BTCUSDT", "BTC_USDT-PERPETUAL"),
            ("BTC-USDT-SWAP", "BTC_USDT-PERPETUAL"),
            ("BTCUSD_PERP", "BTC-PERPETUAL"),
            ("BTCUSDT-26DEC25", "BTC_USDT-26DEC25"),
            ("BTC-USD-220309-33000-C", "BTC-9MAR22-33000-C"),
            ("BTC-USD", "BTC-PERP"),
            ("BTC-26MAR27", "BTC-26MAR27"),
            ("BTC_USDC-26MAR27-80000-P", "BTC_USDC-26MAR27-80000-P"),
        ] {
            assert_eq!(Name::read(name), Ok(Name::Instrument(ours.parse().unwrap())), "{name}");
        }
        for asset in ["FDUSD", "PYUSD", "sUSD", "wstETH"] {
            assert!(matches!(Name::read(asset), Ok(Name::Asset(_))), "{asset}");
        }
        let error = Name::read("BTC-27DEC26-100000-X").unwrap_err();
        assert!(error.contains("neither C for a call"), "{error}");
        assert!(Name::is_like("kPEPE-PERP"));
        assert!(!Name::is_like("10"));
        assert!(!Name::is_like("buy 1 BTC-PERP"));
    }

    #[test]
    fn a_side_gives_the_sign_and_may_not_contradict_it() {
        assert_eq!(Side::Short.applied_to(dec!(2)), Some(dec!(-2)));
        assert_eq!(Side::Short.applied_to(dec!(-2)), Some(dec!(-2)));
        assert_eq!(Side::Long.applied_to(dec!(2)), Some(dec!(2)));
        assert_eq!(Side::Long.applied_to(dec!(-2)), None);
    }

    #[test]
    fn rows_of_nothing_are_left_out_and_repeated_rows_kept() {
        let row = |quantity| Entry::Position(Position::new("BTC-PERP".parse().unwrap(), quantity, None));
        let mut book = Gathered::default();
        book.take(row(dec!(0)), 1);
        assert!(book.is_nothing());
        book.take(row(dec!(1)), 2);
        book.take(row(dec!(-1)), 3);
        assert_eq!(book.account.positions.len(), 2);
        assert_eq!(book.notices.len(), 2);
        assert_eq!(book.notices[1].line, Some(3));
        assert!(!book.is_nothing());
    }
}
