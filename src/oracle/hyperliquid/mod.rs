//! Hyperliquid: oracle and mark prices of every perpetual in one public answer.
//!
//! `POST /info {"type":"metaAndAssetCtxs"}` answers with a pair: the list of coins, and beside it, in the same order,
//! a list of their prices as decimal strings. `oraclePx` is taken as the coin's index price and `markPx` as the mark
//! of `COIN-PERP`, both US dollars a coin. The answer carries no time, so its arrival stands for it.
//! The same prices of the coins that a book rests on come by socket, see `stream`; mid prices are a source of their own,
//! see `mids`. `{"type":"l2Book","coin":"BTC"}` is answered with the best twenty levels of a perpetual's book, sizes in coins.
//! Source: the venue's API documentation, “Retrieve perpetuals asset contexts”.

mod mids;
mod stream;

use super::backoff::INTERVAL_MS;
use super::order_books::dollar_perpetual;
use super::reading::{ParseError, Reading, Tick};
use super::source::{Ask, BookAsk, Kind, Source};
use super::{answer, price_text};
use crate::book::{Asset, Instrument, Time};
use crate::json::{self, Json};

pub use mids::{SOURCE as MIDS, parse_mids, parse_mids_message};
pub use stream::parse_message;

/// Hyperliquid.
pub static SOURCE: Source = Source {
    name: "hyperliquid",
    title: "Hyperliquid",
    kind: Kind::Venue,
    origin: "https://api.hyperliquid.xyz",
    needs_key: false,
    gives: "oracle and mark prices of perpetuals, also by socket",
    evidence: "https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/info-endpoint/perpetuals",
    asks: |_| {
        vec![Ask::post("perpetuals", "/info", r#"{"type":"metaAndAssetCtxs"}"#, INTERVAL_MS, |_, b, t| parse(b, t))]
    },
    stream: Some(stream::CONTEXTS),
    book,
};

/// The book of `COIN-PERP`, by the name of the coin.
fn book(of: &Instrument) -> Option<BookAsk> {
    let coin = dollar_perpetual(of)?;
    Some(BookAsk { path: "/info".to_owned(), body: Some(format!(r#"{{"type":"l2Book","coin":"{coin}"}}"#)) })
}

/// Reads the answer. Delisted coins and coins without prices are passed over; a price that cannot be one is left out
/// and listed; coins that are named twice are left out, since their order no longer says which price is whose.
pub fn parse(bytes: &[u8], received: Time) -> Result<Reading, ParseError> {
    let parts = answer::list(answer::whole(bytes)?, "the top")?;
    let &[meta, contexts, ..] = parts.as_slice() else {
        return Err(answer::shape("the top", format!("a pair of coins and prices, not {} parts", parts.len())));
    };
    let universe = json::field(&answer::fields(meta, "[0]")?, "universe");
    let universe = universe.ok_or_else(|| answer::shape("[0].universe", "there is none".to_owned()))?;
    let coins = answer::list(universe, "[0].universe")?;
    let contexts = answer::list(contexts, "[1]")?;
    if coins.len() != contexts.len() {
        return Err(answer::shape("[1]", format!("{} prices for {} coins", contexts.len(), coins.len())));
    }
    let mut reading = Reading::of(&SOURCE, received);
    let mut rows = Vec::new();
    for (place, (coin, context)) in coins.into_iter().zip(contexts).enumerate() {
        let fields = coin.fields().unwrap_or_default();
        let Some(name) = json::field(&fields, "name").and_then(Json::string) else {
            reading.leave_out(&format!("coin {place}"), coin.written(), "it has no name");
            continue;
        };
        let asset: Asset = match name.parse() {
            Ok(asset) => asset,
            Err(error) => {
                reading.leave_out(&name, &name, error);
                continue;
            }
        };
        if json::field(&fields, "isDelisted").is_none_or(|delisted| delisted.written() != "true") {
            rows.push((asset, context));
        }
    }
    for (asset, context) in answer::named_once(&mut reading, rows) {
        take(&mut reading, &asset, context);
    }
    reading.unless_empty()
}

fn take(reading: &mut Reading, asset: &Asset, context: Json<'_>) {
    if context.is_null() {
        return;
    }
    let Some(fields) = context.fields() else {
        return reading.leave_out(asset.as_str(), context.written(), "its prices are no object");
    };
    let received = reading.received;
    let mut tick = |name| {
        let text = answer::text(json::field(&fields, name));
        match price_text::price(&text) {
            Ok(value) => Some(Tick::new(value, received)),
            Err(price_text::PriceFault::Missing) => None,
            Err(why) => {
                reading.leave_out(asset.as_str(), &text, why);
                None
            }
        }
    };
    let (oracle, mark) = (tick("oraclePx"), tick("markPx"));
    if let Some(tick) = oracle {
        reading.index.insert(asset.clone(), tick);
    }
    if let (Some(tick), Ok(perpetual)) = (mark, Instrument::perpetual(asset.clone())) {
        reading.marks.insert(perpetual, tick);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;

    const NOW: Time = Time(1_784_000_000_000);
    const RECORDED: &[u8] = include_bytes!("../../../tests/fixtures/oracle/hyperliquid_meta_and_asset_ctxs_2026.json");

    fn index(reading: &Reading, asset: &str) -> Option<Decimal> {
        reading.index.get(&asset.parse().unwrap()).map(|t| t.value)
    }

    fn answer(rows: &[(&str, &str)]) -> String {
        let names: Vec<_> = rows.iter().map(|(name, _)| format!(r#"{{"name":"{name}"}}"#)).collect();
        let prices: Vec<_> = rows.iter().map(|(_, row)| (*row).to_owned()).collect();
        format!(r#"[{{"universe":[{}]}},[{}]]"#, names.join(","), prices.join(","))
    }

    #[test]
    fn a_recorded_answer_gives_index_and_mark() {
        let reading = parse(RECORDED, NOW).unwrap();
        assert_eq!(index(&reading, "BTC"), Some(dec!(64716)));
        assert_eq!(index(&reading, "DYDX"), Some(dec!(0.12091)));
        let perpetual = "ETH-PERP".parse().unwrap();
        assert_eq!(reading.marks.get(&perpetual).unwrap().value, dec!(1869.3));
        assert_eq!(reading.marks.get(&perpetual).unwrap().time, NOW);
        assert!(reading.left_out.is_empty());
    }

    #[test]
    fn a_builder_market_keeps_its_name() {
        let recorded = include_bytes!("../../../tests/fixtures/oracle/hyperliquid_meta_and_asset_ctxs_hip3.json");
        let reading = parse(recorded, NOW).unwrap();
        assert_eq!(index(&reading, "xyz:TSLA"), Some(dec!(382.12)));
    }

    #[test]
    fn one_bad_price_leaves_the_others() {
        for bad in [r#""NaN""#, r#""-5""#, r#""0""#, "1e300", r#""1e400""#, "true", "[1]", r#""abc""#] {
            let bytes = answer(&[
                ("BTC", &format!(r#"{{"oraclePx":{bad},"markPx":"64706"}}"#)),
                ("ETH", r#"{"oraclePx":"1869","markPx":"1869.3"}"#),
            ]);
            let reading = parse(bytes.as_bytes(), NOW).unwrap();
            assert_eq!(index(&reading, "BTC"), None, "{bad}");
            assert_eq!(index(&reading, "ETH"), Some(dec!(1869)), "{bad}");
            assert_eq!(reading.left_out.len(), 1, "{bad}");
            assert_eq!(reading.left_out[0].name, "BTC");
        }
    }

    #[test]
    fn delisted_and_absent_prices_are_passed_over() {
        let bytes = br#"[{"universe":[{"name":"OLD","isDelisted":true},{"name":"NEW"},{"name":"BTC"}]},
            [{"oraclePx":"0","markPx":"0"},null,{"oraclePx":"64716","markPx":null}]]"#;
        let reading = parse(bytes, NOW).unwrap();
        assert_eq!(reading.len(), 1);
        assert!(reading.left_out.is_empty());
    }

    #[test]
    fn lists_that_do_not_match_are_not_guessed_at() {
        let short = br#"[{"universe":[{"name":"BTC"},{"name":"ETH"}]},[{"oraclePx":"1869"}]]"#;
        assert!(matches!(parse(short, NOW), Err(ParseError::Shape { .. })));
        let row = r#"{"oraclePx":"64716","markPx":"64706"}"#;
        let twice = answer(&[("BTC", row), ("BTC", row)]);
        assert!(matches!(parse(twice.as_bytes(), NOW), Err(ParseError::NothingUsable { rows: 2, .. })));
        assert_eq!(parse(br#"[{"universe":[]},[]]"#, NOW), Err(ParseError::Empty));
    }
}
