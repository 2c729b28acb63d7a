//! What a link brings in the page's address, after the `#`: browsers send that to no server.

use leptos::prelude::*;

/// The fragment of the page's address if it is one of those wanted, taken out of it, so that a reload does not bring it again.
pub(crate) fn taken(wanted: fn(&str) -> bool) -> Option<String> {
    let location = window().location();
    let hash = location.hash().ok().filter(|hash| wanted(hash))?;
    let path = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    if let Ok(history) = window().history() {
        // a page that may not change its address keeps it
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path));
    }
    Some(hash)
}

/// The address of the page with another fragment.
pub(crate) fn with(fragment: &str) -> Option<String> {
    let location = window().location();
    Some(format!("{}{}#{fragment}", location.origin().ok()?, location.pathname().ok()?))
}
