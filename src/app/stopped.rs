//! If the engine panics in spite of everything: say so on the page, not only in the console.

use std::panic::PanicHookInfo;

use web_sys::CustomEvent;

use super::copy;

/// The event by which the shell of the element hears of it, on the window: it may be falling anywhere.
const STOPPED: &str = "cross-margin:stopped";

/// Reports a panic to the console and puts a banner over the page; in somebody else's document it is told to the elements.
pub(crate) fn report(info: &PanicHookInfo<'_>) {
    console_error_panic_hook::hook(info);
    let Some(window) = web_sys::window() else { return };
    let Some(document) = window.document() else { return };
    if !document.query_selector(super::page::OWN).is_ok_and(|code| code.is_some()) {
        if let Ok(event) = CustomEvent::new(STOPPED) {
            let payload = info.payload();
            let text = payload.downcast_ref::<String>().map(String::as_str);
            let why = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or_default().into();
            event.init_custom_event_with_can_bubble_and_cancelable_and_detail(STOPPED, false, false, &why);
            drop(window.dispatch_event(&event));
        }
        return;
    }
    if document.get_element_by_id("stopped").is_some() {
        return;
    }
    let (Some(body), Ok(banner)) = (document.body(), document.create_element("div")) else { return };
    banner.set_id("stopped");
    drop(banner.set_attribute("role", "alert"));
    banner.set_text_content(Some(copy::STOPPED));
    drop(body.append_child(&banner));
}
