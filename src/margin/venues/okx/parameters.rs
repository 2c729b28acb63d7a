//! Parameters of the portfolio margin, and what each may be.

use serde::{Deserialize, Serialize};

use crate::margin::limits::{FRACTION, rising, volatility, within, wrong};
use crate::margin::{Dated, FigureError, Parameters, RuleError};
use crate::risk::VolShock;

/// Parameters of the portfolio margin. Fractions are fractions: 0.12 is 12 %.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortfolioRules {
    /// Classes of underlyings; the last is for all that are not listed.
    pub classes: Vec<UnitRules>,
    /// How volatility moves in MR1; not published, and needed as soon as there are options.
    pub volatility: Option<VolShock>,
    /// How the parts make the margin.
    pub combination: Combination,
    /// Initial over maintenance margin of a risk unit.
    pub initial_over_maintenance: f64,
    /// Maintenance rate of what is borrowed (MR8).
    pub borrow_maintenance: f64,
    /// Initial rate of what is borrowed.
    pub borrow_initial: f64,
    /// MR7 times this by the size of the unit, the smallest first; none = 1.
    pub mr7_multipliers: Vec<SizeMultiplier>,
}

/// What belongs to a class of underlyings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitRules {
    /// Its name.
    pub name: String,
    /// The underlyings in it.
    pub underlyings: Vec<String>,
    /// Price moves of MR1, each taken up and down.
    pub mr1_moves: Vec<f64>,
    /// Price move of MR6.
    pub mr6_move: f64,
    /// Part of that loss that is charged.
    pub mr6_factor: f64,
    /// Basis move of a dated contract, per year (MR4).
    pub mr4_annualised: f64,
    /// Basis move of a perpetual, and the least of a dated contract.
    pub mr4_perpetual: f64,
    /// Cost of reducing, a fraction of delta (MR7).
    pub mr7_rate: f64,
}

/// How the parts make a unit's margin; MR7 is the least in both. The venue's sample, of futures alone, fits either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Combination {
    /// `max(MR1, MR2, MR6) + MR3 + MR4 + MR5`.
    Largest,
    /// `max(MR1, MR6) + MR2 + MR3 + MR4 + MR5`.
    Sum,
}

/// A step of MR7 by size.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeMultiplier {
    /// Size in dollars that it goes up to; the last has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<f64>,
    /// What MR7 is multiplied by.
    pub multiplier: f64,
}

impl Parameters for PortfolioRules {
    fn check(&self) -> Result<(), RuleError> {
        if self.classes.is_empty() {
            return Err(wrong("classes", "empty", "at least one class is right, the last for all others"));
        }
        for (place, class) in self.classes.iter().enumerate() {
            class.check(&format!("classes[{place}]"))?;
        }
        let factor = "1 to 10 is right: initial is at least maintenance";
        within("initial_over_maintenance", self.initial_over_maintenance, 1.0..=10.0, factor)?;
        within("borrow_initial", self.borrow_initial, 0.0..=1.0, FRACTION)?;
        let most = format!("a fraction up to the initial rate {} is right", self.borrow_initial);
        within("borrow_maintenance", self.borrow_maintenance, 0.0..=self.borrow_initial, &most)?;
        self.volatility.as_ref().map_or(Ok(()), volatility)?;
        check_multipliers("mr7_multipliers", &self.mr7_multipliers)
    }
}

impl PortfolioRules {
    /// The class of an underlying; the last for one that is not listed.
    ///
    /// # Errors
    /// No class at all.
    pub fn class(&self, underlying: &str) -> Result<&UnitRules, FigureError> {
        let listed = self.classes.iter().find(|class| class.underlyings.iter().any(|name| name == underlying));
        let missing = || wrong("classes", "empty", "at least one class is right, the last for all others");
        listed.or(self.classes.last()).ok_or_else(missing)
    }

    /// What MR7 of a unit of this size is multiplied by.
    pub fn mr7_multiplier(&self, size: f64) -> f64 {
        let step = self.mr7_multipliers.iter().find(|step| step.up_to.is_none_or(|up_to| size <= up_to));
        step.or(self.mr7_multipliers.last()).map_or(1.0, |step| step.multiplier)
    }
}

