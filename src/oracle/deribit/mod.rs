//! Deribit: index prices, and the book summaries of options and futures.
//!
//! | request | gives |
//! |---|---|
//! | `public/get_index_price?index_name=btc_usd` | index price, US dollars a coin |
//! | `public/get_book_summary_by_currency?currency=BTC&kind=option` | marks (coins a coin), volatilities, forwards |
//! | `public/get_book_summary_by_currency?currency=BTC&kind=future` | marks and forwards, US dollars a coin |
//! | `public/ticker?instrument_name=BTC_USDC-PERPETUAL` | marks and volatilities of what is settled in USDC, one by one |
//! | `public/get_order_book?instrument_name=BTC-PERPETUAL&depth=1000` | the book of one: sizes are dollars of coin-settled futures, else coins |
//! | socket, see `stream` | indices, volatility indices, and tickers of what the book holds |
//!
//! Answers are JSON-RPC: `{"result": …, "usOut": microseconds}` or `{"error": {"code", "message"}}`.
//! Source: the venue's API documentation of these methods.

mod index;
mod stream;
mod summary;
mod ticker;

use super::backoff::INTERVAL_MS;
use super::reading::{ParseError, first};
use super::source::{Ask, BookAsk, Kind, Source, Wanted};
use super::{answer, price_text};
use crate::book::{self, Instrument, Settlement, Time};
use crate::json::{self, Json};

pub use index::parse_index;
pub use stream::parse_message;
pub use summary::{parse_futures, parse_options};
pub use ticker::parse_ticker;

/// Coins whose index, futures and options are asked for.
const COINS: [(&str, &str); 2] = [("BTC", "btc_usd"), ("ETH", "eth_usd")];
/// How often an option chain is asked for: it is some hundred kilobytes.
const CHAIN_INTERVAL_MS: i64 = 30_000;

/// How often a ticker is asked for: the socket is faster, and they are asked for one by one.
const TICKER_INTERVAL_MS: i64 = 10_000;
/// So many tickers are asked for at most.
const MOST_TICKERS: usize = 20;

/// Deribit.
pub static SOURCE: Source = Source {
    name: "deribit",
    title: "Deribit",
    kind: Kind::Venue,
    origin: "https://www.deribit.com",
    needs_key: false,
    gives: "index prices; marks of futures and options; implied volatilities; volatility indices; forwards; also by socket",
    evidence: "https://docs.deribit.com/",
    asks: |wanted| {
        let of_coins = COINS.iter().flat_map(|(coin, pair)| of_coin(coin, pair));
        of_coins.chain(listed(wanted).filter(|i| !i.is_inverse()).take(MOST_TICKERS).map(of_linear)).collect()
    },
    stream: Some(stream::STREAM),
    book,
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

/// Whether the venue lists such an instrument: what is settled in its coins, and what is settled in USDC.
fn lists(instrument: &Instrument) -> bool {
    match instrument.settlement() {
        _ if instrument.kind() == book::Kind::Spot => false,
        Settlement::Inverse => COINS.iter().any(|(coin, _)| instrument.underlying().as_str() == *coin),
        Settlement::Linear { quote } => quote.as_str() == "USDC",
    }
}

/// What the venue lists of a book.
fn listed(wanted: &Wanted) -> impl Iterator<Item = &Instrument> {
    wanted.instruments.iter().filter(|instrument| lists(instrument))
}

/// The best thousand levels of an instrument, which is called there as it is here. What one is, dollars or coins, is the
/// same too: [`Instrument::counts_dollars`].
fn book(of: &Instrument) -> Option<BookAsk> {
    let path = || format!("/api/v2/public/get_order_book?instrument_name={of}&depth=1000");
    lists(of).then(|| BookAsk { path: path(), body: None })
}

fn of_linear(instrument: &Instrument) -> Ask {
    let name = instrument.to_string();
    let every_ms = if instrument.is_option() { CHAIN_INTERVAL_MS } else { TICKER_INTERVAL_MS };
    let ask = Ask::get(name.clone(), "/api/v2/public/ticker", every_ms, parse_ticker);
    ask.with("instrument_name", name.clone()).about(name)
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
