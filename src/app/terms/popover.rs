//! The browser’s own popover: above everything, closed by Escape and by a press beside it, with the focus given back.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use web_sys::{Element, Event, HtmlElement};

#[wasm_bindgen]
extern "C" {
    /// An element as far as it is a popover.
    #[wasm_bindgen(extends = HtmlElement)]
    type Popover;

    #[wasm_bindgen(method, catch, js_name = showPopover)]
    fn show_popover(this: &Popover) -> Result<(), wasm_bindgen::JsValue>;

    #[wasm_bindgen(method, catch, js_name = hidePopover)]
    fn hide_popover(this: &Popover) -> Result<(), wasm_bindgen::JsValue>;

    /// The event that tells of a popover that it opened or closed.
    #[wasm_bindgen(extends = Event)]
    type Toggled;

    #[wasm_bindgen(method, getter, js_name = newState)]
    fn new_state(this: &Toggled) -> Option<String>;
}

/// Room beside the window’s edge and beneath the word, pixels.
const ROOM: f64 = 8.0;

/// An empty popover within an element; `closed` is called when it closed, however that came, with the time of the event, ms.
pub(super) fn empty(within: &Element, closed: impl FnMut(f64) + 'static) -> Option<HtmlElement> {
    let at: HtmlElement = document().create_element("div").ok()?.dyn_into().ok()?;
    for (name, value) in [("popover", "auto"), ("class", "term-card"), ("role", "dialog"), ("tabindex", "-1")] {
        at.set_attribute(name, value).ok()?;
    }
    let mut closed = closed;
    let heard = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        if event.unchecked_ref::<Toggled>().new_state().as_deref() == Some("closed") {
            closed(event.time_stamp());
        }
    });
    at.add_event_listener_with_callback("toggle", heard.as_ref().unchecked_ref()).ok()?;
    // heard as long as the element is there, and freed with it
    drop(heard.into_js_value());
    within.append_child(&at).ok()?;
    Some(at)
}

/// Shows it beneath a word, or above it where there is more room.
pub(super) fn show(at: &HtmlElement, word: &Element) {
    drop(at.unchecked_ref::<Popover>().show_popover());
    let wide = window().inner_width().ok().and_then(|of| of.as_f64()).unwrap_or_default();
    let high = window().inner_height().ok().and_then(|of| of.as_f64()).unwrap_or_default();
    let (of, own) = (word.get_bounding_client_rect(), at.get_bounding_client_rect());
    let left = of.left().min(wide - own.width() - ROOM).max(ROOM);
    let beneath = of.bottom() + ROOM;
    let above = of.top() - own.height() - ROOM;
    let top = if beneath + own.height() > high && above >= ROOM {
        above
    } else {
        beneath.min(high - own.height() - ROOM).max(ROOM)
    };
    let (across, down) = (window().scroll_x().unwrap_or_default(), window().scroll_y().unwrap_or_default());
    let style = at.style();
    drop(style.set_property("left", &format!("{}px", (left + across) as i32)));
    drop(style.set_property("top", &format!("{}px", (top + down) as i32)));
    drop(at.focus());
}

/// Closes it; it then tells so.
pub(super) fn hide(at: &HtmlElement) {
    drop(at.unchecked_ref::<Popover>().hide_popover());
}
