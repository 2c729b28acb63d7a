//! Questions asked the other way round: the size, the trade or the collateral that leads to a figure.
//!
//! Each is answered by asking `assess` of changed books until the figure is met; none has a formula of margin of its own.

mod at_liquidation;
mod cheapest;
mod collateral;
mod largest;
mod search;
mod verdicts;

pub use at_liquidation::{AtLiquidation, Edge, at_liquidation};
pub use cheapest::{Cheapest, Offered, Swap, cheapest, swaps};
pub use collateral::{Added, Target, collateral_to_add};
pub use largest::{Largest, Limit, LimitSize, largest};
pub(super) use search::{decade, floor};
