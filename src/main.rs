//! Starts the page, and gives the shell of the custom element what it calls.

#[cfg(target_arch = "wasm32")]
fn main() {
    cross_margin::app::mount();
}

/// Shows the page at an element of a shadow root, as [`cross_margin::app::host`] says. It is exported here and not there: what
/// is exported drags all parts of the page into everything that links the library, tests too.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
#[allow(unreachable_pub, reason = "what JavaScript calls has to be public")]
pub fn host(root: web_sys::ShadowRoot, at: web_sys::HtmlElement, keys: Option<String>, heard: js_sys::Function) {
    cross_margin::app::host(root, at, keys, heard);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("The page runs in a browser: ./script/server. Without one: cargo run --release --example assess");
}
