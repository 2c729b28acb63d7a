use super::super::{Confidences, Forward};
use super::*;
use crate::book::Right;
use crate::margin::Dated;
use rust_decimal_macros::dec;

fn rules() -> Pm2Rules {
    Dated::<Pm2Rules>::from_json(ETH_BTC).unwrap().parameters
}

fn account() -> Pm2Account {
    Pm2Account {
        spot: 2000.0,
        spot_confidence: 1.0,
        stable: 1.0,
        cash: 1000.0,
        perp: Perp { price: 2000.0, confidence: 1.0, ..Perp::default() },
        collateral: Vec::new(),
        expiries: Vec::new(),
    }
}

#[test]
fn shipped_parameters_can_be_used() {
    for text in [ETH_BTC, SOL, HYPE] {
        Dated::<Pm2Rules>::from_json(text).unwrap();
    }
}

#[test]
fn an_empty_account_keeps_its_cash() {
    let margin = margin(&account(), &rules()).unwrap();
    assert_eq!((margin.initial, margin.maintenance, margin.worst), (1000.0, 1000.0, Worst::Basis));
}

#[test]
fn a_long_perpetual_loses_the_far_fall_and_its_contingency() {
    let mut account = account();
    account.perp.amount = 2.0;
    let mut rules = rules();
    rules.scenarios = vec![Scenario { spot: 0.82, vol: VolMode::Up, damping: 1.0 }];
    (rules.loss, rules.perp) = (Pair { initial: 1.0, maintenance: 0.8 }, Pair { initial: 0.01, maintenance: 0.03 });
    let margin = margin(&account, &rules).unwrap();
    let loss = 2.0 * ((0.82 - 1.0) * 2000.0);
    assert_eq!(margin.worst_gain, loss);
    assert_eq!(margin.maintenance, 1000.0 - 2.0 * 2000.0 * 0.03 + 0.8 * loss);
    assert_eq!(margin.initial, 1000.0 - 2.0 * 2000.0 * 0.03 - 2.0 * 2000.0 * 0.01 + loss);
}

#[test]
fn below_its_peg_the_stablecoin_raises_the_initial_share() {
    let mut account = account();
    account.stable = 0.9;
    let mut rules = rules();
    rules.peg = PegRules { threshold: 0.99, factor: 4.0 };
    rules.loss.initial = 1.0;
    assert_eq!(margin(&account, &rules).unwrap().initial_share, 1.0 + (0.99 - 0.9) * 4.0);
}

#[test]
fn an_expired_call_is_worth_its_intrinsic_value() {
    let mut account = account();
    let confidences = Confidences { forward: 1.0, rate: 1.0, vol: 1.0 };
    let held = OptionHeld { strike: dec!(1900), right: Right::Call, amount: -1.0, vol: 0.5 };
    let forward = Forward { moving: 0.0, settled: 2010.0 };
    account.expiries = vec![Expiry { seconds: 0, forward, rate: 0.0, confidences, options: vec![held] }];
    let margin = margin(&account, &rules()).unwrap();
    assert_eq!(margin.options, -(2010.0 - 1900.0));
    assert!(margin.scenarios.iter().all(|gain| gain.abs() <= 0.03 * 110.0));
}

#[test]
fn parameters_that_cannot_be_are_refused_with_their_place() {
    let said = |change: fn(&mut Pm2Rules)| {
        let mut rules = rules();
        change(&mut rules);
        margin(&account(), &rules).unwrap_err().to_string()
    };
    assert!(said(|r| r.perp.maintenance = 5.0).starts_with("perp.maintenance is 5; a fraction of spot below 5"));
    assert!(said(|r| r.scenarios[2].damping = -1.0).starts_with("scenarios[2].damping is -1; a factor"));
    assert!(said(|r| r.volatility.down = f64::NAN).starts_with("volatility.down is NaN;"));
    assert!(said(|r| r.scenarios.clear()).starts_with("scenarios is 0 of them;"));
    let unknown = ETH_BTC.replacen("\"skew\"", "\"skow\"", 1);
    let why = Dated::<Pm2Rules>::from_json(&unknown).unwrap_err().to_string();
    assert!(why.starts_with("skow is an unknown key; one of `scenarios`, `skew`"), "{why}");
}

#[test]
fn accounts_that_cannot_be_are_refused_with_their_place() {
    let mut account = account();
    account.stable = 0.0;
    assert_eq!(
        margin(&account, &rules()).unwrap_err().to_string(),
        "stable is 0; a price above 0, up to 1e12, is right"
    );
}
