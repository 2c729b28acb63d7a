//! One candidate tried on a book in all its sizes.

use rust_decimal::Decimal;

use super::Found;
use super::golden::Golden;
use super::hedging::Hedging;
use super::sizes::{held, neutral, sizes};
use crate::book::{Account, Trade};
use crate::margin::Side;
use crate::risk::to_f64;

/// A first trade, done, to which a second is looked for.
#[derive(Clone, Debug)]
pub(super) struct First {
    /// Place of its candidate.
    pub(super) candidate: usize,
    /// The account after it.
    pub(super) account: Account,
    pub(super) trade: Trade,
    pub(super) cost: Decimal,
    /// Coins of delta that it adds to its underlying.
    pub(super) delta_coin: f64,
    /// What it is alone, where it frees something.
    pub(super) alone: Option<Found>,
}

impl First {
    pub(super) fn new(of: &Hedging, place: usize, (side, size): (Side, Decimal), alone: Option<Found>) -> Option<Self> {
        let candidate = of.candidates.get(place)?;
        let (trade, cost) = of.trade(candidate, side, size)?;
        let account = of.account.with(&trade).ok()?;
        let delta_coin = to_f64(side.signed(size)) * candidate.of.greeks.delta_coin;
        Some(Self { candidate: place, account, trade, cost, delta_coin, alone })
    }
}

/// A candidate’s best, with the size it was found at.
#[derive(Clone, Debug)]
pub(super) struct Best {
    pub(super) found: Found,
    pub(super) at: (Side, Decimal),
}

/// One candidate, alone or after a first trade, with the sizes still to try.
#[derive(Clone, Debug)]
pub(super) struct Round {
    /// Place of the candidate.
    pub(super) candidate: usize,
    sizes: Vec<(Side, Decimal)>,
    /// What became of those that were tried, in order.
    tried: Vec<Option<Found>>,
    pub(super) best: Option<Best>,
    closer: Option<Golden>,
    looks_closer: bool,
}

impl Round {
    /// The ladder of a candidate; after a first trade also the size that brings to zero the delta which that leaves.
    pub(super) fn new(of: &Hedging, place: usize, first: Option<&First>, looks_closer: bool) -> Option<Self> {
        let candidate = of.candidates.get(place)?;
        let mut sizes = sizes(candidate, &of.before);
        let underlying = candidate.of.instrument.underlying();
        if let Some(first) = first.filter(|first| first.trade.instrument.underlying() == underlying) {
            let (coins, net) = held(&of.before, underlying);
            sizes.extend(neutral(candidate, coins, net + first.delta_coin));
        }
        Some(Self { candidate: place, sizes, tried: Vec::new(), best: None, closer: None, looks_closer })
    }

    /// The ladder, with what became of each size.
    pub(super) fn outcomes(&self) -> impl Iterator<Item = ((Side, Decimal), &Option<Found>)> {
        self.sizes.iter().copied().zip(&self.tried)
    }

    /// Tries one more size; false when there is none left.
    pub(super) fn step(&mut self, of: &Hedging, first: Option<&First>) -> bool {
        let Some(candidate) = of.candidates.get(self.candidate) else { return false };
        if let Some(&(side, size)) = self.sizes.get(self.tried.len()) {
            let found = of.found(candidate, side, size, first);
            self.tried.push(found.clone());
            self.take(found, (side, size));
            return true;
        }
        if self.closer.is_none() && self.looks_closer {
            let best = self.best.as_ref().map(|best| best.at);
            self.closer = best.map(|best| Golden::around(best, &self.sizes, candidate.step));
        }
        let Some((side, size)) = self.closer.as_mut().and_then(Golden::next) else { return false };
        let better = self.take(of.found(candidate, side, size, first), (side, size));
        if let Some(closer) = &mut self.closer {
            closer.told(size, better);
        }
        true
    }

    fn take(&mut self, found: Option<Found>, at: (Side, Decimal)) -> bool {
        let Some(found) = found else { return false };
        let better = self.best.as_ref().is_none_or(|best| found.order(&best.found).is_lt());
        if better {
            self.best = Some(Best { found, at });
        }
        better
    }
}
