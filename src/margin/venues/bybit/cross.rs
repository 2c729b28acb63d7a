//! Parameters of cross margin: risk limits by symbol, what collateral counts, what borrowing asks for, and options.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::option::OptionRules;
use crate::margin::checked::decimal::mul;
use crate::margin::limits::{exact_fraction, wrong};
use crate::margin::rates::{MarginTier, sliced};
use crate::margin::{Dated, FigureError, Parameters, RuleError, Shipped};

/// What a borrowed coin asks for, fractions of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoanRates {
    /// Maintenance rate.
    pub maintenance: Decimal,
    /// Initial rate.
    pub initial: Decimal,
}

impl LoanRates {
    pub(super) fn initial_of(&self, owed: Decimal) -> Result<Decimal, FigureError> {
        mul("loan margin", owed, self.initial)
    }

    pub(super) fn maintenance_of(&self, owed: Decimal) -> Result<Decimal, FigureError> {
        mul("loan margin", owed, self.maintenance)
    }
}

/// Cross margin without its options, as the file holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrossFile {
    risk_limits: BTreeMap<String, Vec<MarginTier>>,
    pub(super) collateral: BTreeMap<String, Decimal>,
    pub(super) loans: BTreeMap<String, LoanRates>,
}

/// Parameters of cross margin. Fractions are fractions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrossRules {
    /// Tiers by symbol, `BTCUSDT`, up to a value in the settlement coin.
    pub risk_limits: BTreeMap<String, Vec<MarginTier>>,
    /// What part of a coin counts; dollars that are not listed count in full, coins not at all.
    pub collateral: BTreeMap<String, Decimal>,
    /// What borrowed coins ask for.
    pub loans: BTreeMap<String, LoanRates>,
    /// Options sold.
    pub options: OptionRules,
}

/// Refuses what cannot be of the parts that both margins share, and of risk limits.
pub(super) fn check(
    risk_limits: &BTreeMap<String, Vec<MarginTier>>,
    collateral: &BTreeMap<String, Decimal>,
    loans: &BTreeMap<String, LoanRates>,
) -> Result<(), RuleError> {
    for (symbol, tiers) in risk_limits {
        sliced(&format!("risk_limits.{symbol}"), tiers)?;
    }
    for (coin, &ratio) in collateral {
        exact_fraction(format!("collateral.{coin}"), ratio)?;
    }
    for (coin, loan) in loans {
        exact_fraction(format!("loans.{coin}.initial"), loan.initial)?;
        exact_fraction(format!("loans.{coin}.maintenance"), loan.maintenance)?;
        if loan.maintenance > loan.initial {
            let right = "no more than the initial rate beside it is right";
            return Err(wrong(format!("loans.{coin}.maintenance"), loan.maintenance, right));
        }
    }
    Ok(())
}

impl Parameters for CrossFile {
    fn check(&self) -> Result<(), RuleError> {
        check(&self.risk_limits, &self.collateral, &self.loans)
    }
}

impl Parameters for CrossRules {
    fn check(&self) -> Result<(), RuleError> {
        check(&self.risk_limits, &self.collateral, &self.loans)?;
        self.options.check().map_err(|error| error.below("options"))
    }
}

impl CrossFile {
    pub(super) fn shipped() -> Result<&'static Dated<Self>, RuleError> {
        static FILE: Shipped<CrossFile> = Shipped::new(include_str!("cross.json"));
        FILE.get()
    }
}

/// The parameters shipped, put together from the files of cross margin and of options.
pub(super) fn shipped(options: &Dated<OptionRules>) -> Result<Dated<CrossRules>, RuleError> {
    let file = CrossFile::shipped()?;
    let CrossFile { risk_limits, collateral, loans } = file.parameters.clone();
    let parameters = CrossRules { risk_limits, collateral, loans, options: options.parameters.clone() };
    let of = [("cross margin", file.stamp()), ("options", options.stamp())];
    Ok(Dated::joined(&file.name, &file.title, &of, parameters))
}
