//! Prices for the page: the sample, and over it what the sources give once their part has come.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::copy;
use super::later;
use super::state::State;
use crate::book::{Asset, Sorted, Time};
use crate::market::{Market, Prudence, Quote};
use crate::oracle::{FeedStatus, Live, PriceView, Report, Slot, laid, sample};

/// How often figures follow the clock when no price arrives.
const FOLLOW: Duration = Duration::from_secs(10);

/// Prices from the sources over the sample.
pub(crate) struct Prices {
    live: Option<Box<dyn Live>>,
    sample: Market,
    now: Time,
}

impl Prices {
    /// Nothing but the sample.
    pub(crate) fn new(now: Time) -> Self {
        Self { live: None, sample: sample::market(now), now }
    }

    /// The market: sample, then what came with the book, then the sources, then what was typed.
    pub(crate) fn market(&self, came: &Market, typed: &Market, prudence: Prudence) -> Market {
        static NOTHING: Sorted<Slot, Quote> = Sorted::new();
        let given = self.live.as_ref().map_or(&NOTHING, |live| live.given());
        let mut market = laid(self.sample.with(came), given, typed, self.now);
        market.prudence = prudence;
        market
    }

    /// Takes prices under those of the sources.
    pub(crate) fn lay_beneath(&mut self, market: &Market, now: Time) {
        self.sample = self.sample.with(market);
        self.now = now;
    }

    /// The state of the sources.
    pub(crate) fn status(&self, now: Time) -> FeedStatus {
        self.live.as_ref().map_or_else(FeedStatus::silent, |live| live.status(now))
    }

    /// What the sources say of an asset; nothing before they are asked.
    pub(crate) fn view(&self, asset: &Asset, now: Time) -> Option<PriceView> {
        self.live.as_ref().map(|live| live.view(asset, now))
    }

    /// The instant the figures stand for.
    pub(crate) fn now(&self) -> Time {
        self.now
    }

    /// Whether sources are asked.
    pub(crate) fn is_live(&self) -> bool {
        self.live.is_some()
    }

    /// Listens to a feed from now on.
    pub(crate) fn listen(&mut self, live: Box<dyn Live>) {
        self.live = Some(live);
    }

    /// Takes what was reported.
    pub(crate) fn hear(&mut self, reports: Vec<Report>, now: Time) {
        if let Some(live) = &mut self.live {
            live.hear(reports, now);
        }
        self.now = now;
    }
}

/// The present, by this device's clock.
pub(crate) fn clock() -> Time {
    // milliseconds since 1970 are far below 2⁵³
    Time(js_sys::Date::now() as i64)
}

/// Fetches what asks the sources, as soon as the first screen stands, and lets it run until the page is gone.
pub(crate) fn run(state: State) {
    request_animation_frame(move || set_timeout(move || begin(state), Duration::ZERO));
    follow_clock(state, begin);
}

/// Lets figures follow the clock while no price arrives, until the present owner goes; `first` is done before each time.
pub(crate) fn follow_clock(state: State, first: fn(State)) {
    if let Ok(following) = set_interval_with_handle(
        move || {
            if !document().hidden() {
                first(state);
                state.feed.update(|prices| prices.hear(Vec::new(), clock()));
            }
        },
        FOLLOW,
    ) {
        on_cleanup(move || following.clear());
    }
}

/// Asks for the part that asks the sources, unless it is here.
fn begin(state: State) {
    if state.feed.with_untracked(Prices::is_live) {
        return;
    }
    spawn_local(async move {
        match later::sources().await {
            Ok(start) => {
                state.unsay(copy::NO_SOURCES);
                start(state);
            }
            Err(later::Missing) => state.say(copy::NO_SOURCES),
        }
    });
}
