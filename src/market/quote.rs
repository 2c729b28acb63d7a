//! One price, with where it came from, when, and how far it can be trusted.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::book::{Exact, Time};

/// How far a price can be trusted, best first. What rests on several prices inherits the worst.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceState {
    /// Fetched, and within its age limit.
    Live,
    /// Handed in by the page that embeds the calculator.
    Host,
    /// Came with a book: an import or a file.
    #[default]
    Imported,
    /// Typed by the user.
    Manual,
    /// Older than a live price should be, still within the limit.
    Ageing,
    /// Its sources lie further apart than the policy allows.
    Diverging,
    /// Past its age limit.
    Stale,
    /// A jump that no second source has confirmed; the price before it is kept.
    Held,
    /// The bundled snapshot.
    Sample,
}

impl PriceState {
    /// Whether a figure resting on such a price has to say so.
    pub fn needs_mark(self) -> bool {
        !matches!(self, Self::Live | Self::Host)
    }

    /// The state of that word in JSON.
    pub fn named(word: &str) -> Option<Self> {
        Some(match word {
            "live" => Self::Live,
            "host" => Self::Host,
            "imported" => Self::Imported,
            "manual" => Self::Manual,
            "ageing" => Self::Ageing,
            "diverging" => Self::Diverging,
            "stale" => Self::Stale,
            "held" => Self::Held,
            "sample" => Self::Sample,
            _ => return None,
        })
    }

    /// The word shown beside a figure.
    pub fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Host => "host",
            Self::Imported => "imported",
            Self::Manual => "typed",
            Self::Ageing => "ageing",
            Self::Diverging => "diverging",
            Self::Stale => "stale",
            Self::Held => "held",
            Self::Sample => "sample",
        }
    }
}

/// A price and where it came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// The price.
    pub price: Decimal,
    /// Who said so: `hyperliquid`, `deribit`, `typed`, `sample`.
    #[serde(default)]
    pub source: String,
    /// When it was true.
    #[serde(default)]
    pub time: Time,
    /// Half-width of the source's own confidence band, in the same unit as the price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Decimal>,
    /// What the price was lately, for rules that ask for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub averages: Option<Averages>,
    /// How far it can be trusted.
    #[serde(default)]
    pub state: PriceState,
}

/// Averages of a price over the last minutes; the policy of the feed says how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Averages {
    /// Weights fall off exponentially with age.
    pub exponential: Decimal,
    /// Every moment of the window weighs the same.
    pub time_weighted: Decimal,
}

/// At which price of a quote collateral is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prudence {
    /// At the price in use.
    #[default]
    Middle,
    /// What is held at the low edge of the confidence band, what is owed at the high edge.
    Conservative,
    /// Like `Conservative`; and where an average is worse than the edge, at the average.
    Strict,
}

impl Quote {
    /// A quote without a confidence band.
    pub fn new(price: Decimal, source: &str, time: Time, state: PriceState) -> Self {
        Self { price, source: source.to_owned(), time, confidence: None, averages: None, state }
    }

    /// The price that counts for something held (`owed` false) or owed. Never below zero; the price itself where
    /// neither a band nor an average is known, or where the edge cannot be written.
    pub fn counted(&self, prudence: Prudence, owed: bool) -> Decimal {
        let mut counted = self.price;
        let mut worse = |other: Option<Decimal>| {
            if let Some(other) = other {
                counted = if owed { counted.max(other) } else { counted.min(other).max(Decimal::ZERO) };
            }
        };
        if prudence >= Prudence::Conservative {
            let edge = |half| if owed { self.price.plus(half) } else { self.price.minus(half) };
            worse(self.confidence.and_then(edge));
        }
        if prudence == Prudence::Strict {
            worse(self.averages.map(|averages| averages.exponential));
            worse(self.averages.map(|averages| averages.time_weighted));
        }
        counted
    }

    /// What a dollar is worth in dollars.
    pub(super) const fn dollar() -> Self {
        Self {
            price: Decimal::ONE,
            source: String::new(),
            time: Time(i64::MAX),
            confidence: None,
            averages: None,
            state: PriceState::Live,
        }
    }
}

/// An implied volatility and where it came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VolQuote {
    /// Volatility, a fraction a year: 0.52 is 52 %.
    pub vol: f64,
    /// Who said so.
    #[serde(default)]
    pub source: String,
    /// When it was true.
    #[serde(default)]
    pub time: Time,
    /// How far it can be trusted.
    #[serde(default)]
    pub state: PriceState,
}
