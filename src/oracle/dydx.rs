//! dYdX: oracle prices of every perpetual in one public answer of its indexer.
//!
//! `GET /v4/perpetualMarkets` answers with an object of markets by name; `oraclePrice` of `BTC-USD` is the index price of
//! BTC in US dollars a coin, a decimal string. The answer carries no time, so its arrival stands for it. Markets that
//! are not `ACTIVE` are passed over, and so are those whose name holds a token's address
//! (`FARTCOIN,RAYDIUM,9BB6…-USD`), which are no symbols. `GET /v4/orderbooks/perpetualMarket/BTC-USD` answers with a market's
//! book, sizes in coins. Source: the venue's documentation of its indexer.

use super::order_books::{dollar_perpetual, is_plain};
use super::reading::{ParseError, Reading, Tick};
use super::source::{Ask, BookAsk, Kind, Source};
use super::{answer, price_text};
use crate::book::{Asset, Instrument, Time};
use crate::json::{self, Json};

/// Milliseconds between two answers: each has every market, some three hundred kilobytes.
const EVERY_MS: i64 = 10_000;

/// dYdX.
pub static SOURCE: Source = Source {
    name: "dydx",
    title: "dYdX",
    kind: Kind::Venue,
    origin: "https://indexer.dydx.trade",
    needs_key: false,
    gives: "oracle prices of perpetuals",
    evidence: "https://docs.dydx.xyz/indexer-client/http",
    asks: |_| vec![Ask::get("perpetuals", "/v4/perpetualMarkets", EVERY_MS, |_, bytes, time| parse(bytes, time))],
    stream: None,
    book,
};

/// The book of `COIN-PERP`.
fn book(of: &Instrument) -> Option<BookAsk> {
    let coin = dollar_perpetual(of).filter(|coin| is_plain(coin))?;
    Some(BookAsk { path: format!("/v4/orderbooks/perpetualMarket/{coin}-USD"), body: None })
}

/// Reads the answer. A market that is named twice is left out; a price that cannot be one is left out and listed.
pub fn parse(bytes: &[u8], received: Time) -> Result<Reading, ParseError> {
    let top = answer::fields(answer::whole(bytes)?, "the top")?;
    let markets = json::field(&top, "markets").ok_or_else(|| answer::shape("markets", "there is none".to_owned()))?;
    let mut reading = Reading::of(&SOURCE, received);
    let mut rows = Vec::new();
    for (name, market) in answer::fields(markets, "markets")? {
        if name.contains(',') {
            continue;
        }
        match name.strip_suffix("-USD").map(str::parse::<Asset>) {
            Some(Ok(asset)) => rows.push((asset, market)),
            Some(Err(error)) => reading.leave_out(&name, &name, error),
            None => reading.leave_out(&name, &name, "it is not quoted in US dollars"),
        }
    }
    for (asset, market) in answer::named_once(&mut reading, rows) {
        take(&mut reading, asset, market);
    }
    reading.unless_empty()
}

