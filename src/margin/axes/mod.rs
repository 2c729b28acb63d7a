//! Along which ways an account is lost: one underlying's price, all prices together, volatility, time, a depeg.
//!
//! Every place is the whole account asked again: where equity meets the initial margin, the maintenance margin (there it
//! is liquidated) and nothing (beyond it something is owed). All crossings in the range are found, so there may be one,
//! none or several; between them the account is safe or it is not. See `docs/liquidation.md`.

mod beta;
mod driver;
mod moved;
mod path;
mod shocks;

use rust_decimal::Decimal;
use serde::Serialize;

pub use beta::{Beta, From, betas, current_vol};
pub use driver::{Cause, Driver};
pub use path::{Crossing, NoCrossing, Path, along};
pub use shocks::shocks;

use super::Family;
use crate::book::{Account, Asset};
use crate::market::{Market, is_dollar, tracked_by};
use crate::risk::{Shape, Valued, to_usd};

/// A way along which everything else is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// One underlying's price, as a multiple of today's.
    Price(Asset),
    /// All underlyings: the first of them at a multiple of today's price, each other at that multiple to the power of its
    /// [`Beta`].
    Together,
    /// Every volatility, as a multiple of today's.
    Volatility,
    /// Days from now at today's prices and volatilities: options decay, what expires settles, funding is paid.
    Time,
    /// One collateral asset's own price, as a multiple of today's, at most one.
    Depeg(Asset),
}

impl Axis {
    /// Where the account stands on it now.
    pub fn today(&self) -> f64 {
        if *self == Self::Time { 0.0 } else { 1.0 }
    }

    /// The range that is searched.
    pub fn range(&self, outlook: &Outlook) -> (f64, f64) {
        match self {
            Self::Price(_) | Self::Together => (super::liquidation::LOWEST, super::liquidation::HIGHEST),
            Self::Volatility => (0.1, 10.0),
            Self::Time => (0.0, outlook.days()),
            Self::Depeg(_) => (super::liquidation::LOWEST, 1.0),
        }
    }
}

/// What is taken for granted along the way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outlook {
    /// Betas given by hand; the others follow from volatilities.
    pub betas: Vec<(Asset, f64)>,
    /// What a long perpetual pays a day, a fraction of its value, by underlying; below zero it is paid.
    pub funding_per_day: Vec<(Asset, f64)>,
    /// How far ahead is looked, days.
    pub horizon_days: f64,
}

impl Default for Outlook {
    /// No funding, a year ahead.
    fn default() -> Self {
        Self { betas: Vec::new(), funding_per_day: Vec::new(), horizon_days: 365.0 }
    }
}

impl Outlook {
    /// What a long perpetual of an underlying pays a day, a fraction to 12 decimals; nothing where none is given.
    pub fn funding_of(&self, underlying: &Asset) -> Option<Decimal> {
        let (_, rate) = self.funding_per_day.iter().find(|(of, rate)| of == underlying && rate.is_finite())?;
        to_usd(*rate).map(|rate| rate.normalize())
    }

    /// The horizon as it is used: a minute to ten years.
    pub(in crate::margin) fn days(&self) -> f64 {
        if self.horizon_days.is_finite() { self.horizon_days.clamp(1.0 / 1440.0, 3650.0) } else { 365.0 }
    }
}

/// The ways along which this account is looked at, in the order they are shown: each underlying, all together where there
/// are several, volatility, time, and each collateral asset that is meant to hold a price of something else.
pub fn axes(account: &Account, market: &Market) -> Vec<Axis> {
    let valued = Valued::new(account, market);
    let mut axes: Vec<Axis> = valued.underlyings.iter().map(|of| Axis::Price(of.asset.clone())).collect();
    if axes.len() > 1 {
        axes.push(Axis::Together);
    }
    axes.extend([Axis::Volatility, Axis::Time]);
    for held in valued.held.iter().filter(|held| held.price.is_some() && held.quantity.is_sign_positive()) {
        let pegged = (is_dollar(&held.asset) && held.asset.as_str() != "USD") || tracked_by(&held.asset).is_some();
        let axis = Axis::Depeg(held.asset.clone());
        if pegged && !held.quantity.is_zero() && !axes.contains(&axis) {
            axes.push(axis);
        }
    }
    axes
}

/// Whether a leg is an option that has not settled.
fn is_live_option(shape: &Shape) -> bool {
    matches!(shape, Shape::Option { black, .. } if black.years > 0.0)
}

/// Whether rules are this project's own scenarios.
fn scan(family: &Family) -> Option<&super::scan::ScanRules> {
    match family {
        Family::Scan(scan) => Some(scan),
        Family::Venue(_) => None,
    }
}
