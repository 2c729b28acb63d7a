//! The state machine between the sources and the market: readings go in, a judged market comes out.
//!
//! It has no clock and fetches nothing. A price enters only as a number above zero within the bounds of
//! [`price_text`](super::price_text); once in, it stays until a better one comes, and its state says how old it is. So a
//! source that fails or sends nonsense changes no price, only its mark.

use rust_decimal::Decimal;

use super::fault::FetchFault;
use super::judge::{self, Judged, Tracks};
use super::policy::Policy;
use super::price_text::{PriceFault, within_bounds};
use super::reading::{LeftOut, Reading, Tick};
use super::slot::Slot;
use super::track::{Seen, Track};
use super::{deribit, hyperliquid, overlay};
use crate::book::{Sorted, Time};
use crate::market::Market;

/// The outcome of one request, as the transport reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Who was asked.
    pub source: &'static str,
    /// What was asked for; a later answer to the same clears its fault.
    pub ask: &'static str,
    /// What came of it.
    pub outcome: Result<Reading, FetchFault>,
    /// When it is asked again; `None` while the device is offline.
    pub next_try: Option<Time>,
}

/// What is known of one source.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Heard {
    pub(super) last_ok: Option<Time>,
    pub(super) faults: Sorted<&'static str, FetchFault>,
    pub(super) left_out: Sorted<&'static str, Vec<LeftOut>>,
    pub(super) next_try: Option<Time>,
}

/// Everything the sources and the user have said so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    pub(super) policy: Policy,
    pub(super) slots: Sorted<Slot, Tracks>,
    pub(super) manual: Sorted<Slot, (Decimal, Time)>,
    pub(super) sources: Sorted<&'static str, Heard>,
}

impl Default for Feed {
    /// A feed under the default policy.
    fn default() -> Self {
        Self::new(Policy::default())
    }
}

impl Feed {
    /// A feed that has heard nothing yet.
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            slots: Sorted::new(),
            manual: Sorted::new(),
            sources: [hyperliquid::NAME, deribit::NAME].map(|name| (name, Heard::default())).into(),
        }
    }

    /// Takes the prices of a reading. Those that can be none, and contracts that have settled, do not enter.
    pub fn apply(&mut self, reading: Reading, now: Time) {
        let Reading { source, received, index, marks, forwards, vols, left_out: _ } = reading;
        self.slots.retain(|slot, _| !slot.is_past(now));
        let ticks = (index.into_iter().map(|(k, t)| (Slot::Index(k), t)))
            .chain(marks.into_iter().map(|(k, t)| (Slot::Mark(k), t)))
            .chain(forwards.into_iter().map(|((a, e), t)| (Slot::Forward(a, e), t)))
            .chain(vols.into_iter().map(|(k, t)| (Slot::Vol(k), t)));
        for (slot, tick) in ticks {
            self.take(source, slot, tick, received, now);
        }
        self.sources.or_default(source).last_ok = Some(received);
    }

    fn take(&mut self, source: &'static str, slot: Slot, tick: Tick, received: Time, now: Time) {
        if slot.is_past(now) || within_bounds(tick.value).is_err() {
            return;
        }
        let (seen, jumps) = (Seen::new(tick, received), slot.can_jump());
        let tracks = self.slots.or_default(slot);
        match tracks.get_mut(&source) {
            Some(track) => track.take(seen, jumps, &self.policy),
            None => drop(tracks.insert(source, Track::begun(seen))),
        }
        judge::confirm(tracks, &self.policy, now);
    }

    /// Takes the outcome of a request: its prices, or the fault of its source.
    pub fn hear(&mut self, report: Report, now: Time) {
        let Report { source, ask, outcome, next_try } = report;
        let heard = self.sources.or_default(source);
        heard.next_try = next_try;
        match outcome {
            Ok(reading) => {
                heard.faults.remove(&ask);
                heard.left_out.insert(ask, reading.left_out.clone());
                self.apply(reading, now);
            }
            Err(fault) => {
                heard.faults.insert(ask, fault);
            }
        }
    }

    /// Sets a price, or a volatility as a fraction, by hand; it wins over every source until it is released.
    pub fn set_manual(&mut self, slot: Slot, value: Decimal, now: Time) -> Result<(), PriceFault> {
        self.manual.insert(slot, (within_bounds(value)?, now));
        Ok(())
    }

    /// Lets the sources speak again.
    pub fn release_manual(&mut self, slot: &Slot) {
        self.manual.remove(slot);
    }

    /// What was set by hand, and when.
    pub fn manual(&self) -> impl Iterator<Item = (&Slot, Decimal, Time)> {
        self.manual.iter().map(|(slot, (value, time))| (slot, *value, *time))
    }

    /// Rows that the sources' latest answers had and that were not taken, with the source's name.
    pub fn left_out(&self) -> impl Iterator<Item = (&'static str, &LeftOut)> {
        self.sources.iter().flat_map(|(source, heard)| heard.left_out.values().flatten().map(|row| (*source, row)))
    }

    /// The market: `base` (the sample, or what came with a book) with the sources' prices over it and those set by hand
    /// over all. Every state is by age at `now`.
    pub fn market(&self, base: &Market, now: Time) -> Market {
        overlay::overlaid(self, base, now)
    }

    pub(super) fn judged(&self, slot: &Slot, now: Time) -> Option<Judged> {
        judge::judge(slot, self.slots.get(slot)?, &self.policy, now)
    }
}
