//! What someone holds: accounts, holdings, positions and the instruments they are in.
//!
//! Quantities are signed, long > 0; a negative holding is borrowed. Nothing here knows a price.

mod account;
mod asset;
mod clock;
mod exact;
mod fee;
mod instrument;
mod name;
mod order;
mod sorted;
mod trade;

pub use account::{Account, Holding, Position, Unknown};
pub use asset::{Asset, AssetError};
pub use clock::{DateError, Expiry, MS_PER_DAY, Time};
pub use exact::Exact;
pub use fee::Fee;
pub use instrument::{Instrument, InstrumentError, Kind, Right, Settlement};
pub use name::NameError;
pub use order::sort_by;
pub use sorted::Sorted;
pub use trade::{Trade, TradeError};
