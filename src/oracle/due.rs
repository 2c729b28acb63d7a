//! When a price has to be judged again.
//!
//! A judged price changes when somebody speaks of it, and with time when a voice it rests on passes an age border. So each
//! place keeps the instant until which its price stays, and of three thousand only those are judged that were spoken of or
//! whose instant has passed. What is kept is always what judging everything would give.

use super::averages::Rolling;
use super::feed::Feed;
use super::slot::Slot;
use super::source::Kind;
use crate::book::{Asset, Sorted, Time};
use crate::market::{Quote, tracked_by};

/// An instant that has always passed.
pub(super) const AT_ONCE: Time = Time(i64::MIN);

/// When a place is judged again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Due {
    /// Up to here its price stays.
    pub(super) until: Time,
    /// Whether a source that makes prices has spoken of it since.
    priced: bool,
}

impl Default for Due {
    fn default() -> Self {
        Self { until: AT_ONCE, priced: false }
    }
}

impl Feed {
    /// Notes that somebody spoke of a place: what it is worth, and what is made of that, is judged at once.
    pub(super) fn touch(&mut self, slot: &Slot, kind: Kind) {
        match slot {
            Slot::Rate(form, followed) => {
                let follows = self.follows.or_insert_with(form.clone(), || followed.clone());
                *follows = follows.clone().min(followed.clone());
                self.due.or_default(Slot::Index(form.clone())).until = AT_ONCE;
            }
            Slot::Index(asset) => {
                let due = self.due.or_default(slot.clone());
                due.until = AT_ONCE;
                due.priced |= kind != Kind::Check;
                for (form, followed) in &self.follows {
                    if followed == asset || tracked_by(followed) == Some(asset.as_str()) {
                        self.due.or_default(Slot::Index(form.clone())).until = AT_ONCE;
                    }
                }
            }
            _ => self.due.or_default(slot.clone()).until = AT_ONCE,
        }
    }

    /// Judges what was spoken of, and what may have changed with time alone. A contract that has settled goes.
    pub(super) fn follow(&mut self, now: Time) {
        let back = now < self.as_of;
        self.as_of = now;
        let due = self.due.iter().filter(|(_, due)| back || due.until < now);
        let due: Vec<Slot> = due.map(|(slot, _)| slot.clone()).collect();
        if due.iter().any(|slot| slot.is_past(now)) {
            self.slots.retain(|slot, _| !slot.is_past(now));
            self.given.retain(|slot, _| !slot.is_past(now));
            self.due.retain(|slot, _| !slot.is_past(now));
        }
        for slot in due.into_iter().filter(|slot| !slot.is_past(now)) {
            let mut judged = self.judged(&slot, now);
            let until = self.stays(&slot, now);
            let due = self.due.or_default(slot.clone());
            due.until = until;
            if std::mem::take(&mut due.priced)
                && let (Slot::Index(asset), Some(judged)) = (&slot, &mut judged)
            {
                let rolling = self.averages.or_insert_with(asset.clone(), || Rolling::begun(judged.price, now));
                rolling.take(judged.price, now, &self.policy);
                judged.averages = judged.rate.is_none().then(|| rolling.averages());
            }
            match judged {
                Some(judged) => drop(self.given.insert(slot, judged.quote())),
                None => drop(self.given.remove(&slot)),
            }
        }
    }

    /// Until when a price judged at `now` stays as it is if nobody speaks: up to the next age border of any voice it rests
    /// on, or the contract's end.
    fn stays(&self, slot: &Slot, now: Time) -> Time {
        let mut until = slot.ends().map_or(i64::MAX, |end| end.0.saturating_sub(1));
        let mut border = |at: i64| {
            if at >= now.0 {
                until = until.min(at);
            }
        };
        let mut voices = |slot: &Slot| {
            for (source, track) in self.slots.get(slot).into_iter().flatten() {
                let limits = self.policy.limits(slot, track.kind);
                for seen in [track.believed, track.newest()].into_iter().flatten() {
                    let instant = seen.instant().0;
                    border(instant.saturating_add(limits.fresh_ms));
                    border(instant.saturating_add(limits.ageing_ms));
                    // up to then it is from the future
                    border(instant.saturating_sub(self.policy.future_ms).saturating_sub(1));
                }
                if let Some(moved) = self.moved(source) {
                    border(moved.0.saturating_add(self.policy.unmoved_ms));
                }
            }
        };
        voices(slot);
        if let Slot::Index(form) = slot
            && let Some(followed) = self.follows.get(form)
        {
            voices(&Slot::Rate(form.clone(), followed.clone()));
            let below: Option<Asset> = tracked_by(followed).and_then(|name| name.parse().ok());
            for asset in [Some(followed.clone()), below].into_iter().flatten() {
                voices(&Slot::Index(asset));
            }
        }
        Time(until)
    }

    /// When anything a source says last moved.
    pub(super) fn moved(&self, source: &str) -> Option<Time> {
        self.sources.iter().find(|(name, _)| **name == source).and_then(|(_, heard)| heard.moved)
    }

    /// Every price it has, each judged at `now`, whatever is kept.
    pub(super) fn anew(&self, now: Time) -> Sorted<Slot, Quote> {
        let places = self.due.keys().filter(|slot| !slot.is_past(now));
        places.filter_map(|slot| Some((slot.clone(), self.judged(slot, now)?.quote()))).collect()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
#[path = "due_tests.rs"]
mod tests;
