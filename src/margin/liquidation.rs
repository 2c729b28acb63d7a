//! Liquidation prices: where equity meets maintenance, by full reassessment.

use rust_decimal::Decimal;
use serde::Serialize;

use super::scan::{Desk, Totals};
use super::{Family, RuleSet};
use crate::book::{Account, Asset, Exact, sort_by};
use crate::market::Market;
use crate::risk::{Underlying, Valued};

/// Where one underlying's price liquidates the account, the others held.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Liquidation {
    /// Which underlying moves.
    pub underlying: Asset,
    /// Its price now, dollars.
    pub price: Decimal,
    /// Whether equity is below maintenance already at that price.
    pub liquidatable_now: bool,
    /// Every price in the range at which equity = maintenance, rising.
    pub roots: Vec<Root>,
    /// The nearest below today's price: under it the account is liquidated.
    pub below: Option<Root>,
    /// The nearest above.
    pub above: Option<Root>,
    /// Why there is none, when there is none.
    pub none: Option<NoLiquidation>,
    /// The range searched, dollars.
    pub range: (Decimal, Decimal),
}

/// A price at which equity = maintenance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Root {
    /// Dollars.
    pub price: Decimal,
    /// Distance from today's price, a fraction: −0.241.
    pub distance: f64,
    /// Whether the account is healthy just above this price (and not just below).
    pub healthy_above: bool,
}

/// Why an underlying cannot liquidate the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoLiquidation {
    /// Nothing in the account depends on it or needs margin.
    NoRequirement,
    /// Long options only: they cannot lose more than they are worth.
    LongOptionsOnly,
    /// Equity stays above maintenance in the whole range.
    SafeThroughout,
    /// Equity stays below maintenance in the whole range: this underlying alone cannot save the account.
    LiquidatableThroughout,
}

impl NoLiquidation {
    /// Why, in a sentence.
    pub fn reason(self, underlying: &Asset) -> String {
        match self {
            Self::NoRequirement => format!("Nothing here that needs margin depends on {underlying}."),
            Self::LongOptionsOnly => "Long options only: they cannot lose more than they are worth.".to_owned(),
            Self::SafeThroughout => format!("{underlying} alone cannot liquidate this account."),
            Self::LiquidatableThroughout => {
                format!("Liquidatable at any price of {underlying}: it alone cannot save this account.")
            }
        }
    }
}

/// Prices are searched from this multiple of today's …
const LOWEST: f64 = 1e-4;
/// … to this one.
const HIGHEST: f64 = 10.0;
/// Steps on the way down to a twentieth, and up to [`HIGHEST`]; closer together near today's price.
const STEPS: u32 = 9;
/// A book with at most this many strikes has each of them looked at beside the steps; with more, the figures between
/// steps are smooth.
const STRIKES: usize = 24;
/// A root is where equity and maintenance agree to this fraction of the larger.
const AGREEMENT: f64 = 1e-12;
/// Dollars that sums of far larger figures are off by.
const NOTHING: f64 = 1e-9;

/// Shortest stretch of prices, a fraction of the price, that is taken for one.
const FLAT: f64 = 1e-9;

/// Liquidation prices by underlying, the others held: every price from a ten-thousandth of today's to ten times it at
/// which equity = maintenance by full reassessment.
///
/// The range is walked in steps that are small near today's price, with the strikes between them; where the distance
/// to liquidation has a turning point between steps it is followed to its bottom, so that two roots close together are
/// both found.
pub fn liquidation(account: &Account, market: &Market, rules: &RuleSet) -> Vec<Liquidation> {
    let valued = Valued::new(account, market);
    match &rules.family {
        Family::Scan(scan) => {
            let desk = Desk::new(&valued, scan);
            let along = desk.along_each().filter_map(|(place, mut along)| {
                let underlying = valued.underlyings.get(place)?;
                let mut at = |y| along.at(y);
                Some(search(underlying, &desk.strikes(place), desk.long_options_only(), &mut at))
            });
            along.collect()
        }
        Family::Venue(venue) => venue.liquidation(&valued),
    }
}

/// Every root along one underlying, of an account that `at` answers for at multiples of today's price.
pub(super) fn search(
    underlying: &Underlying,
    strikes: &[f64],
    long_options_only: bool,
    at: &mut dyn FnMut(f64) -> Totals,
) -> Liquidation {
    Search { along: at, needed: false }.answer(&underlying.asset, underlying.index, strikes, long_options_only)
}

/// A point looked at: multiple of today's price, and equity less maintenance there.
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

struct Search<'a> {
    along: &'a mut dyn FnMut(f64) -> Totals,
    /// Whether any point looked at needed margin.
    needed: bool,
}

impl Search<'_> {
    fn at(&mut self, y: f64) -> Point {
        let totals = (self.along)(y);
        self.needed |= totals.maintenance > 0.0;
        // nothing is liquidated for a difference that is only rounding
        let noise = (AGREEMENT * totals.maintenance.abs().max(totals.equity.abs())).max(NOTHING);
        let margin = totals.equity - totals.maintenance;
        Point { y, margin: if margin.abs() <= noise { 0.0 } else { margin } }
    }

    fn answer(&mut self, asset: &Asset, index: Decimal, strikes: &[f64], long_options_only: bool) -> Liquidation {
        let today = self.at(1.0);
        let points: Vec<Point> = walk(strikes).into_iter().map(|y| self.at(y)).collect();
        let points = self.with_turning_points(points);
        let mut roots: Vec<Root> = Vec::new();
        for (a, b) in points.iter().zip(points.iter().skip(1)) {
            if a.healthy() != b.healthy() {
                let y = self.root(*a, *b);
                roots.extend(root_at(y, index, b.healthy()));
            }
        }
        let nearest_below = roots.iter().rev().find(|root| root.distance < 0.0).copied();
        let nearest_above = roots.iter().find(|root| root.distance >= 0.0).copied();
        let none = roots.is_empty().then_some(match (self.needed, today.healthy(), long_options_only) {
            (false, true, _) => NoLiquidation::NoRequirement,
            (_, true, true) => NoLiquidation::LongOptionsOnly,
            (_, true, false) => NoLiquidation::SafeThroughout,
            (_, false, _) => NoLiquidation::LiquidatableThroughout,
        });
        let edge = |y: f64| Decimal::from_f64_retain(y).and_then(|y| index.times(y)).unwrap_or(index).round_dp(8);
        Liquidation {
            underlying: asset.clone(),
            price: index,
            liquidatable_now: !today.healthy(),
            roots,
            below: nearest_below,
            above: nearest_above,
            none,
            range: (edge(LOWEST), edge(HIGHEST)),
        }
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
        let mut points = points;
        points.extend(found);
        sort_by(&mut points, |a, b| a.y.total_cmp(&b.y));
        points
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
            if middle <= low.y || middle >= high.y {
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

/// Multiples of today's price to look at, rising.
fn walk(strikes: &[f64]) -> Vec<f64> {
    let mut points = vec![LOWEST, 1e-3, 1e-2];
    for step in 0..=STEPS {
        let way = f64::from(step) / f64::from(STEPS);
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

fn root_at(y: f64, index: Decimal, healthy_above: bool) -> Option<Root> {
    let price = Decimal::from_f64_retain(y).and_then(|y| index.times(y))?;
    Some(Root { price, distance: y - 1.0, healthy_above })
}
