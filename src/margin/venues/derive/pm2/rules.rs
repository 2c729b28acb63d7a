//! Parameters of portfolio margin 2, and what each may be.
//!
//! Initial contingencies are increments on top of the maintenance ones, as the venue's contracts hold them; its pages
//! print totals. The bounds are wide, because the venue's own tests stretch parameters far; they catch percent for
//! fraction and figures that would divide by nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::margin::limits::{fraction, within, wrong};
use crate::margin::{Parameters, RuleError};
use crate::risk::VolShock;

/// Parameters of portfolio margin 2.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pm2Rules {
    /// The scenarios, in the order their figures come back.
    pub scenarios: Vec<Scenario>,
    /// Shape of the skew scenarios.
    pub skew: SkewRules,
    /// Volatility up and down.
    pub volatility: VolShock,
    /// Share of the worst loss that is asked for.
    pub loss: Pair,
    /// Discount of options that add up to a value.
    pub long: DiscountRules,
    /// The same of options that add up to a debt.
    pub short: DiscountRules,
    /// Each forward's own move.
    pub basis: BasisRules,
    /// For each perpetual, of spot.
    pub perp: Pair,
    /// For each naked short option, of spot.
    pub naked_option: Pair,
    /// For feeds that are unsure of themselves.
    pub confidence: ConfidenceRules,
    /// For a stablecoin below its peg.
    pub peg: PegRules,
    /// The settlement average's length, seconds.
    pub settlement_window: f64,
    /// Collateral by manager (one for each underlying) and asset.
    pub collateral: BTreeMap<String, BTreeMap<String, CollateralRules>>,
}

/// A move of spot with one of volatility.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Spot is multiplied by this.
    pub spot: f64,
    /// What volatility does.
    pub vol: VolMode,
    /// The profit or loss is multiplied by this.
    pub damping: f64,
}

/// What volatility does in a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VolMode {
    /// Rises.
    Up,
    /// Falls.
    Down,
    /// Stays.
    Same,
    /// The curve tilts: one wing up, the other down.
    Linear,
    /// Both wings move together.
    Absolute,
}

/// The skew: `cap = base·√τ + cap`, `k* = max(least_k_star, width·√τ·(vol_static + vol_scale·√τ))`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SkewRules {
    /// Most the tilt moves volatility, a fraction of it.
    pub linear_cap: f64,
    /// What √τ adds to that.
    pub linear_base: f64,
    /// Most both wings move, a fraction.
    pub absolute_cap: f64,
    /// What √τ adds to that.
    pub absolute_base: f64,
    /// Least log-moneyness at which the cap is reached.
    pub least_k_star: f64,
    /// That log-moneyness in standard deviations.
    pub width: f64,
    /// Volatility of those deviations.
    pub vol_static: f64,
    /// What √τ adds to it.
    pub vol_scale: f64,
}

/// One figure for initial and one for maintenance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// For initial margin.
    pub initial: f64,
    /// For maintenance margin.
    pub maintenance: f64,
}

/// `fixed · e^{∓τ·(rate·rate_multiple + rate_add)}`, − for values and + for debts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscountRules {
    /// At expiry.
    pub fixed: f64,
    /// Weight of the expiry's rate.
    pub rate_multiple: f64,
    /// Added to it.
    pub rate_add: f64,
}

/// `loss of the worse move · (add + per_year·τ)` for each expiry.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BasisRules {
    /// Spot multiplied up.
    pub up: f64,
    /// Spot multiplied down.
    pub down: f64,
    /// Share of the loss at expiry.
    pub add: f64,
    /// Share added by each year.
    pub per_year: f64,
}

/// `(1 − confidence)·factor·size` below the threshold, nothing above.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfidenceRules {
    /// Confidence from which on nothing is charged.
    pub threshold: f64,
    /// Of what is missing to 1.
    pub factor: f64,
}

/// `(threshold − price)·factor` where the stablecoin is below the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PegRules {
    /// Price from which on nothing is charged.
    pub threshold: f64,
    /// Of what is missing to it.
    pub factor: f64,
}

/// A collateral asset.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CollateralRules {
    /// Haircuts; initial on top of maintenance.
    pub haircut: Pair,
    /// Whether it moves with spot in the scenarios.
    pub moves_with_spot: bool,
}

impl BasisRules {
    pub(in super::super) fn check(&self) -> Result<(), RuleError> {
        within("basis.up", self.up, 1.0..=10.0, "a multiple of spot is right, 1.05 for +5 %")?;
        within("basis.down", self.down, 0.0..=1.0, "a multiple of spot is right, 0.95 for −5 %")?;
        within("basis.add", self.add, 0.0..=100.0, "a share of the loss is right, 0.5 for half")?;
        within("basis.per_year", self.per_year, 0.0..=100.0, "a share of the loss is right, 0.5 for half")?;
        Ok(())
    }
}

