//! Inverse options: quoted in dollars, settled in the coin they are written on, as on Deribit.
//!
//! The coin price is the Black-76 value divided by the forward, discounted or not as `rate` says
//! (Deribit quotes with rate 0). At an index `S` the coin price is worth `S × price` dollars.
//!
//! Two deltas, both in coin. The dollar delta ([`InverseOption::greeks_usd`]) is what hedges the
//! dollar value: the Black delta. The net delta is what hedges the coin value, for someone who
//! counts in coin: Black delta − coin price, because the premium itself is held in coin.
//! Signs and units otherwise as in [`super::black`].

use super::black::{Black76, Greeks};
use super::{magnitude, settled};

/// An inverse option, described by its dollar Black-76 twin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InverseOption {
    /// Forward, strike, volatility and time, prices in dollars per coin.
    pub black: Black76,
}

/// Sensitivities counted in coin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct InverseGreeks {
    /// Coins the option is worth.
    pub price: f64,
    /// Forward-equivalent coins that hedge the coin value, `F · ∂price/∂F` = Black delta − price.
    pub net_delta: f64,
    /// Change of `net_delta` per dollar of the forward.
    pub net_gamma: f64,
    /// Coins per 1.00 of volatility.
    pub vega: f64,
    /// Coins per year that passes.
    pub theta: f64,
    /// Coins per 1.00 of rate.
    pub rho: f64,
}

impl InverseOption {
    /// Value in coin: Black-76 value / forward; 0 without a forward.
    pub fn price_coin(&self) -> f64 {
        self.per_forward(self.black.price())
    }

    /// Value in dollars at index price `index`.
    pub fn price_usd(&self, index: f64) -> f64 {
        settled(self.price_coin() * magnitude(index))
    }

    /// Black delta − coin price: the delta of the coin value, in coin.
    pub fn net_delta(&self) -> f64 {
        settled(self.black.delta() - self.price_coin())
    }

    /// All sensitivities counted in coin.
    pub fn greeks_coin(&self) -> InverseGreeks {
        let g = self.black.greeks();
        let price = self.per_forward(g.price);
        let net_delta = settled(g.delta - price);
        InverseGreeks {
            price,
            net_delta,
            net_gamma: settled(g.gamma - self.per_forward(net_delta)),
            vega: self.per_forward(g.vega),
            theta: self.per_forward(g.theta),
            rho: self.per_forward(g.rho),
        }
    }

    /// All sensitivities of the dollar value at index price `index`, `delta` and `gamma` with
    /// respect to the index when the forward moves in proportion to it.
    pub fn greeks_usd(&self, index: f64) -> Greeks {
        let g = self.black.greeks();
        let index = magnitude(index);
        let scale = self.per_forward(index);
        let per_scale = if scale > 0.0 { 1.0 / scale } else { 0.0 };
        Greeks {
            price: settled(g.price * scale),
            delta: g.delta,
            gamma: settled(g.gamma * per_scale),
            vega: settled(g.vega * scale),
            theta: settled(g.theta * scale),
            rho: settled(g.rho * scale),
            vanna: g.vanna,
            volga: settled(g.volga * scale),
        }
    }

    fn per_forward(&self, dollars: f64) -> f64 {
        let forward = magnitude(self.black.forward);
        if forward > 0.0 { settled(dollars / forward) } else { 0.0 }
    }
}