fn take(reading: &mut Reading, asset: Asset, market: Json<'_>) {
    let fields = market.fields().unwrap_or_default();
    match answer::text(json::field(&fields, "status")).as_ref() {
        "ACTIVE" => {}
        "" => return reading.leave_out(asset.as_str(), market.written(), "it does not say whether it is active"),
        _ => return,
    }
    let text = answer::text(json::field(&fields, "oraclePrice"));
    match price_text::price(&text) {
        Ok(value) => {
            reading.index.insert(asset, Tick::new(value, reading.received));
        }
        Err(price_text::PriceFault::Missing) => {}
        Err(why) => reading.leave_out(asset.as_str(), &text, why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    const NOW: Time = Time(1_784_000_000_000);
    const MADE: &[u8] = include_bytes!("../../tests/fixtures/oracle/dydx_perpetual_markets.json");

    fn of(markets: &str) -> Result<Reading, ParseError> {
        parse(format!(r#"{{"markets":{{{markets}}}}}"#).as_bytes(), NOW)
    }

    #[test]
    fn an_active_market_gives_its_oracle_price() {
        let reading = parse(MADE, NOW).unwrap();
        let index = |asset: &str| reading.index.get(&asset.parse().unwrap()).copied();
        assert_eq!(index("BTC"), Some(Tick::new(dec!(93815.25), NOW)));
        assert_eq!(index("ETH"), Some(Tick::new(dec!(3204.518), NOW)));
        assert_eq!(index("PEPE"), Some(Tick::new(dec!(0.0000041872), NOW)));
        // one in settlement, one that waits, and one named by an address are passed over
        assert_eq!((reading.len(), reading.left_out.len()), (3, 0));
    }

    #[test]
    fn a_recorded_answer_reads_likewise() {
        let Ok(folder) = std::env::var("CROSS_MARGIN_FIXTURES") else { return };
        let recorded = std::fs::read(format!("{folder}/dydx/perpetual_markets.json")).unwrap();
        let reading = parse(&recorded, NOW).unwrap();
        let index: Vec<_> = reading.index.iter().map(|(asset, tick)| (asset.as_str(), tick.value)).collect();
        assert_eq!(index, [("BTC", dec!(89919.2)), ("ETH", dec!(3103.01)), ("SOL", dec!(135.3))]);
        assert_eq!(reading.left_out, []);
    }

    #[test]
    fn one_bad_price_leaves_the_others() {
        let good = r#""ETH-USD":{"status":"ACTIVE","oraclePrice":"3204.5"}"#;
        for bad in [r#""NaN""#, r#""-5""#, r#""0""#, "1e300", "1e-40", "true", "[]", "{}", r#""abc""#] {
            let reading = of(&format!(r#""BTC-USD":{{"status":"ACTIVE","oraclePrice":{bad}}},{good}"#)).unwrap();
            assert_eq!((reading.len(), reading.left_out.len()), (1, 1), "{bad}");
            assert_eq!(reading.left_out[0].name, "BTC");
        }
        for bad in ["null", "5", "[]", "{}", r#""ACTIVE""#, r#"{"oraclePrice":"1"}"#] {
            let reading = of(&format!(r#""BTC-USD":{bad},{good}"#)).unwrap();
            assert_eq!((reading.len(), reading.left_out.len()), (1, 1), "{bad}");
        }
        let reading = of(&format!(r#""BTC-USD":{{"status":"ACTIVE","oraclePrice":null}},{good}"#)).unwrap();
        assert_eq!((reading.len(), reading.left_out.len()), (1, 0));
    }

    #[test]
    fn a_market_that_is_named_twice_is_not_guessed_at() {
        let market = |price: u8| format!(r#""BTC-USD":{{"status":"ACTIVE","oraclePrice":"{price}"}}"#);
        let twice = of(&format!("{},{}", market(1), market(2)));
        assert!(matches!(twice, Err(ParseError::NothingUsable { rows: 2, .. })), "{twice:?}");
    }

    #[test]
    fn names_that_are_no_pair_of_dollars_are_listed() {
        let row = r#"{"status":"ACTIVE","oraclePrice":"1"}"#;
        let reading = of(&format!(r#""BTC-EUR":{row},"-USD":{row},"":{row},"B C-USD":{row},"SOL-USD":{row}"#)).unwrap();
        assert_eq!((reading.len(), reading.left_out.len()), (1, 4));
    }

    #[test]
    fn another_shape_is_said_to_be_one() {
        for shape in ["{}", "[]", "null", r#"{"markets":null}"#, r#"{"markets":[]}"#, r#"{"errors":[{"msg":"no"}]}"#] {
            assert!(matches!(parse(shape.as_bytes(), NOW), Err(ParseError::Shape { .. })), "{shape}");
        }
        assert_eq!(of(""), Err(ParseError::Empty));
        assert_eq!(of(r#""OLD-USD":{"status":"FINAL_SETTLEMENT","oraclePrice":"1"}"#), Err(ParseError::Empty));
    }
}
