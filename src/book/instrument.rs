//! What can be traded: spot, perpetuals, dated futures and options, settled in quote or in coin.

use rust_decimal::Decimal;

use super::{Asset, Expiry};

/// Call or put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// The right to buy.
    Call,
    /// The right to sell.
    Put,
}

/// What gains and losses are paid in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Settlement {
    /// Linear: paid in the quote asset; quantities count coins, prices are in quote per coin.
    Linear {
        /// The asset prices are in and gains are paid in, such as USD or USDC.
        quote: Asset,
    },
    /// Inverse: paid in the coin itself. Quantities of perpetuals and futures count dollars and their prices are
    /// dollars per coin; quantities of options count coins and their prices are coins per coin.
    Inverse,
}

/// The four kinds of instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The coin itself.
    Spot,
    /// A future without expiry.
    Perpetual,
    /// A dated future.
    Future {
        /// When it settles.
        expiry: Expiry,
    },
    /// A European option.
    Option {
        /// When it settles.
        expiry: Expiry,
        /// Exercise price, in quote (linear) or dollars (inverse) per coin.
        strike: Decimal,
        /// Call or put.
        right: Right,
    },
}

/// An instrument. Its name says all of it: parsing [`Instrument::to_string`] gives it back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instrument {
    underlying: Asset,
    settlement: Settlement,
    kind: Kind,
}

/// Why parts do not make an instrument.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InstrumentError {
    /// Spot has no inverse form.
    #[error("spot {0} cannot be inverse; name the asset it is paid in, such as {0}/USDC")]
    InverseSpot(Asset),
    /// A strike has to be a price.
    #[error("strike {0} is not a price; it has to be above zero")]
    Strike(Decimal),
    /// An asset against itself.
    #[error("{0} cannot be quoted in itself")]
    SelfQuoted(Asset),
}

impl Instrument {
    /// Puts an instrument together from its parts.
    pub fn new(underlying: Asset, settlement: Settlement, kind: Kind) -> Result<Self, InstrumentError> {
        match (&settlement, kind) {
            (Settlement::Inverse, Kind::Spot) => {
                return Err(InstrumentError::InverseSpot(underlying));
            }
            (Settlement::Linear { quote }, _) if *quote == underlying => {
                return Err(InstrumentError::SelfQuoted(underlying));
            }
            (_, Kind::Option { strike, .. }) if strike <= Decimal::ZERO => {
                return Err(InstrumentError::Strike(strike));
            }
            _ => {}
        }
        let kind = match kind {
            Kind::Option { expiry, strike, right } => Kind::Option { expiry, strike: strike.normalize(), right },
            other => other,
        };
        Ok(Self { underlying, settlement, kind })
    }

    /// A linear perpetual quoted in US dollars, printed `BTC-PERP`.
    pub fn perpetual(underlying: Asset) -> Result<Self, InstrumentError> {
        Self::new(underlying, Settlement::Linear { quote: Asset::usd() }, Kind::Perpetual)
    }

    /// The coin whose price moves it.
    pub fn underlying(&self) -> &Asset {
        &self.underlying
    }

    /// What gains and losses are paid in.
    pub fn settlement(&self) -> &Settlement {
        &self.settlement
    }

    /// Spot, perpetual, future or option, with what belongs to it.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The asset that gains, losses and premiums are paid in.
    pub fn settlement_asset(&self) -> &Asset {
        match &self.settlement {
            Settlement::Linear { quote } => quote,
            Settlement::Inverse => &self.underlying,
        }
    }

    /// When it settles; `None` for spot and perpetuals.
    pub fn expiry(&self) -> Option<Expiry> {
        match self.kind {
            Kind::Future { expiry } | Kind::Option { expiry, .. } => Some(expiry),
            Kind::Spot | Kind::Perpetual => None,
        }
    }

    /// Whether it is an option.
    pub fn is_option(&self) -> bool {
        matches!(self.kind, Kind::Option { .. })
    }

    /// Whether it is settled in coin.
    pub fn is_inverse(&self) -> bool {
        self.settlement == Settlement::Inverse
    }

    /// Whether its quantities are dollars, and not coins: an inverse perpetual or future.
    pub fn counts_dollars(&self) -> bool {
        self.is_inverse() && !self.is_option()
    }
}
