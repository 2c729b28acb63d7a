//! The inter-commodity credit: what commodities that move together save each other.
//!
//! A commodity's scan loss is split into what time, volatility and price do: the pair of scenarios with the same price
//! and volatility up and down shows volatility, the unmoved pair shows time, the rest is price. Only the price part,
//! for each unit of net delta, is credited:
//!
//! ```text
//! credit of a leg = spreads · delta in one spread · price risk per delta · rate
//! ```
//!
//! General SPAN practice; no published number here to hold it against. Losses > 0.

use super::{SCENARIOS, Scan};
use crate::margin::FigureError;
use crate::margin::limits::{finite, fraction, within, wrong};

/// What a scan risk is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PriceRisk {
    /// The time part, may be negative.
    pub time: f64,
    /// The volatility part.
    pub volatility: f64,
    /// The price part, at least 0.
    pub price: f64,
    /// The price part for each unit of net delta; 0 without delta.
    pub per_delta: f64,
}

/// Splits a scan risk.
pub fn price_risk(scan: &Scan) -> PriceRisk {
    let loss = |place: usize| scan.losses.get(place).copied().unwrap_or(0.0);
    let worst = scan.worst.saturating_sub(1);
    // 1 and 2, 3 and 4, … share a price; the extremes stand alone
    let adjusted = if worst + 2 < SCENARIOS { 0.5 * (loss(worst) + loss(worst ^ 1)) } else { loss(worst) };
    let time = 0.5 * (loss(0) + loss(1));
    let price = (adjusted - time).max(0.0);
    let per_delta = if scan.delta == 0.0 { 0.0 } else { price / scan.delta.abs() };
    PriceRisk { time, volatility: loss(worst) - adjusted, price, per_delta }
}

/// One commodity in a spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leg {
    /// Its net delta.
    pub delta: f64,
    /// Delta of it in one spread; its sign is the side.
    pub ratio: f64,
    /// Its price risk for each unit of delta.
    pub per_delta: f64,
}

/// The credit of a spread.
#[derive(Clone, Debug, PartialEq)]
pub struct Credit {
    /// Spreads formed.
    pub spreads: f64,
    /// Credit of each leg, ≥ 0.
    pub legs: Vec<f64>,
    /// Delta left in each leg.
    pub remaining: Vec<f64>,
}

/// The credit of one spread at this rate: as many spreads as every leg's delta allows, on the sides given or all
/// reversed.
///
/// # Errors
/// Names the leg or the rate that cannot be.
pub fn credit(legs: &[Leg], rate: f64) -> Result<Credit, FigureError> {
    fraction("rate", rate)?;
    for (place, leg) in legs.iter().enumerate() {
        within(format!("legs[{place}].delta"), leg.delta, -1e15..=1e15, "a net delta is right")?;
        within(format!("legs[{place}].ratio"), leg.ratio, -1e6..=1e6, "a delta ratio is right")?;
        within(format!("legs[{place}].per_delta"), leg.per_delta, 0.0..=1e15, "an amount from 0 up is right")?;
        if leg.ratio == 0.0 {
            return Err(wrong(format!("legs[{place}].ratio"), leg.ratio, "a ratio other than 0 is right"));
        }
    }
    let possible = |side: f64| {
        let each = legs.iter().map(|leg| (side * leg.delta / leg.ratio).max(0.0));
        let least = each.fold(f64::INFINITY, f64::min);
        if least.is_finite() { least } else { 0.0 }
    };
    let (forward, reversed) = (possible(1.0), possible(-1.0));
    let (spreads, side) = if forward >= reversed { (forward, 1.0) } else { (reversed, -1.0) };
    let credits = legs.iter().map(|leg| finite("credit", spreads * leg.ratio.abs() * leg.per_delta * rate));
    let remaining = legs.iter().map(|leg| leg.delta - side * spreads * leg.ratio);
    Ok(Credit { spreads, legs: credits.collect::<Result<_, _>>()?, remaining: remaining.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_loss_is_split_into_time_volatility_and_price() {
        let mut losses = [0.0; SCENARIOS];
        (losses[0], losses[1]) = (60.0, -40.0);
        (losses[12], losses[13]) = (1000.0, 900.0);
        let scan = Scan { losses, worst: 13, risk: 1000.0, parts: Vec::new(), delta: -4.0 };
        let risk = price_risk(&scan);
        assert_eq!(risk.volatility, 1000.0 - (1000.0 + 900.0) / 2.0);
        assert_eq!(risk.time, (60.0 - 40.0) / 2.0);
        assert_eq!(risk.price, 950.0 - 10.0);
        assert_eq!(risk.per_delta, 940.0 / 4.0);
    }

    #[test]
    fn long_one_short_the_other_is_credited_on_both_legs() {
        let legs =
            [Leg { delta: 10.0, ratio: 2.0, per_delta: 300.0 }, Leg { delta: -4.0, ratio: -1.0, per_delta: 500.0 }];
        let credit = credit(&legs, 0.5).unwrap();
        // 10/2 = 5 and 4/1 = 4 spreads
        assert_eq!(credit.spreads, 4.0);
        assert_eq!(credit.legs, vec![4.0 * 2.0 * 300.0 * 0.5, 4.0 * 500.0 * 0.5]);
        assert_eq!(credit.remaining, vec![10.0 - 8.0, 0.0]);
    }

    #[test]
    fn the_same_side_is_not_credited() {
        let legs =
            [Leg { delta: 10.0, ratio: 1.0, per_delta: 300.0 }, Leg { delta: 4.0, ratio: -1.0, per_delta: 500.0 }];
        assert_eq!(credit(&legs, 0.5).unwrap().legs, vec![0.0, 0.0]);
        assert_eq!(credit(&[], 0.5).unwrap().spreads, 0.0);
    }
}
