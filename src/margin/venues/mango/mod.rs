//! Mango v4: health, the sum of weighted tokens, open orders in their worst case and perpetuals' weighted profit.
//!
//! Three healths ask three questions: `Init` (may the account take on more?), `LiquidationEnd` (may a liquidation stop?)
//! and `Maint` (may it begin?). Amounts held > 0, owed < 0; prices and health in dollars a native unit; weights fractions.
//!
//! The venue computes in binary fixed point (2⁻⁴⁸), this in decimals of 28 digits; they agree to about 1e-12 of an amount.
//! Source: blockworks-foundation/mango-v4 at 1303a4a1 (2024-09-04), formulas restated in `docs/venues/mango.md`.

mod health;
mod liquidation;
mod orders;
mod parameters;
mod perp;
mod rule_set;
mod token;

pub use health::{Account, Health, PerpPart, TokenPart, health};
pub use liquidation::{TokenTransfer, fee_factor, token_transfer};
pub use orders::{OpenOrders, OrderPart};
pub use parameters::{MangoRules, PerpMarket, SpotMarket, Token, parameters};
pub use perp::{PerpPosition, unsettled_pnl, weighted_pnl};
pub(in crate::margin) use rule_set::FAMILY;
pub use token::{BankTotals, TokenPrice, TokenState};

use serde::{Deserialize, Serialize};

/// Which health.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HealthKind {
    /// For opening: scaled initial weights, the worse of oracle and stable price.
    Init,
    /// For ending a liquidation: initial weights, oracle price.
    LiquidationEnd,
    /// For keeping: maintenance weights, oracle price.
    Maint,
}