impl ConfidenceRules {
    pub(in super::super) fn check(&self) -> Result<(), RuleError> {
        fraction("confidence.threshold", self.threshold)?;
        within("confidence.factor", self.factor, 0.0..=100.0, "a factor from 0 up is right")?;
        Ok(())
    }
}

impl PegRules {
    pub(in super::super) fn check(&self) -> Result<(), RuleError> {
        within("peg.threshold", self.threshold, 0.0..=1000.0, "a price is right, 0.98")?;
        within("peg.factor", self.factor, 0.0..=1000.0, "a factor from 0 up is right")?;
        Ok(())
    }
}

/// Refuses a law of volatility that cannot be.
pub(in super::super) fn check_volatility(law: &VolShock) -> Result<(), RuleError> {
    let power = "a power from 0 to 20 is right";
    within("volatility.up", law.up, 0.0..=20.0, "a fraction is right, 0.5 for 50 %")?;
    within("volatility.down", law.down, 0.0..=20.0, "a fraction is right, 0.3 for 30 %")?;
    within("volatility.short_power", law.short_power, 0.0..=20.0, power)?;
    within("volatility.long_power", law.long_power, 0.0..=20.0, power)?;
    within("volatility.least_days", law.least_days, 0.0..=10_000.0, "days from 0 up are right")?;
    within("volatility.least_up", law.least_up, 0.0..=100.0, "a fraction is right, 0.45 for 45 %")?;
    Ok(())
}

fn pair(path: &str, pair: Pair, most: f64, right: &str) -> Result<(), RuleError> {
    within(format!("{path}.initial"), pair.initial, 0.0..=most, right)?;
    within(format!("{path}.maintenance"), pair.maintenance, 0.0..=most, right)?;
    Ok(())
}

impl Parameters for Pm2Rules {
    fn check(&self) -> Result<(), RuleError> {
        if self.scenarios.is_empty() || self.scenarios.len() > 200 {
            return Err(wrong("scenarios", format!("{} of them", self.scenarios.len()), "1 to 200 are right"));
        }
        for (place, scenario) in self.scenarios.iter().enumerate() {
            let multiple = "a multiple of spot is right, 1.18 for +18 %";
            within(format!("scenarios[{place}].spot"), scenario.spot, 0.0..=100.0, multiple)?;
            let damping = "a factor from 0 to 100 is right, 1 for no damping";
            within(format!("scenarios[{place}].damping"), scenario.damping, 0.0..=100.0, damping)?;
        }
        let skew = &self.skew;
        let figure = "a number from −100 to 100 is right";
        for (name, value) in [
            ("linear_cap", skew.linear_cap),
            ("linear_base", skew.linear_base),
            ("absolute_cap", skew.absolute_cap),
            ("absolute_base", skew.absolute_base),
            ("width", skew.width),
            ("vol_static", skew.vol_static),
            ("vol_scale", skew.vol_scale),
        ] {
            within(format!("skew.{name}"), value, -100.0..=100.0, figure)?;
        }
        within("skew.least_k_star", skew.least_k_star, 0.0..=100.0, "a log-moneyness from 0 to 100 is right")?;
        check_volatility(&self.volatility)?;
        pair("loss", self.loss, 20.0, "a share of the loss is right, 0.8 for 80 %")?;
        for (name, discount) in [("long", &self.long), ("short", &self.short)] {
            within(format!("{name}.fixed"), discount.fixed, 0.0..=10.0, "a factor is right, 0.98 for 2 % off")?;
            let rate = "a number from 0 to 100 is right";
            within(format!("{name}.rate_multiple"), discount.rate_multiple, 0.0..=100.0, rate)?;
            within(format!("{name}.rate_add"), discount.rate_add, 0.0..=100.0, rate)?;
        }
        self.basis.check()?;
        let of_spot = "a fraction of spot below 5 is right, 0.05 for 5 %";
        pair("perp", self.perp, 4.999, of_spot)?;
        pair("naked_option", self.naked_option, 4.999, of_spot)?;
        self.confidence.check()?;
        self.peg.check()?;
        within("settlement_window", self.settlement_window, 0.0..=1e6, "seconds are right, 1800 for half an hour")?;
        for (manager, assets) in &self.collateral {
            for (asset, rules) in assets {
                pair(
                    &format!("collateral.{manager}.{asset}.haircut"),
                    rules.haircut,
                    1.0,
                    "a fraction is right, 0.05 for 5 %",
                )?;
            }
        }
        Ok(())
    }
}
