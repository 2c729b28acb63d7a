//! Which sources there are, what each is asked for and how often, and who reads the answer.
//!
//! The page's `<meta name="cm-hyperliquid" content="https://…">` and `cm-deribit` put another origin in the place of the
//! venue's, for tests and for who hosts a proxy of their own; the content `off` leaves a source out.

use super::reading::{ParseError, Reading};
use super::{backoff, deribit, hyperliquid};
use crate::book::{Asset, Time};

/// How often an option chain is asked for: it is some hundred kilobytes.
pub const CHAIN_INTERVAL_MS: i64 = 30_000;
/// Coins whose index, futures and options Deribit is asked for.
const COINS: [(&str, &str); 2] = [("BTC", "btc_usd"), ("ETH", "eth_usd")];

/// One source of prices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name in quotes and on screen.
    pub name: &'static str,
    /// The name of the `<meta>` that puts another origin in its place.
    pub meta: &'static str,
    /// Where its API is.
    pub origin: String,
    /// What it is asked for, one after the other.
    pub asks: Vec<Ask>,
}

/// One request to a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Its name in reports.
    pub name: &'static str,
    /// The path after the origin.
    pub path: &'static str,
    /// Parameters of a GET.
    pub query: Vec<(&'static str, &'static str)>,
    /// The JSON body of a POST; `None` is a GET.
    pub body: Option<&'static str>,
    /// Milliseconds between two of them.
    pub every_ms: i64,
    reader: Reader,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    Hyperliquid,
    DeribitIndex(&'static str),
    DeribitFutures,
    DeribitOptions,
}

impl Ask {
    /// Reads an answer to it.
    pub fn parse(&self, bytes: &[u8], received: Time) -> Result<Reading, ParseError> {
        match self.reader {
            Reader::Hyperliquid => hyperliquid::parse(bytes, received),
            Reader::DeribitFutures => deribit::parse_futures(bytes, received),
            Reader::DeribitOptions => deribit::parse_options(bytes, received),
            Reader::DeribitIndex(coin) => {
                let asset: Asset = coin.parse().map_err(|_| ParseError::Empty)?;
                deribit::parse_index(&asset, bytes, received)
            }
        }
    }
}

/// All sources at their own origins.
pub fn all() -> Vec<Source> {
    let hyperliquid = Source {
        name: hyperliquid::NAME,
        meta: "cm-hyperliquid",
        origin: hyperliquid::ORIGIN.to_owned(),
        asks: vec![Ask {
            name: "perpetuals",
            path: hyperliquid::PATH,
            query: Vec::new(),
            body: Some(hyperliquid::BODY),
            every_ms: backoff::INTERVAL_MS,
            reader: Reader::Hyperliquid,
        }],
    };
    let get = |name, path, query, every_ms, reader| Ask { name, path, query, body: None, every_ms, reader };
    let summary = |name, coin, kind, every_ms, reader| {
        let query = vec![("currency", coin), ("kind", kind)];
        get(name, deribit::SUMMARY_PATH, query, every_ms, reader)
    };
    let names = [["BTC index", "BTC futures", "BTC options"], ["ETH index", "ETH futures", "ETH options"]];
    let asks = COINS.iter().zip(names).flat_map(|((coin, pair), names)| {
        let [index, futures, options] = names;
        let often = backoff::INTERVAL_MS;
        let of_index = vec![("index_name", *pair)];
        let reader = Reader::DeribitIndex(coin);
        [
            get(index, deribit::INDEX_PATH, of_index, often, reader),
            summary(futures, *coin, "future", often, Reader::DeribitFutures),
            summary(options, *coin, "option", CHAIN_INTERVAL_MS, Reader::DeribitOptions),
        ]
    });
    let deribit =
        Source { name: deribit::NAME, meta: "cm-deribit", origin: deribit::ORIGIN.to_owned(), asks: asks.collect() };
    vec![hyperliquid, deribit]
}

/// All sources, with origins put in their places by `content`, which gives the content of a `<meta>` by its name.
pub fn configured(content: impl Fn(&str) -> Option<String>) -> Vec<Source> {
    all()
        .into_iter()
        .filter_map(|mut source| {
            let given = content(source.meta).unwrap_or_default();
            match given.trim().trim_end_matches('/') {
                "" => Some(source),
                "off" => None,
                origin => {
                    source.origin = origin.to_owned();
                    Some(source)
                }
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_requests_cover_both_venues() {
        let asked: Vec<_> = all().iter().flat_map(|source| source.asks.iter().map(|ask| ask.name)).collect();
        assert_eq!(
            asked,
            ["perpetuals", "BTC index", "BTC futures", "BTC options", "ETH index", "ETH futures", "ETH options"]
        );
        let [hyperliquid, _] = all().try_into().unwrap();
        let url = format!("{}{}", hyperliquid.origin, hyperliquid.asks[0].path);
        assert_eq!(url, super::super::hyperliquid::URL);
    }

    #[test]
    fn a_page_can_put_an_origin_in_place_or_leave_a_source_out() {
        let sources = configured(|name| match name {
            "cm-deribit" => Some(" http://localhost:9000/ ".to_owned()),
            _ => Some(String::new()),
        });
        assert_eq!(sources[0].origin, "https://api.hyperliquid.xyz");
        assert_eq!(sources[1].origin, "http://localhost:9000");
        assert!(configured(|_| Some("off".to_owned())).is_empty());
    }
}
