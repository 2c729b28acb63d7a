//! One request with a time limit.

use std::cell::Cell;
use std::rc::Rc;

use gloo_net::http::Request;
use gloo_timers::callback::Timeout;
use web_sys::AbortController;

use crate::oracle::fault::FetchFault;
use crate::oracle::source::Ask;
use crate::oracle::sources::Configured;

/// Sends a request of a source and returns the body of its answer, or why there is none after `timeout_ms` at most.
pub async fn fetch(of: &Configured, ask: &Ask, timeout_ms: u32) -> Result<Vec<u8>, FetchFault> {
    let abort = AbortController::new().map_err(|_| FetchFault::Blocked)?;
    fetch_until(of, ask, timeout_ms, &abort).await
}

/// Asks an address once, outside the loop of a source; with a JSON body it is a POST.
pub async fn fetch_once(url: &str, body: Option<String>, timeout_ms: u32) -> Result<Vec<u8>, FetchFault> {
    let abort = AbortController::new().map_err(|_| FetchFault::Blocked)?;
    send(Sending { url, query: &[], key: None, body }, timeout_ms, &abort).await
}

/// Like [`fetch`]; whoever has the controller can end it sooner.
pub(super) async fn fetch_until(
    of: &Configured,
    ask: &Ask,
    timeout_ms: u32,
    abort: &AbortController,
) -> Result<Vec<u8>, FetchFault> {
    let url = format!("{}{}", of.origin, ask.path);
    let sending = Sending { url: &url, query: &ask.query, key: of.key.as_deref(), body: ask.body.clone() };
    send(sending, timeout_ms, abort).await
}

/// What is sent.
struct Sending<'a> {
    url: &'a str,
    query: &'a [(&'static str, String)],
    key: Option<&'a str>,
    body: Option<String>,
}

async fn send(of: Sending<'_>, timeout_ms: u32, abort: &AbortController) -> Result<Vec<u8>, FetchFault> {
    let timed_out = Rc::new(Cell::new(false));
    // Dropping the timer at the end of this function disarms it.
    let _timer = {
        let (timed_out, abort) = (Rc::clone(&timed_out), abort.clone());
        Timeout::new(timeout_ms, move || {
            timed_out.set(true);
            abort.abort();
        })
    };
    let unreached = |_: gloo_net::Error| {
        if timed_out.get() {
            FetchFault::Timeout
        } else if is_offline() {
            FetchFault::Offline
        } else {
            FetchFault::Blocked
        }
    };
    let signal = abort.signal();
    let request = if of.body.is_some() { Request::post(of.url) } else { Request::get(of.url) };
    let mut request = request.abort_signal(Some(&signal)).query(of.query.iter().map(|(name, value)| (*name, value)));
    if let Some(key) = of.key {
        request = request.header("Authorization", &format!("Bearer {key}"));
    }
    let request = match of.body {
        Some(body) => request.header("Content-Type", "application/json").body(body),
        None => request.build(),
    };
    let response = request.map_err(&unreached)?.send().await.map_err(&unreached)?;
    let retry_after = response.headers().get("Retry-After");
    if let Some(fault) = FetchFault::of_status(response.status(), retry_after.as_deref()) {
        // Deribit explains a refusal in the body of a 400; whoever reads it says more than the number does.
        return match fault {
            FetchFault::Status(400) => response.binary().await.map_err(&unreached),
            other => Err(other),
        };
    }
    response.binary().await.map_err(&unreached)
}

/// Whether the browser knows that there is no network.
pub(super) fn is_offline() -> bool {
    web_sys::window().is_some_and(|window| !window.navigator().on_line())
}
