//! What a source of prices is. Each has a file of its own that says all of this; [`sources`](super::sources) lists them.

use serde::Serialize;

use super::reading::{ParseError, Reading};
use crate::book::{Asset, Instrument, Time};

/// What kind of source it is; the policy has age limits for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A venue, an exchange or an oracle network that publishes every few seconds.
    Venue,
    /// A contract on a chain that is written to when the price has moved, or an hour has passed.
    Chain,
    /// An aggregate of others: it can call a price in question, and never makes one.
    Check,
    /// The page that embeds the calculator; its prices are taken as they are.
    Host,
}

/// What the book on screen rests on: what sources that answer one thing at a time are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Coins and collateral.
    pub assets: Vec<Asset>,
    /// Positions.
    pub instruments: Vec<Instrument>,
}

impl Wanted {
    /// Whether an asset of this name is wanted.
    pub fn has(&self, name: &str) -> bool {
        self.assets.iter().any(|asset| asset.as_str() == name)
    }
}

/// One source of prices.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// Its name in quotes: `kraken`.
    pub name: &'static str,
    /// Its name on screen: `Kraken`.
    pub title: &'static str,
    /// What kind it is.
    pub kind: Kind,
    /// Where its API is, without a slash at the end; empty for what comes without asking.
    pub origin: &'static str,
    /// Whether it answers only with the user's key, or through the user's proxy.
    pub needs_key: bool,
    /// What it gives, in a few words for the table on screen and in the documents.
    pub gives: &'static str,
    /// Where the shape of its answers is described.
    pub evidence: &'static str,
    /// What it is asked for.
    pub asks: fn(&Wanted) -> Vec<Ask>,
    /// What it sends by itself, if it does.
    pub stream: Option<Stream>,
    /// What it is asked for the order book of an instrument that it lists; see [`order_books`](super::order_books).
    pub book: fn(&Instrument) -> Option<BookAsk>,
}

/// The request for one order book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookAsk {
    /// The path after the origin, with its query.
    pub path: String,
    /// The JSON body of a POST; `None` is a GET.
    pub body: Option<String>,
}

/// One request to a source.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Its name in reports: `BTC index`. Unique among the asks of a source.
    pub name: String,
    /// What the answer is about where it does not say so itself: a coin, or nothing.
    pub about: String,
    /// The path after the origin.
    pub path: String,
    /// Parameters of a GET.
    pub query: Vec<(&'static str, String)>,
    /// The JSON body of a POST; `None` is a GET.
    pub body: Option<String>,
    /// Milliseconds between two of them.
    pub every_ms: i64,
    /// Reads an answer: what it is about, its bytes, when it arrived.
    pub parse: Parse,
}

/// Reads an answer: what it is about, its bytes, when it arrived.
pub type Parse = fn(&str, &[u8], Time) -> Result<Reading, ParseError>;

impl Ask {
    /// A GET.
    pub fn get(name: impl Into<String>, path: impl Into<String>, every_ms: i64, parse: Parse) -> Self {
        let (name, path) = (name.into(), path.into());
        Self { name, about: String::new(), path, query: Vec::new(), body: None, every_ms, parse }
    }

    /// A POST of JSON.
    pub fn post(
        name: impl Into<String>,
        path: impl Into<String>,
        body: impl Into<String>,
        every_ms: i64,
        parse: Parse,
    ) -> Self {
        Self { body: Some(body.into()), ..Self::get(name, path, every_ms, parse) }
    }

    /// The same with one more parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// The same about a coin.
    #[must_use]
    pub fn about(mut self, coin: impl Into<String>) -> Self {
        self.about = coin.into();
        self
    }

    /// Whether it asks for exactly the same.
    pub fn is_same(&self, other: &Ask) -> bool {
        (&self.name, &self.path, &self.query, &self.body) == (&other.name, &other.path, &other.query, &other.body)
    }

    /// Reads an answer to it.
    pub fn parse(&self, bytes: &[u8], received: Time) -> Result<Reading, ParseError> {
        (self.parse)(&self.about, bytes, received)
    }
}

/// What a source sends by itself once it is subscribed to.
#[derive(Clone, Copy, Debug)]
pub struct Stream {
    /// How it is carried.
    pub carrier: Carrier,
    /// Where, from the source's origin on: `wss://api.hyperliquid.xyz/ws` for a socket of its own, or a path.
    pub address: &'static str,
    /// What is sent after it opens, or the parameters after the address of server-sent events. Empty: not wanted now.
    pub hello: fn(&Wanted) -> Vec<String>,
    /// Reads a message.
    pub parse: fn(&[u8], Time) -> Result<Said, ParseError>,
    /// What is sent every so often to keep it open: milliseconds and words.
    pub ping: Option<(i64, &'static str)>,
    /// After this many milliseconds without a word it is opened again.
    pub silence_ms: i64,
}

/// How a stream is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// A WebSocket.
    Socket,
    /// Server-sent events over a request.
    Events,
}

/// What one message of a stream says.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// Prices.
    Prices(Reading),
    /// A question of the other side, and what to answer.
    Answer(String),
    /// Nothing of interest: a greeting, a confirmation, a pong.
    Nothing,
}
