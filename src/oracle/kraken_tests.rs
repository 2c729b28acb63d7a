//! Kraken's answers by example: recorded ones, refusals, and rows that cannot be.

use super::*;
use crate::oracle::reading::Tick;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

const NOW: Time = Time(1_784_000_000_000);
const RECORDED: &str = include_str!("../../tests/fixtures/oracle/kraken_tickers_2026.json");
const UNKNOWN_PAIR: &[u8] = include_bytes!("../../tests/fixtures/oracle/kraken_unknown_pair_2026.json");

fn of(rows: &str) -> Result<Reading, ParseError> {
    parse(format!(r#"{{"error":[],"result":{{{rows}}}}}"#).as_bytes(), NOW)
}

#[test]
fn a_recorded_answer_gives_prices_with_their_bands() {
    let reading = parse(RECORDED.as_bytes(), NOW).unwrap();
    let tick = |asset: &str| reading.index[&asset.parse().unwrap()];
    let with = |value: Decimal, half: Decimal| Tick::new(value, NOW).give_or_take(Some(half));
    // last 65231.8 lies below the bid of 65231.9; (65232 − 65231.9) / 2
    assert_eq!(tick("BTC"), with(dec!(65231.9), dec!(0.05)));
    assert_eq!(tick("ETH"), with(dec!(1965.4), dec!(0.1))); // 1965.6 − 1965.4
    assert_eq!(tick("DOGE"), with(dec!(0.0726379), dec!(0.000005))); // 0.07264 − 0.07263
    assert_eq!(tick("USDT"), with(dec!(0.99908), dec!(0.00005))); // 0.9991 − 0.999
    assert_eq!(reading.len(), 6); // and NEAR, WBTC
    assert!(reading.left_out.is_empty(), "{:?}", reading.left_out);
}

#[test]
fn only_wanted_pairs_are_asked_for_by_the_names_the_venue_takes() {
    let wanted = |names: &[&str]| Wanted {
        assets: names.iter().map(|name| name.parse().unwrap()).collect(),
        instruments: Vec::new(),
    };
    let asks = asks(&wanted(&["DOGE", "BTC", "NOPE", "USDC"]));
    assert_eq!(asks.len(), 1);
    assert_eq!(asks[0].query, [("pair", "XBTUSD,USDCUSD,XDGUSD".to_owned())]);
    assert!(super::asks(&wanted(&["NOPE"])).is_empty());
}

#[test]
fn every_pair_is_named_once_and_its_asset_is_a_symbol() {
    let mut names: Vec<&str> = PAIRS.iter().flat_map(|(_, asked, answered)| [*asked, *answered]).collect();
    names.retain(|name| !name.is_empty());
    names.sort_unstable();
    assert!(names.windows(2).all(|two| two[0] != two[1]), "{names:?}");
    for (asset, ..) in PAIRS {
        assert_eq!(asset.parse::<Asset>().unwrap().as_str(), asset);
    }
}

#[test]
fn a_refusal_is_the_venues_own_words() {
    let refused = parse(UNKNOWN_PAIR, NOW);
    assert_eq!(refused, Err(ParseError::Venue { code: 0, message: "EQuery:Unknown asset pair".to_owned() }));
    for words in ["EAPI:Rate limit exceeded", "EGeneral:Too many requests", "EService: Throttled: 1784000000"] {
        assert_eq!(parse(format!(r#"{{"error":["{words}"]}}"#).as_bytes(), NOW), Err(ParseError::TooMany), "{words}");
    }
    for odd in [r#"{"error":"no","result":{}}"#, r#"{"error":{"a":1}}"#, r#"{"error":[7,null],"result":{}}"#] {
        assert!(matches!(parse(odd.as_bytes(), NOW), Err(ParseError::Venue { code: 0, .. })), "{odd}");
    }
}

#[test]
fn a_market_without_trades_is_left_out() {
    let row = r#"{"a":["0.034","1","1"],"b":["0.00447","1","1"],"c":["0.000000000","0.00000"]}"#;
    let reading = of(&format!(r#""LDOUSD":{row},"SOLUSD":{{"c":["142.6","1"]}}"#)).unwrap();
    assert_eq!((reading.len(), reading.left_out.len()), (1, 1));
    assert_eq!((reading.left_out[0].name.as_str(), reading.left_out[0].read.as_str()), ("LDO", "0.000000000"));
    let sol = reading.index[&"SOL".parse().unwrap()];
    assert_eq!(sol, Tick::new(dec!(142.6), NOW)); // neither bid nor ask: no band
}

#[test]
fn a_row_that_cannot_be_is_listed_and_the_others_stay() {
    for bad in ["\"NaN\"", "\"-1\"", "\"0\"", "1e300", "1e-40", "true", "[]", "{}", "\"\""] {
        for row in [
            format!(r#"{{"a":["143","1"],"b":["142","1"],"c":[{bad},"1"]}}"#),
            format!(r#"{{"a":["143","1"],"b":["142","1"],"c":{bad}}}"#),
        ] {
            let reading = of(&format!(r#""SOLUSD":{row},"ADAUSD":{{"c":["0.4"]}}"#)).unwrap();
            assert_eq!((reading.len(), reading.left_out.len()), (1, 1), "{row}");
            assert_eq!(reading.left_out[0].name, "SOL");
        }
    }
    for row in ["null", "5", "[]", "{}", r#"{"c":[]}"#, r#"{"a":["1"],"b":["2"],"c":["1.5"]}"#] {
        let reading = of(&format!(r#""SOLUSD":{row},"ADAUSD":{{"c":["0.4"]}}"#)).unwrap();
        assert_eq!((reading.len(), reading.left_out.len()), (1, 1), "{row}");
    }
}

#[test]
fn a_pair_that_is_there_twice_is_not_guessed_at() {
    let row = r#"{"c":["93812.4","1"]}"#;
    for twice in [("XBTUSD", "XXBTZUSD"), ("XXBTZUSD", "XXBTZUSD")] {
        let read = of(&format!(r#""{}":{row},"{}":{row}"#, twice.0, twice.1));
        assert!(matches!(read, Err(ParseError::NothingUsable { rows: 2, .. })), "{read:?}");
    }
    for strange in ["XXBTZEUR", ""] {
        let read = of(&format!(r#""{strange}":{row}"#));
        assert!(matches!(read, Err(ParseError::NothingUsable { rows: 1, .. })), "{read:?}");
    }
}

#[test]
fn another_shape_is_said_to_be_one() {
    for shape in ["{}", "[]", "null", r#"{"error":[]}"#, r#"{"error":[],"result":[]}"#] {
        assert!(matches!(parse(shape.as_bytes(), NOW), Err(ParseError::Shape { .. })), "{shape}");
    }
    assert_eq!(of(""), Err(ParseError::Empty));
    assert!(matches!(parse(b"<html>", NOW), Err(ParseError::NotJson { html: true, .. })));
    assert!(matches!(parse(&RECORDED.as_bytes()[..90], NOW), Err(ParseError::Truncated { bytes: 90 })));
}
