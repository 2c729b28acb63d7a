//! TIMS, the portfolio margin of FINRA 4210(g): ten prices, the worst net loss of a class, a minimum a contract.
//!
//! Five equidistant moves down and five up to the ends of the class's range, volatility unchanged; every option is
//! valued at the moved price. Profit and loss gain > 0, requirements ≥ 0, dollars. Options are Black-Scholes on spot.
//! Source: `docs/venues/tims.md`.

mod rule_set;

pub(in crate::margin) use rule_set::FAMILY;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::book::Right;
use crate::margin::limits::{LARGEST, amount, finite, fraction, positive_amount, price, within, wrong};
use crate::margin::{FigureError, Parameters, RuleError};
use crate::pricing::BlackScholes;

/// Parameters as the rule prints them.
pub const FINRA: &str = include_str!("../tims.json");

/// Parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimsRules {
    /// Moves on each side.
    pub points_each_side: u8,
    /// Least requirement for each option contract, dollars a unit of its multiplier.
    pub minimum: f64,
    /// Ranges by kind of class.
    pub ranges: BTreeMap<String, Range>,
    /// The kind of class that a coin is taken for: the rule has none for coins.
    #[serde(default = "equity")]
    pub coins: String,
}

fn equity() -> String {
    "equity".to_owned()
}

/// How far a class's price is moved.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Down, a fraction below 0.
    pub down: f64,
    /// Up, a fraction above 0.
    pub up: f64,
}

impl Range {
    fn check(&self, at: &str) -> Result<(), RuleError> {
        within(format!("{at}.down"), self.down, -1.0..=0.0, "a fraction below 0 is right, -0.15 for −15 %")?;
        within(format!("{at}.up"), self.up, 0.0..=4.999, "a fraction is right, 0.15 for 15 %")?;
        Ok(())
    }
}

impl Parameters for TimsRules {
    fn check(&self) -> Result<(), RuleError> {
        if !(1..=100).contains(&self.points_each_side) {
            return Err(wrong("points_each_side", self.points_each_side, "1 to 100 are right"));
        }
        positive_amount("minimum", self.minimum)?;
        self.ranges.iter().try_for_each(|(kind, range)| range.check(&format!("ranges.{kind}")))?;
        if !self.ranges.contains_key(&self.coins) {
            return Err(wrong("coins", &self.coins, "the name of a range among `ranges` is right"));
        }
        Ok(())
    }
}

/// What is held of one class.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// Price of the underlying.
    pub spot: f64,
    /// Shares, long > 0.
    pub shares: f64,
    /// Options.
    pub options: Vec<ClassOption>,
}

/// An option of the class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassOption {
    /// Strike.
    pub strike: f64,
    /// Call or put.
    pub right: Right,
    /// Time left, years.
    pub years: f64,
    /// Volatility, a fraction a year.
    pub vol: f64,
    /// Interest rate, a fraction a year.
    pub rate: f64,
    /// Contracts, long > 0.
    pub contracts: f64,
    /// Shares a contract.
    pub multiplier: f64,
}

/// A class's requirement and what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct TimsMargin {
    /// The moves, from the lowest up.
    pub points: Vec<f64>,
    /// Gain at each.
    pub gains: Vec<f64>,
    /// Place of the worst.
    pub worst: usize,
    /// The worst loss, ≥ 0.
    pub loss: f64,
    /// The minimum.
    pub minimum: f64,
    /// The larger of the two.
    pub requirement: f64,
    /// Gain of each option at the worst move.
    pub options: Vec<f64>,
}

impl ClassOption {
    fn value(&self, spot: f64) -> f64 {
        let Self { strike, right, years, vol, rate, .. } = *self;
        let option = BlackScholes { spot, strike, years, vol, rate, dividend: 0.0, right };
        self.contracts * self.multiplier * option.price()
    }

    fn check(&self, at: &str) -> Result<(), FigureError> {
        price(format!("{at}.strike"), self.strike)?;
        within(format!("{at}.years"), self.years, 0.0..=100.0, "years from 0 up are right")?;
        within(format!("{at}.vol"), self.vol, 0.0..=100.0, "a fraction a year is right, 0.3 for 30 %")?;
        within(format!("{at}.rate"), self.rate, -1.0..=1.0, "a fraction a year is right, 0.05 for 5 %")?;
        amount(format!("{at}.contracts"), self.contracts)?;
        within(format!("{at}.multiplier"), self.multiplier, 0.0..=LARGEST, "shares a contract are right, 100")?;
        Ok(())
    }
}

/// The requirement of one class over its range.
///
/// # Errors
/// Names the parameter or the figure that cannot be.
pub fn margin(class: &Class, range: &Range, rules: &TimsRules) -> Result<TimsMargin, FigureError> {
    rules.check()?;
    range.check("range")?;
    answer(class, range, rules)
}

