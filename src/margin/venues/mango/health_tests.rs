//! Health, term sheet by term sheet.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::super::parameters::tests::rules;
use super::super::token::{TokenPrice, TokenState};
use super::super::{HealthKind, OpenOrders};
use super::*;

fn states() -> BTreeMap<String, TokenState> {
    let at = |price| TokenState { price: TokenPrice::plain(price), totals: Default::default() };
    BTreeMap::from([("USD".into(), at(dec!(1))), ("ETH".into(), at(dec!(5))), ("SOL".into(), at(dec!(10)))])
}

fn book(usd: Decimal, eth: Decimal, sol: Decimal) -> Account {
    Account {
        balances: BTreeMap::from([("USD".into(), usd), ("ETH".into(), eth), ("SOL".into(), sol)]),
        ..Default::default()
    }
}

fn ask(account: &Account, kind: HealthKind) -> Decimal {
    health(account, &rules(), &states(), &BTreeMap::from([("P".into(), TokenPrice::plain(dec!(5)))]), kind)
        .unwrap()
        .health
}

#[test]
fn nothing_held_is_no_health() {
    assert_eq!(ask(&Account::default(), HealthKind::Init), dec!(0));
}

#[test]
fn three_healths_of_one_book() {
    let account = book(dec!(100), dec!(-10), dec!(0));
    // 100 × 0.8 − 10 × 5 × 1.5; 100 × 0.9 − 10 × 5 × 1.3
    assert_eq!(ask(&account, HealthKind::Init), dec!(80) - dec!(75));
    assert_eq!(ask(&account, HealthKind::LiquidationEnd), dec!(80) - dec!(75));
    assert_eq!(ask(&account, HealthKind::Maint), dec!(90) - dec!(65));
}

#[test]
fn funds_in_orders_count_where_they_help_least() {
    let mut account = book(dec!(100), dec!(10), dec!(-10));
    account.orders.push(OpenOrders {
        market: "ETH/USD".into(),
        base_reserved: dec!(1),
        quote_reserved: dec!(5),
        ..Default::default()
    });
    // 80 + 25 − 150, and 2 ETH × 5 × 0.5 rather than 10 USD × 0.8
    assert_eq!(ask(&account, HealthKind::Init), dec!(80) + dec!(25) - dec!(150) + dec!(5));
}

#[test]
fn a_token_without_a_price_is_left_out_unless_it_is_owed() {
    let mut known = states();
    known.remove("SOL");
    let of = |sol| health(&book(dec!(100), dec!(0), sol), &rules(), &known, &BTreeMap::new(), HealthKind::Init);
    let answer = of(dec!(3)).unwrap();
    assert_eq!((answer.health, answer.left_out), (dec!(80), vec!["SOL".to_owned()]));
    assert!(of(dec!(-3)).unwrap_err().to_string().contains("missing for SOL"));
}

#[test]
fn a_perpetuals_profit_joins_its_settle_token() {
    let mut account = book(dec!(100), dec!(0), dec!(0));
    account.perps.push(PerpPosition { market: "P".into(), base_lots: -1, quote: dec!(-100), ..Default::default() });
    // 100 + (−100 − 1.2 × 50) = −60, owed at 1.2
    assert_eq!(ask(&account, HealthKind::Init), dec!(-60) * dec!(1.2));
}

#[test]
fn the_ratio_sets_assets_against_liabilities() {
    let answer =
        health(&book(dec!(100), dec!(-10), dec!(0)), &rules(), &states(), &BTreeMap::new(), HealthKind::Init).unwrap();
    assert_eq!(answer.ratio_percent(), Some(dec!(100) * (dec!(80) - dec!(75)) / dec!(75)));
    assert_eq!(
        health(&Account::default(), &rules(), &states(), &BTreeMap::new(), HealthKind::Init).unwrap().ratio_percent(),
        None
    );
}
