//! Kraken: the tickers of several pairs in one answer.
//!
//! `GET /0/public/Ticker?pair=XBTUSD,ETHUSD` answers `{"error": […], "result": {"XXBTZUSD": {"a","b","c",…}}}`: ask,
//! bid and last trade are the first of a list of strings each, US dollars a coin, and [`ticker`] makes one price of them.
//! The oldest pairs are answered under another name than the one they are asked by. One pair that does not exist spoils
//! the whole answer, so that only pairs are asked for that are long listed. There is no time in it: the arrival stands
//! for it. A market without trades has a last price of zero and is left out.
//! `GET /0/public/Depth?pair=XBTUSD&count=500` answers with a pair's book, at most 500 levels a side: lists of price, size and
//! time. Source: the venue's API documentation, “Get Ticker Information” and “Get Order Book”.

use super::answer::{self, Fields};
use super::backoff::INTERVAL_MS;
use super::order_books::dollar_pair;
use super::reading::{ParseError, Reading, first};
use super::source::{Ask, BookAsk, Kind, Source, Wanted};
use super::ticker::{self, Ticker};
use crate::book::{Asset, Instrument, Time};
use crate::json::{self, Json};

/// An asset, the name its pair is asked by, and the name that is answered where it is another.
const PAIRS: [(&str, &str, &str); 34] = [
    ("BTC", "XBTUSD", "XXBTZUSD"),
    ("ETH", "ETHUSD", "XETHZUSD"),
    ("XRP", "XRPUSD", "XXRPZUSD"),
    ("LTC", "LTCUSD", "XLTCZUSD"),
    ("XLM", "XLMUSD", "XXLMZUSD"),
    ("ETC", "ETCUSD", "XETCZUSD"),
    ("XMR", "XMRUSD", "XXMRZUSD"),
    ("ZEC", "ZECUSD", "XZECZUSD"),
    ("USDT", "USDTUSD", "USDTZUSD"),
    ("USDC", "USDCUSD", ""),
    ("DAI", "DAIUSD", ""),
    ("DOGE", "XDGUSD", ""),
    ("SOL", "SOLUSD", ""),
    ("BNB", "BNBUSD", ""),
    ("AVAX", "AVAXUSD", ""),
    ("LINK", "LINKUSD", ""),
    ("ADA", "ADAUSD", ""),
    ("DOT", "DOTUSD", ""),
    ("BCH", "BCHUSD", ""),
    ("TRX", "TRXUSD", ""),
    ("UNI", "UNIUSD", ""),
    ("AAVE", "AAVEUSD", ""),
    ("ATOM", "ATOMUSD", ""),
    ("NEAR", "NEARUSD", ""),
    ("ARB", "ARBUSD", ""),
    ("OP", "OPUSD", ""),
    ("SUI", "SUIUSD", ""),
    ("APT", "APTUSD", ""),
    ("INJ", "INJUSD", ""),
    ("FIL", "FILUSD", ""),
    ("LDO", "LDOUSD", ""),
    ("PEPE", "PEPEUSD", ""),
    ("SHIB", "SHIBUSD", ""),
    ("WBTC", "WBTCUSD", ""),
];

/// Kraken.
pub static SOURCE: Source = Source {
    name: "kraken",
    title: "Kraken",
    kind: Kind::Venue,
    origin: "https://api.kraken.com",
    needs_key: false,
    gives: "bid, last trade and ask of spot pairs",
    evidence: "https://docs.kraken.com/api/docs/rest-api/get-ticker-information",
    asks,
    stream: None,
    book,
};

fn asks(wanted: &Wanted) -> Vec<Ask> {
    let pairs: Vec<&str> = PAIRS.iter().filter(|(asset, ..)| wanted.has(asset)).map(|(_, asked, _)| *asked).collect();
    if pairs.is_empty() {
        return Vec::new();
    }
    let ask = Ask::get("tickers", "/0/public/Ticker", INTERVAL_MS, |_, bytes, time| parse(bytes, time));
    vec![ask.with("pair", pairs.join(","))]
}

/// The best levels of a pair that is long listed, as many as there are to be had.
fn book(of: &Instrument) -> Option<BookAsk> {
    let coin = dollar_pair(of)?;
    let (_, pair, _) = PAIRS.iter().find(|(asset, ..)| *asset == coin.as_str())?;
    Some(BookAsk { path: format!("/0/public/Depth?pair={pair}&count=500"), body: None })
}

/// Reads the answer. A pair that is there under both of its names is left out.
pub fn parse(bytes: &[u8], received: Time) -> Result<Reading, ParseError> {
    let top = answer::fields(answer::whole(bytes)?, "the top")?;
    if let Some(error) = json::field(&top, "error") {
        refusal(error)?;
    }
    let result = json::field(&top, "result").ok_or_else(|| answer::shape("result", "there is none".to_owned()))?;
    let mut reading = Reading::of(&SOURCE, received);
    let mut rows = Vec::new();
    for (name, row) in answer::fields(result, "result")? {
        let known = PAIRS.iter().find(|(_, asked, answered)| *asked == name || *answered == name);
        match known.and_then(|(asset, ..)| asset.parse::<Asset>().ok()) {
            Some(asset) if !name.is_empty() => rows.push((asset, row)),
            _ => reading.leave_out(&name, row.written(), "it was not asked for"),
        }
    }
    for (asset, row) in answer::named_once(&mut reading, rows) {
        let Some(fields) = row.fields() else {
            reading.leave_out(asset.as_str(), row.written(), "its ticker is no object");
            continue;
        };
        let text = |name| answer::text(head(&fields, name));
        let ticker = Ticker { bid: &text("b"), last: &text("c"), ask: &text("a") };
        ticker::take(&mut reading, asset, &ticker, received);
    }
    reading.unless_empty()
}

/// Errs with the venue's own words where the list of errors has any.
pub(super) fn refusal(error: Json<'_>) -> Result<(), ParseError> {
    let words = match error.list() {
        Some(list) if list.is_empty() => return Ok(()),
        Some(list) => list.into_iter().map(Json::text).collect::<Vec<_>>().join(", "),
        None => error.text().into_owned(),
    };
    if ["Rate limit exceeded", "Too many requests", "Throttled"].iter().any(|of| words.contains(of)) {
        return Err(ParseError::TooMany);
    }
    Err(ParseError::Venue { code: 0, message: first(&words, 160) })
}

/// The first of the list in a field; what stands there where it is no list.
fn head<'a>(fields: &Fields<'a>, name: &str) -> Option<Json<'a>> {
    let value = json::field(fields, name)?;
    Some(value.list().and_then(|list| list.first().copied()).unwrap_or(value))
}

#[cfg(test)]
#[path = "kraken_tests.rs"]
mod tests;
