//! Makes a button of every word on screen that is a term, as it is drawn, and hears when one is pressed.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, MutationObserver, MutationObserverInit};

use super::opened::Opened;
use super::places::{self, CARRIERS};
use crate::app::state::State;

/// A button that was made here, of a word that the view wrote.
const MADE: &str = ":scope > .term[data-made]";
/// What can be pressed already.
const PRESSABLE: &str = "button, a, input, select, summary";

/// The page that is listened to.
#[derive(Clone, Copy)]
struct Listens(RwSignal<String>);

/// Begins, once for a page; it ends with it.
pub(crate) fn start(state: State) {
    state.owner.get_value().with(|| {
        // a page within a page finds the other’s
        if use_context::<Listens>().is_some_and(|of| of.0 == state.room) {
            return;
        }
        provide_context(Listens(state.room));
        listen(state);
        watch(state);
    });
}

fn listen(state: State) {
    let opened = Opened::default();
    let kept = StoredValue::new_local(opened.clone());
    state.listen("click", move |event: Event| {
        let at = event.target().and_then(|at| at.dyn_into::<Element>().ok());
        let word = at.and_then(|at| at.closest("[data-term]").ok().flatten());
        if let Some((word, term)) = word.and_then(|word| word.get_attribute("data-term").map(|term| (word, term))) {
            opened.open(state, word, term, event.time_stamp());
        }
    });
    on_cleanup(move || {
        if let Some(opened) = kept.try_get_value() {
            opened.close();
        }
    });
}

/// Looks at what is drawn now, and in the frame after anything else is.
fn watch(state: State) {
    let waiting = Rc::new(Cell::new(false));
    let heard = move || {
        if !waiting.replace(true) {
            let waiting = Rc::clone(&waiting);
            request_animation_frame(move || {
                waiting.set(false);
                make(state);
            });
        }
    };
    heard();
    let heard = Closure::<dyn FnMut()>::new(heard);
    let Ok(observer) = MutationObserver::new(heard.as_ref().unchecked_ref()) else { return };
    let options = MutationObserverInit::new();
    options.set_child_list(true);
    options.set_subtree(true);
    state.on(|stage| observer.observe_with_options(stage.root(), &options).ok());
    let kept = StoredValue::new_local(Some((observer, heard)));
    on_cleanup(move || {
        if let Some((observer, _)) = kept.try_update_value(Option::take).flatten() {
            observer.disconnect();
        }
    });
}

fn make(state: State) {
    let Some(all) = state.on(|stage| stage.all(CARRIERS)) else { return };
    for place in 0..all.length() {
        if let Some(carrier) = all.get(place).and_then(|node| node.dyn_into::<Element>().ok()) {
            let made = carrier.query_selector(MADE).ok().flatten();
            match (made, places::of_words(&carrier.text_content().unwrap_or_default())) {
                (None, Some(term)) => wrap(&carrier, term),
                (Some(made), Some(term)) if made.get_attribute("data-term").as_deref() != Some(term) => {
                    drop(made.set_attribute("data-term", term));
                }
                (Some(made), None) => unwrap(&carrier, &made),
                _ => {}
            }
        }
    }
}

/// Puts what a carrier holds into a button within it: the carrier stays a heading, or the head of a column.
fn wrap(carrier: &Element, term: &str) {
    if carrier.query_selector(PRESSABLE).ok().flatten().is_some() {
        return;
    }
    let Ok(button) = document().create_element("button") else { return };
    for (name, value) in [
        ("type", "button"),
        ("class", "term"),
        ("data-made", ""),
        ("data-term", term),
        ("aria-haspopup", "dialog"),
        ("aria-expanded", "false"),
    ] {
        drop(button.set_attribute(name, value));
    }
    while let Some(child) = carrier.first_child() {
        if button.append_child(&child).is_err() {
            return;
        }
    }
    drop(carrier.append_child(&button));
}

/// Puts it back where the words are no term any more.
fn unwrap(carrier: &Element, made: &Element) {
    while let Some(child) = made.first_child() {
        if carrier.insert_before(&child, Some(made)).is_err() {
            return;
        }
    }
    made.remove();
}
