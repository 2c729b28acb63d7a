//! Liquidation on screen: a rail for each underlying on the page, and in a dialog of its own how the account stands and
//! what would liquidate it along every axis.
//!
//! The dialog is fetched when it is first opened. What needs no browser is plain Rust here and tested natively.

mod scale;
mod typed;
mod words;

#[cfg(target_arch = "wasm32")]
mod axis;
#[cfg(target_arch = "wasm32")]
mod card;
#[cfg(target_arch = "wasm32")]
mod gauge;
#[cfg(target_arch = "wasm32")]
mod outlook;
#[cfg(target_arch = "wasm32")]
mod sheet;
#[cfg(target_arch = "wasm32")]
mod walk;

#[cfg(target_arch = "wasm32")]
pub(crate) use card::LiquidationCard;
#[cfg(target_arch = "wasm32")]
pub(crate) use sheet::LiquidationSheet;
