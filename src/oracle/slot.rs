//! What a price can be of: one place in the market.

use crate::book::{Asset, Expiry, Instrument, Time};

/// One place in the market that a source, or a person, can fill.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// Index price of an asset, US dollars a coin.
    Index(Asset),
    /// Mark price of an instrument, in its own price unit.
    Mark(Instrument),
    /// Forward price, US dollars a coin.
    Forward(Asset, Expiry),
    /// Implied volatility of an option, a fraction a year.
    Vol(Instrument),
    /// Volatility index of a coin, a fraction a year.
    VolIndex(Asset),
    /// What one unit of a staked asset (the first) is worth in units of what it follows (the second), by its contract.
    Rate(Asset, Asset),
}

impl Slot {
    /// Whether a jump is a sign of a bad print. What an option costs can double within a minute without one.
    pub fn can_jump(&self) -> bool {
        match self {
            Self::Index(_) | Self::Forward(..) | Self::Rate(..) => true,
            Self::Mark(instrument) => !instrument.is_option(),
            Self::Vol(_) | Self::VolIndex(_) => false,
        }
    }

    /// Whether it comes with the option chain, which is asked for less often than prices.
    pub fn is_of_chain(&self) -> bool {
        match self {
            Self::Index(_) | Self::VolIndex(_) | Self::Rate(..) => false,
            Self::Forward(..) | Self::Vol(_) => true,
            Self::Mark(instrument) => instrument.is_option(),
        }
    }

    /// When the contract settles, where it does.
    pub fn ends(&self) -> Option<Time> {
        let expiry = match self {
            Self::Index(_) | Self::VolIndex(_) | Self::Rate(..) => None,
            Self::Forward(_, expiry) => Some(*expiry),
            Self::Mark(instrument) | Self::Vol(instrument) => instrument.expiry(),
        };
        expiry.map(Expiry::instant)
    }

    /// Whether the contract has settled by `now`.
    pub fn is_past(&self, now: Time) -> bool {
        self.ends().is_some_and(|end| end <= now)
    }
}
