//! Parameters of dYdX v4, in the chain's own units, and what each may be.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::ONE_PPM;
use crate::margin::limits::{within, wrong};
use crate::margin::{Parameters, RuleError};

pub(super) const TIER: &str = "a name among the liquidity tiers is right";

/// Parameters of the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DydxRules {
    /// By name; a market belongs to one.
    pub liquidity_tiers: BTreeMap<String, LiquidityTier>,
    /// By coin: `BTC` is the market BTC-USD.
    pub markets: BTreeMap<String, MarketRules>,
    /// Liquidation.
    pub liquidation: LiquidationRules,
}

/// A liquidity tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiquidityTier {
    /// Base initial margin, ppm of the notional.
    pub initial_margin_ppm: u32,
    /// Maintenance, ppm of the base initial margin.
    pub maintenance_fraction_ppm: u32,
    /// Open interest above this raises the initial margin, quote quantums.
    pub open_interest_lower_cap: u64,
    /// Open interest from which the initial margin is the whole notional, quote quantums; 0 for none.
    pub open_interest_upper_cap: u64,
}

/// What a market has of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketRules {
    /// Its liquidity tier, by name.
    pub tier: String,
    /// A base quantum is `10^atomic_resolution` coins.
    pub atomic_resolution: i32,
    /// Open interest, coins ≥ 0; without it the tier's base initial margin holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_interest: Option<Decimal>,
}

/// Liquidation parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiquidationRules {
    /// Highest fee to the insurance fund, ppm of the quote amount.
    pub max_fee_ppm: u32,
    /// A position is liquidated by at least this, quote quantums.
    pub min_position_notional: u64,
    /// Most of a position in one block, ppm.
    pub max_position_portion_ppm: u32,
    /// Most of a subaccount in one block, quote quantums.
    pub max_subaccount_notional_per_block: u64,
    /// How fast the fillable price falls to the bankruptcy end, ppm.
    pub bankruptcy_adjustment_ppm: u32,
    /// Widest spread of the fillable price, ppm of the position's maintenance.
    pub spread_to_maintenance_ppm: u32,
}

impl Parameters for DydxRules {
    fn check(&self) -> Result<(), RuleError> {
        let one = u64::from(ONE_PPM);
        for (name, tier) in &self.liquidity_tiers {
            let at = |key: &str| format!("liquidity_tiers.{name}.{key}");
            let right = "parts per million from 1000 to 1000000 are right, 50000 for 5 %";
            within(at("initial_margin_ppm"), u64::from(tier.initial_margin_ppm), 1000..=one, right)?;
            let right = "parts per million up to 1000000 are right, maintenance is no more than initial margin";
            within(at("maintenance_fraction_ppm"), u64::from(tier.maintenance_fraction_ppm), 1000..=one, right)?;
            let right = "no more than the upper cap is right";
            let (lower, upper) = (tier.open_interest_lower_cap, tier.open_interest_upper_cap);
            within(at("open_interest_lower_cap"), lower, 0..=upper, right)?;
        }
        for (coin, market) in &self.markets {
            let at = |key: &str| format!("markets.{coin}.{key}");
            if !self.liquidity_tiers.contains_key(&market.tier) {
                return Err(wrong(at("tier"), &market.tier, TIER));
            }
            let right = "-28 to 0 is right: a quantum is ten to that power of a coin";
            within(at("atomic_resolution"), market.atomic_resolution, -28..=0, right)?;
            let right = "0 or more coins are right";
            within(at("open_interest"), market.open_interest.unwrap_or_default(), Decimal::ZERO..=Decimal::MAX, right)?;
        }
        let of = &self.liquidation;
        let at = |key: &str| format!("liquidation.{key}");
        let right = "parts per million up to 1000000 are right, 15000 for 1.5 %";
        within(at("max_fee_ppm"), u64::from(of.max_fee_ppm), 0..=one, right)?;
        within(at("max_position_portion_ppm"), u64::from(of.max_position_portion_ppm), 1..=one, right)?;
        let right = "1000000 or more is right: it begins at 1";
        within(at("bankruptcy_adjustment_ppm"), u64::from(of.bankruptcy_adjustment_ppm), one..=u32::MAX.into(), right)?;
        let right = "1 or more is right, 100000 for 10 %";
        within(at("spread_to_maintenance_ppm"), u64::from(of.spread_to_maintenance_ppm), 1..=u32::MAX.into(), right)?;
        Ok(())
    }
}
