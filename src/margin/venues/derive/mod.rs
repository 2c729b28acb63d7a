//! Derive (formerly Lyra): portfolio margin 2 and 1, standard margin, the liquidation auction, its volatility curve.
//!
//! Margins are **net**, as the venue returns them: what is left after the requirement, dollars, ≥ 0 when all is well.
//! An order needs initial ≥ 0 after it; liquidation starts when maintenance < 0. Quantities long > 0, profit and loss
//! gain > 0, contingencies and haircuts ≥ 0. Fractions are fractions, times are seconds, a year is 365 days.
//!
//! The venue computes in 1e18 fixed point with its own approximations of exp, ln and the normal distribution; this is
//! floating point, which agrees to about 1e-14 and not to the last unit.
//!
//! Source: behaviour of the venue's contracts (v2-core at 7736900d, 2026-01-21); `docs/venues/derive.md`.

mod asked;
pub mod auction;
mod expiry;
mod layout;
mod naked;
pub mod pm1;
mod pm1_rule_set;
pub mod pm2;
mod pm2_rule_set;
mod positions;
pub mod sm;
mod sm_rule_set;
pub mod svi;

pub use expiry::{Confidences, Expiry, Forward, OptionHeld, settling};
pub(in crate::margin) use pm1_rule_set::FAMILY as PM1_FAMILY;
pub(in crate::margin) use pm2_rule_set::FAMILY as PM2_FAMILY;
pub use pm2_rule_set::{Pm2Managers, pm2_managers};
pub(in crate::margin) use sm_rule_set::FAMILY as SM_FAMILY;
