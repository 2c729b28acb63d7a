//! RiskMetrics 2006: decaying averages over horizons from days to years, mixed with weights that fall with the logarithm of
//! the horizon (Zumbach, 2007).

use serde::{Deserialize, Serialize};

use super::ewma::{backcast, ewma};
use super::limits::finite;
use crate::risk::{FigureError, Refusal, within, wrong};

/// Horizons.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskMetrics2006 {
    /// Horizon at which a weight would be 0, days.
    pub cutoff_days: f64,
    /// Shortest horizon, days.
    pub shortest_days: f64,
    /// How many horizons.
    pub horizons: u32,
    /// Each horizon over the one before it.
    pub ratio: f64,
}

impl RiskMetrics2006 {
    /// Refuses horizons that cannot be; `at` stands before their names.
    pub(crate) fn check(&self, at: &str) -> Result<(), Refusal> {
        within(format!("{at}shortest_days"), self.shortest_days, 1.0..=1e4, "a day or more is right")?;
        within(format!("{at}ratio"), self.ratio, 1.01..=10.0, "a ratio above 1 is right, 1.41 for instance")?;
        within(format!("{at}horizons"), self.horizons, 1..=60, "1 to 60 horizons are right")?;
        let longest = self.shortest_days * libm::pow(self.ratio, f64::from(self.horizons - 1));
        within(format!("{at}cutoff_days"), self.cutoff_days, longest..=1e12, "beyond the longest horizon is right")?;
        Ok(())
    }
}

/// The variance before each return, and of the next one last. Each average starts at its own decaying mean of the first
/// squared returns, as many as weigh a hundredth or more.
pub fn risk_metrics_2006(returns: &[f64], rules: &RiskMetrics2006) -> Result<Vec<f64>, FigureError> {
    rules.check("")?;
    finite("returns", returns)?;
    let horizons: Vec<f64> =
        (0..rules.horizons).map(|place| rules.shortest_days * libm::pow(rules.ratio, place.into())).collect();
    let weight = |days: f64| 1.0 - libm::log(days) / libm::log(rules.cutoff_days);
    let all: f64 = horizons.iter().map(|days| weight(*days)).sum();
    if all.is_nan() || all <= 0.0 {
        return Err(wrong("cutoff_days", rules.cutoff_days, "beyond the longest horizon is right"));
    }
    let mut mixed = vec![0.0; returns.len() + 1];
    for (place, days) in horizons.iter().enumerate() {
        let decay = libm::exp(-1.0 / days);
        let most = (libm::log(0.01) / libm::log(decay)).floor().max(place as f64) as usize;
        let before = backcast(returns, decay, most).ok_or(FigureError::Undetermined("the variance"))?;
        let after = ewma(returns, decay, before)?;
        let share = weight(*days) / all;
        for (sum, variance) in mixed.iter_mut().zip(std::iter::once(before).chain(after)) {
            *sum += share * variance;
        }
    }
    Ok(mixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: RiskMetrics2006 =
        RiskMetrics2006 { cutoff_days: 1560.0, shortest_days: 4.0, horizons: 14, ratio: std::f64::consts::SQRT_2 };

    #[test]
    fn a_steady_series_has_its_own_variance() {
        let variances = risk_metrics_2006(&[2.0; 100], &RULES).unwrap();
        assert_eq!(variances.len(), 101);
        assert!(variances.iter().all(|variance| (variance - 4.0).abs() < 1e-12));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert!(risk_metrics_2006(&[], &RULES).is_err());
        let short = RiskMetrics2006 { cutoff_days: 100.0, ..RULES };
        let said = risk_metrics_2006(&[1.0], &short).unwrap_err().to_string();
        assert!(said.starts_with("cutoff_days is 100"), "{said}");
    }
}
