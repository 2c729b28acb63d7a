//! Prices in full: what every source says of an asset and why one is left out, what each source is doing, the limits by
//! which prices are judged, and the addresses and keys that the user may give.

mod keep;
mod reach;

#[cfg(target_arch = "wasm32")]
mod addresses;
#[cfg(target_arch = "wasm32")]
mod dialog;
#[cfg(target_arch = "wasm32")]
mod heard;
#[cfg(target_arch = "wasm32")]
mod limits;
#[cfg(target_arch = "wasm32")]
mod voices;

#[cfg(target_arch = "wasm32")]
pub(crate) use addresses::kept;
#[cfg(target_arch = "wasm32")]
pub(crate) use dialog::PriceSheet;