impl UnitRules {
    fn check(&self, path: &str) -> Result<(), RuleError> {
        let at = |key: &str| format!("{path}.{key}");
        let right = "a move from 0 to below 1 is right, 0.12 for ±12 %";
        rising(&at("mr1_moves"), &self.mr1_moves, 20, 0.0..=0.99, right)?;
        within(at("mr6_move"), self.mr6_move, 0.0..=0.99, "a move from 0 to below 1 is right, 0.24 for ±24 %")?;
        within(at("mr6_factor"), self.mr6_factor, 0.0..=1.0, FRACTION)?;
        within(at("mr4_annualised"), self.mr4_annualised, 0.0..=1.0, FRACTION)?;
        within(at("mr4_perpetual"), self.mr4_perpetual, 0.0..=1.0, FRACTION)?;
        within(at("mr7_rate"), self.mr7_rate, 0.0..=1.0, FRACTION)?;
        Ok(())
    }
}

impl Parameters for Vec<SizeMultiplier> {
    fn check(&self) -> Result<(), RuleError> {
        check_multipliers("parameters", self)
    }
}

fn check_multipliers(path: &str, steps: &[SizeMultiplier]) -> Result<(), RuleError> {
    let mut before = 0.0;
    for (place, step) in steps.iter().enumerate() {
        let at = |key: &str| format!("{path}[{place}].{key}");
        within(at("multiplier"), step.multiplier, 0.0..=1000.0, "a number from 0 to 1000 is right")?;
        match step.up_to {
            Some(up_to) => {
                let above = format!("dollars above the step before, {before}, are right");
                within(at("up_to"), up_to, before..=1e15, &above)?;
                if up_to <= before {
                    return Err(wrong(at("up_to"), up_to, &above));
                }
                before = up_to;
            }
            None if place + 1 < steps.len() => {
                return Err(wrong(at("up_to"), "missing", "a size is right on every step but the last"));
            }
            None => {}
        }
    }
    Ok(())
}

/// The parameters shipped.
///
/// # Errors
/// A file that cannot be used.
pub fn portfolio_rules() -> Result<Dated<PortfolioRules>, RuleError> {
    Dated::from_json(include_str!("portfolio.json"))
}

/// The size multipliers of MR7 for BTC and ETH that were in force until 2025-01-15.
///
/// # Errors
/// A file that cannot be used.
pub fn earlier_multipliers() -> Result<Dated<Vec<SizeMultiplier>>, RuleError> {
    Dated::from_json(include_str!("mr7_multipliers_2024.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(change: impl Fn(&mut PortfolioRules)) -> String {
        let mut rules = portfolio_rules().unwrap().parameters;
        change(&mut rules);
        rules.check().unwrap_err().to_string()
    }

    #[test]
    fn what_is_shipped_can_be_used() {
        let rules = portfolio_rules().unwrap().parameters;
        assert_eq!(rules.class("ETH").unwrap().name, "majors");
        assert_eq!(rules.class("PEPE").unwrap().name, "others");
        earlier_multipliers().unwrap();
    }

    #[test]
    fn multipliers_go_by_size() {
        let mut rules = portfolio_rules().unwrap().parameters;
        assert_eq!(rules.mr7_multiplier(1e9), 1.0);
        rules.mr7_multipliers = earlier_multipliers().unwrap().parameters;
        assert_eq!([10_000.0, 10_001.0, 1e9].map(|size| rules.mr7_multiplier(size)), [1.0, 2.0, 12.0]);
    }

    #[test]
    fn parameters_that_cannot_be_are_refused_with_their_place() {
        assert!(refused(|rules| rules.classes.clear()).starts_with("classes is empty"));
        let why = refused(|rules| rules.classes[1].mr1_moves.swap(1, 2));
        assert_eq!(why, "classes[1].mr1_moves[2] is 0.06; a move above the one before is right");
        assert!(refused(|rules| rules.classes[0].mr6_move = 24.0).starts_with("classes[0].mr6_move is 24;"));
        assert!(refused(|rules| rules.borrow_maintenance = 0.2).starts_with("borrow_maintenance is 0.2;"));
        let why = refused(|rules| {
            rules.mr7_multipliers = earlier_multipliers().unwrap().parameters;
            rules.mr7_multipliers.swap(1, 2);
        });
        assert!(why.starts_with("mr7_multipliers[2].up_to is 70000;"), "{why}");
    }
}
