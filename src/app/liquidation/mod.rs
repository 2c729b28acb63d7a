//! Liquidation on screen: a rail for each underlying on the page, and in a dialog of its own how the account stands, what
//! would liquidate it along every axis, and what would then be done to it and to others, step by step.
//!
//! The dialog is fetched when it is first opened. What needs no browser is plain Rust here and tested natively.

mod cascade;
mod fault;
mod funding;
mod moves;
mod scale;
mod steps;
mod typed;
mod words;

#[cfg(target_arch = "wasm32")]
mod axis;
#[cfg(target_arch = "wasm32")]
mod card;
#[cfg(target_arch = "wasm32")]
mod fields;
#[cfg(target_arch = "wasm32")]
mod gauge;
#[cfg(target_arch = "wasm32")]
mod outlook;
#[cfg(target_arch = "wasm32")]
mod sheet;
#[cfg(target_arch = "wasm32")]
mod turns;
#[cfg(target_arch = "wasm32")]
mod walk;

#[cfg(target_arch = "wasm32")]
pub(crate) use card::LiquidationCard;
#[cfg(target_arch = "wasm32")]
pub(crate) use sheet::LiquidationSheet;
