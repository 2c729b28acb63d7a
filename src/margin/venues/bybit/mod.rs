//! Bybit's unified trading account: options sold under cross margin, and portfolio margin.
//!
//! Quantities are signed, long > 0; profit and loss > 0 for a gain; requirements ≥ 0, in the settlement coin (USDT or
//! USDC, counted as dollars). Options are exact `Decimal`; scenarios are `f64`. Sources, traps and what is not covered:
//! `docs/venues/bybit.md`. Isolated liquidation prices are [`crate::margin::formulas::isolated_at_entry`].

mod contingency;
mod cross;
mod cross_rule_set;
mod option;
mod parameters;
mod portfolio;
mod portfolio_grid;
mod portfolio_rule_set;
mod scenarios;

pub use contingency::{Contingency, position_contingency};
pub use cross::{CrossFile, CrossRules, LoanRates};
pub(in crate::margin) use cross_rule_set::FAMILY as CROSS_FAMILY;
pub use option::{LongCost, OptionRules, long_cost, maintenance_ratio, option_rules};
pub use parameters::{PortfolioRules, portfolio_rules};
pub use portfolio::{CoinMargin, Worst, portfolio_margin};
pub(in crate::margin) use portfolio_rule_set::FAMILY as PORTFOLIO_FAMILY;
pub use portfolio_rule_set::PortfolioMarginRules;
pub use scenarios::{CoinBook, OptionPosition, Rows, position_gains, scenario_rows};
