//! How sizes are searched: a ladder of round ones, then halving between two that differ.
//!
//! What is asked is not monotone: a hedge helps first and hurts later. So every rung is looked at, and only between two
//! neighbours is it taken for granted that an answer changes once.

use rust_decimal::Decimal;

use crate::book::{Exact, sort_by};

/// Rungs to each power of ten.
const ROUND: [Decimal; 6] = [digits(10), digits(15), digits(20), digits(30), digits(50), digits(70)];
/// Digits to which a size is found where nothing else says: the last bracket is narrower than this part of it.
const FINE: Decimal = Decimal::from_parts(1, 0, 0, false, 9);
/// Smallest step taken of itself.
const LEAST: Decimal = Decimal::from_parts(1, 0, 0, false, 12);

/// Tenths.
const fn digits(tenths: u32) -> Decimal {
    Decimal::from_parts(tenths, 0, 0, false, 1)
}

/// The largest power of ten that is not above a value; of nothing, the smallest there is.
pub(in crate::margin) fn decade(value: Decimal) -> Decimal {
    let mut power = Decimal::ONE;
    while power > value && power.scale() < 28 {
        power = power.capped_times(digits(1)).normalize();
    }
    while let Some(next) = power.times(Decimal::TEN).filter(|next| *next <= value) {
        power = next;
    }
    power
}

/// Down to a whole multiple of a step; `None` beyond what a decimal holds.
pub(in crate::margin) fn floor(value: Decimal, step: Decimal) -> Option<Decimal> {
    value.over(step)?.floor().times(step)
}

/// Up to a whole multiple of a step; `None` beyond what a decimal holds.
pub(super) fn ceil(value: Decimal, step: Decimal) -> Option<Decimal> {
    value.over(step)?.ceil().times(step)
}

/// The rungs from one size to another: 1, 1.5, 2, 3, 5 and 7 of every power of ten, the last itself, and others of
/// interest, all rounded down to whole steps; rising, each once, none of nothing.
pub(super) fn ladder(first: Decimal, last: Decimal, others: &[Decimal], step: Option<Decimal>) -> Vec<Decimal> {
    let mut rungs = vec![last];
    rungs.extend(others.iter().filter(|size| **size < last));
    let mut power = decade(first);
    while power <= last {
        rungs.extend(ROUND.iter().filter_map(|round| power.times(*round)).filter(|size| *size < last));
        let Some(next) = power.times(Decimal::TEN) else { break };
        power = next;
    }
    if let Some(step) = step {
        rungs = rungs.into_iter().filter_map(|size| floor(size, step)).collect();
    }
    rungs.retain(|size| *size > Decimal::ZERO);
    sort_by(&mut rungs, Decimal::cmp);
    rungs.dedup();
    rungs
}

/// Narrows a bracket to one step: `passes` answers one way at `low` and the other at `high`, and so it does at what is
/// returned. Without a step, to nine digits.
pub(super) fn narrowed(
    low: Decimal,
    high: Decimal,
    step: Option<Decimal>,
    passes: &mut dyn FnMut(Decimal) -> bool,
) -> (Decimal, Decimal) {
    let step = step.unwrap_or_else(|| high.times(FINE).map_or(LEAST, decade).max(LEAST));
    let (mut low, mut high) = (low, high);
    let above = passes(high);
    loop {
        let middle = high.minus(low).and_then(|gap| gap.over(Decimal::TWO)?.plus(low));
        let Some(middle) = middle.and_then(|middle| floor(middle, step)) else { break };
        // a bracket that is not on whole steps itself ends on the step above its lower end
        let middle = if middle <= low { middle.capped_plus(step) } else { middle };
        if middle <= low || middle >= high {
            break;
        }
        if passes(middle) == above {
            high = middle;
        } else {
            low = middle;
        }
    }
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn rungs_are_round_and_in_whole_steps() {
        let all = [dec!(1), dec!(1.5), dec!(2), dec!(3), dec!(5), dec!(7), dec!(10), dec!(12)];
        assert_eq!(ladder(dec!(1.4), dec!(12), &[], None), all);
        assert_eq!(ladder(dec!(1), dec!(5.5), &[dec!(4.2), dec!(9)], Some(dec!(2))), [dec!(2), dec!(4)]);
        assert!(ladder(dec!(1), dec!(5), &[], Some(dec!(6))).is_empty());
        assert!(ladder(Decimal::ZERO, Decimal::MAX, &[], None).len() < 400);
    }

    #[test]
    fn powers_of_ten() {
        assert_eq!(decade(dec!(0.031)), dec!(0.01));
        assert_eq!(decade(dec!(1)), dec!(1));
        assert_eq!(decade(dec!(99999)), dec!(10000));
        assert!(decade(Decimal::ZERO) > Decimal::ZERO);
        assert!(decade(Decimal::MAX) <= Decimal::MAX);
    }

    #[test]
    fn a_bracket_narrows_to_one_step() {
        let mut asked = 0;
        let mut below = |size: Decimal| {
            asked += 1;
            size <= dec!(7.3541)
        };
        assert_eq!(narrowed(dec!(5), dec!(10), Some(dec!(0.01)), &mut below), (dec!(7.35), dec!(7.36)));
        assert!(asked < 14, "{asked}");
        let (low, high) = narrowed(dec!(5), dec!(10), None, &mut |size| size >= dec!(7.3541));
        assert!(low < dec!(7.3541) && dec!(7.3541) <= high && high - low <= dec!(0.00000001), "{low} {high}");
        // already one step apart
        assert_eq!(narrowed(dec!(0), dec!(1), Some(dec!(1)), &mut |size| size > dec!(0)), (dec!(0), dec!(1)));
    }
}
