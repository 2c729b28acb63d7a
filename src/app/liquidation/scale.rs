//! Where things stand on the line that is drawn of a path, and in a square.

use rust_decimal::Decimal;

use crate::margin::axes::{Axis, Path};

/// A line from `low` to `high`; of prices by their logarithm, so that half and double are as far from today.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    by_ratio: bool,
}

impl Scale {
    /// A line on which today, every liquidation and what is nearest of the rest stand with room beside them.
    pub(super) fn of(path: &Path) -> Self {
        let by_ratio = path.axis != Axis::Time;
        let on_line = |x: f64| if by_ratio { libm::log(x) } else { x };
        let mut places = vec![on_line(path.axis.today())];
        places.extend(path.maintenance.iter().map(|crossing| on_line(crossing.at)));
        for rest in [&path.initial, &path.bankruptcy] {
            let (below, above) = path.nearest(rest);
            places.extend(below.into_iter().chain(above).map(|crossing| on_line(crossing.at)));
        }
        let (low, high) = places.iter().fold((f64::MAX, f64::MIN), |(low, high), x| (low.min(*x), high.max(*x)));
        let room = ((high - low) * 0.18).max(if by_ratio { 0.02 } else { 0.0 });
        let (least, most) = (on_line(path.range.0), on_line(path.range.1));
        Self { low: (low - room).max(least), high: (high + room).min(most), by_ratio }
    }

    /// Where a place on the axis stands, percent of the line.
    pub(super) fn at(self, x: f64) -> f64 {
        let x = if self.by_ratio { libm::log(x) } else { x };
        let width = self.high - self.low;
        if width > 0.0 { ((x - self.low) / width * 100.0).clamp(0.0, 100.0) } else { 50.0 }
    }
}

/// A place in a square of 100 by 100, to the hundredth.
pub(super) fn in_square(of: f64) -> Decimal {
    Decimal::from_f64_retain(of).unwrap_or_default().round_dp(2).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::axes::Crossing;

    fn path(axis: Axis, range: (f64, f64), maintenance: &[f64]) -> Path {
        let crossing = |at: &f64| Crossing { at: *at, prices: vec![], healthy_above: true, days: None, driver: None };
        Path {
            axis,
            liquidatable_now: false,
            range,
            initial: vec![],
            maintenance: maintenance.iter().map(crossing).collect(),
            bankruptcy: vec![],
            safe: vec![],
            none: None,
        }
    }

    #[test]
    fn half_and_double_are_as_far_from_today() {
        let scale = Scale::of(&path(Axis::Volatility, (0.1, 10.0), &[0.5, 2.0]));
        assert!((scale.at(1.0) - 50.0).abs() < 1e-9);
        assert!((scale.at(0.5) + scale.at(2.0) - 100.0).abs() < 1e-9);
        assert!(scale.at(0.5) > 5.0 && scale.at(1e-9) == 0.0 && scale.at(1e9) == 100.0);
    }

    #[test]
    fn time_begins_today() {
        let scale = Scale::of(&path(Axis::Time, (0.0, 365.0), &[40.0]));
        assert_eq!(scale.at(0.0), 0.0);
        assert!((scale.at(40.0) - 100.0 / 1.18).abs() < 1e-9);
        assert_eq!(Scale::of(&path(Axis::Time, (0.0, 0.0), &[])).at(0.0), 50.0);
    }
}
