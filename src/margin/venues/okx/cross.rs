//! Parameters of multi-currency margin: contract sizes and position tiers by family, discounts of collateral, borrowing.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::discount::{DiscountTier, check_tiers};
use super::parameters::PortfolioRules;
use crate::margin::limits::{exact_fraction, wrong};
use crate::margin::rates::{MarginTier, check_margin_tiers};
use crate::margin::{Dated, Parameters, RuleError, Shipped};
use crate::risk::to_usd;

/// What borrowing asks for, fractions of what is borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoanRates {
    /// Maintenance rate.
    pub maintenance: Decimal,
    /// Initial rate.
    pub initial: Decimal,
}

/// Multi-currency margin without borrowing, as the file holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrossFile {
    contracts: BTreeMap<String, Decimal>,
    position_tiers: BTreeMap<String, Vec<MarginTier>>,
    pub(super) discounts: BTreeMap<String, Vec<DiscountTier>>,
}

/// Parameters of multi-currency margin. Fractions are fractions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrossRules {
    /// Coins in a contract by family, `BTC-USDT`; dollars in one of an inverse family, `BTC-USD`.
    pub contracts: BTreeMap<String, Decimal>,
    /// Tiers by family up to a number of contracts; the whole position pays the rates of its tier.
    pub position_tiers: BTreeMap<String, Vec<MarginTier>>,
    /// Discounts of collateral by coin; dollars without one count in full, coins not at all.
    pub discounts: BTreeMap<String, Vec<DiscountTier>>,
    /// What borrowing asks for.
    pub borrowing: LoanRates,
}

pub(super) fn check_discounts(discounts: &BTreeMap<String, Vec<DiscountTier>>) -> Result<(), RuleError> {
    discounts.iter().try_for_each(|(coin, tiers)| check_tiers(&format!("discounts.{coin}"), tiers))
}

impl Parameters for CrossFile {
    fn check(&self) -> Result<(), RuleError> {
        for (family, &size) in &self.contracts {
            if size <= Decimal::ZERO {
                return Err(wrong(format!("contracts.{family}"), size, "a size above 0 is right"));
            }
        }
        for (family, tiers) in &self.position_tiers {
            check_margin_tiers(&format!("position_tiers.{family}"), tiers)?;
        }
        check_discounts(&self.discounts)
    }
}

impl Parameters for CrossRules {
    fn check(&self) -> Result<(), RuleError> {
        let Self { contracts, position_tiers, discounts, borrowing } = self.clone();
        CrossFile { contracts, position_tiers, discounts }.check()?;
        exact_fraction("borrowing.initial", borrowing.initial)?;
        if borrowing.maintenance < Decimal::ZERO || borrowing.maintenance > borrowing.initial {
            let right = format!("a fraction up to the initial rate {} is right", borrowing.initial);
            return Err(wrong("borrowing.maintenance", borrowing.maintenance, right));
        }
        Ok(())
    }
}

impl CrossFile {
    pub(super) fn shipped() -> Result<&'static Dated<Self>, RuleError> {
        static FILE: Shipped<CrossFile> = Shipped::new(include_str!("cross.json"));
        FILE.get()
    }
}

/// The parameters shipped; borrowing as in portfolio margin's file.
pub(super) fn shipped(portfolio: &Dated<PortfolioRules>) -> Result<Dated<CrossRules>, RuleError> {
    let file = CrossFile::shipped()?;
    let CrossFile { contracts, position_tiers, discounts } = file.parameters.clone();
    let rate = |rate: f64| to_usd(rate).unwrap_or_default().normalize();
    let rules = &portfolio.parameters;
    let borrowing = LoanRates { maintenance: rate(rules.borrow_maintenance), initial: rate(rules.borrow_initial) };
    let parameters = CrossRules { contracts, position_tiers, discounts, borrowing };
    let of = [("multi-currency margin", file.stamp()), ("borrowing", portfolio.stamp())];
    Ok(Dated::joined(&file.name, &file.title, &of, parameters))
}