/// The same under rules that are known to be right.
fn answer(class: &Class, range: &Range, rules: &TimsRules) -> Result<TimsMargin, FigureError> {
    price("spot", class.spot)?;
    amount("shares", class.shares)?;
    for (place, option) in class.options.iter().enumerate() {
        option.check(&format!("options[{place}]"))?;
    }
    let each = u32::from(rules.points_each_side);
    let share = |point: u32| f64::from(point) / f64::from(each);
    let down = (1..=each).rev().map(|point| range.down * share(point));
    let points: Vec<f64> = down.chain((1..=each).map(|point| range.up * share(point))).collect();
    let mut gains = Vec::with_capacity(points.len());
    let (mut worst, mut least, mut at_worst) = (0, f64::INFINITY, Vec::new());
    let now: Vec<f64> = class.options.iter().map(|option| option.value(class.spot)).collect();
    for (place, &step) in points.iter().enumerate() {
        let moved = class.spot * (1.0 + step);
        let each = class.options.iter().zip(&now).map(|(option, now)| option.value(moved) - now);
        let options: Vec<f64> = each.collect();
        let all = class.shares * class.spot * step + options.iter().sum::<f64>();
        if !all.is_finite() {
            finite(format!("gains[{place}]"), all)?;
        }
        if all < least {
            (worst, least, at_worst) = (place, all, options);
        }
        gains.push(all);
    }
    let contracts = class.options.iter().map(|option| option.contracts.abs() * option.multiplier);
    let minimum = finite("minimum", rules.minimum * contracts.sum::<f64>())?;
    let loss = (-least).max(0.0);
    Ok(TimsMargin { points, gains, worst, loss, minimum, requirement: loss.max(minimum), options: at_worst })
}

/// Classes of one product group together, point by point: losses whole, gains in part. Dollars ≥ 0, minimum aside.
///
/// # Errors
/// When the offset is no fraction.
pub fn group_loss(classes: &[TimsMargin], offset: f64) -> Result<f64, FigureError> {
    fraction("offset", offset)?;
    let points = classes.iter().map(|class| class.gains.len()).max().unwrap_or(0);
    let counted = |gain: f64| if gain < 0.0 { gain } else { gain * offset };
    let at = |place: usize| -> f64 {
        classes.iter().filter_map(|class| class.gains.get(place)).map(|&gain| counted(gain)).sum()
    };
    Ok(finite("loss", (0..points).map(at).fold(0.0, |worst: f64, gain| worst.max(-gain)))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::Dated;

    fn rules() -> TimsRules {
        Dated::<TimsRules>::from_json(FINRA).unwrap().parameters
    }

    const EQUITY: Range = Range { down: -0.15, up: 0.15 };

    fn put(contracts: f64) -> ClassOption {
        ClassOption { strike: 95.0, right: Right::Put, years: 0.0, vol: 0.3, rate: 0.0, contracts, multiplier: 100.0 }
    }

    #[test]
    fn shares_lose_the_whole_range() {
        let margin = margin(&Class { spot: 100.0, shares: 200.0, options: Vec::new() }, &EQUITY, &rules()).unwrap();
        assert_eq!((margin.points.len(), margin.worst), (10, 0));
        assert_eq!(margin.requirement, 200.0 * 100.0 * 0.15);
    }

    #[test]
    fn a_put_stops_the_loss_at_its_strike() {
        let class = Class { spot: 100.0, shares: 100.0, options: vec![put(1.0)] };
        let margin = margin(&class, &EQUITY, &rules()).unwrap();
        assert!((margin.requirement - 100.0 * (100.0 - 95.0)).abs() < 1e-9);
    }

    #[test]
    fn each_contract_bears_the_minimum() {
        let class =
            Class { spot: 100.0, shares: 0.0, options: vec![put(2.0), ClassOption { strike: 50.0, ..put(-1.0) }] };
        assert_eq!(margin(&class, &EQUITY, &rules()).unwrap().requirement, 0.375 * 100.0 * 3.0);
    }

    #[test]
    fn gains_of_another_class_count_in_part() {
        let long = margin(&Class { spot: 100.0, shares: 100.0, options: Vec::new() }, &EQUITY, &rules()).unwrap();
        let short = margin(&Class { spot: 100.0, shares: -100.0, options: Vec::new() }, &EQUITY, &rules()).unwrap();
        assert!((group_loss(&[long, short], 0.9).unwrap() - 1500.0 * (1.0 - 0.9)).abs() < 1e-9);
    }

    #[test]
    fn a_percent_for_a_fraction_is_refused() {
        let range = Range { down: -15.0, up: 15.0 };
        let class = Class { spot: 100.0, shares: 1.0, options: Vec::new() };
        let said = margin(&class, &range, &rules()).unwrap_err().to_string();
        assert_eq!(said, "range.down is -15; a fraction below 0 is right, -0.15 for −15 %");
    }
}
