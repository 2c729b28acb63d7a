//! Every place along an axis at which an account changes sides.

use rust_decimal::Decimal;
use serde::Serialize;

use super::beta::days_of;
use super::driver::driver;
use super::moved::Asked;
use super::{Axis, Driver, Outlook, current_vol, is_live_option};
use crate::book::{Account, Asset, Exact, sort_by};
use crate::margin::assess::answered;
use crate::margin::liquidation::{Level, Looked, Search, walk};
use crate::margin::{Assessment, RuleSet};
use crate::market::Market;
use crate::risk::{Shape, Valued};

/// A place at which equity meets what it is held against.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Crossing {
    /// Where on the axis: a multiple of today's, or days.
    pub at: f64,
    /// The prices there of what moves, dollars.
    pub prices: Vec<(Asset, Decimal)>,
    /// Whether the account is healthy just above it (and not just below).
    pub healthy_above: bool,
    /// Days whose move of one standard deviation, at today's volatility, goes as far; along prices only.
    pub days: Option<f64>,
    /// What drives the account there; of the maintenance crossings nearest to today.
    pub driver: Option<Driver>,
}

/// Why nothing is crossed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoCrossing {
    /// Nothing in the account answers to it.
    NothingMoves,
    /// The account needs no margin.
    NoRequirement,
    /// Long options only: they cannot lose more than they are worth.
    LongOptionsOnly,
    /// Equity stays above maintenance in the whole range.
    SafeThroughout,
    /// Equity stays below maintenance in the whole range.
    LiquidatableThroughout,
}

/// Where an account is safe along an axis.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Path {
    /// Along what.
    pub axis: Axis,
    /// Whether equity is below maintenance already today.
    pub liquidatable_now: bool,
    /// The range searched.
    pub range: (f64, f64),
    /// Where equity = initial margin, rising.
    pub initial: Vec<Crossing>,
    /// Where equity = maintenance margin: the account is liquidated there.
    pub maintenance: Vec<Crossing>,
    /// Where equity = 0.
    pub bankruptcy: Vec<Crossing>,
    /// Where equity ≥ maintenance, within the range.
    pub safe: Vec<(f64, f64)>,
    /// Why nothing is crossed on the way to liquidation, when nothing is.
    pub none: Option<NoCrossing>,
}

impl Path {
    /// The crossings nearest to today: below it, and at or above it.
    pub fn nearest<'a>(&self, of: &'a [Crossing]) -> (Option<&'a Crossing>, Option<&'a Crossing>) {
        let today = self.axis.today();
        (of.iter().rev().find(|crossing| crossing.at < today), of.iter().find(|crossing| crossing.at >= today))
    }
}

impl NoCrossing {
    /// Why, in a sentence.
    pub fn reason(self, axis: &Axis) -> String {
        let what = match axis {
            Axis::Price(asset) => asset.to_string(),
            Axis::Together => "A move of all prices together".to_owned(),
            Axis::Volatility => "Volatility".to_owned(),
            Axis::Time => "Time at today’s prices".to_owned(),
            Axis::Depeg(asset) => format!("A depeg of {asset}"),
        };
        match self {
            Self::NothingMoves => match axis {
                Axis::Volatility => "No option here: volatility changes nothing.".to_owned(),
                Axis::Time => "Nothing here decays, expires or pays funding.".to_owned(),
                _ => format!("{what} changes nothing that this account needs."),
            },
            Self::NoRequirement => "Nothing here needs margin.".to_owned(),
            Self::LongOptionsOnly => "Long options only: they cannot lose more than they are worth.".to_owned(),
            Self::SafeThroughout => format!("{what} alone cannot liquidate this account."),
            Self::LiquidatableThroughout => format!("Liquidatable already: {} alone cannot save it.", lower(&what)),
        }
    }
}

/// The sentence's subject inside a sentence; a name keeps its capitals.
fn lower(what: &str) -> String {
    match what.strip_prefix("A ") {
        Some(rest) => format!("a {rest}"),
        None if what == "Volatility" || what.starts_with("Time ") => what.to_lowercase(),
        None => what.to_owned(),
    }
}

/// Steps on each side of today's price.
const STEPS: u32 = 12;
/// Days within which a crossing in time is one: a second.
const SECOND: f64 = 1.0 / 86_400.0;
/// A multiple within which a crossing that is dear to ask for is one.
const FINE: f64 = 1e-12;

