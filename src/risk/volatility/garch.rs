//! GARCH(1,1): `σ² ← ω + (α + γ·[ε < 0])·ε² + β·σ²` with `ε = r − μ`; γ = 0 is the plain model, else losses weigh more
//! (Glosten, Jagannathan and Runkle).

use serde::{Deserialize, Serialize};

use super::limits::{finite, settled, variance};
use crate::risk::{FigureError, within};

/// Parameters of the recursion.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Garch {
    /// Mean return μ.
    pub mean: f64,
    /// Constant ω, a variance.
    pub omega: f64,
    /// Weight α of the last squared surprise.
    pub alpha: f64,
    /// Further weight γ of a squared surprise below 0.
    #[serde(default)]
    pub gamma: f64,
    /// Weight β of the last variance.
    pub beta: f64,
}

impl Garch {
    /// The variance after each return, which is the forecast for the next one; `before` is the variance before the first.
    pub fn variances(&self, returns: &[f64], before: f64) -> Result<Vec<f64>, FigureError> {
        self.check()?;
        finite("returns", returns)?;
        variance("before", before)?;
        let mut now = before;
        let all: Vec<f64> = returns
            .iter()
            .map(|one| {
                now = self.next(one - self.mean, now);
                now
            })
            .collect();
        settled("the variance", all.last().copied().unwrap_or(0.0)).map(|_| all)
    }

    /// The variance after a surprise `ε` at variance `now`.
    pub(crate) fn next(&self, surprise: f64, now: f64) -> f64 {
        let weight = if surprise < 0.0 { self.alpha + self.gamma } else { self.alpha };
        self.omega + weight * (surprise * surprise) + self.beta * now
    }

    /// How much of a deviation from the long run is left a step later: `α + γ/2 + β`.
    pub fn persistence(&self) -> f64 {
        self.alpha + 0.5 * self.gamma + self.beta
    }

    /// `ω/(1 − persistence)`; `None` where deviations do not die out.
    pub fn long_run_variance(&self) -> Option<f64> {
        let left = 1.0 - self.persistence();
        (left > 0.0).then(|| self.omega / left).filter(|variance| variance.is_finite())
    }

    /// Steps until half of a deviation is gone; `None` where it never is, or nothing is left after one step.
    pub fn half_life(&self) -> Option<f64> {
        let persistence = self.persistence();
        (persistence > 0.0 && persistence < 1.0).then(|| libm::log(0.5) / libm::log(persistence))
    }

    /// Variances of the next `steps` returns, the first being `next`: each moves from the last towards the long run,
    /// `ω + persistence·σ²`.
    pub fn forecast(&self, next: f64, steps: usize) -> Result<Vec<f64>, FigureError> {
        self.check()?;
        variance("next", next)?;
        let persistence = self.persistence();
        std::iter::successors(Some(next), |now| Some(self.omega + persistence * now))
            .take(steps)
            .map(|variance| settled("the forecast", variance))
            .collect()
    }

    /// Refuses parameters that cannot be.
    pub fn check(&self) -> Result<(), FigureError> {
        let most = 1e9;
        within("mean", self.mean, -most..=most, "a finite return is right")?;
        within("omega", self.omega, 0.0..=most, "a variance of 0 or more is right")?;
        within("alpha", self.alpha, 0.0..=2.0, "a weight of 0 or more is right, 0.1 for a tenth")?;
        within("alpha + gamma", self.alpha + self.gamma, 0.0..=2.0, "a weight of 0 or more is right")?;
        within("beta", self.beta, 0.0..=2.0, "a weight of 0 or more is right, 0.88 for instance")?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Garch = Garch { mean: 0.0, omega: 0.2, alpha: 0.2, gamma: 0.0, beta: 0.3 };

    #[test]
    fn a_variance_comes_from_the_last_surprise_and_the_last_variance() {
        // 0.2 + 0.2 × 0.1² + 0.3 × 0.01
        let variances = PLAIN.variances(&[0.1], 0.01).unwrap();
        assert!((variances[0] - 0.205).abs() < 1e-15);
        assert!((PLAIN.long_run_variance().unwrap() - 0.4).abs() < 1e-15);
        assert!((PLAIN.half_life().unwrap() - 1.0).abs() < 1e-15);
    }

    #[test]
    fn a_loss_weighs_more_under_the_asymmetric_model() {
        let model = Garch { gamma: 0.4, ..PLAIN };
        let gain = model.variances(&[1.0], 1.0).unwrap()[0];
        let loss = model.variances(&[-1.0], 1.0).unwrap()[0];
        assert!((loss - gain - 0.4).abs() < 1e-15);
        assert!((model.persistence() - (0.2 + 0.2 + 0.3)).abs() < 1e-15);
    }

    #[test]
    fn forecasts_go_to_the_long_run() {
        let forecast = PLAIN.forecast(1.0, 60).unwrap();
        assert_eq!(forecast.len(), 60);
        assert_eq!(forecast[0], 1.0);
        assert!((forecast[1] - (0.2 + 0.5)).abs() < 1e-15);
        assert!((forecast[59] - 0.4).abs() < 1e-12);
    }

    #[test]
    fn what_does_not_die_out_has_no_long_run() {
        let model = Garch { alpha: 0.1, beta: 0.9, ..PLAIN };
        assert_eq!((model.long_run_variance(), model.half_life()), (None, None));
        assert!(Garch { omega: -1.0, ..PLAIN }.variances(&[0.1], 0.01).is_err());
    }
}
