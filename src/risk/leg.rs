//! A leg: positions in one instrument counted as one, or a coin holding that acts like a position.

use std::fmt::Write;

use rust_decimal::Decimal;

use super::{Greeks, to_f64};
use crate::book::{Asset, Exact, Expiry, Instrument, Kind};
use crate::market::PriceState;
use crate::pricing::Black76;

/// Where a leg comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LegKind {
    /// Positions in one instrument.
    Position,
    /// A borrowed coin: it has to be bought back.
    Borrowed,
    /// The part of a coin holding that covers a net short delta.
    Cover,
}

/// A leg valued in a market: everything scenarios need, in dollars.
#[derive(Clone, Debug, PartialEq)]
pub struct Leg {
    /// Where it comes from.
    pub kind: LegKind,
    /// What it is in.
    pub of: LegOf,
    /// Place in [`super::Valued::underlyings`].
    pub underlying: usize,
    /// When it settles.
    pub expiry: Option<Expiry>,
    /// Rows of the book it is made of.
    pub rows: Vec<usize>,
    /// Coins, or dollars of an inverse perpetual or future; long > 0.
    pub units: Decimal,
    /// Price in the instrument's own unit.
    pub mark: Decimal,
    /// Dollars a unit of what it is quoted in; one where it is quoted in dollars or paid in the coin.
    pub quote_usd: Decimal,
    /// How its value answers to the underlying.
    pub shape: Shape,
    /// Unrealised gain of a perpetual or future as the price is multiplied by `y`: `slope·y − cost` dollars; none
    /// without entry prices. It is part of equity; an option's is not, its value is.
    pub gain: Option<Gain>,
    /// Gain against entry in dollars, options included; none without entry prices.
    pub pnl: Option<Decimal>,
    /// Worst state of the prices it rests on.
    pub state: PriceState,
}

/// What a leg is in.
#[derive(Clone, Debug, PartialEq)]
pub enum LegOf {
    /// An instrument.
    Instrument(Instrument),
    /// A coin that is owed.
    Coin(Asset),
}

/// `slope·y − cost`, exact in decimals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain {
    /// Dollars a unit of `y`.
    pub slope: Decimal,
    /// Dollars paid.
    pub cost: Decimal,
}

/// How a leg's dollar value answers to its underlying's price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// Spot: `usd` dollars of the coin. It has no forward.
    Spot {
        /// Signed dollars at today's price.
        usd: f64,
    },
    /// Linear perpetual or future: `usd` dollars of exposure at mark, growing with the price.
    Linear {
        /// Signed dollars at today's mark.
        usd: f64,
    },
    /// Inverse perpetual or future: always `usd` dollars of exposure.
    Inverse {
        /// Signed dollars, whatever the price.
        usd: f64,
    },
    /// An option: `scale` times its undiscounted Black-76 value.
    Option {
        /// Signed dollars for a dollar of value: quantity, discount, quote; for inverse options also index over forward.
        scale: f64,
        /// Paid in coin, so worth `1/forward` when the forward alone moves.
        inverse: bool,
        /// The contract, with a rate of zero: the discount is in `scale`.
        black: Black76,
    },
}

impl Leg {
    /// Instrument name, or the coin that is owed.
    pub fn name(&self) -> String {
        // room for any name at once: an assessment prints one for every leg
        let mut name = String::with_capacity(32);
        // writing to a string cannot fail
        let _ = match &self.of {
            LegOf::Instrument(instrument) => write!(name, "{instrument}"),
            LegOf::Coin(asset) => write!(name, "{asset}"),
        };
        name
    }

    /// The kind of its instrument; none for a coin.
    pub fn instrument_kind(&self) -> Option<Kind> {
        match &self.of {
            LegOf::Instrument(instrument) => Some(instrument.kind()),
            LegOf::Coin(_) => None,
        }
    }

    /// The signed units as floating point.
    pub fn units_f64(&self) -> f64 {
        to_f64(self.units)
    }

    /// Dollars an option is worth, signed; `None` of what is no option.
    pub fn option_value(&self) -> Option<f64> {
        match self.shape {
            Shape::Option { scale, black, .. } => Some(scale * black.price()),
            _ => None,
        }
    }

    /// Coins of exposure of a perpetual, a future or an option, signed; those of an inverse future are its dollars at mark.
    pub fn coins(&self) -> Option<Decimal> {
        match self.instrument_kind()? {
            Kind::Perpetual | Kind::Future { .. } if matches!(self.shape, Shape::Inverse { .. }) => {
                self.units.over(self.mark)
            }
            _ => Some(self.units),
        }
    }
}

impl Shape {
    /// Dollars gained per 1.00 of relative move after the price was multiplied by `y`, of what is no option; an option's
    /// is not straight and comes from [`super::Repricer::delta_usd`].
    pub fn straight_usd(&self, y: f64) -> f64 {
        match *self {
            Self::Spot { usd } | Self::Linear { usd } => usd * y,
            Self::Inverse { usd } => usd,
            Self::Option { .. } => 0.0,
        }
    }

    /// The multiple of today's price at which an option is at its strike; `None` of what is no option.
    pub fn strike(&self) -> Option<f64> {
        match self {
            Self::Option { black, .. } if black.forward > 0.0 => Some(black.strike / black.forward),
            _ => None,
        }
    }

    /// All sensitivities at today's price.
    pub fn greeks(&self, index: f64) -> Greeks {
        let in_coin = |usd: f64| if index > 0.0 { usd / index } else { 0.0 };
        let Self::Option { scale, black, .. } = *self else {
            let delta_usd = self.straight_usd(1.0);
            return Greeks { delta_usd, delta_coin: in_coin(delta_usd), ..Greeks::default() };
        };
        let g = black.greeks();
        let forward = black.forward;
        let delta_usd = scale * forward * g.delta;
        Greeks {
            delta_usd,
            delta_coin: in_coin(delta_usd),
            gamma_usd_per_pct: scale * g.gamma * forward * forward * 1e-4,
            vega_usd_per_point: scale * g.vega * 1e-2,
            theta_usd_per_day: scale * g.theta / 365.0,
            rho_usd_per_point: scale * g.rho * 1e-2,
            vanna_usd: scale * g.vanna * forward * 1e-4,
            volga_usd: scale * g.volga * 1e-4,
        }
    }
}
