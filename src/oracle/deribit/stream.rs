//! What Deribit sends by itself: JSON-RPC notifications of the channels that are subscribed to.
//!
//! | channel | gives |
//! |---|---|
//! | `deribit_price_index.btc_usd` | index price, US dollars a coin |
//! | `deribit_volatility_index.btc_usd` | volatility index: percent a year there, a fraction here |
//! | `ticker.BTC-PERPETUAL.100ms` | what the book holds: see `ticker` |
//!
//! The venue asks every 30 s whether anybody is there, and closes the connection where nobody answers.
//! Source: the venue's API documentation, “Notifications” and `public/set_heartbeat`.

use std::borrow::Cow;

use super::summary::fraction;
use super::{COINS, SOURCE, listed, refusal, ticker, written_time};
use crate::book::{Asset, Time};
use crate::json::{self, Json};
use crate::oracle::answer::{self, Fields};
use crate::oracle::price_text;
use crate::oracle::reading::{ParseError, Reading, Tick};
use crate::oracle::source::{Carrier, Said, Stream, Wanted};

/// So many tickers are subscribed to at most.
const MOST: usize = 50;
const HEARTBEAT: &str = r#"{"jsonrpc":"2.0","id":1,"method":"public/set_heartbeat","params":{"interval":30}}"#;
const HERE: &str = r#"{"jsonrpc":"2.0","id":4,"method":"public/test","params":{}}"#;
const INDEX: &str = "deribit_price_index.";
const VOLATILITY: &str = "deribit_volatility_index.";
const TICKER: &str = "ticker.";

/// The stream.
pub(super) const STREAM: Stream = Stream {
    carrier: Carrier::Socket,
    address: "wss://www.deribit.com/ws/api/v2",
    hello,
    parse: parse_message,
    ping: None,
    silence_ms: 65_000,
};

/// Asks for heartbeats, subscribes to the indices, and apart from them to tickers, so that one contract which is not
/// listed any more costs no index.
fn hello(wanted: &Wanted) -> Vec<String> {
    if wanted.assets.is_empty() && wanted.instruments.is_empty() {
        return Vec::new();
    }
    let indices = COINS.iter().flat_map(|(_, pair)| [[INDEX, pair].concat(), [VOLATILITY, pair].concat()]);
    let mut said = vec![HEARTBEAT.to_owned(), subscribe("2", indices)];
    let mut tickers = listed(wanted).take(MOST).map(|i| [TICKER, &i.to_string(), ".100ms"].concat()).peekable();
    if tickers.peek().is_some() {
        said.push(subscribe("3", tickers));
    }
    said
}

fn subscribe(id: &str, channels: impl Iterator<Item = String>) -> String {
    let mut said = [r#"{"jsonrpc":"2.0","id":"#, id, r#","method":"public/subscribe","params":{"channels":["#].concat();
    for (place, channel) in channels.enumerate() {
        said.push_str(if place == 0 { "\"" } else { ",\"" });
        said.push_str(&channel);
        said.push('"');
    }
    said.push_str("]}}");
    said
}

/// Reads a message: prices, a question whether anybody is there, or an answer to what was sent.
pub fn parse_message(bytes: &[u8], received: Time) -> Result<Said, ParseError> {
    let message = answer::fields(answer::whole(bytes)?, "the top")?;
    if let Some(error) = json::field(&message, "error") {
        return Err(refusal(error));
    }
    let Some(method) = json::field(&message, "method").and_then(Json::string) else {
        return match json::field(&message, "result") {
            Some(_) => Ok(Said::Nothing),
            None => Err(answer::shape("the top", "neither a method nor a result".to_owned())),
        };
    };
    let nothing = || answer::shape("params", "there is none".to_owned());
    let params = answer::fields(json::field(&message, "params").ok_or_else(nothing)?, "params")?;
    match method.as_ref() {
        "heartbeat" if text(&params, "type") == "test_request" => Ok(Said::Answer(HERE.to_owned())),
        "subscription" => {
            let data = json::field(&params, "data").ok_or_else(nothing)?;
            of_channel(&text(&params, "channel"), data, received)
        }
        _ => Ok(Said::Nothing),
    }
}

fn of_channel(channel: &str, data: Json<'_>, received: Time) -> Result<Said, ParseError> {
    let reading = if let Some(pair) = channel.strip_prefix(INDEX) {
        of_pair(pair, "price", data, received)
    } else if let Some(pair) = channel.strip_prefix(VOLATILITY) {
        of_pair(pair, "volatility", data, received)
    } else if let Some(name) = channel.strip_prefix(TICKER).and_then(|rest| rest.strip_suffix(".100ms")) {
        ticker::read(name, data, "params.data", received, received)
    } else {
        return Ok(Said::Nothing);
    };
    reading.map(Said::Prices)
}

/// Reads an index price or, from the field `volatility`, a volatility index.
fn of_pair(pair: &str, field: &str, data: Json<'_>, received: Time) -> Result<Reading, ParseError> {
    let fields = answer::fields(data, "params.data")?;
    let coin = COINS.iter().find(|(_, known)| *known == pair && text(&fields, "index_name") == pair);
    let asset = coin.and_then(|(coin, _)| coin.parse::<Asset>().ok());
    let asset = asset.ok_or_else(|| answer::shape("params.data", ["the index ", pair, " is expected"].concat()))?;
    let time = written_time(json::field(&fields, "timestamp"), received)
        .map_err(|why| answer::shape("params.data", why.to_string()))?;
    let mut reading = Reading::of(&SOURCE, received);
    let (read, is_volatility) = (text(&fields, field), field == "volatility");
    let value = price_text::price(&read).map_err(|why| why.to_string());
    match value.and_then(|value| if is_volatility { fraction(value) } else { Ok(value) }) {
        Ok(value) if is_volatility => drop(reading.vol_indices.insert(asset, Tick::new(value, time))),
        Ok(value) => drop(reading.index.insert(asset, Tick::new(value, time))),
        Err(why) => reading.leave_out(asset.as_str(), &read, why),
    }
    reading.unless_empty()
}

fn text<'a>(fields: &Fields<'a>, name: &str) -> Cow<'a, str> {
    answer::text(json::field(fields, name))
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
