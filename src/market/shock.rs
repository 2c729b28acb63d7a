//! A shock gives another market.

use rust_decimal::Decimal;

use super::{Market, tracked_by};
use crate::book::{Asset, Exact, Instrument};

/// What moves, and by how much.
#[derive(Clone, Debug, PartialEq)]
pub enum Shock {
    /// The price of one asset is multiplied: its index, its forwards, the marks of its perpetuals and futures, and
    /// whatever follows it. Volatilities stay by instrument; marks of options are dropped, so that options are priced
    /// from their volatility.
    Price {
        /// The asset that moves.
        asset: Asset,
        /// New price over old, above zero.
        factor: Decimal,
    },
    /// Every volatility is multiplied.
    Vol {
        /// New over old, at least zero.
        factor: f64,
    },
    /// Time passes at unchanged prices.
    Time {
        /// Milliseconds, forward.
        ms: i64,
    },
}

/// Why a market cannot be shocked that way.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ShockError {
    /// Prices stay above zero.
    #[error("a price is multiplied by a factor above zero, not by {0}")]
    Factor(Decimal),
    /// Volatilities are not negative.
    #[error("a volatility is multiplied by a factor of at least zero, not by {0}")]
    VolFactor(f64),
    /// More digits than a price has.
    #[error("{0} times {1} is too large for a price")]
    Overflow(Decimal, Decimal),
}

impl Market {
    /// The market after the shock.
    pub fn shocked(&self, shock: &Shock) -> Result<Market, ShockError> {
        match shock {
            Shock::Price { asset, factor } => self.moved(asset, *factor),
            Shock::Vol { factor } => {
                if !(factor.is_finite() && *factor >= 0.0) {
                    return Err(ShockError::VolFactor(*factor));
                }
                let mut market = self.clone();
                market.vols.values_mut().chain(market.vol_indices.values_mut()).for_each(|quote| quote.vol *= factor);
                Ok(market)
            }
            Shock::Time { ms } => Ok(self.at_time(crate::book::Time(self.as_of.0.saturating_add(*ms)))),
        }
    }

    fn moved(&self, asset: &Asset, factor: Decimal) -> Result<Market, ShockError> {
        if factor <= Decimal::ZERO {
            return Err(ShockError::Factor(factor));
        }
        let scale = |price: &mut Decimal| -> Result<(), ShockError> {
            *price = price.times(factor).ok_or(ShockError::Overflow(*price, factor))?;
            Ok(())
        };
        let mut market = self.clone();
        for (held, quote) in &mut market.index {
            if held == asset || tracked_by(held) == Some(asset.as_str()) {
                scale(&mut quote.price)?;
                quote.confidence.as_mut().map(scale).transpose()?;
                if let Some(averages) = &mut quote.averages {
                    scale(&mut averages.exponential)?;
                    scale(&mut averages.time_weighted)?;
                }
            }
        }
        for ((underlying, _), quote) in &mut market.forwards {
            if underlying == asset {
                scale(&mut quote.price)?;
            }
        }
        let moves = |instrument: &Instrument| instrument.underlying() == asset;
        market.marks.retain(|instrument, _| !(moves(instrument) && instrument.is_option()));
        for (instrument, quote) in &mut market.marks {
            if moves(instrument) {
                scale(&mut quote.price)?;
            }
        }
        Ok(market)
    }
}
