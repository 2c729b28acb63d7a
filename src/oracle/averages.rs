//! What a price was lately: an exponential and a time-weighted average of the price in use.
//!
//! Between two updates the price stands still at the earlier one. With `half` the half-life and `dt` the time between,
//!
//! - exponential: the new average is `old × 2^(−dt/half) + price × (1 − 2^(−dt/half))`;
//! - time-weighted: Σ price × ms ÷ Σ ms over the window, kept in sixty buckets, so that an hour of updates takes no more
//!   room than five minutes.
//!
//! After a gap both begin anew: what the price was meanwhile is not known.

use rust_decimal::Decimal;

use super::policy::Policy;
use crate::book::{Exact, Time};
use crate::market::Averages;

const BUCKETS: i64 = 60;

/// One stretch of the window.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bucket {
    /// Which: its start over its length.
    number: i64,
    /// Price × milliseconds.
    sum: Decimal,
    ms: i64,
}

/// The averages of one price.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rolling {
    last: (Time, Decimal),
    exponential: Decimal,
    buckets: Vec<Bucket>,
    /// Sum and milliseconds of all buckets but the last.
    closed: (Decimal, i64),
}

impl Rolling {
    pub(super) fn begun(price: Decimal, now: Time) -> Self {
        // all the room it will ever need
        let buckets = Vec::with_capacity(BUCKETS as usize);
        Self { last: (now, price), exponential: price, buckets, closed: (Decimal::ZERO, 0) }
    }

    /// Takes the price in use at an instant.
    pub(super) fn take(&mut self, price: Decimal, now: Time, policy: &Policy) {
        let (then, before) = self.last;
        let ms = now.since(then);
        if ms > policy.gap_ms {
            *self = Self::begun(price, now);
            return;
        }
        if ms <= 0 {
            self.last.1 = price;
            return;
        }
        let kept = libm::exp2(-(ms as f64) / policy.exponential_ms.max(1) as f64);
        let kept = Decimal::from_f64_retain(kept).unwrap_or_default().round_dp(15);
        let fresh = Decimal::ONE.minus(kept).and_then(|weight| before.times(weight));
        let next = self.exponential.times(kept).zip(fresh).and_then(|(old, new)| old.plus(new));
        self.exponential = next.unwrap_or(before);
        let length = (policy.window_ms / BUCKETS).max(1);
        let number = then.0.div_euclid(length);
        if self.buckets.last().is_none_or(|bucket| bucket.number != number) {
            self.buckets.retain(|bucket| bucket.number > number - BUCKETS);
            self.closed = (Decimal::ZERO, 0);
            for bucket in &self.buckets {
                self.closed = (self.closed.0.capped_plus(bucket.sum), self.closed.1.saturating_add(bucket.ms));
            }
            self.buckets.push(Bucket { number, sum: Decimal::ZERO, ms: 0 });
        }
        if let (Some(bucket), Some(part)) = (self.buckets.last_mut(), before.times(ms.into())) {
            bucket.sum = bucket.sum.capped_plus(part);
            bucket.ms = bucket.ms.saturating_add(ms);
        }
        self.last = (now, price);
    }

    /// Both averages; the price itself before any time has passed.
    pub(super) fn averages(&self) -> Averages {
        let (mut sum, mut ms) = self.closed;
        if let Some(last) = self.buckets.last() {
            (sum, ms) = (sum.capped_plus(last.sum), ms.saturating_add(last.ms));
        }
        let time_weighted = if ms > 0 { sum.over(ms.into()) } else { None };
        Averages {
            exponential: self.exponential.round_dp(12),
            time_weighted: time_weighted.unwrap_or(self.last.1).round_dp(12),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn at(second: i64) -> Time {
        Time(1_795_305_600_000 + second * 1000)
    }

    #[test]
    fn half_the_weight_after_the_half_life_and_every_moment_alike_in_the_window() {
        let policy = Policy { gap_ms: 600_000, ..Policy::default() };
        let mut rolling = Rolling::begun(dec!(100), at(0));
        rolling.take(dec!(200), at(1), &policy); // one second at 100
        rolling.take(dec!(200), at(301), &policy); // five minutes at 200
        let averages = rolling.averages();
        // 100 × ½ + 200 × ½
        assert_eq!(averages.exponential, dec!(150));
        // (1 × 100 + 300 × 200) / 301
        assert_eq!(averages.time_weighted.round_dp(6), dec!(199.667774));
    }

    #[test]
    fn a_gap_begins_anew() {
        let policy = Policy::default();
        let mut rolling = Rolling::begun(dec!(100), at(0));
        rolling.take(dec!(200), at(61), &policy);
        assert_eq!(rolling.averages(), Averages { exponential: dec!(200), time_weighted: dec!(200) });
    }

    #[test]
    fn an_hour_takes_no_more_room_than_the_window() {
        let policy = Policy::default();
        let mut rolling = Rolling::begun(dec!(100), at(0));
        for second in 1..3_600 {
            rolling.take(Decimal::from(100 + second % 7), at(second), &policy);
        }
        assert!(rolling.buckets.len() <= 60, "{}", rolling.buckets.len());
        let averages = rolling.averages();
        assert!(averages.time_weighted > dec!(102.9) && averages.time_weighted < dec!(103.1), "{averages:?}");
    }
}
