//! What standard margin is asked about: cash and any number of markets.

use rust_decimal::Decimal;

use super::super::pm2::Perp;
use crate::book::Right;
use crate::margin::FigureError;
use crate::margin::limits::{Place, amount, fraction, positive_amount, price};
use crate::pricing::Black76;
use crate::risk::to_f64;

/// An account.
#[derive(Clone, Debug, PartialEq)]
pub struct SmAccount {
    /// Cash, negative = borrowed.
    pub cash: f64,
    /// Price of the stablecoin that cash is in, dollars.
    pub stable: f64,
    /// By market.
    pub markets: Vec<SmMarket>,
}

/// What is held in one market.
#[derive(Clone, Debug, PartialEq)]
pub struct SmMarket {
    /// Its name, as the rules know it.
    pub name: String,
    /// Spot price, dollars.
    pub spot: f64,
    /// How sure the spot feed is, 0 to 1.
    pub spot_confidence: f64,
    /// The perpetual.
    pub perp: Perp,
    /// Coins held; the venue lends none.
    pub base: f64,
    /// Options, by expiry.
    pub expiries: Vec<SmExpiry>,
}

/// The options of one expiry.
#[derive(Clone, Debug, PartialEq)]
pub struct SmExpiry {
    /// Its forward, dollars.
    pub forward: f64,
    /// The lowest confidence of forward and volatilities, 0 to 1.
    pub confidence: f64,
    /// What is held.
    pub options: Vec<SmOption>,
}

/// An option held.
#[derive(Clone, Debug, PartialEq)]
pub struct SmOption {
    /// Strike, dollars.
    pub strike: Decimal,
    /// Call or put.
    pub right: Right,
    /// Units, long > 0.
    pub amount: f64,
    /// Mark price of one unit, dollars; see [`mark`].
    pub mark: f64,
}

/// The venue's mark of one option, dollars: Black-76 without discount.
pub fn mark(forward: f64, strike: Decimal, vol: f64, seconds: u32, right: Right) -> f64 {
    let years = f64::from(seconds) / 31_536_000.0;
    Black76 { forward, strike: to_f64(strike), years, vol, rate: 0.0, right }.price()
}

impl SmOption {
    pub(super) fn worth(&self) -> f64 {
        self.amount * self.mark
    }

    pub(super) fn payoff(&self, settlement: f64) -> f64 {
        let strike = to_f64(self.strike);
        let paid = match self.right {
            Right::Call => settlement - strike,
            Right::Put => strike - settlement,
        };
        self.amount * paid.max(0.0)
    }
}

impl SmAccount {
    /// Refuses an account that cannot be.
    pub fn check(&self) -> Result<(), FigureError> {
        amount("cash", self.cash)?;
        price("stable", self.stable)?;
        for market in &self.markets {
            let name = market.name.as_str();
            let at = |what: &'static str| Place(move || format!("markets.{name}.{what}"));
            price(at("spot"), market.spot)?;
            fraction(at("spot_confidence"), market.spot_confidence)?;
            market.perp.check()?;
            positive_amount(at("base"), market.base)?;
            for (place, expiry) in market.expiries.iter().enumerate() {
                let at = |what: &'static str| Place(move || format!("markets.{name}.expiries[{place}].{what}"));
                price(at("forward"), expiry.forward)?;
                fraction(at("confidence"), expiry.confidence)?;
                for (row, option) in expiry.options.iter().enumerate() {
                    let at = |what: &'static str| {
                        Place(move || format!("markets.{name}.expiries[{place}].options[{row}].{what}"))
                    };
                    price(at("strike"), to_f64(option.strike))?;
                    amount(at("amount"), option.amount)?;
                    positive_amount(at("mark"), option.mark)?;
                }
            }
        }
        Ok(())
    }
}
