//! Charges beside the matrix: the roll shock by expiry and the delta shock of a large book. In coin.
//!
//! `roll = Σ over expiries max(min_annualised_move, e^{annualised_move_risk·years} − 1)·|net delta|`; perpetuals are an
//! expiry of no time. `delta shock = min(m_inc·(|Δ*| − threshold/index), max_delta_shock)·|Δ*|`, nothing below the
//! threshold, where Δ* lets long options hedge the rest and never add to it. The roll shock agrees with the venue's
//! answers; the form of the delta shock is unconfirmed.

use serde::Serialize;

use super::matrix::{Contract, LegVectors, PairBook, time_left};
use super::parameters::{CurrencyRules, PairRules};
use crate::book::Expiry;
use crate::margin::FigureError;
use crate::margin::limits::within;

/// Roll shock of one expiry.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RollShock {
    /// Which; none for perpetuals.
    pub expiry: Option<Expiry>,
    /// Net delta, coins.
    pub delta: f64,
    /// Rate applied.
    pub rate: f64,
    /// Charge, coins.
    pub amount: f64,
}

/// The delta shock and what it rests on. Coins.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DeltaShock {
    /// Delta of long options.
    pub long_options: f64,
    /// Delta of futures and short options.
    pub rest: f64,
    /// Delta that is charged.
    pub delta: f64,
    /// Rate applied.
    pub rate: f64,
    /// Charge, coins.
    pub amount: f64,
}

/// Rate of the roll shock for what settles in `years`.
pub fn roll_rate(currency: &CurrencyRules, years: f64) -> f64 {
    let grown = libm::expm1(currency.annualised_move_risk * years.clamp(0.0, 100.0));
    grown.max(currency.min_annualised_move)
}

/// Roll shock of each expiry, perpetuals first.
pub(super) fn roll_shocks(book: &PairBook, legs: &[LegVectors], currency: &CurrencyRules) -> Vec<RollShock> {
    let mut shocks: Vec<RollShock> = Vec::new();
    for (leg, vectors) in book.legs.iter().zip(legs) {
        if leg.expiry.is_some_and(|expiry| expiry.is_past(book.now)) {
            continue;
        }
        match shocks.iter_mut().find(|shock| shock.expiry == leg.expiry) {
            Some(shock) => shock.delta += vectors.delta,
            None => {
                let (_, years) = time_left(leg, book.now);
                let rate = roll_rate(currency, years);
                shocks.push(RollShock { expiry: leg.expiry, delta: vectors.delta, rate, amount: 0.0 });
            }
        }
    }
    for shock in &mut shocks {
        shock.amount = shock.rate * shock.delta.abs();
    }
    shocks.sort_by_key(|shock| shock.expiry);
    shocks
}

/// The delta that is charged: long options may reduce that of the rest, never turn or raise it.
pub fn delta_for_shock(long_options: f64, rest: f64) -> f64 {
    let net = long_options + rest;
    if rest < 0.0 { net.max(rest).min(0.0) } else { net.min(rest).max(0.0) }
}

/// Rate and charge of a delta, coins.
///
/// # Errors
/// A delta or an index price that cannot be.
pub fn delta_shock_charge(delta: f64, index: f64, pair: &PairRules) -> Result<(f64, f64), FigureError> {
    within("delta", delta, -1e24..=1e24, "coins up to 1e24 are right")?;
    within("index", index, 1e-9..=1e12, "a price above 0 is right")?;
    let excess = (delta.abs() - pair.delta_total_liq_shock_threshold / index).max(0.0);
    let rate = (excess * pair.m_inc).min(pair.max_delta_shock);
    Ok((rate, rate * delta.abs()))
}

/// The delta shock of a book.
pub(super) fn delta_shock(book: &PairBook, legs: &[LegVectors], pair: &PairRules) -> Result<DeltaShock, FigureError> {
    let (mut long_options, mut rest) = (0.0, 0.0);
    for (leg, vectors) in book.legs.iter().zip(legs) {
        let long = matches!(leg.contract, Contract::Option { .. }) && leg.size > 0.0;
        *if long { &mut long_options } else { &mut rest } += vectors.delta;
    }
    let delta = delta_for_shock(long_options, rest);
    let (rate, amount) = delta_shock_charge(delta, book.index, pair)?;
    Ok(DeltaShock { long_options, rest, delta, rate, amount })
}

#[cfg(test)]
mod tests {
    use super::super::parameters::portfolio_rules;
    use super::*;

    #[test]
    fn long_options_hedge_and_never_add() {
        assert_eq!(delta_for_shock(4.0, -10.0), -6.0);
        assert_eq!(delta_for_shock(12.0, -10.0), 0.0);
        assert_eq!(delta_for_shock(-4.0, -10.0), -10.0);
        assert_eq!(delta_for_shock(-4.0, 10.0), 6.0);
        assert_eq!(delta_for_shock(4.0, 10.0), 10.0);
    }

    #[test]
    fn the_roll_rate_has_a_floor() {
        let rules = portfolio_rules().unwrap().remove(2).parameters;
        let currency = rules.currency("btc").unwrap();
        assert_eq!(roll_rate(currency, 0.0), 0.01);
        assert!((roll_rate(currency, 1.0) - (libm::exp(0.075) - 1.0)).abs() < 1e-16);
    }

    #[test]
    fn the_delta_shock_grows_from_the_threshold_to_its_most() {
        let rules = portfolio_rules().unwrap().remove(2).parameters;
        let pair = rules.pair("btc_usd").unwrap();
        assert!(delta_shock_charge(f64::NAN, 50_000.0, pair).is_err());
        // 20 M at 50,000 are 400 coins
        assert_eq!(delta_shock_charge(400.0, 50_000.0, pair).unwrap().1, 0.0);
        assert!((delta_shock_charge(-1_400.0, 50_000.0, pair).unwrap().1 - 1_000.0 * 5e-5 * 1_400.0).abs() < 1e-9);
        assert!((delta_shock_charge(9_000.0, 50_000.0, pair).unwrap().1 - 0.1 * 9_000.0).abs() < 1e-9);
    }
}
