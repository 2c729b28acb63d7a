//! Variance as a decaying average of squared returns: `v ← λ·v + (1 − λ)·r²`.

use super::limits::{finite, variance};
use crate::risk::{FigureError, within};

/// The variance after each return, which is the forecast for the next one; `before` is the variance before the first.
///
/// ```
/// use cross_margin::risk::volatility::ewma;
/// assert_eq!(ewma(&[2.0, 0.0], 0.5, 1.0)?, [0.5 * 1.0 + 0.5 * 4.0, 0.5 * 2.5]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn ewma(returns: &[f64], decay: f64, before: f64) -> Result<Vec<f64>, FigureError> {
    finite("returns", returns)?;
    within("decay", decay, 0.0..=1.0, "a fraction from 0 to 1 is right, 0.94 for daily returns")?;
    variance("before", before)?;
    let mut now = before;
    Ok(returns
        .iter()
        .map(|one| {
            now = decay * now + (1.0 - decay) * (one * one);
            now
        })
        .collect())
}

/// A variance to start from: the first `most` squared returns, each weighing `decay` times the one before it. `None` of an
/// empty series.
pub fn backcast(returns: &[f64], decay: f64, most: usize) -> Option<f64> {
    let (mut sum, mut weights, mut weight) = (0.0, 0.0, 1.0);
    for one in returns.iter().take(most) {
        sum += weight * (one * one);
        weights += weight;
        weight *= decay;
    }
    let mean = sum / weights;
    mean.is_finite().then_some(mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_return_moves_the_average_a_little() {
        let variances = ewma(&[1.0, -2.0], 0.9, 4.0).unwrap();
        assert_eq!(variances, [0.9 * 4.0 + (1.0 - 0.9) * 1.0, 0.9 * (0.9 * 4.0 + (1.0 - 0.9)) + (1.0 - 0.9) * 4.0]);
        assert!(ewma(&[], 0.9, 4.0).unwrap().is_empty());
    }

    #[test]
    fn the_backcast_weighs_the_first_returns_most() {
        assert_eq!(backcast(&[2.0, 1.0], 0.5, 75), Some((4.0 + 0.5) / 1.5));
        assert_eq!(backcast(&[2.0, 1.0], 0.5, 1), Some(4.0));
        assert_eq!(backcast(&[], 0.5, 75), None);
    }

    #[test]
    fn what_cannot_be_is_refused_by_name() {
        let said = ewma(&[1.0, f64::NAN], 0.94, 1.0).unwrap_err().to_string();
        assert_eq!(said, "returns[1] is NaN; a finite number is right");
        let said = ewma(&[1.0], 94.0, 1.0).unwrap_err().to_string();
        assert_eq!(said, "decay is 94; a fraction from 0 to 1 is right, 0.94 for daily returns");
    }
}
