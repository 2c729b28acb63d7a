//! How far a price can be trusted: its age, its jumps, and whether sources agree. Pure functions over given times.
//!
//! The limits are data, in `policy.json` beside this file; fractions there are fractions (0.10 is 10 %).
//! Source of the defaults: the limits that oracle networks and lending venues advise for user actions (60 s), and the
//! venues' own pace of a few seconds.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::slot::Slot;
use super::source::Kind;
use crate::book::{Exact, sort_by};
use crate::json::{Json, field};
use crate::market::{PriceState, is_dollar};

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

/// Age limits by kind of source, and those of what comes with an option chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ages {
    /// Venues, exchanges, oracle networks.
    pub venue: AgeLimits,
    /// Contracts on a chain: an hour's heartbeat and a tenth of it.
    pub chain: AgeLimits,
    /// Contracts on a chain that are written to once a day unless the price moves, as those of dollars are.
    pub chain_dollar: AgeLimits,
    /// Aggregates.
    pub check: AgeLimits,
    /// The embedding page.
    pub host: AgeLimits,
    /// Forwards, option marks, volatilities: a chain is large and is asked for every 30 s only.
    pub option_chain: AgeLimits,
}

/// The limits that prices are judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// How old a price may be.
    pub ages: Ages,
    /// A price from further in the future than this means that a clock is wrong.
    pub future_ms: i64,
    /// A source that says the same digits for longer than this is at best ageing; dollars may rest.
    pub unmoved_ms: i64,
    /// A longer silence of a source than this is a gap: it is shown, and averages begin anew.
    pub gap_ms: i64,
    /// A larger move than this between two ticks waits for confirmation; a fraction.
    pub jump: Decimal,
    /// Ticks in a row at the new level that confirm the jump of a source that is alone, the first of them counted.
    pub confirming_ticks: u32,
    /// Sources further apart than this diverge, and one that is further from the middle is an outlier; a fraction.
    /// A second source confirms a jump when it is this near to it.
    pub divergence: Decimal,
    /// The same for assets that stand for a dollar.
    pub divergence_dollar: Decimal,
    /// A price further from an aggregate than this is called in question; a fraction.
    pub check: Decimal,
    /// A wider confidence band than this is pointed out; half-width over price.
    pub confidence_warn: Decimal,
    /// A price with a wider band than this is not taken.
    pub confidence_refuse: Decimal,
    /// A dollar asset further from a dollar than this has lost its peg; a fraction.
    pub depeg_dollar: Decimal,
    /// A staked asset further from rate × underlying than this has lost its peg; a fraction.
    pub depeg_staked: Decimal,
    /// Memory of the exponential average: after this long an older price weighs half.
    pub exponential_ms: i64,
    /// Window of the time-weighted average.
    pub window_ms: i64,
}

impl Policy {
    fn read(file: &str) -> Option<Self> {
        let fields = Json::read(file).ok()?.fields()?;
        let decimal = |name| field(&fields, name)?.text().parse().ok();
        let ms = |name| field(&fields, name)?.text().parse().ok();
        let ages = field(&fields, "ages")?.fields()?;
        let limits = |name| {
            let fields = field(&ages, name)?.fields()?;
            let ms = |name| field(&fields, name)?.text().parse().ok();
            Some(AgeLimits { fresh_ms: ms("fresh_ms")?, ageing_ms: ms("ageing_ms")? })
        };
        Some(Self {
            ages: Ages {
                venue: limits("venue")?,
                chain: limits("chain")?,
                chain_dollar: limits("chain_dollar")?,
                check: limits("check")?,
                host: limits("host")?,
                option_chain: limits("option_chain")?,
            },
            future_ms: ms("future_ms")?,
            unmoved_ms: ms("unmoved_ms")?,
            gap_ms: ms("gap_ms")?,
            jump: decimal("jump")?,
            confirming_ticks: field(&fields, "confirming_ticks")?.text().parse().ok()?,
            divergence: decimal("divergence")?,
            divergence_dollar: decimal("divergence_dollar")?,
            check: decimal("check")?,
            confidence_warn: decimal("confidence_warn")?,
            confidence_refuse: decimal("confidence_refuse")?,
            depeg_dollar: decimal("depeg_dollar")?,
            depeg_staked: decimal("depeg_staked")?,
            exponential_ms: ms("exponential_ms")?,
            window_ms: ms("window_ms")?,
        })
    }

    /// A policy under which no price is live.
    fn trusting_nothing() -> Self {
        let never = AgeLimits { fresh_ms: i64::MIN, ageing_ms: i64::MIN };
        Self {
            ages: Ages {
                venue: never,
                chain: never,
                chain_dollar: never,
                check: never,
                host: never,
                option_chain: never,
            },
            future_ms: 0,
            unmoved_ms: 0,
            gap_ms: 0,
            jump: Decimal::ZERO,
            confirming_ticks: u32::MAX,
            divergence: Decimal::ZERO,
            divergence_dollar: Decimal::ZERO,
            check: Decimal::ZERO,
            confidence_warn: Decimal::ZERO,
            confidence_refuse: Decimal::ZERO,
            depeg_dollar: Decimal::ZERO,
            depeg_staked: Decimal::ZERO,
            exponential_ms: 1,
            window_ms: 1,
        }
    }

    /// The age limits of a price of this kind of source.
    pub fn limits(&self, slot: &Slot, kind: Kind) -> AgeLimits {
        match kind {
            Kind::Host => self.ages.host,
            _ if slot.is_of_chain() => self.ages.option_chain,
            Kind::Venue => self.ages.venue,
            Kind::Chain if matches!(slot, Slot::Index(asset) if is_dollar(asset)) => self.ages.chain_dollar,
            Kind::Chain => self.ages.chain,
            Kind::Check => self.ages.check,
        }
    }

    /// How far apart the sources of a price may lie.
    pub fn apart(&self, slot: &Slot) -> Decimal {
        match slot {
            Slot::Index(asset) if is_dollar(asset) => self.divergence_dollar,
            _ => self.divergence,
        }
    }

    /// Whether `after` is too far from `before` to be believed at once.
    pub fn is_jump(&self, before: Decimal, after: Decimal) -> bool {
        apart(before, after).is_none_or(|moved| moved > self.jump)
    }
}

impl Default for Policy {
    /// The limits in `policy.json`.
    fn default() -> Self {
        Self::read(include_str!("policy.json")).unwrap_or_else(Self::trusting_nothing)
    }
}

/// Whether two sources say the same to a fraction of `limit`.
pub fn agree(one: Decimal, other: Decimal, limit: Decimal) -> bool {
    apart(one, other).is_some_and(|distance| distance <= limit)
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

/// Half the distance that the sources commonly keep from their middle: the median of how far each is from the median.
/// One that lies cannot widen it beyond what the others say; nothing for fewer than two.
pub fn deviation(prices: &[Decimal]) -> Option<Decimal> {
    if prices.len() < 2 {
        return None;
    }
    let middle = median(prices)?;
    let distances: Option<Vec<Decimal>> = prices.iter().map(|price| price.minus(middle).map(|d| d.abs())).collect();
    median(&distances?)
}

/// A fraction as a percentage with two digits.
pub fn percent(fraction: Decimal) -> String {
    fraction.times(Decimal::ONE_HUNDRED).map_or_else(|| "far".to_owned(), |p| format!("{} %", p.round_dp(2)))
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
        assert_eq!(Policy::trusting_nothing().ages.venue.state(0), PriceState::Stale);
    }

    #[test]
    fn age_says_the_state() {
        let limits = Policy::default().ages.venue;
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
