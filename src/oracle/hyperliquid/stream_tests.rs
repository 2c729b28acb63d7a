//! Messages of the socket by example: made in the venue's shape, repeated, broken, of other channels.

use super::*;
use crate::oracle::{Feed, FetchFault, Live, Report, Slot};
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

const NOW: Time = Time(1_795_305_600_000);
const CONTEXT: &str = include_str!("../../../tests/fixtures/oracle/hyperliquid_ws_active_asset_ctx.json");

fn prices(text: &str) -> Reading {
    match parse_message(text.as_bytes(), NOW).unwrap() {
        Said::Prices(reading) => reading,
        other => panic!("{other:?}"),
    }
}

fn wanted(assets: &[&str], instruments: &[&str]) -> Wanted {
    Wanted {
        assets: assets.iter().map(|name| name.parse().unwrap()).collect(),
        instruments: instruments.iter().map(|name| name.parse().unwrap()).collect(),
    }
}

#[test]
fn perpetuals_come_first_and_dollars_and_staked_forms_are_not_asked_for() {
    let of =
        |coin: &str| format!(r#"{{"method":"subscribe","subscription":{{"type":"activeAssetCtx","coin":"{coin}"}}}}"#);
    let book = wanted(&["BTC", "ETH", "USDC", "wstETH", "HYPE"], &["ETH-PERP", "BTC-25DEC26-100000-C", "kPEPE-PERP"]);
    assert_eq!(hello(&book), ["ETH", "kPEPE", "BTC", "HYPE"].map(of));
    assert_eq!(hello(&wanted(&["USDC", "USD"], &[])), Vec::<String>::new());
    let many: Vec<String> = (0..40).map(|number| format!("COIN{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(hello(&wanted(&many, &[])).len(), 30);
}

#[test]
fn a_context_gives_index_and_mark() {
    let reading = prices(CONTEXT);
    assert_eq!(reading.index[&"BTC".parse().unwrap()].value, dec!(93812.5));
    assert_eq!(reading.marks[&"BTC-PERP".parse().unwrap()].value, dec!(93790));
    assert_eq!(reading.marks[&"BTC-PERP".parse().unwrap()].time, NOW);
    assert_eq!((reading.source, reading.len(), reading.left_out.len()), ("hyperliquid", 2, 0));
}

#[test]
fn a_builder_market_keeps_its_name() {
    let reading = prices(&CONTEXT.replace("\"BTC\"", "\"xyz:GOLD\""));
    assert_eq!(reading.index[&"xyz:GOLD".parse().unwrap()].value, dec!(93812.5));
}

#[test]
fn greetings_and_other_channels_say_nothing() {
    for text in [
        r#"{"channel":"pong"}"#,
        r#"{"channel":"subscriptionResponse","data":{"method":"subscribe","subscription":{"type":"activeAssetCtx","coin":"BTC"}}}"#,
        r#"{"channel":"activeSpotAssetCtx","data":{"coin":"@107","ctx":{"markPx":"38"}}}"#,
        r#"{"channel":"trades","data":[]}"#,
        r#"{"channel":"error","data":"Invalid subscription {\"type\":\"activeAssetCtx\",\"coin\":\"NOPE\"}"}"#,
        r#"{"channel":"error","data":"Already subscribed: {\"type\":\"allMids\"}"}"#,
    ] {
        assert_eq!(parse_message(text.as_bytes(), NOW), Ok(Said::Nothing), "{text}");
    }
}

#[test]
fn an_objection_of_the_venue_is_its_own_words() {
    let refused =
        parse_message(br#"{"channel":"error","data":"Error parsing JSON into valid websocket request"}"#, NOW);
    let message = "Error parsing JSON into valid websocket request".to_owned();
    assert_eq!(refused, Err(ParseError::Venue { code: 0, message }));
}

#[test]
fn a_broken_message_is_an_error_and_no_price() {
    for cut in 1..CONTEXT.trim().len() {
        assert!(parse_message(&CONTEXT.as_bytes()[..cut], NOW).is_err(), "{cut}");
    }
    for (good, bad) in [
        (r#""93812.5""#, r#""NaN""#),
        (r#""93812.5""#, "-5"),
        (r#""93812.5""#, "1e300"),
        (r#""93812.5""#, "0"),
        (r#""93812.5""#, "[]"),
    ] {
        let reading = prices(&CONTEXT.replace(good, bad));
        assert!(reading.index.is_empty(), "{bad}");
        assert_eq!((reading.marks.len(), reading.left_out.len()), (1, 1), "{bad}");
    }
    for text in [
        "5",
        "[]",
        "{}",
        r#"{"channel":7,"data":{}}"#,
        r#"{"channel":"activeAssetCtx"}"#,
        r#"{"channel":"activeAssetCtx","data":[]}"#,
        r#"{"channel":"activeAssetCtx","data":{"coin":"BTC"}}"#,
        r#"{"channel":"activeAssetCtx","data":{"coin":"BTC","ctx":{}}}"#,
        r#"{"channel":"activeAssetCtx","data":{"coin":"BTC","ctx":[1]}}"#,
        r#"{"channel":"activeAssetCtx","data":{"ctx":{"oraclePx":"1"}}}"#,
        r#"{"channel":"activeAssetCtx","data":{"coin":"B C","ctx":{"oraclePx":"1"}}}"#,
        "<html>",
    ] {
        assert!(parse_message(text.as_bytes(), NOW).is_err(), "{text}");
    }
}

/// The feed's index price of BTC after these messages, one a second.
fn after(messages: &[&str]) -> (Feed, Option<Decimal>) {
    let mut feed = Feed::default();
    let mut now = NOW;
    for message in messages {
        now = Time(now.0 + 1_000);
        let outcome = match parse_message(message.as_bytes(), now) {
            Ok(Said::Prices(reading)) => Ok(reading),
            Ok(_) => continue,
            Err(error) => Err(FetchFault::from(error)),
        };
        feed.hear_one(Report { source: "hyperliquid", ask: "stream".to_owned(), outcome, next_try: None }, now);
    }
    let slot = Slot::Index("BTC".parse().unwrap());
    let price = feed.given().get(&slot).map(|quote| quote.price);
    (feed, price)
}

#[test]
fn a_message_that_cannot_be_read_marks_the_source_until_the_next_good_one() {
    let next = CONTEXT.replace("93812.5", "93900");
    let (feed, price) = after(&[CONTEXT, "<html>"]);
    assert_eq!(price, Some(dec!(93812.5)));
    assert!(matches!(feed.status(NOW).sources[0].stream_error, Some(FetchFault::Changed(_))));
    let (feed, price) = after(&[CONTEXT, "<html>", r#"{"channel":"pong"}"#, &next]);
    assert_eq!(price, Some(dec!(93900)));
    assert_eq!(feed.status(NOW).sources[0].stream_error, None);
}
