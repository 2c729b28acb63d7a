//! How far a price can be trusted: its age, its jumps, and whether sources agree. Pure functions over given times.
//!
//! The limits are data, in `policy.json` beside this file; fractions there are fractions (0.10 is 10 %).
//! Source of the defaults: the limits that oracle networks and lending venues advise for user actions (60 s), and the
//! venues' own pace of a few seconds.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::book::{Exact, sort_by};
use crate::json::{Json, field};
use crate::market::PriceState;

/// How old a price may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgeLimits {
    /// Up to here it is live.
    pub fresh_ms: i64,
    /// Up to here it is ageing, beyond it is stale.
    pub ageing_ms: i64,
}

impl AgeLimits {
    /// The state of a price of this age.
    pub fn state(self, age_ms: i64) -> PriceState {
        if age_ms <= self.fresh_ms {
            PriceState::Live
        } else if age_ms <= self.ageing_ms {
            PriceState::Ageing
        } else {
            PriceState::Stale
        }
    }
}

/// The limits that prices are judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Ages of index prices and of marks of perpetuals and futures.
    pub price_age: AgeLimits,
    /// Ages of what comes with an option chain: forwards, option marks, volatilities. A chain is large and is asked for
    /// every 30 s only.
    pub chain_age: AgeLimits,
    /// A price from further in the future than this means that a clock is wrong.
    pub future_ms: i64,
    /// A larger move than this between two ticks waits for confirmation; a fraction.
    pub jump: Decimal,
    /// Ticks in a row at the new level that confirm a jump, the first of them counted.
    pub confirming_ticks: u32,
    /// Sources further apart than this are said to disagree; a fraction of their median. A second source confirms a
    /// jump when it is this near to it.
    pub divergence: Decimal,
}

impl Policy {
    fn read(file: &str) -> Option<Self> {
        let fields = Json::read(file).ok()?.fields()?;
        let decimal = |name| field(&fields, name)?.text().parse().ok();
        let limits = |name| {
            let fields = field(&fields, name)?.fields()?;
            let ms = |name| field(&fields, name)?.text().parse().ok();
            Some(AgeLimits { fresh_ms: ms("fresh_ms")?, ageing_ms: ms("ageing_ms")? })
        };
        Some(Self {
            price_age: limits("price_age")?,
            chain_age: limits("chain_age")?,
            future_ms: field(&fields, "future_ms")?.text().parse().ok()?,
            jump: decimal("jump")?,
            confirming_ticks: field(&fields, "confirming_ticks")?.text().parse().ok()?,
            divergence: decimal("divergence")?,
        })
    }

    /// A policy under which no price is live.
    fn trusting_nothing() -> Self {
        let never = AgeLimits { fresh_ms: i64::MIN, ageing_ms: i64::MIN };
        Self {
            price_age: never,
            chain_age: never,
            future_ms: 0,
            jump: Decimal::ZERO,
            confirming_ticks: u32::MAX,
            divergence: Decimal::ZERO,
        }
    }

    /// Whether `after` is too far from `before` to be believed at once.
    pub fn is_jump(&self, before: Decimal, after: Decimal) -> bool {
        apart(before, after).is_none_or(|moved| moved > self.jump)
    }

    /// Whether two sources say the same.
    pub fn agree(&self, one: Decimal, other: Decimal) -> bool {
        apart(one, other).is_some_and(|distance| distance <= self.divergence)
    }
}

impl Default for Policy {
    /// The limits in `policy.json`.
    fn default() -> Self {
        Self::read(include_str!("policy.json")).unwrap_or_else(Self::trusting_nothing)
    }
}

/// Distance between two prices as a fraction of the first; `None` where that cannot be said.
pub fn apart(from: Decimal, to: Decimal) -> Option<Decimal> {
    let distance = to.minus(from)?.abs();
    distance.over(from.abs())
}

/// The middle price: of an odd number the middle one, of an even number the mean of the two in the middle, so of two
/// sources their mean. Always between the lowest and the highest.
pub fn median(prices: &[Decimal]) -> Option<Decimal> {
    let mut sorted = prices.to_vec();
    sort_by(&mut sorted, Decimal::cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *sorted.get((sorted.len() / 2).checked_sub(1)?)?;
    let mean = lower.plus(upper)?.over(Decimal::TWO)?;
    Some(mean.clamp(lower, upper))
}

/// Highest less lowest, as a fraction of the median; nothing for fewer than two prices.
pub fn spread(prices: &[Decimal]) -> Option<Decimal> {
    let (lowest, highest) = (prices.iter().min()?, prices.iter().max()?);
    if prices.len() < 2 {
        return None;
    }
    highest.minus(*lowest)?.over(median(prices)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn the_file_holds_the_limits() {
        let policy = Policy::read(include_str!("policy.json")).unwrap();
        assert_eq!(policy, Policy::default());
        assert_eq!(policy.jump, dec!(0.1));
        assert_ne!(policy, Policy::trusting_nothing());
        assert_eq!(Policy::trusting_nothing().price_age.state(0), PriceState::Stale);
    }

    #[test]
    fn age_says_the_state() {
        let limits = Policy::default().price_age;
        assert_eq!(limits.state(0), PriceState::Live);
        assert_eq!(limits.state(15_000), PriceState::Live);
        assert_eq!(limits.state(15_001), PriceState::Ageing);
        assert_eq!(limits.state(60_000), PriceState::Ageing);
        assert_eq!(limits.state(60_001), PriceState::Stale);
        assert_eq!(limits.state(i64::MAX), PriceState::Stale);
    }

    #[test]
    fn a_jump_is_more_than_ten_percent_either_way() {
        let policy = Policy::default();
        assert!(!policy.is_jump(dec!(100), dec!(110)));
        assert!(policy.is_jump(dec!(100), dec!(110.01)));
        assert!(!policy.is_jump(dec!(100), dec!(90)));
        assert!(policy.is_jump(dec!(100), dec!(89.99)));
        assert!(policy.is_jump(Decimal::ZERO, dec!(1)));
    }

    #[test]
    fn two_sources_meet_in_the_middle() {
        assert_eq!(median(&[dec!(93800), dec!(93900)]), Some(dec!(93850)));
        assert_eq!(median(&[dec!(1), dec!(99), dec!(3)]), Some(dec!(3)));
        assert_eq!(median(&[]), None);
        assert_eq!(spread(&[dec!(99), dec!(101)]), Some(dec!(0.02))); // 2 / 100
        assert_eq!(spread(&[dec!(99)]), None);
    }
}
