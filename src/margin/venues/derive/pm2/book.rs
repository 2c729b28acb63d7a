//! What portfolio margin 2 is asked about: one underlying's options and perpetual, any collateral, cash.

use super::super::Expiry;
use super::Pair;
use crate::margin::FigureError;
use crate::margin::limits::{amount, fraction, positive_amount, price};

/// One account: one underlying, any collateral.
#[derive(Clone, Debug, PartialEq)]
pub struct Pm2Account {
    /// Spot price of the underlying, dollars.
    pub spot: f64,
    /// How sure the spot feed is, 0 to 1.
    pub spot_confidence: f64,
    /// Price of the stablecoin that cash is in, dollars.
    pub stable: f64,
    /// Cash, negative = borrowed.
    pub cash: f64,
    /// The perpetual.
    pub perp: Perp,
    /// Collateral beside cash.
    pub collateral: Vec<Collateral>,
    /// Options, by expiry.
    pub expiries: Vec<Expiry>,
}

/// A perpetual position.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Perp {
    /// Units, long > 0.
    pub amount: f64,
    /// Its price, dollars.
    pub price: f64,
    /// How sure its feed is, 0 to 1.
    pub confidence: f64,
    /// Unrealised profit, dollars.
    pub gain: f64,
    /// Funding not yet settled, dollars, to the account's favour > 0.
    pub funding: f64,
}

/// A collateral asset held.
#[derive(Clone, Debug, PartialEq)]
pub struct Collateral {
    /// Its name.
    pub asset: String,
    /// Units; the venue lends none.
    pub amount: f64,
    /// Price, dollars.
    pub price: f64,
    /// How sure its feed is, 0 to 1.
    pub confidence: f64,
    /// Haircuts, fractions; initial on top of maintenance.
    pub haircut: Pair,
    /// Whether it moves with spot in the scenarios.
    pub moves_with_spot: bool,
}

impl Perp {
    pub(in super::super) fn check(&self) -> Result<(), FigureError> {
        amount("perp.amount", self.amount)?;
        positive_amount("perp.price", self.price)?;
        fraction("perp.confidence", self.confidence)?;
        amount("perp.gain", self.gain)?;
        amount("perp.funding", self.funding)?;
        Ok(())
    }
}

impl Pm2Account {
    /// Refuses an account that cannot be.
    pub fn check(&self) -> Result<(), FigureError> {
        price("spot", self.spot)?;
        fraction("spot_confidence", self.spot_confidence)?;
        price("stable", self.stable)?;
        amount("cash", self.cash)?;
        self.perp.check()?;
        for (place, held) in self.collateral.iter().enumerate() {
            positive_amount(format!("collateral[{place}].amount"), held.amount)?;
            positive_amount(format!("collateral[{place}].price"), held.price)?;
            fraction(format!("collateral[{place}].confidence"), held.confidence)?;
            fraction(format!("collateral[{place}].haircut.initial"), held.haircut.initial)?;
            fraction(format!("collateral[{place}].haircut.maintenance"), held.haircut.maintenance)?;
        }
        for (place, expiry) in self.expiries.iter().enumerate() {
            expiry.check(place)?;
        }
        Ok(())
    }

    /// What a collateral row is worth, dollars of the stablecoin.
    pub(super) fn worth(&self, held: &Collateral) -> f64 {
        held.amount * held.price / self.stable
    }
}
