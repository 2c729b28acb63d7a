//! If the engine panics in spite of everything: say so on the page, not only in the console.

use std::panic::PanicHookInfo;

use super::copy;

/// Reports a panic to the console and puts a banner over the page.
pub(crate) fn report(info: &PanicHookInfo<'_>) {
    console_error_panic_hook::hook(info);
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    if document.get_element_by_id("stopped").is_some() {
        return;
    }
    let (Some(body), Ok(banner)) = (document.body(), document.create_element("div")) else { return };
    banner.set_id("stopped");
    drop(banner.set_attribute("role", "alert"));
    banner.set_text_content(Some(copy::STOPPED));
    drop(body.append_child(&banner));
}
