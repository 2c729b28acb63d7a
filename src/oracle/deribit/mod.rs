//! Deribit: index prices, and the book summaries of options and futures.
//!
//! | request | gives |
//! |---|---|
//! | `public/get_index_price?index_name=btc_usd` | index price, US dollars a coin |
//! | `public/get_book_summary_by_currency?currency=BTC&kind=option` | marks (coins a coin), volatilities, forwards |
//! | `public/get_book_summary_by_currency?currency=BTC&kind=future` | marks and forwards, US dollars a coin |
//!
//! Answers are JSON-RPC: `{"result": …, "usOut": microseconds}` or `{"error": {"code", "message"}}`.
//! Source: the venue's API documentation of these two methods.

mod index;
mod summary;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::reading::{ParseError, first};
use super::{answer, price_text};
use crate::book::Time;

pub use index::parse_index;
pub use summary::{parse_futures, parse_options};

/// The name of this source.
pub const NAME: &str = "deribit";
/// Where its API is.
pub const ORIGIN: &str = "https://www.deribit.com";
/// The path of the request for an index price; takes `index_name`.
pub const INDEX_PATH: &str = "/api/v2/public/get_index_price";
/// The path of the request for book summaries; takes `currency` and `kind`.
pub const SUMMARY_PATH: &str = "/api/v2/public/get_book_summary_by_currency";
/// The venue's code for too many requests.
pub const TOO_MANY_REQUESTS: i64 = 10_028;

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default)]
    result: Option<&'a RawValue>,
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "usOut")]
    us_out: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    code: i64,
    #[serde(default)]
    message: String,
}

/// What the envelope holds, and the time on it.
fn opened<'a>(bytes: &'a [u8], received: Time) -> Result<(&'a RawValue, Time), ParseError> {
    let envelope: Envelope<'a> = answer::whole(bytes)?;
    if let Some(error) = envelope.error {
        let refusal =
            answer::part(error, "error").unwrap_or_else(|_| Refusal { code: 0, message: error.get().to_owned() });
        return Err(ParseError::Venue { code: refusal.code, message: first(&refusal.message, 160) });
    }
    let result = envelope
        .result
        .ok_or_else(|| ParseError::Shape { path: "result".to_owned(), what: "there is none".to_owned() })?;
    let time = written_time(envelope.us_out, received)
        .map_err(|why| ParseError::Shape { path: "usOut".to_owned(), what: why.to_string() })?;
    Ok((result, time))
}

/// The time that is written there, or `otherwise` where nothing is.
fn written_time(raw: Option<&RawValue>, otherwise: Time) -> Result<Time, price_text::TimeFault> {
    match answer::text(raw).as_ref() {
        "" => Ok(otherwise),
        text => price_text::time(text),
    }
}
