//! The cross models, X:SM and X:PM: every collateral coin and every requirement valued in dollars, one account.
//!
//! ```text
//! margin balance = Σ equity · index
//! initial        = Σ requirements · index + Σ max(equity, 0) · index · haircut
//! maintenance    = Σ requirements · index
//! ```
//!
//! Haircuts raise the initial margin only. Each currency row of the venue shows this same account in its own unit,
//! divided by its index. Requirements of different pairs add up: the venue's correlation between pairs is not
//! published, and nothing is taken off for it here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::margin::limits::{Place, within, wrong};
use crate::margin::{Dated, FigureError, Parameters, RuleError};

/// Haircuts on collateral.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HaircutRules {
    /// By asset.
    pub assets: BTreeMap<String, Haircuts>,
}

/// An asset's haircut, and what it was before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Haircuts {
    /// The one in force, a fraction.
    pub haircut: f64,
    /// Earlier ones, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Earlier>,
}

/// A haircut that is no longer in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    /// The day it ended, `2026-01-13`.
    pub until: String,
    /// What it was, a fraction.
    pub haircut: f64,
}

/// Equity in one asset.
#[derive(Clone, Debug, PartialEq)]
pub struct Collateral {
    /// Which.
    pub asset: String,
    /// Coins; below zero is a debt.
    pub equity: f64,
    /// Dollars of one.
    pub index: f64,
}

/// What one pair or position requires in its settlement currency.
#[derive(Clone, Debug, PartialEq)]
pub struct Requirement {
    /// Of what.
    pub name: String,
    /// Dollars of one unit of the settlement currency.
    pub index: f64,
    /// Initial margin.
    pub initial: f64,
    /// Maintenance margin.
    pub maintenance: f64,
}

/// A cross account in dollars.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CrossMargin {
    /// Equity of all assets.
    pub margin_balance: f64,
    /// Haircut of each asset held.
    pub haircuts: Vec<(String, f64)>,
    /// Σ of them.
    pub haircut: f64,
    /// Initial margin of each requirement.
    pub requirements: Vec<(String, f64)>,
    /// Initial margin, haircuts in it.
    pub initial: f64,
    /// Maintenance margin.
    pub maintenance: f64,
    /// What is free for new positions; below zero when short.
    pub available: f64,
}

impl Parameters for HaircutRules {
    fn check(&self) -> Result<(), RuleError> {
        let fraction = "a fraction from 0 to 1 is right, 0.075 for 7.5 %";
        for (asset, rules) in &self.assets {
            within(format!("assets.{asset}.haircut"), rules.haircut, 0.0..=1.0, fraction)?;
            for (place, earlier) in rules.earlier.iter().enumerate() {
                within(format!("assets.{asset}.earlier[{place}].haircut"), earlier.haircut, 0.0..=1.0, fraction)?;
            }
        }
        Ok(())
    }
}

/// The account over all its currencies.
///
/// # Errors
/// An asset without a haircut, or a figure that cannot be, with its path.
pub fn cross_margin(
    collateral: &[Collateral],
    requirements: &[Requirement],
    rules: &HaircutRules,
) -> Result<CrossMargin, FigureError> {
    let mut out = CrossMargin {
        margin_balance: 0.0,
        haircuts: Vec::new(),
        haircut: 0.0,
        requirements: Vec::new(),
        initial: 0.0,
        maintenance: 0.0,
        available: 0.0,
    };
    let price = "a price from 0 to 1e12 is right";
    for (place, held) in collateral.iter().enumerate() {
        within(
            Place(|| format!("collateral[{place}].equity")),
            held.equity,
            -1e15..=1e15,
            "coins up to 1e15 are right",
        )?;
        within(Place(|| format!("collateral[{place}].index")), held.index, 0.0..=1e12, price)?;
        let rule = rules.assets.get(&held.asset).ok_or_else(|| -> FigureError {
            wrong(format!("assets.{}", held.asset), "missing", "the asset's haircut is needed, 0 for none")
        })?;
        let haircut = held.equity.max(0.0) * held.index * rule.haircut;
        out.margin_balance += held.equity * held.index;
        out.haircut += haircut;
        out.haircuts.push((held.asset.clone(), haircut));
    }
    for (place, required) in requirements.iter().enumerate() {
        let amount = "an amount from 0 to 1e24 is right";
        within(Place(|| format!("requirements[{place}].index")), required.index, 0.0..=1e12, price)?;
        within(Place(|| format!("requirements[{place}].initial")), required.initial, 0.0..=1e24, amount)?;
        within(Place(|| format!("requirements[{place}].maintenance")), required.maintenance, 0.0..=1e24, amount)?;
        out.initial += required.initial * required.index;
        out.maintenance += required.maintenance * required.index;
        out.requirements.push((required.name.clone(), required.initial * required.index));
    }
    out.initial += out.haircut;
    out.available = out.margin_balance - out.initial;
    Ok(out)
}

/// The haircuts shipped.
///
/// # Errors
/// A file that cannot be used.
pub fn haircuts() -> Result<Dated<HaircutRules>, RuleError> {
    Dated::from_json(include_str!("haircuts.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn haircuts_raise_the_initial_margin_only() {
        let rules = haircuts().unwrap().parameters;
        let held = |asset: &str, equity, index| Collateral { asset: asset.into(), equity, index };
        let collateral = [held("stETH", 10.0, 2_000.0), held("USD", -500.0, 1.0)];
        let required = [Requirement { name: "eth_usd".into(), index: 2_000.0, initial: 1.0, maintenance: 0.8 }];
        let account = cross_margin(&collateral, &required, &rules).unwrap();
        assert_eq!(account.margin_balance, 10.0 * 2_000.0 - 500.0);
        assert!((account.initial - (2_000.0 + 0.075 * 20_000.0)).abs() < 1e-9);
        assert_eq!(account.maintenance, 0.8 * 2_000.0);
        assert!((account.available - (19_500.0 - 3_500.0)).abs() < 1e-9);
    }

    #[test]
    fn an_asset_without_a_haircut_is_refused() {
        let collateral = [Collateral { asset: "DOGE".into(), equity: 1.0, index: 0.1 }];
        let why = cross_margin(&collateral, &[], &haircuts().unwrap().parameters).unwrap_err().to_string();
        assert_eq!(why, "assets.DOGE is missing; the asset's haircut is needed, 0 for none");
    }
}
