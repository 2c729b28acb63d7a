//! The search, a few books a turn: typing and drawing come first, and it can be stopped at any time.

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::wanted;
use crate::app::asked_field::picked;
use crate::app::copy;
use crate::app::intake;
use crate::app::standing::spawn;
use crate::app::ticket::Desk;
use crate::book::Instrument;
use crate::margin::AskError;
use crate::margin::hedge::{Finder, Found, Progress, candidates_of};

/// Milliseconds of one turn.
const TURN: f64 = 8.0;
/// Books of one turn, however fast they are asked.
const BOOKS: usize = 64;
/// Instruments that are tried.
const MOST: usize = 24;

/// The best so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Best {
    /// Single trades, then pairs; each best first.
    pub(super) found: [Vec<Found>; 2],
    /// The best of all.
    pub(super) best: Option<Found>,
    /// The fee as it was typed, and whether everything is traded at the mark.
    pub(super) costs: (String, bool),
}

/// What was not tried.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct NotTried {
    /// How many are further from the book.
    pub(super) left: usize,
    /// Those that the rules do not margin.
    pub(super) refused: Vec<(Instrument, AskError)>,
}

/// What is asked, how far it is and what was found. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Search {
    pub(super) desk: Desk,
    /// Words of the wish and of the underlying; an empty one stands for all.
    pub(super) wish: RwSignal<String>,
    pub(super) underlying: RwSignal<String>,
    /// Costs in percent, as they are typed.
    pub(super) fee: RwSignal<String>,
    pub(super) half_spread: RwSignal<String>,
    pub(super) wrong: RwSignal<wanted::Wrong>,
    /// Why there is no search.
    pub(super) trouble: RwSignal<Option<String>>,
    pub(super) best: RwSignal<Arc<Best>>,
    pub(super) not_tried: RwSignal<NotTried>,
    pub(super) progress: RwSignal<Option<Progress>>,
    pub(super) running: RwSignal<bool>,
    /// Counts searches and stops: one goes on while nothing was started or stopped since.
    round: StoredValue<u64>,
}

fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(f64::MAX, |clock| clock.now())
}

impl Search {
    pub(super) fn new(desk: Desk) -> Self {
        Self {
            desk,
            wish: RwSignal::new(String::new()),
            underlying: RwSignal::new(String::new()),
            fee: RwSignal::new("0.05".to_owned()),
            half_spread: RwSignal::new("0.02".to_owned()),
            wrong: RwSignal::default(),
            trouble: RwSignal::new(None),
            best: RwSignal::default(),
            not_tried: RwSignal::default(),
            progress: RwSignal::new(None),
            running: RwSignal::new(false),
            round: StoredValue::new(0),
        }
    }

    /// Stops; what was found stays.
    pub(super) fn stop(self) {
        let _ = self.round.try_update_value(|round| *round = round.wrapping_add(1));
        let _ = self.running.try_set(false);
    }

    /// Begins anew with what is typed.
    pub(super) fn start(self) {
        self.stop();
        self.trouble.set(None);
        self.progress.set(None);
        self.best.set(Arc::default());
        self.not_tried.set(NotTried::default());
        self.wrong.set(wanted::Wrong::default());
        let (fee, half_spread) = (self.fee.get_untracked(), self.half_spread.get_untracked());
        if let Err(wrong) = wanted::costs(&fee, &half_spread) {
            return self.wrong.set(wrong);
        }
        self.running.set(true);
        spawn(self.run(self.round.get_value(), fee, half_spread));
    }

    fn goes_on(self, this: u64) -> bool {
        self.round.try_get_value() == Some(this)
    }

    async fn run(self, this: u64, fee: String, half_spread: String) {
        TimeoutFuture::new(0).await;
        if !self.goes_on(this) {
            return;
        }
        if let Err(why) = self.search(this, &fee, &half_spread).await
            && self.goes_on(this)
        {
            self.trouble.set(Some(why));
        }
        if self.goes_on(this) {
            self.running.set(false);
        }
    }

    async fn search(self, this: u64, fee: &str, half_spread: &str) -> Result<(), String> {
        let state = self.desk.state;
        let (account, market) = untrack(|| (self.desk.real.get().account.clone(), state.market.get()));
        let rules = state.rules.get_untracked().ok_or(copy::NO_RULES)?;
        // they were read before the search began
        let costs = wanted::costs(fee, half_spread).unwrap_or_default();
        let chosen = self.underlying.get_untracked();
        let of = picked(&untrack(|| self.desk.underlyings()), |asset| asset.as_str() == chosen);
        let of = of.filter(|asset| asset.as_str() == chosen);
        let all = candidates_of(of.as_ref(), &account, &market, &rules, costs, MOST);
        let all = all.map_err(|why| intake::sentence(&why.to_string()))?;
        self.not_tried.set(NotTried { left: all.left, refused: all.refused });
        if all.all.is_empty() {
            return Err(
                "There is nothing to hedge: no position needs margin, or nothing of its underlying has a price."
                    .to_owned(),
            );
        }
        let wish = wanted::wish(&self.wish.get_untracked());
        TimeoutFuture::new(0).await;
        let mut finder = Finder::new(&account, &market, &rules, all.all, wish);
        let costs = (fee.to_owned(), costs.half_spread.is_zero());
        loop {
            TimeoutFuture::new(0).await;
            if !self.goes_on(this) {
                return Ok(());
            }
            let (until, mut progress) = (now() + TURN, finder.step(1));
            for _ in 1..BOOKS {
                if progress.done || now() >= until {
                    break;
                }
                progress = finder.step(1);
            }
            let best = Best {
                found: [finder.singles().to_vec(), finder.pairs().to_vec()],
                best: finder.best().cloned(),
                costs: costs.clone(),
            };
            if self.best.with_untracked(|shown| **shown != best) {
                self.best.set(Arc::new(best));
            }
            self.progress.set(Some(progress));
            if progress.done {
                return Ok(());
            }
        }
    }
}
