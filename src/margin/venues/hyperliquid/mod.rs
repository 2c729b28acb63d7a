//! Hyperliquid: perpetuals under leverage tiers, cross and isolated; unified accounts; portfolio margin.
//!
//! Sizes in coins, long > 0; everything else in the collateral token (USDC). Requirements are ≥ 0. The venue computes
//! in more digits than it shows: its answers are cut to 6 decimals, so a figure recomputed from an answer differs from
//! the next answer in the last digits ([`as_shown`]).
//!
//! Source: official documentation and recorded answers, named in `perps.json` and `portfolio.json`; `docs/venues/hyperliquid.md`.
//! Perpetual margin agrees with the venue's own figures; portfolio margin follows the documentation only.

mod account;
mod holdings;
mod portfolio;
mod portfolio_rule_set;
mod portfolio_rules;
mod rule_set;
mod rules;
mod snapshot;
mod table;
mod unified;

pub use account::{Account, Cross, Mode, PerpReport, Position, PositionReport, Standing, perps};
pub use portfolio::{
    Availability, Borrowing, Collateral, Debt, DebtReport, PortfolioReport, available_balance, borrow_apy, borrowable,
    lent, liquidation_threshold, portfolio,
};
pub use portfolio_rule_set::PortfolioAccountRules;
pub use portfolio_rules::{BorrowRules, PortfolioRules, TokenRules};
pub use rules::{HyperliquidRules, LeverageTier, PartialRules, Quotient};
pub use snapshot::{FromEntry, as_shown, preview_liquidation, unrealised_from_entry};
pub use table::{MarginTable, Requirement, initial, liquidation, requirement, withdrawal};
pub use unified::{Dex, TokenRatio, UnifiedReport, unified};

pub(super) use portfolio_rule_set::FAMILY as PORTFOLIO_FAMILY;
pub(super) use rule_set::FAMILY;

use crate::margin::{Dated, RuleError, Shipped};

/// What perpetuals settle in and what is borrowed.
const DOLLAR: &str = "USDC";

const PERPS: &str = include_str!("perps.json");
const PORTFOLIO: &str = include_str!("portfolio.json");

/// The parameters of perpetual margin shipped.
pub fn parameters() -> Result<&'static Dated<HyperliquidRules>, RuleError> {
    static DATED: Shipped<HyperliquidRules> = Shipped::new(PERPS);
    DATED.get()
}

/// The parameters of portfolio margin shipped.
pub fn portfolio_parameters() -> Result<&'static Dated<PortfolioRules>, RuleError> {
    static DATED: Shipped<PortfolioRules> = Shipped::new(PORTFOLIO);
    DATED.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parameters_shipped_can_be_used() {
        parameters().unwrap();
        portfolio_parameters().unwrap();
    }

    #[test]
    fn an_unknown_and_a_missing_key_are_refused() {
        let of = |from: &str, to: &str| {
            Dated::<HyperliquidRules>::from_json(&PERPS.replace(from, to)).unwrap_err().to_string()
        };
        assert!(of("\"maintenance_part\"", "\"maintenance\"").contains("maintenance is an unknown key; "));
        assert!(of("\"maintenance_part\": \"0.5\",", "").contains("maintenance_part is missing; "));
        assert_eq!(
            of("\"withdrawal_fraction\": \"0.1\"", "\"withdrawal_fraction\": \"10\""),
            "withdrawal_fraction is 10; a fraction from 0 to 1 is right, 0.05 for 5 %"
        );
        assert_eq!(
            of("\"max_leverage\": 20 }, { \"lower\": \"70000000\"", "\"max_leverage\": 20 }, { \"lower\": \"-7\""),
            "markets.SOL[1].lower is -7; more than the tier before is right"
        );
        assert_eq!(
            of("\"150000000\", \"max_leverage\": 20", "\"150000000\", \"max_leverage\": 50"),
            "markets.BTC[1].max_leverage is 50; no more leverage than in the tier before is right"
        );
        assert_eq!(
            of("\"lower\": \"0\", \"max_leverage\": 5 ", "\"lower\": \"0\", \"max_leverage\": 0 "),
            "markets.DYDX[0].max_leverage is 0; a whole number from 1 to 1000 is right"
        );
    }

    #[test]
    fn portfolio_parameters_that_cannot_be_are_refused() {
        let of = |from: &str, to: &str| {
            assert!(PORTFOLIO.contains(from), "{from}");
            Dated::<PortfolioRules>::from_json(&PORTFOLIO.replacen(from, to, 1)).unwrap_err().to_string()
        };
        assert_eq!(
            of("\"ltv\": \"0.5\"", "\"ltv\": \"50\""),
            "tokens.HYPE.ltv is 50; a fraction from 0 to 1 is right, 0.05 for 5 %"
        );
        assert_eq!(
            of("\"threshold_per_ltv\": \"0.5\"", "\"threshold_per_ltv\": \"0.6\""),
            "threshold_per_ltv is 1.1; no more than 1 with threshold_base is right"
        );
        assert!(of("\"kink\"", "\"bend\"").contains("bend is an unknown key; "));
    }
}
