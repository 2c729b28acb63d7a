//! Where the explorer begins: a book, its prices and the rules, and what they say of it without a hedge.

use std::sync::Arc;

use crate::book::{Account, Asset};
use crate::learn::StageError;
use crate::margin::{Assessment, Liquidation, RuleSet, assess, liquidation};
use crate::market::Market;

use super::books::Ready;
use super::instruments;
use super::offer::Offer;

/// A book that is to be hedged; it stands still while the hedge moves.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Start {
    /// What is held.
    pub(super) account: Account,
    /// At which prices.
    pub(super) market: Arc<Market>,
    /// Under which rules.
    pub(super) rules: Arc<RuleSet>,
    /// What they say of it.
    pub(super) before: Assessment,
    /// Where it is liquidated.
    pub(super) rails: Vec<Liquidation>,
    /// What it can be hedged with, computed from the book.
    pub(super) offers: Vec<Offer>,
}

impl Start {
    /// Begins with a book.
    pub(super) fn new(account: Account, market: Arc<Market>, rules: Arc<RuleSet>) -> Self {
        let market = Arc::new(needed(&account, &market));
        let before = assess(&account, &market, &rules);
        let rails = liquidation(&account, &market, &rules);
        let mut start = Self { account, market, rules, before, rails, offers: Vec::new() };
        start.offers = instruments::all(&start).into_iter().filter_map(|wish| Offer::of(&start, wish)).collect();
        start
    }

    /// Begins with a ready book.
    ///
    /// # Errors
    /// A line or price of it that cannot be read.
    pub(super) fn ready(of: &Ready, rules: Arc<RuleSet>) -> Result<Self, StageError> {
        let stage = of.stage()?;
        let account = stage.accounts.into_iter().next().unwrap_or_default();
        Ok(Self::new(account, Arc::new(stage.market), rules))
    }

    /// The account with so much of an offer traded at its mark, so that equity stays where it was; the book itself where
    /// the size is zero or does not fit.
    pub(super) fn hedged(&self, offer: &Offer, size: rust_decimal::Decimal) -> Account {
        let trade = offer.trade(size).filter(|trade| !trade.quantity.is_zero());
        trade.and_then(|trade| self.account.with(&trade).ok()).unwrap_or_else(|| self.account.clone())
    }

    /// Where a coin alone liquidates the book without a hedge.
    pub(super) fn rail(&self, coin: &Asset) -> Option<&Liquidation> {
        self.rails.iter().find(|rail| rail.underlying == *coin)
    }
}

/// The quotes that the account, and what may hedge it, rest on: a live market has thousands, and every price that is looked
/// at is a market of its own.
fn needed(account: &Account, market: &Market) -> Market {
    let own = |asset: &Asset| {
        let held = account.holdings.iter().any(|holding| holding.asset == *asset);
        held || account.positions.iter().any(|position| position.instrument.underlying() == asset)
    };
    let needed = |asset: &Asset| instruments::LARGE.contains(&asset.as_str()) || own(asset);
    let mut market = market.clone();
    market.marks.retain(|instrument, _| needed(instrument.underlying()));
    market.vols.retain(|instrument, _| own(instrument.underlying()));
    market.forwards.retain(|(asset, _), _| needed(asset));
    market
}
