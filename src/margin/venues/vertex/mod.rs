//! Vertex and Nado: health is the sum of weighted positions, and a spot position against a perpetual one gets part of the
//! weights back.
//!
//! Amounts long > 0, prices and health in dollars, weights fractions (shorts weigh 1 or more). Decimals; the contracts
//! count in 10⁻¹⁸ and agree to that. Sources: vertex-protocol/vertex-contracts at e1381815, nadohq/nado-contracts at
//! c3a0f0e3; formulas restated in `docs/venues/vertex.md`.

mod products;
mod rule_set;

pub use products::{AccountRules, Products};
pub(in crate::margin) use rule_set::FAMILY;

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::margin::checked::decimal;
use crate::margin::limits::wrong;
use crate::margin::weights::{Level, TokenWeights};
use crate::margin::{Dated, FigureError, Parameters, RuleError, Shipped};

/// The venues' spread rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VertexRules {
    /// Spread rules by venue: `vertex`, `nado`.
    pub venues: BTreeMap<String, SpreadRules>,
}

/// How a spread is weighted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpreadRules {
    /// A spread may be levered this many times as far as its parts.
    pub leverage_multiple: Decimal,
    /// Highest spread weight for opening; absent for none.
    #[serde(default)]
    pub most_initial: Option<Decimal>,
    /// Highest spread weight for keeping; absent for none.
    #[serde(default)]
    pub most_maintenance: Option<Decimal>,
}

/// A position in one product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Long > 0.
    pub amount: Decimal,
    /// Oracle price, dollars.
    pub price: Decimal,
    /// Weights: asset for a long, liability for a short.
    pub weights: TokenWeights,
}

/// Health of a spot and a perpetual position of one coin, with its parts, dollars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PairHealth {
    /// Spot, weighted.
    pub spot: Decimal,
    /// Perpetual, weighted; what was paid for it (its quote) not included.
    pub perp: Decimal,
    /// The part that is matched, coins, ≥ 0.
    pub matched: Decimal,
    /// Weight of the matched part; `None` where nothing is matched.
    pub spread_weight: Option<Decimal>,
    /// What matching gives back. Below 0 where the cap lies below the weights themselves.
    pub rebate: Decimal,
    /// All of it.
    pub health: Decimal,
}

/// Health of a pair. Matched is the smaller of two opposite amounts; it gets
/// `matched·(spot price + perp price)·(spread weight − mean long weight)`, where the spread weight is `1 − (1 − w)/multiple`
/// of the long weight `w` of the perpetual when spot is long, of spot when it is short, at most the venue's cap.
pub fn pair_health(
    spot: &Product,
    perp: &Product,
    rules: &SpreadRules,
    level: Level,
) -> Result<PairHealth, FigureError> {
    let field = "pair health";
    let weighted = |product: &Product| {
        if product.price < Decimal::ZERO {
            return Err(wrong("price", product.price, "a price of 0 or more is right"));
        }
        let amount = product.weights.at(level).weighted(field, product.amount)?;
        decimal::mul(field, amount, product.price)
    };
    let (spot_health, perp_health) = (weighted(spot)?, weighted(perp)?);
    let without = decimal::add(field, spot_health, perp_health)?;
    let opposite = spot.amount.is_sign_negative() != perp.amount.is_sign_negative();
    let matched = if opposite { spot.amount.abs().min(perp.amount.abs()) } else { Decimal::ZERO };
    let mut answer = PairHealth {
        spot: spot_health,
        perp: perp_health,
        matched,
        spread_weight: None,
        rebate: Decimal::ZERO,
        health: without,
    };
    if matched.is_zero() {
        return Ok(answer);
    }
    let (spot_weight, perp_weight) = (spot.weights.at(level).asset, perp.weights.at(level).asset);
    let of = if spot.amount > Decimal::ZERO { perp_weight } else { spot_weight };
    let spread = spread_weight(of, rules, level)?;
    let mean = decimal::div(field, decimal::add(field, spot_weight, perp_weight)?, Decimal::TWO)?;
    let notional = decimal::mul(field, matched, decimal::add(field, spot.price, perp.price)?)?;
    answer.spread_weight = Some(spread);
    answer.rebate = decimal::mul(field, notional, decimal::sub(field, spread, mean)?)?;
    answer.health = decimal::add(field, without, answer.rebate)?;
    Ok(answer)
}

