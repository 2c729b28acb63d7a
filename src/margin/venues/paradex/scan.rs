//! The scan's parameters, and all of the account's.

use serde::{Deserialize, Serialize};

use super::{ParadexRules, parameters};
use crate::margin::limits::{volatility, within};
use crate::margin::venues::weighted::{VenueScenario, check};
use crate::margin::{Dated, Parameters, RuleError, Shipped};
use crate::risk::VolShock;

const SHIPPED: &str = include_str!("scan.json");

/// Scenarios, and how far volatility moves in them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScanRules {
    /// The largest price move that is no tail, a fraction.
    pub price_range: f64,
    /// How far volatility moves.
    pub volatility: VolShock,
    /// All scenarios.
    pub scenarios: Vec<VenueScenario>,
}

/// What an account is margined under.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountRules {
    /// The least requirement by delta.
    pub minimum: ParadexRules,
    /// The scan.
    pub scan: ScanRules,
}

/// The account's rules shipped.
pub(super) fn shipped() -> Result<Dated<AccountRules>, RuleError> {
    static SCAN: Shipped<ScanRules> = Shipped::new(SHIPPED);
    let (minimum, scan) = (parameters()?, SCAN.get()?);
    let rules = AccountRules { minimum: minimum.parameters, scan: scan.parameters.clone() };
    let of = [("least requirement", minimum.stamp()), ("scan", scan.stamp())];
    Ok(Dated::joined("paradex", "Paradex portfolio margin", &of, rules))
}

impl Parameters for ScanRules {
    fn check(&self) -> Result<(), RuleError> {
        within("price_range", self.price_range, 0.001..=0.99, "a fraction is right, 0.16 for 16 %")?;
        volatility(&self.volatility)?;
        check("scenarios", &self.scenarios)
    }
}

impl Parameters for AccountRules {
    fn check(&self) -> Result<(), RuleError> {
        self.minimum.check().map_err(|error| error.below("minimum"))?;
        self.scan.check().map_err(|error| error.below("scan"))
    }
}
