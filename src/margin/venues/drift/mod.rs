//! Drift v2: asset weights and margin ratios in integers, as the protocol counts.
//!
//! Units: money and prices in millionths of a dollar (`_e6`), perpetual quantities in billionths (`_e9`), token amounts in
//! the token's own smallest unit, weights and ratios in ten-thousandths (1,000 is 10 %), size factors in millionths.
//! Quantities held > 0, owed < 0; profit > 0; requirements ≥ 0. Divisions go towards zero, except the value of a debt,
//! which goes down, so that it is never understated.
//!
//! Source: drift-labs/protocol-v2 at 0ae3e3b1 (2026-04-01), formulas restated in `docs/venues/drift.md`.

mod account;
mod buffer;
mod liquidation;
mod parameters;
mod perp;
mod price;
mod rule_set;
mod size;
mod spot;
mod standing;

pub use account::{Account, Bucket, IsolatedBucket, Requirement, SpotPart, assess};
pub use buffer::{Buffered, buffered};
pub use liquidation::{TransferTerms, base_to_cover, liability_to_cover, liquidator_fee, share_to_liquidate};
pub use parameters::{DriftRules, LiquidationRules, PerpMarket, SpotMarket, parameters};
pub use perp::{PerpPart, PerpPosition, perp_part, pnl_weight};
pub(in crate::margin) use rule_set::FAMILY;

pub use price::{StrictPrice, token_value};
pub use size::{deposit_scaled_weight, size_discounted_weight, size_premium_weight};
pub use spot::{Fill, SpotPosition, worst_fill};
pub use standing::{Slope, health_percent, is_liquidatable, liquidation_price, most_leverage};

use serde::{Deserialize, Serialize};

/// Which requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requires {
    /// For opening and withdrawing.
    Initial,
    /// For a fill of an order already placed: half-way between the two.
    Fill,
    /// For keeping.
    Maintenance,
}

impl Requires {
    /// The weight or ratio for this requirement; `Fill` is the mean, downwards.
    pub fn pick(self, initial: u32, maintenance: u32) -> u32 {
        match self {
            Self::Initial => initial,
            Self::Fill => u32::midpoint(initial, maintenance),
            Self::Maintenance => maintenance,
        }
    }
}

/// One, in prices and money.
pub(crate) const MONEY: i128 = 1_000_000;
/// One, in perpetual quantities.
pub(crate) const BASE: i128 = 1_000_000_000;
/// One, in weights and ratios.
pub(crate) const WEIGHT: i128 = 10_000;
