//! Parameters of standard margin, market by market, and what each may be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::pm2::{Pair, PegRules};
use crate::margin::limits::{FRACTION, fraction, within, wrong};
use crate::margin::{Parameters, RuleError};

/// Parameters of standard margin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmRules {
    /// For a stablecoin below its peg.
    pub peg: PegRules,
    /// By market.
    pub markets: BTreeMap<String, SmMarketRules>,
}

/// Parameters of one market; what it does not have cannot be held in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmMarketRules {
    /// For each perpetual, of its price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub perp: Option<Pair>,
    /// Options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<SmOptionRules>,
    /// Coins held as collateral.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<SmBaseRules>,
    /// Unsure feeds.
    pub confidence: SmConfidenceRules,
}

/// Options. Fractions of spot unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmOptionRules {
    /// Initial at the money.
    pub most: f64,
    /// Initial far out of the money.
    pub least: f64,
    /// Maintenance of a short call.
    pub call_maintenance: f64,
    /// Maintenance of a short put.
    pub put_maintenance: f64,
    /// The same as a fraction of its mark.
    pub put_mark_maintenance: f64,
    /// For each net short call in the largest loss, of the forward.
    pub unpaired: Pair,
    /// A short put's initial is at least this many times its maintenance.
    pub put_initial_over_maintenance: f64,
}

/// Coins held.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmBaseRules {
    /// What counts of their value.
    pub counts: f64,
    /// Initial counts this share of that.
    pub initial_scale: f64,
}

/// `(1 − confidence)·factor·spot·size` below the threshold, initial only.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmConfidenceRules {
    /// For perpetuals.
    pub perp_threshold: f64,
    /// For short options.
    pub option_threshold: f64,
    /// For coins.
    pub base_threshold: f64,
    /// Of what is missing to 1.
    pub factor: f64,
}

impl Parameters for SmRules {
    fn check(&self) -> Result<(), RuleError> {
        self.peg.check()?;
        for (name, market) in &self.markets {
            let at = |what: &str| format!("markets.{name}.{what}");
            if let Some(perp) = market.perp {
                ordered(&at("perp"), perp, 1.0)?;
            }
            if let Some(option) = &market.option {
                fraction(at("option.most"), option.most)?;
                fraction(at("option.least"), option.least)?;
                if option.least > option.most {
                    return Err(wrong(at("option.least"), option.least, "a fraction no higher than the most is right"));
                }
                fraction(at("option.call_maintenance"), option.call_maintenance)?;
                fraction(at("option.put_maintenance"), option.put_maintenance)?;
                fraction(at("option.put_mark_maintenance"), option.put_mark_maintenance)?;
                ordered(&at("option.unpaired"), option.unpaired, 10.0)?;
                let over = "a factor from 1 up is right, 1.05";
                within(
                    at("option.put_initial_over_maintenance"),
                    option.put_initial_over_maintenance,
                    1.0..=10.0,
                    over,
                )?;
            }
            if let Some(base) = market.base {
                fraction(at("base.counts"), base.counts)?;
                fraction(at("base.initial_scale"), base.initial_scale)?;
            }
            let sure = market.confidence;
            fraction(at("confidence.perp_threshold"), sure.perp_threshold)?;
            fraction(at("confidence.option_threshold"), sure.option_threshold)?;
            fraction(at("confidence.base_threshold"), sure.base_threshold)?;
            within(at("confidence.factor"), sure.factor, 0.0..=100.0, "a factor from 0 up is right")?;
        }
        Ok(())
    }
}

fn ordered(path: &str, pair: Pair, most: f64) -> Result<(), RuleError> {
    let right = if most > 1.0 { "a multiple is right, 1.2" } else { FRACTION };
    within(format!("{path}.initial"), pair.initial, 0.0..=most, right)?;
    within(format!("{path}.maintenance"), pair.maintenance, 0.0..=most, right)?;
    if pair.maintenance > pair.initial {
        let right = "a figure no higher than the initial one is right";
        return Err(wrong(format!("{path}.maintenance"), pair.maintenance, right));
    }
    Ok(())
}
