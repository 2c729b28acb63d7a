//! What the shell of the custom element calls: the page inside another one's shadow root.
//!
//! The shell is JavaScript because a class has to extend `HTMLElement`. It knows attributes, properties and events; what they
//! mean is asked of here, by a word and a value, and answered from a part that is fetched when it is first wanted.

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, ShadowRoot};

use super::book::Book;
use super::feed;
use super::later;
use super::page;
use super::stage::Stage;

/// Shows the page at an element of a shadow root. What it keeps is kept under `keys`, or not at all.
///
/// `heard` is told of what happens, by a word and a value: first `ready`, with the function that does what a word asks for and
/// answers as the engine's functions do, or `missing` where that could not be fetched, and no page is shown.
pub fn host(root: ShadowRoot, at: HtmlElement, keys: Option<String>, heard: js_sys::Function) {
    spawn_local(async move {
        let begin = later::hosting().await;
        if let (Some(stage), Ok(begin)) = (Stage::shadow(root, keys.as_deref()), begin) {
            let begun = page::kept(&stage, |_| Book::default(), feed::clock()).await;
            if let Some((state, remove)) = page::apart(stage, at, begun) {
                return begin(state, remove, heard);
            }
        }
        drop(heard.call1(&JsValue::NULL, &"missing".into()));
    });
}
