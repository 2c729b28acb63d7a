//! OKX: portfolio margin by risk unit (MR1 to MR9), and the tiered discount of multi-currency margin.
//!
//! A risk unit is one underlying across USDT, USDC and USD contracts and spot in hedge. Sizes are in coin, long > 0;
//! everything else in dollars; profit and loss > 0 for a gain; MR figures and requirements ≥ 0. Tiers are exact
//! `Decimal`, scenarios `f64`. Sources, traps and what is not covered: `docs/venues/okx.md`. Isolated liquidation
//! prices are [`crate::margin::formulas::isolated_after_fee`].

mod account;
mod coins;
mod cross;
mod cross_rule_set;
mod discount;
mod parameters;
mod portfolio_grid;
mod portfolio_rule_set;
mod risk_unit;
mod scenarios;
mod stablecoin;

pub use account::{Account, AccountMargin, Asset, account_margin};
pub use cross::{CrossFile, CrossRules, LoanRates};
pub(in crate::margin) use cross_rule_set::FAMILY as CROSS_FAMILY;
pub use discount::{AdjustedEquity, Balance, DiscountTier, adjusted_equity, check_tiers};
pub use parameters::{Combination, PortfolioRules, SizeMultiplier, UnitRules, earlier_multipliers, portfolio_rules};
pub(in crate::margin) use portfolio_rule_set::FAMILY as PORTFOLIO_FAMILY;
pub use portfolio_rule_set::PortfolioMarginRules;
pub use risk_unit::{OtherRisks, RiskUnit, UnitMargin, unit_margin};
pub use scenarios::{Contract, Position, Scenario};
pub use stablecoin::{HedgedVolume, RateTier, StableCash, hedged_volumes, marginal};
