use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::super::{Read, read as read_all};
use super::*;
use crate::book::Time;

const NOW: Time = Time(1_795_305_600_000);

fn accounts(text: &str) -> Vec<Read> {
    read_all(&Tree::read(text).unwrap(), NOW).unwrap()
}

fn account(text: &str) -> Read {
    let mut accounts = accounts(text);
    assert_eq!(accounts.len(), 1, "{text}");
    assert_eq!(accounts[0].form, Form::Binance);
    accounts.swap_remove(0)
}

fn positions(read: &Read) -> Vec<(String, Decimal, Option<Decimal>)> {
    read.account.positions.iter().map(|of| (of.instrument.to_string(), of.units().unwrap(), of.entry)).collect()
}

fn holdings(read: &Read) -> Vec<(String, Decimal)> {
    read.account.holdings.iter().map(|held| (held.asset.to_string(), held.quantity)).collect()
}

#[test]
fn both_sides_of_hedge_mode_stay_apart() {
    let row = |side: &str, amount: &str| {
        format!(
            r#"{{"symbol":"ETHUSDT","positionSide":"{side}","positionAmt":"{amount}","entryPrice":"100","markPrice":110,"isAutoAddMargin":"false"}}"#
        )
    };
    // a short amount is negative at the venue; some clients write it without a sign
    for short in ["-3", "3"] {
        let read = account(&format!("[{},{},{}]", row("LONG", "2"), row("SHORT", short), row("BOTH", "0")));
        let (long, short) = ((dec!(2), Some(dec!(100))), (dec!(-3), Some(dec!(100))));
        let name = || "ETH_USDT-PERPETUAL".to_owned();
        assert_eq!(positions(&read), [(name(), long.0, long.1), (name(), short.0, short.1)]);
        assert_eq!(read.figures.rules, Some("binance"));
    }
}

#[test]
fn coin_margined_contracts_are_dollars() {
    let row = |symbol: &str, amount: &str| {
        format!(
            r#"{{"symbol":"{symbol}","positionAmt":"{amount}","entryPrice":"2000","markPrice":"2500","positionSide":"BOTH","liquidationPrice":"0"}}"#
        )
    };
    let read = account(&format!("[{},{}]", row("BTCUSD_PERP", "-3"), row("ETHUSD_210625", "7")));
    let entry = Some(dec!(2000));
    // 3 contracts of 100 dollars, 7 of 10
    let expected = [("BTC-PERPETUAL".to_owned(), dec!(-300), entry), ("ETH-25JUN21".to_owned(), dec!(70), entry)];
    assert_eq!(positions(&read), expected);
    assert_eq!(read.figures.positions[0].liquidation_price, None);
    assert_eq!(read.figures.rules, None);
}

#[test]
fn prices_that_an_account_does_not_give_follow_from_the_others() {
    let account_of = |position: &str| {
        account(&format!(
            r#"{{"assets":[{{"asset":"USDT","walletBalance":"1000","marginBalance":"1020","crossWalletBalance":"1000"}}],
            "totalMarginBalance":"1020","positions":[{position}]}}"#
        ))
    };
    // v3: no entry; mark = 220 / 2 = 110, entry = 110 − 20 / 2
    let v3 = account_of(r#"{"symbol":"ETHUSDT","positionAmt":"2","unrealizedProfit":"20","notional":"220"}"#);
    // v2 as COIN-M: no notional; mark = 100 + 20 / 2
    let v2 = account_of(r#"{"symbol":"ETHUSDT","positionAmt":"2","unrealizedProfit":"20","entryPrice":"100"}"#);
    for read in [v3, v2] {
        assert_eq!(positions(&read), [("ETH_USDT-PERPETUAL".to_owned(), dec!(2), Some(dec!(100)))]);
        assert_eq!(read.market.marks[&read.account.positions[0].instrument].price, dec!(110));
        assert_eq!(holdings(&read), [("USDT".to_owned(), dec!(1000))]);
        assert_eq!(read.figures.dollars().unwrap().equity, Some(dec!(1020)));
    }
}

#[test]
fn isolated_is_said_in_every_version() {
    for fields in [r#""marginType":"isolated""#, r#""isolated":true"#, r#""isolatedMargin":"5","isolatedWallet":"4""#] {
        let text = format!(r#"[{{"symbol":"BTCUSDT","positionAmt":"1","entryPrice":"9","markPrice":"9",{fields}}}]"#);
        let read = account(&text);
        assert!(read.figures.positions[0].isolated, "{fields}");
        assert!(read.notices.iter().any(|notice| notice.message.contains("is isolated")));
    }
    let cross = r#"[{"symbol":"BTCUSDT","positionAmt":"1","marginType":"cross","isolatedMargin":"0.0"}]"#;
    assert!(!account(cross).figures.positions[0].isolated);
}

#[test]
fn an_account_and_its_position_list_are_counted_once() {
    let row = r#"{"symbol":"BTCUSDT","positionSide":"BOTH","positionAmt":"1","entryPrice":"90","markPrice":"100"}"#;
    let whole = r#"{"totalMarginBalance":"60","assets":[{"asset":"USDT","walletBalance":"50","marginBalance":"60"}],
        "positions":[{"symbol":"BTCUSDT","positionAmt":"1","unrealizedProfit":"10","notional":"100"}]}"#;
    let read = account(&format!("[[{row}],{whole}]"));
    assert_eq!(positions(&read).len(), 1);
    assert_eq!(holdings(&read), [("USDT".to_owned(), dec!(50))]);
}

#[test]
fn portfolio_margin_takes_debts_off_and_contains_the_futures_wallets() {
    let text = r#"[{"uniMMR":"5","accountEquity":"80","actualEquity":"100","accountInitialMargin":"10",
        "accountMaintMargin":"4","totalAvailableBalance":"","virtualMaxWithdrawAmount":"70"},
        [{"asset":"BTC","totalWalletBalance":"2","crossMarginFree":"2","crossMarginBorrowed":"0","crossMarginInterest":"0"},
         {"asset":"USDT","totalWalletBalance":"5","crossMarginBorrowed":"30","crossMarginInterest":"0.5","umUnrealizedPNL":""}],
        [{"accountAlias":"x","asset":"USDT","balance":"5","crossWalletBalance":"5","crossUnPnl":"0"}],
        [{"symbol":"BTCUSD_PERP","positionAmt":"1","entryPrice":"9","markPrice":"9"}]]"#;
    let read = account(text);
    // 5 − 30 − 0.5
    assert_eq!(holdings(&read), [("BTC".to_owned(), dec!(2)), ("USDT".to_owned(), dec!(-25.5))]);
    assert_eq!(read.figures.rules, Some("binance-portfolio"));
    let totals = read.figures.dollars().unwrap();
    assert_eq!((totals.equity, totals.free_collateral), (Some(dec!(100)), Some(dec!(70))));
    assert_eq!((totals.initial_margin, totals.maintenance_margin), (Some(dec!(10)), Some(dec!(4))));
}

