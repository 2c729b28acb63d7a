//! A closer look around the best size of a ladder, by golden section.

use rust_decimal::Decimal;

use super::sizes::rounded;
use crate::book::Exact;
use crate::margin::Side;

/// Sizes looked at around the best of a ladder.
pub(super) const CLOSER: usize = 8;
/// The smaller part of a length cut by the golden section.
const GOLDEN: Decimal = Decimal::from_parts(381_966, 0, 0, false, 6);

/// The best size so far, between two that are worse.
#[derive(Clone, Debug)]
pub(super) struct Golden {
    side: Side,
    low: Decimal,
    best: Decimal,
    high: Decimal,
    step: Option<Decimal>,
    left: usize,
}

impl Golden {
    /// Around the best of the sizes that were tried; as far as its neighbours on the same side, below the smallest to
    /// nothing and above the largest to twice it.
    pub(super) fn around(best: (Side, Decimal), tried: &[(Side, Decimal)], step: Option<Decimal>) -> Self {
        let (side, best) = best;
        let others = || tried.iter().filter(move |(of, _)| *of == side).map(|(_, size)| *size);
        let low = others().filter(|size| *size < best).max().unwrap_or_default();
        let high = others().filter(|size| *size > best).min().unwrap_or_else(|| best.capped_plus(best));
        Self { side, low, best, high, step, left: CLOSER }
    }

    /// The size to try next; none when it was looked at closely enough.
    pub(super) fn next(&mut self) -> Option<(Side, Decimal)> {
        self.left = self.left.checked_sub(1)?;
        let (above, below) = (self.high.minus(self.best)?, self.best.minus(self.low)?);
        let size = if above > below {
            self.best.plus(above.times(GOLDEN)?)?
        } else {
            self.best.minus(below.times(GOLDEN)?)?
        };
        let size = rounded(size, self.step)?;
        (size > self.low && size < self.high && size != self.best).then_some((self.side, size))
    }

    /// What became of it.
    pub(super) fn told(&mut self, size: Decimal, better: bool) {
        let above = size > self.best;
        match (better, above) {
            (true, true) => (self.low, self.best) = (self.best, size),
            (true, false) => (self.high, self.best) = (self.best, size),
            (false, true) => self.high = size,
            (false, false) => self.low = size,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn it_closes_in_on_the_best_size() {
        let tried = [dec!(1), dec!(2), dec!(4)].map(|size| (Side::Buy, size));
        let mut golden = Golden::around((Side::Buy, dec!(2)), &tried, None);
        let value = |size: Decimal| -(size - dec!(2.9)).abs();
        let (mut best, mut asked) = (dec!(2), 0);
        while let Some((_, size)) = golden.next() {
            let better = value(size) > value(best);
            golden.told(size, better);
            best = if better { size } else { best };
            asked += 1;
        }
        assert!(asked <= CLOSER && (best - dec!(2.9)).abs() < dec!(0.1), "{best}");
    }

    #[test]
    fn it_keeps_within_the_ladder_and_to_the_step() {
        let mut golden = Golden::around((Side::Sell, dec!(1)), &[(Side::Sell, dec!(1))], Some(dec!(1)));
        assert!(golden.next().is_none());
    }
}
