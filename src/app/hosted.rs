//! What the shell of the custom element calls: the page inside another one's shadow root.
//!
//! The shell is JavaScript because a class has to extend `HTMLElement`. It knows attributes, properties and events; what they
//! mean is asked of here, by a word and a value, and answered from a part that is fetched when it is first wanted.
#![allow(unreachable_pub, reason = "what JavaScript calls has to be public")]

use js_sys::Promise;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use wasm_bindgen_futures::future_to_promise;
use web_sys::{HtmlElement, ShadowRoot};

use super::later;
use super::page;
use super::stage::Stage;
use super::state::State;

/// A page inside another one.
#[wasm_bindgen]
pub struct Hosted {
    state: State,
    remove: Option<Box<dyn FnOnce()>>,
}

/// Shows the page at an element of a shadow root. What it keeps is kept under `keys`, or not at all.
#[wasm_bindgen]
pub fn host(root: ShadowRoot, at: &HtmlElement, keys: Option<String>) -> Option<Hosted> {
    let stage = Stage::shadow(root, keys.as_deref())?;
    let (state, remove) = page::apart(stage, at.clone(), None, None)?;
    Some(Hosted { state, remove: Some(remove) })
}

#[wasm_bindgen]
impl Hosted {
    /// Tells `heard` of what happens, by a word and a value. Promises the function that does what a word asks for, and
    /// answers as the engine's functions do.
    pub fn listen(&self, heard: JsValue) -> Promise {
        let state = self.state;
        future_to_promise(async move {
            match later::hosting().await {
                Ok(answer) => Ok(answer(state, "listen", &heard)),
                Err(later::Missing) => Err(JsValue::from_str("a part of the calculator could not be fetched")),
            }
        })
    }

    /// Takes the page off, with all that it listens to and asks for.
    pub fn remove(&mut self) {
        if let Some(remove) = self.remove.take() {
            remove();
        }
    }
}
