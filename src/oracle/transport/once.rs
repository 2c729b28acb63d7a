//! One question over a socket, which is closed after its answer.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use gloo_net::websocket::futures::WebSocket;
use gloo_timers::future::TimeoutFuture;

use super::line::Line;
use super::request::is_offline;
use crate::oracle::fault::FetchFault;

/// Opens a socket, says `words` and returns the first message that `is_answer` takes for the answer, or why there is none
/// after `timeout_ms` at most. Nothing is tried again.
pub async fn ask_once(
    url: &str,
    words: &str,
    is_answer: fn(&[u8]) -> bool,
    timeout_ms: u32,
) -> Result<Vec<u8>, FetchFault> {
    if is_offline() {
        return Err(FetchFault::Offline);
    }
    let mut line = Line::Socket(WebSocket::open(url).map_err(|_| FetchFault::Blocked)?);
    let mut timer = TimeoutFuture::new(timeout_ms);
    poll_fn(|context| match Pin::new(&mut timer).poll(context) {
        Poll::Ready(()) => Poll::Ready(Err(FetchFault::Timeout)),
        Poll::Pending => line.poll_open(context),
    })
    .await?;
    line.say(words);
    loop {
        let heard = poll_fn(|context| match Pin::new(&mut timer).poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(FetchFault::Timeout)),
            Poll::Pending => line.poll_heard(context),
        });
        if let Some(answer) = heard.await?.into_iter().find(|message| is_answer(message)) {
            return Ok(answer);
        }
    }
}
