//! How likely a series of surprises is under given variances.

use serde::{Deserialize, Serialize};

use super::limits::settled;
use crate::risk::{FigureError, wrong};

/// How a surprise is distributed, scaled to the variance at hand.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Density {
    /// Normal.
    Normal,
    /// Student's t with this many degrees of freedom, above 2.
    StudentT(f64),
}

/// Natural logarithm of the likelihood. `variances[i]` is the variance before `surprises[i]`.
pub fn log_likelihood(surprises: &[f64], variances: &[f64], density: Density) -> Result<f64, FigureError> {
    if surprises.len() != variances.len() {
        return Err(wrong("variances", variances.len(), "one for each surprise is right"));
    }
    if let Density::StudentT(degrees) = density
        && !(degrees > 2.0 && degrees <= 1e6)
    {
        return Err(wrong("degrees", degrees, "more than 2 degrees of freedom are right"));
    }
    let pairs = surprises.iter().zip(variances);
    let constant = constant(density);
    settled("the likelihood", pairs.map(|(surprise, variance)| constant + term(*surprise, *variance, density)).sum())
}

/// What every surprise adds whatever its size.
pub(crate) fn constant(density: Density) -> f64 {
    match density {
        Density::Normal => -0.5 * libm::log(2.0 * std::f64::consts::PI),
        Density::StudentT(degrees) => {
            libm::lgamma(0.5 * (degrees + 1.0))
                - libm::lgamma(0.5 * degrees)
                - 0.5 * libm::log(std::f64::consts::PI * (degrees - 2.0))
        }
    }
}

/// What a surprise adds beyond the constant.
pub(crate) fn term(surprise: f64, variance: f64, density: Density) -> f64 {
    let square = surprise * surprise;
    match density {
        Density::Normal => -0.5 * (libm::log(variance) + square / variance),
        Density::StudentT(degrees) => {
            let tail = libm::log1p(square / (variance * (degrees - 2.0)));
            -0.5 * (libm::log(variance) + (degrees + 1.0) * tail)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_likelihood_is_its_density() {
        let got = log_likelihood(&[0.5], &[4.0], Density::Normal).unwrap();
        let want = (crate::pricing::normal::pdf(0.25) / 2.0).ln();
        assert!((got - want).abs() < 1e-15);
    }

    #[test]
    fn students_t_goes_to_the_normal() {
        let normal = log_likelihood(&[0.5, -1.0], &[4.0, 1.0], Density::Normal).unwrap();
        let wide = log_likelihood(&[0.5, -1.0], &[4.0, 1.0], Density::StudentT(1e6)).unwrap();
        assert!((normal - wide).abs() < 1e-5);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert!(log_likelihood(&[1.0], &[], Density::Normal).is_err());
        assert!(log_likelihood(&[1.0], &[0.0], Density::Normal).is_err());
        assert!(log_likelihood(&[1.0], &[1.0], Density::StudentT(2.0)).is_err());
    }
}
