use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::*;
use crate::oracle::sources::{self, Settings};
use crate::risk::Side;

fn of(name: &str) -> Vec<Offer> {
    offers(&sources::all(), &name.parse().unwrap())
}

/// Address and body of the one source that is asked.
fn asked(name: &str, source: &str) -> (String, Option<String>) {
    let offer = of(name).into_iter().find(|offer| offer.source == source).unwrap();
    (offer.url, offer.body)
}

/// Best bid, best ask, and how much each side holds.
fn seen(bytes: &[u8]) -> [(Decimal, Decimal); 2] {
    let book = read(bytes).unwrap();
    [Side::Bids, Side::Asks].map(|side| (book.levels(side)[0].price, book.depth(side)))
}

#[test]
fn only_those_that_list_its_kind_are_offered() {
    let titles = |name: &str| of(name).into_iter().map(|offer| offer.title).collect::<Vec<_>>();
    assert_eq!(titles("BTC-PERP"), ["Hyperliquid", "dYdX"]);
    for name in [
        "BTC-PERPETUAL",
        "ETH-25DEC26",
        "BTC-25DEC26-100000-C",
        "BTC_USDC-PERPETUAL",
        "SOL_USDC-25DEC26",
        "XRP_USDC-25DEC26-0d625-C",
    ] {
        assert_eq!(titles(name), ["Deribit"], "{name}");
    }
    assert_eq!(titles("BTC/USD"), ["Coinbase", "Kraken", "Bitstamp"]);
    // Coinbase does not list it, Kraken does; of Bitstamp it is not known
    assert_eq!(titles("TRX/USD"), ["Kraken", "Bitstamp"]);
    // a builder's market is Hyperliquid's alone, and no address has room for its name
    assert_eq!(titles("xyz:TSLA-PERP"), ["Hyperliquid"]);
    for name in ["BTC/USDC", "SOL-PERPETUAL", "SOL-25DEC26-200-C", "BTC_USDT-PERPETUAL", "BTC_USD-25DEC26"] {
        assert_eq!(titles(name), [""; 0], "{name}");
    }
}

#[test]
fn what_is_asked_is_what_the_venues_document() {
    let post = |body: &str| ("https://api.hyperliquid.xyz/info".to_owned(), Some(body.to_owned()));
    assert_eq!(asked("BTC-PERP", "hyperliquid"), post(r#"{"type":"l2Book","coin":"BTC"}"#));
    assert_eq!(asked("kPEPE-PERP", "hyperliquid"), post(r#"{"type":"l2Book","coin":"kPEPE"}"#));
    let get = |url: &str| (url.to_owned(), None);
    for (name, source, url) in [
        ("ETH-PERP", "dydx", "https://indexer.dydx.trade/v4/orderbooks/perpetualMarket/ETH-USD"),
        (
            "BTC-25DEC26-100000-C",
            "deribit",
            "https://www.deribit.com/api/v2/public/get_order_book?instrument_name=BTC-25DEC26-100000-C&depth=1000",
        ),
        (
            "BTC_USDC-PERPETUAL",
            "deribit",
            "https://www.deribit.com/api/v2/public/get_order_book?instrument_name=BTC_USDC-PERPETUAL&depth=1000",
        ),
        ("cbETH/USD", "coinbase", "https://api.exchange.coinbase.com/products/CBETH-USD/book?level=2"),
        ("BTC/USD", "kraken", "https://api.kraken.com/0/public/Depth?pair=XBTUSD&count=500"),
        ("DOGE/USD", "kraken", "https://api.kraken.com/0/public/Depth?pair=XDGUSD&count=500"),
        ("BTC/USD", "bitstamp", "https://www.bitstamp.net/api/v2/order_book/btcusd/"),
    ] {
        assert_eq!(asked(name, source), get(url), "{name}");
    }
}

#[test]
fn a_source_that_was_moved_is_asked_there_and_one_that_is_off_is_not() {
    let none = Settings::default();
    let moved = sources::configured(
        |name| {
            (name == "cm-dydx")
                .then(|| "http://localhost:9000/".to_owned())
                .or((name == "cm-hyperliquid").then(|| "off".into()))
        },
        &none,
    );
    let found = offers(&moved, &"BTC-PERP".parse().unwrap());
    let urls: Vec<&str> = found.iter().map(|offer| offer.url.as_str()).collect();
    assert_eq!(urls, ["http://localhost:9000/v4/orderbooks/perpetualMarket/BTC-USD"]);
}

#[test]
fn recorded_answers_are_read() {
    let recorded = include_bytes!("../../tests/fixtures/oracle/hyperliquid_l2_book_2023.json");
    // the best bid and ask, and the sizes of all twenty of each added up
    assert_eq!(seen(recorded), [(dec!(2.111), dec!(34121.3)), (dec!(2.1124), dec!(35403.0))]);
    let recorded = include_bytes!("../../tests/fixtures/oracle/bitstamp_order_book_2013.json");
    assert_eq!(seen(recorded), [(dec!(123.09), dec!(4.80993889)), (dec!(123.39), dec!(5.80209209))]);
}

#[test]
fn answers_in_the_documented_shapes_are_read() {
    for answer in [
        // dYdX
        r#"{"bids":[{"price":"59990","size":"1.5"},{"price":"59980","size":"2"}],"asks":[{"price":"60010","size":"4"}]}"#,
        // Deribit
        r#"{"jsonrpc":"2.0","result":{"timestamp":1,"stats":{"volume":93.3},"state":"open","instrument_name":"BTC_USDC-PERPETUAL",
            "mark_price":60000.1,"bids":[[59990.0,1.5],[59980.0,2.0]],"best_bid_price":59990.0,"best_bid_amount":1.5,
            "asks":[[60010.0,4.0]]},"usIn":1,"usOut":2,"usDiff":1,"testnet":false}"#,
        // Coinbase: price, size, orders
        r#"{"bids":[["59990","1.5",3],["59980","2",1]],"asks":[["60010","4",2]],"sequence":13051505638,"auction_mode":false,
            "auction":null,"time":"2026-11-22T00:00:00.000000Z"}"#,
        // Kraken: price, size, time
        r#"{"error":[],"result":{"XXBTZUSD":{"asks":[["60010.00000","4.000",1795305600]],
            "bids":[["59990.00000","1.500",1795305600],["59980.00000","2.000",1795305599]]}}}"#,
        // Bitstamp
        r#"{"timestamp":"1795305600","microtimestamp":"1795305600000000","bids":[["59990","1.50000000"],["59980","2.00000000"]],
            "asks":[["60010","4.00000000"]]}"#,
    ] {
        assert_eq!(seen(answer.as_bytes()), [(dec!(59990), dec!(3.5)), (dec!(60010), dec!(4))], "{answer}");
    }
}

