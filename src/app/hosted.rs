//! What the shell of the custom element calls: the page inside another one's shadow root.
//!
//! The shell is JavaScript because a class has to extend `HTMLElement`. It knows attributes, properties and events; what they
//! mean is asked of here, by a word and a value, and answered from a part that is fetched when it is first wanted.
#![allow(unreachable_pub, reason = "what JavaScript calls has to be public")]

use leptos::task::spawn_local;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use web_sys::{HtmlElement, ShadowRoot};

use super::later;
use super::page;
use super::stage::Stage;

/// Shows the page at an element of a shadow root. What it keeps is kept under `keys`, or not at all.
///
/// `heard` is told of what happens, by a word and a value: first `ready`, with the function that does what a word asks for and
/// answers as the engine's functions do, or `missing` where that could not be fetched, and the page is taken off again.
#[wasm_bindgen]
pub fn host(root: ShadowRoot, at: HtmlElement, keys: Option<String>, heard: js_sys::Function) {
    let shown = Stage::shadow(root, keys.as_deref()).and_then(|stage| page::apart(stage, at, None, None));
    spawn_local(async move {
        match (shown, later::hosting().await) {
            (Some((state, remove)), Ok(begin)) => begin(state, remove, heard),
            (shown, _) => {
                if let Some((_, remove)) = shown {
                    remove();
                }
                drop(heard.call1(&JsValue::NULL, &"missing".into()));
            }
        }
    });
}
