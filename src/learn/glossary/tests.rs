//! Every term has words and a formula, and its value is what the assessment says, by arithmetic.

use rust_decimal_macros::dec;

use super::*;
use crate::learn::stage::{book, typed};
use crate::margin::{assess, liquidation, venues};

/// The words that the design fixes; each is a term.
const FIXED: [&str; 31] = [
    "account",
    "holding",
    "position",
    "underlying",
    "instrument",
    "spot",
    "perpetual",
    "future",
    "option",
    "linear",
    "inverse",
    "mark-price",
    "index-price",
    "equity",
    "initial-margin",
    "maintenance-margin",
    "margin-ratio",
    "health",
    "free-collateral",
    "net-exposure",
    "haircut",
    "charge",
    "scenario",
    "scan-range",
    "binding-scenario",
    "hedge-benefit",
    "rule-set",
    "fidelity",
    "liquidation-price",
    "bankruptcy-price",
    "deleveraging",
];

fn values(lines: &str, ids: &[&str]) -> Vec<Option<Value>> {
    let (account, market) = (book(lines).unwrap(), typed("BTC 100000; ETH 4000; wstETH 4800").unwrap());
    let rules = venues::reference().unwrap();
    let of = assess(&account, &market, rules);
    let rails = liquidation(&account, &market, rules);
    let seen = Seen { account: &account, of: &of, rules, rails: &rails };
    ids.iter().map(|id| named(id).unwrap().value(&seen)).collect()
}

#[test]
fn every_term_has_a_name_two_sentences_at_most_and_a_formula() {
    let words = Words::english();
    for term in all() {
        let entry = term.entry(words).unwrap_or_else(|| panic!("{} lacks words", term.id));
        let sentences = entry.words.matches(['.', '?']).count();
        assert!((1..=2).contains(&sentences) && entry.words.ends_with('.'), "{}: {}", term.id, entry.words);
        assert!(!entry.name.is_empty() && !entry.formula.is_empty(), "{}", term.id);
    }
    for id in FIXED.iter().chain(&["capital-efficiency", "market-impact", "risk-exposure-limit", "margin-portability"])
    {
        assert!(named(id).is_some(), "{id} is no term");
    }
    let terms = words.iter().filter_map(|(key, _)| key.strip_prefix("term.")?.split_once('.')).map(|(id, _)| id);
    for id in terms {
        assert!(named(id).is_some(), "the copy has words for {id}, which is no term");
    }
    let mut ids: Vec<&str> = all().iter().map(|term| term.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all().len());
}

#[test]
fn one_perpetual_by_hand() {
    // scan 15 % and basis 0.5 % of 100,000; four fifths of it are maintenance
    let of = values(
        "1 BTC-PERP @ 98000; 20000 USDC",
        &[
            "equity",
            "collateral",
            "unrealised-pnl",
            "initial-margin",
            "maintenance-margin",
            "free-collateral",
            "scan-risk",
            "basis",
            "charge",
            "leverage",
            "net-exposure",
            "scan-range",
            "risk-exposure-limit",
            "scenario",
            "index-price",
            "health",
            "part",
            "liquidation",
            "expiry",
        ],
    );
    let right = [
        Value::Dollars(dec!(22000)),
        Value::Dollars(dec!(20000)),
        Value::Dollars(dec!(2000)),
        Value::Required(dec!(15500)),
        Value::Required(dec!(12400)),
        Value::Dollars(dec!(6500)),
        Value::Required(dec!(15000)),
        Value::Required(dec!(500)),
        Value::Count(2),
        Value::Times(dec!(100000) / dec!(22000)),
        Value::Dollars(dec!(100000)),
        Value::Fraction(dec!(0.15)),
        Value::Dollars(dec!(20000000)),
        Value::Count(27 + 8),
        Value::Price(dec!(100000)),
        Value::Word("watch".to_owned()),
        Value::Required(dec!(15500)),
        Value::Dollars(dec!(22000) - dec!(12400)),
        Value::Count(0),
    ];
    for (value, right) in of.into_iter().zip(right) {
        assert_eq!(value, Some(right));
    }
    // 22,000 − (100,000 − P) = 0.124 · P, so P = 78,000 / 0.876
    let price = values("1 BTC-PERP @ 98000; 20000 USDC", &["liquidation-price"]);
    let Some(Some(Value::Price(price))) = price.first() else { panic!("{price:?}") };
    assert!((price - dec!(78000) / dec!(0.876)).abs() < dec!(0.001), "{price}");
}

#[test]
fn two_coins_and_their_collateral_by_hand() {
    // apart 15,500 + 15,500; together 15,000 − 0.6 · 15,000 + 500 + 500
    let lines = "1 BTC-PERP; -25 ETH-PERP; 10 wstETH; 5 ETH; -1000 USDC";
    let of = values(
        lines,
        &[
            "held-apart",
            "hedge-benefit",
            "haircut",
            "cover",
            "borrowed",
            "staked-form",
            "account",
            "perpetual",
            "scan-range",
        ],
    );
    // ETH: 5 of the 25 short are covered, so the net short is 20: 12,000 · 0.6 offset, basis on all 25
    let cover = Some(Value::Dollars(dec!(20000)));
    assert_eq!(of[2], Some(Value::Required(dec!(4800)))); // a tenth of 48,000; what covers counts in full
    assert_eq!(of[3], cover);
    assert_eq!(of[4], Some(Value::Required(dec!(1000))));
    assert_eq!(of[5], Some(Value::Dollars(dec!(43200))));
    assert_eq!((of[6].clone(), of[7].clone(), of[8].clone()), (Some(Value::Count(5)), Some(Value::Count(2)), None));
    let (Some(Value::Required(apart)), Some(Value::Dollars(freed))) = (&of[0], &of[1]) else { panic!("{of:?}") };
    // 15,000 − 0.6 · 12,000 + 500 + 500 is what is asked for together
    assert_eq!(apart - freed, dec!(8800));
}

#[test]
fn an_empty_book_has_no_value_that_is_made_up() {
    let of = values("", &["margin-ratio", "capital-efficiency", "leverage", "liquidation-price", "binding-scenario"]);
    assert!(of.iter().all(Option::is_none), "{of:?}");
}
