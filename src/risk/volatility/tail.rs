//! Value at risk and expected shortfall, of the normal distribution and of a sample.

use serde::Serialize;

use super::limits::{finite, settled};
use crate::pricing::normal;
use crate::risk::{FigureError, wrong};

/// The loss not exceeded with a given confidence, and the mean loss beyond it; > 0 for a loss.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Tail {
    /// Value at risk.
    pub value_at_risk: f64,
    /// Expected shortfall.
    pub shortfall: f64,
}

fn confident(confidence: f64) -> Result<(), FigureError> {
    if confidence > 0.0 && confidence < 1.0 {
        return Ok(());
    }
    Err(wrong("confidence", confidence, "a fraction between 0 and 1 is right, 0.99 for 99 %"))
}

/// The tail of a normal loss with mean 0 and deviation 1.
pub fn normal_tail(confidence: f64) -> Result<Tail, FigureError> {
    confident(confidence)?;
    let value_at_risk = normal_quantile(confidence)?;
    let shortfall = settled("the shortfall", normal::pdf(value_at_risk) / (1.0 - confidence))?;
    Ok(Tail { value_at_risk, shortfall })
}

/// The tail of a sample of profits: the `⌈(1 − confidence)·n⌉`-th worst, and the mean of those up to it.
///
/// The product is taken in floating point, as the references take it: 1 − 0.99 is a little more than a hundredth, so of 500
/// profits the sixth worst is the value at risk at 99 %, not the fifth.
pub fn empirical_tail(profits: &[f64], confidence: f64) -> Result<Tail, FigureError> {
    confident(confidence)?;
    finite("profits", profits)?;
    let mut sorted = profits.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = ((1.0 - confidence) * sorted.len() as f64).ceil();
    let worst = sorted.get(..(place.max(1.0) as usize)).filter(|worst| !worst.is_empty());
    let Some((worst, last)) = worst.and_then(|worst| Some((worst, worst.last()?))) else {
        return Err(wrong("profits", "empty", "one profit or more is right"));
    };
    Ok(Tail { value_at_risk: -last, shortfall: -worst.iter().sum::<f64>() / worst.len() as f64 })
}

/// Where the normal distribution reaches a probability, to 1e-15 of itself or so: a rational start (Abramowitz and Stegun
/// 26.2.23), then three steps of Halley's.
pub fn normal_quantile(probability: f64) -> Result<f64, FigureError> {
    if !(probability > 0.0 && probability < 1.0) {
        return Err(wrong("probability", probability, "a fraction between 0 and 1 is right"));
    }
    let tail = probability.min(1.0 - probability);
    let t = (-2.0 * libm::log(tail)).sqrt();
    let below = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let above = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    // the lower tail, where probabilities keep their digits
    let mut x = below / above - t;
    for _ in 0..3 {
        let density = normal::pdf(x);
        if density == 0.0 {
            break;
        }
        let step = (normal::cdf(x) - tail) / density;
        x -= step / (1.0 + 0.5 * x * step);
    }
    settled("the quantile", if probability <= 0.5 { x } else { -x })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantile_turns_the_distribution_round() {
        for place in 1..200 {
            let probability = f64::from(place) / 200.0;
            let back = normal::cdf(normal_quantile(probability).unwrap());
            assert!((back - probability).abs() <= 4e-16, "{probability}");
        }
        let far = normal_quantile(1e-300).unwrap();
        assert!((normal::cdf(far) / 1e-300 - 1.0).abs() < 1e-10, "{far}");
        assert!(normal_quantile(0.0).is_err() && normal_quantile(f64::NAN).is_err());
    }

    #[test]
    fn shortfall_at_97_5_is_about_the_value_at_risk_at_99() {
        let (wide, narrow) = (normal_tail(0.975).unwrap(), normal_tail(0.99).unwrap());
        assert!((wide.shortfall - narrow.value_at_risk).abs() < 0.02);
    }

    #[test]
    fn a_samples_tail_is_made_of_its_worst() {
        let profits: Vec<f64> = (1..=100).map(|one| f64::from(one) - 50.0).collect();
        // the worst of 100 are −49, −48, −47 …; 0.25 and 0.5 are exact in floating point, 0.01 is not
        let mean_of_25 = (49.0 + 25.0) / 2.0;
        assert_eq!(empirical_tail(&profits, 0.75), Ok(Tail { value_at_risk: 25.0, shortfall: mean_of_25 }));
        assert_eq!(empirical_tail(&profits, 0.995), Ok(Tail { value_at_risk: 49.0, shortfall: 49.0 }));
        assert_eq!(empirical_tail(&profits, 0.99), Ok(Tail { value_at_risk: 48.0, shortfall: 48.5 }));
        assert!(empirical_tail(&[], 0.99).is_err());
        assert!(empirical_tail(&[1.0], 99.0).is_err());
    }
}
