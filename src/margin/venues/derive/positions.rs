//! A valued account as Derive's managers take it: positions by underlying, collateral, cash.

use super::pm2::Perp;
use super::{Confidences, Expiry, Forward, OptionHeld, settling};
use crate::book::{self, Asset, Exact, Kind, Time};
use crate::margin::HoldingReport;
use crate::margin::venues::listing::other_dollars;
use crate::market::is_dollar;
use crate::risk::{Leg, LegKind, LegOf, Shape, Valued, to_f64};
use rust_decimal::Decimal;

/// Feeds are taken as sure of themselves: a book does not say how sure they are.
pub(super) const SURE: f64 = 1.0;
const SURE_FEEDS: Confidences = Confidences { forward: SURE, rate: SURE, vol: SURE };
/// What a reader has to know of that.
pub(super) const ASSUMED: &str =
    "Feeds are taken as sure of themselves, and open orders, unsettled funding and settlement averages as none.";
/// The venue's cash.
const CASH: &str = "USDC";
/// The venue's widest rate.
const WIDEST_RATE: f64 = 20.0;

/// Positions in one underlying.
pub(super) struct Positions {
    /// Place of the underlying in the account.
    pub(super) underlying: usize,
    pub(super) spot: f64,
    pub(super) perp: Perp,
    /// Places of the perpetual's legs, and their units.
    pub(super) perps: Vec<(usize, f64)>,
    /// Options by expiry.
    pub(super) expiries: Vec<Options>,
}

/// Options of one expiry.
pub(super) struct Options {
    pub(super) expiry: book::Expiry,
    pub(super) forward: f64,
    pub(super) rate: f64,
    pub(super) held: Vec<OptionHeld>,
    /// Mark prices of one unit, dollars.
    pub(super) marks: Vec<f64>,
    /// Places of their legs.
    pub(super) legs: Vec<usize>,
}

impl Positions {
    pub(super) fn nothing(underlying: usize, spot: f64) -> Self {
        let perp = Perp { price: spot, confidence: SURE, ..Perp::default() };
        Self { underlying, spot, perp, perps: Vec::new(), expiries: Vec::new() }
    }

    fn take(&mut self, place: usize, leg: &Leg, now: Time, stable: f64) {
        let Some(Kind::Option { expiry, strike, right }) = leg.instrument_kind() else {
            let units = leg.units_f64();
            if self.perps.is_empty() {
                self.perp.price = to_f64(leg.mark);
            }
            self.perp.amount += units;
            self.perp.gain += leg.gain.and(leg.pnl).map_or(0.0, to_f64);
            self.perps.push((place, units));
            return;
        };
        let Shape::Option { scale, black, .. } = leg.shape else { return };
        let amount = leg.units_f64();
        let held = OptionHeld { strike, right, amount, vol: black.vol };
        let years = expiry.years_after(now);
        let per_value = if amount == 0.0 { 1.0 } else { scale / amount };
        // what the leg's value is discounted by is the rate of its expiry
        let rate = -libm::log(per_value / stable) / years;
        let rate = if rate.is_finite() { rate.clamp(-WIDEST_RATE, WIDEST_RATE) } else { 0.0 };
        let mark = black.price() * per_value;
        match self.expiries.iter_mut().find(|of| of.expiry == expiry) {
            Some(of) => {
                of.held.push(held);
                of.marks.push(mark);
                of.legs.push(place);
            }
            None => {
                let (held, marks, legs) = (vec![held], vec![mark], vec![place]);
                self.expiries.push(Options { expiry, forward: black.forward, rate, held, marks, legs });
            }
        }
    }
}

impl Options {
    /// As the portfolio managers take it, when settlement averages over the last `window` seconds.
    pub(super) fn expiry(&self, now: Time, window: f64) -> Expiry {
        let left = self.expiry.instant().since(now) / 1000;
        let seconds = u32::try_from(left.max(0)).unwrap_or(u32::MAX);
        // of an average under way a book knows nothing: it is taken as today's forward
        let forward = match seconds {
            0 => Forward { moving: 0.0, settled: self.forward },
            _ => settling(self.forward, self.forward, seconds, window),
        };
        Expiry { seconds, forward, rate: self.rate, confidences: SURE_FEEDS, options: self.held.clone() }
    }
}

/// Positions by underlying, in order of appearance.
pub(super) fn positions(account: &Valued, stable: f64) -> Vec<Positions> {
    let mut all: Vec<Positions> = Vec::new();
    for (place, leg) in account.legs.iter().enumerate().filter(|(_, leg)| leg.kind == LegKind::Position) {
        let at = all.iter().position(|of| of.underlying == leg.underlying);
        let at = at.unwrap_or_else(|| {
            let spot = account.underlyings.get(leg.underlying).map_or(0.0, |underlying| to_f64(underlying.index));
            all.push(Positions::nothing(leg.underlying, spot));
            all.len() - 1
        });
        if let Some(of) = all.get_mut(at) {
            of.take(place, leg, account.as_of, stable);
        }
    }
    all
}

/// Price of the stablecoin that cash is in, where the account shows one: as it is held, or in a perpetual quoted in it.
pub(super) fn stable(account: &Valued) -> f64 {
    let held = account.held.iter().find(|held| held.asset.as_str() == CASH).and_then(|held| held.price);
    let quoted = |leg: &Leg| match (&leg.of, leg.shape) {
        (LegOf::Instrument(of), Shape::Linear { usd }) if of.settlement_asset().as_str() == CASH => {
            Some(usd / (leg.units_f64() * to_f64(leg.mark))).filter(|price| price.is_finite() && *price > 0.0)
        }
        _ => None,
    };
    held.map(to_f64).or_else(|| account.legs.iter().find_map(quoted)).unwrap_or(1.0)
}

/// A collateral asset held, net of what is owed of it.
pub(super) struct Coins<'a> {
    pub(super) asset: &'a Asset,
    pub(super) amount: f64,
    pub(super) price: f64,
    pub(super) underlying: Option<usize>,
}

/// Holdings as they count: what `haircut` knows at that, dollars as cash, the rest for nothing; the collateral net by
/// asset; and what was assumed of other dollars.
pub(super) fn holdings<'a>(
    account: &'a Valued,
    haircut: impl Fn(&Asset) -> Option<Decimal>,
) -> (Vec<HoldingReport>, Vec<Coins<'a>>, Vec<String>) {
    let (mut reports, mut coins) = (Vec::new(), Vec::<(Coins<'a>, Decimal)>::new());
    for held in &account.held {
        let counted = haircut(&held.asset);
        if counted.is_none() && is_dollar(&held.asset) {
            reports.push(HoldingReport::counted(held, Decimal::ZERO));
            continue;
        }
        reports.push(HoldingReport::counted(held, counted.unwrap_or(Decimal::ONE)));
        let (Some(_), Some(price)) = (counted, held.price) else { continue };
        match coins.iter_mut().find(|(of, _)| *of.asset == held.asset) {
            Some((_, sum)) => *sum = sum.capped_plus(held.quantity),
            None => {
                let (asset, price, underlying) = (&held.asset, to_f64(price), held.underlying);
                coins.push((Coins { asset, amount: 0.0, price, underlying }, held.quantity));
            }
        }
    }
    let owned = coins.into_iter().filter(|(_, sum)| *sum > Decimal::ZERO);
    let coins = owned.map(|(coins, sum)| Coins { amount: to_f64(sum), ..coins }).collect();
    let listed = |name: &str| name.parse().is_ok_and(|asset| haircut(&asset).is_some());
    (reports, coins, other_dollars(account, CASH, listed))
}
