//! dYdX v4: integer margin as the chain computes it, and the liquidation price its screens show.
//!
//! Units: sizes in base quantums (`10^atomic_resolution` coins, long > 0), amounts in quote quantums (a millionth of a
//! USDC), rates in parts per million. Rounding: notional towards zero, requirements up, rates down, the bankruptcy price
//! towards +∞, so every rounding is against the account. All integer functions are exact or err.
//!
//! Source: dydxprotocol/v4-chain at 84d4664b, its behaviour and its tests' figures; `docs/venues/dydx.md`.

mod account;
mod bankruptcy;
mod fillable;
mod market;
mod quantums;
mod ratio;
mod rule_set;
mod rules;
mod screen;
mod size;
mod wide;

pub use account::{Position, Subaccount, SubaccountReport, riskier, subaccount};
pub use bankruptcy::{Bankruptcy, InsuranceFee, bankruptcy, insurance_fee};
pub use fillable::{Fillable, fillable};
pub use market::{
    Market, Requirement, effective_initial_ppm, initial_of_notional, maintenance_of_notional, maintenance_ppm,
    notional, requirement,
};
pub use ratio::Ratio;
pub use rules::{DydxRules, LiquidationRules, LiquidityTier, MarketRules};
pub use screen::{Screen, ScreenPosition, screen_liquidation, screen_standing};
pub use size::{LiquidationSize, liquidation_size};

pub(super) use rule_set::FAMILY;
pub(in crate::margin) use rule_set::subaccount_of;

use crate::margin::{Dated, RuleError, Shipped};

const PARAMETERS: &str = include_str!("parameters.json");

/// Decimals of a quote quantum: a USDC is `10^6` of them.
pub const QUOTE_DECIMALS: i32 = 6;
/// One, in parts per million.
pub const ONE_PPM: u32 = 1_000_000;

/// The parameters shipped.
pub fn parameters() -> Result<&'static Dated<DydxRules>, RuleError> {
    static DATED: Shipped<DydxRules> = Shipped::new(PARAMETERS);
    DATED.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parameters_shipped_can_be_used() {
        parameters().unwrap();
    }

    #[test]
    fn parameters_that_cannot_be_are_refused_with_their_path() {
        let of = |from: &str, to: &str| {
            Dated::<DydxRules>::from_json(&PARAMETERS.replacen(from, to, 1)).unwrap_err().to_string()
        };
        assert_eq!(
            of("\"initial_margin_ppm\": 50000", "\"initial_margin_ppm\": 5"),
            "liquidity_tiers.mid-cap.initial_margin_ppm is 5; parts per million from 1000 to 1000000 are right, 50000 for 5 %"
        );
        assert_eq!(
            of("\"maintenance_fraction_ppm\": 600000", "\"maintenance_fraction_ppm\": 1600000"),
            "liquidity_tiers.large-cap.maintenance_fraction_ppm is 1600000; parts per million up to 1000000 are right, \
             maintenance is no more than initial margin"
        );
        assert_eq!(
            of("\"open_interest_lower_cap\": 40000000000000", "\"open_interest_lower_cap\": 400000000000000"),
            "liquidity_tiers.mid-cap.open_interest_lower_cap is 400000000000000; no more than the upper cap is right"
        );
        assert!(of("\"max_fee_ppm\"", "\"max_fee\"").contains("max_fee is an unknown key; "));
        assert!(of("\"max_fee_ppm\": 15000,", "").contains("max_fee_ppm is missing; "));
        assert!(
            of("\"max_fee_ppm\": 15000", "\"max_fee_ppm\": 0.015")
                .contains("max_fee_ppm is floating point `0.015`; u32 is right")
        );
        assert!(
            of("\"max_fee_ppm\": 15000", "\"max_fee_ppm\": -1").contains("max_fee_ppm is integer `-1`; u32 is right")
        );
    }
}
