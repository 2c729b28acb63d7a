//! The sixteen scenarios, as data.

use serde::{Deserialize, Serialize};

use super::SCENARIOS;
use crate::margin::limits::{fraction, within, wrong};
use crate::margin::{Parameters, RuleError};

/// The scenarios and the extreme move.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpanRules {
    /// Sixteen of them, in SPAN's order.
    pub scenarios: Vec<SpanScenario>,
    /// The extreme move in price scan ranges.
    pub extreme_multiple: f64,
    /// Share of an extreme loss that counts.
    pub extreme_cover: f64,
}

/// One scenario.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpanScenario {
    /// Price move in price scan ranges, −1 to 1; of an extreme one, its side.
    pub price: f64,
    /// Volatility up 1, down −1, unchanged 0, in volatility scan ranges.
    pub vol: i8,
    /// Whether the price moves by the extreme multiple and only the cover counts.
    pub extreme: bool,
}

impl SpanRules {
    /// Price move of a scenario in scan ranges, and the share of its loss that counts.
    pub fn price_and_weight(&self, scenario: &SpanScenario) -> (f64, f64) {
        if scenario.extreme {
            (scenario.price * self.extreme_multiple, self.extreme_cover)
        } else {
            (scenario.price, 1.0)
        }
    }
}

impl Parameters for SpanRules {
    fn check(&self) -> Result<(), RuleError> {
        if self.scenarios.len() != SCENARIOS {
            return Err(wrong("scenarios", format!("{} of them", self.scenarios.len()), "16 are right"));
        }
        for (place, scenario) in self.scenarios.iter().enumerate() {
            let ranges = "−1 to 1 price scan ranges are right, 0.33 for a third";
            within(format!("scenarios[{place}].price"), scenario.price, -1.0..=1.0, ranges)?;
            if !(-1..=1).contains(&scenario.vol) {
                return Err(wrong(format!("scenarios[{place}].vol"), scenario.vol, "1, 0 or -1 is right"));
            }
        }
        within("extreme_multiple", self.extreme_multiple, 1.0..=20.0, "a multiple from 1 up is right, 3")?;
        fraction("extreme_cover", self.extreme_cover)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{CME, NSE};
    use super::*;
    use crate::margin::Dated;

    #[test]
    fn shipped_scenarios_can_be_used() {
        let cme = Dated::<SpanRules>::from_json(CME).unwrap().parameters;
        let nse = Dated::<SpanRules>::from_json(NSE).unwrap().parameters;
        assert_eq!(cme.scenarios, nse.scenarios);
        assert_eq!((cme.extreme_multiple, nse.extreme_multiple), (3.0, 2.0));
    }

    #[test]
    fn a_missing_scenario_and_a_percent_are_refused() {
        let rules = Dated::<SpanRules>::from_json(CME).unwrap().parameters;
        let said = |rules: SpanRules| rules.check().unwrap_err().to_string();
        let fifteen = SpanRules { scenarios: rules.scenarios[1..].to_vec(), ..rules.clone() };
        assert_eq!(said(fifteen), "scenarios is 15 of them; 16 are right");
        let percent = SpanRules { extreme_cover: 33.0, ..rules };
        assert!(said(percent).starts_with("extreme_cover is 33; a fraction"));
    }
}
