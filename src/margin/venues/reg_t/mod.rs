//! Reg-T margin of an uncovered short option, FINRA 4210(f)(2)(E): its premium and a share of the underlying.
//!
//! ```text
//! multiplier · (premium + max(rate·S − out of the money, least·S for a call or least·K for a put))
//! ```
//!
//! Dollars ≥ 0, exact. Source: `docs/venues/reg_t.md`.

mod rule_set;

pub(in crate::margin) use rule_set::FAMILY;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::book::Right;
use crate::margin::checked::decimal::{add, mul, sub};
use crate::margin::limits::{FRACTION, wrong};
use crate::margin::{FigureError, Parameters, RuleError};

/// Parameters as the rule prints them.
pub const FINRA: &str = include_str!("../reg_t.json");

/// Parameters. Fractions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegTRules {
    /// Of a share's price.
    pub equity: Decimal,
    /// Of a broad index.
    pub broad_index: Decimal,
    /// Least, far out of the money.
    pub least: Decimal,
    /// Shares a contract.
    pub multiplier: Decimal,
    /// What a coin is taken for: the rule has no class for coins.
    #[serde(default)]
    pub coins: Underlying,
}

/// What the option is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Underlying {
    /// A share.
    #[default]
    Equity,
    /// A broad index.
    BroadIndex,
}

/// A short option, prices for one share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShortOption {
    /// What it is on.
    pub underlying: Underlying,
    /// Call or put.
    pub right: Right,
    /// Price of the underlying.
    pub spot: Decimal,
    /// Strike.
    pub strike: Decimal,
    /// Its price.
    pub premium: Decimal,
}

/// The requirement of one contract and what it is made of, for one share but for the total.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RegTMargin {
    /// The option's price.
    pub premium: Decimal,
    /// How far it is out of the money.
    pub out_of_the_money: Decimal,
    /// Share of the underlying less that.
    pub share: Decimal,
    /// The floor.
    pub least: Decimal,
    /// Dollars a contract.
    pub requirement: Decimal,
}

impl Parameters for RegTRules {
    fn check(&self) -> Result<(), RuleError> {
        for (path, value) in [("equity", self.equity), ("broad_index", self.broad_index), ("least", self.least)] {
            if !(Decimal::ZERO..=Decimal::ONE).contains(&value) {
                return Err(wrong(path, value, FRACTION));
            }
        }
        if self.multiplier <= Decimal::ZERO {
            return Err(wrong("multiplier", self.multiplier, "shares a contract are right, 100"));
        }
        Ok(())
    }
}

/// The requirement of one contract sold.
///
/// # Errors
/// Names the parameter or the price that cannot be, and what overflows.
pub fn margin(option: &ShortOption, rules: &RegTRules) -> Result<RegTMargin, FigureError> {
    rules.check()?;
    for (path, value) in [("spot", option.spot), ("strike", option.strike), ("premium", option.premium)] {
        if value < Decimal::ZERO {
            return Err(wrong(path, value, "a price from 0 up is right"));
        }
    }
    let rate = match option.underlying {
        Underlying::Equity => rules.equity,
        Underlying::BroadIndex => rules.broad_index,
    };
    let (out, floor) = match option.right {
        Right::Call => (sub("strike", option.strike, option.spot)?, option.spot),
        Right::Put => (sub("strike", option.spot, option.strike)?, option.strike),
    };
    let out_of_the_money = out.max(Decimal::ZERO);
    let share = sub("spot", mul("spot", rate, option.spot)?, out_of_the_money)?;
    let least = mul("strike", rules.least, floor)?;
    let each = add("premium", option.premium, share.max(least))?;
    let requirement = mul("multiplier", each, rules.multiplier)?;
    Ok(RegTMargin { premium: option.premium, out_of_the_money, share, least, requirement })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::Dated;
    use rust_decimal_macros::dec;

    fn rules() -> RegTRules {
        Dated::<RegTRules>::from_json(FINRA).unwrap().parameters
    }

    fn sold(right: Right, strike: Decimal, premium: Decimal) -> ShortOption {
        ShortOption { underlying: Underlying::Equity, right, spot: dec!(100), strike, premium }
    }

    #[test]
    fn a_call_near_the_money_bears_the_share_less_its_distance() {
        let margin = margin(&sold(Right::Call, dec!(105), dec!(2)), &rules()).unwrap();
        assert_eq!(margin.requirement, dec!(100) * (dec!(2) + dec!(0.2) * dec!(100) - dec!(5)));
    }

    #[test]
    fn far_out_a_call_bears_a_tenth_of_spot_and_a_put_of_its_strike() {
        let call = margin(&sold(Right::Call, dec!(140), dec!(0.05)), &rules()).unwrap();
        assert_eq!(call.requirement, dec!(100) * (dec!(0.05) + dec!(0.1) * dec!(100)));
        let put = margin(&sold(Right::Put, dec!(60), dec!(0.05)), &rules()).unwrap();
        assert_eq!(put.requirement, dec!(100) * (dec!(0.05) + dec!(0.1) * dec!(60)));
    }

    #[test]
    fn a_broad_index_bears_less() {
        let option = ShortOption { underlying: Underlying::BroadIndex, ..sold(Right::Put, dec!(95), dec!(1)) };
        assert_eq!(margin(&option, &rules()).unwrap().requirement, dec!(100) * (dec!(1) + dec!(15) - dec!(5)));
    }

    #[test]
    fn a_percent_for_a_fraction_is_refused() {
        let said = RegTRules { equity: dec!(20), ..rules() }.check().unwrap_err().to_string();
        assert_eq!(said, "equity is 20; a fraction from 0 to 1 is right, 0.05 for 5 %");
    }

    #[test]
    fn what_overflows_is_named() {
        let said = margin(&sold(Right::Call, dec!(1), Decimal::MAX), &rules()).unwrap_err().to_string();
        assert!(said.starts_with("premium is too large"), "{said}");
    }
}
