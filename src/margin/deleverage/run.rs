//! A deleveraging as it goes: the account as it stands, what has been traded, and orders tried before they are placed.

use rust_decimal::Decimal;

use super::entered::entered;
use super::state::{Lot, State};
use super::tried::{Charged, Pricing, Tried};
use super::{Closed, End, Fees, Step};
use crate::book::{Account, Exact, Instrument, Sorted};
use crate::margin::RuleSet;
use crate::market::Market;
use crate::risk::{Impacts, Taken, Valued, to_usd};

/// More steps than any procedure is followed for.
const MOST_STEPS: usize = 400;
/// Halvings of a search for a size: a position is divided this finely.
const HALVINGS: u32 = 30;
/// Decimals of quantities that are worked out.
const DECIMALS: u32 = 8;

/// A deleveraging under way.
pub(in crate::margin) struct Run<'a> {
    pub(super) market: &'a Market,
    pub(super) rules: &'a RuleSet,
    pub(super) impacts: &'a Impacts,
    pub(super) now: State,
    /// By instrument and whether bought.
    pub(super) taken: Sorted<(Instrument, bool), Taken>,
    pub(super) seconds: u64,
    /// What an insurance fund has paid so far.
    pub(super) fund_usd: Decimal,
    pub(super) steps: Vec<Step>,
    pub(super) notes: Vec<String>,
}

/// What a run has come to, without what it is asked with.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) now: State,
    pub(super) taken: Sorted<(Instrument, bool), Taken>,
    pub(super) steps: Vec<Step>,
    pub(super) notes: Vec<String>,
    seconds: u64,
    fund_usd: Decimal,
}

impl<'a> Run<'a> {
    pub(in crate::margin) fn new(
        account: &Account,
        market: &'a Market,
        rules: &'a RuleSet,
        impacts: &'a Impacts,
    ) -> Self {
        let ready = entered(account, &Valued::new(account, market));
        let now = State::new(ready, market, rules);
        let mut notes = Vec::new();
        if !now.assessed.left_out.is_empty() {
            let names: Vec<&str> = now.assessed.left_out.iter().map(|out| out.name.as_str()).collect();
            notes.push(format!("What these rules do not margin is not closed: {}.", names.join(", ")));
        }
        Self {
            market,
            rules,
            impacts,
            now,
            taken: Sorted::new(),
            seconds: 0,
            fund_usd: Decimal::ZERO,
            steps: Vec::new(),
            notes,
        }
    }

    /// Lays it aside.
    pub(super) fn pause(self) -> Kept {
        let Self { now, taken, steps, notes, seconds, fund_usd, .. } = self;
        Kept { now, taken, steps, notes, seconds, fund_usd }
    }

    /// Goes on where it was laid aside, asked with the same as before.
    pub(super) fn resume(kept: Kept, market: &'a Market, rules: &'a RuleSet, impacts: &'a Impacts) -> Self {
        let Kept { now, taken, steps, notes, seconds, fund_usd } = kept;
        Self { market, rules, impacts, now, taken, seconds, fund_usd, steps, notes }
    }

    /// How it ends, if it ends here: healthy, nothing left, or followed long enough.
    pub(super) fn end(&self) -> Option<End> {
        let equity = self.now.equity();
        let loss = self.fund_usd.capped_minus(equity.min(Decimal::ZERO));
        if self.now.lots().is_empty() && !(self.steps.is_empty() && self.now.healthy()) {
            return Some(match (loss > Decimal::ZERO, self.now.healthy()) {
                (true, _) => End::Bankrupt { loss_usd: loss },
                (false, true) => End::Empty,
                (false, false) => {
                    self.stuck("no position is left to close, and what is owed still needs more than there is")
                }
            });
        }
        if self.now.healthy() {
            return Some(End::Healthy);
        }
        (self.steps.len() >= MOST_STEPS).then(|| self.stuck(&format!("it is followed for {MOST_STEPS} steps")))
    }

    pub(super) fn stuck(&self, why: &str) -> End {
        End::Stuck { why: why.to_owned() }
    }

    /// Places what was tried.
    pub(super) fn place(&mut self, tried: Tried, given_usd: Decimal, why: String) {
        let Tried { what, state, taken } = tried;
        self.taken = taken;
        self.set(state.account.clone(), what, given_usd, why, state);
    }

    /// Sets the account as something other than trades left it.
    pub(super) fn hand_over(&mut self, account: Account, what: Vec<Closed>, why: String) {
        let before = self.now.equity();
        let state = State::new(account, self.market, self.rules);
        let given = before.capped_minus(state.equity());
        self.set(state.account.clone(), what, given, why, state);
    }

    fn set(&mut self, account: Account, what: Vec<Closed>, given_usd: Decimal, why: String, state: State) {
        let (equity, initial, maintenance) = (state.equity(), state.assessed.initial_margin, state.maintenance());
        self.now = state;
        self.steps.push(Step { at_seconds: self.seconds, what, given_usd, why, account, equity, initial, maintenance });
    }

    /// Lets time pass: books fill up again where it is said when.
    pub(super) fn wait(&mut self, seconds: u64) {
        self.seconds = self.seconds.saturating_add(seconds);
        if self.impacts.refills_after.is_some_and(|after| seconds >= after) {
            self.taken = Sorted::new();
        }
    }

    /// The least of orders, each a share of `most`, after which `enough` holds; none where it does not hold after all
    /// of them.
    pub(super) fn least(
        &self,
        most: &[(Instrument, Decimal)],
        fees: &Fees,
        enough: impl Fn(&State) -> bool,
    ) -> Option<Tried> {
        let at = |share: Decimal| {
            let part = |(instrument, whole): &(Instrument, Decimal)| (instrument.clone(), share_of(*whole, share));
            let orders: Vec<_> = most.iter().map(part).collect();
            self.tried(&orders, Pricing::Market, Charged::Rates(fees)).ok().filter(|tried| enough(&tried.state))
        };
        let mut found = at(Decimal::ONE)?;
        let (mut low, mut high) = (Decimal::ZERO, Decimal::ONE);
        for _ in 0..HALVINGS {
            let middle = low.plus(high)?.over(Decimal::TWO)?;
            match at(middle) {
                Some(tried) => (found, high) = (tried, middle),
                None => low = middle,
            }
        }
        Some(found)
    }
}

/// A share (0 to 1) of a quantity, rounded away from zero to what can be traded, never more than all of it.
pub(super) fn share_of(whole: Decimal, share: Decimal) -> Decimal {
    let part = whole.capped_times(share);
    let rounded = part.round_dp_with_strategy(DECIMALS, rust_decimal::RoundingStrategy::AwayFromZero);
    if rounded.abs() > whole.abs() { whole } else { rounded }
}

/// The order that closes all of a lot.
pub(super) fn all_of(lot: &Lot) -> (Instrument, Decimal) {
    (lot.instrument.clone(), -lot.units)
}

/// Dollars from a calculator's float.
pub(super) fn usd(value: f64) -> Result<Decimal, String> {
    to_usd(value).ok_or_else(|| "a figure is too large to be computed".to_owned())
}
