//! Drift's parameters, and what each may be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::margin::limits::{within, wrong};
use crate::margin::{Dated, Parameters, RuleError, Shipped};

const SHIPPED: &str = include_str!("../drift.json");

/// The parameters shipped, with their date and source.
pub fn parameters() -> Result<&'static Dated<DriftRules>, RuleError> {
    static DATED: Shipped<DriftRules> = Shipped::new(SHIPPED);
    DATED.get()
}

/// Limits and markets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DriftRules {
    /// Flat requirement of one open order, millionths of a dollar.
    pub open_order_requirement_e6: u64,
    /// Most that the profit of one perpetual counts for opening, millionths of a dollar.
    pub most_profit_for_initial_e6: u64,
    /// How liquidations go.
    pub liquidation: LiquidationRules,
    /// The coin that perpetuals settle in; it counts at weight one.
    pub quote: String,
    /// Token markets by name.
    pub spot: BTreeMap<String, SpotMarket>,
    /// Perpetual markets by name.
    pub perp: BTreeMap<String, PerpMarket>,
}

/// How liquidations go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiquidationRules {
    /// Beyond maintenance before a liquidation ends, ten-thousandths of what is owed.
    pub buffer: u32,
    /// A shortage below this is closed at once, millionths of a dollar.
    pub small_shortage_e6: u64,
    /// Slots after the user's last activity before the fee grows.
    pub fee_grace_slots: u64,
    /// What the fee grows by each slot, millionths.
    pub fee_per_slot_e6: u32,
}

/// A token market. Weights in ten-thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpotMarket {
    /// Decimals of the token.
    pub decimals: u32,
    /// What a holding counts for opening.
    pub initial_asset_weight: u32,
    /// What a holding counts for keeping.
    pub maintenance_asset_weight: u32,
    /// What a debt counts for opening.
    pub initial_liability_weight: u32,
    /// What a debt counts for keeping.
    pub maintenance_liability_weight: u32,
    /// Size factor, millionths; 0 for none.
    pub imf_factor: u32,
    /// Deposits beyond this scale the initial asset weight, millionths of a dollar; 0 for never.
    #[serde(default)]
    pub scale_start_e6: u64,
    /// All deposits in the market, smallest unit.
    #[serde(default)]
    pub deposits: u64,
}

/// A perpetual market. Ratios and weights in ten-thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerpMarket {
    /// Margin ratio for opening.
    pub margin_ratio_initial: u32,
    /// Margin ratio for keeping.
    pub margin_ratio_maintenance: u32,
    /// Size factor, millionths; 0 for none.
    pub imf_factor: u32,
    /// Weight of profits for opening.
    pub pnl_initial_weight: u32,
    /// Weight of profits for keeping.
    pub pnl_maintenance_weight: u32,
    /// Size factor of profits, millionths; 0 for none.
    pub pnl_imf_factor: u32,
    /// Profits owed to all traders beyond this scale the weight of profits, millionths of a dollar; 0 for never.
    #[serde(default)]
    pub pnl_max_imbalance_e6: u64,
    /// Profits the market owes to all its traders now, millionths of a dollar.
    #[serde(default)]
    pub net_user_pnl_e6: i64,
}

impl Parameters for DriftRules {
    fn check(&self) -> Result<(), RuleError> {
        within("liquidation.buffer", self.liquidation.buffer, 0..=10_000, "0 to 10000 is right, 200 for 2 %")?;
        let Some(quote) = self.spot.get(&self.quote) else {
            return Err(wrong("quote", &self.quote, "the name of a market in `spot` is right"));
        };
        let one = "10000 is right: the quote coin counts whole";
        let path = format!("spot.{}", self.quote);
        within(format!("{path}.initial_asset_weight"), quote.initial_asset_weight, 10_000..=10_000, one)?;
        within(format!("{path}.initial_liability_weight"), quote.initial_liability_weight, 10_000..=10_000, one)?;
        within(format!("{path}.imf_factor"), quote.imf_factor, 0..=0, "0 is right: the quote coin counts whole")?;
        for (name, market) in &self.spot {
            market.check(&format!("spot.{name}"))?;
        }
        self.perp.iter().try_for_each(|(name, market)| market.check(&format!("perp.{name}")))
    }
}

