//! Every place along a way at which an account changes sides, by false position on what is asked anew each time.

use super::Totals;
use crate::book::sort_by;

/// Prices are searched from this multiple of today's …
pub(in crate::margin) const LOWEST: f64 = 1e-4;
/// … to this one.
pub(in crate::margin) const HIGHEST: f64 = 10.0;
/// A book with at most this many strikes has each of them looked at beside the steps; with more, the figures between
/// steps are smooth.
const STRIKES: usize = 24;
/// A root is where equity and the requirement agree to this fraction of the larger.
const AGREEMENT: f64 = 1e-12;
/// Dollars that sums of far larger figures are off by.
const NOTHING: f64 = 1e-9;
/// Shortest stretch of prices, a fraction of the price, that is taken for one.
const FLAT: f64 = 1e-9;

/// What equity is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::margin) enum Level {
    /// Initial margin: beyond it nothing that adds risk can be opened.
    Initial,
    /// Maintenance margin: beyond it the account is liquidated.
    Maintenance,
    /// Nothing: beyond it something is owed.
    Bankruptcy,
}

impl Level {
    /// Equity less what it is held against, dollars; a difference that is only rounding is none.
    pub(in crate::margin) fn margin(self, totals: Totals) -> f64 {
        let required = match self {
            Self::Initial => totals.initial,
            Self::Maintenance => totals.maintenance,
            Self::Bankruptcy => 0.0,
        };
        let noise = (AGREEMENT * required.abs().max(totals.equity.abs())).max(NOTHING);
        let margin = totals.equity - required;
        if margin.abs() <= noise { 0.0 } else { margin }
    }

    /// Whether equity covers it.
    pub(in crate::margin) fn healthy(self, totals: Totals) -> bool {
        self.margin(totals) >= 0.0
    }
}

/// A place looked at.
#[derive(Clone, Copy, Debug)]
pub(in crate::margin) struct Looked {
    pub(in crate::margin) y: f64,
    pub(in crate::margin) totals: Totals,
}

/// A place, and equity less what it is held against there.
#[derive(Clone, Copy, Debug)]
struct Point {
    y: f64,
    margin: f64,
}

impl Point {
    fn healthy(self) -> bool {
        self.margin >= 0.0
    }
}

/// A search along one way, of which `along` says the totals at any place.
pub(in crate::margin) struct Search<'a> {
    pub(in crate::margin) along: &'a mut dyn FnMut(f64) -> Totals,
    pub(in crate::margin) level: Level,
    /// Places this close together are one.
    pub(in crate::margin) resolution: f64,
}

