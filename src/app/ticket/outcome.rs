//! What became of the legs: what each trades or why it cannot, and the accounts before and after them.

use std::sync::Arc;

use leptos::prelude::*;

use super::desk::Desk;
use super::measures::Seen;
use super::part::Fault;
use super::typed::Leg;
use super::{wanted, words};
use crate::app::state::Rails;
use crate::book::{Account, Asset, Trade};
use crate::margin::{Fill, NotTraded};
use crate::risk;

impl Desk {
    /// The trade of a leg, where it can be read.
    pub(crate) fn trade(self, id: u64) -> Option<Trade> {
        self.read.with(|read| match read.iter().find(|(of, _)| *of == id)? {
            (_, Leg::Trade(trade)) => Some(trade.clone()),
            _ => None,
        })
    }

    /// What became of a leg that can be read.
    fn became(self, id: u64) -> Option<Result<Fill, NotTraded>> {
        self.asked.with(|asked| {
            let asked = asked.as_ref()?;
            let place = asked.ids.iter().position(|of| *of == id)?;
            asked.seen.legs.get(place).cloned()
        })
    }

    /// What a leg does.
    pub(crate) fn fill(self, id: u64) -> Option<Fill> {
        self.became(id)?.ok()
    }

    /// What keeps a leg from being traded.
    pub(crate) fn faults(self, id: u64) -> Vec<Fault> {
        let read = self.read.with(|read| match read.iter().find(|(of, _)| *of == id) {
            Some((_, Leg::Faults(faults))) => faults.clone(),
            _ => Vec::new(),
        });
        let refused = self.became(id).and_then(Result::err).map(|why| words::fault(&why));
        read.into_iter().chain(refused).collect()
    }

    /// The underlyings of the book's positions.
    pub(crate) fn underlyings(self) -> Vec<Asset> {
        wanted::underlyings(&self.real.get().account, std::iter::empty())
    }

    /// The account with every leg that can be traded but this one.
    pub(crate) fn without(self, id: u64) -> Account {
        untrack(|| {
            let account = self.real.get().account.clone();
            let Some(asked) = self.asked.get() else { return account };
            let others = asked.ids.iter().zip(&asked.seen.legs).filter(|(of, _)| **of != id);
            let fills = others.filter_map(|(_, leg)| leg.as_ref().ok());
            fills.fold(account, |account, fill| account.with(&fill.trade).unwrap_or(account))
        })
    }

    /// The account with every leg that can be traded.
    pub(crate) fn after(self) -> Account {
        self.asked.get().map_or_else(|| self.real.get().account.clone(), |asked| asked.seen.after.clone())
    }

    /// What the order book of a leg pays beside the mark, where it is priced by one.
    pub(crate) fn through(self, id: u64) -> Option<String> {
        let leg = self.leg(id)?;
        let (fill, of) = (leg.filled()?, leg.instrument()?);
        Some(words::through(&fill, self.state.market.with(|market| risk::mark(&of, market).ok())))
    }

    /// The account as it is and as it would be.
    pub(crate) fn sides(self) -> Option<(Seen, Seen)> {
        let asked = self.asked.get()?;
        asked.seen.fills().next()?;
        let known = |rails: Rails| (!rails.all.is_empty() || !rails.pending).then_some(rails.all);
        let (page, other) = (known(self.state.rails.get()), known(self.rails.get()));
        let (before, after) = if self.whole.get() { (other, page) } else { (page, other) };
        let seen = &asked.seen;
        Some((Seen { of: Arc::clone(&seen.before), rails: before }, Seen { of: Arc::clone(&seen.then), rails: after }))
    }
}
