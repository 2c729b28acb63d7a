use super::super::{Confidences, Forward, OptionHeld};
use super::*;
use crate::book::Right;
use crate::margin::Dated;
use rust_decimal_macros::dec;

fn rules() -> Pm1Rules {
    Dated::<Pm1Rules>::from_json(LIVE).unwrap().parameters
}

fn account() -> Pm1Account {
    Pm1Account {
        spot: 1500.0,
        spot_confidence: 1.0,
        stable: 1.0,
        cash: 0.0,
        base: 0.0,
        perp: Perp { price: 1500.0, confidence: 1.0, ..Perp::default() },
        expiries: Vec::new(),
    }
}

#[test]
fn an_empty_account_needs_nothing() {
    let margin = margin(&account(), &rules()).unwrap();
    assert_eq!((margin.initial, margin.maintenance), (0.0, 0.0));
}

#[test]
fn coins_against_a_short_perpetual_keep_the_static_contingency() {
    let mut account = account();
    (account.base, account.perp.amount) = (2.0, -2.0);
    let rules = rules();
    let margin = margin(&account, &rules).unwrap();
    let fixed = 2.0 * 1500.0 * rules.perp + 2.0 * 1500.0 * rules.base;
    assert_eq!(margin.worst, Worst::Basis);
    assert_eq!(margin.maintenance, 2.0 * 1500.0 - fixed);
    assert_eq!(margin.initial, 2.0 * 1500.0 - fixed * rules.initial_factor);
}

#[test]
fn an_unsure_volatility_charges_initial_only() {
    let mut account = account();
    let confidences = Confidences { forward: 1.0, rate: 1.0, vol: 0.1 };
    let held = OptionHeld { strike: dec!(1500), right: Right::Call, amount: 2.0, vol: 1.0 };
    let forward = Forward { moving: 1500.0, settled: 0.0 };
    account.expiries = vec![Expiry { seconds: 500_400, forward, rate: 0.03, confidences, options: vec![held] }];
    let mut rules = rules();
    rules.confidence.factor = 0.5;
    let unsure = margin(&account, &rules).unwrap();
    account.expiries[0].confidences.vol = 1.0;
    let sure = margin(&account, &rules).unwrap();
    assert_eq!(unsure.maintenance, sure.maintenance);
    assert!((sure.initial - unsure.initial - (1.0 - 0.1) * 0.5 * 2.0 * 1500.0).abs() < 1e-9);
}

#[test]
fn a_skew_is_refused_here() {
    let mut rules = rules();
    rules.scenarios[1].vol = VolMode::Linear;
    let said = margin(&account(), &rules).unwrap_err().to_string();
    assert_eq!(said, "scenarios[1].vol is a skew; up, down or same is right");
}
