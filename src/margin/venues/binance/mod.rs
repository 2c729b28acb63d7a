//! Binance: USD-M and COIN-M futures under notional tiers, and the portfolio-margin ratio uniMMR.
//!
//! Sizes are signed, long > 0: coins in USD-M, contracts in COIN-M. Amounts stand in the margin asset (USDT or USDC; the
//! coin in COIN-M) and in dollars under portfolio margin. Requirements are ≥ 0. Nothing is rounded but quotients at the
//! 28th digit; the venue shows prices rounded to the symbol's tick.
//!
//! Source: the venue's FAQs on maintenance margin, liquidation price and portfolio margin, and its own worked numbers;
//! `docs/venues/binance.md`.

mod coin_margin;
mod portfolio;
mod portfolio_rule_set;
mod rule_set;
mod rules;
mod symbols;
mod usd_margin;

pub use coin_margin::{CoinPosition, CoinReport, coin_liquidation, coin_margin};
pub use portfolio::{
    AssetReport, PortfolioAccount, PortfolioAsset, PortfolioReport, Status, loan_maintenance, portfolio,
};
pub use portfolio_rule_set::BinancePortfolioRules;
pub(in crate::margin) use portfolio_rule_set::FAMILY as PORTFOLIO_FAMILY;
pub(in crate::margin) use rule_set::FAMILY;
pub use rules::{Bands, BinanceRules, BinanceTier, PortfolioRules, tiers};
pub use usd_margin::{
    UsdAccount, UsdPosition, UsdPositionReport, UsdReport, isolated_liquidation, position, usd_liquidation, usd_margin,
};

use crate::margin::{Dated, RuleError, Shipped};

const USD_MARGIN: &str = include_str!("usd_margin.json");
const PORTFOLIO: &str = include_str!("portfolio.json");

/// The tiers shipped.
pub fn parameters() -> Result<&'static Dated<BinanceRules>, RuleError> {
    static DATED: Shipped<BinanceRules> = Shipped::new(USD_MARGIN);
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
    fn parameters_that_cannot_be_are_refused_with_their_path() {
        let of = |from: &str, to: &str| {
            assert!(USD_MARGIN.contains(from), "{from}");
            Dated::<BinanceRules>::from_json(&USD_MARGIN.replacen(from, to, 1)).unwrap_err().to_string()
        };
        assert_eq!(
            of("\"max_leverage\": 125", "\"max_leverage\": 300"),
            "symbols.BTCUSDT[0].rate is 0.004; no more than the initial margin at max_leverage is right, 0.003333"
        );
        assert_eq!(
            of("\"rate\": \"0.0065\"", "\"rate\": \"5\""),
            "symbols.BTCUSDT[2].rate is 5; a fraction above 0 and up to 1 is right, 0.05 for 5 %"
        );
        assert_eq!(
            of("\"deduction\": \"11450\"", "\"deduction\": \"11451\""),
            "symbols.BTCUSDT[3].deduction is 11451; 11450 is right, by the tiers below"
        );
        assert_eq!(
            of("\"upper\": \"600000\"", "\"upper\": \"700000\""),
            "symbols.BTCUSDT[1].upper is 700000; the lower bound of the next tier is right, 600000"
        );
        assert_eq!(
            of("\"max_leverage\": 125", "\"max_leverage\": 0"),
            "symbols.BTCUSDT[0].max_leverage is 0; a whole number from 1 to 1000 is right"
        );
        assert!(of("\"rate\": \"0.0065\"", "\"mmr\": \"0.0065\"").contains("mmr is an unknown key; "));
        assert!(of("\"rate\": \"0.0065\",", "").contains("rate is missing; "));
    }

    #[test]
    fn portfolio_parameters_that_cannot_be_are_refused() {
        let of = |from: &str, to: &str| {
            assert!(PORTFOLIO.contains(from), "{from}");
            Dated::<PortfolioRules>::from_json(&PORTFOLIO.replacen(from, to, 1)).unwrap_err().to_string()
        };
        assert_eq!(
            of("\"reduce_only_at\": \"1.2\"", "\"reduce_only_at\": \"1.6\""),
            "bands.reduce_only_at is 1.6; a ratio between the bands beside it is right"
        );
        assert_eq!(
            of("\"3\": \"0.1\"", "\"3\": \"10\""),
            "loan_maintenance.3 is 10; a fraction from 0 to 1 is right, 0.05 for 5 %"
        );
        assert!(of("\"bands\"", "\"levels\"").contains("levels is an unknown key; "));
    }
}
