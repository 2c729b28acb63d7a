//! Bitstamp: the tickers of all pairs in one answer.
//!
//! `GET /api/v2/ticker/` answers with a list of `{"pair": "BTC/USD", "bid", "last", "ask", "timestamp", …}`: decimal
//! strings, US dollars a coin, [`ticker`] makes one price of them, and the time in seconds. Pairs of other currencies and
//! what is not a spot market are passed over. `GET /api/v2/order_book/btcusd/` answers with a pair's whole
//! book. Source: the venue's API documentation, “Currency pair tickers” and “Order book”.

use super::order_books::{dollar_pair, is_plain};
use super::reading::{ParseError, Reading};
use super::source::{Ask, BookAsk, Kind, Source};
use super::ticker::{self, Ticker};
use super::{answer, price_text};
use crate::book::{Asset, Instrument, Time};
use crate::json;

/// Milliseconds between two answers: each has every pair, some hundred kilobytes.
const EVERY_MS: i64 = 10_000;

/// Bitstamp.
pub static SOURCE: Source = Source {
    name: "bitstamp",
    title: "Bitstamp",
    kind: Kind::Venue,
    origin: "https://www.bitstamp.net",
    needs_key: false,
    gives: "bid, last trade and ask of spot pairs",
    evidence: "https://www.bitstamp.net/api/",
    asks: |_| vec![Ask::get("tickers", "/api/v2/ticker/", EVERY_MS, |_, bytes, time| parse(bytes, time))],
    stream: None,
    book,
};

/// The whole book of a pair, one size a price.
fn book(of: &Instrument) -> Option<BookAsk> {
    let coin = dollar_pair(of).filter(|coin| is_plain(coin))?;
    Some(BookAsk { path: format!("/api/v2/order_book/{}usd/", coin.as_str().to_ascii_lowercase()), body: None })
}

