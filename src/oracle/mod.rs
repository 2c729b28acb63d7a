//! Where prices come from, and how far each can be trusted.
mod answer;
pub mod backoff;
pub mod deribit;
mod fault;
pub mod hyperliquid;
pub mod price_text;
mod reading;

pub use fault::FetchFault;
pub use reading::{LeftOut, ParseError, Reading, Tick};
