//! Round numbers: sizes and strikes that a person would choose.

use rust_decimal::Decimal;

use crate::book::Exact;

/// First digits of a size, as times of a power of ten.
pub(super) const SIZES: [Decimal; 3] = [tenths(10), tenths(20), tenths(50)];
/// First digits of the distance between strikes.
pub(super) const STRIKES: [Decimal; 3] = [tenths(10), tenths(25), tenths(50)];

/// Powers of ten that are tried, each way.
const MOST_POWERS: u32 = 20;

const fn tenths(of: u32) -> Decimal {
    Decimal::from_parts(of, 0, 0, false, 1)
}

/// The power of ten that a number above zero begins with.
fn power(of: Decimal) -> Option<Decimal> {
    let mut power = Decimal::ONE;
    for _ in 0..MOST_POWERS {
        if of < power {
            power = power.over(Decimal::TEN)?;
        } else if of >= power.times(Decimal::TEN)? {
            power = power.times(Decimal::TEN)?;
        } else {
            return Some(power);
        }
    }
    None
}

/// The largest round number that is not above; `None` of what is not above zero.
pub(super) fn below(of: Decimal, digits: &[Decimal]) -> Option<Decimal> {
    let power = power(of).filter(|_| of > Decimal::ZERO)?;
    let round = digits.iter().filter_map(|digit| digit.times(power)).filter(|round| *round <= of).max()?;
    Some(round.normalize())
}

/// The smallest round number that is not below; `None` of what is not above zero.
pub(super) fn above(of: Decimal, digits: &[Decimal]) -> Option<Decimal> {
    let power = power(of).filter(|_| of > Decimal::ZERO)?;
    let larger = digits.iter().filter_map(|digit| digit.times(power)).filter(|round| *round >= of).min();
    larger.or_else(|| power.times(Decimal::TEN)).map(|round| round.normalize())
}

/// The multiple of a step that is nearest; `None` without a step.
pub(super) fn nearest(of: Decimal, step: Decimal) -> Option<Decimal> {
    of.over(step)?.round().times(step).map(|round| round.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn numbers_are_rounded_to_what_people_choose() {
        assert_eq!(below(dec!(0.04), &SIZES), Some(dec!(0.02)));
        assert_eq!(below(dec!(50), &SIZES), Some(dec!(50)));
        assert_eq!(below(dec!(4371), &STRIKES), Some(dec!(2500)));
        assert_eq!(above(dec!(2), &SIZES), Some(dec!(2)));
        assert_eq!(above(dec!(2.1), &SIZES), Some(dec!(5)));
        assert_eq!(above(dec!(51), &SIZES), Some(dec!(100)));
        assert_eq!(above(dec!(0.0031), &SIZES), Some(dec!(0.005)));
        assert_eq!(nearest(dec!(78689), dec!(2500)), Some(dec!(77500)));
    }

    #[test]
    fn what_is_not_above_zero_has_no_round_number() {
        for of in [dec!(0), dec!(-3), Decimal::MAX, Decimal::from_parts(1, 0, 0, false, 28)] {
            assert_eq!((below(of, &SIZES), above(of, &SIZES)), (None, None), "{of}");
        }
        assert_eq!(nearest(dec!(1), dec!(0)), None);
    }
}
