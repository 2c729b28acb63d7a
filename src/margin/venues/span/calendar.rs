//! The calendar charge: spreads between months formed in order of priority, each consuming delta.
//!
//! The scan sees no difference between months, so what they can move apart is charged at a flat rate for each spread.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::margin::FigureError;
use crate::margin::checked::decimal::{add, div, mul};
use crate::margin::limits::wrong;

/// A spread between two months.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// The months.
    pub months: [String; 2],
    /// Delta of each month in one spread, above 0.
    pub ratios: [Decimal; 2],
    /// Charge for each spread.
    pub rate: Decimal,
}

/// What was formed and what is left.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// Spreads formed, in the order given.
    pub spreads: Vec<Decimal>,
    /// Charge of each.
    pub charges: Vec<Decimal>,
    /// Σ of the charges, ≥ 0.
    pub charge: Decimal,
    /// Net delta left by month.
    pub remaining: BTreeMap<String, Decimal>,
}

/// Forms the spreads.
///
/// # Errors
/// Names a ratio or a rate that cannot be, and what overflows.
pub fn calendar(deltas: &BTreeMap<String, Decimal>, spreads: &[Spread]) -> Result<Calendar, FigureError> {
    let mut remaining = deltas.clone();
    let (mut formed, mut charges, mut charge) = (Vec::new(), Vec::new(), Decimal::ZERO);
    for (place, spread) in spreads.iter().enumerate() {
        let at = |what: &str| format!("spreads[{place}].{what}");
        if spread.rate < Decimal::ZERO {
            return Err(wrong(at("rate"), spread.rate, "an amount from 0 up is right"));
        }
        if spread.ratios.iter().any(|ratio| *ratio <= Decimal::ZERO) {
            return Err(wrong(at("ratios"), format!("{:?}", spread.ratios), "numbers above 0 are right"));
        }
        let [first, second] = &spread.months;
        if first == second {
            return Err(wrong(at("months"), first, "two different months are right"));
        }
        let delta = |month: &String| remaining.get(month).copied().unwrap_or_default();
        let (a, b) = (delta(first), delta(second));
        let [ratio_a, ratio_b] = spread.ratios;
        let mut count = Decimal::ZERO;
        if a.is_sign_negative() != b.is_sign_negative() && !a.is_zero() && !b.is_zero() {
            let most_a = div(&at("ratios"), a.abs(), ratio_a)?;
            let most_b = div(&at("ratios"), b.abs(), ratio_b)?;
            count = most_a.min(most_b);
            for (month, delta, most, ratio) in [(first, a, most_a, ratio_a), (second, b, most_b, ratio_b)] {
                // a month used up is left with nothing, whatever its quotient was rounded to
                let left = if most == count {
                    Decimal::ZERO
                } else {
                    let used = mul(&at("ratios"), count, ratio)?;
                    let rest = delta.abs() - used;
                    if delta.is_sign_negative() { -rest } else { rest }
                };
                remaining.insert(month.clone(), left);
            }
        }
        let cost = mul(&at("rate"), count, spread.rate)?;
        charge = add(&at("rate"), charge, cost)?;
        formed.push(count);
        charges.push(cost);
    }
    Ok(Calendar { spreads: formed, charges, charge, remaining })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn spread(months: [&str; 2], ratios: [Decimal; 2], rate: Decimal) -> Spread {
        Spread { months: months.map(str::to_owned), ratios, rate }
    }

    fn deltas(of: &[(&str, Decimal)]) -> BTreeMap<String, Decimal> {
        of.iter().map(|(month, delta)| ((*month).to_owned(), *delta)).collect()
    }

    #[test]
    fn the_first_spread_takes_its_delta_before_the_second() {
        let held = deltas(&[("JUN", dec!(5)), ("JUL", dec!(-3)), ("AUG", dec!(-4))]);
        let one = dec!(1);
        let spreads = [spread(["JUN", "JUL"], [one, one], dec!(700)), spread(["JUN", "AUG"], [one, one], dec!(900))];
        let calendar = calendar(&held, &spreads).unwrap();
        assert_eq!(calendar.spreads, vec![dec!(3), dec!(2)]);
        assert_eq!(calendar.charge, dec!(3) * dec!(700) + dec!(2) * dec!(900));
        assert_eq!(calendar.remaining, deltas(&[("JUN", dec!(0)), ("JUL", dec!(0)), ("AUG", dec!(-2))]));
    }

    #[test]
    fn ratios_count_and_the_same_side_forms_nothing() {
        let held = deltas(&[("JUN", dec!(5)), ("JUL", dec!(-3))]);
        let two = calendar(&held, &[spread(["JUN", "JUL"], [dec!(2), dec!(1)], dec!(10))]).unwrap();
        assert_eq!((two.spreads[0], two.remaining["JUL"]), (dec!(2.5), dec!(-0.5)));
        let same = calendar(
            &deltas(&[("JUN", dec!(5)), ("JUL", dec!(3))]),
            &[spread(["JUN", "JUL"], [dec!(1), dec!(1)], dec!(10))],
        );
        assert_eq!(same.unwrap().charge, dec!(0));
    }

    #[test]
    fn a_ratio_of_nothing_is_refused() {
        let said = calendar(&BTreeMap::new(), &[spread(["JUN", "JUL"], [dec!(0), dec!(1)], dec!(10))]).unwrap_err();
        assert_eq!(said.to_string(), "spreads[0].ratios is [0, 1]; numbers above 0 are right");
    }
}
