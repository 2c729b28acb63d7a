//! A table of tiers, checked once, and what a notional pays under it.

use rust_decimal::Decimal;

use super::rate::Rate;
use crate::margin::checked::decimal::{add, sub};
use crate::margin::limits::wrong;
use crate::margin::{FigureError, RuleError};

/// A tier as a venue lists it: from which notional on which maintenance rate holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Notional from which it holds, quote currency.
    pub lower: Decimal,
    /// Maintenance rate, a fraction of the notional.
    pub rate: Rate,
}

/// A tier with its deduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bracket {
    /// Notional from which it holds, quote currency.
    pub lower: Decimal,
    /// Maintenance rate, a fraction of the notional.
    pub rate: Rate,
    /// Taken off `notional·rate`, quote currency.
    pub deduction: Decimal,
}

/// What a notional must keep, with its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Maintenance {
    /// The notional, quote currency, ≥ 0.
    pub notional: Decimal,
    /// Which tier it falls in, from 0.
    pub tier: usize,
    /// That tier's rate.
    pub rate: Rate,
    /// That tier's deduction, quote currency.
    pub deduction: Decimal,
    /// `notional·rate − deduction`, quote currency, ≥ 0.
    pub amount: Decimal,
}

/// Tiers in rising order, the first from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    brackets: Vec<Bracket>,
}

/// Deduction of the tier that begins at `lower` with `rate`, above the tier `before`:
/// `deduction_{n−1} + lower·(rate_n − rate_{n−1})`.
pub fn next_deduction(before: &Bracket, lower: Decimal, rate: Rate) -> Result<Decimal, FigureError> {
    let rise = sub("deduction", rate.of("deduction", lower)?, before.rate.of("deduction", lower)?)?;
    add("deduction", before.deduction, rise)
}

const FRACTION: &str = "a fraction above 0 and up to 1 is right, 0.05 for 5 %";

impl Tiers {
    /// Checks the tiers and works out their deductions. `path` is where they stand in the parameters and `rate_key` what
    /// the rate is called there; both are for the error.
    ///
    /// Refused: no tier, a first tier not from 0, lower bounds or rates that do not rise, a rate outside (0, 1].
    pub fn new(path: &str, rate_key: &str, tiers: &[Tier]) -> Result<Self, RuleError> {
        let refused = |key: &str, place: usize, read: Decimal, right: &str| {
            Err(wrong(format!("{path}[{place}].{key}"), read.normalize(), right))
        };
        if tiers.is_empty() {
            return Err(wrong(path, "an empty list", "at least one tier is right"));
        }
        let mut brackets: Vec<Bracket> = Vec::with_capacity(tiers.len());
        for (place, &Tier { lower, rate }) in tiers.iter().enumerate() {
            let value = rate.value();
            if value <= Decimal::ZERO || value > Decimal::ONE {
                return refused(rate_key, place, value, FRACTION);
            }
            let deduction = match brackets.last() {
                None if lower.is_zero() => Decimal::ZERO,
                None => return refused("lower", place, lower, "the first tier begins at 0"),
                Some(before) => {
                    if lower <= before.lower {
                        return refused("lower", place, lower, "more than the tier before is right");
                    }
                    if value < before.rate.value() {
                        return refused(rate_key, place, value, "no less maintenance than in the tier before is right");
                    }
                    match next_deduction(before, lower, rate) {
                        Ok(deduction) => deduction,
                        Err(_) => return refused("lower", place, lower, "a bound below 1e20 is right"),
                    }
                }
            };
            brackets.push(Bracket { lower, rate, deduction });
        }
        Ok(Self { brackets })
    }

    /// One rate whatever the notional.
    pub fn flat(path: &str, rate_key: &str, rate: Rate) -> Result<Self, RuleError> {
        Self::new(path, rate_key, &[Tier { lower: Decimal::ZERO, rate }])
    }

    /// The tiers with their deductions.
    pub fn brackets(&self) -> &[Bracket] {
        &self.brackets
    }

    /// The tier of a notional and its place; at a boundary the one above.
    pub fn at(&self, notional: Decimal) -> (usize, Bracket) {
        let none = Bracket { lower: Decimal::ZERO, rate: Rate::fraction(Decimal::ZERO), deduction: Decimal::ZERO };
        let last = self.brackets.iter().rposition(|bracket| bracket.lower <= notional).unwrap_or(0);
        (last, self.brackets.get(last).copied().unwrap_or(none))
    }

    /// What a notional must keep. Errs on a negative notional and on overflow.
    pub fn maintenance(&self, notional: Decimal) -> Result<Maintenance, FigureError> {
        if notional < Decimal::ZERO {
            return Err(wrong("notional", notional, "0 or more is right"));
        }
        let (tier, Bracket { rate, deduction, .. }) = self.at(notional);
        let amount = sub("maintenance margin", rate.of("maintenance margin", notional)?, deduction)?;
        // the last digit of a rounded quotient must not turn a small requirement negative
        let amount = amount.max(Decimal::ZERO);
        Ok(Maintenance { notional, tier, rate, deduction, amount })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn tier(lower: Decimal, rate: Decimal) -> Tier {
        Tier { lower, rate: Rate::fraction(rate) }
    }

    #[test]
    fn a_slice_pays_the_rate_of_its_tier() {
        let tiers = Tiers::new("tiers", "rate", &[tier(dec!(0), dec!(0.05)), tier(dec!(20000), dec!(0.1))]).unwrap();
        assert_eq!(tiers.brackets()[1].deduction, dec!(20000) * (dec!(0.1) - dec!(0.05)));
        let paid = tiers.maintenance(dec!(60000)).unwrap();
        assert_eq!(paid.amount, dec!(20000) * dec!(0.05) + dec!(40000) * dec!(0.1));
        assert_eq!(paid.tier, 1);
        // the boundary belongs to the tier above and pays the same in both
        let paid = tiers.maintenance(dec!(20000)).unwrap();
        assert_eq!((paid.tier, paid.amount), (1, dec!(20000) * dec!(0.05)));
        assert_eq!(tiers.maintenance(dec!(19999)).unwrap().tier, 0);
        assert_eq!(tiers.maintenance(dec!(0)).unwrap().amount, dec!(0));
        assert!(tiers.maintenance(dec!(-1)).is_err());
    }

    #[test]
    fn tiers_that_cannot_be_are_refused_with_their_path() {
        let said = |tiers: &[Tier]| Tiers::new("tiers", "rate", tiers).unwrap_err().to_string();
        assert_eq!(said(&[]), "tiers is an empty list; at least one tier is right");
        assert_eq!(said(&[tier(dec!(1), dec!(0.05))]), "tiers[0].lower is 1; the first tier begins at 0");
        assert_eq!(
            said(&[tier(dec!(0), dec!(5))]),
            "tiers[0].rate is 5; a fraction above 0 and up to 1 is right, 0.05 for 5 %"
        );
        assert_eq!(
            said(&[tier(dec!(0), dec!(0.05)), tier(dec!(0), dec!(0.1))]),
            "tiers[1].lower is 0; more than the tier before is right"
        );
        assert_eq!(
            said(&[tier(dec!(0), dec!(0.05)), tier(dec!(10), dec!(0.01))]),
            "tiers[1].rate is 0.01; no less maintenance than in the tier before is right"
        );
    }
}
