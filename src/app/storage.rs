//! What the browser keeps between visits. Every use may fail: private mode, a full disk, a policy.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::Storage;

use super::made::watch;
use super::stage::Stage;
use super::standing::Standing;
use super::state::State;
use super::{copy, later, saved};
use crate::app::book::Book;
use crate::book::Time;
use crate::margin::RuleSet;

/// The book.
pub(crate) const BOOK: &str = "book";
/// A book that could not be read, put aside.
const PUT_ASIDE: &str = "book.unreadable";
/// The rules in force, where they are not the reference.
pub(crate) const RULES: &str = "rules";
/// Rule sets of one's own.
pub(crate) const OWN_RULES: &str = "own-rules";
/// Addresses and keys of price sources, where the user asked for it.
pub(crate) const SOURCES: &str = "sources";
/// At which price collateral is counted.
pub(crate) const PRUDENCE: &str = "prudence";
/// The ticket: its legs and the alternatives that were named.
pub(crate) const TICKET: &str = "ticket";
/// Limits of one's own.
pub(crate) const CAPS: &str = "caps";
/// From which margin ratios on the account is watched, and in danger.
pub(crate) const HEALTH: &str = "health";
/// The theme.
pub(crate) const THEME: &str = "theme";

/// How long edits have to rest before they are written.
const REST: Duration = Duration::from_millis(250);

/// The browser keeps nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotKept;

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What is kept under a key.
pub(crate) fn load(stage: &Stage, key: &str) -> Option<String> {
    storage()?.get_item(&stage.key(key)?).ok().flatten()
}

/// Keeps a text under a key, where anything is kept.
pub(crate) fn save(stage: &Stage, key: &str, text: &str) -> Result<(), NotKept> {
    match stage.key(key) {
        Some(key) => storage().ok_or(NotKept)?.set_item(&key, text).map_err(|_| NotKept),
        None => Ok(()),
    }
}

/// Keeps nothing under a key any more.
pub(crate) fn forget(stage: &Stage, key: &str) {
    if let Some((storage, key)) = storage().zip(stage.key(key)) {
        let _ = storage.remove_item(&key);
    }
}

/// Reads the book of the last visit, kept as `text`; with what there is to say about it. One that cannot be read
/// is put aside.
pub(crate) async fn read_book(stage: &Stage, text: String, now: Time) -> (Option<Book>, Option<&'static str>) {
    let read = later::read_book(text.clone(), now).await;
    if let Ok(Ok((book, true))) = read {
        return (Some(book), None);
    }
    let _ = save(stage, PUT_ASIDE, &text);
    match read {
        Ok(Ok((book, _))) => (Some(book), Some(copy::PARTLY_READ_BOOK)),
        Ok(Err(_)) => (None, Some(copy::UNREADABLE_BOOK)),
        Err(later::Missing) => (None, Some(copy::UNREACHED_BOOK)),
    }
}

/// The rules of the last visit, kept as `text`; with what there is to say about them.
pub(crate) async fn read_rules(text: String) -> (Option<RuleSet>, Option<String>) {
    match later::read_rules(text).await {
        Ok(Ok(rules)) => (Some(rules), None),
        Ok(Err(why)) => (None, Some(format!("{}{why}.", copy::UNREADABLE_RULES))),
        Err(later::Missing) => (None, Some(copy::UNREACHED_RULES.to_owned())),
    }
}

/// Keeps the book.
pub(crate) fn keep_book(state: State) {
    // the book itself, also while the page shows what it would be after a trade
    let text = |state: State| state.history.with_untracked(|history| saved::text(history.present()));
    keep(state, BOOK, |state| state.history.track(), text);
}

/// Keeps a text under a key: whenever what `hears` reads has changed and rests, and where that is still to be done when
/// what asked for it goes or the page is left.
pub(crate) fn keep(state: State, key: &'static str, hears: fn(State), text: fn(State) -> String) {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let here = Standing::here();
    let write = move || {
        waiting.set_value(None);
        if state.save(key, &text(state)).is_err() {
            state.say(copy::NOT_KEPT);
        }
    };
    let mut first = true;
    watch(move || {
        hears(state);
        if std::mem::take(&mut first) {
            return;
        }
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        waiting.set_value(here.after(REST, write));
    });
    let now = move || {
        if let Some(handle) = waiting.try_get_value().flatten() {
            handle.clear();
            write();
        }
    };
    let leaving = window_event_listener_untyped("pagehide", move |_| now());
    on_cleanup(move || {
        leaving.remove();
        now();
    });
}
