//! Black-76: a European option on a forward.
//!
//! `price` is discounted to today by `e^{−rate·years}`. Greeks are for one long option: `delta`
//! and `gamma` with respect to the forward, `vega` per 1.00 of volatility (a hundred vol points),
//! `theta` per year of time passing with forward, volatility and rate held (`−∂V/∂years`),
//! `rho` per 1.00 of rate with the forward held.
//!
//! At or after expiry and without volatility the value is the discounted intrinsic one, delta is
//! 0 or ±1 discounted, half that exactly at the money, and gamma, vega, vanna, volga are 0.
//!
//! Source: F. Black, "The pricing of commodity contracts" (1976); value computed as in `mills`,
//! out of the money first and in the money by parity, so that small values keep their digits.

use super::mills::out_of_the_money;
use super::normal::{cdf, pdf};
use super::{intrinsic, log_moneyness, magnitude, settled, total_vol};
use crate::book::Right;

/// A European option on a forward.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Black76 {
    /// Forward price for delivery at expiry.
    pub forward: f64,
    /// Strike price.
    pub strike: f64,
    /// Time to expiry as a year fraction; zero or less means expired.
    pub years: f64,
    /// Volatility per year as a fraction.
    pub vol: f64,
    /// Continuously compounded rate per year; the discount is `e^{−rate·years}`.
    pub rate: f64,
    /// Call or put.
    pub right: Right,
}

/// Value and sensitivities of one long option, in the units of the type that made them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Greeks {
    /// Value today.
    pub price: f64,
    /// Change of value per unit of the underlying.
    pub delta: f64,
    /// Change of delta per unit of the underlying.
    pub gamma: f64,
    /// Change of value per 1.00 of volatility.
    pub vega: f64,
    /// Change of value per year that passes.
    pub theta: f64,
    /// Change of value per 1.00 of rate.
    pub rho: f64,
    /// Change of delta per 1.00 of volatility.
    pub vanna: f64,
    /// Change of vega per 1.00 of volatility.
    pub volga: f64,
}

/// What every figure is made of, each computed once.
struct Terms {
    forward: f64,
    strike: f64,
    years: f64,
    vol: f64,
    rate: f64,
    discount: f64,
    d1: f64,
    d2: f64,
    /// `−|ln(F/K)|`.
    x: f64,
    /// `σ√T`; 0 where there is no time value.
    s: f64,
}

impl Black76 {
    /// Value today.
    pub fn price(&self) -> f64 {
        self.terms().price(self.right)
    }

    /// `∂V/∂F`.
    pub fn delta(&self) -> f64 {
        self.terms().delta(self.right)
    }

    /// `∂²V/∂F²`.
    pub fn gamma(&self) -> f64 {
        self.greeks().gamma
    }

    /// `∂V/∂σ`, per 1.00 of volatility.
    pub fn vega(&self) -> f64 {
        self.greeks().vega
    }

    /// Change of value per year that passes, the forward held.
    pub fn theta(&self) -> f64 {
        self.greeks().theta
    }

    /// `∂V/∂rate`, the forward held.
    pub fn rho(&self) -> f64 {
        let terms = self.terms();
        settled(-terms.years * terms.price(self.right))
    }

    /// `∂²V/∂F∂σ`.
    pub fn vanna(&self) -> f64 {
        self.greeks().vanna
    }

    /// `∂²V/∂σ²`.
    pub fn volga(&self) -> f64 {
        self.greeks().volga
    }

    /// `(ln(F/K) + σ²T/2) / σ√T`; infinite away from the money, 0 at it, without volatility or time.
    pub fn d1(&self) -> f64 {
        self.terms().d1
    }

    /// `d1 − σ√T`.
    pub fn d2(&self) -> f64 {
        self.terms().d2
    }

    /// What one unit paid at expiry is worth today.
    pub fn discount(&self) -> f64 {
        self.terms().discount
    }

    /// Value and all Greeks from one pass.
    pub fn greeks(&self) -> Greeks {
        let t = self.terms();
        let price = t.price(self.right);
        let rho = settled(-t.years * price);
        let mut greeks =
            Greeks { price, delta: t.delta(self.right), theta: settled(t.rate * price), rho, ..Greeks::default() };
        if t.s > 0.0 && t.forward > 0.0 && t.strike > 0.0 {
            let density = t.discount * pdf(t.d1);
            let vega = t.forward * density * t.years.sqrt();
            greeks.gamma = settled(density / (t.forward * t.s));
            greeks.vega = settled(vega);
            greeks.theta = settled(t.rate * price - 0.5 * vega * t.vol / t.years);
            greeks.vanna = settled(-density * t.d2 / t.vol);
            greeks.volga = settled(vega * t.d1 * t.d2 / t.vol);
        }
        greeks
    }

    fn terms(&self) -> Terms {
        let (forward, strike) = (magnitude(self.forward), magnitude(self.strike));
        let (years, vol) = (magnitude(self.years), magnitude(self.vol));
        let rate = settled(self.rate);
        let s = total_vol(vol, years);
        let ln = match (forward > 0.0, strike > 0.0) {
            (true, true) => log_moneyness(forward, strike),
            (true, false) => f64::INFINITY,
            (false, true) => f64::NEG_INFINITY,
            (false, false) => 0.0,
        };
        let z = if s > 0.0 {
            ln / s
        } else if ln == 0.0 {
            0.0
        } else {
            f64::INFINITY.copysign(ln)
        };
        Terms {
            forward,
            strike,
            years,
            vol,
            rate,
            discount: libm::exp((-rate * years).clamp(-700.0, 700.0)),
            d1: z + 0.5 * s,
            d2: z - 0.5 * s,
            x: -ln.abs(),
            s,
        }
    }
}

impl Terms {
    fn price(&self, right: Right) -> f64 {
        let time_value = if self.s > 0.0 && self.x.is_finite() {
            self.forward.min(self.strike) * out_of_the_money(self.x, self.s)
        } else {
            0.0
        };
        settled(self.discount * (intrinsic(right, self.forward, self.strike) + time_value))
    }

    fn delta(&self, right: Right) -> f64 {
        match right {
            Right::Call => self.discount * cdf(self.d1),
            Right::Put => -self.discount * cdf(-self.d1),
        }
    }
}
