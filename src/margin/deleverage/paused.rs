//! A deleveraging between two turns, so that whoever follows it can do something else meanwhile. It borrows nothing.

use super::reference::Pieces;
use super::run::{Kept, Run};
use super::{Deleveraging, Procedure, turn};
use crate::book::{Account, Instrument, Sorted};
use crate::margin::RuleSet;
use crate::market::Market;
use crate::risk::{Impacts, Taken};

/// A deleveraging between two turns.
#[derive(Clone, Debug)]
pub(in crate::margin) struct Paused {
    kept: Kept,
    /// What the cheapest way remembers, once it has begun.
    pieces: Option<Pieces>,
}

/// One that ended.
#[derive(Clone, Debug)]
pub(in crate::margin) struct Ended {
    /// What was done.
    pub(in crate::margin) done: Deleveraging,
    /// The account as it is then.
    pub(in crate::margin) account: Account,
    /// All that was traded in the market, what was before it included.
    pub(in crate::margin) taken: Sorted<(Instrument, bool), Taken>,
}

/// What a turn leads to.
pub(in crate::margin) enum Turn {
    /// There is more to do.
    On(Box<Paused>),
    /// It is done.
    Over(Box<Ended>),
}

impl Paused {
    /// Before the first turn, in a market in which `taken` was traded before.
    pub(in crate::margin) fn new(
        mut run: Run<'_>,
        procedure: &Procedure,
        taken: Sorted<(Instrument, bool), Taken>,
    ) -> Self {
        run.taken = taken;
        run.notes.extend(procedure.notes.iter().cloned());
        Self { kept: run.pause(), pieces: None }
    }

    /// One turn, asked with the same as before: a piece of the cheapest way, all of any other procedure.
    pub(in crate::margin) fn turn(
        self,
        market: &Market,
        rules: &RuleSet,
        impacts: &Impacts,
        procedure: &Procedure,
    ) -> Turn {
        let mut run = Run::resume(self.kept, market, rules, impacts);
        let mut pieces = self.pieces;
        let end = run.end().or_else(|| turn(&mut run, procedure, &mut pieces));
        let kept = run.pause();
        match end {
            None => Turn::On(Box::new(Self { kept, pieces })),
            Some(end) => {
                let Kept { now, taken, steps, notes, .. } = kept;
                let done = Deleveraging { steps, end, notes };
                Turn::Over(Box::new(Ended { done, account: now.account, taken }))
            }
        }
    }
}
