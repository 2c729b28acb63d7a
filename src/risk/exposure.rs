//! Exposures and Greeks in dollars, which add up across legs, underlyings and expiries.

use std::iter::Sum;
use std::ops::{Add, AddAssign};

use serde::Serialize;

/// Sensitivities in dollars, in the units traders read them in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Greeks {
    /// Dollars gained when the underlying's price doubles at this slope: the net exposure.
    pub delta_usd: f64,
    /// The same in coins of the underlying; adds up within one underlying only.
    pub delta_coin: f64,
    /// Change of the gain per 1 % for another 1 %, in dollars.
    pub gamma_usd_per_pct: f64,
    /// Dollars gained when volatility rises by one point (0.01).
    pub vega_usd_per_point: f64,
    /// Dollars gained by a day's passing at unchanged prices.
    pub theta_usd_per_day: f64,
    /// Dollars gained when the interest rate rises by one point (0.01).
    pub rho_usd_per_point: f64,
    /// Change of the gain per 1 % of price when volatility rises by one point, in dollars.
    pub vanna_usd: f64,
    /// Change of vega per point for another point, in dollars.
    pub volga_usd: f64,
}

impl Greeks {
    /// Dollars gained by a 1 % rise.
    pub fn delta_usd_per_pct(&self) -> f64 {
        self.delta_usd * 0.01
    }
}

impl Add for Greeks {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            delta_usd: self.delta_usd + other.delta_usd,
            delta_coin: self.delta_coin + other.delta_coin,
            gamma_usd_per_pct: self.gamma_usd_per_pct + other.gamma_usd_per_pct,
            vega_usd_per_point: self.vega_usd_per_point + other.vega_usd_per_point,
            theta_usd_per_day: self.theta_usd_per_day + other.theta_usd_per_day,
            rho_usd_per_point: self.rho_usd_per_point + other.rho_usd_per_point,
            vanna_usd: self.vanna_usd + other.vanna_usd,
            volga_usd: self.volga_usd + other.volga_usd,
        }
    }
}

impl AddAssign for Greeks {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Greeks {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}
