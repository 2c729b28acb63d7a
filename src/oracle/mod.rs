//! Where prices come from, and how far each can be trusted.
//!
//! ```text
//! transport ─bytes─► hyperliquid · deribit ─Reading─► Feed ─Market─► the engine
//!                                                      ▲  └─PriceView, FeedStatus─► the price bar
//!                                          set by hand ┘
//! ```
//!
//! Everything but `transport` is pure and native: bytes, times and chance are arguments. Prices are US dollars a coin
//! unless a name says otherwise; volatilities and limits are fractions.

pub mod address;
mod answer;
mod averages;
pub mod backoff;
pub mod bitstamp;
pub mod chainlink;
pub mod coinbase;
pub mod defillama;
pub mod deribit;
mod due;
pub mod dydx;
mod fault;
mod feed;
pub mod fixed_point;
pub mod frames;
pub mod host;
pub mod hyperliquid;
mod judge;
pub mod kraken;
mod live;
pub mod order_books;
mod overlay;
pub mod policy;
pub mod price_text;
pub mod pyth;
mod reading;
pub mod sample;
mod slot;
pub mod source;
pub mod sources;
mod ticker;
mod track;
#[cfg(all(target_arch = "wasm32", feature = "fetching"))]
pub mod transport;
mod view;

pub use fault::FetchFault;
pub use feed::{Counts, Feed, Report, STREAM};
pub use live::Live;
pub use overlay::{laid, stood};
pub use policy::Policy;
pub use reading::{LeftOut, ParseError, Reading, Tick};
pub use slot::Slot;
pub use view::{FeedState, FeedStatus, Flag, Known, PriceView, SourceStatus, Standing, Voice};

#[cfg(all(test, not(target_arch = "wasm32")))]
mod feed_tests;
