//! The few shapes that changing parts of the page have: there or not, one of two, many, rows that keep their identity.
//!
//! Every type that a changing part can have brings its own drawing code, one to seven kilobytes. So all parts become
//! [`AnyView`] before they are handed on, and the framework's `Show` and `For` are used for one type each, here.

use std::sync::Arc;

use leptos::prelude::*;

/// Nothing.
pub(crate) fn nothing() -> AnyView {
    ().into_any()
}

/// A part that may be absent.
pub(crate) fn maybe(part: Option<AnyView>) -> AnyView {
    part.unwrap_or_else(nothing)
}

/// A part that is drawn anew whenever what it reads changes.
pub(crate) fn changing(part: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    #[inline(never)]
    fn changed(part: Box<dyn FnMut() -> AnyView + Send>) -> AnyView {
        part.into_any()
    }
    changed(Box::new(part))
}

/// Words that change with what they read.
pub(crate) fn worded(words: impl FnMut() -> String + Send + 'static) -> AnyView {
    #[inline(never)]
    fn changed(words: Box<dyn FnMut() -> String + Send>) -> AnyView {
        words.into_any()
    }
    changed(Box::new(words))
}

/// Parts one after the other.
pub(crate) fn many(parts: impl IntoIterator<Item = AnyView>) -> AnyView {
    parts.into_iter().collect::<Vec<_>>().into_any()
}

/// One part while something holds, another while it does not. Neither is drawn again unless that changes.
pub(crate) fn choice(
    when: Memo<bool>,
    then: impl Fn() -> AnyView + Send + 'static,
    otherwise: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    fn chosen(
        when: Memo<bool>,
        then: Box<dyn Fn() -> AnyView + Send>,
        otherwise: Box<dyn Fn() -> AnyView + Send>,
    ) -> AnyView {
        changing(move || if when.get() { then() } else { otherwise() })
    }
    chosen(when, Box::new(then), Box::new(otherwise))
}

/// A row for each key; a row whose key stays is kept, wherever it moves.
pub(crate) fn rows(keys: Memo<Vec<u64>>, row: impl Fn(u64) -> AnyView + Send + Sync + 'static) -> AnyView {
    fn keyed(keys: Memo<Vec<u64>>, row: Arc<dyn Fn(u64) -> AnyView + Send + Sync>) -> AnyView {
        view! { <For each=move || keys.get() key=|key| *key children=move |key| row(key) /> }.into_any()
    }
    keyed(keys, Arc::new(row))
}
