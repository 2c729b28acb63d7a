use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::super::{Read, read as read_all};
use super::*;
use crate::book::Time;

const NOW: Time = Time(1_795_305_600_000);

fn account(text: &str) -> Read {
    let mut accounts = read_all(&Tree::read(text).unwrap(), NOW).unwrap();
    assert_eq!(accounts.len(), 1, "{text}");
    assert_eq!(accounts[0].form, Form::Okx);
    accounts.swap_remove(0)
}

fn row(name: &str, kind: &str, fields: &str) -> String {
    format!(r#"{{"instId":"{name}","instType":"{kind}","posSide":"net","mgnMode":"cross",{fields}}}"#)
}

fn positions(read: &Read) -> Vec<(String, Decimal)> {
    read.account.positions.iter().map(|of| (of.instrument.to_string(), of.units().unwrap())).collect()
}

fn holdings(read: &Read) -> Vec<(String, Decimal)> {
    read.account.holdings.iter().map(|held| (held.asset.to_string(), held.quantity)).collect()
}

fn says(read: &Read, words: &str) -> bool {
    read.notices.iter().any(|notice| notice.message.contains(words))
}

#[test]
fn contracts_are_counted_in_the_venues_sizes() {
    for (name, kind, pos, ours, units) in [
        ("BTC-USDT-SWAP", "SWAP", "-10", "BTC_USDT-PERPETUAL", dec!(-0.1)),
        ("ETH-USDT-210430", "FUTURES", "5", "ETH_USDT-30APR21", dec!(0.5)),
        ("BTC-USD-SWAP", "SWAP", "3", "BTC-PERPETUAL", dec!(300)),
        ("ETH-USD-210430", "FUTURES", "-3", "ETH-30APR21", dec!(-30)),
        ("BTC-USD-220309-33000-C", "OPTION", "-40", "BTC-9MAR22-33000-C", dec!(-0.4)),
        ("ETH-USD-220309-2500-P", "OPTION", "40", "ETH-9MAR22-2500-P", dec!(4)),
    ] {
        let read = account(&row(name, kind, &format!(r#""pos":"{pos}","avgPx":"2","markPx":"2""#)));
        assert_eq!(positions(&read), [(ours.to_owned(), units)], "{name}");
    }
}

#[test]
fn a_size_that_is_not_listed_follows_from_the_row() {
    // 9,995 / (20 × 0.05) = 9,995, within two in a hundred of 10,000
    let read = account(&row("PEPE-USDT-SWAP", "SWAP", r#""pos":"20","markPx":"0.05","notionalUsd":"9995""#));
    assert_eq!(positions(&read), [("PEPE_USDT-PERPETUAL".to_owned(), dec!(200000))]);
    assert!(says(&read, "follows from the row’s own value"));
    // an option: 0.3 / (30 × 0.1) = 0.1 coins
    let fields = r#""pos":"-30","markPx":"0.1","optVal":"-0.3""#;
    let read = account(&row("SOL-USD-220309-100-C", "OPTION", fields));
    assert_eq!(positions(&read), [("SOL-9MAR22-100-C".to_owned(), dec!(-3))]);
    // neither listed nor to be had
    let read = account(&row("PEPE-USDT-SWAP", "SWAP", r#""pos":"20","markPx":"","notionalUsd":"""#));
    assert_eq!((read.account.positions.len(), read.account.unknown[0].quantity), (0, dec!(20)));
    assert!(read.account.unknown[0].why.contains("size of a contract"));
    // what the venue lists counts before what a row says
    let read = account(&row("BTC-USDT-SWAP", "SWAP", r#""pos":"2","markPx":"100","notionalUsd":"200""#));
    assert_eq!(positions(&read), [("BTC_USDT-PERPETUAL".to_owned(), dec!(0.02))]);
    assert!(says(&read, "speaks of 1 a contract; 0.01 is taken"));
}

#[test]
fn sides_apart_and_pairs_of_spot_margin_are_kept() {
    let side = |side: &str, pos: &str| {
        format!(
            r#"{{"instId":"BTC-USDT-SWAP","instType":"SWAP","mgnMode":"isolated","posSide":"{side}","pos":"{pos}","avgPx":"100","markPx":"110","margin":"7","imr":"","liqPx":""}}"#
        )
    };
    let pair =
        row("BTC-USDT", "MARGIN", r#""pos":"0.5","posCcy":"BTC","liab":"-99","liabCcy":"USDT","avgPx":"62961.4""#);
    let flat = row("ETH-USDT", "MARGIN", r#""pos":"0""#);
    let text =
        format!(r#"{{"code":"0","msg":"","data":[{},{},{pair},{flat}]}}"#, side("long", "5"), side("short", "2"));
    let read = account(&text);
    let name = || "BTC_USDT-PERPETUAL".to_owned();
    assert_eq!(positions(&read), [(name(), dec!(0.05)), (name(), dec!(-0.02))]);
    let venue = &read.figures.positions[0];
    assert_eq!((venue.isolated, venue.margin_used, venue.liquidation_price), (true, Some(dec!(7)), None));
    let unknown = &read.account.unknown;
    assert_eq!((unknown.len(), unknown[0].name.as_str(), unknown[0].quantity), (1, "BTC-USDT", dec!(0.5)));
    assert!(unknown[0].why.contains("spot-margin pair"));
}

#[test]
fn cash_alone_or_such_that_equity_is_the_venues() {
    let balance = r#"{"totalEq":"1000","adjEq":"","imr":"","mmr":"","uTime":"1705474164160","details":[
        {"ccy":"USDT","cashBal":"-50","eq":"-45","eqUsd":"-44.91","interest":"0.25","uTime":"1"},
        {"ccy":"BTC","cashBal":"2","eq":"2.5","eqUsd":"","coinUsdPrice":"60000","collateralEnabled":false}]}"#;
    let read = account(balance);
    assert_eq!(holdings(&read), [("USDT".to_owned(), dec!(-50)), ("BTC".to_owned(), dec!(2))]);
    // −44.91 / −45
    assert_eq!(read.market.index[&"USDT".parse().unwrap()].price, dec!(0.998));
    assert_eq!(read.market.index[&"BTC".parse().unwrap()].price, dec!(60000));
    assert_eq!(read.figures.time, Some(Time(1_705_474_164_160)));
    assert!(
        says(&read, "no positions") && says(&read, "not set as collateral") && says(&read, "0.25 USDT of interest")
    );
    // 0.5 coins bought at 100, now 104: 2; −45 − 2
    let swap = row("BTC-USDT-SWAP", "SWAP", r#""pos":"50","avgPx":"100","markPx":"104","idxPx":"103""#);
    // 1 coin of options bought at 0.01, now 0.04: 0.03; 2.5 − 0.03
    let option = row("BTC-USD-220309-33000-C", "OPTION", r#""pos":"100","avgPx":"0.01","markPx":"0.04""#);
    let read = account(&format!("[{balance},[{swap},{option}]]"));
    assert_eq!(holdings(&read), [("USDT".to_owned(), dec!(-47)), ("BTC".to_owned(), dec!(2.47))]);
    assert_eq!(read.market.index[&"BTC".parse().unwrap()].price, dec!(103));
}

#[test]
fn pushes_and_answers_side_by_side_count_once() {
    let both = r#"{"arg":{"channel":"balance_and_position","uid":"1"},"data":[{"pTime":"1597026383085","eventType":"snapshot",
        "balData":[{"ccy":"BTC","cashBal":"1.5","uTime":"1597026383085"}],
        "posData":[{"posId":"9","tradeId":"2","instId":"BTC-USD-191018","instType":"FUTURES","mgnMode":"cross","posSide":"long","pos":"10","ccy":"BTC","posCcy":"","avgPx":"3320","uTime":"1"}],"trades":[]}]}"#;
    let read = account(both);
    assert_eq!(positions(&read), [("BTC-18OCT19".to_owned(), dec!(1000))]);
    assert_eq!(holdings(&read), [("BTC".to_owned(), dec!(1.5))]);
    assert_eq!(read.figures.time, Some(Time(1_597_026_383_085)));
    let row = r#"{"instId":"BTC-USD-191018","instType":"FUTURES","posSide":"long","pos":"10","avgPx":"3320","markPx":"3320"}"#;
    let balance = r#"{"totalEq":"1","details":[{"ccy":"BTC","cashBal":"1.5","eq":"1.5"}]}"#;
    let read = account(&format!("[{both},{balance},{row}]"));
    assert_eq!(positions(&read).len(), 1);
    assert_eq!(holdings(&read), [("BTC".to_owned(), dec!(1.5))]);
}

#[test]
fn builders_without_risk_units_are_cross_margin() {
    let text = r#"{"code":"0","data":[{"eq":"90","totalImr":"9","totalMmr":"3","ts":"1736936801642","riskUnitData":[],
        "assets":[{"ccy":"USDT","availEq":"100"}],
        "positions":[{"instId":"ETH-USDT-SWAP","instType":"SWAP","amt":"10","posSide":"net","avgPx":"20","markPx":"25","floatPnl":"5","imr":"2"},
        {"instId":"ETH-USDT","instType":"SPOT","amt":"1"}]}]}"#;
    let read = account(text);
    assert_eq!(positions(&read), [("ETH_USDT-PERPETUAL".to_owned(), dec!(1))]);
    // 100 − 1 × (25 − 20)
    assert_eq!(holdings(&read), [("USDT".to_owned(), dec!(95))]);
    assert_eq!(read.figures.rules, Some("okx-cross"));
    assert_eq!(read.market.index[&"USDT".parse().unwrap()].price, dec!(0.9));
}
