use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::super::{Read, read};
use super::*;
use crate::io::tree::Tree;

const NOW: Time = Time(1_795_305_600_000);

fn accounts(text: &str) -> Vec<Read> {
    read(&Tree::read(text).unwrap(), NOW).unwrap()
}

fn account(text: &str) -> Read {
    let mut read = accounts(text);
    assert_eq!(read.len(), 1, "{text}");
    read.swap_remove(0)
}

fn held(of: &Read) -> Vec<(&str, Decimal)> {
    of.account.holdings.iter().map(|h| (h.asset.as_str(), h.quantity)).collect()
}

fn positions(of: &Read) -> Vec<(String, Decimal)> {
    of.account.positions.iter().map(|p| (p.instrument.to_string(), p.quantity)).collect()
}

const PERP: &str = r#"{"instrument_type":"perp","instrument_name":"ETH-PERP","amount":"-2","average_price":"3000","mark_price":"2900","index_price":"2901","mark_value":"150","initial_margin":"-400","maintenance_margin":"-300","unrealized_pnl":"200","liquidation_price":"0"}"#;
const CALL: &str = r#"{"instrument_type":"option","instrument_name":"ETH-20260627-3500-C","amount":"-3","average_price":"90","mark_price":"100","index_price":"2901","mark_value":"-300","initial_margin":"-900","maintenance_margin":"-700","unrealized_pnl":"-30","liquidation_price":null}"#;
const USDC: &str = r#"{"asset_type":"erc20","asset_name":"USDC","amount":"5000","mark_price":"1","mark_value":"5000","pending_interest":"0"}"#;
const ETH: &str = r#"{"asset_type":"erc20","asset_name":"ETH","amount":"1.5","mark_price":"2901","mark_value":"4351.5","pending_interest":"0"}"#;

fn subaccount(number: u32, value: &str) -> String {
    format!(
        r#"{{"subaccount_id":{number},"label":"","margin_type":"PM","subaccount_value":"{value}","initial_margin":"7000","maintenance_margin":"8000","open_orders_margin":"12","collaterals":[{USDC},{ETH}],"positions":[{PERP},{CALL}]}}"#
    )
}

#[test]
fn usdc_is_set_so_that_equity_is_the_value_of_the_account() {
    let of = account(&subaccount(42, "9201.5"));
    // 1.5 × 2,901 = 4,351.5; −2 × (2,900 − 3,000) = 200; −3 × 100 = −300; 9,201.5 − 4,251.5 = 4,950
    assert_eq!(held(&of), [("USDC", dec!(4950)), ("ETH", dec!(1.5))]);
    assert_eq!(positions(&of), [("ETH-PERP".to_owned(), dec!(-2)), ("ETH_USDC-27JUN26-3500-C".to_owned(), dec!(-3))]);
    let totals = of.figures.dollars().unwrap();
    // 9,201.5 − 7,000 and 9,201.5 − 8,000
    assert_eq!(totals.initial_margin, Some(dec!(2201.5)));
    assert_eq!(totals.maintenance_margin, Some(dec!(1201.5)));
    assert_eq!(totals.free_collateral, Some(dec!(7000)));
    assert_eq!(of.figures.rules, Some("derive-pm1"));
    let perp = &of.figures.positions[0];
    assert_eq!((perp.margin_used, perp.liquidation_price), (Some(dec!(400)), None));
    assert!(of.notices.iter().any(|notice| notice.message.contains("balance of 5000")));
    assert_eq!(of.name.as_deref(), Some("subaccount 42"));
}

#[test]
fn several_portfolios_are_accounts() {
    let text = format!(r#"{{"result":[{},{}]}}"#, subaccount(1, "9201.5"), subaccount(2, "9301.5"));
    let of = accounts(&text);
    assert_eq!(of.len(), 2);
    assert_eq!(held(&of[1])[0], ("USDC", dec!(5050)));
}

#[test]
fn positions_and_collaterals_belong_together_by_the_number_of_the_account() {
    let text = format!(
        r#"[{{"subaccount_id":1,"positions":[{PERP}]}},{{"subaccount_id":2,"positions":[{CALL}]}},{{"subaccount_id":2,"collaterals":[{USDC}]}},{{"subaccount_id":2,"is_valid_trade":true,"pre_initial_margin":"5","post_initial_margin":"6"}}]"#
    );
    let of = accounts(&text);
    assert_eq!(of.len(), 2);
    assert_eq!(positions(&of[0]), [("ETH-PERP".to_owned(), dec!(-2))]);
    assert!(of[0].notices.iter().any(|notice| notice.message.contains("no collateral")));
    assert_eq!(held(&of[1]), [("USDC", dec!(5000))]);
    assert_eq!(of[1].figures.dollars().unwrap().free_collateral, Some(dec!(5)));
}

#[test]
fn rows_alone_and_a_margin_that_is_watched() {
    let of = account(&format!("[[{PERP}],[{USDC}]]"));
    assert_eq!((positions(&of).len(), held(&of)), (1, vec![("USDC", dec!(5000))]));
    let watched = subaccount(9, "9201.5")
        .replace("\"amount\":\"-", "\"size\":\"-")
        .replace("\"label\":\"\"", "\"valuation_timestamp\":1760000000");
    let of = account(&watched);
    assert_eq!(positions(&of).len(), 2);
    assert_eq!(of.figures.time, Some(Time(1_760_000_000_000)));
}

#[test]
fn debt_is_below_zero_and_interest_is_said() {
    let debt = USDC.replace("5000", "-700").replace(r#""pending_interest":"0""#, r#""pending_interest":"-3.5""#);
    let text = format!(
        r#"{{"subaccount_id":1,"margin_type":"SM","subaccount_value":"3648","initial_margin":"1","maintenance_margin":"2","collaterals":[{debt},{ETH}],"positions":[]}}"#
    );
    let of = account(&text);
    // 3,648 − 4,351.5
    assert_eq!(held(&of), [("USDC", dec!(-703.5)), ("ETH", dec!(1.5))]);
    assert!(of.notices.iter().any(|notice| notice.message.contains("interest of -3.5 is owed")));
}

#[test]
fn margins_alone_hold_no_book() {
    let of = account(
        r#"{"subaccount_id":42,"is_valid_trade":true,"pre_initial_margin":"100.5","post_initial_margin":"110.25"}"#,
    );
    assert!(of.account.positions.is_empty() && of.account.holdings.is_empty());
    assert!(of.notices[0].message.contains("neither positions nor balances"));
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_kept() {
    for bad in [r#""x""#, "1e999", "{}", "null"] {
        let text = subaccount(1, "9201.5").replace(r#""amount":"-2""#, &format!(r#""amount":{bad}"#));
        let of = account(&text);
        assert_eq!(positions(&of).len(), 1, "{text}");
        assert!(of.notices.iter().any(|notice| notice.column.as_deref() == Some("positions[0].amount")), "{text}");
    }
}
