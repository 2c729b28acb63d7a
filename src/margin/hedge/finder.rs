//! The search itself, in steps, so that a page stays usable and may stop it.

use rust_decimal::Decimal;

use super::golden::CLOSER;
use super::hedging::Hedging;
use super::round::{Best, First, Round};
use super::sizes::{LADDER, OTHERS};
use super::{Candidate, Found, Wish};
use crate::book::{Account, Trade, sort_by};
use crate::margin::{RuleSet, Side};
use crate::market::Market;

/// Best single trades to which a second is looked for.
const FIRSTS: usize = 4;
/// With at most so many candidates every pair of sizes is tried.
const FEW: usize = 6;
/// How many of the best are kept.
const KEPT: usize = 12;
/// Sizes of one candidate, at most.
const SIZES: usize = 2 * LADDER.len() + OTHERS;

/// How far a search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Books asked so far.
    pub asked: usize,
    /// Books it asks at most.
    pub most: usize,
    /// Whether it is over.
    pub done: bool,
}

/// A search for hedges, step by step. What was found so far stands at any time; it is stopped by dropping it.
///
/// First every candidate by itself: bought and sold in the sizes of [`sizes`](super::sizes()), and around the best of
/// them eight more by golden section. Then pairs: the four best single trades, each with every other candidate likewise;
/// with at most six candidates, every size of every one with every size of every other.
///
/// `n` candidates are at most `22 n + 92 (n − 1)` books; up to six of them `22 n + 225 n (n − 1)`.
pub struct Finder {
    of: Hedging,
    /// Candidates still to be tried alone; then first trades to be tried with all.
    next: usize,
    firsts: Option<Vec<First>>,
    /// The first trade in hand.
    first: usize,
    round: Option<Round>,
    /// Everything tried alone with what became of it, kept where every pair is tried.
    alone: Vec<(usize, (Side, Decimal), Option<Found>)>,
    best: Vec<(usize, Best)>,
    singles: Vec<Found>,
    pairs: Vec<Found>,
    asked: usize,
    done: bool,
}

impl Finder {
    /// A search that has not begun.
    pub fn new(account: &Account, market: &Market, rules: &RuleSet, candidates: Vec<Candidate>, wish: Wish) -> Self {
        Self {
            of: Hedging::new(account, market, rules, candidates, wish),
            next: 0,
            firsts: None,
            first: 0,
            round: None,
            alone: Vec::new(),
            best: Vec::new(),
            singles: Vec::new(),
            pairs: Vec::new(),
            asked: 0,
            done: false,
        }
    }

    /// Asks up to `budget` books more.
    pub fn step(&mut self, budget: usize) -> Progress {
        let until = self.asked.saturating_add(budget);
        while !self.done && self.asked < until {
            self.turn();
        }
        self.progress()
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let all = self.of.candidates.len();
        let others = all.saturating_sub(1);
        let pairs = match &self.firsts {
            Some(firsts) if self.few() => firsts.len() * others * (SIZES + 1),
            Some(firsts) => firsts.len() * others * (SIZES + 1 + CLOSER),
            None if self.few() => all * (SIZES + 1) * others * (SIZES + 1),
            None => FIRSTS * others * (SIZES + 1 + CLOSER),
        };
        let most = if self.done { self.asked } else { all * (SIZES + CLOSER) + pairs };
        Progress { asked: self.asked, most, done: self.done }
    }

    /// The best single trades so far, best first.
    pub fn singles(&self) -> &[Found] {
        &self.singles
    }

    /// The best pairs so far, best first: those that free more than their first trade alone, or serve the wish better.
    pub fn pairs(&self) -> &[Found] {
        &self.pairs
    }

    /// The best of all so far.
    pub fn best(&self) -> Option<&Found> {
        self.singles.first().into_iter().chain(self.pairs.first()).min_by(|a, b| a.order(b))
    }

    fn few(&self) -> bool {
        self.of.candidates.len() <= FEW
    }

    /// One book more, or on to the next round.
    fn turn(&mut self) {
        let first = self.firsts.as_ref().and_then(|firsts| firsts.get(self.first));
        if let Some(round) = &mut self.round {
            if round.step(&self.of, first) {
                self.asked += 1;
                return;
            }
            let alone = first.and_then(|first| first.alone.clone());
            if let Some(round) = self.round.take() {
                self.over(round, alone);
            }
            return;
        }
        let place = self.next;
        if place < self.of.candidates.len() {
            self.next += 1;
            let closer = first.is_none() || !self.few();
            if first.is_none_or(|first| first.candidate != place) {
                self.round = Round::new(&self.of, place, first, closer);
            }
            return;
        }
        self.next = 0;
        match &self.firsts {
            None => self.firsts = Some(self.chosen()),
            Some(_) => self.first += 1,
        }
        self.done = self.firsts.as_ref().is_none_or(|firsts| self.first >= firsts.len());
    }