/// Reads the answer. A pair that is named twice, and one without a time that can be one, are left out and listed.
pub fn parse(bytes: &[u8], received: Time) -> Result<Reading, ParseError> {
    let mut reading = Reading::of(&SOURCE, received);
    let mut rows = Vec::new();
    for (place, row) in answer::list(answer::whole(bytes)?, "the top")?.into_iter().enumerate() {
        let fields = row.fields().unwrap_or_default();
        let Some(pair) = json::field(&fields, "pair").and_then(json::Json::string) else {
            reading.leave_out(&format!("row {place}"), row.written(), "it names no pair");
            continue;
        };
        let market = answer::text(json::field(&fields, "market_type"));
        let Some(name) = pair.strip_suffix("/USD").filter(|_| matches!(market.as_ref(), "" | "SPOT")) else {
            continue;
        };
        match name.parse::<Asset>() {
            Ok(asset) => rows.push((asset, row)),
            Err(error) => reading.leave_out(&pair, &pair, error),
        }
    }
    for (asset, row) in answer::named_once(&mut reading, rows) {
        let fields = row.fields().unwrap_or_default();
        let text = |name| answer::text(json::field(&fields, name));
        let time = text("timestamp");
        match price_text::time(&time) {
            Ok(time) => {
                let ticker = Ticker { bid: &text("bid"), last: &text("last"), ask: &text("ask") };
                ticker::take(&mut reading, asset, &ticker, time);
            }
            Err(why) => reading.leave_out(asset.as_str(), &time, why),
        }
    }
    reading.unless_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::reading::Tick;
    use rust_decimal_macros::dec;

    const NOW: Time = Time(1_785_145_940_000);
    const RECORDED: &str = include_str!("../../tests/fixtures/oracle/bitstamp_tickers_2026.json");
    const GOOD: &str = r#"{"pair":"SOL/USD","last":"142.6","timestamp":"1785145937"}"#;

    fn with(row: &str) -> Reading {
        parse(format!("[{row},{GOOD}]").as_bytes(), NOW).unwrap()
    }

    #[test]
    fn a_recorded_answer_gives_prices_with_bands_and_times() {
        let reading = parse(RECORDED.as_bytes(), NOW).unwrap();
        let tick = |asset: &str| reading.index[&asset.parse().unwrap()];
        let at = |value, half, second: i64| Tick::new(value, Time(second * 1000)).give_or_take(Some(half));
        assert_eq!(tick("BTC"), at(dec!(65236.6), dec!(0.5), 1_785_145_937)); // 65237 − 65236
        // last 1.84115 lies below the bid; (1.84797 − 1.84541) / 2
        assert_eq!(tick("NEAR"), at(dec!(1.84541), dec!(0.00128), 1_785_145_936));
        assert_eq!(tick("USDC"), at(dec!(0.99991), dec!(0.00001), 1_785_145_937)); // 0.99992 − 0.9999
        assert_eq!((reading.len(), reading.left_out.len()), (3, 0));
    }

    #[test]
    fn other_currencies_and_markets_are_passed_over() {
        let numbers = r#""bid":"1","last":"1","ask":"1","timestamp":"1785145937""#;
        for pair in [r#""pair":"BTC/EUR""#, r#""pair":"BTC/USD-PERP""#, r#""pair":"BTC/USD","market_type":"PERPETUAL""#]
        {
            let reading = with(&format!("{{{pair},{numbers}}}"));
            assert_eq!((reading.len(), reading.left_out.len()), (1, 0), "{pair}");
        }
    }

    #[test]
    fn a_row_that_cannot_be_is_listed_and_the_others_stay() {
        let row = r#"{"pair":"BTC/USD","bid":"65236","last":"65236.6","ask":"65237","timestamp":"1785145937"}"#;
        assert_eq!(with(row).len(), 2);
        for (good, bad) in [("\"65236\"", "bid"), ("\"65236.6\"", "last"), ("\"65237\"", "ask")] {
            for number in ["\"NaN\"", "\"-1\"", "\"0.00\"", "1e300", "1e-40", "true", "[]", "{}"] {
                let reading = with(&row.replace(good, number));
                assert_eq!((reading.len(), reading.left_out.len()), (1, 1), "{bad}: {number}");
            }
        }
        for time in ["\"\"", "null", "0", "\"86400\"", "\"4102444800\"", "\"soon\"", "1e300", "-1"] {
            let reading = with(&row.replace("\"1785145937\"", time));
            assert!(reading.left_out[0].why.contains("2009"), "{time}: {:?}", reading.left_out);
        }
        for row in ["null", "5", "[]", "{}", r#"{"pair":7}"#, r#"{"pair":"/USD"}"#, r#"{"pair":"BTC/USD"}"#] {
            let reading = with(row);
            assert_eq!((reading.len(), reading.left_out.len()), (1, 1), "{row}");
        }
        let crossed = with(&row.replace("\"65236\"", "\"65238\""));
        assert_eq!(crossed.left_out[0].why, "its bid is above its ask");
    }

    #[test]
    fn a_pair_that_is_named_twice_is_not_guessed_at() {
        let twice = parse(format!("[{GOOD},{GOOD}]").as_bytes(), NOW);
        assert!(matches!(twice, Err(ParseError::NothingUsable { rows: 2, .. })), "{twice:?}");
    }

    #[test]
    fn another_shape_is_said_to_be_one() {
        for shape in ["{}", "null", "5", r#"{"status":"error","reason":"no"}"#] {
            assert!(matches!(parse(shape.as_bytes(), NOW), Err(ParseError::Shape { .. })), "{shape}");
        }
        assert_eq!(parse(b"[]", NOW), Err(ParseError::Empty));
        assert_eq!(parse(b"", NOW), Err(ParseError::Empty));
        assert!(matches!(parse(&RECORDED.as_bytes()[..99], NOW), Err(ParseError::Truncated { bytes: 99 })));
        assert!(matches!(parse(b"<html>", NOW), Err(ParseError::NotJson { html: true, .. })));
    }
}
