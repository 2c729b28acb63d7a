//! Aevo's portfolio margin: the worst of fifteen scenarios for each underlying, and a floor for every option sold.
//!
//! Requirements ≥ 0, dollars; floors in coins; shares and moves are fractions, volatility moves are added to the volatility.
//! Source: docs.aevo.xyz, restated in `docs/venues/aevo.md`.

mod rule_set;

pub(in crate::margin) use rule_set::FAMILY;

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::margin::checked::decimal;
use crate::margin::limits::{exact_fraction, rising, within};
use crate::margin::{Dated, FigureError, Parameters, RuleError, Shipped};

const SHIPPED: &str = include_str!("portfolio.json");

/// The parameters shipped, with their date and source.
pub fn parameters() -> Result<&'static Dated<AevoRules>, RuleError> {
    static DATED: Shipped<AevoRules> = Shipped::new(SHIPPED);
    DATED.get()
}

/// Parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AevoRules {
    /// Initial over maintenance.
    pub initial_factor: Decimal,
    /// Shares of the largest spot move that scenarios take, rising; each up and down, beside no move.
    pub spot_shares: Vec<f64>,
    /// What of each collateral counts, a fraction.
    pub collateral: BTreeMap<String, Decimal>,
    /// By underlying.
    pub underlyings: BTreeMap<String, UnderlyingRules>,
}

/// Parameters of one underlying.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnderlyingRules {
    /// Largest spot move up, a fraction.
    pub spot_up: f64,
    /// Largest spot move down, a fraction.
    pub spot_down: f64,
    /// Added to volatility in scenarios up, a fraction a year.
    pub vol_up: f64,
    /// Taken off volatility in scenarios down, a fraction a year.
    pub vol_down: f64,
    /// Floor of an option sold, coins.
    pub unit_floor_coin: Decimal,
}

/// What an underlying's positions need, with its parts, dollars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Margins {
    /// The worst scenario's loss.
    pub scenario: Decimal,
    /// For options sold.
    pub floor: Decimal,
    /// For keeping: both.
    pub maintenance: Decimal,
    /// For opening.
    pub initial: Decimal,
}

/// What an underlying's positions need, from the worst scenario's loss (dollars, ≥ 0) and the options sold (coins, ≥ 0).
///
/// # Errors
/// Names what overflows.
pub fn margins(
    scenario: Decimal,
    sold: Decimal,
    index: Decimal,
    rules: &UnderlyingRules,
    initial_factor: Decimal,
) -> Result<Margins, FigureError> {
    let floor = decimal::mul("floor margin", decimal::mul("floor margin", sold, rules.unit_floor_coin)?, index)?;
    let maintenance = decimal::add("maintenance margin", scenario, floor)?;
    let initial = decimal::mul("initial margin", maintenance, initial_factor)?;
    Ok(Margins { scenario, floor, maintenance, initial })
}

impl Parameters for AevoRules {
    fn check(&self) -> Result<(), RuleError> {
        let factor = "a factor from 1 to 10 is right, 1.25 for a quarter more";
        within("initial_factor", self.initial_factor, Decimal::ONE..=Decimal::TEN, factor)?;
        rising("spot_shares", &self.spot_shares, 20, 0.001..=1.0, "a share above 0, up to 1, is right")?;
        for (name, ratio) in &self.collateral {
            exact_fraction(format!("collateral.{name}"), *ratio)?;
        }
        self.underlyings.iter().try_for_each(|(name, rules)| rules.check(&format!("underlyings.{name}")))
    }
}

impl UnderlyingRules {
    fn check(&self, path: &str) -> Result<(), RuleError> {
        let spot = "a fraction above 0 is right, 0.2 for 20 %";
        within(format!("{path}.spot_up"), self.spot_up, 0.001..=5.0, spot)?;
        within(format!("{path}.spot_down"), self.spot_down, 0.001..=0.99, spot)?;
        let vol = "a volatility is right, 0.5 for 50 points";
        within(format!("{path}.vol_up"), self.vol_up, 0.0..=4.0, vol)?;
        within(format!("{path}.vol_down"), self.vol_down, 0.0..=4.0, vol)?;
        let most = Decimal::ONE;
        within(
            format!("{path}.unit_floor_coin"),
            self.unit_floor_coin,
            Decimal::ZERO..=most,
            "0 to 1 coins are right",
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn the_floor_comes_on_top_and_opening_needs_a_quarter_more() {
        let rules = parameters().unwrap().parameters.underlyings["ETH"];
        // the documentation's strangle: 190.06 and 2 × 0.01 × 1,300
        let of = margins(dec!(190.06), dec!(2), dec!(1300), &rules, dec!(1.25)).unwrap();
        assert_eq!((of.floor, of.maintenance), (dec!(26), dec!(216.06)));
        // 270.07 as printed
        assert_eq!(of.initial, dec!(270.075));
    }

    #[test]
    fn wrong_parameters_are_refused_with_their_path() {
        let mut rules = parameters().unwrap().parameters.clone();
        rules.underlyings.get_mut("ETH").unwrap().spot_down = 20.0;
        let said = rules.check().unwrap_err().to_string();
        assert_eq!(said, "underlyings.ETH.spot_down is 20; a fraction above 0 is right, 0.2 for 20 %");
    }
}
