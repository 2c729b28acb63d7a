//! Mango's parameters, and what each may be.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::margin::limits::{exact_fraction, wrong};
use crate::margin::weights::TokenWeights;
use crate::margin::{Dated, Parameters, RuleError, Shipped};

const SHIPPED: &str = include_str!("../mango.json");

/// The parameters shipped, with their date and source.
pub fn parameters() -> Result<&'static Dated<MangoRules>, RuleError> {
    static DATED: Shipped<MangoRules> = Shipped::new(SHIPPED);
    DATED.get()
}

/// Tokens and markets by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MangoRules {
    /// Tokens.
    pub tokens: BTreeMap<String, Token>,
    /// Spot markets, whose open orders count.
    pub markets: BTreeMap<String, SpotMarket>,
    /// Perpetual markets.
    pub perps: BTreeMap<String, PerpMarket>,
}

/// A token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Weights.
    pub weights: TokenWeights,
    /// Deposits beyond this scale the initial asset weight, dollars; absent for never.
    #[serde(default)]
    pub deposit_scale_start: Option<Decimal>,
    /// Borrows beyond this scale the initial liability weight, dollars; absent for never.
    #[serde(default)]
    pub borrow_scale_start: Option<Decimal>,
    /// What a liquidator gains, a fraction.
    pub liquidation_fee: Decimal,
}

/// A spot market.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpotMarket {
    /// Token bought and sold.
    pub base: String,
    /// Token paid.
    pub quote: String,
}

/// A perpetual market.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerpMarket {
    /// Native units in a lot.
    pub base_lot_size: u32,
    /// Weights of the base.
    pub base_weights: TokenWeights,
    /// What a gain counts for opening.
    pub init_overall_asset_weight: Decimal,
    /// What a gain counts for keeping.
    pub maint_overall_asset_weight: Decimal,
    /// Token that gains are settled in.
    pub settle_token: String,
}

impl Parameters for MangoRules {
    fn check(&self) -> Result<(), RuleError> {
        for (name, token) in &self.tokens {
            token.weights.check(&format!("tokens.{name}.weights"))?;
            exact_fraction(format!("tokens.{name}.liquidation_fee"), token.liquidation_fee)?;
            let starts = [("deposit", token.deposit_scale_start), ("borrow", token.borrow_scale_start)];
            for (side, start) in starts {
                if let Some(start) = start.filter(|start| *start <= Decimal::ZERO) {
                    return Err(wrong(format!("tokens.{name}.{side}_scale_start"), start, "dollars above 0 are right"));
                }
            }
        }
        for (name, market) in &self.markets {
            self.token(&format!("markets.{name}.base"), &market.base)?;
            self.token(&format!("markets.{name}.quote"), &market.quote)?;
        }
        for (name, market) in &self.perps {
            market.check(&format!("perps.{name}"))?;
            self.token(&format!("perps.{name}.settle_token"), &market.settle_token)?;
        }
        Ok(())
    }
}

impl MangoRules {
    fn token(&self, path: &str, name: &String) -> Result<(), RuleError> {
        if self.tokens.contains_key(name) {
            return Ok(());
        }
        Err(wrong(path, name, "the name of a token among `tokens` is right"))
    }
}

impl PerpMarket {
    fn check(&self, path: &str) -> Result<(), RuleError> {
        if self.base_lot_size == 0 {
            return Err(wrong(format!("{path}.base_lot_size"), 0, "1 native unit or more is right"));
        }
        self.base_weights.check(&format!("{path}.base_weights"))?;
        exact_fraction(format!("{path}.init_overall_asset_weight"), self.init_overall_asset_weight)?;
        exact_fraction(format!("{path}.maint_overall_asset_weight"), self.maint_overall_asset_weight)?;
        if self.init_overall_asset_weight > self.maint_overall_asset_weight {
            let right = "at most maint_overall_asset_weight is right";
            return Err(wrong(format!("{path}.init_overall_asset_weight"), self.init_overall_asset_weight, right));
        }
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::margin::weights::WeightPair;
    use rust_decimal_macros::dec;

    /// Asset weights `1 − w`, liability weights `1 + w`.
    pub(crate) fn token(init: Decimal, maint: Decimal) -> Token {
        let pair = |w| WeightPair { asset: Decimal::ONE - w, liability: Decimal::ONE + w };
        let weights = TokenWeights { initial: pair(init), maintenance: pair(maint) };
        Token { weights, deposit_scale_start: None, borrow_scale_start: None, liquidation_fee: dec!(0.01) }
    }

    pub(crate) fn perp() -> PerpMarket {
        PerpMarket {
            base_lot_size: 10,
            base_weights: TokenWeights {
                initial: WeightPair { asset: dec!(0.8), liability: dec!(1.2) },
                maintenance: WeightPair { asset: dec!(0.9), liability: dec!(1.1) },
            },
            init_overall_asset_weight: dec!(0.95),
            maint_overall_asset_weight: dec!(0.98),
            settle_token: "USD".into(),
        }
    }

    pub(crate) fn rules() -> MangoRules {
        let market = |base: &str| SpotMarket { base: base.into(), quote: "USD".into() };
        MangoRules {
            tokens: BTreeMap::from([
                ("USD".into(), token(dec!(0.2), dec!(0.1))),
                ("ETH".into(), token(dec!(0.5), dec!(0.3))),
                ("SOL".into(), token(dec!(0.5), dec!(0.3))),
            ]),
            markets: BTreeMap::from([("ETH/USD".into(), market("ETH")), ("SOL/USD".into(), market("SOL"))]),
            perps: BTreeMap::from([("P".into(), perp())]),
        }
    }

    #[test]
    fn the_parameters_shipped_can_be_used() {
        assert_eq!(parameters().unwrap().name, "mango");
        rules().check().unwrap();
    }

    #[test]
    fn wrong_parameters_are_refused_with_their_path() {
        let mut percent = rules();
        percent.tokens.get_mut("ETH").unwrap().liquidation_fee = dec!(5);
        let said = percent.check().unwrap_err().to_string();
        assert_eq!(said, "tokens.ETH.liquidation_fee is 5; a fraction from 0 to 1 is right, 0.05 for 5 %");
        let mut nameless = rules();
        nameless.perps.get_mut("P").unwrap().settle_token = "EUR".into();
        assert!(nameless.check().unwrap_err().to_string().starts_with("perps.P.settle_token is EUR"));
        let mut turned = rules();
        turned.perps.get_mut("P").unwrap().init_overall_asset_weight = dec!(0.99);
        assert!(turned.check().unwrap_err().to_string().starts_with("perps.P.init_overall_asset_weight is 0.99"));
    }
}
