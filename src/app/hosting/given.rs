//! A value of JavaScript's as text.

use js_sys::JSON;
use wasm_bindgen::JsValue;

use crate::embed::element::Given;

/// The value, whatever it is: nothing here throws.
pub(super) fn given(value: &JsValue) -> Given {
    if value.is_null() || value.is_undefined() {
        return Given::Nothing;
    }
    if let Some(text) = value.as_string() {
        return if text.trim().is_empty() { Given::Nothing } else { Given::Text(text) };
    }
    match JSON::stringify(value) {
        // of a function or a symbol it makes nothing
        Ok(json) => json.as_string().map_or_else(|| Given::Other("it has no JSON".to_owned()), Given::Json),
        Err(thrown) => Given::Other(reason(&thrown)),
    }
}

fn reason(thrown: &JsValue) -> String {
    let message = js_sys::Reflect::get(thrown, &"message".into()).ok().and_then(|message| message.as_string());
    message.unwrap_or_else(|| "it has no JSON".to_owned()).chars().take(120).collect()
}
