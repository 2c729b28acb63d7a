//! Keys of a lesson: `p` puts it in front of a class, Escape takes it away, arrows and PageUp/PageDown turn the slides.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

use super::sitting::Sitting;

/// Where keys are typed, and where arrows choose.
const TYPED: &str = "input:not([type=radio], [type=range]), textarea, select";
const CHOSEN: &str = "input, summary, [tabindex='0']";

/// Hears the keys as long as the lesson is open. `toggle` is the link to the class and back: the address is the browser’s.
pub(super) fn listen(sitting: Sitting, toggle: NodeRef<html::A>) {
    let follow = move || {
        if let Some(link) = toggle.get_untracked() {
            link.click();
        }
    };
    let heard = move |ev: Event| {
        let at = pressed_at(&ev);
        let Ok(ev) = ev.dyn_into::<KeyboardEvent>() else { return };
        let is = |selector| at.as_ref().is_some_and(|at| at.matches(selector).unwrap_or(false));
        let in_dialog = at.as_ref().is_some_and(|at| at.closest("dialog").ok().flatten().is_some());
        if ev.default_prevented() || ev.ctrl_key() || ev.meta_key() || ev.alt_key() || in_dialog || is(TYPED) {
            return;
        }
        let presenting = sitting.presenting.get_untracked();
        match ev.key().as_str() {
            "p" | "P" => follow(),
            "Escape" if presenting => follow(),
            "PageDown" if presenting => sitting.turn(1),
            "PageUp" if presenting => sitting.turn(-1),
            "ArrowRight" | "ArrowDown" if presenting && !is(CHOSEN) => sitting.turn(1),
            "ArrowLeft" | "ArrowUp" if presenting && !is(CHOSEN) => sitting.turn(-1),
            _ => return,
        }
        ev.prevent_default();
    };
    sitting.state.listen("keydown", heard);
}

/// The element that has the key, also in the calculator’s own root.
fn pressed_at(ev: &Event) -> Option<Element> {
    ev.composed_path().get(0).dyn_into().ok()
}
