//! Coinbase Exchange: the ticker of one pair at a time.
//!
//! `GET /products/BTC-USD/ticker` answers `{"price","bid","ask","time",…}`: decimal strings, US dollars a coin, and the
//! time of the last trade in RFC 3339 with up to nine digits of a second; [`ticker`] makes one price of them. The answer
//! does not name its pair. Errors are `{"message": "…"}`. `GET /products/BTC-USD/book?level=2` answers with the pair's whole
//! book, lists of price, size and number of orders. Source: the venue's API documentation, “Get product ticker” and “Get product
//! book”.

use super::backoff::INTERVAL_MS;
use super::order_books::dollar_pair;
use super::reading::{ParseError, Reading, first};
use super::source::{Ask, BookAsk, Kind, Source};
use super::ticker::{self, Ticker};
use super::{answer, price_text};
use crate::book::{Asset, Instrument, Time};
use crate::json;

/// Assets that are traded against US dollars there, by the names that the calculator gives them.
const LISTED: [&str; 47] = [
    "BTC", "ETH", "SOL", "XRP", "DOGE", "AVAX", "LINK", "USDT", "DAI", "USDS", "LTC", "BCH", "ADA", "DOT", "UNI",
    "AAVE", "ARB", "OP", "SUI", "NEAR", "ATOM", "APT", "INJ", "SEI", "TIA", "HBAR", "XLM", "ETC", "FIL", "ALGO", "ICP",
    "CRV", "LDO", "PEPE", "SHIB", "BONK", "WIF", "ONDO", "ENA", "POL", "STX", "RENDER", "PENDLE", "BNB", "HYPE",
    "cbETH", "mSOL",
];

/// Coinbase.
pub static SOURCE: Source = Source {
    name: "coinbase",
    title: "Coinbase",
    kind: Kind::Venue,
    origin: "https://api.exchange.coinbase.com",
    needs_key: false,
    gives: "bid, last trade and ask of spot pairs",
    evidence: "https://docs.cdp.coinbase.com/api-reference/exchange-api/rest-api/products/get-product-ticker",
    asks: |wanted| LISTED.iter().filter(|asset| wanted.has(asset)).map(|asset| of_asset(asset)).collect(),
    stream: None,
    book,
};

/// The address of a pair, on which all of it is found.
fn product(asset: &str) -> String {
    format!("/products/{}-USD", asset.to_ascii_uppercase())
}

/// The whole book of a listed pair, one size a price.
fn book(of: &Instrument) -> Option<BookAsk> {
    let coin = dollar_pair(of).filter(|coin| LISTED.contains(&coin.as_str()))?;
    Some(BookAsk { path: format!("{}/book?level=2", product(coin.as_str())), body: None })
}

fn of_asset(asset: &str) -> Ask {
    let path = format!("{}/ticker", product(asset));
    let ask = Ask::get(format!("{asset} ticker"), path, INTERVAL_MS, |asset, bytes, time| {
        let asset = asset.parse().map_err(|_| ParseError::Empty)?;
        parse(&asset, bytes, time)
    });
    ask.about(asset)
}

/// Reads the ticker of `asset`; the answer does not say whose it is. Without a time that can be one it is left out.
pub fn parse(asset: &Asset, bytes: &[u8], received: Time) -> Result<Reading, ParseError> {
    let fields = answer::fields(answer::whole(bytes)?, "the top")?;
    let text = |name| answer::text(json::field(&fields, name));
    let (price, message) = (text("price"), text("message"));
    if price.is_empty() && !message.is_empty() {
        return Err(ParseError::Venue { code: 0, message: first(&message, 160) });
    }
    let mut reading = Reading::of(&SOURCE, received);
    let time = text("time");
    match price_text::instant(&time) {
        Ok(time) => {
            let ticker = Ticker { bid: &text("bid"), last: &price, ask: &text("ask") };
            ticker::take(&mut reading, asset.clone(), &ticker, time);
        }
        Err(why) => reading.leave_out(asset.as_str(), &time, why),
    }
    reading.unless_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::reading::Tick;
    use crate::oracle::source::Wanted;
    use rust_decimal_macros::dec;

    const NOW: Time = Time(1_784_000_000_000);
    const RECORDED: &str = include_str!("../../tests/fixtures/oracle/coinbase_ticker_2026.json");
    const OF_2015: &str = include_str!("../../tests/fixtures/oracle/coinbase_ticker_2015.json");

    fn read(body: &str) -> Result<Tick, ParseError> {
        let asset: Asset = "NEAR".parse().unwrap();
        parse(&asset, body.as_bytes(), NOW).map(|reading| reading.index[&asset])
    }

    #[test]
    fn a_recorded_ticker_gives_a_price_with_its_band_and_time() {
        let tick = read(RECORDED).unwrap();
        // last 1.846, at the bid; (1.847 − 1.846) / 2; 2026-07-27T09:54:10.491922664Z
        assert_eq!((tick.value, tick.confidence), (dec!(1.846), Some(dec!(0.0005))));
        assert_eq!(tick.time, Time(1_785_146_050_491));
    }

    #[test]
    fn a_last_trade_far_from_its_market_gives_way_to_the_market() {
        let tick = read(OF_2015).unwrap();
        // last 246.28, bid 637, ask 637.11; 2015-04-08T20:49:06.506997Z
        assert_eq!((tick.value, tick.confidence), (dec!(637), Some(dec!(0.055))));
        assert_eq!(tick.time, Time(1_428_526_146_506));
    }

    #[test]
    fn only_what_is_wanted_and_listed_is_asked_for() {
        let assets = ["cbETH", "BTC", "USDC", "NOPE"].map(|name| name.parse().unwrap()).to_vec();
        let asks = (SOURCE.asks)(&Wanted { assets, instruments: Vec::new() });
        let asked: Vec<_> = asks.iter().map(|ask| (ask.about.as_str(), ask.path.as_str())).collect();
        assert_eq!(asked, [("BTC", "/products/BTC-USD/ticker"), ("cbETH", "/products/CBETH-USD/ticker")]);
        assert!((SOURCE.asks)(&Wanted::default()).is_empty());
        let reading = asks[1].parse(RECORDED.as_bytes(), NOW).unwrap();
        assert_eq!(reading.index.keys().map(Asset::as_str).collect::<Vec<_>>(), ["cbETH"]);
    }

    #[test]
    fn a_refusal_is_the_venues_own_words() {
        let refused = read(r#"{"message":"NotFound"}"#);
        assert_eq!(refused, Err(ParseError::Venue { code: 0, message: "NotFound".to_owned() }));
    }

    #[test]
    fn what_is_no_price_or_no_time_is_left_out() {
        let time = "2026-07-27T09:54:10.491922664Z";
        for bad in ["\"NaN\"", "\"-1\"", "\"0\"", "1e300", "1e-40", "true", "[]", "{}"] {
            for field in [r#""price":"1.846""#, r#""bid":"1.846""#, r#""ask":"1.847""#] {
                let (name, _) = field.split_once(':').unwrap();
                let bytes = RECORDED.replace(field, &format!("{name}:{bad}"));
                assert_ne!(bytes, RECORDED);
                assert!(matches!(read(&bytes), Err(ParseError::NothingUsable { rows: 1, .. })), "{bytes}");
            }
        }
        for bad in ["1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z", "", "soon", "2026-07-27 09:54:10"] {
            assert!(read(&RECORDED.replace(time, bad)).is_err(), "{bad}");
        }
        for shape in ["", "{}", "[]", "null", "5", "<html>", &RECORDED[..40]] {
            assert!(read(shape).is_err(), "{shape}");
        }
    }
}
