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

use super::backoff::INTERVAL_MS;
use super::reading::{ParseError, first};
use super::source::{Ask, Kind, Source};
use super::{answer, price_text};
use crate::book::Time;
use crate::json::{self, Json};

pub use index::parse_index;
pub use summary::{parse_futures, parse_options};

/// Coins whose index, futures and options are asked for.
const COINS: [(&str, &str); 2] = [("BTC", "btc_usd"), ("ETH", "eth_usd")];
/// How often an option chain is asked for: it is some hundred kilobytes.
const CHAIN_INTERVAL_MS: i64 = 30_000;

/// Deribit.
pub static SOURCE: Source = Source {
    name: "deribit",
    title: "Deribit",
    kind: Kind::Venue,
    origin: "https://www.deribit.com",
    needs_key: false,
    gives: "index prices; marks of futures and options; implied volatilities; forwards",
    evidence: "https://docs.deribit.com/",
    asks: |_| COINS.iter().flat_map(|(coin, pair)| of_coin(coin, pair)).collect(),
    stream: None,
};

fn of_coin(coin: &'static str, pair: &'static str) -> [Ask; 3] {
    let summary = |kind: &'static str, every_ms, parse| {
        let name = format!("{coin} {kind}s");
        let path = "/api/v2/public/get_book_summary_by_currency";
        Ask::get(name, path, every_ms, parse).with("currency", coin).with("kind", kind)
    };
    let index =
        Ask::get(format!("{coin} index"), "/api/v2/public/get_index_price", INTERVAL_MS, |coin, bytes, time| {
            let asset = coin.parse().map_err(|_| ParseError::Empty)?;
            parse_index(&asset, bytes, time)
        });
    [
        index.with("index_name", pair).about(coin),
        summary("future", INTERVAL_MS, |_, bytes, time| parse_futures(bytes, time)),
        summary("option", CHAIN_INTERVAL_MS, |_, bytes, time| parse_options(bytes, time)),
    ]
}

/// The venue's code for too many requests.
pub const TOO_MANY_REQUESTS: i64 = 10_028;

/// What the envelope holds, and the time on it.
fn opened(bytes: &[u8], received: Time) -> Result<(Json<'_>, Time), ParseError> {
    let envelope = answer::fields(answer::whole(bytes)?, "the top")?;
    if let Some(error) = json::field(&envelope, "error") {
        return Err(refusal(error));
    }
    let result = json::field(&envelope, "result").ok_or_else(|| answer::shape("result", "there is none".to_owned()))?;
    let time = written_time(json::field(&envelope, "usOut"), received)
        .map_err(|why| answer::shape("usOut", why.to_string()))?;
    Ok((result, time))
}

/// The venue's own words, or the whole of what stands there where they are not found.
pub(super) fn refusal(error: Json<'_>) -> ParseError {
    let fields = error.fields();
    let of = |name| fields.as_ref().and_then(|fields| json::field(fields, name));
    let code = of("code").map_or(Some(0), |code| code.written().parse().ok());
    let message = of("message").map_or(Some("".into()), Json::string);
    let (code, message) = match (code, message) {
        (Some(code), Some(message)) if fields.is_some() => (code, message),
        _ => (0, error.written().into()),
    };
    ParseError::Venue { code, message: first(&message, 160) }
}

/// The time that is written there, or `otherwise` where nothing is.
fn written_time(raw: Option<Json<'_>>, otherwise: Time) -> Result<Time, price_text::TimeFault> {
    match answer::text(raw).as_ref() {
        "" => Ok(otherwise),
        text => price_text::time(text),
    }
}
