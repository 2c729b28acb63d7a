//! A hedge that was tried: what it frees and costs, and how it ranks.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use crate::book::{Exact, Trade};
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
    /// The score of a hedge that frees something under a wish; `least_delta` is what at least counts as left.
    pub(super) fn score(wish: Wish, freed: Decimal, cost: Decimal, delta_left: f64, least_delta: f64) -> f64 {
        let freed = to_f64(freed);
        to_nine_digits(match wish {
            Wish::Most => freed,
            Wish::PerDelta => freed / delta_left.max(least_delta),
            Wish::PerCost if cost.is_zero() => f64::INFINITY,
            Wish::PerCost => freed / to_f64(cost),
        })
    }

    /// Initial margin freed a dollar of cost; absent where it costs nothing.
    pub fn per_dollar(&self) -> Option<Decimal> {
        self.freed.over(self.cost)
    }

    /// Better first: by score, then what frees more, then what costs less.
    pub fn order(&self, other: &Self) -> Ordering {
        let score = other.score.total_cmp(&self.score);
        score.then_with(|| other.freed.cmp(&self.freed)).then_with(|| self.cost.cmp(&other.cost))
    }
}

/// About nine digits of a figure above nothing: what differs by less is the same, so that half a hedge at the same price is
/// not taken for a better one than the whole.
fn to_nine_digits(value: f64) -> f64 {
    const DROPPED: u32 = 22;
    let half = 1_u64 << (DROPPED - 1);
    f64::from_bits(value.to_bits().saturating_add(half) >> DROPPED << DROPPED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn a_dollar_freed_is_measured_by_what_is_wished() {
        let score = |wish, cost, left| Found::score(wish, dec!(9300), cost, left, 600.0);
        assert_eq!(score(Wish::Most, dec!(30), 0.0), 9300.0);
        assert_eq!(score(Wish::PerCost, dec!(30), 0.0), 310.0);
        assert_eq!(score(Wish::PerCost, dec!(0), 0.0), f64::INFINITY);
        // 15.5 dollars for each of the 600 that at least count as left
        assert_eq!(score(Wish::PerDelta, dec!(30), 0.0), 15.5);
        assert_eq!(score(Wish::PerDelta, dec!(30), 930.0), 10.0);
    }

    #[test]
    fn last_digits_do_not_decide() {
        assert_eq!(to_nine_digits(310.000_000_000_1), 310.0);
        assert_eq!(to_nine_digits(309.999_999_999_9), 310.0);
        assert!(to_nine_digits(310.000_01) > 310.0);
        assert_eq!(to_nine_digits(f64::INFINITY), f64::INFINITY);
    }
}
