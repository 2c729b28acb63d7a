//! The parameters shipped: decays in use, horizons, the regulation's minima, and coefficients from the literature.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::error::{VolatilityError, within};
use super::procyclicality::Minima;
use super::risk_metrics::RiskMetrics2006;

const SHIPPED: &str = include_str!("volatility.json");

/// Parameters with their date and source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VolatilityParameters {
    /// Date.
    pub as_of: String,
    /// Where they are from.
    pub source: String,
    /// How closely they follow it: `documented`.
    pub fidelity: String,
    /// The parameters themselves.
    pub parameters: Parameters,
}

/// The parameters themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
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

/// The parameters shipped.
pub fn parameters() -> Result<&'static VolatilityParameters, VolatilityError> {
    static SHIPPED_ONCE: OnceLock<Result<VolatilityParameters, VolatilityError>> = OnceLock::new();
    SHIPPED_ONCE.get_or_init(|| VolatilityParameters::from_json(SHIPPED)).as_ref().map_err(Clone::clone)
}

impl VolatilityParameters {
    /// Reads parameters and refuses what cannot be.
    pub fn from_json(text: &str) -> Result<Self, VolatilityError> {
        let all: Self = serde_json::from_str(text).map_err(|error| VolatilityError::Form(error.to_string()))?;
        let read = &all.parameters;
        let fraction = "a fraction from 0 to 1 is right, 0.94 for daily returns";
        within("parameters.ewma_daily_decay", read.ewma_daily_decay, 0.0, 1.0, fraction)?;
        within("parameters.ewma_monthly_decay", read.ewma_monthly_decay, 0.0, 1.0, fraction)?;
        let least = "a fraction from 0 to 1 is right, 0.25 for 25 %";
        within("parameters.procyclicality.buffer_min", read.procyclicality.buffer_min, 0.0, 1.0, least)?;
        within("parameters.procyclicality.stress_weight_min", read.procyclicality.stress_weight_min, 0.0, 1.0, least)?;
        read.risk_metrics_2006.check()?;
        Ok(all)
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
        let said = VolatilityParameters::from_json(&percent).unwrap_err().to_string();
        assert!(said.starts_with("parameters.procyclicality.buffer_min is 25"), "{said}");
        let unknown = SHIPPED.replacen("har_windows", "har_window", 1);
        assert!(VolatilityParameters::from_json(&unknown).unwrap_err().to_string().contains("har_window"));
    }
}