impl SpotMarket {
    /// Refuses weights that cannot be; `path` says where they stand.
    pub fn check(&self, path: &str) -> Result<(), RuleError> {
        let asset = "a weight of 0 to 10000 is right, 9000 for a haircut of 10 %";
        let liability = "a weight of 10000 to 65535 is right, 11000 for 10 % more than is owed";
        within(format!("{path}.decimals"), self.decimals, 0..=18, "0 to 18 decimals are right")?;
        within(format!("{path}.maintenance_asset_weight"), self.maintenance_asset_weight, 0..=10_000, asset)?;
        let most = self.maintenance_asset_weight;
        let at_most = format!("a weight of 0 to the maintenance weight {most} is right");
        within(format!("{path}.initial_asset_weight"), self.initial_asset_weight, 0..=most, &at_most)?;
        let least = self.maintenance_liability_weight;
        within(format!("{path}.maintenance_liability_weight"), least, 10_000..=65_535, liability)?;
        let at_least = format!("a weight from the maintenance weight {least} to 65535 is right");
        within(format!("{path}.initial_liability_weight"), self.initial_liability_weight, least..=65_535, &at_least)?;
        within(format!("{path}.imf_factor"), self.imf_factor, 0..=1_000_000, "0 to 1000000 is right")?;
        Ok(())
    }
}

impl PerpMarket {
    /// Refuses ratios that cannot be; `path` says where they stand.
    pub fn check(&self, path: &str) -> Result<(), RuleError> {
        let ratio = "a ratio of 20 to 10000 is right, 500 for 5 %";
        let least = self.margin_ratio_maintenance;
        within(format!("{path}.margin_ratio_maintenance"), least, 20..=10_000, ratio)?;
        let at_least = format!("a ratio from the maintenance ratio {least} to 10000 is right, 1000 for 10 %");
        within(format!("{path}.margin_ratio_initial"), self.margin_ratio_initial, least..=10_000, &at_least)?;
        let weight = "a weight of 0 to 10000 is right";
        within(format!("{path}.pnl_initial_weight"), self.pnl_initial_weight, 0..=10_000, weight)?;
        within(format!("{path}.pnl_maintenance_weight"), self.pnl_maintenance_weight, 0..=10_000, weight)?;
        let factor = "0 to 1000000 is right";
        within(format!("{path}.imf_factor"), self.imf_factor, 0..=1_000_000, factor)?;
        within(format!("{path}.pnl_imf_factor"), self.pnl_imf_factor, 0..=1_000_000, factor)?;
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn rules() -> DriftRules {
        parameters().unwrap().parameters.clone()
    }

    pub(crate) fn sol() -> SpotMarket {
        SpotMarket {
            decimals: 9,
            initial_asset_weight: 8_000,
            maintenance_asset_weight: 9_000,
            initial_liability_weight: 12_000,
            maintenance_liability_weight: 11_000,
            imf_factor: 0,
            scale_start_e6: 0,
            deposits: 0,
        }
    }

    pub(crate) fn sol_perp() -> PerpMarket {
        PerpMarket {
            margin_ratio_initial: 1_000,
            margin_ratio_maintenance: 500,
            imf_factor: 0,
            pnl_initial_weight: 10_000,
            pnl_maintenance_weight: 10_000,
            pnl_imf_factor: 0,
            pnl_max_imbalance_e6: 0,
            net_user_pnl_e6: 0,
        }
    }

    #[test]
    fn the_parameters_shipped_can_be_used() {
        assert_eq!(parameters().unwrap().name, "drift");
        assert!(rules().spot.contains_key("USDC"));
    }

    #[test]
    fn wrong_parameters_are_refused_with_their_path() {
        let said = |market: PerpMarket| market.check("perp.SOL-PERP").unwrap_err().to_string();
        let percent = said(PerpMarket { margin_ratio_maintenance: 5, ..sol_perp() });
        assert_eq!(
            percent,
            "perp.SOL-PERP.margin_ratio_maintenance is 5; a ratio of 20 to 10000 is right, 500 for 5 %"
        );
        let turned = said(PerpMarket { margin_ratio_initial: 400, ..sol_perp() });
        assert!(turned.starts_with("perp.SOL-PERP.margin_ratio_initial is 400"), "{turned}");
        let weight =
            SpotMarket { initial_liability_weight: 10_500, ..sol() }.check("spot.SOL").unwrap_err().to_string();
        assert!(weight.starts_with("spot.SOL.initial_liability_weight is 10500"), "{weight}");
    }

    #[test]
    fn unknown_and_missing_keys_are_refused() {
        let unknown = SHIPPED.replacen("\"buffer\"", "\"bufer\"", 1);
        let said = Dated::<DriftRules>::from_json(&unknown).unwrap_err().to_string();
        assert!(said.contains("bufer"), "{said}");
        let missing = SHIPPED.replacen("\"quote\": \"USDC\",", "", 1);
        let said = Dated::<DriftRules>::from_json(&missing).unwrap_err().to_string();
        assert!(said.contains("quote"), "{said}");
    }
}