#[test]
fn dollars_of_a_coin_settled_perpetual_are_what_the_ticket_counts() {
    // Deribit's BTC-PERPETUAL: 30,000 dollars at 60,000 are half a coin, 20,000 at 40,000 another
    let answer =
        br#"{"result":{"instrument_name":"BTC-PERPETUAL","bids":[[60000.0,30000.0],[40000.0,90000.0]],"asks":[]}}"#;
    let book = read(answer).unwrap();
    let inverse: Instrument = "BTC-PERPETUAL".parse().unwrap();
    assert!(inverse.counts_dollars());
    // 50,000 dollars sold for one coin
    assert_eq!(book.fill_of(&inverse, dec!(-50000), Decimal::ZERO).unwrap().average, dec!(50000));
    // an option counts coins, at coins a coin: (10 × 0.05 + 5 × 0.04) / 15
    let answer = br#"{"result":{"instrument_name":"BTC-25DEC26-100000-C","bids":[[0.05,10.0],[0.04,20.0]],"asks":[]}}"#;
    let option: Instrument = "BTC-25DEC26-100000-C".parse().unwrap();
    let sold = read(answer).unwrap().fill_of(&option, dec!(-15), Decimal::ZERO).unwrap();
    assert_eq!(sold.average.round_dp(10), dec!(0.0466666667));
}

#[test]
fn what_is_no_book_says_why() {
    let said = |text: &str| read(text.as_bytes()).unwrap_err();
    let refused = |words: &str| BookFault::Refused(words.to_owned());
    assert_eq!(said(r#"{"error":["EQuery:Unknown asset pair"]}"#), refused("EQuery:Unknown asset pair"));
    let deribit =
        r#"{"jsonrpc":"2.0","error":{"message":"Invalid params","data":{"param":"instrument_name"},"code":-32602}}"#;
    assert_eq!(said(deribit), refused("Invalid params"));
    let dydx =
        r#"{"errors":[{"value":"X-USD","msg":"ticker must be a valid ticker (BTC-USD, etc)","param":"ticker"}]}"#;
    assert_eq!(said(dydx), refused("ticker must be a valid ticker (BTC-USD, etc)"));
    assert_eq!(said(r#"{"message":"NotFound"}"#), refused("NotFound"));
    let waits = BookFault::Fetch(FetchFault::RateLimited { retry_after_s: None });
    assert_eq!(said(r#"{"error":["EGeneral:Too many requests"]}"#), waits);
    assert_eq!(said(r#"{"error":{"code":10028,"message":"too_many_requests"}}"#), waits);
    assert_eq!((said("null"), BookFault::from(FetchFault::Status(404))), (BookFault::Unlisted, BookFault::Unlisted));
    assert_eq!(said(r#"{"result":{"bids":[],"asks":[]}}"#), BookFault::Empty);
    for (text, why) in [
        (r#"{"bids":[["60010","1"]],"asks":[["60000","1"]]}"#, "this book is crossed"),
        (r#"{"bids":[["60010"]],"asks":[]}"#, "bids[0] is [\"60010\"]; a price and a size are right"),
        (r#"{"mids":{}}"#, "order book is JSON without one"),
        ("7", "line 1 is “7”"),
    ] {
        assert!(matches!(said(text), BookFault::Wrong(said) if said.contains(why)), "{text}");
    }
    for text in ["", "<html>", r#"{"bids":[["#, "Service unavailable"] {
        assert!(matches!(said(text), BookFault::Fetch(FetchFault::Changed(_))), "{text}");
    }
}
