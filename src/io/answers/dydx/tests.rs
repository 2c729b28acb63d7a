use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::super::{Read, read};
use super::*;
use crate::book::Time;

const NOW: Time = Time(1_795_305_600_000);

fn accounts(text: &str) -> Vec<Read> {
    read(&Tree::read(text).unwrap(), NOW).unwrap()
}

fn account(text: &str) -> Read {
    let mut read = accounts(text);
    assert_eq!(read.len(), 1, "{text}");
    read.swap_remove(0)
}

fn usdc(of: &Read) -> Decimal {
    of.account.holdings.iter().find(|held| held.asset.as_str() == "USDC").unwrap().quantity
}

fn positions(of: &Read) -> Vec<(String, Decimal)> {
    of.account.positions.iter().map(|p| (p.instrument.to_string(), p.quantity)).collect()
}

const SHORT: &str = r#"{"market":"BTC-USD","status":"OPEN","side":"SHORT","size":"-2","entryPrice":"100","unrealizedPnl":"-20","exitPrice":"null"}"#;

fn subaccount(number: u32, rows: &str, equity: &str) -> String {
    format!(
        r#"{{"address":"dydx1","subaccountNumber":{number},"equity":"{equity}","freeCollateral":"900","openPerpetualPositions":{{{rows}}},"assetPositions":{{"USDC":{{"symbol":"USDC","side":"LONG","size":"1300","assetId":"0"}}}}}}"#
    )
}

#[test]
fn the_mark_follows_from_the_gain_and_usdc_from_equity() {
    let of = account(&format!(r#"{{"subaccount":{}}}"#, subaccount(0, &format!(r#""BTC-USD":{SHORT}"#), "1080")));
    assert_eq!(positions(&of), [("BTC-PERP".to_owned(), dec!(-2))]);
    // 100 − 20 / −2
    let mark = of.market.marks.values().next().unwrap().price;
    assert_eq!(mark, dec!(110));
    // 1,080 + 20, as 1,300 − 2 × 100
    assert_eq!(usdc(&of), dec!(1100));
    let totals = of.figures.dollars().unwrap();
    assert_eq!((totals.equity, totals.initial_margin), (Some(dec!(1080)), Some(dec!(180))));
    assert_eq!((of.name.as_deref(), of.figures.rules), (Some("subaccount 0"), Some("dydx")));
}

#[test]
fn the_side_gives_the_sign_and_debt_is_below_zero() {
    let positive = SHORT.replace("\"-2\"", "2");
    let text = subaccount(0, &format!(r#""BTC-USD":{positive}"#), "1080").replace("\"LONG\"", "\"SHORT\"");
    let of = account(&text);
    assert_eq!(positions(&of), [("BTC-PERP".to_owned(), dec!(-2))]);
    let flat = account(&subaccount(0, "", "-1300").replace("\"LONG\"", "\"SHORT\""));
    assert_eq!(usdc(&flat), dec!(-1300));
}

#[test]
fn children_are_accounts_and_those_from_128_isolated() {
    let row = format!(r#""BTC-USD":{SHORT}"#);
    let text = format!(
        r#"{{"subaccount":{{"address":"dydx1","parentSubaccountNumber":0,"equity":"9","childSubaccounts":[{},{},{}]}}}}"#,
        subaccount(0, "", "1300"),
        subaccount(128, &row, "1080"),
        r#"{"address":"dydx1","subaccountNumber":256,"equity":"0","freeCollateral":"0","openPerpetualPositions":{},"assetPositions":{}}"#
    );
    let of = accounts(&text);
    assert_eq!(
        of.iter().map(|of| of.name.as_deref()).collect::<Vec<_>>(),
        [Some("subaccount 0"), Some("subaccount 128")]
    );
    assert!(of[1].figures.positions[0].isolated && of[1].notices[0].message.contains("isolated"));
    let listed = format!(
        r#"{{"subaccounts":[{},{}],"totalTradingRewards":"0"}}"#,
        subaccount(0, "", "1"),
        subaccount(1, &row, "1")
    );
    assert_eq!(accounts(&listed).len(), 2);
}

#[test]
fn without_equity_what_was_paid_is_put_back() {
    let text = subaccount(0, &format!(r#""BTC-USD":{SHORT}"#), "");
    // 1,300 − 2 × 100
    assert_eq!(usdc(&account(&text)), dec!(1100));
    let text = format!(
        r#"[{{"positions":[{SHORT}]}},{{"positions":[{{"symbol":"USDC","side":"LONG","size":"1300","assetId":"0","subaccountNumber":0}}]}}]"#
    );
    assert_eq!(usdc(&account(&text)), dec!(1100));
}

#[test]
fn what_is_closed_is_not_taken_and_other_markets_are_kept() {
    let closed = SHORT.replace("OPEN", "CLOSED");
    let odd = SHORT.replace("BTC-USD", "BTC-EUR");
    let of = account(&subaccount(0, &format!(r#""A":{closed},"B":{odd}"#), "1300"));
    assert!(of.account.positions.is_empty());
    assert_eq!(of.account.unknown[0].name, "BTC-EUR");
    let listed = SHORT.replace("BTC-USD", "FARTCOIN,RAYDIUM,9BB6-USD");
    let of = account(&subaccount(0, &format!(r#""A":{listed}"#), "1300"));
    assert_eq!(positions(&of)[0].0, "FARTCOIN-PERP");
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_kept() {
    for field in ["size", "entryPrice", "unrealizedPnl"] {
        let tree = Tree::read(SHORT).unwrap();
        let was = tree.get(field).unwrap().word().unwrap().to_owned();
        for bad in [r#""x""#, "1e999", "{}", "[1]"] {
            let row = SHORT.replace(&format!(r#""{field}":"{was}""#), &format!(r#""{field}":{bad}"#));
            let of = account(&subaccount(0, &format!(r#""BTC-USD":{row}"#), "1080"));
            assert!(!of.account.holdings.is_empty());
            let path = format!("openPerpetualPositions.BTC-USD.{field}");
            assert!(of.notices.iter().any(|notice| notice.column.as_deref() == Some(&path)), "{row}");
        }
    }
}
