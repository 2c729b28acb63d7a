//! The hedge in a few sizes: what the account needs with each, and the size with which it needs least.

use rust_decimal::Decimal;

use super::offer::Offer;
use super::start::Start;
use crate::book::Exact;
use crate::margin::assess;

/// Parts that the slider is taken in.
const PARTS: u32 = 20;

/// The account with one size of the hedge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Contracts.
    pub(super) size: Decimal,
    /// Dollars that one account needs.
    pub(super) unified: Decimal,
    /// Dollars that book and hedge need one by one.
    pub(super) apart: Decimal,
    /// Dollars that hedging frees.
    pub(super) freed: Decimal,
    /// Maintenance over equity.
    pub(super) ratio: Option<Decimal>,
}

fn row(start: &Start, offer: &Offer, size: Decimal) -> Row {
    let of = assess(&start.hedged(offer, size), &start.market, &start.rules);
    Row { size, unified: of.initial_margin, apart: of.held_apart, freed: of.hedge_benefit, ratio: of.margin_ratio }
}

/// The account along the whole slider, from no hedge to the largest.
pub(super) fn sampled(start: &Start, offer: &Offer) -> Vec<Row> {
    let part = |place: u32| offer.most.times(Decimal::from(place))?.over(Decimal::from(PARTS));
    (0..=PARTS).filter_map(part).map(|size| row(start, offer, size.normalize())).collect()
}

/// The row that needs least, the smallest of several; `None` where no hedge needs less than the book without one.
pub(super) fn least(rows: &[Row]) -> Option<&Row> {
    let (none, rest) = rows.split_first()?;
    let least = rest.iter().min_by(|a, b| a.unified.cmp(&b.unified))?;
    (least.unified < none.unified).then_some(least)
}
