//! Options under cross margin: what a seller posts, and what a buyer's order costs.
//!
//! ```text
//! maintenance = (max(f·index, f·mark) + mark + fee·index)·|quantity|
//! initial     = max(max(0.15·index − out of the money, 0.10·index) + max(entry, mark), maintenance)
//! cost        = premium + min(taker·index, cap·price)·quantity
//! ```
//!
//! The fractions are parameters. Source: Bybit's help page on option margin; its two worked examples are cases.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::margin::checked::decimal::{add, div, mul};
use crate::margin::formulas::SellerRules;
use crate::margin::limits::wrong;
use crate::margin::{Dated, FigureError, Parameters, RuleError};

/// Parameters of options under cross margin; fractions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionRules {
    /// What a seller posts.
    pub seller: SellerRules,
    /// Taker fee, of the index price.
    pub taker_fee: Decimal,
    /// The fee is at most this share of the option's price.
    pub fee_cap: Decimal,
}

/// What an order to buy options takes from the balance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LongCost {
    /// Price times quantity.
    pub premium: Decimal,
    /// Fee.
    pub fee: Decimal,
    /// Both.
    pub cost: Decimal,
}

impl Parameters for OptionRules {
    fn check(&self) -> Result<(), RuleError> {
        self.seller.check("seller")?;
        for (path, value) in [("taker_fee", self.taker_fee), ("fee_cap", self.fee_cap)] {
            if !(Decimal::ZERO..=Decimal::ONE).contains(&value) {
                return Err(wrong(path, value, "a fraction from 0 to 1 is right, 0.0003 for 3 basis points"));
            }
        }
        Ok(())
    }
}

/// What buying `quantity` options at `price` costs.
///
/// # Errors
/// A price, quantity or index below zero, or an amount that does not fit.
pub fn long_cost(
    rules: &OptionRules,
    index: Decimal,
    price: Decimal,
    quantity: Decimal,
) -> Result<LongCost, FigureError> {
    for (path, value) in [("index", index), ("price", price), ("quantity", quantity)] {
        if value < Decimal::ZERO {
            return Err(wrong(path, value, "at least 0 is right"));
        }
    }
    let premium = mul("premium", price, quantity)?;
    let unit_fee = mul("fee", rules.taker_fee, index)?.min(mul("fee", rules.fee_cap, price)?);
    let fee = mul("fee", unit_fee, quantity)?;
    Ok(LongCost { premium, fee, cost: add("cost", premium, fee)? })
}

/// Maintenance margin over margin balance: the account is liquidated at 1. `None` with nothing left in the account.
///
/// # Errors
/// A quotient that does not fit.
pub fn maintenance_ratio(maintenance: Decimal, margin_balance: Decimal) -> Result<Option<Decimal>, FigureError> {
    if margin_balance <= Decimal::ZERO {
        return Ok(None);
    }
    div("margin_balance", maintenance, margin_balance).map(Some)
}

/// The parameters shipped.
///
/// # Errors
/// A file that cannot be used.
pub fn option_rules() -> Result<Dated<OptionRules>, RuleError> {
    Dated::from_json(include_str!("options.json"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Right;
    use crate::margin::formulas::{OptionQuote, Quoted, margin};
    use rust_decimal_macros::dec;

    #[test]
    fn a_short_call_and_a_short_put() {
        let rules = option_rules().unwrap().parameters.seller;
        let quote = OptionQuote {
            right: Right::Call,
            quoted: Quoted::Linear,
            index: dec!(40000),
            strike: dec!(41000),
            mark: dec!(500),
            entry: Some(dec!(450)),
        };
        let call = margin(&rules, &quote, dec!(-2)).unwrap();
        assert_eq!(call.maintenance, dec!(2) * (dec!(0.03) * dec!(40000) + dec!(500) + dec!(0.002) * dec!(40000)));
        assert_eq!(call.initial, dec!(2) * (dec!(0.15) * dec!(40000) - dec!(1000) + dec!(500)));
        // far out of the money the least share counts: 0.10·40,000
        let put = OptionQuote { right: Right::Put, strike: dec!(30000), entry: Some(dec!(600)), ..quote };
        assert_eq!(margin(&rules, &put, dec!(-1)).unwrap().initial, dec!(4000) + dec!(600));
    }

    #[test]
    fn a_cheap_options_fee_is_capped() {
        let rules = option_rules().unwrap().parameters;
        let dear = long_cost(&rules, dec!(50000), dec!(1000), dec!(2)).unwrap();
        assert_eq!(dear.fee, dec!(0.0003) * dec!(50000) * dec!(2));
        let cheap = long_cost(&rules, dec!(50000), dec!(40), dec!(2)).unwrap();
        assert_eq!(cheap.fee, dec!(0.125) * dec!(40) * dec!(2));
        assert_eq!(cheap.cost, dec!(80) + dec!(10));
        assert!(long_cost(&rules, dec!(1), dec!(-1), dec!(1)).is_err());
    }

    #[test]
    fn the_ratio_needs_a_balance() {
        assert_eq!(maintenance_ratio(dec!(500), dec!(4000)).unwrap(), Some(dec!(0.125)));
        assert_eq!(maintenance_ratio(dec!(500), dec!(0)).unwrap(), None);
    }

    #[test]
    fn percents_are_refused() {
        let mut rules = option_rules().unwrap().parameters;
        rules.taker_fee = dec!(3);
        let why = rules.check().unwrap_err().to_string();
        assert_eq!(why, "taker_fee is 3; a fraction from 0 to 1 is right, 0.0003 for 3 basis points");
    }
}
