//! Notifications by example: recorded and made, out of order, repeated, broken, of other channels.

use super::*;
use crate::market::PriceState;
use crate::oracle::{Feed, Live, Slot};
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

const NOW: Time = Time(1_795_305_601_000);
const INDEX: &str = include_str!("../../../tests/fixtures/oracle/deribit_ws_price_index.json");
const DVOL: &str = include_str!("../../../tests/fixtures/oracle/deribit_ws_volatility_index.json");
const OPTION: &str = include_str!("../../../tests/fixtures/oracle/deribit_ws_ticker_option.json");
const FUTURE: &str = include_str!("../../../tests/fixtures/oracle/deribit_ws_ticker_future.json");
const PERPETUAL: &str = include_str!("../../../tests/fixtures/oracle/deribit_ws_ticker_perp_2022.json");
const BOOK: &str = include_str!("../../../tests/fixtures/oracle/deribit_ws_book_option_depth20.json");

fn prices(text: &str) -> Reading {
    match parse_message(text.as_bytes(), NOW).unwrap() {
        Said::Prices(reading) => reading,
        other => panic!("{other:?}"),
    }
}

fn coin(name: &str) -> Asset {
    name.parse().unwrap()
}

#[test]
fn indices_with_the_venues_time() {
    assert_eq!(prices(INDEX).index[&coin("BTC")], Tick::new(dec!(93812.4), Time(1_795_305_600_123)));
    let reading = prices(DVOL);
    assert_eq!(reading.vol_indices[&coin("ETH")], Tick::new(dec!(0.6125), Time(1_795_305_600_456)));
    assert_eq!(reading.len(), 1);
}

#[test]
fn a_ticker_of_an_option_gives_mark_volatility_forward_and_index() {
    let reading = prices(OPTION);
    let (option, time) = ("BTC-30SEP22-60000-C".parse().unwrap(), Time(1_654_161_839_367));
    assert_eq!(reading.marks[&option], Tick::new(dec!(0.0084), time));
    assert_eq!(reading.vols[&option], Tick::new(dec!(0.677), time));
    let forward = (coin("BTC"), option.expiry().unwrap());
    assert_eq!(reading.forwards[&forward], Tick::new(dec!(30220.5), time));
    assert_eq!(reading.index[&coin("BTC")], Tick::new(dec!(29939.43), time));
    assert_eq!((reading.len(), reading.left_out.len()), (4, 0));
}

#[test]
fn a_ticker_of_a_future_gives_mark_forward_and_index() {
    let reading = prices(FUTURE);
    assert_eq!(reading.marks[&"BTC-30SEP22".parse().unwrap()].value, dec!(30218.9));
    assert_eq!(reading.forwards.values().next().unwrap().value, dec!(30218.9));
    assert_eq!(reading.index[&coin("BTC")].value, dec!(29939.87));
    let reading = prices(PERPETUAL);
    assert_eq!(reading.marks[&"BTC-PERPETUAL".parse().unwrap()].value, dec!(29932.79));
    assert_eq!(reading.index[&coin("BTC")].value, dec!(29930.44));
    assert!(reading.forwards.is_empty());
}

#[test]
fn messages_as_they_were_recorded() {
    let Ok(folder) = std::env::var("CROSS_MARGIN_FIXTURES") else { return };
    let read = |name: &str| prices(&std::fs::read_to_string(format!("{folder}/deribit/{name}.json")).unwrap());
    assert_eq!(read("ws_volatility_index").vol_indices[&coin("BTC")].value, dec!(1.2936)); // 129.36 %
    let perpetual = read("ws_ticker_perp");
    assert_eq!(perpetual.marks[&"BTC-PERPETUAL".parse().unwrap()].value, dec!(92281.78));
    assert_eq!(perpetual.index[&coin("BTC")], Tick::new(dec!(92263.55), Time(1_765_541_474_086)));
}

#[test]
fn it_says_that_it_is_there_and_passes_over_the_rest() {
    let asked = br#"{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}"#;
    let answer = r#"{"jsonrpc":"2.0","id":4,"method":"public/test","params":{}}"#;
    assert_eq!(parse_message(asked, NOW), Ok(Said::Answer(answer.to_owned())));
    for text in [
        BOOK,
        r#"{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}}"#,
        r#"{"jsonrpc":"2.0","id":1,"result":"ok","usIn":1,"usOut":2,"usDiff":1,"testnet":false}"#,
        r#"{"jsonrpc":"2.0","id":2,"result":["deribit_price_index.btc_usd"]}"#,
        r#"{"jsonrpc":"2.0","id":99,"result":{"version":"1.2.26"}}"#,
        r#"{"jsonrpc":"2.0","method":"subscription","params":{"channel":"trades.BTC-PERPETUAL.100ms","data":[]}}"#,
    ] {
        assert_eq!(parse_message(text.as_bytes(), NOW), Ok(Said::Nothing), "{text}");
    }
}

