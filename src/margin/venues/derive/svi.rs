//! The volatility curve of an expiry, as the venue's feed states it: five SVI parameters.
//!
//! `w = a + b·(√((k−m)² + σ²) + ρ·(k−m))`, `vol = √(w/τ)`, `k = ln(K/F)` kept within `±4·√(a + b·σ)`, `w` at most 144.
//! The curve's own forward and time apply, not today's.

/// An SVI curve; total variance `w` against log-moneyness.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Svi {
    /// Level.
    pub a: f64,
    /// Slope of the wings.
    pub b: f64,
    /// Tilt, −1 to 1.
    pub rho: f64,
    /// Place of the lowest point.
    pub m: f64,
    /// Roundness there.
    pub sigma: f64,
    /// The curve's forward, dollars.
    pub forward: f64,
    /// The curve's time as a year fraction.
    pub years: f64,
}

/// Total variance is capped here.
const MOST_VARIANCE: f64 = 144.0;

/// Log-moneyness is kept within so many standard deviations at the money.
const WIDTH: f64 = 4.0;

impl Svi {
    /// Volatility at `strike`, a fraction a year; `None` where the curve gives none.
    pub fn vol(&self, strike: f64) -> Option<f64> {
        let width = WIDTH * (self.a + self.b * self.sigma).sqrt();
        let moneyness = libm::log(strike / self.forward);
        // a NaN on either side has no order, and so no clamp
        if !(width >= 0.0 && moneyness.is_finite()) {
            return None;
        }
        let off = moneyness.clamp(-width, width) - self.m;
        let round = (off * off + self.sigma * self.sigma).sqrt();
        let variance = (self.a + self.b * (round + self.rho * off)).min(MOST_VARIANCE);
        Some((variance / self.years).sqrt()).filter(|vol| vol.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAT: Svi = Svi { a: 0.04, b: 0.0, rho: 0.0, m: 0.0, sigma: 0.1, forward: 100.0, years: 0.25 };

    #[test]
    fn without_wings_the_curve_is_flat() {
        // √(0.04 / 0.25)
        assert_eq!(FLAT.vol(100.0), Some(0.4));
        assert_eq!(FLAT.vol(250.0), Some(0.4));
    }

    #[test]
    fn far_strikes_stop_at_four_deviations() {
        let curve = Svi { b: 0.2, ..FLAT };
        assert_eq!(curve.vol(1e6), curve.vol(1e9));
        assert!(curve.vol(130.0) > curve.vol(100.0));
    }

    #[test]
    fn total_variance_is_capped() {
        assert_eq!(Svi { a: 400.0, ..FLAT }.vol(100.0), Some((144.0_f64 / 0.25).sqrt()));
    }

    #[test]
    fn a_curve_that_says_nothing_says_so() {
        assert_eq!(Svi { a: -1.0, ..FLAT }.vol(100.0), None);
        assert_eq!(Svi { years: 0.0, ..FLAT }.vol(100.0), None);
        assert_eq!(FLAT.vol(0.0), None);
        assert_eq!(Svi { forward: f64::NAN, ..FLAT }.vol(100.0), None);
    }
}
