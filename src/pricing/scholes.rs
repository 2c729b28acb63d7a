//! Black-Scholes-Merton: a European option on a spot price with a carry.
//!
//! The same option as a [`Black76`] on the forward `F = S e^{(rate − dividend)·years}`; Greeks are
//! carried over by the chain rule. `delta` and `gamma` are with respect to spot, `theta` per year
//! of time passing with spot held, `rho` and `dividend_rho` per 1.00 with spot held.
//!
//! Source: Merton (1973); checked against Haug, "The complete guide to option pricing formulas".

use super::black::{Black76, Greeks};
use super::{magnitude, settled};
use crate::book::Right;

/// A European option on a spot price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BlackScholes {
    /// Price of the underlying today.
    pub spot: f64,
    /// Strike price.
    pub strike: f64,
    /// Time to expiry as a year fraction.
    pub years: f64,
    /// Volatility per year as a fraction.
    pub vol: f64,
    /// Continuously compounded rate per year.
    pub rate: f64,
    /// Continuously compounded dividend yield, or any other carry, per year.
    pub dividend: f64,
    /// Call or put.
    pub right: Right,
}

impl BlackScholes {
    /// The same option on its forward.
    pub fn black76(&self) -> Black76 {
        Black76 {
            forward: magnitude(self.spot) * self.growth(),
            strike: self.strike,
            years: self.years,
            vol: self.vol,
            rate: self.rate,
            right: self.right,
        }
    }

    /// Value today.
    pub fn price(&self) -> f64 {
        self.black76().price()
    }

    /// `∂V/∂S`.
    pub fn delta(&self) -> f64 {
        settled(self.growth() * self.black76().delta())
    }

    /// `∂²V/∂S²`.
    pub fn gamma(&self) -> f64 {
        self.greeks().gamma
    }

    /// `∂V/∂σ`, per 1.00 of volatility.
    pub fn vega(&self) -> f64 {
        self.black76().vega()
    }

    /// Change of value per year that passes, spot held.
    pub fn theta(&self) -> f64 {
        self.greeks().theta
    }

    /// `∂V/∂rate`, spot held.
    pub fn rho(&self) -> f64 {
        self.greeks().rho
    }

    /// `∂V/∂dividend`, spot held.
    pub fn dividend_rho(&self) -> f64 {
        let black = self.black76();
        settled(-magnitude(self.years) * black.forward * black.delta())
    }

    /// `∂²V/∂S∂σ`.
    pub fn vanna(&self) -> f64 {
        self.greeks().vanna
    }

    /// `∂²V/∂σ²`.
    pub fn volga(&self) -> f64 {
        self.black76().volga()
    }

    /// Percent change of value per percent change of spot, `delta·S/V`; 0 for a worthless option.
    pub fn elasticity(&self) -> f64 {
        let price = self.price();
        if price > 0.0 { settled(self.delta() * magnitude(self.spot) / price) } else { 0.0 }
    }

    /// Value and all Greeks from one pass, with respect to spot.
    pub fn greeks(&self) -> Greeks {
        let (growth, black) = (self.growth(), self.black76());
        let g = black.greeks();
        let forward_exposure = black.forward * g.delta;
        Greeks {
            price: g.price,
            delta: settled(growth * g.delta),
            gamma: settled(growth * growth * g.gamma),
            vega: g.vega,
            theta: settled(g.theta - (settled(self.rate) - settled(self.dividend)) * forward_exposure),
            rho: settled(g.rho + magnitude(self.years) * forward_exposure),
            vanna: settled(growth * g.vanna),
            volga: g.volga,
        }
    }

    /// `F/S`; a NaN carry counts as none.
    fn growth(&self) -> f64 {
        libm::exp(settled((self.rate - self.dividend) * magnitude(self.years)).clamp(-300.0, 300.0))
    }
}
