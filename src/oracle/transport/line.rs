//! An open line to a source: a WebSocket, or the body of a request that is read as it arrives. Dropping it closes it.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream as _;
use futures_sink::Sink as _;
use gloo_net::http::Request;
use gloo_net::websocket::futures::WebSocket;
use gloo_net::websocket::{Message, State};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, ReadableStreamDefaultReader};

use super::request::is_offline;
use crate::oracle::address;
use crate::oracle::fault::FetchFault;
use crate::oracle::frames::Frames;
use crate::oracle::source::{Carrier, Stream};
use crate::oracle::sources::Configured;

/// A line.
pub(super) enum Line {
    Socket(WebSocket),
    Events(Events),
}

/// Server-sent events over a request, which unlike the browser's own can show a key.
pub(super) struct Events {
    opening: Pin<Box<dyn Future<Output = Result<ReadableStreamDefaultReader, FetchFault>>>>,
    reader: Option<ReadableStreamDefaultReader>,
    reading: Option<JsFuture>,
    frames: Frames,
    abort: AbortController,
}

impl Line {
    /// Begins to open the stream of a source.
    pub(super) fn open(of: &Configured, stream: &Stream, hello: &[String]) -> Result<Self, FetchFault> {
        let url = address::of_stream(of, stream, hello);
        match stream.carrier {
            Carrier::Socket => WebSocket::open(&url).map(Self::Socket).map_err(|_| FetchFault::Blocked),
            Carrier::Events => {
                let abort = AbortController::new().map_err(|_| FetchFault::Blocked)?;
                let opening = Box::pin(request(url, of.key.clone(), abort.signal()));
                Ok(Self::Events(Events { opening, reader: None, reading: None, frames: Frames::default(), abort }))
            }
        }
    }

    /// Whether it is open.
    pub(super) fn poll_open(&mut self, context: &mut Context<'_>) -> Poll<Result<(), FetchFault>> {
        match self {
            Self::Socket(socket) => {
                let is_decided = Pin::new(&mut *socket).poll_ready(context).is_ready();
                if matches!(socket.state(), State::Open) {
                    return Poll::Ready(Ok(()));
                }
                // what is heard before it opens is that it will not
                if is_decided || Pin::new(socket).poll_next(context).is_ready() {
                    return Poll::Ready(Err(unreached()));
                }
                Poll::Pending
            }
            Self::Events(events) => {
                events.reader = Some(ready!(events.opening.as_mut().poll(context))?);
                Poll::Ready(Ok(()))
            }
        }
    }

    /// Says something on a socket. What cannot be sent is on a line that is closing, and that is heard next.
    pub(super) fn say(&mut self, words: &str) {
        if let Self::Socket(socket) = self {
            let _ = Pin::new(socket).start_send(Message::Text(words.to_owned()));
        }
    }

    /// The messages that have arrived, perhaps none yet of an event that is not over; why the line ended.
    pub(super) fn poll_heard(&mut self, context: &mut Context<'_>) -> Poll<Result<Vec<Vec<u8>>, FetchFault>> {
        match self {
            Self::Socket(socket) => Poll::Ready(match ready!(Pin::new(socket).poll_next(context)) {
                Some(Ok(Message::Text(text))) => Ok(vec![text.into_bytes()]),
                Some(Ok(Message::Bytes(bytes))) => Ok(vec![bytes]),
                Some(Err(_)) | None => Err(FetchFault::Closed),
            }),
            Self::Events(events) => events.poll_heard(context),
        }
    }
}

impl Events {
    fn poll_heard(&mut self, context: &mut Context<'_>) -> Poll<Result<Vec<Vec<u8>>, FetchFault>> {
        let Some(reader) = &self.reader else { return Poll::Ready(Err(FetchFault::Closed)) };
        let reading = self.reading.get_or_insert_with(|| JsFuture::from(reader.read()));
        let read = ready!(Pin::new(reading).poll(context));
        self.reading = None;
        // `{done: true}` once the source ends it
        let bytes = read.ok().and_then(|chunk| js_sys::Reflect::get(&chunk, &JsValue::from_str("value")).ok());
        let bytes = bytes.and_then(|bytes| bytes.dyn_into::<js_sys::Uint8Array>().ok());
        Poll::Ready(match bytes {
            Some(bytes) => self.frames.take(&bytes.to_vec()).map_err(|long| FetchFault::Changed(long.to_string())),
            None => Err(FetchFault::Closed),
        })
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.abort.abort();
    }
}

/// Sends the request of a stream of events; the body of its answer follows.
async fn request(
    url: String,
    key: Option<String>,
    signal: AbortSignal,
) -> Result<ReadableStreamDefaultReader, FetchFault> {
    let mut request = Request::get(&url).abort_signal(Some(&signal)).header("Accept", "text/event-stream");
    if let Some(key) = key {
        request = request.header("Authorization", &format!("Bearer {key}"));
    }
    let response = request.send().await.map_err(|_| unreached())?;
    let retry_after = response.headers().get("Retry-After");
    if let Some(fault) = FetchFault::of_status(response.status(), retry_after.as_deref()) {
        return Err(fault);
    }
    let body = response.body().ok_or(FetchFault::Closed)?;
    body.get_reader().dyn_into().map_err(|_| FetchFault::Closed)
}

/// Why a line could not be opened: the browser does not say more.
fn unreached() -> FetchFault {
    if is_offline() { FetchFault::Offline } else { FetchFault::Blocked }
}
