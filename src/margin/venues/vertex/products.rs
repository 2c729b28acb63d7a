//! What an account is margined under: the spread rules of one of the venues with its products' weights.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{SpreadRules, parameters};
use crate::margin::limits::wrong;
use crate::margin::weights::TokenWeights;
use crate::margin::{Dated, Parameters, RuleError, Shipped};

const SHIPPED: &str = include_str!("products.json");

/// Products by coin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Products {
    /// The coin that perpetuals are settled in; other dollars stand for it.
    pub quote: String,
    /// Coins held and owed.
    pub spot: BTreeMap<String, TokenWeights>,
    /// Perpetuals.
    pub perps: BTreeMap<String, TokenWeights>,
}

/// A venue's spread rules with its products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountRules {
    /// How a coin held and its perpetual are weighted together.
    pub spread: SpreadRules,
    /// Products.
    pub products: Products,
}

/// The account's rules shipped: Nado's, Vertex having settled its last position.
pub(super) fn shipped() -> Result<Dated<AccountRules>, RuleError> {
    static PRODUCTS: Shipped<Products> = Shipped::new(SHIPPED);
    let (spreads, products) = (parameters()?, PRODUCTS.get()?);
    let Some(spread) = spreads.parameters.venues.get("nado").copied() else {
        return Err(wrong("venues.nado", "missing", "the spread rules of Nado are right"));
    };
    let parameters = AccountRules { spread, products: products.parameters.clone() };
    let of = [("spreads", spreads.stamp()), ("products", products.stamp())];
    Ok(Dated::joined("vertex", "Nado (Vertex)", &of, parameters))
}

impl Parameters for Products {
    fn check(&self) -> Result<(), RuleError> {
        if !self.spot.contains_key(&self.quote) {
            return Err(wrong("quote", &self.quote, "the name of a coin in `spot` is right"));
        }
        self.spot.iter().try_for_each(|(name, weights)| weights.check(&format!("spot.{name}")))?;
        self.perps.iter().try_for_each(|(name, weights)| weights.check(&format!("perps.{name}")))
    }
}

impl Parameters for AccountRules {
    fn check(&self) -> Result<(), RuleError> {
        self.spread.check("spread")?;
        self.products.check().map_err(|error| error.below("products"))
    }
}
