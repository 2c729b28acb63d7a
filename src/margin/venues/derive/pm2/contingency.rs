//! Charges beside the scenarios: a share of size, and of what unsure feeds leave open. Dollars ≥ 0.

use super::super::naked::naked_shorts;
use super::{ConfidenceRules, Pair, Pm2Account, Pm2Rules};

/// The charges, each with what it is for. Initial margin bears them all, maintenance the maintenance halves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contingencies {
    /// For the perpetual's size.
    pub perp: Charge,
    /// For naked short options.
    pub naked_options: Charge,
    /// Haircut of each collateral row.
    pub haircuts: Vec<Charge>,
    /// For unsure perpetual and spot feeds.
    pub perp_confidence: f64,
    /// For unsure feeds, by expiry.
    pub expiry_confidence: Vec<f64>,
    /// For unsure feeds, by collateral row.
    pub collateral_confidence: Vec<f64>,
}

/// One charge: what maintenance bears, and what initial bears on top.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Charge {
    /// On top of maintenance.
    pub initial: f64,
    /// Borne by both.
    pub maintenance: f64,
}

impl Charge {
    fn of(size: f64, rates: Pair) -> Self {
        Self { initial: size * rates.initial, maintenance: size * rates.maintenance }
    }
}

/// `(1 − confidence)·factor·size` below the threshold.
pub(in super::super) fn unsure(rules: &ConfidenceRules, confidence: f64, size: f64) -> f64 {
    if confidence < rules.threshold { (1.0 - confidence) * rules.factor * size } else { 0.0 }
}

impl Contingencies {
    pub(super) fn new(account: &Pm2Account, rules: &Pm2Rules) -> Self {
        let spot = account.spot;
        let perps = account.perp.amount.abs() * spot;
        let naked: f64 = account.expiries.iter().map(|expiry| naked_shorts(&expiry.options)).sum();
        // collateral looks at spot before the perpetual's feed is folded in, expiries after
        let mut market = account.spot_confidence;
        let collateral_confidence = account
            .collateral
            .iter()
            .map(|held| unsure(&rules.confidence, held.confidence.min(account.spot_confidence), account.worth(held)));
        let collateral_confidence = collateral_confidence.collect();
        if account.perp.amount != 0.0 {
            market = market.min(account.perp.confidence);
        }
        let expiry_confidence = account
            .expiries
            .iter()
            .map(|expiry| unsure(&rules.confidence, expiry.confidences.lowest().min(market), expiry.gross() * spot));
        Self {
            perp: Charge::of(perps, rules.perp),
            naked_options: Charge::of(naked * spot, rules.naked_option),
            haircuts: account.collateral.iter().map(|held| Charge::of(account.worth(held), held.haircut)).collect(),
            perp_confidence: unsure(&rules.confidence, market, perps),
            expiry_confidence: expiry_confidence.collect(),
            collateral_confidence,
        }
    }

    /// What maintenance bears.
    pub fn maintenance(&self) -> f64 {
        let haircuts: f64 = self.haircuts.iter().map(|charge| charge.maintenance).sum();
        self.perp.maintenance + self.naked_options.maintenance + haircuts
    }

    /// What initial bears on top of that.
    pub fn initial(&self) -> f64 {
        let haircuts: f64 = self.haircuts.iter().map(|charge| charge.initial).sum();
        let expiries: f64 = self.expiry_confidence.iter().sum();
        let collateral: f64 = self.collateral_confidence.iter().sum();
        self.perp.initial + self.naked_options.initial + haircuts + self.perp_confidence + expiries + collateral
    }
}
