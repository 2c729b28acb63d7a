//! What the browser keeps between visits. Every use may fail: private mode, a full disk, a policy.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::Storage;

use super::state::State;
use super::{copy, intake};
use crate::app::book::Book;
use crate::book::Time;

/// The book.
pub(crate) const BOOK: &str = "cross-margin/v1/book";
/// A book that could not be read, put aside.
const PUT_ASIDE: &str = "cross-margin/v1/book.unreadable";
/// The theme.
pub(crate) const THEME: &str = "cross-margin/v1/theme";

/// How long edits have to rest before they are written.
const REST: Duration = Duration::from_millis(250);

/// The browser keeps nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotKept;

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What is kept under a key.
pub(crate) fn load(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps a text under a key.
pub(crate) fn save(key: &str, text: &str) -> Result<(), NotKept> {
    storage().ok_or(NotKept)?.set_item(key, text).map_err(|_| NotKept)
}

/// The book of the last visit, or the sample; with what there is to say about it.
pub(crate) fn load_book(now: Time) -> (Book, Option<&'static str>) {
    let Some(text) = load(BOOK) else { return (intake::sample(now), None) };
    match intake::from_json(&text, now) {
        Ok((book, true)) => (book, None),
        read => {
            let _ = save(PUT_ASIDE, &text);
            read.map_or_else(
                |_| (intake::sample(now), Some(copy::UNREADABLE_BOOK)),
                |(book, _)| (book, Some(copy::PARTLY_READ_BOOK)),
            )
        }
    }
}

/// Keeps the book whenever it has changed and typing rests, and when the page is left.
pub(crate) fn keep(state: State) {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let write = move || {
        waiting.set_value(None);
        let book = state.book.get_untracked();
        if save(BOOK, &intake::to_json(&book)).is_err() {
            state.say(copy::NOT_KEPT);
        }
    };
    Effect::new(move |before: Option<()>| {
        state.book.track();
        if before.is_none() {
            return;
        }
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        waiting.set_value(set_timeout_with_handle(write, REST).ok());
    });
    let leaving = window_event_listener_untyped("pagehide", move |_| {
        if let Some(handle) = waiting.get_value() {
            handle.clear();
            write();
        }
    });
    on_cleanup(move || leaving.remove());
}
