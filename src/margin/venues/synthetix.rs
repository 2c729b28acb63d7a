//! Synthetix v3 perpetuals: a margin ratio that grows with the position's share of the market's skew scale, plus a least
//! margin a position.
//!
//! Sizes long > 0, prices and margins in dollars, ratios fractions. Decimals; the contracts count in 10⁻¹⁸. Source:
//! `calculateRequiredMargins` of synthetix-v3, parameters of SCCP-394; restated in `docs/venues/synthetix.md`.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::margin::checked::decimal;
use crate::margin::limits::{FRACTION, within, wrong};
use crate::margin::{Dated, FigureError, Parameters, RuleError, Shipped};

/// Markets by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SynthetixRules {
    /// Markets.
    pub markets: BTreeMap<String, Market>,
}

/// A market's margin parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Market {
    /// Size at which the ratio has grown by `initial_margin_ratio`, coins; 0 for no growth.
    pub skew_scale: Decimal,
    /// Growth of the ratio over the skew scale; may be above 1.
    pub initial_margin_ratio: Decimal,
    /// Ratio of the smallest position, a fraction.
    pub min_initial_margin_ratio: Decimal,
    /// Maintenance ratio over initial ratio, a fraction.
    pub maintenance_scalar: Decimal,
    /// Added for each position at both levels, dollars.
    pub min_position_margin: Decimal,
}

/// What a position needs, with its parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Margins {
    /// `size × price`, dollars.
    pub notional: Decimal,
    /// Ratio for opening.
    pub initial_ratio: Decimal,
    /// Ratio for keeping.
    pub maintenance_ratio: Decimal,
    /// The least margin in both, dollars.
    pub position_margin: Decimal,
    /// For opening, dollars.
    pub initial_margin: Decimal,
    /// For keeping, dollars; rewards of a liquidation come on top, see [`Rewards`].
    pub maintenance_margin: Decimal,
}

/// What a liquidation would pay out, which keeping must cover too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rewards {
    /// For flagging the account, dollars.
    pub flag: Decimal,
    /// Keepers' costs, dollars.
    pub keeper: Decimal,
}

/// What a position needs; nothing for size 0.
pub fn margins(size: Decimal, price: Decimal, market: &Market) -> Result<Margins, FigureError> {
    let field = "required margin";
    if price < Decimal::ZERO {
        return Err(wrong("price", price, "a price of 0 or more is right"));
    }
    if size.is_zero() {
        return Ok(Margins::default());
    }
    let size = size.abs();
    let share = if market.skew_scale.is_zero() { Decimal::ZERO } else { decimal::div(field, size, market.skew_scale)? };
    let growth = decimal::mul(field, share, market.initial_margin_ratio)?;
    let initial_ratio = decimal::add(field, growth, market.min_initial_margin_ratio)?;
    let maintenance_ratio = decimal::mul(field, initial_ratio, market.maintenance_scalar)?;
    let notional = decimal::mul(field, size, price)?;
    let with = |ratio| decimal::add(field, decimal::mul(field, notional, ratio)?, market.min_position_margin);
    Ok(Margins {
        notional,
        initial_ratio,
        maintenance_ratio,
        position_margin: market.min_position_margin,
        initial_margin: with(initial_ratio)?,
        maintenance_margin: with(maintenance_ratio)?,
    })
}

/// The available margin below which an account is liquidated, dollars: maintenance and what a liquidation pays out.
pub fn liquidated_below(margins: &[Margins], rewards: &Rewards) -> Result<Decimal, FigureError> {
    let field = "maintenance margin";
    let kept = decimal::sum(field, margins.iter().map(|margins| margins.maintenance_margin))?;
    decimal::add(field, kept, decimal::add(field, rewards.flag, rewards.keeper)?)
}

const SHIPPED: &str = include_str!("synthetix.json");

/// The parameters shipped, with their date and source.
pub fn parameters() -> Result<&'static Dated<SynthetixRules>, RuleError> {
    static DATED: Shipped<SynthetixRules> = Shipped::new(SHIPPED);
    DATED.get()
}

impl Parameters for SynthetixRules {
    fn check(&self) -> Result<(), RuleError> {
        for (name, market) in &self.markets {
            let figures = [
                ("skew_scale", market.skew_scale, Decimal::MAX, "0 or more coins are right"),
                ("initial_margin_ratio", market.initial_margin_ratio, Decimal::ONE_HUNDRED, "0 to 100 is right"),
                ("min_initial_margin_ratio", market.min_initial_margin_ratio, Decimal::ONE, FRACTION),
                ("maintenance_scalar", market.maintenance_scalar, Decimal::ONE, FRACTION),
                ("min_position_margin", market.min_position_margin, Decimal::MAX, "0 or more dollars are right"),
            ];
            for (key, read, most, right) in figures {
                within(format!("markets.{name}.{key}"), read, Decimal::ZERO..=most, right)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn ip() -> Market {
        parameters().unwrap().parameters.markets["IP"]
    }

    #[test]
    fn the_ratio_grows_with_size() {
        let answer = margins(dec!(-30000), dec!(5), &ip()).unwrap();
        // 30,000/3,000,000 × 3.271 + 0.2
        assert_eq!(answer.initial_ratio, dec!(0.01) * dec!(3.271) + dec!(0.2));
        assert_eq!(answer.initial_margin, dec!(150000) * dec!(0.23271) + dec!(15));
        assert_eq!(answer.maintenance_margin, dec!(150000) * dec!(0.23271) * dec!(0.391) + dec!(15));
        let below = liquidated_below(&[answer, answer], &Rewards { flag: dec!(3), keeper: dec!(1) });
        assert_eq!(below, Ok(dec!(2) * answer.maintenance_margin + dec!(4)));
    }

    #[test]
    fn no_size_needs_nothing() {
        assert_eq!(margins(dec!(0), dec!(5), &ip()), Ok(Margins::default()));
    }

    #[test]
    fn wrong_parameters_are_refused_with_their_path() {
        let market = Market { maintenance_scalar: dec!(39.1), ..ip() };
        let rules = SynthetixRules { markets: BTreeMap::from([("IP".into(), market)]) };
        let said = rules.check().unwrap_err().to_string();
        assert_eq!(said, "markets.IP.maintenance_scalar is 39.1; a fraction from 0 to 1 is right, 0.05 for 5 %");
    }
}
