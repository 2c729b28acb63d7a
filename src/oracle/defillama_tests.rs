//! The aggregate's answers by example, and rows that cannot be.

use super::*;
use rust_decimal_macros::dec;

const NOW: Time = Time(1_795_305_601_000);
const MADE: &str = include_str!("../../tests/fixtures/oracle/defillama_prices.json");
const DOCUMENTED: &[u8] = include_bytes!("../../tests/fixtures/oracle/defillama_prices_documented.json");

fn of(rows: &str) -> Result<Reading, ParseError> {
    parse(format!(r#"{{"coins":{{{rows}}}}}"#).as_bytes(), NOW)
}

fn index(reading: &Reading, asset: &str) -> Option<Tick> {
    reading.index.get(&asset.parse().unwrap()).copied()
}

#[test]
fn what_it_trusts_is_taken_without_a_band() {
    let reading = parse(MADE.as_bytes(), NOW).unwrap();
    assert_eq!(index(&reading, "BTC"), Some(Tick::new(dec!(93810.71), Time(1_795_305_599_000))));
    assert_eq!(index(&reading, "wstETH"), Some(Tick::new(dec!(3913.0524), Time(1_795_305_599_000))));
    // sUSDe has a confidence of 0.52 there
    assert_eq!((reading.len(), reading.left_out.len()), (2, 1));
    assert_eq!((reading.left_out[0].name.as_str(), reading.left_out[0].read.as_str()), ("sUSDe", "0.52"));
    assert_eq!(reading.kind, Kind::Check);
}

#[test]
fn a_recorded_answer_reads_likewise() {
    let Ok(folder) = std::env::var("CROSS_MARGIN_FIXTURES") else { return };
    let recorded = std::fs::read(format!("{folder}/defillama/prices_current_bnb.json")).unwrap();
    let reading = parse(&recorded, NOW).unwrap();
    assert_eq!(index(&reading, "BNB"), Some(Tick::new(dec!(344.74), Time(1_667_551_373_000))));
}

#[test]
fn a_token_by_its_address_was_not_asked_for() {
    let read = parse(DOCUMENTED, NOW).unwrap_err();
    assert!(read.to_string().contains("not asked for"), "{read}");
}

#[test]
fn only_what_is_wanted_is_asked_for() {
    let wanted = |names: &[&str]| Wanted {
        assets: names.iter().map(|name| name.parse().unwrap()).collect(),
        instruments: Vec::new(),
    };
    let asks = asks(&wanted(&["wstETH", "BTC", "NOPE"]));
    assert_eq!(asks.len(), 1);
    assert_eq!(asks[0].path, "/prices/current/coingecko:bitcoin,coingecko:wrapped-steth");
    assert!(super::asks(&wanted(&["NOPE"])).is_empty());
}

#[test]
fn every_id_is_named_once_and_its_asset_is_a_symbol() {
    for (place, (asset, id)) in COINS.iter().enumerate() {
        assert_eq!(asset.parse::<Asset>().unwrap().as_str(), *asset);
        assert!(COINS.iter().skip(place + 1).all(|(other, of)| other != asset && of != id), "{asset}");
    }
}

#[test]
fn a_row_that_cannot_be_is_listed_and_the_others_stay() {
    let good = r#""coingecko:solana":{"price":142.6,"timestamp":1795305599,"confidence":0.99}"#;
    let rows = |price: &str, time: &str, trust: &str| {
        format!(r#""coingecko:bitcoin":{{"price":{price},"timestamp":{time},"confidence":{trust}}},{good}"#)
    };
    let (price, time, trust) = ("93810.71", "1795305599", "0.9");
    assert_eq!(of(&rows(price, time, trust)).unwrap().len(), 2);
    let left_out = |rows: String| {
        let reading = of(&rows).unwrap();
        assert_eq!((reading.len(), reading.left_out.len()), (1, 1), "{rows}");
        assert_eq!(reading.left_out[0].name, "BTC");
    };
    for bad in ["\"NaN\"", "-1", "0", "1e300", "1e-40", "null", "true", "[]", "{}", "\"\""] {
        left_out(rows(bad, time, trust));
        left_out(rows(price, bad, trust));
        left_out(rows(price, time, bad));
    }
    left_out(rows(price, time, "0.8999"));
    left_out(rows(price, time, "1.01"));
    left_out(rows(price, "4102444800", trust));
    for row in ["null", "5", "[]", "{}"] {
        left_out(format!(r#""coingecko:bitcoin":{row},{good}"#));
    }
    let twice = of(&format!("{good},{good}"));
    assert!(matches!(twice, Err(ParseError::NothingUsable { rows: 2, .. })), "{twice:?}");
}

#[test]
fn another_shape_is_said_to_be_one() {
    for shape in ["{}", "[]", "null", r#"{"coins":null}"#, r#"{"coins":[]}"#, r#"{"message":"no"}"#] {
        assert!(matches!(parse(shape.as_bytes(), NOW), Err(ParseError::Shape { .. })), "{shape}");
    }
    assert_eq!(of(""), Err(ParseError::Empty)); // what it does not know it leaves out
    assert_eq!(parse(b" ", NOW), Err(ParseError::Empty));
    assert!(matches!(parse(&MADE.as_bytes()[..50], NOW), Err(ParseError::Truncated { bytes: 50 })));
    assert!(matches!(parse(b"<html>", NOW), Err(ParseError::NotJson { html: true, .. })));
}
