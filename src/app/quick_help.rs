//! What helps with the quick line: adding what is typed, saying how it is understood, offering names, and taking
//! several lines at once. Fetched when the line is entered.

use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ClipboardEvent, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::block;
use super::complete::{self, Suggestion};
use super::grid;
use super::intake::{self, Entry, Lines};
use super::paste;
use super::quick::Quick;
use super::state::State;
use super::understood;

/// Adds what is typed; what cannot be read stays.
pub(crate) fn enter(quick: Quick) {
    let text = quick.text.get_untracked();
    if text.trim().is_empty() {
        quick.wrong.set(None);
        return;
    }
    take(quick, intake::lines(&text));
}

fn take(quick: Quick, lines: Lines) {
    let names: Vec<String> = lines.entries.iter().map(name).collect();
    if !lines.entries.is_empty() {
        quick.state.edit(None, |book| {
            for entry in lines.entries {
                match entry {
                    Entry::Position(position) => drop(book.add_position(position)),
                    Entry::Holding(holding) => drop(book.add_holding(holding)),
                    Entry::Unknown(of) => drop(book.add_unknown(of)),
                }
            }
        });
    }
    let added = match names.as_slice() {
        [] => String::new(),
        [one] => format!("Added {one}"),
        many => format!("Added {} rows", many.len()),
    };
    let stop = if lines.remarks.is_empty() { "." } else { ": " };
    let added = if names.is_empty() { added } else { format!("{added}{stop}{}", lines.remarks.join(" ")) };
    quick.text.set(lines.left);
    let wrong = (!lines.wrong.is_empty()).then(|| lines.wrong.join(" "));
    quick.wrong.set(wrong.map(|wrong| if names.is_empty() { wrong } else { format!("{added} {wrong}") }));
    quick.said.set(added);
}

fn name(entry: &Entry) -> String {
    match entry {
        Entry::Position(position) => position.instrument.to_string(),
        Entry::Holding(holding) => holding.asset.to_string(),
        Entry::Unknown(of) => of.name.clone(),
    }
}

/// What was pasted, where it is more than one line; what is in the line already is read with its first.
fn pasted(quick: Quick, text: &str) -> bool {
    if !block::is_block(text) {
        return false;
    }
    if text.lines().count() > block::MOST_ROWS {
        quick.wrong.set(Some(format!("More than {} lines are too many for here; use Import.", block::MOST_ROWS)));
        return true;
    }
    if text.contains('\t') {
        let state = quick.state;
        let now = state.clock.get_untracked();
        let Some(pasted) = state.book.with_untracked(|book| paste::paste(book, text, None, now)) else { return false };
        quick.said.set(pasted.said.clone());
        grid::apply(state, pasted);
    } else {
        take(quick, intake::lines(&format!("{}{text}", quick.text.get_untracked())));
    }
    true
}

/// How a text is understood, where all of it can be read.
fn heard(text: &str) -> Option<String> {
    let lines = intake::lines(text);
    let said: Vec<String> = lines.entries.iter().map(understood::entry).collect();
    (lines.wrong.is_empty() && !said.is_empty()).then(|| said.join("; "))
}

/// The list of names that fit, and everything that listens to the line.
pub(crate) fn helps(quick: Quick) -> AnyView {
    let state = quick.state;
    let open = RwSignal::new(true);
    let active = RwSignal::new(None::<usize>);
    // the list stands still while prices move
    let offered = Memo::new(move |_| {
        let text = quick.text.get();
        if !open.get() || quick.wrong.with(Option::is_some) {
            return Vec::new();
        }
        state.market.with_untracked(|market| complete::suggestions(&text, &state.book.get_untracked(), market))
    });
    let accept = move |one: Suggestion| {
        quick.text.set(one.text);
        active.set(None);
    };
    let chosen = move || offered.with_untracked(|all| active.get_untracked().and_then(|at| all.get(at).cloned()));
    Effect::new(move |_| {
        let text = quick.text.get();
        active.set(None);
        if !text.trim().is_empty() && quick.wrong.with_untracked(Option::is_none) {
            quick.said.set(heard(&text).unwrap_or_default());
        }
    });
    Effect::new(move |_| {
        let Some(input) = input(state) else { return };
        let count = offered.with(Vec::len);
        drop(input.set_attribute("aria-expanded", if count > 0 { "true" } else { "false" }));
        drop(input.set_attribute("aria-controls", "quick-list"));
        drop(match active.get().filter(|at| *at < count) {
            Some(at) => input.set_attribute("aria-activedescendant", &format!("quick-option-{at}")),
            None => input.remove_attribute("aria-activedescendant"),
        });
    });
    let step = move |by: usize| {
        let count = offered.with_untracked(Vec::len);
        active.update(|at| *at = Some(at.map_or(if by == 1 { 0 } else { count - 1 }, |at| (at + by) % count)));
    };
    listen(state, "keydown", move |ev: KeyboardEvent| {
        let count = offered.with_untracked(Vec::len);
        if ev.is_composing() || count == 0 {
            if ev.key() == "ArrowDown" {
                open.set(true);
            }
            return;
        }
        match (ev.key().as_str(), chosen()) {
            ("ArrowDown", _) => step(1),
            ("ArrowUp", _) => step(count - 1),
            ("Enter" | "Tab", Some(one)) if !ev.shift_key() => accept(one),
            ("Escape", _) => open.set(false),
            ("Enter" | "Tab", _) => return open.set(false),
            _ => return,
        }
        ev.prevent_default();
        ev.stop_immediate_propagation();
    });
    listen(state, "paste", move |ev: ClipboardEvent| {
        let text = ev.clipboard_data().and_then(|data| data.get_data("text/plain").ok());
        if text.is_some_and(|text| pasted(quick, &text)) {
            ev.prevent_default();
        }
    });
    listen(state, "input", move |_: web_sys::Event| open.set(true));
    listen(state, "blur", move |_: web_sys::Event| open.set(false));
    let option = move |(at, one): (usize, Suggestion)| {
        let (name, about) = (one.name.clone(), one.about.clone());
        view! {
            <li
                id=format!("quick-option-{at}")
                role="option"
                data-testid="quick-option"
                aria-selected=move || (active.get() == Some(at)).to_string()
                on:mousedown=move |ev| {
                    ev.prevent_default();
                    accept(one.clone());
                }
            >
                <span class="instrument">{name}</span>
                " "
                <span class="sub">{about}</span>
            </li>
        }
    };
    view! {
        <ul class="offers" id="quick-list" role="listbox" aria-label="Names that fit" hidden=move || offered.with(Vec::is_empty)>
            {move || offered.get().into_iter().enumerate().map(option).collect_view()}
        </ul>
    }
    .into_any()
}

fn input(state: State) -> Option<HtmlInputElement> {
    state.on(|stage| stage.find("quick"))?.dyn_into().ok()
}

/// Hears an event of the line before what has been there longer does.
fn listen<E: JsCast + 'static>(state: State, event: &str, heard: impl Fn(E) + 'static) {
    let Some(input) = input(state) else { return };
    let heard = Closure::<dyn Fn(JsValue)>::new(move |ev: JsValue| heard(ev.unchecked_into()));
    let line: &HtmlElement = &input;
    // lives as long as the line, which lives as long as the page
    drop(line.add_event_listener_with_callback_and_bool(event, heard.into_js_value().unchecked_ref(), true));
}
