//! Parameters of volatility forecasts: decays in use, horizons, the regulation's minima, and coefficients from the
//! literature. The forecasts themselves are in [`crate::risk::volatility`], which takes them as arguments.

use serde::{Deserialize, Serialize};

use super::limits::{fraction, within};
use super::{Dated, Parameters, RuleError, Shipped};
use crate::risk::volatility::{Minima, RiskMetrics2006};

const SHIPPED: &str = include_str!("forecasts.json");

/// The parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VolatilityParameters {
    /// Decay for daily returns.
    pub ewma_daily_decay: f64,
    /// Decay for monthly returns.
    pub ewma_monthly_decay: f64,
    /// Horizons of RiskMetrics 2006.
    pub risk_metrics_2006: RiskMetrics2006,
    /// Windows of HAR, days.
    pub har_windows: Vec<usize>,
    /// What article 28 asks at least.
    pub procyclicality: Minima,
    /// HAR with continuous parts and jumps on the S&P 500, by horizon.
    pub har_cj_literature: Vec<HarLiterature>,
}

/// Published coefficients of the continuous parts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HarLiterature {
    /// Horizon: `1d`.
    pub horizon: String,
    /// Constant.
    #[serde(rename = "const")]
    pub constant: f64,
    /// Of the last day.
    #[serde(rename = "C")]
    pub day: f64,
    /// Of the last week.
    #[serde(rename = "C5")]
    pub week: f64,
    /// Of the last month.
    #[serde(rename = "C22")]
    pub month: f64,
    /// Share explained.
    #[serde(rename = "R2")]
    pub r_squared: f64,
}

/// The parameters shipped, with their date and source.
pub fn parameters() -> Result<&'static Dated<VolatilityParameters>, RuleError> {
    static DATED: Shipped<VolatilityParameters> = Shipped::new(SHIPPED);
    DATED.get()
}

impl Parameters for VolatilityParameters {
    fn check(&self) -> Result<(), RuleError> {
        let decay = "a fraction from 0 to 1 is right, 0.94 for daily returns";
        within("ewma_daily_decay", self.ewma_daily_decay, 0.0..=1.0, decay)?;
        within("ewma_monthly_decay", self.ewma_monthly_decay, 0.0..=1.0, decay)?;
        fraction("procyclicality.buffer_min", self.procyclicality.buffer_min)?;
        fraction("procyclicality.stress_weight_min", self.procyclicality.stress_weight_min)?;
        self.risk_metrics_2006.check("risk_metrics_2006.")?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parameters_shipped_can_be_used() {
        assert_eq!(parameters().unwrap().parameters.har_windows, [1, 5, 22]);
    }

    #[test]
    fn wrong_parameters_are_refused_with_their_path() {
        let percent = SHIPPED.replacen("\"buffer_min\": 0.25", "\"buffer_min\": 25", 1);
        let said = Dated::<VolatilityParameters>::from_json(&percent).unwrap_err().to_string();
        assert!(said.starts_with("procyclicality.buffer_min is 25"), "{said}");
        let unknown = SHIPPED.replacen("har_windows", "har_window", 1);
        assert!(Dated::<VolatilityParameters>::from_json(&unknown).unwrap_err().to_string().contains("har_window"));
    }
}
