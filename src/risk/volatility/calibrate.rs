//! GARCH parameters of greatest likelihood for a series of returns.

use serde::Serialize;

use super::ewma::backcast;
use super::garch::Garch;
use super::likelihood::{Density, constant, term};
use super::limits::{finite, settled, variance};
use super::simplex::lowest;
use crate::risk::{FigureError, wrong};

/// What is calibrated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Model {
    /// A mean of its own; else 0.
    pub mean: bool,
    /// Losses may weigh more.
    pub asymmetric: bool,
    /// Student's t; else normal.
    pub heavy_tails: bool,
}

/// The variance before the first return.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Start {
    /// The decaying mean (0.94) of the first 75 squared surprises; they are taken from the mean of the series.
    Backcast,
    /// This variance, and this squared surprise before it.
    Given {
        /// Variance.
        variance: f64,
        /// Squared surprise.
        square: f64,
    },
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// Parameters.
    pub garch: Garch,
    /// Density, with its degrees of freedom.
    pub density: Density,
    /// Logarithm of the likelihood.
    pub log_likelihood: f64,
    /// The variance before each return.
    pub variances: Vec<f64>,
    /// The variance of the next return.
    pub next_variance: f64,
}

/// Fewest returns that say anything about four parameters.
const FEWEST: usize = 30;

/// Parameters of greatest likelihood. Persistence stays below 1.
pub fn calibrate(returns: &[f64], model: Model, start: Start) -> Result<Calibration, FigureError> {
    finite("returns", returns)?;
    if returns.len() < FEWEST {
        return Err(wrong("returns", format!("{} long", returns.len()), "30 returns or more are right"));
    }
    let count = returns.len() as f64;
    let mean = if model.mean { returns.iter().sum::<f64>() / count } else { 0.0 };
    let spread = returns.iter().map(|one| (one - mean) * (one - mean)).sum::<f64>() / count;
    if spread.is_nan() || spread <= 1e-200 {
        return Err(FigureError::Undetermined("the variance"));
    }
    let before = match start {
        Start::Backcast => {
            let surprises: Vec<f64> = returns.iter().map(|one| one - mean).collect();
            let mean_square = backcast(&surprises, 0.94, 75).ok_or(FigureError::Undetermined("the variance"))?;
            Before { variance: mean_square, rising: mean_square, falling: 0.5 * mean_square }
        }
        Start::Given { variance: now, square } => {
            variance("start.variance", now)?;
            variance("start.square", square)?;
            Before { variance: now, rising: square, falling: 0.5 * square }
        }
    };
    let chart = Chart { model, mean, spread };
    let cost = |at: &[f64]| {
        let (garch, density) = chart.read(at);
        -likelihood(returns, &garch, density, &before)
    };
    // from a calm and a jumpy series, the better of the two
    let starts = [(0.97, 0.1), (0.6, 0.4)].map(|(persistence, share)| chart.begin(persistence, share));
    let found = starts.map(|start| lowest(&start, 0.3, cost));
    let [calm, jumpy] = &found;
    let best = if jumpy.value < calm.value { jumpy } else { calm };
    settled("the likelihood", best.value)?;
    let (garch, density) = chart.read(&best.at);
    let mut variances = vec![before.first(&garch)];
    variances.extend(garch.variances(returns, before.first(&garch))?);
    let next_variance = variances.pop().ok_or(FigureError::Undetermined("the variance"))?;
    Ok(Calibration { garch, density, log_likelihood: -best.value, variances, next_variance })
}

/// What stands before the series.
struct Before {
    variance: f64,
    /// Squared surprise.
    rising: f64,
    /// What of it counts as below 0.
    falling: f64,
}

impl Before {
    fn first(&self, garch: &Garch) -> f64 {
        garch.omega + garch.alpha * self.rising + garch.gamma * self.falling + garch.beta * self.variance
    }
}

