//! The family of asset and liability weights: an account is healthy while its weighted assets cover its weighted debts.
//!
//! An amount that is held counts at its asset weight (at most 1), one that is owed at its liability weight (at least 1);
//! how far the two lie from 1 depends on the question asked ([`Level`]). What venues of the family share stands here:
//! the levels, weights picked by sign, and weights scaled by how much of a token there is. Each venue's own rounding and order of steps stand in `venues/`.
//!
//! Amounts held > 0, owed < 0; profit > 0; weights are fractions of 1, unless a venue counts in integers of its own.

mod level;
mod scaling;
mod weight;

pub use level::Level;
pub use scaling::{scaled_asset, scaled_liability};
pub use weight::{TokenWeights, WeightPair};
