//! What Hyperliquid sends by itself: the oracle and mark price of each coin that is subscribed to.
//!
//! | channel | gives |
//! |---|---|
//! | `activeAssetCtx` | `oraclePx` → index of the coin, `markPx` → mark of `COIN-PERP`, US dollars a coin |
//! | `subscriptionResponse`, `pong`, others | nothing |
//! | `error` | a coin that the venue does not list: nothing, its prices come from elsewhere; else the venue's words |
//!
//! Messages have no time, so their arrival stands for it. Source: the venue's API documentation, “Websocket”.

use std::borrow::Cow;

use super::{SOURCE, take};
use crate::book::{Asset, Kind, Time};
use crate::json::{self, Json};
use crate::market::{is_dollar, tracked_by};
use crate::oracle::answer::{self, Fields};
use crate::oracle::reading::{ParseError, Reading, first};
use crate::oracle::source::{Carrier, Said, Stream, Wanted};

/// So many coins are subscribed to at most; the rest come with the answers to requests.
const MOST: usize = 30;

/// The stream of asset contexts; a pong answers each ping, so silence says that the connection is dead.
pub(super) const CONTEXTS: Stream = Stream {
    carrier: Carrier::Socket,
    address: "wss://api.hyperliquid.xyz/ws",
    hello,
    parse: parse_message,
    ping: Some((30_000, r#"{"method":"ping"}"#)),
    silence_ms: 60_000,
};

/// Subscribes to the coins of perpetuals, then to what else could have one: no dollars, and no staked forms.
fn hello(wanted: &Wanted) -> Vec<String> {
    let perpetuals = wanted.instruments.iter().filter(|instrument| instrument.kind() == Kind::Perpetual);
    let held = wanted.assets.iter().filter(|asset| !is_dollar(asset) && tracked_by(asset).is_none());
    let mut coins: Vec<&Asset> = Vec::new();
    for coin in perpetuals.map(|instrument| instrument.underlying()).chain(held) {
        if !coins.contains(&coin) && coins.len() < MOST {
            coins.push(coin);
        }
    }
    let subscribe = |coin: &Asset| {
        let (before, after) = (r#"{"method":"subscribe","subscription":{"type":"activeAssetCtx","coin":""#, "\"}}");
        [before, coin.as_str(), after].concat()
    };
    coins.into_iter().map(subscribe).collect()
}

/// Reads a message.
pub fn parse_message(bytes: &[u8], received: Time) -> Result<Said, ParseError> {
    let Some(data) = of_channel("activeAssetCtx", bytes)? else { return Ok(Said::Nothing) };
    let context = json::field(&data, "ctx").ok_or_else(|| answer::shape("data.ctx", "there is none".to_owned()))?;
    let name = answer::text(json::field(&data, "coin"));
    let mut reading = Reading::of(&SOURCE, received);
    match name.parse() {
        Ok(asset) => take(&mut reading, &asset, context),
        Err(error) => reading.leave_out(&name, &name, error),
    }
    reading.unless_empty().map(Said::Prices)
}

/// The fields of what a message of one channel holds; nothing for a message without prices.
pub(super) fn of_channel<'a>(channel: &str, bytes: &'a [u8]) -> Result<Option<Fields<'a>>, ParseError> {
    let message = answer::fields(answer::whole(bytes)?, "the top")?;
    let data = json::field(&message, "data");
    let Some(name) = json::field(&message, "channel").and_then(Json::string) else {
        return Err(answer::shape("channel", "there is none".to_owned()));
    };
    match name.as_ref() {
        "error" => refused(answer::text(data)).map(|()| None),
        name if name != channel => Ok(None),
        _ => {
            let data = data.ok_or_else(|| answer::shape("data", "there is none".to_owned()))?;
            answer::fields(data, "data").map(Some)
        }
    }
}

/// What the venue objects to: a subscription of several does not concern the others.
fn refused(message: Cow<'_, str>) -> Result<(), ParseError> {
    let of_subscription = ["Invalid subscription", "Already subscribed"];
    if of_subscription.iter().any(|start| message.starts_with(start)) {
        return Ok(());
    }
    Err(ParseError::Venue { code: 0, message: first(&message, 160) })
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