fn likelihood(returns: &[f64], garch: &Garch, density: Density, before: &Before) -> f64 {
    let mut now = before.first(garch);
    let mut sum = 0.0;
    for one in returns {
        let surprise = one - garch.mean;
        sum += term(surprise, now, density);
        now = garch.next(surprise, now);
    }
    sum + constant(density) * returns.len() as f64
}

/// Reads parameters from free variables: any point is a model whose weights are ≥ 0 and whose persistence is below 1.
struct Chart {
    model: Model,
    mean: f64,
    spread: f64,
}

impl Chart {
    /// Free variables: scale of ω, persistence, share of the surprise; then mean, asymmetry and tails if asked for.
    fn begin(&self, persistence: f64, share: f64) -> Vec<f64> {
        let mut at = vec![0.0, logit(persistence), logit(share)];
        if self.model.mean {
            at.push(0.0);
        }
        if self.model.asymmetric {
            at.push(0.0);
        }
        if self.model.heavy_tails {
            at.push(libm::log(6.0));
        }
        at
    }

    fn read(&self, at: &[f64]) -> (Garch, Density) {
        let mut free = at.iter().copied();
        let mut next = || free.next().unwrap_or(0.0);
        let (level, persistence, share) = (libm::exp(next()), logistic(next()), logistic(next()));
        let mean = if self.model.mean { self.mean + next() * self.spread.sqrt() } else { 0.0 };
        let falling = if self.model.asymmetric { logistic(next()) } else { 0.0 };
        let degrees = if self.model.heavy_tails { 2.0 + libm::exp(next()).min(1e5) } else { 0.0 };
        let surprise = persistence * share;
        let garch = Garch {
            mean,
            omega: level * self.spread * (1.0 - persistence),
            alpha: surprise * (1.0 - falling),
            gamma: 2.0 * surprise * falling,
            beta: persistence * (1.0 - share),
        };
        (garch, if self.model.heavy_tails { Density::StudentT(degrees) } else { Density::Normal })
    }
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

fn logit(share: f64) -> f64 {
    libm::log(share / (1.0 - share))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Surprises of a GARCH process whose shocks are the quantiles of the normal, in a fixed jumbled order.
    fn simulated(garch: &Garch, count: usize) -> Vec<f64> {
        let mut now = garch.long_run_variance().unwrap();
        (0..count)
            .map(|step| {
                let place = (step * 7_919 + 13) % count;
                let shock = super::super::normal_quantile((place as f64 + 0.5) / count as f64).unwrap();
                let surprise = shock * now.sqrt();
                now = garch.next(surprise, now);
                garch.mean + surprise
            })
            .collect()
    }

    const PLAIN: Model = Model { mean: true, asymmetric: false, heavy_tails: false };

    #[test]
    fn the_found_parameters_are_more_likely_than_the_true_ones() {
        let truth = Garch { mean: 0.05, omega: 0.05, alpha: 0.1, gamma: 0.0, beta: 0.85 };
        let returns = simulated(&truth, 2_000);
        let found = calibrate(&returns, PLAIN, Start::Backcast).unwrap();
        let surprises: Vec<f64> = returns.iter().map(|one| one - truth.mean).collect();
        let before = backcast(&surprises, 0.94, 75).unwrap();
        let mut variances = vec![truth.omega + (truth.alpha + truth.beta) * before];
        variances.extend(truth.variances(&returns, variances[0]).unwrap());
        variances.pop();
        let true_value = super::super::log_likelihood(&surprises, &variances, Density::Normal).unwrap();
        assert!(found.log_likelihood >= true_value - 1e-6, "{} {true_value}", found.log_likelihood);
        assert!(found.garch.persistence() < 1.0);
        assert_eq!(found.variances.len(), returns.len());
    }

    #[test]
    fn a_series_without_movement_determines_nothing() {
        assert_eq!(calibrate(&[1.0; 100], PLAIN, Start::Backcast), Err(FigureError::Undetermined("the variance")));
        assert!(calibrate(&[1.0; 5], PLAIN, Start::Backcast).is_err());
    }
}
