//! How long it takes until something is so.

use rust_decimal::Decimal;

use super::{FundingLeg, HOURS_PER_DAY, MOST_DAYS};
use crate::book::Exact;

/// Days until something is so, to the shortest interval that pays; `None` where nothing pays or ten years do not get there.
pub(super) fn until(legs: &[FundingLeg], gone: impl Fn(Decimal) -> bool) -> Option<Decimal> {
    if gone(Decimal::ZERO) {
        return Some(Decimal::ZERO);
    }
    let hours = legs.iter().filter(|leg| !leg.per_interval.is_zero()).filter_map(|leg| leg.rate.as_ref());
    let step = hours.map(|rate| rate.hours).min()?;
    let most = MOST_DAYS.capped_times(HOURS_PER_DAY).over(step)?.floor();
    let at = |count: Decimal| step.capped_times(count);
    let (mut low, mut high) = (Decimal::ZERO, Decimal::ONE.min(most));
    while !gone(at(high)) {
        if high >= most {
            return None;
        }
        (low, high) = (high, high.capped_plus(high).min(most));
    }
    while high.capped_minus(low) > Decimal::ONE {
        let middle = low.capped_plus(high).over(Decimal::TWO)?.floor();
        if gone(at(middle)) {
            high = middle;
        } else {
            low = middle;
        }
    }
    at(high).over(HOURS_PER_DAY)
}
