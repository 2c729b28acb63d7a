//! What a host may hand over, and what it may not.

use rust_decimal_macros::dec;

use super::*;
use crate::book::{Account, Asset, Holding, Position, Time};
use crate::embed::engine::{Answer, Code};
use crate::io::session::Session;
use crate::margin::venues;
use crate::market::Market;

const NOW: Time = Time(1_795_305_600_000); // 2026-11-22T00:00Z

fn text(text: &str) -> Given {
    Given::Text(text.to_owned())
}

fn json(text: &str) -> Given {
    Given::Json(text.to_owned())
}

/// The code, the path and what is said together of the first fault.
fn fault<T>(answer: Answer<T>) -> (Code, String, String) {
    match answer {
        Answer::Faults(faults) => {
            let first = faults.into_iter().next().expect("a fault");
            (first.code, first.path, format!("{}; {}", first.message, first.remedy))
        }
        Answer::Value { .. } => panic!("an answer where a fault was expected"),
    }
}

fn book() -> Account {
    Account {
        holdings: vec![Holding { asset: "USDC".parse().unwrap(), quantity: dec!(20000) }],
        positions: vec![Position::new("BTC-PERP".parse().unwrap(), dec!(1.5), Some(dec!(91200)))],
        ..Account::default()
    }
}

fn market() -> Market {
    prices_of(r#"{"index":{"BTC":"100000","USDC":"1"}}"#)
}

fn prices_of(text: &str) -> Market {
    match prices(json(text), NOW).value() {
        Some(Prices::Market(market)) => *market,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_token_and_a_saved_book_are_the_same_book() {
    let session = Session { account: book(), market: market(), ..Session::default() };
    let token = token(&session).value().unwrap();
    assert!(token.starts_with("s=1."), "{token}");
    let of_token = portfolio(text(&format!(" #{token} ")), NOW).value().unwrap();
    assert_eq!(of_token.account, book());
    assert_eq!(of_token.market.index_price(&"BTC".parse::<Asset>().unwrap()), Some(dec!(100000)));
    let object = r#"{"holdings":[{"asset":"USDC","quantity":"20000"}],
        "positions":[{"instrument":"BTC-PERP","quantity":1.5,"entry":"91200"}]}"#;
    assert_eq!(portfolio(json(object), NOW).value().unwrap().account, book());
    assert_eq!(portfolio(text(object), NOW).value().unwrap().account, book());
}

#[test]
fn a_bad_token_says_what_would_be_right() {
    let (code, path, said) = fault(portfolio(text("s=1.AAAA"), NOW));
    assert_eq!((code, path.as_str()), (Code::NoBook, "portfolio"));
    assert!(said.contains("cut off"), "{said}");
    assert_eq!(fault(portfolio(text("hello"), NOW)).0, Code::NoBook);
    assert_eq!(fault(portfolio(text("s=9.AAAA"), NOW)).0, Code::NewerVersion);
    assert_eq!(fault(portfolio(text(&"x".repeat(30_000)), NOW)).0, Code::TooLarge);
    assert_eq!(fault(portfolio(Given::Nothing, NOW)).0, Code::Missing);
}

#[test]
fn what_is_no_book_is_a_fault_with_its_path() {
    assert_eq!(fault(portfolio(json("12"), NOW)).0, Code::WrongType);
    assert_eq!(fault(portfolio(json("[]"), NOW)).0, Code::WrongType);
    assert_eq!(fault(portfolio(json(r#"{"a":1}"#), NOW)).0, Code::NoBook);
    assert_eq!(fault(portfolio(text("{"), NOW)).0, Code::NotJson);
    let other = Given::Other("it is a function".to_owned());
    assert_eq!(fault(portfolio(other, NOW)).0, Code::WrongType);
    let (code, path, _) = fault(portfolio(json(r#"{"positions":7}"#), NOW));
    assert_eq!((code, path.as_str()), (Code::WrongValue, "portfolio.positions"));
    let rows = vec![r#"{"instrument":"BTC-PERP","quantity":1}"#; 10_001].join(",");
    assert_eq!(fault(portfolio(json(&format!(r#"{{"positions":[{rows}]}}"#)), NOW)).0, Code::TooLarge);
}

#[test]
fn a_row_that_cannot_be_read_leaves_the_others() {
    let Answer::Value { value, notices } = portfolio(
        json(r#"{"positions":[{"instrument":"BTC-PERP","quantity":"many"},{"instrument":"ETH-PERP","quantity":2}]}"#),
        NOW,
    ) else {
        panic!("a book was expected")
    };
    assert_eq!(value.account.positions.len(), 1);
    assert_eq!(notices[0].kind, "left_out");
    assert_eq!(notices[0].path.as_deref(), Some("portfolio.positions[0].quantity"));
}

#[test]
fn rules_are_a_name_or_json() {
    assert_eq!(rules(text(" deribit-portfolio ")).value().unwrap().name, "deribit-portfolio");
    let reference = venues::reference().unwrap();
    assert_eq!(&rules(text(&reference.to_json())).value().unwrap(), reference);
    assert_eq!(&rules(json(&reference.to_json())).value().unwrap(), reference);
    let (code, path, said) = fault(rules(text("derribit")));
    assert_eq!((code, path.as_str()), (Code::UnknownRules, "rules"));
    assert!(said.contains("deribit-portfolio"), "{said}");
    assert_eq!(fault(rules(json("7"))).0, Code::WrongType);
}

#[test]
fn prices_are_coins_or_a_market() {
    assert_eq!(
        prices(json(r#"{"BTC":93812,"ETH":"3204.1"}"#), NOW).value(),
        Some(Prices::Coins(r#"{"BTC":93812,"ETH":"3204.1"}"#.to_owned()))
    );
    let market = prices_of(r#"{"index":{"BTC":"93812"},"vols":{"BTC-25DEC26-80000-P":0.5}}"#);
    assert_eq!(market.vols.len(), 1);
    assert_eq!(fault(prices(json("[1]"), NOW)).0, Code::WrongType);
}

#[test]
fn a_trade_may_stand_alone() {
    let rules = venues::reference().unwrap();
    let one = json(r#"{"instrument":"BTC-PERP","quantity":"-1.5"}"#);
    let tried = preview(one.clone(), &book(), &market(), rules).value().unwrap();
    // the hedge closes the only position: nothing is left that needs margin
    assert!(tried.after.initial_margin.is_zero() && tried.verdict.allowed);
    let traded = trades(one, &book(), &market(), rules).value().unwrap();
    assert_eq!((traded.len(), traded[0].price), (1, dec!(100000)));
    let (code, path, _) = fault(preview(json(r#"[{"instrument":"BTC-PERP"}]"#), &book(), &market(), rules));
    assert_eq!((code, path.as_str()), (Code::Missing, "trades[0].quantity"));
    assert_eq!(fault(preview(text("buy"), &book(), &market(), rules)).0, Code::WrongType);
}

#[test]
fn what_is_told_has_the_names_that_javascript_reads() {
    let rules = venues::reference().unwrap();
    let of = crate::margin::assess(&book(), &market(), rules);
    let found = crate::margin::liquidation(&book(), &market(), rules);
    let told = serde_json::to_value(Told::new(&of, &found, rules, NOW)).unwrap();
    assert_eq!(told["rules"], "reference");
    assert_eq!(told["as_of"], 1_795_305_600_000_i64);
    assert_eq!(told["assessment"]["initial_margin"], of.initial_margin.to_string());
    assert_eq!(told["liquidation"][0]["underlying"], "BTC");
}
