//! The scan family: scenarios of price and volatility, every leg repriced in full, and charges beside them.
//!
//! ```text
//! scan      = worst cell of Σ over underlyings (loss whole, gain × its offset factor)
//! basis     = Σ over expiries of the worse of two moves of that forward alone
//! short     = share of index for each net short option, by underlying, expiry, strike and type
//! netted    = min(scan + basis + short, Σ of what each position needs by itself)
//! initial   = netted + size charge;  maintenance = factor × initial
//! ```
//!
//! Requirements ≥ 0; profit and loss > 0 for a gain. Source: `docs/reference.md`.

mod charges;
mod collateral;
mod desk;
mod legs;
mod report;
mod rules;
mod unit;
mod warnings;

pub use rules::{BasisRules, ScanRules, SizeRules, UnderlyingRules};

pub(super) use desk::{Desk, Totals};
pub(super) use report::{expiries, sum, usd};
pub(super) use warnings::{collateral_warnings, price_warnings, standing};
