//! The picture of gain and loss: two curves in a square, today's price, the line of zero, and where it is liquidated.

use rust_decimal::Decimal;

use super::payoff::Point;
use crate::margin::Liquidation;
use crate::risk::to_f64;

/// A curve reaches no closer than this to the edge, percent.
const ROOM: f64 = 6.0;

/// Places in a square of 100 by 100, from the left and from the top.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Chart {
    /// The book without a hedge: `0,10 50,80`.
    pub(super) bare: String,
    /// With it.
    pub(super) hedged: String,
    /// Height of no gain and no loss.
    pub(super) zero: f64,
    /// Today's price.
    pub(super) today: f64,
    /// Prices at which the hedged book is liquidated, of those within the picture.
    pub(super) lost: Vec<f64>,
    /// The largest gain drawn, dollars.
    pub(super) high: Decimal,
    /// The largest loss drawn, dollars.
    pub(super) low: Decimal,
    /// The prices at both ends, times of today's.
    pub(super) ends: (Decimal, Decimal),
}

/// A place to the hundredth, as drawings have it.
fn place(of: f64) -> Decimal {
    Decimal::from_f64_retain(of).unwrap_or_default().round_dp(2).normalize()
}

impl Chart {
    /// Two curves over the same prices; `None` where there is nothing to draw.
    pub(super) fn of(bare: &[Point], hedged: &[Point], rail: Option<&Liquidation>) -> Option<Self> {
        let ends = (bare.first()?.times, bare.last()?.times);
        let (from, to) = (to_f64(ends.0), to_f64(ends.1));
        let gains = || bare.iter().chain(hedged).map(|point| point.gain).chain([Decimal::ZERO]);
        let (low, high) = (gains().min()?, gains().max()?);
        let (bottom, top) = (to_f64(low), to_f64(high));
        let across = |times: f64| (times - from) / (to - from) * 100.0;
        let down = |gain: f64| {
            if top > bottom { ROOM + (top - gain) / (top - bottom) * (100.0 - 2.0 * ROOM) } else { 50.0 }
        };
        let line = |points: &[Point]| {
            let at =
                |point: &Point| format!("{},{}", place(across(to_f64(point.times))), place(down(to_f64(point.gain))));
            points.iter().map(at).collect::<Vec<_>>().join(" ")
        };
        let roots = rail.map(|rail| [rail.below, rail.above]).into_iter().flatten().flatten();
        let lost = roots.map(|root| across(1.0 + root.distance)).filter(|at| (0.0..=100.0).contains(at)).collect();
        Some(Self {
            bare: line(bare),
            hedged: line(hedged),
            zero: down(0.0),
            today: across(1.0),
            lost,
            high,
            low,
            ends,
        })
    }
}
