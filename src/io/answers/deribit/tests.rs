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

fn held(of: &Read) -> Vec<(String, Decimal)> {
    of.account.holdings.iter().map(|h| (h.asset.to_string(), h.quantity)).collect()
}

fn positions(of: &Read) -> Vec<(String, Decimal)> {
    of.account.positions.iter().map(|p| (p.instrument.to_string(), p.quantity)).collect()
}

fn said(of: &Read, words: &str) -> bool {
    of.notices.iter().any(|notice| notice.message.contains(words))
}

const PERP: &str = r#"{"instrument_name":"BTC-PERPETUAL","size":-1000,"direction":"sell","average_price":40000,"mark_price":50000,"index_price":50010,"kind":"future","estimated_liquidation_price":0}"#;
const OPTION: &str = r#"{"instrument_name":"BTC-26MAR27-80000-P","size":"2.0","average_price":"0.05","mark_price":"0.03","kind":"option"}"#;
const SUMMARY_BTC: &str = r#"{"currency":"BTC","equity":1.5,"balance":1.44,"maintenance_margin":0.1,"initial_margin":0.2,"available_funds":1.3,"margin_model":"segregated_sm"}"#;

#[test]
fn a_coin_balance_is_set_so_that_equity_is_the_venues() {
    // inverse: −1,000 / 40,000 + 1,000 / 50,000 = −0.005; the option is worth 2 × 0.03; 1.5 + 0.005 − 0.06 = 1.445
    let of = account(&format!("[[{PERP},{OPTION}],{SUMMARY_BTC}]"));
    assert_eq!(held(&of), [("BTC".to_owned(), dec!(1.445))]);
    assert_eq!(
        positions(&of),
        [("BTC-PERPETUAL".to_owned(), dec!(-1000)), ("BTC-26MAR27-80000-P".to_owned(), dec!(2.0))]
    );
    assert!(said(&of, "balance of 1.44"));
    assert_eq!(of.figures.rules, Some("deribit-standard"));
    let totals = &of.figures.totals[0];
    assert_eq!((totals.equity, totals.free_collateral), (Some(dec!(1.5)), Some(dec!(1.3))));
    assert_eq!(of.figures.positions[0].liquidation_price, None);
    assert_eq!(of.market.index[&"BTC".parse().unwrap()].price, dec!(50010));
}

