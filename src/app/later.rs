//! What the page fetches only when it is first wanted.
//!
//! The build cuts the code behind each function marked here out of the first download. A part that cannot be fetched
//! is said on the page, and asked for again the next time.
#![allow(unsafe_code, reason = "the split-point macro declares the functions it cuts off as foreign")]

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::add_form::AddForm;
use super::audit::AuditDialog;
use super::book::Book;
use super::copy;
use super::explain_panel::ExplainPanel;
use super::export::ExportDialog;
use super::import::ImportDialog;
use super::intake::{self, Entry};
use super::made::{callback, signal, watch};
use super::rules::RulesDialog;
use super::state::{Sheet, State};
use crate::book::Time;

/// A part of the page that could not be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Missing;

impl From<SplitLoaderError> for Missing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// What draws a part: the state of the page, and how to close it.
type Draw = fn(State, Callback<()>) -> AnyView;

#[wasm_split(dialogs, fallible)]
fn dialogs() -> Result<Draw, Missing> {
    Ok(|state, _| {
        view! {
            <ExplainPanel state=state />
            <RulesDialog state=state />
            <ImportDialog state=state />
            <ExportDialog state=state />
            {opened_audit(state)}
        }
        .into_any()
    })
}

#[wasm_split(audit, fallible)]
fn audit() -> Result<Draw, Missing> {
    Ok(|state, _| view! { <AuditDialog state=state /> }.into_any())
}

#[wasm_split(parts, fallible)]
fn parts() -> Result<Draw, Missing> {
    Ok(|state, close| view! { <AddForm state=state close=close /> }.into_any())
}

/// Reads a quick line; beside what it adds, what was read otherwise than it was written.
#[wasm_split(line, fallible, preload(ready_line))]
pub(crate) fn read_line(text: String) -> Result<Result<(Entry, Option<String>), String>, Missing> {
    Ok(intake::quick(&text))
}

/// Reads a book that was kept, and whether all of it could be read.
#[wasm_split(files, fallible)]
pub(crate) fn read_book(text: String, now: Time) -> Result<Result<(Book, bool), String>, Missing> {
    Ok(intake::from_json(&text, now))
}

/// The dialogs, fetched when one is first opened; they stay then.
pub(crate) fn opened_dialogs(state: State) -> AnyView {
    let draw = signal(None::<Draw>);
    let close = callback(move |()| {
        state.sheet.set(None);
        state.topic.set(None);
    });
    watch(move || {
        let open = state.sheet.with(Option::is_some) || state.topic.with(Option::is_some);
        if open && draw.get_untracked().is_none() {
            spawn_local(async move { fetched(state, draw, close, dialogs().await) });
        }
    });
    (move || drawn(draw, state, close)).into_any()
}

/// The audit, fetched when it is first opened; it stays then. A part of the dialogs, which are there before it.
fn opened_audit(state: State) -> AnyView {
    let draw = signal(None::<Draw>);
    let close = callback(move |()| state.sheet.set(None));
    watch(move || {
        if state.sheet.get() == Some(Sheet::Audit) && draw.get_untracked().is_none() {
            spawn_local(async move { fetched(state, draw, close, audit().await) });
        }
    });
    (move || drawn(draw, state, close)).into_any()
}

/// The form for adding by parts, fetched when it is first opened, there while it is open.
pub(crate) fn opened_parts(state: State, open: RwSignal<bool>) -> AnyView {
    let draw = signal(None::<Draw>);
    let close = callback(move |()| open.set(false));
    watch(move || {
        if open.get() && draw.get_untracked().is_none() {
            spawn_local(async move { fetched(state, draw, close, parts().await) });
        }
    });
    (move || if open.get() { drawn(draw, state, close) } else { ().into_any() }).into_any()
}

fn fetched(state: State, draw: RwSignal<Option<Draw>>, close: Callback<()>, found: Result<Draw, Missing>) {
    match found {
        // of two that were asked for, one is enough
        Ok(_) if draw.get_untracked().is_some() => {}
        Ok(found) => {
            state.unsay(copy::MISSING);
            draw.set(Some(found));
        }
        Err(Missing) => {
            close.run(());
            state.say(copy::MISSING);
        }
    }
}

fn drawn(draw: RwSignal<Option<Draw>>, state: State, close: Callback<()>) -> AnyView {
    draw.get().map_or_else(|| ().into_any(), |draw| draw(state, close))
}
