//! SPAN: sixteen losses for each contract, the worst of their sum, charges and credits beside it.
//!
//! ```text
//! risk        = max(scan + calendar + delivery − inter-commodity credit, short-option minimum)
//! requirement = risk − net option value
//! ```
//!
//! SPAN counts **losses > 0**; everything here that is called a loss does. Charges and credits are amounts ≥ 0, in the
//! contract's currency. Quantities long > 0. Arrays come ready from a clearing house's file ([`RiskArray::read`]) or
//! are computed from a price ([`array::computed`]). Source: `docs/venues/span.md`.

mod account;
pub mod array;
pub mod calendar;
pub mod credit;
mod layout;
mod requirement;
mod rule_set;
mod rules;
mod scan;

pub use account::{SpanAccountRules, SpanProduct, SpanProducts};
pub use array::RiskArray;
pub use requirement::{Charges, Requirement, requirement};
pub(in crate::margin) use rule_set::FAMILY;
pub use rules::{SpanRules, SpanScenario};
pub use scan::{Held, Scan, scan};

/// Scenarios of a risk array.
pub const SCENARIOS: usize = 16;

/// The scenarios as CME prints them.
pub const CME: &str = include_str!("cme.json");
/// The same with NSE's extreme move.
pub const NSE: &str = include_str!("nse.json");
