//! What an account of coins is margined under: the scenarios, and each coin's ranges and rates.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{CME, SpanRules};
use crate::margin::limits::{fraction, within};
use crate::margin::{Dated, Parameters, RuleError, Shipped};

const ACCOUNT: &str = include_str!("cme_account.json");

/// What belongs to products and accounts rather than to the scenarios.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpanProducts {
    /// How far ahead options are valued, days.
    pub lookahead_days: f64,
    /// Initial over maintenance.
    pub initial_factor: Decimal,
    /// By coin.
    pub underlyings: BTreeMap<String, SpanProduct>,
}

/// One coin's ranges and rates, fractions of its index price where nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpanProduct {
    /// Price scan range.
    pub price_range: f64,
    /// Volatility scan range, a fraction of the volatility.
    pub vol_range: f64,
    /// Charge of a spread of one coin between two expiries.
    pub calendar_rate: f64,
    /// Least charge of one coin of options sold.
    pub short_option_rate: f64,
}

/// All of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpanAccountRules {
    /// The scenarios.
    pub scan: SpanRules,
    /// Ranges and rates.
    pub products: SpanProducts,
}

/// The account's rules shipped.
pub(super) fn shipped() -> Result<Dated<SpanAccountRules>, RuleError> {
    static SCAN: Shipped<SpanRules> = Shipped::new(CME);
    static PRODUCTS: Shipped<SpanProducts> = Shipped::new(ACCOUNT);
    let (scan, products) = (SCAN.get()?, PRODUCTS.get()?);
    let of = [("scenarios", scan.stamp()), ("products", products.stamp())];
    let rules = SpanAccountRules { scan: scan.parameters.clone(), products: products.parameters.clone() };
    Ok(Dated::joined("span-cme", "CME SPAN", &of, rules))
}

impl Parameters for SpanProducts {
    fn check(&self) -> Result<(), RuleError> {
        within("lookahead_days", self.lookahead_days, 0.0..=365.0, "days from 0 up are right, 1")?;
        let factor = "a factor from 1 to 10 is right, 1.1 for a tenth more";
        within("initial_factor", self.initial_factor, Decimal::ONE..=Decimal::TEN, factor)?;
        for (name, product) in &self.underlyings {
            let figures = [
                ("price_range", product.price_range),
                ("vol_range", product.vol_range),
                ("calendar_rate", product.calendar_rate),
                ("short_option_rate", product.short_option_rate),
            ];
            for (key, value) in figures {
                fraction(format!("underlyings.{name}.{key}"), value)?;
            }
        }
        Ok(())
    }
}

impl Parameters for SpanAccountRules {
    fn check(&self) -> Result<(), RuleError> {
        self.scan.check().map_err(|error| error.below("scan"))?;
        self.products.check().map_err(|error| error.below("products"))
    }
}
