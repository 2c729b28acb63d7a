//! Parameters of portfolio margin 1, and what each may be.

use serde::{Deserialize, Serialize};

use super::super::pm2::{BasisRules, ConfidenceRules, DiscountRules, PegRules, VolMode, check_volatility};
use crate::margin::limits::{fraction, within, wrong};
use crate::margin::{Parameters, RuleError};
use crate::risk::VolShock;

/// Parameters of portfolio margin 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pm1Rules {
    /// The scenarios, in the order their figures come back.
    pub scenarios: Vec<Pm1Scenario>,
    /// Volatility up and down; `least_up` 0.
    pub volatility: VolShock,
    /// Discount of options that add up to a value.
    pub long: DiscountRules,
    /// Each forward's own move.
    pub basis: BasisRules,
    /// What initial multiplies the loss and the contingencies by.
    pub initial_factor: f64,
    /// For each perpetual, of spot.
    pub perp: f64,
    /// For each unit of the underlying held as collateral, of spot.
    pub base: f64,
    /// For each naked short option, of spot.
    pub naked_option: f64,
    /// For feeds that are unsure of themselves.
    pub confidence: ConfidenceRules,
    /// For a stablecoin below its peg.
    pub peg: PegRules,
}

/// A move of spot with one of volatility.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pm1Scenario {
    /// Spot is multiplied by this.
    pub spot: f64,
    /// Up, down or same; there is no skew here.
    pub vol: VolMode,
}

impl Parameters for Pm1Rules {
    fn check(&self) -> Result<(), RuleError> {
        if self.scenarios.is_empty() || self.scenarios.len() > 200 {
            return Err(wrong("scenarios", format!("{} of them", self.scenarios.len()), "1 to 200 are right"));
        }
        for (place, scenario) in self.scenarios.iter().enumerate() {
            let multiple = "a multiple of spot is right, 1.15 for +15 %";
            within(format!("scenarios[{place}].spot"), scenario.spot, 0.0..=100.0, multiple)?;
            if matches!(scenario.vol, VolMode::Linear | VolMode::Absolute) {
                return Err(wrong(format!("scenarios[{place}].vol"), "a skew", "up, down or same is right"));
            }
        }
        check_volatility(&self.volatility)?;
        within("long.fixed", self.long.fixed, 0.0..=10.0, "a factor is right, 0.95 for 5 % off")?;
        within("long.rate_multiple", self.long.rate_multiple, 0.0..=100.0, "a number from 0 to 100 is right")?;
        within("long.rate_add", self.long.rate_add, 0.0..=100.0, "a number from 0 to 100 is right")?;
        self.basis.check()?;
        within("initial_factor", self.initial_factor, 1.0..=20.0, "a factor from 1 up is right, 1.25")?;
        fraction("perp", self.perp)?;
        fraction("base", self.base)?;
        fraction("naked_option", self.naked_option)?;
        self.confidence.check()?;
        self.peg.check()
    }
}
