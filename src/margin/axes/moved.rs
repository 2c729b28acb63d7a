//! The account at a place along an axis, valued.

use std::cell::RefCell;

use rust_decimal::Decimal;

use super::{Axis, Beta, Outlook, betas, scan};
use crate::book::{Account, Asset, Exact, Time};
use crate::margin::funding::Paying;
use crate::margin::scan::{Desk, Totals};
use crate::margin::{Family, RuleSet};
use crate::market::{Market, Shock};
use crate::risk::{Held, LegOf, Valued};

const DAY_MS: f64 = 86_400_000.0;
/// A multiple that every price has exactly.
const HALF: f64 = 0.5;

/// An account that is asked along an axis.
pub(super) struct Asked<'a> {
    pub(super) account: &'a Account,
    pub(super) market: &'a Market,
    pub(super) rules: &'a RuleSet,
    /// As much of it as the rules answer for, today.
    pub(super) base: Valued,
    pub(super) betas: Vec<Beta>,
    /// What each day of funding brings to each asset it is paid in; below nothing where it takes.
    funding: Vec<(Asset, Decimal)>,
    /// A market to change: one that holds thousands of quotes is copied once, and only for an axis that changes it.
    changed: RefCell<Option<Market>>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(account: &'a Account, market: &'a Market, rules: &'a RuleSet, outlook: &Outlook) -> Self {
        let base = taken(rules, Valued::new(account, market));
        let betas = betas(&base, market, &outlook.betas);
        let funding = funding(&base, outlook);
        Self { account, market, rules, base, betas, funding, changed: RefCell::new(None) }
    }

    pub(super) fn place_of(&self, asset: &Asset) -> Option<usize> {
        self.base.underlyings.iter().position(|of| of.asset == *asset)
    }

    /// Whether a day costs or pays something.
    pub(super) fn is_funded(&self) -> bool {
        self.funding.iter().any(|(_, a_day)| !a_day.is_zero())
    }

    /// The account at `x` along the axis; `None` beyond what figures can be.
    pub(super) fn moved(&self, axis: &Axis, x: f64) -> Option<Valued> {
        match axis {
            Axis::Price(asset) => self.base.moved(self.place_of(asset)?, x),
            Axis::Together => {
                let mut moved = self.base.clone();
                for (place, beta) in self.betas.iter().enumerate() {
                    moved = moved.moved(place, libm::pow(x, beta.beta))?;
                }
                Some(moved)
            }
            Axis::Volatility => self.base.with_vols(x),
            Axis::Time => {
                let mut changed = self.changed.try_borrow_mut().ok()?;
                let later = changed.get_or_insert_with(|| self.market.clone());
                later.as_of = after(self.market.as_of, x);
                let valued = match self.is_funded() {
                    true => Valued::new(&self.funded(x)?, later),
                    false => Valued::new(self.account, later),
                };
                Some(taken(self.rules, valued))
            }
            Axis::Depeg(asset) => {
                let factor = Decimal::from_f64_retain(x)?;
                let quote = self.market.index.get(asset)?;
                let alone = Market::at(self.market.as_of).with_index(asset.clone(), quote.clone());
                let moved = alone.shocked(&Shock::Price { asset: asset.clone(), factor }).ok()?;
                let mut changed = self.changed.try_borrow_mut().ok()?;
                let fallen = changed.get_or_insert_with(|| self.market.clone());
                fallen.index.insert(asset.clone(), moved.index.get(asset)?.clone());
                Some(taken(self.rules, Valued::new(self.account, fallen)))
            }
        }
    }

    /// The account after so many days of funding.
    fn funded(&self, days: f64) -> Option<Account> {
        let mut account = self.account.clone();
        for (asset, a_day) in &self.funding {
            account.hold(asset, a_day.times(Decimal::from_f64_retain(days)?)?)?;
        }
        Some(account)
    }

    /// What equity and margins come to along the axis; nothing beyond what figures can be, so nothing is lost there.
    pub(super) fn totals<T>(&self, axis: &Axis, with: impl FnOnce(&mut dyn FnMut(f64) -> Totals) -> T) -> T {
        let plain = |x: f64| self.moved(axis, x).map_or_else(Totals::default, |moved| totals(self.rules, &moved));
        let Some(rules) = scan(&self.rules.family) else { return with(&mut { plain }) };
        let desk = Desk::new(&self.base, rules);
        match axis {
            // what is laid out once for all prices is asked again at each: a tenth of the work
            Axis::Price(asset) => {
                let place = self.place_of(asset);
                match desk.along_each().find(|(of, _)| Some(*of) == place) {
                    Some((_, mut along)) => with(&mut |y| along.at(y)),
                    None => with(&mut { plain }),
                }
            }
            Axis::Together => {
                with(&mut |y| desk.at(|place| self.betas.get(place).map_or(1.0, |beta| libm::pow(y, beta.beta))))
            }
            // where nothing but what is held of it falls with an asset, the legs stand still
            Axis::Depeg(asset) if self.only_held_falls(axis, asset) => {
                let holding = desk.holding();
                with(&mut |x| self.fallen(asset, x).map_or_else(Totals::default, |held| holding(&held)))
            }
            _ => with(&mut { plain }),
        }
    }

    /// Whether a depeg changes nothing but the price of what is held of the asset: no leg rests on it, nothing tracks it.
    fn only_held_falls(&self, axis: &Axis, asset: &Asset) -> bool {
        let (Some(moved), Some(held)) = (self.moved(axis, HALF), self.fallen(asset, HALF)) else { return false };
        let Valued { underlyings, legs, left_out, .. } = &self.base;
        moved.held == held && moved.legs == *legs && moved.underlyings == *underlyings && moved.left_out == *left_out
    }

    /// What is held, where an asset is worth a multiple of its price.
    fn fallen(&self, asset: &Asset, x: f64) -> Option<Vec<Held>> {
        let factor = Decimal::from_f64_retain(x)?;
        let mut held = self.base.held.clone();
        for of in held.iter_mut().filter(|of| of.asset == *asset) {
            of.price = Some(of.price?.times(factor)?);
        }
        Some(held)
    }
}

/// An instant some days later, to the millisecond.
fn after(now: Time, days: f64) -> Time {
    Time(now.0.saturating_add((days * DAY_MS).round() as i64))
}

/// As much of an account as the rules answer for.
fn taken(rules: &RuleSet, valued: Valued) -> Valued {
    match &rules.family {
        Family::Scan(_) => valued,
        Family::Venue(venue) => venue.taken(&valued),
    }
}

fn totals(rules: &RuleSet, taken: &Valued) -> Totals {
    match &rules.family {
        Family::Scan(scan) => Desk::new(taken, scan).now(),
        Family::Venue(venue) => venue.totals(taken),
    }
}

/// What a day of funding brings to each asset it is paid in; below nothing where it takes.
fn funding(base: &Valued, outlook: &Outlook) -> Vec<(Asset, Decimal)> {
    let mut sums: Vec<(Asset, Decimal)> = Vec::new();
    for leg in &base.legs {
        let LegOf::Instrument(instrument) = &leg.of else { continue };
        let Some(paying) = Paying::of(instrument, leg.units, leg.mark) else { continue };
        let rate = outlook.funding_of(instrument.underlying());
        let Some(received) = rate.and_then(|rate| paying.at(rate)) else { continue };
        match sums.iter_mut().find(|(of, _)| of == paying.paid_in) {
            Some((_, sum)) => *sum = sum.capped_plus(received),
            None => sums.push((paying.paid_in.clone(), received)),
        }
    }
    sums
}
