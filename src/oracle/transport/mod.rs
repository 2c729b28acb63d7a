//! Fetching, in the browser: the only part of this room that knows a network, a clock or chance.
//!
//! Each source has a loop of its own with one request in flight, and one for what it sends by itself. Both rest while the
//! page is hidden or the device is offline, and go on at once when that ends.

mod line;
mod once;
mod polling;
mod request;
mod stream;
mod switch;

pub use once::ask_once;
pub use polling::{Polling, poll};
pub use request::{fetch, fetch_once};

use crate::book::Time;

/// Now, by this device's clock.
pub fn now() -> Time {
    // Milliseconds since 1970 are far below 2⁵³.
    Time(js_sys::Date::now() as i64)
}

/// The content of the page's `<meta name="…">`, if there is one.
pub fn meta_content(name: &str) -> Option<String> {
    let document = web_sys::window()?.document()?;
    let meta = document.query_selector(&format!("meta[name='{name}']")).ok()??;
    meta.get_attribute("content")
}
