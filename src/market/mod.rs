//! What things are worth: quotes with their source and age, forwards, volatilities, rates.
//!
//! Every price is in US dollars unless its name says otherwise; volatilities and rates are fractions a year (0.52 is
//! 52 %). A shock gives another market and leaves this one alone.

mod quote;
mod shock;
mod staked;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use quote::{Averages, PriceState, Prudence, Quote, VolQuote};
pub use shock::{Shock, ShockError};
pub use staked::{is_dollar, tracked_by};

use crate::book::{Asset, Expiry, Instrument, Sorted, Time};

/// Everything the engine knows about prices at one instant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Market {
    /// The instant this market stands for; expiries are counted from it.
    pub as_of: Time,
    /// Index price of each asset, US dollars a coin.
    #[serde(default)]
    pub index: Sorted<Asset, Quote>,
    /// Mark price of instruments, each in its own price unit: quote a coin, dollars a coin (inverse futures), or coins
    /// a coin (inverse options).
    #[serde(default)]
    pub marks: Sorted<Instrument, Quote>,
    /// Forward price by underlying and expiry, US dollars a coin.
    #[serde(default, with = "forwards_as_list")]
    pub forwards: Sorted<(Asset, Expiry), Quote>,
    /// Implied volatility by option.
    #[serde(default)]
    pub vols: Sorted<Instrument, VolQuote>,
    /// Continuous interest rate by asset, a year; none is zero.
    #[serde(default)]
    pub rates: Sorted<Asset, f64>,
    /// An underlying's volatility index: what its options of about a month imply, taken for options without one.
    #[serde(default, skip_serializing_if = "Sorted::is_empty")]
    pub vol_indices: Sorted<Asset, VolQuote>,
    /// At which price collateral is counted.
    #[serde(default, skip_serializing_if = "is_middle")]
    pub prudence: Prudence,
}

fn is_middle(prudence: &Prudence) -> bool {
    *prudence == Prudence::Middle
}

impl Market {
    /// An empty market at an instant.
    pub fn at(as_of: Time) -> Self {
        Self { as_of, ..Self::default() }
    }

    /// The index price of an asset. A dollar is a dollar; nothing else is assumed.
    pub fn index_of(&self, asset: &Asset) -> Option<&Quote> {
        static DOLLAR: Quote = Quote::dollar();
        if let Some(quote) = self.index.get(asset) {
            return Some(quote);
        }
        (asset.as_str() == "USD").then_some(&DOLLAR)
    }

    /// Listed forwards of an underlying that have not settled, nearest first.
    pub fn forwards_of<'a>(&'a self, underlying: &'a Asset) -> impl Iterator<Item = (Expiry, &'a Quote)> + 'a {
        self.forwards
            .iter()
            .filter(move |((asset, expiry), _)| asset == underlying && !expiry.is_past(self.as_of))
            .map(|((_, expiry), quote)| (*expiry, quote))
    }

    /// Another market, with quotes of `newer` put over those here and its instant.
    #[must_use]
    pub fn with(&self, newer: &Market) -> Market {
        let mut market = self.clone();
        market.as_of = newer.as_of;
        market.index.extend(newer.index.clone());
        market.marks.extend(newer.marks.clone());
        market.forwards.extend(newer.forwards.clone());
        market.vols.extend(newer.vols.clone());
        market.rates.extend(newer.rates.clone());
        market.vol_indices.extend(newer.vol_indices.clone());
        market.prudence = newer.prudence;
        market
    }

    /// Another market in which the index price of `asset` was set.
    #[must_use]
    pub fn with_index(&self, asset: Asset, quote: Quote) -> Market {
        let mut market = self.clone();
        market.index.insert(asset, quote);
        market
    }

    /// Another market at another instant.
    #[must_use]
    pub fn at_time(&self, as_of: Time) -> Market {
        Market { as_of, ..self.clone() }
    }

    /// Price as text for messages: the index of an asset, or nothing.
    pub fn index_price(&self, asset: &Asset) -> Option<Decimal> {
        self.index_of(asset).map(|quote| quote.price)
    }
}

/// JSON has no pairs as keys, so forwards are written as a list of `{underlying, expiry, …quote}`.
mod forwards_as_list {
    use super::{Asset, Deserialize, Expiry, Quote, Serialize, Sorted};
    use serde::{Deserializer, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Row {
        underlying: Asset,
        expiry: Expiry,
        #[serde(flatten)]
        quote: Quote,
    }

    pub(super) fn serialize<S: Serializer>(map: &Sorted<(Asset, Expiry), Quote>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(map.iter().map(|((underlying, expiry), quote)| Row {
            underlying: underlying.clone(),
            expiry: *expiry,
            quote: quote.clone(),
        }))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Sorted<(Asset, Expiry), Quote>, D::Error> {
        let rows = Vec::<Row>::deserialize(from)?;
        Ok(rows.into_iter().map(|row| ((row.underlying, row.expiry), row.quote)).collect())
    }
}
