//! One request with a time limit.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestInit, Response};

use crate::oracle::fault::FetchFault;
use crate::oracle::sources::{Ask, Source};

/// Sends a request of a source and returns the body of its answer, or why there is none after `timeout_ms` at most.
pub async fn fetch(source: &Source, ask: &Ask, timeout_ms: u32) -> Result<Vec<u8>, FetchFault> {
    let abort = AbortController::new().map_err(|_| FetchFault::Blocked)?;
    fetch_until(source, ask, timeout_ms, &abort).await
}

/// Like [`fetch`]; whoever has the controller can end it sooner.
pub(super) async fn fetch_until(
    source: &Source,
    ask: &Ask,
    timeout_ms: u32,
    abort: &AbortController,
) -> Result<Vec<u8>, FetchFault> {
    let timed_out = Rc::new(Cell::new(false));
    // Dropping the timer at the end of this function disarms it.
    let _timer = {
        let (timed_out, abort) = (Rc::clone(&timed_out), abort.clone());
        Timeout::new(timeout_ms, move || {
            timed_out.set(true);
            abort.abort();
        })
    };
    let unreached = |_: JsValue| {
        if timed_out.get() {
            FetchFault::Timeout
        } else if is_offline() {
            FetchFault::Offline
        } else {
            FetchFault::Blocked
        }
    };
    let (url, init) = request(source, ask).map_err(&unreached)?;
    init.set_signal(Some(&abort.signal()));
    let window = web_sys::window().ok_or(FetchFault::Blocked)?;
    let answered = JsFuture::from(window.fetch_with_str_and_init(&url, &init)).await;
    let response: Response = answered.and_then(JsCast::dyn_into).map_err(&unreached)?;
    let retry_after = response.headers().get("Retry-After").ok().flatten();
    match FetchFault::of_status(response.status(), retry_after.as_deref()) {
        // Deribit explains a refusal in the body of a 400; whoever reads it says more than the number does.
        None | Some(FetchFault::Status(400)) => body(&response).await.map_err(&unreached),
        Some(fault) => Err(fault),
    }
}

/// Where a request goes, and what it carries.
fn request(source: &Source, ask: &Ask) -> Result<(String, RequestInit), JsValue> {
    let mut url = format!("{}{}", source.origin, ask.path);
    let init = RequestInit::new();
    if let Some(body) = ask.body {
        let headers = Headers::new()?;
        headers.set("Content-Type", "application/json")?;
        init.set_headers(&headers);
        init.set_method("POST");
        init.set_body(&body.into());
    }
    // names and values are plain words, which need no escapes
    for (place, (name, value)) in ask.query.iter().enumerate() {
        for part in [if place == 0 { "?" } else { "&" }, name, "=", value] {
            url.push_str(part);
        }
    }
    Ok((url, init))
}

async fn body(response: &Response) -> Result<Vec<u8>, JsValue> {
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Whether the browser knows that there is no network.
pub(super) fn is_offline() -> bool {
    web_sys::window().is_some_and(|window| !window.navigator().on_line())
}
