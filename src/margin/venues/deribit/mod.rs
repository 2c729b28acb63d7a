//! Deribit: standard margin position by position, portfolio margin from a risk matrix, and the cross models over both.
//!
//! Positions are in coin, long > 0; profit and loss > 0 for a gain; requirements ≥ 0. What is settled in coin is
//! counted in coin, what is settled in USD or a stablecoin in that. Standard margin is exact `Decimal`; the matrix is
//! `f64`. Sources, traps and what is not covered: `docs/venues/deribit.md`.

mod account;
mod aggregate;
mod cross;
mod cross_rules;
mod matrix;
mod parameters;
mod portfolio;
mod portfolio_grid;
mod portfolio_rule_set;
mod shocks;
mod standard;
mod standard_rule_set;

pub use aggregate::{Aggregation, Cell, Side, Source, WorstCell};
pub use cross::{Collateral, CrossMargin, Earlier, HaircutRules, Haircuts, Requirement, cross_margin, haircuts};
pub use cross_rules::{CrossPortfolioRules, cross_portfolio_rules};
pub use matrix::{Contract, Leg, LegVectors, PairBook, Settled, Vectors, vectors};
pub use parameters::{
    CurrencyRules, EquitySide, GeneralRules, ModelParameters, PairRules, PortfolioRules, TableRules, portfolio_rules,
};
pub use portfolio::{OtherMargins, PairMargin, portfolio_margin};
pub(in crate::margin) use portfolio_rule_set::FAMILY as PORTFOLIO_FAMILY;
pub use shocks::{DeltaShock, RollShock, delta_for_shock, delta_shock_charge, roll_rate};
pub use standard::{
    FutureMargin, FutureRules, SmallPosition, SmallRules, StandardRules, future_margin, inverse_coins, small_positions,
    standard_rules,
};
pub(in crate::margin) use standard_rule_set::FAMILY as STANDARD_FAMILY;
pub use standard_rule_set::{CrossStandardRules, cross_standard_rules};
