//! The book that is hedged, and one trade of it tried.

use rust_decimal::Decimal;

use super::cost::cost_usd;
use super::round::First;
use super::{Candidate, Found, Wish};
use crate::book::{Account, Exact, Trade};
use crate::margin::{Assessment, RuleSet, Side, Standing, assess, tried};
use crate::market::Market;

/// The book that is hedged, and what it is asked by.
pub(super) struct Hedging {
    pub(super) account: Account,
    market: Market,
    rules: RuleSet,
    wish: Wish,
    pub(super) candidates: Vec<Candidate>,
    pub(super) before: Assessment,
    /// Delta that at least counts as left, dollars.
    least_delta: f64,
}

impl Hedging {
    pub(super) fn new(
        account: &Account,
        market: &Market,
        rules: &RuleSet,
        candidates: Vec<Candidate>,
        wish: Wish,
    ) -> Self {
        let before = assess(account, market, rules);
        let gross: f64 = before.legs.iter().map(|leg| leg.greeks.delta_usd.abs()).sum();
        let (account, market, rules) = (account.clone(), market.clone(), rules.clone());
        Self { account, market, rules, wish, candidates, before, least_delta: (0.01 * gross).max(1.0) }
    }

    /// A trade of a candidate, and what it costs; `None` where it cannot be done.
    pub(super) fn trade(&self, of: &Candidate, side: Side, size: Decimal) -> Option<(Trade, Decimal)> {
        let trade = of.terms(side)?.trade(size, &of.of).ok()?;
        let cost = cost_usd(of, &trade)?;
        Some((trade, cost))
    }

    /// The account after a trade of a candidate, one question; `None` where that cannot be done, or frees nothing.
    pub(super) fn found(&self, of: &Candidate, side: Side, size: Decimal, first: Option<&First>) -> Option<Found> {
        let (trade, cost) = self.trade(of, side, size)?;
        let account = first.map_or(&self.account, |first| &first.account);
        let then = tried(account, &self.before, &trade, &self.market, &self.rules).ok()?;
        let freed = self.before.initial_margin.minus(then.initial_margin)?;
        if freed <= Decimal::ZERO {
            return None;
        }
        let cost = first.map_or(Some(cost), |first| first.cost.plus(cost))?;
        let standing = Standing::from(&then);
        Some(Found {
            trades: first.map(|first| first.trade.clone()).into_iter().chain([trade]).collect(),
            freed,
            cost,
            free_gained: then.free_collateral.minus(self.before.free_collateral)?,
            then: standing,
            score: Found::score(self.wish, freed, cost, standing.delta_usd, self.least_delta),
        })
    }
}
