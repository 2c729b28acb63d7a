//! Links within a page that stands in a shadow root: the address is not the page's own, so they are followed here.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, MouseEvent};

use super::rooms::room;
use super::state::State;

/// Follows links to places in the page, and to rooms where the page has them; else a link to a room is left to whoever is
/// around the page.
pub(crate) fn follow(state: State, has_rooms: bool) {
    let pressed = move |ev: web_sys::Event| {
        let pressed = ev.unchecked_ref::<MouseEvent>();
        if ev.default_prevented() || pressed.ctrl_key() || pressed.meta_key() || pressed.shift_key() {
            return;
        }
        let target = ev.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = target.and_then(|target| target.closest("a[href^='#']").ok().flatten());
        let Some(fragment) = link.and_then(|link| link.get_attribute("href")) else { return };
        let fragment = fragment.trim_start_matches('#');
        let is_room = fragment.is_empty() || room(fragment).is_some();
        if is_room && !has_rooms {
            return;
        }
        ev.prevent_default();
        if is_room {
            state.room.set(fragment.to_owned());
        } else if let Some(place) = state.on(|stage| stage.find(fragment)) {
            place.scroll_into_view();
            if let Ok(place) = place.dyn_into::<HtmlElement>() {
                drop(place.focus());
            }
        }
    };
    state.owner.get_value().with(|| state.listen("click", pressed));
}