    /// A round is over: its best is ranked.
    fn over(&mut self, round: Round, alone: Option<Found>) {
        let pair = self.firsts.is_some();
        if !pair && self.few() {
            self.alone.extend(round.outcomes().map(|(at, found)| (round.candidate, at, found.clone())));
        }
        let Some(best) = round.best else { return };
        if !pair {
            rank(&mut self.singles, best.found.clone());
            self.best.push((round.candidate, best));
            return;
        }
        let more = alone.is_none_or(|alone| best.found.freed > alone.freed || best.found.order(&alone).is_lt());
        if more {
            rank(&mut self.pairs, best.found);
        }
    }

    /// The first trades of pairs.
    fn chosen(&mut self) -> Vec<First> {
        sort_by(&mut self.best, |a, b| a.1.found.order(&b.1.found));
        let of = &self.of;
        if self.few() {
            let alone = self.alone.iter().filter_map(|(place, at, found)| First::new(of, *place, *at, found.clone()));
            let on_ladder = |place: usize, at| self.alone.iter().any(|(other, on, _)| (*other, *on) == (place, at));
            let closer = self.best.iter().filter(|(place, best)| !on_ladder(*place, best.at));
            let closer = closer.filter_map(|(place, best)| First::new(of, *place, best.at, Some(best.found.clone())));
            return alone.chain(closer).collect();
        }
        let best = self.best.iter().take(FIRSTS);
        best.filter_map(|(place, best)| First::new(of, *place, best.at, Some(best.found.clone()))).collect()
    }
}

/// Puts one in its place, best first; the same trades in another order are the same.
fn rank(all: &mut Vec<Found>, found: Found) {
    let in_it = |trade: &Trade, of: &Found| {
        of.trades.iter().any(|other| (&other.instrument, other.quantity) == (&trade.instrument, trade.quantity))
    };
    if all.iter().any(|other| found.trades.iter().all(|trade| in_it(trade, other))) {
        return;
    }
    let place = all.iter().position(|other| found.order(other).is_lt()).unwrap_or(all.len());
    all.insert(place, found);
    all.truncate(KEPT);
}

/// The whole search at once: single trades and pairs, each best first.
pub fn find(
    account: &Account,
    market: &Market,
    rules: &RuleSet,
    candidates: Vec<Candidate>,
    wish: Wish,
) -> (Vec<Found>, Vec<Found>) {
    let mut finder = Finder::new(account, market, rules, candidates, wish);
    while !finder.step(usize::MAX).done {}
    (finder.singles, finder.pairs)
}

#[cfg(test)]
mod tests {
    use super::super::{Costs, candidates};
    use super::*;
    use crate::margin::venues::case::{account, market, rules, with_options};
    use rust_decimal_macros::dec;

    fn found(positions: &[&str], most: usize, wish: Wish) -> (Vec<Found>, Vec<Found>) {
        let market = with_options(
            market(&[("BTC", "60000")]),
            &[("BTC", "25DEC26", "60000")],
            &[("BTC_USDC-25DEC26-55000-P", 0.5)],
        );
        let book = account(positions, &["10000 USD"]);
        let costs = Costs { fee_rate: dec!(0.0005), half_spread: Decimal::ZERO };
        let all = candidates(&book, &market, rules("reference"), costs, most).unwrap().all;
        find(&book, &market, rules("reference"), all, wish)
    }

    #[test]
    fn a_lone_position_is_best_closed() {
        for wish in [Wish::Most, Wish::PerDelta, Wish::PerCost] {
            let (singles, pairs) = found(&["1 BTC-PERP"], 1, wish);
            let best = &singles[0];
            // 15.5 % of 60,000 for 0.05 % of it
            assert_eq!((best.trades[0].quantity, best.freed, best.cost), (dec!(-1), dec!(9300), dec!(30)), "{wish:?}");
            assert_eq!((best.then.delta_usd, best.then.free), (0.0, dec!(9970)));
            assert!(pairs.is_empty());
        }
    }

    #[test]
    fn protection_is_found_where_closing_is_not_on_offer() {
        let (singles, _) = found(&["1 BTC-PERP"], 9, Wish::Most);
        let names: Vec<String> = singles.iter().map(|found| found.trades[0].instrument.to_string()).collect();
        assert!(names.contains(&"BTC_USDC-25DEC26-55000-P".to_owned()), "{names:?}");
        let put = singles.iter().find(|found| found.trades[0].instrument.is_option()).unwrap();
        assert!(put.trades[0].quantity > dec!(0) && put.cost > dec!(0));
    }

    #[test]
    fn nothing_to_hedge_finds_nothing() {
        let (singles, pairs) = found(&[], 9, Wish::Most);
        assert!(singles.is_empty() && pairs.is_empty());
    }
}
