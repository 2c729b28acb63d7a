//! What asks the sources: fetched once the first screen stands. Reports are gathered to one change a frame.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;

use super::feed::clock;
use super::price_sheet::kept;
use super::prices;
use super::state::State;
use crate::oracle::source::Wanted;
use crate::oracle::sources;
use crate::oracle::transport::{self, Polling};
use crate::oracle::{Feed, Report};

/// Starts asking; a second call does nothing.
pub(crate) fn start(state: State) {
    if state.feed.try_update(|prices| prices.is_live()) != Some(false) {
        return;
    }
    state.feed.update(|prices| prices.listen(Box::<Feed>::default()));
    state.settings.set(kept());
    state.owner.get_value().with(|| {
        let wanted = super::made::memo(move || wanted(state));
        let polling = StoredValue::new_local(None::<Polling>);
        super::made::watch(move || {
            let of = state.settings.with(|settings| sources::configured(transport::meta_content, settings));
            polling.set_value(Some(transport::poll(of, wanted.get_untracked(), gathered(state))));
        });
        super::made::watch(move || {
            let wanted = wanted.get();
            polling.with_value(|polling| polling.iter().for_each(|polling| polling.want(wanted.clone())));
        });
        on_cleanup(move || drop(polling.try_update_value(Option::take)));
    });
}

/// What the book on screen rests on.
fn wanted(state: State) -> Wanted {
    let instruments = state.book.with(|book| book.positions.iter().map(|row| row.value.instrument.clone()).collect());
    Wanted { assets: prices::assets(state), instruments }
}

/// Takes reports; those of one frame are one change.
fn gathered(state: State) -> impl Fn(Report) + 'static {
    let waiting: Rc<RefCell<Vec<Report>>> = Rc::default();
    move |report| {
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
    }
}
