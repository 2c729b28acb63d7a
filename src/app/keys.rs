//! Keys that work anywhere on the page: undo and redo.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::state::State;

/// Listens for Ctrl/Cmd+Z, Shift+Ctrl/Cmd+Z and Ctrl+Y.
pub(crate) fn listen(state: State) {
    let pressed = move |ev: web_sys::Event| {
        let ev: KeyboardEvent = ev.unchecked_into();
        // a page inside this one has its own book, and has undone there by now
        let elsewhere = ev.default_prevented() || state.sheet.get_untracked().is_some();
        if !(ev.ctrl_key() || ev.meta_key()) || ev.alt_key() || elsewhere {
            return;
        }
        // a line of text being written has its own undo
        let target = ev.target().and_then(|target| wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(target).ok());
        if target.is_some_and(|element| element.matches("textarea, [data-own-undo]").unwrap_or(false)) {
            return;
        }
        match (ev.key().to_ascii_lowercase().as_str(), ev.shift_key()) {
            ("z", false) => state.undo(),
            ("z", true) | ("y", _) => state.redo(),
            _ => return,
        }
        ev.prevent_default();
    };
    state.listen("keydown", pressed);
}