#[test]
fn one_position_alone_in_its_envelope_and_of_a_time() {
    let of = account(&format!(r#"{{"jsonrpc":"2.0","result":{PERP},"usOut":1742210019788175}}"#));
    assert_eq!(positions(&of), [("BTC-PERPETUAL".to_owned(), dec!(-1000))]);
    assert_eq!(of.figures.time, Some(Time(1_742_210_019_788)));
    assert!(said(&of, "without a balance"));
    let unsigned = PERP.replace("-1000", "1000");
    assert_eq!(positions(&account(&unsigned)), [("BTC-PERPETUAL".to_owned(), dec!(-1000))]);
}

#[test]
fn linear_positions_are_paid_in_their_quote() {
    let row =
        r#"{"instrument_name":"ETH_USDC-PERPETUAL","size":3,"average_price":2000,"mark_price":2100,"kind":"future"}"#;
    let usdc = SUMMARY_BTC.replace("BTC", "USDC");
    // 1.5 − 3 × (2,100 − 2,000)
    let of = account(&format!(r#"{{"positions":[{row}],"of":{usdc}}}"#));
    assert_eq!(held(&of), [("USDC".to_owned(), dec!(-298.5))]);
}

#[test]
fn a_summary_alone_is_its_balance() {
    let of = account(SUMMARY_BTC);
    assert_eq!(held(&of), [("BTC".to_owned(), dec!(1.44))]);
    assert!(said(&of, "open positions are not in the text"));
    let eth = SUMMARY_BTC.replace("BTC", "ETH");
    let all = format!(r#"{{"result":{{"id":7,"username":"one","summaries":[{SUMMARY_BTC},{eth}]}}}}"#);
    let of = account(&all);
    assert_eq!(held(&of), [("BTC".to_owned(), dec!(1.44)), ("ETH".to_owned(), dec!(1.44))]);
    assert_eq!(of.name.as_deref(), Some("one"));
    // without anything open in it, a currency is worth its equity
    let of = account(&format!("[{OPTION},{eth}]"));
    assert_eq!(held(&of), [("ETH".to_owned(), dec!(1.5))]);
    let open = eth.replace(r#""margin_model""#, r#""options_value":0.06,"margin_model""#);
    let of = account(&format!("[{OPTION},{open}]"));
    assert_eq!(held(&of), [("ETH".to_owned(), dec!(1.44))]);
    assert!(said(&of, "paid in ETH is open and not in the text"));
}

#[test]
fn of_two_summaries_in_a_currency_the_later_counts() {
    let later = SUMMARY_BTC.replace("1.44", "1.46");
    let of = account(&format!("[{SUMMARY_BTC},{later}]"));
    assert_eq!(held(&of), [("BTC".to_owned(), dec!(1.46))]);
    assert!(said(&of, "several summaries"));
}

#[test]
fn sub_accounts_are_accounts() {
    let sub =
        |name: &str| format!(r#"{{"username":"{name}","type":"subaccount","portfolio":{{"btc":{SUMMARY_BTC}}}}}"#);
    let of = accounts(&format!(r#"{{"result":[{},{}]}}"#, sub("a"), sub("b")));
    assert_eq!(of.iter().map(|of| of.name.as_deref()).collect::<Vec<_>>(), [Some("a"), Some("b")]);
    let details = format!(r#"{{"result":[{{"uid":3,"positions":[{PERP}]}},{{"uid":4,"positions":[{OPTION}]}}]}}"#);
    assert_eq!(accounts(&details).len(), 2);
}

#[test]
fn under_cross_collateral_the_account_counts_in_dollars() {
    let cross = r#"{"currency":"BTC","equity":2,"balance":2,"maintenance_margin":0.1,"initial_margin":0.2,"margin_balance":3,"margin_model":"cross_pm","cross_collateral_enabled":true,"locked_balance":0.5,"total_equity_usd":160000,"total_initial_margin_usd":10000,"total_maintenance_margin_usd":8000,"total_margin_balance_usd":150000}"#;
    let usdc = cross.replace("BTC", "USDC").replace(r#""equity":2,"balance":2"#, r#""equity":-60000,"balance":-60000"#);
    let of = account(&format!("[{cross},{usdc}]"));
    assert_eq!(held(&of), [("BTC".to_owned(), dec!(2)), ("USDC".to_owned(), dec!(-60000))]);
    assert_eq!(of.figures.totals.len(), 1);
    let totals = of.figures.dollars().unwrap();
    assert_eq!((totals.equity, totals.maintenance_margin), (Some(dec!(160000)), Some(dec!(8000))));
    // 150,000 − 10,000
    assert_eq!(totals.free_collateral, Some(dec!(140000)));
    assert_eq!(of.figures.rules, Some("deribit-portfolio"));
    // 150,000 / 3
    assert_eq!(of.market.index[&"BTC".parse().unwrap()].price, dec!(50000));
    assert!(said(&of, "0.5 BTC of it cannot be used"));
}

#[test]
fn messages_of_changes_say_that_others_may_be_open() {
    let order = r#"{"instrument_name":"BTC-PERPETUAL","order_id":"1","average_price":1,"amount":5,"direction":"buy"}"#;
    let trade = r#"{"instrument_name":"BTC-PERPETUAL","trade_id":"1","price":1,"amount":5,"direction":"buy"}"#;
    let text = format!(
        r#"{{"params":{{"channel":"user.changes.any.any.raw","data":{{"instrument_name":"BTC-PERPETUAL","trades":[{trade}],"positions":[{PERP}],"orders":[{order}]}}}}}}"#
    );
    let of = account(&text);
    assert_eq!(positions(&of), [("BTC-PERPETUAL".to_owned(), dec!(-1000))]);
    assert!(said(&of, "others may be open"));
}

#[test]
fn a_simulation_counts_coins() {
    let text = r#"{"result":{"portfolio":{"currency":{"usdc":250},"position":{"BTC-PERPETUAL":0.5,"BTC-26MAR27-80000-P":-3,"BTC-26MAR27":1,"ETH-FS-26MAR27_PERP":2}},
        "ticker":{"BTC-PERPETUAL":{"mark_price":60000,"index_price":59990},"BTC-26MAR27-80000-P":{"mark_price":0.3,"mark_iv":55.5,"underlying_price":61000}},
        "index_price":{"btc_usdc":59970,"btc_usd":59980},"margins":{"btc":{"initial_margin":0.2,"maintenance_margin":0.1}}}}"#;
    let of = account(text);
    // 0.5 × 60,000
    assert_eq!(
        positions(&of),
        [("BTC-PERPETUAL".to_owned(), dec!(30000)), ("BTC-26MAR27-80000-P".to_owned(), dec!(-3))]
    );
    assert_eq!(held(&of), [("USDC".to_owned(), dec!(250))]);
    assert_eq!(of.market.index[&"BTC".parse().unwrap()].price, dec!(59980));
    assert_eq!(of.market.forwards.len(), 1);
    let vol = of.market.vols.values().next().unwrap().vol;
    assert!((vol - 0.555).abs() < 1e-12);
    let unknown: Vec<_> = of.account.unknown.iter().map(|u| (u.name.as_str(), u.quantity)).collect();
    assert_eq!(unknown, [("BTC-26MAR27", dec!(1)), ("ETH-FS-26MAR27_PERP", dec!(2))]);
    assert!(of.account.unknown[1].why.contains("combination"));
    assert_eq!(of.figures.totals[0].initial_margin, Some(dec!(0.2)));
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_kept() {
    for field in ["size", "average_price", "mark_price"] {
        let tree = Tree::read(PERP).unwrap();
        let was = tree.get(field).unwrap().word().unwrap().to_owned();
        for bad in [r#""x""#, "1e999", "{}", "[]", "true"] {
            let text = PERP.replace(&format!(r#""{field}":{was}"#), &format!(r#""{field}":{bad}"#));
            let of = account(&format!("[[{text},{OPTION}],{SUMMARY_BTC}]"));
            assert_eq!(of.account.positions.len(), if field == "size" { 1 } else { 2 }, "{text}");
            assert!(
                of.notices.iter().any(|notice| notice.column.as_deref() == Some(&format!("[0][0].{field}"))),
                "{text}"
            );
        }
    }
}
