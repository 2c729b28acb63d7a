//! HAR: tomorrow's volatility from yesterday's, last week's mean and last month's mean (Corsi, 2009).
//!
//! `v = c + Σ b_w·mean(last w)`; the windows are arguments, 1, 5 and 22 days as a rule.

use serde::Serialize;

use super::least_squares::least_squares;
use super::likelihood::{Density, log_likelihood};
use super::limits::{finite, settled};
use crate::risk::{FigureError, wrong};

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HarFit {
    /// c.
    pub constant: f64,
    /// Windows and their b.
    pub coefficients: Vec<(usize, f64)>,
    /// Mean squared residual.
    pub residual_variance: f64,
    /// Logarithm of the normal likelihood.
    pub log_likelihood: f64,
    /// Share of the variance that is explained, 0 to 1.
    pub r_squared: f64,
}

/// Coefficients of least squares; the first observation explained is the one after the longest window.
pub fn fit_har(series: &[f64], windows: &[usize]) -> Result<HarFit, FigureError> {
    finite("series", series)?;
    let longest = windows.iter().copied().max().unwrap_or(0);
    if windows.contains(&0) || windows.is_empty() || windows.len() > 10 {
        return Err(wrong("windows", format!("{windows:?}"), "one to ten windows of a day or more are right"));
    }
    if series.len() < longest + windows.len() + 2 {
        let right = "more observations than the longest window and the coefficients are right";
        return Err(wrong("series", format!("{} long", series.len()), right));
    }
    let target: Vec<f64> = series.iter().skip(longest).copied().collect();
    let mut columns = vec![vec![1.0; target.len()]];
    for window in windows {
        columns.push((longest..series.len()).filter_map(|end| mean(series.get(end - window..end)?)).collect());
    }
    let found = least_squares(&columns, &target)?;
    let residuals: Vec<f64> = target
        .iter()
        .enumerate()
        .map(|(row, seen)| {
            let said: f64 = columns.iter().zip(&found).filter_map(|(column, b)| Some(column.get(row)? * b)).sum();
            seen - said
        })
        .collect();
    let count = target.len() as f64;
    let residual_variance = residuals.iter().map(|one| one * one).sum::<f64>() / count;
    let middle = target.iter().sum::<f64>() / count;
    let spread = target.iter().map(|one| (one - middle) * (one - middle)).sum::<f64>() / count;
    let variances = vec![residual_variance; residuals.len()];
    Ok(HarFit {
        constant: found.first().copied().unwrap_or(0.0),
        coefficients: windows.iter().copied().zip(found.iter().skip(1).copied()).collect(),
        residual_variance,
        log_likelihood: log_likelihood(&residuals, &variances, Density::Normal)?,
        r_squared: settled("the share explained", 1.0 - residual_variance / spread)?,
    })
}

impl HarFit {
    /// The next value; `None` when the series is shorter than the longest window.
    pub fn forecast(&self, series: &[f64]) -> Option<f64> {
        let mut next = self.constant;
        for (window, coefficient) in &self.coefficients {
            next += coefficient * mean(series.get(series.len().checked_sub(*window)?..)?)?;
        }
        next.is_finite().then_some(next)
    }
}

fn mean(of: &[f64]) -> Option<f64> {
    if of.is_empty() { None } else { Some(of.iter().sum::<f64>() / of.len() as f64) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_made_by_the_rule_gives_the_rule_back() {
        let mut series: Vec<f64> = [12.0, 9.0, 17.0, 11.0, 14.0].to_vec();
        for _ in 0..15 {
            let end = series.len();
            let (last, week) = (series[end - 1], mean(&series[end - 5..]).unwrap());
            series.push(1.0 + 0.5 * last + 0.3 * week);
        }
        let fit = fit_har(&series, &[1, 5]).unwrap();
        assert!((fit.coefficients[0].1 - 0.5).abs() < 1e-9 && (fit.coefficients[1].1 - 0.3).abs() < 1e-9, "{fit:?}");
        let end = series.len();
        let want = fit.constant
            + fit.coefficients[0].1 * series[end - 1]
            + fit.coefficients[1].1 * mean(&series[end - 5..]).unwrap();
        assert_eq!(fit.forecast(&series), Some(want));
        assert_eq!(fit.forecast(&series[..3]), None);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert!(fit_har(&[1.0; 5], &[1, 5, 22]).is_err());
        assert!(fit_har(&[1.0; 50], &[0]).is_err());
        assert!(fit_har(&[1.0; 50], &[1]).is_err());
    }
}