/// Every place along `axis` at which the account meets initial margin, maintenance margin and nothing.
///
/// The range is walked in steps that are small near today, with strikes and expiries between them; where the distance has
/// a turning point between steps it is followed to its bottom, so that two crossings close together are both found.
pub fn along(account: &Account, market: &Market, rules: &RuleSet, outlook: &Outlook, axis: &Axis) -> Path {
    let asked = Asked::new(account, market, rules, outlook);
    let range = axis.range(outlook);
    let mut path = Path {
        axis: axis.clone(),
        liquidatable_now: false,
        range,
        initial: Vec::new(),
        maintenance: Vec::new(),
        bankruptcy: Vec::new(),
        safe: Vec::new(),
        none: None,
    };
    let resolution = match axis {
        Axis::Price(_) | Axis::Together => 0.0,
        Axis::Time => SECOND,
        Axis::Volatility | Axis::Depeg(_) => FINE,
    };
    let places = if moves(&asked, axis) { places(&asked, axis, range) } else { vec![axis.today()] };
    let (today, looked, [initial, maintenance, bankruptcy]) = asked.totals(axis, |at| {
        let today = at(axis.today());
        let looked: Vec<Looked> = places.iter().map(|&y| Looked { y, totals: at(y) }).collect();
        let mut crossed = |level| Search { along: &mut *at, level, resolution }.crossings(&looked);
        let found = [crossed(Level::Initial), crossed(Level::Maintenance), crossed(Level::Bankruptcy)];
        (today, looked, found)
    });
    path.liquidatable_now = !Level::Maintenance.healthy(today);
    let vol = vol_along(&asked, axis);
    let laid = |found: Vec<(f64, bool)>| found.into_iter().map(|found| crossing(&asked, axis, found, vol)).collect();
    path.initial = laid(initial);
    path.maintenance = laid(maintenance);
    path.bankruptcy = laid(bankruptcy);
    path.safe = safe(&path, looked.first().is_some_and(|of| Level::Maintenance.healthy(of.totals)));
    if path.maintenance.is_empty() {
        path.none = Some(why_none(&asked, &looked, path.liquidatable_now));
    }
    drive(&asked, &mut path);
    path
}

/// Whether anything answers to the axis at all.
fn moves(asked: &Asked<'_>, axis: &Axis) -> bool {
    let legs = &asked.base.legs;
    match axis {
        Axis::Volatility => legs.iter().any(|leg| is_live_option(&leg.shape)),
        Axis::Time => legs.iter().any(|leg| leg.expiry.is_some()) || asked.is_funded(),
        _ => true,
    }
}

/// Where to look first, rising.
fn places(asked: &Asked<'_>, axis: &Axis, (from, to): (f64, f64)) -> Vec<f64> {
    let mut places = match axis {
        Axis::Price(asset) => {
            let place = asked.place_of(asset);
            let its = asked.base.legs.iter().filter(|leg| Some(leg.underlying) == place);
            return walk(&its.filter_map(|leg| leg.shape.strike()).collect::<Vec<f64>>(), STEPS);
        }
        Axis::Together => return walk(&[], STEPS),
        Axis::Volatility => spread(from, to, 8),
        Axis::Depeg(_) => vec![from, 0.1, 0.3, 0.6, 0.85, 0.95, 1.0],
        Axis::Time => days(asked, to),
    };
    sort_by(&mut places, f64::total_cmp);
    places.dedup();
    places
}

/// So many places on either side of 1, evenly by ratio.
fn spread(from: f64, to: f64, steps: u32) -> Vec<f64> {
    let mut places = vec![1.0];
    for step in 1..=steps {
        let way = f64::from(step) / f64::from(steps);
        places.extend([libm::pow(from, way), libm::pow(to, way)]);
    }
    places
}

/// Now, days further and further apart, and the last and first moment about each expiry.
fn days(asked: &Asked<'_>, horizon: f64) -> Vec<f64> {
    let mut days = vec![0.0, horizon];
    for step in 1..8 {
        days.push(horizon * libm::pow(1e-3, 1.0 - f64::from(step) / 8.0));
    }
    let mut expiries: Vec<f64> =
        asked.base.legs.iter().filter_map(|leg| leg.expiry).map(|e| e.days_after(asked.market.as_of)).collect();
    sort_by(&mut expiries, f64::total_cmp);
    expiries.dedup();
    for day in expiries.into_iter().filter(|day| *day > SECOND && *day < horizon) {
        days.extend([day - SECOND, day + SECOND]);
    }
    days
}

