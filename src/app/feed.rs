//! Prices for the page: asked for while it is looked at, gathered to one change a frame.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;

use super::state::State;
use crate::book::Time;
use crate::market::Market;
use crate::oracle::{Feed, FeedStatus, Report, Slot, sample, sources, transport};

/// How often figures follow the clock when no price arrives.
const FOLLOW: Duration = Duration::from_secs(10);

/// Prices from the sources over the sample.
#[derive(Clone, Debug)]
pub(crate) struct Prices {
    feed: Feed,
    sample: Market,
    now: Time,
}

impl Prices {
    /// Nothing but the sample.
    pub(crate) fn new(now: Time) -> Self {
        Self { feed: Feed::default(), sample: sample::market(now), now }
    }

    /// The market: sample, then what came with the book, then the sources, then what was typed.
    pub(crate) fn market(&self, came: &Market, typed: &Market) -> Market {
        let base = self.sample.with(came);
        if typed.index.is_empty() && typed.marks.is_empty() {
            return self.feed.market(&base, self.now);
        }
        let mut feed = self.feed.clone();
        let index = typed.index.iter().map(|(asset, quote)| (Slot::Index(asset.clone()), quote));
        let marks = typed.marks.iter().map(|(instrument, quote)| (Slot::Mark(instrument.clone()), quote));
        for (slot, quote) in index.chain(marks) {
            // a typed price that can be none was refused where it was typed
            let _ = feed.set_manual(slot, quote.price, quote.time);
        }
        feed.market(&base, self.now)
    }

    /// The state of the sources.
    pub(crate) fn status(&self, now: Time) -> FeedStatus {
        self.feed.status(now)
    }

    /// The instant the figures stand for.
    pub(crate) fn now(&self) -> Time {
        self.now
    }

    fn hear(&mut self, reports: Vec<Report>, now: Time) {
        for report in reports {
            self.feed.hear(report, now);
        }
        self.now = now;
    }
}

/// The present, by this device's clock.
pub(crate) fn clock() -> Time {
    transport::now()
}

/// Asks the sources until the page is gone; what arrives within a frame is one change.
pub(crate) fn run(state: State) {
    let waiting: Rc<RefCell<Vec<Report>>> = Rc::default();
    let polling = transport::poll(sources::configured(transport::meta_content), move |report| {
        let first = {
            let mut waiting = waiting.borrow_mut();
            waiting.push(report);
            waiting.len() == 1
        };
        if first {
            let waiting = Rc::clone(&waiting);
            request_animation_frame(move || {
                let reports = waiting.take();
                state.feed.update(|prices| prices.hear(reports, clock()));
            });
        }
    });
    let polling = StoredValue::new_local(Some(polling));
    on_cleanup(move || drop(polling.try_update_value(Option::take)));
    if let Ok(following) = set_interval_with_handle(
        move || {
            if !document().hidden() {
                state.feed.update(|prices| prices.now = clock());
            }
        },
        FOLLOW,
    ) {
        on_cleanup(move || following.clear());
    }
}
