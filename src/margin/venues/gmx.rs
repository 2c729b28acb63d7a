//! GMX v2: an isolated position is liquidated once its collateral, at the moving price, is down to the least collateral.
//!
//! Sizes in dollars and in tokens, both > 0; the side says which way. Fees ≥ 0; price impact > 0 for a gain. Decimals; the
//! contracts count in 10⁻³⁰ dollars. Source: `getLiquidationPrice` of gmx-interface; restated in `docs/venues/gmx.md`.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::margin::checked::decimal;
use crate::margin::limits::{within, wrong};
use crate::margin::{Dated, FigureError, Parameters, RuleError, Shipped};

/// Least collateral and markets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GmxRules {
    /// Least collateral of any position, dollars.
    pub min_collateral_usd: Decimal,
    /// Markets by name.
    pub markets: BTreeMap<String, Market>,
}

/// A market.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Market {
    /// Least collateral, a fraction of the size.
    pub min_collateral_factor: Decimal,
    /// Largest negative price impact that a liquidation counts, a fraction of the size.
    pub max_impact_factor: Decimal,
}

/// What stands behind a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Collateral {
    /// Another coin than the one traded, worth this many dollars whatever that one does.
    Other(Decimal),
    /// This many of the coin traded.
    Same(Decimal),
}

/// A position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Long or short.
    pub is_long: bool,
    /// Size when opened, dollars.
    pub size_usd: Decimal,
    /// Size, coins.
    pub size_tokens: Decimal,
    /// What stands behind it.
    pub collateral: Collateral,
    /// Pending and closing fees, dollars.
    pub fees_usd: Decimal,
    /// Price impact of closing, dollars; a gain does not count.
    pub price_impact_usd: Decimal,
}

/// Where a position is liquidated, with its parts, dollars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LiquidationPoint {
    /// Least collateral.
    pub liquidation_collateral: Decimal,
    /// Price impact counted, ≤ 0.
    pub price_impact: Decimal,
    /// What is left of the collateral after impact and fees; `None` for collateral in the coin traded, which moves too.
    pub remaining_collateral: Option<Decimal>,
    /// Price; `None` when there is none above 0.
    pub price: Option<Decimal>,
}

/// Where the position is liquidated.
///
/// Collateral in another coin: long `(least − remaining + size)/tokens`, short `(size + remaining − least)/tokens`. In the
/// coin traded: long `(size + least − impact + fees)/(tokens + collateral)`, short
/// `(size − least + impact − fees)/(tokens − collateral)`.
pub fn liquidation(position: &Position, market: &Market, rules: &GmxRules) -> Result<LiquidationPoint, FigureError> {
    let field = "liquidation price";
    position.check()?;
    let size = position.size_usd;
    let least = decimal::mul(field, size, market.min_collateral_factor)?.max(rules.min_collateral_usd);
    let most_impact = decimal::mul(field, size, market.max_impact_factor)?.max(Decimal::ZERO);
    let impact = position.price_impact_usd.clamp(-most_impact, Decimal::ZERO);
    let lost = decimal::sub(field, position.fees_usd, impact)?;
    let (remaining, needed, tokens) = match position.collateral {
        Collateral::Other(usd) => {
            let remaining = decimal::sub(field, usd, lost)?;
            (Some(remaining), decimal::sub(field, least, remaining)?, position.size_tokens)
        }
        Collateral::Same(amount) => {
            let tokens = if position.is_long {
                decimal::add(field, position.size_tokens, amount)?
            } else {
                decimal::sub(field, position.size_tokens, amount)?
            };
            (None, decimal::add(field, least, lost)?, tokens)
        }
    };
    let value = if position.is_long { decimal::add(field, size, needed)? } else { decimal::sub(field, size, needed)? };
    let price = if tokens.is_zero() { None } else { Some(decimal::div(field, value, tokens)?) };
    Ok(LiquidationPoint {
        liquidation_collateral: least,
        price_impact: impact,
        remaining_collateral: remaining,
        price: price.filter(|price| *price > Decimal::ZERO),
    })
}

