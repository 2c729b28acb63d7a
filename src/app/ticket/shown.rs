//! What the ticket sets in motion while it is open: figures behind figures, the page as if the trade were done, and the
//! search for liquidation prices after it.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::after;
use super::desk::Desk;
use crate::app::explain::Topic;
use crate::app::made::watch;
use crate::app::state::Rails;
use crate::app::storage;
use crate::app::tried::{Behind, Then, Tried};
use crate::app::vitals::Vitals;
use crate::margin::health::Standing;
use crate::margin::liquidation;

/// How long prices and typing may go on before liquidation prices are looked for again: the page's own come first.
const LATER: Duration = Duration::from_millis(120);

/// Shows it all until the card is closed.
pub(crate) fn show(desk: Desk) {
    let state = desk.state;
    watch(move || {
        let instruments = desk.typed().iter().filter_map(super::typed::Typed::instrument).collect();
        let whole = desk.whole.get();
        let book = whole.then(|| desk.book().map(Arc::new)).flatten();
        if whole && book.is_none() {
            // nothing is tried any more, so there is nothing to show as if it were done
            desk.whole.set(false);
        }
        let then = if whole { None } else { then(desk) };
        let behind = if whole { None } else { desk.sides().map(|(before, then)| behind(before, then)) };
        state.tried.set(Tried { instruments, book, behind, then });
    });
    let mut first = true;
    watch(move || {
        state.history.track();
        // an edit is one of the book itself, so the page goes back to it
        if !std::mem::take(&mut first) && desk.whole.get_untracked() {
            desk.whole.set(false);
        }
    });
    look_for_liquidation(desk);
    storage::keep(state, storage::TICKET, |state| Desk::of(state).hear(), |state| Desk::of(state).kept_now().text());
    storage::keep(state, storage::CAPS, |state| Desk::of(state).limits.hear(), |state| Desk::of(state).limits.text());
    on_cleanup(move || {
        let _ = state.tried.try_set(Tried::default());
        let _ = desk.whole.try_set(false);
    });
}

fn behind(before: super::measures::Seen, then: super::measures::Seen) -> Behind {
    Arc::new(move |topic: &Topic| {
        let Some(text) = after::after(topic, &before, &then) else { return ().into_any() };
        draw(text)
    })
}

/// The account after what can be traded.
fn then(desk: Desk) -> Option<Then> {
    let asked = desk.asked.get()?;
    asked.seen.fills().next()?;
    let thresholds = use_context::<Vitals>().map(|vitals| vitals.thresholds.get()).unwrap_or_default();
    let of = Arc::clone(&asked.seen.then);
    let health = Standing::of(&of, thresholds).health.word();
    Some(Then { of, account: Arc::new(asked.seen.after.clone()), health, draw })
}

/// A figure behind another.
fn draw(text: String) -> AnyView {
    view! {
        <span class="after" data-testid="after">
            <span aria-hidden="true">" → "</span>
            <span class="unseen">", after the trade "</span>
            <b>{text}</b>
        </span>
    }
    .into_any()
}

/// Looks for the liquidation prices of the account that the page does not show, off the path of typing.
fn look_for_liquidation(desk: Desk) {
    let state = desk.state;
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let look = move || {
        let _ = waiting.try_set_value(None);
        let account = match desk.asked.try_get_untracked().flatten() {
            Some(_) if desk.whole.get_untracked() => desk.real.get_untracked().account.clone(),
            Some(asked) => asked.seen.after.clone(),
            None => return,
        };
        let Some(rules) = state.rules.get_untracked() else { return };
        let all = Arc::new(liquidation(&account, &state.market.get_untracked(), &rules));
        desk.rails.set(Rails { all, pending: false });
    };
    // prices of another trade are said to be of another until the new ones are there
    watch(move || {
        desk.legs.track();
        desk.whole.track();
        state.history.track();
        desk.rails.update(|rails| rails.pending = true);
    });
    watch(move || {
        desk.asked.track();
        desk.legs.track();
        desk.whole.track();
        state.history.track();
        if waiting.with_value(Option::is_none) {
            waiting.set_value(set_timeout_with_handle(look, LATER).ok());
        }
    });
    on_cleanup(move || {
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    });
}
