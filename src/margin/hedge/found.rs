//! A hedge that was tried: what it frees and costs, and how it ranks.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use crate::book::Trade;
use crate::margin::Standing;
use crate::risk::to_f64;

/// What is wanted of a hedge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wish {
    /// Most initial margin freed a dollar of cost.
    #[default]
    PerCost,
    /// Most initial margin freed a dollar of net delta that is left. A delta left of up to one per cent of the book’s gross
    /// delta counts as that, so that not a last digit of delta decides.
    PerDelta,
    /// Most initial margin freed.
    Most,
}

/// Trades, and the account after them. Dollars.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// One or two.
    pub trades: Vec<Trade>,
    /// Initial margin freed; above nothing.
    pub freed: Decimal,
    /// Premium of options bought, fees and half spreads.
    pub cost: Decimal,
    /// Free collateral gained: what is freed, and what the trades do to equity.
    pub free_gained: Decimal,
    /// How the account then stands, with the delta that is left.
    pub then: Standing,
    /// By how much it fulfils the wish; beyond any number where it frees something for nothing.
    pub score: f64,
}

impl Found {
    /// The score of a hedge under a wish; `least_delta` is what at least counts as left.
    pub(super) fn score(wish: Wish, freed: Decimal, cost: Decimal, delta_left: f64, least_delta: f64) -> f64 {
        let freed = to_f64(freed);
        match wish {
            Wish::Most => freed,
            Wish::PerDelta => freed / delta_left.max(least_delta),
            Wish::PerCost if cost.is_zero() && freed > 0.0 => f64::INFINITY,
            Wish::PerCost if cost.is_zero() => freed,
            Wish::PerCost => freed / to_f64(cost),
        }
    }

    /// Better first: by score, then what frees more, then what costs less.
    pub fn order(&self, other: &Self) -> Ordering {
        let score = other.score.total_cmp(&self.score);
        score.then_with(|| other.freed.cmp(&self.freed)).then_with(|| self.cost.cmp(&other.cost))
    }
}