/// `1 − (1 − w)/multiple`, at most the cap of the level.
pub fn spread_weight(long_weight: Decimal, rules: &SpreadRules, level: Level) -> Result<Decimal, FigureError> {
    let field = "spread weight";
    let penalty = decimal::div(field, decimal::sub(field, Decimal::ONE, long_weight)?, rules.leverage_multiple)?;
    let weight = decimal::sub(field, Decimal::ONE, penalty)?;
    let cap = match level {
        Level::Initial => rules.most_initial,
        Level::Maintenance => rules.most_maintenance,
    };
    Ok(cap.map_or(weight, |cap| weight.min(cap)))
}

const SHIPPED: &str = include_str!("../vertex.json");

/// The parameters shipped, with their date and source.
pub fn parameters() -> Result<&'static Dated<VertexRules>, RuleError> {
    static DATED: Shipped<VertexRules> = Shipped::new(SHIPPED);
    DATED.get()
}

impl Parameters for VertexRules {
    fn check(&self) -> Result<(), RuleError> {
        self.venues.iter().try_for_each(|(name, rules)| rules.check(&format!("venues.{name}")))
    }
}

impl SpreadRules {
    fn check(&self, path: &str) -> Result<(), RuleError> {
        let refused = |key: &str, read: Decimal, right: &str| Err(wrong(format!("{path}.{key}"), read, right));
        if self.leverage_multiple < Decimal::ONE {
            return refused("leverage_multiple", self.leverage_multiple, "1 or more is right, 5 for five times");
        }
        for (key, cap) in [("most_initial", self.most_initial), ("most_maintenance", self.most_maintenance)] {
            if let Some(cap) = cap.filter(|cap| !(Decimal::ZERO..=Decimal::ONE).contains(cap)) {
                return refused(key, cap, "a weight from 0 to 1 is right, 0.99 for a hundredfold leverage");
            }
        }
        match (self.most_initial, self.most_maintenance) {
            (Some(initial), Some(maintenance)) if initial > maintenance => {
                refused("most_initial", initial, "at most most_maintenance is right")
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::weights::WeightPair;
    use rust_decimal_macros::dec;

    fn product(amount: Decimal, long: Decimal) -> Product {
        let pair = WeightPair { asset: long, liability: dec!(2) - long };
        Product { amount, price: dec!(3000), weights: TokenWeights { initial: pair, maintenance: pair } }
    }

    fn ask(venue: &str, spot: Product, perp: Product) -> PairHealth {
        let rules = &parameters().unwrap().parameters.venues[venue];
        pair_health(&spot, &perp, rules, Level::Initial).unwrap()
    }

    #[test]
    fn a_matched_pair_gets_most_of_its_weights_back() {
        let answer = ask("vertex", product(dec!(1), dec!(0.9)), product(dec!(-1), dec!(0.95)));
        assert_eq!(answer.spot + answer.perp, dec!(3000) * (dec!(0.9) - dec!(1.05)));
        // 1 − 0.05/5 = 0.99, over the mean 0.925
        assert_eq!(answer.rebate, dec!(6000) * (dec!(0.99) - dec!(0.925)));
        assert_eq!(answer.health, dec!(-60));
    }

    #[test]
    fn a_short_spot_position_takes_the_spot_weight() {
        let answer = ask("vertex", product(dec!(-2), dec!(0.9)), product(dec!(1), dec!(0.95)));
        // 1 − 0.1/5 = 0.98; one coin is matched
        assert_eq!((answer.spread_weight, answer.matched), (Some(dec!(0.98)), dec!(1)));
        assert_eq!(answer.rebate, dec!(6000) * (dec!(0.98) - dec!(0.925)));
    }

    #[test]
    fn positions_of_one_sign_match_nothing() {
        let answer = ask("vertex", product(dec!(1), dec!(0.9)), product(dec!(1), dec!(0.95)));
        assert_eq!((answer.matched, answer.rebate, answer.spread_weight), (dec!(0), dec!(0), None));
    }

    #[test]
    fn the_cap_can_take_instead_of_give() {
        let answer = ask("nado", product(dec!(1), dec!(1)), product(dec!(-1), dec!(0.995)));
        // capped at 0.99, below the mean 0.9975
        assert_eq!(answer.rebate, dec!(6000) * (dec!(0.99) - dec!(0.9975)));
    }

    #[test]
    fn wrong_parameters_are_refused_with_their_path() {
        let rules = SpreadRules { leverage_multiple: dec!(0.2), most_initial: None, most_maintenance: None };
        let said = VertexRules { venues: BTreeMap::from([("x".into(), rules)]) }.check().unwrap_err().to_string();
        assert_eq!(said, "venues.x.leverage_multiple is 0.2; 1 or more is right, 5 for five times");
        let turned = SpreadRules { leverage_multiple: dec!(5), most_initial: Some(dec!(99)), most_maintenance: None };
        assert!(turned.check("x").unwrap_err().to_string().starts_with("x.most_initial is 99"));
    }
}
