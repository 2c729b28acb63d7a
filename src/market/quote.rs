//! One price, with where it came from, when, and how far it can be trusted.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::book::Time;

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

    /// The word shown beside a figure.
    pub fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Host => "host",
            Self::Imported => "imported",
            Self::Manual => "typed",
            Self::Ageing => "ageing",
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
    /// How far it can be trusted.
    #[serde(default)]
    pub state: PriceState,
}

impl Quote {
    /// A quote without a confidence band.
    pub fn new(price: Decimal, source: &str, time: Time, state: PriceState) -> Self {
        Self { price, source: source.to_owned(), time, confidence: None, state }
    }

    /// What a dollar is worth in dollars.
    pub(super) const fn dollar() -> Self {
        Self {
            price: Decimal::ONE,
            source: String::new(),
            time: Time(i64::MAX),
            confidence: None,
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
