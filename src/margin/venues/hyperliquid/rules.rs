//! Parameters of Hyperliquid's perpetual margin, and what each may be.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::table::MarginTable;
use crate::margin::limits::{FRACTION, exact_fraction, within};
use crate::margin::rates::Rate;
use crate::margin::{FigureError, Parameters, RuleError};

/// Parameters. Fractions are fractions: 0.1 is 10 %.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HyperliquidRules {
    /// Leverage tiers by coin.
    pub markets: BTreeMap<String, Vec<LeverageTier>>,
    /// Maintenance as a part of the initial margin at a tier's highest leverage.
    pub maintenance_part: Decimal,
    /// Part of maintenance below which the backstop takes over.
    pub backstop: Quotient,
    /// Least part of the notional that must stay when margin is taken out.
    pub withdrawal_fraction: Decimal,
    /// Liquidation in steps.
    pub partial: PartialRules,
    /// Decimals of the venue's answers.
    pub shown_decimals: u32,
}

/// From which notional on which leverage is the highest, as `marginTiers` lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeverageTier {
    /// Notional from which it holds, USDC.
    pub lower: Decimal,
    /// Highest leverage.
    pub max_leverage: u32,
}

/// A fraction that no decimal holds: `over / under`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quotient {
    /// Above the line.
    pub over: Decimal,
    /// Below the line.
    pub under: Decimal,
}

/// A large position is first liquidated in part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartialRules {
    /// Positions of more than this notional, USDC.
    pub above_usd: Decimal,
    /// Part of the position in the first order.
    pub fraction: Decimal,
    /// Pause after a partial order during which the whole position may go, seconds.
    pub pause_seconds: u32,
}

impl Parameters for HyperliquidRules {
    fn check(&self) -> Result<(), RuleError> {
        within("maintenance_part", self.maintenance_part, Decimal::new(1, 6)..=Decimal::ONE, FRACTION)?;
        exact_fraction("withdrawal_fraction", self.withdrawal_fraction)?;
        within("partial.above_usd", self.partial.above_usd, Decimal::ZERO..=Decimal::MAX, "0 USDC or more is right")?;
        exact_fraction("partial.fraction", self.partial.fraction)?;
        within("shown_decimals", self.shown_decimals, 0..=28, "0 to 28 are right")?;
        let top = Decimal::ZERO..=self.backstop.under;
        within("backstop.under", self.backstop.under, Decimal::ONE..=Decimal::from(1_000_000), "1 or more is right")?;
        within("backstop.over", self.backstop.over, top, "0 up to what is below the line is right")?;
        for coin in self.markets.keys() {
            self.table(coin).transpose()?;
        }
        Ok(())
    }
}

impl HyperliquidRules {
    /// The margin table of a coin; `None` where the parameters do not list it.
    pub fn table(&self, coin: &str) -> Option<Result<MarginTable, RuleError>> {
        let tiers = self.markets.get(coin)?;
        Some(MarginTable::new(&format!("markets.{coin}"), tiers, self.maintenance_part))
    }

    /// The part of maintenance at which the backstop takes over.
    pub fn backstop_share(&self) -> Result<Rate, FigureError> {
        Rate::quotient(self.backstop.over, self.backstop.under).ok_or_else(|| FigureError::overflow("backstop"))
    }

    /// Size of the first liquidation order of a position, coins ≥ 0.
    pub fn first_order(&self, size: Decimal, notional: Decimal) -> Result<Decimal, FigureError> {
        if notional > self.partial.above_usd {
            Rate::fraction(self.partial.fraction).of("first liquidation order", size.abs())
        } else {
            Ok(size.abs())
        }
    }
}
