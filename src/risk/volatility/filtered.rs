//! Filtered historical simulation: past returns at today's volatility (Barone-Adesi and others; Hull and White, 1998).

use serde::Serialize;

use super::ewma::ewma;
use super::limits::variance;
use super::tail::{Tail, empirical_tail};
use crate::risk::{FigureError, wrong};

/// What a simulation says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Filtered {
    /// Volatility of the next return.
    pub next_sigma: f64,
    /// Past returns over the volatility of their day, times the next one's.
    pub scenarios: Vec<f64>,
    /// Their tail.
    pub tail: Tail,
}

/// Scenarios from the last `lookback` returns, each divided by its day's volatility (a decaying average begun at `before`)
/// and multiplied by the next day's, and their tail.
pub fn filtered_historical(
    returns: &[f64],
    decay: f64,
    before: f64,
    lookback: usize,
    confidence: f64,
) -> Result<Filtered, FigureError> {
    variance("before", before)?;
    let after = ewma(returns, decay, before)?;
    let Some(next) = after.last() else {
        return Err(wrong("returns", "empty", "one return or more is right"));
    };
    if !(1..=returns.len()).contains(&lookback) {
        return Err(wrong("lookback", lookback, "from 1 to as many days as there are returns is right"));
    }
    let next_sigma = next.sqrt();
    let of_the_day = std::iter::once(&before).chain(&after);
    let mut scenarios = Vec::with_capacity(lookback);
    for (one, variance) in returns.iter().zip(of_the_day).skip(returns.len() - lookback) {
        let sigma = variance.sqrt();
        if sigma.is_nan() || sigma <= 0.0 {
            return Err(FigureError::Undetermined("a day's volatility"));
        }
        scenarios.push(one / sigma * next_sigma);
    }
    let tail = empirical_tail(&scenarios, confidence)?;
    Ok(Filtered { next_sigma, scenarios, tail })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn past_returns_are_brought_to_todays_volatility() {
        let answer = filtered_historical(&[1.0, -2.0], 0.5, 1.0, 2, 0.5).unwrap();
        // variances before: 1, 1; after −2: 0.5 + 2 = 2.5
        let next = 2.5_f64.sqrt();
        assert_eq!(answer.next_sigma, next);
        assert_eq!(answer.scenarios, [next, -2.0 * next]);
        assert_eq!(answer.tail, Tail { value_at_risk: 2.0 * next, shortfall: 2.0 * next });
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert!(filtered_historical(&[1.0], 0.5, 1.0, 2, 0.99).is_err());
        assert!(filtered_historical(&[], 0.5, 1.0, 1, 0.99).is_err());
        assert!(filtered_historical(&[0.0, 0.0], 0.5, 0.0, 2, 0.99).is_err());
    }
}