#[test]
fn options_are_coins_and_short_ones_negative() {
    let row = |quantity: &str| {
        format!(
            r#"[{{"symbol":"BTC-200730-9000-C","side":"SHORT","quantity":"{quantity}","entryPrice":"1000","markPrice":"1050","markValue":"-105","reducibleQty":"0","time":1762872654561}}]"#
        )
    };
    for quantity in ["-0.1", "0.1"] {
        let read = account(&row(quantity));
        assert_eq!(positions(&read), [("BTC_USDT-30JUL20-9000-C".to_owned(), dec!(-0.1), Some(dec!(1000)))]);
        assert_eq!(read.figures.time, Some(Time(1_762_872_654_561)));
    }
}

#[test]
fn a_stream_of_the_account_is_read() {
    let read = account(
        r#"{"e":"ACCOUNT_UPDATE","E":1564745798939,"a":{"m":"ORDER",
        "B":[{"a":"USDT","wb":"100","cw":"50","bc":"0"},{"a":"BUSD","wb":"0"}],
        "P":[{"s":"BTCUSDT","pa":"-2","ep":"100","up":"20","mt":"isolated","iw":"1","ps":"BOTH"}]}}"#,
    );
    assert_eq!(positions(&read), [("BTC_USDT-PERPETUAL".to_owned(), dec!(-2), Some(dec!(100)))]);
    // 100 + 20 / −2
    assert_eq!(read.market.marks[&read.account.positions[0].instrument].price, dec!(90));
    assert_eq!(holdings(&read), [("USDT".to_owned(), dec!(100))]);
}

#[test]
fn what_is_no_single_contract_is_kept_as_unknown() {
    let read = account(r#"[{"symbol":"ETHBTC","positionAmt":"1.5","entryPrice":"0.05","markPrice":"0.04"}]"#);
    assert_eq!((read.account.unknown[0].name.as_str(), read.account.unknown[0].quantity), ("ETHBTC", dec!(1.5)));
}

#[test]
fn wallets_of_both_kinds_of_futures_are_added() {
    let row = |asset: &str, balance: &str, more: &str| {
        format!(
            r#"{{"accountAlias":"SgsR","asset":"{asset}","balance":"{balance}","crossWalletBalance":"9","crossUnPnl":"1"{more}}}"#
        )
    };
    let coin = row("BTC", "0.5", r#","withdrawAvailable":"0.4""#);
    let read = account(&format!("[[{},{}],[{coin}]]", row("USDT", "-2", ""), row("BTC", "0.25", "")));
    assert_eq!(holdings(&read), [("USDT".to_owned(), dec!(-2)), ("BTC".to_owned(), dec!(0.75))]);
    assert_eq!(read.figures.rules, None);
    assert!(read.notices.iter().any(|notice| notice.message.contains("no positions")));
}
