//! Chainlink's prices and staked assets' exchange rates, read from contracts on Ethereum.
//!
//! One `eth_call` of Multicall3 asks all contracts of the book at once; [`contracts`] lists them. Prices have 8 decimals
//! and the time they were written, which is when the price moved by half a percent or so, else once an hour, some only once
//! a day. Rates have 18 decimals and stand at the time of the newest block.
//!
//! The address that is asked is a public node's; any other of Ethereum's main network may stand in its place.
//! Source: Chainlink's documentation, “Data Feeds API Reference”; Multicall3's source. That browsers may read the node:
//! `inkfoundation/ink-web-app` #357 and `lifinance/widget` #771 moved their pages there for it.

mod abi;
mod contracts;

use rust_decimal::Decimal;

use super::fixed_point;
use super::price_text::{self, PriceFault};
use super::reading::{ParseError, Reading, Tick};
use super::source::{Ask, Kind, Source, Wanted};
use super::{answer, deribit};
use crate::book::Time;
use crate::json::{self, Json};
use contracts::Contract;

/// Chainlink.
pub static SOURCE: Source = Source {
    name: "chainlink",
    title: "Chainlink",
    kind: Kind::Chain,
    origin: "https://ethereum-rpc.publicnode.com",
    needs_key: false,
    gives: "index prices and exchange rates of staked assets, from contracts on Ethereum",
    evidence: "https://docs.chain.link/data-feeds/api-reference",
    asks,
    stream: None,
    book: |_| None,
};

/// How often the contracts are asked: a block is made every 12 s, and a price is written far less often.
const INTERVAL_MS: i64 = 30_000;
/// The number that a request carries and its answer repeats.
const ID: &str = "1";
/// Codes by which nodes say that they were asked too often.
const TOO_MANY: [i64; 3] = [-32005, -32016, 429];

fn asks(wanted: &Wanted) -> Vec<Ask> {
    let of = contracts::wanted(wanted);
    if of.is_empty() {
        return Vec::new();
    }
    let names: Vec<&str> = of.iter().map(|contract| contract.asset).collect();
    vec![Ask::post("contracts", "", request(&of), INTERVAL_MS, parse).about(names.join(","))]
}

fn request(of: &[&Contract]) -> String {
    let calls: Vec<(&str, &str)> = of.iter().map(|contract| (contract.address, contract.call)).collect();
    let parts = [
        r#"{"jsonrpc":"2.0","id":"#,
        ID,
        r#","method":"eth_call","params":[{"to":"0x"#,
        contracts::MULTICALL,
        r#"","data":"0x"#,
        &abi::aggregate(&calls),
        r#""},"latest"]}"#,
    ];
    parts.concat()
}

/// Reads the answer to a call of the contracts named in `about`, in that order with commas between.
pub fn parse(about: &str, bytes: &[u8], received: Time) -> Result<Reading, ParseError> {
    let fields = answer::fields(answer::whole(bytes)?, "the top")?;
    if let Some(error) = json::field(&fields, "error") {
        return Err(refusal(error));
    }
    let id = answer::text(json::field(&fields, "id"));
    if id != ID {
        return Err(answer::shape("id", format!("it answers request {}, not {ID}", super::reading::first(&id, 40))));
    }
    let result = json::field(&fields, "result").and_then(Json::string);
    let result = result.ok_or_else(|| answer::shape("result", "there is none".to_owned()))?;
    let digits = result.strip_prefix("0x").unwrap_or(&result);
    if digits.is_empty() {
        return Err(answer::shape("result", "it is empty: the address has no contract there".to_owned()));
    }
    let names: Vec<&str> = about.split(',').collect();
    let results = abi::results(digits, names.len())?;
    let mut reading = Reading::of(&SOURCE, received);
    let mut block = None;
    for (name, returned) in names.into_iter().zip(results) {
        let Some(contract) = contracts::named(name) else { continue };
        let pair = [contract.asset, "/", contract.of].concat();
        match returned {
            None => reading.leave_out(&pair, "", "the contract refused the call"),
            Some("") => reading.leave_out(&pair, "0x", "there is no contract; is this Ethereum's main network?"),
            Some(data) if name == contracts::BLOCK => block = seconds(data, 0),
            Some(data) => {
                if let Err((read, why)) = take(&mut reading, contract, data, block) {
                    reading.leave_out(&pair, read.trim_start_matches('0'), why);
                }
            }
        }
    }
    reading.unless_empty()
}

/// Takes what one contract returned, or says what stands there and why it cannot be.
fn take<'a>(
    reading: &mut Reading,
    contract: &Contract,
    data: &'a str,
    block: Option<Time>,
) -> Result<(), (&'a str, String)> {
    let of_aggregator = contract.call == contracts::LATEST;
    let (place, decimals) = if of_aggregator { (32, 8) } else { (0, 18) };
    let Some(word) = abi::word(data, place) else {
        return Err((data, "it is shorter than an answer of this contract".to_owned()));
    };
    let value = price(word, decimals).map_err(|why| (word, why.to_string()))?;
    let time = if of_aggregator {
        let written = abi::word(data, 96).unwrap_or_default();
        seconds(data, 96).ok_or_else(|| (written, price_text::TimeFault.to_string()))?
    } else {
        block.ok_or((word, "the block it stands in has no time".to_owned()))?
    };
    let Ok(asset) = contract.asset.parse() else { return Ok(()) };
    let tick = Tick::new(value, time);
    match contract.of.parse() {
        Ok(of) if contract.of != "USD" => drop(reading.rates.insert((asset, of), tick)),
        _ => drop(reading.index.insert(asset, tick)),
    }
    Ok(())
}

fn price(word: &str, decimals: u32) -> Result<Decimal, PriceFault> {
    fixed_point::word(word, decimals).and_then(price_text::within_bounds)
}

/// The time in seconds at a byte.
fn seconds(data: &str, byte: usize) -> Option<Time> {
    price_text::time(&abi::number(data, byte)?.to_string()).ok()
}

/// The node's own words; that it was asked too often is said in many ways.
fn refusal(error: Json<'_>) -> ParseError {
    let refused = deribit::refusal(error);
    if let ParseError::Venue { code, message } = &refused {
        let words = message.to_ascii_lowercase();
        let says = |part| words.contains(part);
        if TOO_MANY.contains(code) || says("rate limit") || says("too many requests") || says("request count exceeded")
        {
            return ParseError::TooMany;
        }
    }
    refused
}

#[cfg(test)]
mod tests;
