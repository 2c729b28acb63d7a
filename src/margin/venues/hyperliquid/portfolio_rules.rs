//! Parameters of Hyperliquid's portfolio margin. The venue calls it an alpha and changes them often.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::book::Exact;
use crate::margin::limits::{exact_fraction, within};
use crate::margin::{Parameters, RuleError};

/// Parameters of portfolio margin. Fractions are fractions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortfolioRules {
    /// Added to every token's requirement, USDC.
    pub requirement_floor_usd: Decimal,
    /// Liquidated when the ratio is above this.
    pub liquidation_ratio: Decimal,
    /// Liquidation threshold of a token whose loan to value is 0.
    pub threshold_base: Decimal,
    /// Added to it per unit of loan to value.
    pub threshold_per_ltv: Decimal,
    /// By token.
    pub tokens: BTreeMap<String, TokenRules>,
    /// The borrow rate of a stable token.
    pub borrow: BorrowRules,
    /// What an open order sets aside, a multiple of its initial margin.
    pub order_reserve: Decimal,
}

/// A token as collateral or as debt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenRules {
    /// Loan to value.
    pub ltv: Decimal,
    /// Most of the token that counts as collateral for one user, tokens.
    pub supply_cap: Option<Decimal>,
    /// Most of the token that one user may borrow, tokens.
    pub borrow_cap: Option<Decimal>,
}

/// `base + slope·max(0, utilisation − kink)` a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BorrowRules {
    /// Rate a year up to the kink.
    pub base: Decimal,
    /// Rate a year per unit of utilisation beyond it.
    pub slope: Decimal,
    /// Utilisation from which the rate rises.
    pub kink: Decimal,
    /// Part of the interest that the protocol keeps.
    pub reserve: Decimal,
}

impl Parameters for PortfolioRules {
    fn check(&self) -> Result<(), RuleError> {
        let (zero, more) = (Decimal::ZERO, "0 or more is right");
        within("requirement_floor_usd", self.requirement_floor_usd, zero..=Decimal::MAX, more)?;
        exact_fraction("liquidation_ratio", self.liquidation_ratio)?;
        exact_fraction("threshold_base", self.threshold_base)?;
        exact_fraction("threshold_per_ltv", self.threshold_per_ltv)?;
        exact_fraction("borrow.base", self.borrow.base)?;
        within("borrow.slope", self.borrow.slope, zero..=Decimal::ONE_HUNDRED, "a rate from 0 to 100 is right")?;
        exact_fraction("borrow.kink", self.borrow.kink)?;
        exact_fraction("borrow.reserve", self.borrow.reserve)?;
        within("order_reserve", self.order_reserve, Decimal::ONE..=Decimal::TWO, "a multiple from 1 to 2 is right")?;
        for (token, rules) in &self.tokens {
            let at = |key: &str| format!("tokens.{token}.{key}");
            exact_fraction(at("ltv"), rules.ltv)?;
            within(at("supply_cap"), rules.supply_cap.unwrap_or_default(), zero..=Decimal::MAX, more)?;
            within(at("borrow_cap"), rules.borrow_cap.unwrap_or_default(), zero..=Decimal::MAX, more)?;
        }
        let top = self.threshold_base.capped_plus(self.threshold_per_ltv);
        within("threshold_per_ltv", top, zero..=Decimal::ONE, "no more than 1 with threshold_base is right")?;
        Ok(())
    }
}
