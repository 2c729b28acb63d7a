use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::super::{Read, read as read_all};
use super::*;
use crate::book::Time;
use crate::io::tree::Tree;

const NOW: Time = Time(1_795_305_600_000);

fn account(text: &str) -> Read {
    let mut accounts = read_all(&Tree::read(text).unwrap(), NOW).unwrap();
    assert_eq!(accounts.len(), 1, "{text}");
    assert_eq!(accounts[0].form, Form::Bybit);
    accounts.swap_remove(0)
}

fn row(symbol: &str, side: &str, size: &str, more: &str) -> String {
    format!(
        r#"{{"positionIdx":0,"symbol":"{symbol}","side":"{side}","size":"{size}","positionValue":"","avgPrice":"100","markPrice":"125"{more}}}"#
    )
}

fn answer(category: &str, rows: &str) -> String {
    format!(
        r#"{{"retCode":0,"retMsg":"OK","result":{{"list":[{rows}],"nextPageCursor":"","category":"{category}"}},"time":1697684980172}}"#
    )
}

fn positions(read: &Read) -> Vec<(String, Decimal)> {
    read.account.positions.iter().map(|of| (of.instrument.to_string(), of.units().unwrap())).collect()
}

fn holdings(read: &Read) -> Vec<(String, Decimal)> {
    read.account.holdings.iter().map(|held| (held.asset.to_string(), held.quantity)).collect()
}

fn wallet(coins: &str) -> String {
    format!(
        r#"{{"retCode":0,"result":{{"list":[{{"accountType":"UNIFIED","totalEquity":"500","totalInitialMargin":"","totalMaintenanceMargin":"4","totalAvailableBalance":"5","coin":[{coins}]}}]}},"time":1690872862481}}"#
    )
}

#[test]
fn sides_give_the_sign_in_any_envelope() {
    let (long, short) = (row("BTCUSDT", "Buy", "2", ""), row("BTCUSDT", "Sell", "3", r#","liqPrice":"999999.00""#));
    let flat = row("ETHUSDT", "", "0", "");
    let rows = format!("{long},{short},{flat}");
    for text in [
        answer("linear", &rows),
        format!("[{rows}]"),
        format!(r#"{{"list":[{rows}],"category":"linear"}}"#),
        format!(r#"{{"topic":"position.linear","creationTime":1697684980172,"data":[{rows}]}}"#),
    ] {
        let read = account(&text);
        let name = || "BTC_USDT-PERPETUAL".to_owned();
        assert_eq!(positions(&read), [(name(), dec!(2)), (name(), dec!(-3))], "{text}");
        assert_eq!(read.figures.positions[1].liquidation_price, None);
        let time = if text.contains("697684980172") { Some(Time(1_697_684_980_172)) } else { None };
        assert_eq!(read.figures.time, time);
    }
}

#[test]
fn pages_of_several_categories_are_one_account() {
    let inverse = answer("inverse", &row("BTCUSD", "Sell", "300", r#","tradeMode":1"#));
    let option = answer("option", &row("BTC-30DEC22-18000-C", "Sell", "0.5", ""));
    let wallet = wallet(
        r#"{"coin":"BTC","walletBalance":"2","equity":"1.4","usdValue":"140"},
        {"coin":"USDC","walletBalance":"50","equity":"40","spotBorrow":"0"}"#,
    );
    let read = account(&format!("[{inverse},{option},{wallet}]"));
    let expected = [("BTC-PERPETUAL".to_owned(), dec!(-300)), ("BTC_USDC-30DEC22-18000-C".to_owned(), dec!(-0.5))];
    assert_eq!(positions(&read), expected);
    // BTC: −300 · (1 / 100 − 1 / 125) = −0.6; 1.4 + 0.6. USDC: −0.5 · (125 − 100) = −12.5; 40 + 12.5
    assert_eq!(holdings(&read), [("BTC".to_owned(), dec!(2)), ("USDC".to_owned(), dec!(52.5))]);
    assert!(read.figures.positions[0].isolated);
    assert_eq!(read.market.index[&"BTC".parse().unwrap()].price, dec!(100));
    let totals = read.figures.dollars().unwrap();
    assert_eq!((totals.equity, totals.initial_margin), (Some(dec!(500)), None));
    assert_eq!(read.figures.time, Some(Time(1_690_872_862_481)));
}

#[test]
fn a_wallet_alone_is_cash_less_what_is_borrowed_in_spot() {
    let read = account(&wallet(
        r#"{"coin":"USDT","walletBalance":"1200","equity":"1000","usdValue":"1000","spotBorrow":"200","locked":"3","collateralSwitch":false},
        {"coin":"ETH","walletBalance":"","equity":"0","usdValue":"0","locked":"0"}"#,
    ));
    assert_eq!(holdings(&read), [("USDT".to_owned(), dec!(1000))]);
    for words in ["200 USDT borrowed", "3 USDT are locked", "not count as collateral", "no positions"] {
        assert!(read.notices.iter().any(|notice| notice.message.contains(words)), "{words}");
    }
}

#[test]
fn a_size_without_a_side_is_kept_as_unknown() {
    let read = account(&answer("linear", &row("BTCUSDT", "", "2", "")));
    assert_eq!((read.account.positions.len(), read.account.unknown.len()), (0, 1));
    assert!(read.account.unknown[0].why.contains("Buy or Sell"));
}

#[test]
fn portfolio_margin_is_dollars_and_the_spot_that_hedges() {
    let text = r#"{"retCode":0,"result":{"wallet":{"equity":"1000","cashBalance":"900","accountIM":"12","accountMM":"10","availableBalance":"800"},
        "assetPnlRange":[{"baseCoin":"ETH","perpPositionPnlRanges":[{"symbolName":"ETHUSDT","position":"-2","sessionAvgPrice":"100","markPrice":"90","settleCoin":"USDT"}],
        "optionExpiryDatePnlRanges":[{"optionPositionPnlRanges":[{"symbolName":"ETH-25SEP26-80-C-USDT","position":"1","sessionAvgPrice":"0","markPrice":"20","settleCoin":"USDT"}]}],
        "spotHedgeInfo":{"walletBalance":"3","usdIndexPrice":"91"}}]},"time":1774319290506}"#;
    let read = account(text);
    let expected = [("ETH_USDT-PERPETUAL".to_owned(), dec!(-2)), ("ETH_USDT-25SEP26-80-C".to_owned(), dec!(1))];
    assert_eq!(positions(&read), expected);
    // −2 · (90 − 100) = 20; 1,000 − 20 − 3 × 91
    assert_eq!(holdings(&read), [("ETH".to_owned(), dec!(3)), ("USD".to_owned(), dec!(707))]);
    assert_eq!(read.figures.rules, Some("bybit-portfolio"));
    assert_eq!(read.figures.dollars().unwrap().maintenance_margin, Some(dec!(10)));
}
