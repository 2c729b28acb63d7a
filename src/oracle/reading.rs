//! What one answer of one source says: prices with their times, what was left out and why, or why nothing can be read.
//!
//! A reading has not been judged yet: its ticks carry no state. Only [`Feed`](super::Feed) says how far they can be
//! trusted, so an unjudged price cannot reach a figure.

use rust_decimal::Decimal;

use super::slot::Slot;
use super::source::{Kind, Source};
use crate::book::{Asset, Expiry, Instrument, Sorted, Time};

/// One value, and when the source says it was true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    /// A price in its own unit, or a volatility as a fraction a year.
    pub value: Decimal,
    /// When it was true, by the source; by our own clock where the source gives no time.
    pub time: Time,
    /// Half-width of the source's own confidence band, in the same unit; for an exchange half its spread.
    pub confidence: Option<Decimal>,
    /// The source's own exponential average.
    pub average: Option<Decimal>,
}

impl Tick {
    /// A value without a band.
    pub fn new(value: Decimal, time: Time) -> Self {
        Self { value, time, confidence: None, average: None }
    }

    /// The same with a band.
    #[must_use]
    pub fn give_or_take(self, confidence: Option<Decimal>) -> Self {
        Self { confidence, ..self }
    }
}

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The coin or instrument, as the source writes it.
    pub name: String,
    /// What stood there, at most forty characters.
    pub read: String,
    /// Why it is not a price.
    pub why: String,
}

/// What one answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Who answered: `hyperliquid`, `deribit`.
    pub source: &'static str,
    /// What kind of source that is.
    pub kind: Kind,
    /// When the answer arrived, by our own clock.
    pub received: Time,
    /// Index prices, US dollars a coin.
    pub index: Sorted<Asset, Tick>,
    /// Mark prices, each in the instrument's own price unit.
    pub marks: Sorted<Instrument, Tick>,
    /// Forward prices, US dollars a coin.
    pub forwards: Sorted<(Asset, Expiry), Tick>,
    /// Implied volatilities, fractions a year.
    pub vols: Sorted<Instrument, Tick>,
    /// Volatility indices, fractions a year.
    pub vol_indices: Sorted<Asset, Tick>,
    /// Units of what a staked asset follows for one of its own, by the pair of both.
    pub rates: Sorted<(Asset, Asset), Tick>,
    /// Rows that were not taken.
    pub left_out: Vec<LeftOut>,
}

/// Why an answer cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Something else than JSON.
    #[error("the answer is {}, not JSON; it starts with “{starts}”", if *html { "a web page" } else { "text" })]
    NotJson {
        /// Its first sixty characters.
        starts: String,
        /// Whether it looks like HTML, as a proxy or a block page would send.
        html: bool,
    },
    /// It ends too early.
    #[error("the answer breaks off after {bytes} bytes")]
    Truncated {
        /// How much arrived.
        bytes: usize,
    },
    /// JSON of another shape.
    #[error("the answer has another shape at {path}: {what}")]
    Shape {
        /// Where.
        path: String,
        /// What is there, or what would be right.
        what: String,
    },
    /// Nothing in it.
    #[error("the answer is empty")]
    Empty,
    /// Rows, but no price that could be one.
    #[error("none of the {rows} rows has a usable price; {name} reads “{read}”: {why}")]
    NothingUsable {
        /// How many rows were left out.
        rows: usize,
        /// The first of them.
        name: String,
        /// What stood there.
        read: String,
        /// Why it is not a price.
        why: String,
    },
    /// The venue says that it was asked too often.
    #[error("the venue says that it was asked too often")]
    TooMany,
    /// The venue says no.
    #[error("the venue answers with error {code}: {message}")]
    Venue {
        /// The venue's own code.
        code: i64,
        /// The venue's own words, at most 160 characters.
        message: String,
    },
}

impl Reading {
    /// A reading with nothing in it yet.
    pub(super) fn of(source: &Source, received: Time) -> Self {
        Self::named(source.name, source.kind, received)
    }

    pub(super) fn named(source: &'static str, kind: Kind, received: Time) -> Self {
        Self {
            source,
            kind,
            received,
            index: Sorted::new(),
            marks: Sorted::new(),
            forwards: Sorted::new(),
            vols: Sorted::new(),
            vol_indices: Sorted::new(),
            rates: Sorted::new(),
            left_out: Vec::new(),
        }
    }

    /// Every value with its place in the market.
    pub(super) fn ticks(self) -> impl Iterator<Item = (Slot, Tick)> {
        (self.index.into_iter().map(|(k, t)| (Slot::Index(k), t)))
            .chain(self.marks.into_iter().map(|(k, t)| (Slot::Mark(k), t)))
            .chain(self.forwards.into_iter().map(|((a, e), t)| (Slot::Forward(a, e), t)))
            .chain(self.vols.into_iter().map(|(k, t)| (Slot::Vol(k), t)))
            .chain(self.vol_indices.into_iter().map(|(k, t)| (Slot::VolIndex(k), t)))
            .chain(self.rates.into_iter().map(|((a, u), t)| (Slot::Rate(a, u), t)))
    }

    /// Notes a row that was not taken.
    pub(super) fn leave_out(&mut self, name: &str, read: &str, why: impl ToString) {
        self.left_out.push(LeftOut { name: first(name, 40), read: first(read, 40), why: why.to_string() });
    }

    /// How many values it holds.
    pub fn len(&self) -> usize {
        let indices = self.index.len() + self.vol_indices.len();
        indices + self.marks.len() + self.forwards.len() + self.vols.len() + self.rates.len()
    }

    /// Whether it holds no value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The reading, or why it is none: nothing there, or nothing that could be a price.
    pub(super) fn unless_empty(self) -> Result<Self, ParseError> {
        match self.left_out.first() {
            _ if !self.is_empty() => Ok(self),
            None => Err(ParseError::Empty),
            Some(row) => Err(ParseError::NothingUsable {
                rows: self.left_out.len(),
                name: row.name.clone(),
                read: row.read.clone(),
                why: row.why.clone(),
            }),
        }
    }
}

/// The first `count` characters.
pub(super) fn first(text: &str, count: usize) -> String {
    text.chars().take(count).collect()
}
