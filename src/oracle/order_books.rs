//! Order books, each asked for once when somebody wishes it: who can be asked for that of an instrument, and how an answer
//! is read.
//!
//! | instrument | asked |
//! |---|---|
//! | `BTC-PERP` | Hyperliquid, dYdX |
//! | `BTC-PERPETUAL`, `BTC-27DEC26`, `BTC-27DEC26-100000-C` and the like of ETH; what is settled in USDC | Deribit |
//! | `BTC/USD` | Coinbase and Kraken, of pairs that they are known to list; Bitstamp |
//!
//! Only the instrument's name is sent. Prices and sizes of all of them are in the instrument's own units: coins, of an
//! inverse perpetual or future dollars.

use super::answer;
use super::fault::FetchFault;
use super::reading::ParseError;
use super::sources::Configured;
use super::{deribit, kraken};
use crate::book::{Asset, Instrument, Kind, Settlement};
use crate::json::{self, Json};
use crate::risk::{FigureError, OrderBook};

/// What somebody can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Name of the source.
    pub source: &'static str,
    /// Its name on screen.
    pub title: &'static str,
    /// Where.
    pub url: String,
    /// The JSON body of a POST; `None` is a GET.
    pub body: Option<String>,
}

/// Why there is no book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookFault {
    /// There is no answer, or it cannot be read.
    Fetch(FetchFault),
    /// There is no such instrument.
    Unlisted,
    /// The venue says no, in its own words.
    Refused(String),
    /// Nobody bids or asks.
    Empty,
    /// It is no book, and why.
    Wrong(String),
}

impl From<FetchFault> for BookFault {
    fn from(fault: FetchFault) -> Self {
        match fault {
            FetchFault::Status(404) => Self::Unlisted,
            other => Self::Fetch(other),
        }
    }
}

impl From<ParseError> for BookFault {
    fn from(error: ParseError) -> Self {
        match error {
            ParseError::Venue { code, message } if code != deribit::TOO_MANY_REQUESTS => Self::Refused(message),
            other => Self::Fetch(other.into()),
        }
    }
}

/// Who can be asked for the book of an instrument, in the order of the sources.
pub fn offers(sources: &[Configured], of: &Instrument) -> Vec<Offer> {
    let offer = |at: &Configured| {
        let ask = (at.source.book)(of)?;
        let url = [at.origin.as_str(), &ask.path].concat();
        Some(Offer { source: at.source.name, title: at.source.title, url, body: ask.body })
    };
    sources.iter().filter_map(offer).collect()
}

/// Reads an answer.
///
/// # Errors
/// Why there is no book in it.
pub fn read(bytes: &[u8]) -> Result<OrderBook, BookFault> {
    let answer = answer::whole(bytes)?;
    if answer.is_null() {
        return Err(BookFault::Unlisted);
    }
    refusal(answer)?;
    OrderBook::read(answer.written()).map_err(|why| match why {
        FigureError::Input { read, .. } if read == OrderBook::EMPTY => BookFault::Empty,
        other => BookFault::Wrong(other.to_string()),
    })
}

/// Errs with the words of a venue that says no with a status of success: `error`, a list or an object (Kraken, Deribit), or
/// of what its status 400 comes with, `errors` (dYdX), `message` (Coinbase) or `reason` (Bitstamp).
fn refusal(answer: Json<'_>) -> Result<(), BookFault> {
    let Some(fields) = answer.fields() else { return Ok(()) };
    let of = |name| json::field(&fields, name).filter(|value| !value.is_null());
    match of("error") {
        Some(list) if list.list().is_some() => kraken::refusal(list)?,
        Some(error) => Err(deribit::refusal(error))?,
        None => {}
    }
    let first = of("errors").and_then(|all| all.list()?.first()?.fields());
    let words = first.and_then(|fields| json::field(&fields, "msg")).or_else(|| of("message")).or_else(|| of("reason"));
    match words {
        Some(words) => Err(BookFault::Refused(super::reading::first(&words.text(), 160))),
        None => Ok(()),
    }
}

/// The coin of a perpetual that is paid in US dollars: `BTC` of `BTC-PERP`.
pub(super) fn dollar_perpetual(of: &Instrument) -> Option<&Asset> {
    in_dollars(of, Kind::Perpetual)
}

/// The coin of a spot pair against US dollars: `BTC` of `BTC/USD`.
pub(super) fn dollar_pair(of: &Instrument) -> Option<&Asset> {
    in_dollars(of, Kind::Spot)
}

fn in_dollars(of: &Instrument, kind: Kind) -> Option<&Asset> {
    let dollars = matches!(of.settlement(), Settlement::Linear { quote } if *quote == Asset::usd());
    (of.kind() == kind && dollars).then(|| of.underlying())
}

/// Whether a symbol can stand in an address as it is: letters and digits alone.
pub(super) fn is_plain(coin: &Asset) -> bool {
    coin.as_str().bytes().all(|letter| letter.is_ascii_alphanumeric())
}

#[cfg(test)]
#[path = "order_books_tests.rs"]
mod tests;
