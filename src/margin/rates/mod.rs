//! Tiered rates: each position pays its notional times the rate of the tier it falls in, less that tier's deduction.
//!
//! `maintenance = notional·rate_n − deduction_n`, with `deduction_0 = 0` and
//! `deduction_n = deduction_{n−1} + lower_n·(rate_n − rate_{n−1})`, so that the requirement does not jump where a tier
//! begins. A notional at a boundary belongs to the tier above. Positions add up; nothing is netted between instruments.
//!
//! Sizes are signed, long > 0, in coins; notionals, equities and requirements in the quote currency; a notional and a
//! requirement are ≥ 0. Everything is exact [`Decimal`](rust_decimal::Decimal) arithmetic of 28 digits: products and
//! sums are exact while they fit, quotients are rounded half to even at the 28th digit, and what does not fit is an
//! error that names the figure.
//!
//! Source: the margin-tier pages of Hyperliquid and Binance, which state the same recursion.

mod rate;
mod root;
mod table;
mod tiers;

pub use rate::Rate;
pub use root::{Line, Pool, Root, TieredLeg, line_root, roots};
pub use table::{MarginTier, check_margin_tiers, margin_tier, sliced};
pub use tiers::{Bracket, Maintenance, Tier, Tiers, next_deduction};
