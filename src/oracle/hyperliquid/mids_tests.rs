//! Mid prices by example: recorded and made answers, and rows that cannot be.

use super::*;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

const NOW: Time = Time(1_795_305_600_000);
const RECORDED: &[u8] = include_bytes!("../../../tests/fixtures/oracle/hyperliquid_mids_2023.json");
const MESSAGE: &[u8] = include_bytes!("../../../tests/fixtures/oracle/hyperliquid_ws_all_mids.json");

fn index(reading: &Reading, asset: &str) -> Option<Decimal> {
    reading.index.get(&asset.parse().unwrap()).map(|tick| tick.value)
}

fn said(bytes: &[u8]) -> Reading {
    match parse_mids_message(bytes, NOW).unwrap() {
        Said::Prices(reading) => reading,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_recorded_answer_is_a_check_on_each_coin() {
    let reading = parse_mids(RECORDED, NOW).unwrap();
    assert_eq!((reading.source, reading.kind, reading.received), ("hyperliquid-mids", Kind::Check, NOW));
    assert_eq!(index(&reading, "BTC"), Some(dec!(30135)));
    assert_eq!(index(&reading, "kPEPE"), Some(dec!(0.001565)));
    assert_eq!((reading.index.len(), reading.len(), reading.left_out.len()), (28, 28, 0));
}

#[test]
fn a_message_says_the_same_and_pairs_are_passed_over() {
    let reading = said(MESSAGE);
    assert_eq!(index(&reading, "ETH"), Some(dec!(3203.85)));
    assert_eq!(index(&reading, "xyz:TSLA"), Some(dec!(401.15)));
    assert_eq!((reading.len(), reading.left_out.len()), (4, 0));
}

#[test]
fn a_message_as_it_was_recorded() {
    let Ok(folder) = std::env::var("CROSS_MARGIN_FIXTURES") else { return };
    let reading = said(&std::fs::read(folder + "/hyperliquid/ws_all_mids.json").unwrap());
    assert_eq!(index(&reading, "BTC"), Some(dec!(80868.5)));
    assert_eq!(index(&reading, "SOL"), Some(dec!(94.8775)));
    assert_eq!(reading.len(), 3);
}

#[test]
fn what_is_no_price_is_listed_and_a_name_that_comes_twice_is_left_out() {
    for bad in [r#""NaN""#, "-5", "0", "1e300", "[]", "true"] {
        let answer = format!(r#"{{"BTC":{bad},"ETH":"3200","NEW":null}}"#);
        let reading = parse_mids(answer.as_bytes(), NOW).unwrap();
        assert_eq!((index(&reading, "BTC"), reading.left_out.len()), (None, 1), "{bad}");
        assert_eq!(index(&reading, "ETH"), Some(dec!(3200)), "{bad}");
    }
    let reading = parse_mids(br#"{"BTC":"1","ETH":"3200","BTC":"2","BTC":"3"}"#, NOW).unwrap();
    assert_eq!((index(&reading, "BTC"), index(&reading, "ETH")), (None, Some(dec!(3200))));
    assert_eq!(reading.left_out.len(), 2);
}

#[test]
fn other_channels_say_nothing_and_other_shapes_are_errors() {
    let context = include_bytes!("../../../tests/fixtures/oracle/hyperliquid_ws_active_asset_ctx.json");
    assert_eq!(parse_mids_message(context, NOW), Ok(Said::Nothing));
    assert_eq!(parse_mids_message(br#"{"channel":"pong"}"#, NOW), Ok(Said::Nothing));
    for cut in 1..MESSAGE.trim_ascii().len() {
        assert!(parse_mids_message(&MESSAGE[..cut], NOW).is_err(), "{cut}");
    }
    for text in [r#"{"channel":"allMids","data":{}}"#, r#"{"channel":"allMids","data":{"mids":[]}}"#, "{}"] {
        assert!(parse_mids_message(text.as_bytes(), NOW).is_err(), "{text}");
    }
    assert_eq!(parse_mids(b"{}", NOW), Err(ParseError::Empty));
    for text in ["[1]", r#"{"code":"429","jsonrpc":"2.0"}"#, r#"{"message":"Forbidden"}"#] {
        assert!(matches!(parse_mids(text.as_bytes(), NOW), Err(ParseError::Shape { .. })), "{text}");
    }
}
