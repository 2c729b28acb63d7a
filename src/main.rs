//! Starts the page. What the element's shell calls is exported here: in the library it would drag the page into every test.
#![cfg_attr(target_arch = "wasm32", allow(unreachable_pub, reason = "what JavaScript calls has to be public"))]
/// Shows the page at an element of a shadow root: [`cross_margin::app::host`].
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn host(root: web_sys::ShadowRoot, at: web_sys::HtmlElement, keys: Option<String>, heard: js_sys::Function) {
    cross_margin::app::host(root, at, keys, heard);
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    cross_margin::app::mount();
    #[cfg(not(target_arch = "wasm32"))]
    println!("The page runs in a browser: ./script/server. Without one: cargo run --release --example assess");
}