impl Search<'_> {
    /// Every place between those looked at, which rise, at which the account changes sides; and whether it is healthy just
    /// above.
    pub(in crate::margin) fn crossings(&mut self, looked: &[Looked]) -> Vec<(f64, bool)> {
        let points = looked.iter().map(|of| Point { y: of.y, margin: self.level.margin(of.totals) }).collect();
        let points = self.with_turning_points(points);
        let mut found = Vec::new();
        for (a, b) in points.iter().zip(points.iter().skip(1)) {
            if a.healthy() != b.healthy() {
                found.push((self.root(*a, *b), b.healthy()));
            }
        }
        found
    }

    fn at(&mut self, y: f64) -> Point {
        let totals = (self.along)(y);
        Point { y, margin: self.level.margin(totals) }
    }

    /// Adds the bottom of every dip between steps that may cross zero unseen.
    fn with_turning_points(&mut self, points: Vec<Point>) -> Vec<Point> {
        let mut found = Vec::new();
        for window in points.windows(3) {
            let &[left, middle, right] = window else { continue };
            let same_side = left.healthy() == middle.healthy() && middle.healthy() == right.healthy();
            let size = |point: Point| point.margin.abs();
            if same_side && size(middle) <= size(left) && size(middle) <= size(right) {
                found.extend(self.bottom(left, middle, right));
            }
        }
        // at either end there is no step beyond to show that a dip lies before it
        if let [first, second, .., before, last] = *points {
            found.extend(self.before_end(before, last));
            found.extend(self.before_end(second, first));
        }
        let mut points = points;
        points.extend(found);
        sort_by(&mut points, |a, b| a.y.total_cmp(&b.y));
        points
    }

    /// Looks for a dip between the last step and the end, by halves of what is left, while it falls fast enough to cross zero.
    fn before_end(&mut self, step: Point, end: Point) -> Option<Point> {
        let size = |point: Point| point.margin.abs();
        if step.healthy() != end.healthy() || size(step) < size(end) {
            return None;
        }
        let mut step = step;
        for _ in 0..12 {
            let next = self.at(0.5 * (step.y + end.y));
            if next.healthy() != end.healthy() {
                return Some(next);
            }
            if size(next) <= size(end) {
                let (low, high) = if step.y < end.y { (step, end) } else { (end, step) };
                return self.bottom(low, next, high);
            }
            // as far again as it fell over the half before would still be above nothing
            if size(step) - size(next) < size(next) {
                return None;
            }
            step = next;
        }
        None
    }

    /// Follows a dip of the distance to zero by golden section until it crosses or is seen not to.
    fn bottom(&mut self, left: Point, middle: Point, right: Point) -> Option<Point> {
        const GOLDEN: f64 = 0.381_966_011_250_105;
        let (mut low, mut best, mut high) = (left, middle, right);
        for _ in 0..24 {
            // a straight line from the higher neighbour through the middle bounds how deep the dip can be
            let slope = |a: Point, b: Point| (b.margin.abs() - a.margin.abs()) / (b.y - a.y);
            let depth = (slope(low, best) * (high.y - best.y)).abs().max((slope(best, high) * (best.y - low.y)).abs());
            if depth < best.margin.abs() {
                return None;
            }
            let wider_above = high.y - best.y > best.y - low.y;
            let y = if wider_above { best.y + GOLDEN * (high.y - best.y) } else { best.y - GOLDEN * (best.y - low.y) };
            let next = self.at(y);
            if next.healthy() != middle.healthy() {
                return Some(next);
            }
            if next.margin.abs() < best.margin.abs() {
                (low, high) = if wider_above { (best, high) } else { (low, best) };
                best = next;
            } else if wider_above {
                high = next;
            } else {
                low = next;
            }
        }
        None
    }

    /// Whether the distance to liquidation is nothing over a stretch of prices from a point toward another, as of an option
    /// that lost its last digit: nothing held and nothing asked for.
    fn flat(&mut self, zero: Point, other: Point) -> bool {
        let way = other.y - zero.y;
        let step = (way.abs() * 1e-6).max(zero.y * FLAT);
        step < way.abs() && self.at(zero.y + step.copysign(way)).margin == 0.0
    }

    /// The root between two points on different sides: false position that halves the weight of a point that stays
    /// twice (Illinois), with a bisection whenever three steps did not halve the bracket.
    fn root(&mut self, a: Point, b: Point) -> f64 {
        let (mut low, mut high) = (a, b);
        let (mut low_margin, mut high_margin) = (a.margin, b.margin);
        let mut width = high.y - low.y;
        let mut last_low = None;
        for step in 1..=120 {
            let flat = low.margin == 0.0 || high.margin == 0.0;
            if flat {
                let (zero, other) = if low.margin == 0.0 { (low, high) } else { (high, low) };
                if !self.flat(zero, other) {
                    return zero.y;
                }
            }
            let middle = 0.5 * (low.y + high.y);
            let secant = low.y + (high.y - low.y) * low_margin / (low_margin - high_margin);
            let inside = secant > low.y && secant < high.y;
            let slow = step % 3 == 0 && high.y - low.y > 0.5 * width;
            if step % 3 == 0 {
                width = high.y - low.y;
            }
            let y = if inside && !slow && !flat { secant } else { middle };
            if middle <= low.y || middle >= high.y || high.y - low.y <= self.resolution {
                break;
            }
            let next = self.at(y);
            if next.healthy() == low.healthy() {
                low = next;
                low_margin = next.margin;
                if last_low == Some(true) {
                    high_margin *= 0.5;
                }
                last_low = Some(true);
            } else {
                high = next;
                high_margin = next.margin;
                if last_low == Some(false) {
                    low_margin *= 0.5;
                }
                last_low = Some(false);
            }
        }
        if low.margin.abs() < high.margin.abs() { low.y } else { high.y }
    }
}

/// Multiples of today's price to look at, rising: `steps` down to a twentieth and as many up to [`HIGHEST`], closer
/// together near today's price, and the strikes.
pub(in crate::margin) fn walk(strikes: &[f64], steps: u32) -> Vec<f64> {
    let mut points = vec![LOWEST, 1e-3, 1e-2];
    for step in 0..=steps {
        let way = f64::from(step) / f64::from(steps);
        let shape = way * (0.3 + 0.7 * way);
        points.push(libm::exp(libm::log(0.05) * shape));
        points.push(libm::exp(libm::log(HIGHEST) * shape));
    }
    let mut strikes: Vec<f64> = strikes.iter().copied().filter(|y| (0.05..HIGHEST).contains(y)).collect();
    sort_by(&mut strikes, f64::total_cmp);
    strikes.dedup_by(|a, b| *a < *b * 1.004);
    if strikes.len() <= STRIKES {
        points.extend(strikes);
    }
    sort_by(&mut points, f64::total_cmp);
    points.dedup_by(|a, b| *a < *b * (1.0 + 1e-9));
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The places at which an account of this margin changes sides.
    fn crossings(margin: impl Fn(f64) -> f64) -> Vec<(f64, bool)> {
        let mut along = |y: f64| Totals { equity: margin(y), ..Totals::default() };
        let looked: Vec<Looked> = walk(&[], 9).into_iter().map(|y| Looked { y, totals: along(y) }).collect();
        Search { along: &mut along, level: Level::Maintenance, resolution: 0.0 }.crossings(&looked)
    }

    #[test]
    fn a_stretch_between_the_last_step_and_the_end_is_found() {
        // healthy from 8.5 to 9.5 times today's price and nowhere else; the last step before ten times it is at 6.6
        let found = crossings(|y| 0.5 - (y - 9.0).abs());
        assert_eq!(found.iter().map(|(_, above)| *above).collect::<Vec<_>>(), [true, false]);
        assert!((found[0].0 - 8.5).abs() < 1e-9 && (found[1].0 - 9.5).abs() < 1e-9, "{found:?}");
        // and one below it, between a thousandth and a ten-thousandth
        let found = crossings(|y| 0.5 - (y * 1e4 - 3.0).abs());
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(crossings(|y| -1.0 - y).is_empty() && crossings(|y| 1.0 / y).is_empty());
    }
}
