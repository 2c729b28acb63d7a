//! Mid prices of Hyperliquid's perpetuals: halfway between best bid and best ask, US dollars a coin.
//!
//! They call the venue's oracle price in question and make none: in a thin book one order moves them. `POST /info
//! {"type":"allMids"}` answers with an object of names and decimal strings; the channel `allMids` sends the same by
//! itself. Pairs of the spot market (`@142`, `PURR/USDC`) and outcomes (`#…`) are passed over. Neither has a time, so
//! the arrival stands for it. Source: the venue's API documentation, “Retrieve mids for all coins”.

use super::stream::{CONTEXTS, of_channel};
use crate::book::{Asset, Sorted, Time};
use crate::json::{self, Json};
use crate::oracle::reading::{ParseError, Reading, Tick};
use crate::oracle::source::{Ask, Kind, Said, Source, Stream};
use crate::oracle::{answer, price_text};

/// How often it is asked for: it makes no price.
const EVERY_MS: i64 = 30_000;

/// Hyperliquid's mid prices.
pub static SOURCE: Source = Source {
    name: "hyperliquid-mids",
    title: "Hyperliquid mid prices",
    kind: Kind::Check,
    origin: "https://api.hyperliquid.xyz",
    needs_key: false,
    gives: "mid prices of perpetuals, as a check on index prices",
    evidence: "https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/info-endpoint",
    asks: |_| vec![Ask::post("mids", "/info", r#"{"type":"allMids"}"#, EVERY_MS, |_, b, t| parse_mids(b, t))],
    stream: Some(Stream {
        hello: |wanted| match wanted.assets.is_empty() {
            true => Vec::new(),
            false => vec![r#"{"method":"subscribe","subscription":{"type":"allMids"}}"#.to_owned()],
        },
        parse: parse_mids_message,
        ..CONTEXTS
    }),
    book: |_| None,
};

/// Reads the answer.
pub fn parse_mids(bytes: &[u8], received: Time) -> Result<Reading, ParseError> {
    read(answer::whole(bytes)?, "the top", received)
}

/// Reads a message.
pub fn parse_mids_message(bytes: &[u8], received: Time) -> Result<Said, ParseError> {
    let Some(data) = of_channel("allMids", bytes)? else { return Ok(Said::Nothing) };
    let mids = json::field(&data, "mids").ok_or_else(|| answer::shape("data.mids", "there is none".to_owned()))?;
    read(mids, "data.mids", received).map(Said::Prices)
}

fn read(mids: Json<'_>, path: &str, received: Time) -> Result<Reading, ParseError> {
    let mids = answer::fields(mids, path)?;
    // any object has names and values; the venue's mids have Bitcoin's
    if !mids.is_empty() && !mids.iter().any(|(name, _)| name == "BTC") {
        return Err(answer::shape(path, "BTC is not among the coins".to_owned()));
    }
    let mut reading = Reading::of(&SOURCE, received);
    let mut times_named = Sorted::<Asset, usize>::new();
    for (name, price) in mids {
        if name.contains(['@', '/', '#']) || price.is_null() {
            continue;
        }
        let asset: Asset = match name.parse() {
            Ok(asset) => asset,
            Err(error) => {
                reading.leave_out(&name, &name, error);
                continue;
            }
        };
        let times = times_named.or_default(asset.clone());
        *times += 1;
        if *times > 1 {
            reading.index.remove(&asset);
            reading.leave_out(&name, &price.text(), "it is named twice");
            continue;
        }
        match price_text::price(&price.text()) {
            Ok(value) => drop(reading.index.insert(asset, Tick::new(value, received))),
            Err(why) => reading.leave_out(&name, &price.text(), why),
        }
    }
    reading.unless_empty()
}

#[cfg(test)]
#[path = "mids_tests.rs"]
mod tests;