fn vol_along(asked: &Asked<'_>, axis: &Axis) -> Option<f64> {
    match axis {
        Axis::Price(asset) => current_vol(asked.market, asset),
        Axis::Together => {
            let first = asked.betas.iter().find(|beta| beta.from == super::beta::From::First)?;
            current_vol(asked.market, &first.asset)
        }
        _ => None,
    }
}

fn crossing(asked: &Asked<'_>, axis: &Axis, (at, healthy_above): (f64, bool), vol: Option<f64>) -> Crossing {
    // a search ends within some 1e-15 of a price: beyond its last digits a round one stays round
    let times = |price: Decimal, factor: f64| {
        let found = Decimal::from_f64_retain(factor).and_then(|factor| price.times(factor))?;
        found.round_sf(13)
    };
    let of = |asset: &Asset, factor: f64| {
        let price = match axis {
            Axis::Depeg(_) => asked.market.index_price(asset),
            _ => asked.place_of(asset).and_then(|place| asked.base.underlyings.get(place)).map(|of| of.index),
        };
        Some((asset.clone(), times(price?, factor)?))
    };
    let prices = match axis {
        Axis::Price(asset) | Axis::Depeg(asset) => of(asset, at).into_iter().collect(),
        Axis::Together => asked.betas.iter().filter_map(|beta| of(&beta.asset, libm::pow(at, beta.beta))).collect(),
        Axis::Volatility | Axis::Time => Vec::new(),
    };
    Crossing { at, prices, healthy_above, days: days_of(vol, at), driver: None }
}

/// The intervals in which equity covers maintenance, from what is crossed and whether it does at the start of the range.
fn safe(path: &Path, healthy_first: bool) -> Vec<(f64, f64)> {
    let (mut from, mut intervals) = (healthy_first.then_some(path.range.0), Vec::new());
    for crossing in &path.maintenance {
        if crossing.healthy_above {
            from = Some(crossing.at);
        } else if let Some(from) = from.take() {
            intervals.push((from, crossing.at));
        }
    }
    intervals.extend(from.map(|from| (from, path.range.1)));
    intervals
}

fn why_none(asked: &Asked<'_>, looked: &[Looked], liquidatable_now: bool) -> NoCrossing {
    let same = |a: f64, b: f64| (a - b).abs() <= FINE * a.abs().max(b.abs()).max(1.0);
    let still = looked.first().is_none_or(|first| {
        looked.iter().all(|of| {
            same(of.totals.equity, first.totals.equity) && same(of.totals.maintenance, first.totals.maintenance)
        })
    });
    let needed = looked.iter().any(|of| of.totals.maintenance > 0.0);
    match (liquidatable_now, needed) {
        (true, _) => NoCrossing::LiquidatableThroughout,
        (_, false) => NoCrossing::NoRequirement,
        _ if still => NoCrossing::NothingMoves,
        _ if long_options_only(&asked.base) => NoCrossing::LongOptionsOnly,
        _ => NoCrossing::SafeThroughout,
    }
}

fn long_options_only(valued: &Valued) -> bool {
    let long = |shape: &Shape| matches!(shape, Shape::Option { scale, .. } if *scale >= 0.0);
    !valued.legs.is_empty() && valued.legs.iter().all(|leg| long(&leg.shape))
}

/// Names what drives the account to the liquidations nearest to today; of one that is liquidated already, nothing does.
fn drive(asked: &Asked<'_>, path: &mut Path) {
    if path.liquidatable_now {
        return;
    }
    let today = path.axis.today();
    let below = path.maintenance.iter().rposition(|crossing| crossing.at < today);
    let above = path.maintenance.iter().position(|crossing| crossing.at >= today);
    let mut now: Option<Assessment> = None;
    for place in [below, above].into_iter().flatten() {
        let Some(crossing) = path.maintenance.get_mut(place) else { continue };
        let Some(moved) = asked.moved(&path.axis, crossing.at) else { continue };
        let now = now.get_or_insert_with(|| answered(&asked.base, asked.rules));
        crossing.driver = driver(now, &answered(&moved, asked.rules));
    }
}
