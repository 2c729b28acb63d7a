//! Liquidation prices: where equity meets maintenance, by full reassessment.

mod search;

pub(super) use search::{HIGHEST, LOWEST, Level, Looked, Search, walk};

use rust_decimal::Decimal;
use serde::Serialize;

use super::scan::{Desk, Totals};
use super::{Family, RuleSet};
use crate::book::{Account, Asset, Exact};
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

/// Steps on the way down to a twentieth, and up to [`HIGHEST`]; closer together near today's price.
const STEPS: u32 = 9;

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
    let today = at(1.0);
    let looked: Vec<Looked> = walk(strikes, STEPS).into_iter().map(|y| Looked { y, totals: at(y) }).collect();
    let (asset, index) = (&underlying.asset, underlying.index);
    let crossings = Search { along: at, level: Level::Maintenance, resolution: 0.0 }.crossings(&looked);
    let roots: Vec<Root> = crossings.into_iter().filter_map(|(y, above)| root_at(y, index, above)).collect();
    let healthy = Level::Maintenance.healthy(today);
    let needed = looked.iter().any(|looked| looked.totals.maintenance > 0.0);
    let nearest_below = roots.iter().rev().find(|root| root.distance < 0.0).copied();
    let nearest_above = roots.iter().find(|root| root.distance >= 0.0).copied();
    let none = roots.is_empty().then_some(match (needed, healthy, long_options_only) {
        (false, true, _) => NoLiquidation::NoRequirement,
        (_, true, true) => NoLiquidation::LongOptionsOnly,
        (_, true, false) => NoLiquidation::SafeThroughout,
        (_, false, _) => NoLiquidation::LiquidatableThroughout,
    });
    let edge = |y: f64| Decimal::from_f64_retain(y).and_then(|y| index.times(y)).unwrap_or(index).round_dp(8);
    Liquidation {
        underlying: asset.clone(),
        price: index,
        liquidatable_now: !healthy,
        roots,
        below: nearest_below,
        above: nearest_above,
        none,
        range: (edge(LOWEST), edge(HIGHEST)),
    }
}

fn root_at(y: f64, index: Decimal, healthy_above: bool) -> Option<Root> {
    let price = Decimal::from_f64_retain(y).and_then(|y| index.times(y))?;
    Some(Root { price, distance: y - 1.0, healthy_above })
}
