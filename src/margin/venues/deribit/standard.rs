//! Standard margin of futures and perpetuals; options are the standard form of [`crate::margin::formulas`].
//!
//! `initial rate = initial + per coin · |position|`, maintenance alike, of the position in coin. Margins are in coin.
//! Source: Deribit's changelog of 2022-01-11. The model of 2026-08-05 replaced it for futures; of that only the rate of a
//! small position is known, see [`SmallRules`].

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::margin::checked::decimal::{add, div, mul};
use crate::margin::formulas::SellerRules;
use crate::margin::limits::{within, wrong};
use crate::margin::{Dated, FigureError, Parameters, RuleError};

/// Parameters of the standard margin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardRules {
    /// Futures and perpetuals by coin.
    pub futures: BTreeMap<String, FutureRules>,
    /// Options sold; of a coin if inverse, of the index price if linear.
    pub options: SellerRules,
}

/// Rates of a future or perpetual, fractions of the position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FutureRules {
    /// Initial rate of a small position.
    pub initial: Decimal,
    /// Maintenance rate of a small position.
    pub maintenance: Decimal,
    /// Added to both for each coin of the position.
    pub per_coin: Decimal,
}

/// What is known of the model of 2026-08-05: small positions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmallRules {
    /// By coin.
    pub perpetuals: BTreeMap<String, SmallPosition>,
}

/// Rates of a small position.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmallPosition {
    /// Initial rate.
    pub initial: f64,
    /// Maintenance over initial.
    pub maintenance_over_initial: f64,
}

/// Margin of one future or perpetual, and its parts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct FutureMargin {
    /// Position in coin, long > 0.
    pub coins: Decimal,
    /// What the size adds to both rates.
    pub size_rate: Decimal,
    /// Initial rate.
    pub initial_rate: Decimal,
    /// Maintenance rate.
    pub maintenance_rate: Decimal,
    /// Initial margin, coin.
    pub initial: Decimal,
    /// Maintenance margin, coin.
    pub maintenance: Decimal,
}

impl Parameters for StandardRules {
    fn check(&self) -> Result<(), RuleError> {
        for (coin, rules) in &self.futures {
            let all = [("initial", rules.initial), ("maintenance", rules.maintenance), ("per_coin", rules.per_coin)];
            for (key, value) in all {
                if !(Decimal::ZERO..=Decimal::ONE).contains(&value) {
                    let right = "a fraction from 0 to 1 is right, 0.02 for 2 %";
                    return Err(wrong(format!("futures.{coin}.{key}"), value, right));
                }
            }
            if rules.maintenance > rules.initial {
                let right = format!("at most the initial rate {} is right", rules.initial);
                return Err(wrong(format!("futures.{coin}.maintenance"), rules.maintenance, &right));
            }
        }
        self.options.check("options")
    }
}

impl Parameters for SmallRules {
    fn check(&self) -> Result<(), RuleError> {
        for (coin, rules) in &self.perpetuals {
            let at = |key: &str| format!("perpetuals.{coin}.{key}");
            let fraction = "a fraction from 0 to 1 is right, 0.02 for 2 %";
            within(at("initial"), rules.initial, 0.0..=1.0, fraction)?;
            within(at("maintenance_over_initial"), rules.maintenance_over_initial, 0.0..=1.0, fraction)?;
        }
        Ok(())
    }
}

/// Coins of an inverse position: dollars of contracts over the mark price.
///
/// # Errors
/// A mark that is not above zero, or an amount that does not fit.
pub fn inverse_coins(contracts_usd: Decimal, mark: Decimal) -> Result<Decimal, FigureError> {
    if mark <= Decimal::ZERO {
        return Err(wrong("mark", mark, "a price above 0 is right"));
    }
    div("size", contracts_usd, mark)
}

/// Margin of a position of `coins`, long > 0, in coin.
///
/// # Errors
/// An amount that does not fit.
pub fn future_margin(rules: &FutureRules, coins: Decimal) -> Result<FutureMargin, FigureError> {
    let size_rate = mul("per_coin", rules.per_coin, coins.abs())?;
    let initial_rate = add("initial", rules.initial, size_rate)?;
    let maintenance_rate = add("maintenance", rules.maintenance, size_rate)?;
    Ok(FutureMargin {
        coins,
        size_rate,
        initial_rate,
        maintenance_rate,
        initial: mul("initial", initial_rate, coins.abs())?,
        maintenance: mul("maintenance", maintenance_rate, coins.abs())?,
    })
}

/// The standard parameters shipped.
///
/// # Errors
/// A file that cannot be used.
pub fn standard_rules() -> Result<Dated<StandardRules>, RuleError> {
    Dated::from_json(include_str!("standard.json"))
}

/// What is shipped of the model of 2026-08-05.
///
/// # Errors
/// A file that cannot be used.
pub fn small_positions() -> Result<Dated<SmallRules>, RuleError> {
    Dated::from_json(include_str!("standard_2026_08.json"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn the_rate_grows_with_the_position() {
        let rules = &standard_rules().unwrap().parameters.futures["BTC"];
        let short = future_margin(rules, dec!(-100)).unwrap();
        assert_eq!(short.initial_rate, dec!(0.02) + dec!(100) * dec!(0.00005));
        assert_eq!(short.maintenance_rate, dec!(0.01) + dec!(100) * dec!(0.00005));
        assert_eq!(short.initial, dec!(100) * dec!(0.025));
    }

    #[test]
    fn an_inverse_position_is_its_dollars_over_the_mark() {
        assert_eq!(inverse_coins(dec!(-1000), dec!(2000)).unwrap(), dec!(-0.5));
        assert!(inverse_coins(dec!(1), dec!(0)).is_err());
    }

    #[test]
    fn what_is_shipped_can_be_used() {
        standard_rules().unwrap();
        small_positions().unwrap();
    }

    #[test]
    fn rates_that_cannot_be_are_refused_with_their_place() {
        let mut rules = standard_rules().unwrap().parameters;
        rules.futures.get_mut("ETH").unwrap().maintenance = dec!(0.03);
        let why = rules.check().unwrap_err().to_string();
        assert_eq!(why, "futures.ETH.maintenance is 0.03; at most the initial rate 0.02 is right");
        rules.futures.get_mut("ETH").unwrap().maintenance = dec!(1.5);
        assert!(rules.check().unwrap_err().to_string().starts_with("futures.ETH.maintenance is 1.5; a fraction"));
    }
}