#[test]
fn a_message_about_something_else_than_its_channel_is_refused() {
    for (text, from, to) in [
        (INDEX, r#""index_name":"btc_usd""#, r#""index_name":"eth_usd""#),
        (INDEX, r#","index_name":"btc_usd""#, ""),
        (INDEX, "btc_usd", "doge_usd"),
        (DVOL, ".eth_usd", ".btc_usd"),
        (OPTION, r#""instrument_name":"BTC-30SEP22-60000-C""#, r#""instrument_name":"BTC-30SEP22-60000-P""#),
        (OPTION, r#""instrument_name":"BTC-30SEP22-60000-C""#, r#""instrument_name":7"#),
        (OPTION, "BTC-30SEP22-60000-C", "BTC-99SEP22-60000-C"),
    ] {
        let message = text.replace(from, to);
        assert_ne!(message, text);
        assert!(matches!(parse_message(message.as_bytes(), NOW), Err(ParseError::Shape { .. })), "{message}");
    }
}

#[test]
fn a_broken_message_is_an_error_and_no_price() {
    for good in [INDEX, DVOL, OPTION] {
        for cut in 1..good.trim().len() {
            assert!(parse_message(&good.as_bytes()[..cut], NOW).is_err(), "{cut} of {good}");
        }
    }
    for bad in ["\"NaN\"", "-5", "0", "1e300", "1e-40", "null", "[]", "true", "{}"] {
        for (good, number) in [(INDEX, "93812.4"), (DVOL, "61.25")] {
            assert!(parse_message(good.replace(number, bad).as_bytes(), NOW).is_err(), "{bad}");
        }
        let reading = prices(&OPTION.replace("30220.5", bad));
        assert!(reading.forwards.is_empty(), "{bad}");
    }
    assert!(parse_message(DVOL.replace("61.25", "2000.1").as_bytes(), NOW).is_err());
    for time in ["0", "86400000", "4102444800000", "\"soon\"", "-1"] {
        assert!(parse_message(INDEX.replace("1795305600123", time).as_bytes(), NOW).is_err(), "{time}");
    }
    for text in ["5", "[]", "{}", "null", "<html>", r#"{"method":"subscription"}"#, r#"{"method":7}"#] {
        assert!(parse_message(text.as_bytes(), NOW).is_err(), "{text}");
    }
    let refused = parse_message(br#"{"id":2,"error":{"code":-32602,"message":"Invalid params"}}"#, NOW);
    assert_eq!(refused, Err(ParseError::Venue { code: -32602, message: "Invalid params".to_owned() }));
}

#[test]
fn messages_that_come_late_or_again_change_nothing() {
    let at = |price: &str, time: &str| INDEX.replace("93812.4", price).replace("1795305600123", time);
    let mut feed = Feed::default();
    for message in
        [INDEX, &at("93900", "1795305600400"), &at("93700", "1795305600300"), &at("93700", "1795305600400"), INDEX]
    {
        feed.apply(prices(message), NOW);
    }
    let slot = Slot::Index(coin("BTC"));
    let quote = &feed.given()[&slot];
    assert_eq!((quote.price, quote.state), (Decimal::from(93_900), PriceState::Live));
    assert_eq!((feed.counts().heard, feed.counts().believed, feed.counts().late), (5, 2, 3));
}

#[test]
fn it_subscribes_to_indices_and_to_what_of_the_book_is_listed() {
    let wanted = Wanted {
        assets: vec![coin("BTC")],
        instruments: [
            "BTC-PERP",
            "BTC-PERPETUAL",
            "SOL_USDC-7FEB27-0d5-C",
            "BTC/USDC",
            "SOL-PERPETUAL",
            "ETH_USDT-PERPETUAL",
        ]
        .map(|name| name.parse().unwrap())
        .to_vec(),
    };
    let indices = r#"{"jsonrpc":"2.0","id":2,"method":"public/subscribe","params":{"channels":["deribit_price_index.btc_usd","deribit_volatility_index.btc_usd","deribit_price_index.eth_usd","deribit_volatility_index.eth_usd"]}}"#;
    let tickers = r#"{"jsonrpc":"2.0","id":3,"method":"public/subscribe","params":{"channels":["ticker.BTC-PERPETUAL.100ms","ticker.SOL_USDC-7FEB27-0d5-C.100ms"]}}"#;
    assert_eq!(hello(&wanted), [HEARTBEAT, indices, tickers]);
    for text in hello(&wanted).iter().map(String::as_str).chain([HERE]) {
        assert!(Json::read(text).is_ok(), "{text}");
    }
    assert_eq!(hello(&Wanted::default()), Vec::<String>::new());
    let many = (1..=60).map(|strike| format!("BTC-25DEC26-{strike}000-C").parse().unwrap()).collect();
    let many = hello(&Wanted { assets: vec![], instruments: many });
    assert_eq!(many[2].matches("ticker.").count(), 50);
    let asks = (SOURCE.asks)(&wanted);
    let own: Vec<&str> = asks.iter().map(|ask| ask.name.as_str()).filter(|name| name.contains('_')).collect();
    assert_eq!(own, ["SOL_USDC-7FEB27-0d5-C"]);
}