impl Position {
    fn check(&self) -> Result<(), FigureError> {
        let collateral = match self.collateral {
            Collateral::Other(amount) | Collateral::Same(amount) => amount,
        };
        let figures = [
            ("size_usd", self.size_usd),
            ("size_tokens", self.size_tokens),
            ("collateral", collateral),
            ("fees_usd", self.fees_usd),
        ];
        match figures.iter().find(|(_, read)| *read < Decimal::ZERO) {
            Some((name, read)) => Err(wrong(*name, read, "0 or more is right")),
            None => Ok(()),
        }
    }
}

const SHIPPED: &str = include_str!("gmx.json");

/// The parameters shipped, with their date and source.
pub fn parameters() -> Result<&'static Dated<GmxRules>, RuleError> {
    static DATED: Shipped<GmxRules> = Shipped::new(SHIPPED);
    DATED.get()
}

impl Parameters for GmxRules {
    fn check(&self) -> Result<(), RuleError> {
        if self.min_collateral_usd < Decimal::ZERO {
            return Err(wrong("min_collateral_usd", self.min_collateral_usd, "0 or more dollars are right"));
        }
        for (name, market) in &self.markets {
            for (key, read) in [
                ("min_collateral_factor", market.min_collateral_factor),
                ("max_impact_factor", market.max_impact_factor),
            ] {
                within(
                    format!("markets.{name}.{key}"),
                    read,
                    Decimal::ZERO..=Decimal::ONE,
                    "a fraction from 0 to 1 is right, 0.005 for 0.5 %",
                )?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn ask(is_long: bool, collateral: Collateral, price_impact_usd: Decimal) -> LiquidationPoint {
        let rules = &parameters().unwrap().parameters;
        let position = Position {
            is_long,
            size_usd: dec!(10000),
            size_tokens: dec!(5),
            collateral,
            fees_usd: dec!(10),
            price_impact_usd,
        };
        let market = Market { min_collateral_factor: dec!(0.005), max_impact_factor: dec!(0.002) };
        liquidation(&position, &market, rules).unwrap()
    }

    #[test]
    fn collateral_in_dollars() {
        let long = ask(true, Collateral::Other(dec!(1000)), dec!(0));
        assert_eq!(long.price, Some((dec!(50) - dec!(990) + dec!(10000)) / dec!(5)));
        let short = ask(false, Collateral::Other(dec!(1000)), dec!(0));
        assert_eq!(short.price, Some((dec!(10000) + dec!(990) - dec!(50)) / dec!(5)));
    }

    #[test]
    fn collateral_in_the_coin_traded() {
        let long = ask(true, Collateral::Same(dec!(1)), dec!(0));
        assert_eq!(long.price, Some((dec!(10000) + dec!(50) + dec!(10)) / dec!(6)));
        let short = ask(false, Collateral::Same(dec!(1)), dec!(0));
        assert_eq!(short.price, Some((dec!(10000) - dec!(50) - dec!(10)) / dec!(4)));
        // a short whose collateral is its own coin cannot be hurt by it
        assert_eq!(ask(false, Collateral::Same(dec!(5)), dec!(0)).price, None);
    }

    #[test]
    fn impact_counts_only_when_it_costs_and_up_to_its_limit() {
        assert_eq!(ask(true, Collateral::Other(dec!(1000)), dec!(7)).price_impact, dec!(0));
        assert_eq!(ask(true, Collateral::Other(dec!(1000)), dec!(-500)).price_impact, dec!(-20));
    }

    #[test]
    fn wrong_parameters_are_refused_with_their_path() {
        let mut rules = parameters().unwrap().parameters.clone();
        let market = Market { min_collateral_factor: dec!(5), max_impact_factor: dec!(0) };
        rules.markets.insert("ETH".into(), market);
        assert!(rules.check().unwrap_err().to_string().starts_with("markets.ETH.min_collateral_factor is 5"));
    }
}
