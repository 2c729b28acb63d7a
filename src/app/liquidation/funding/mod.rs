//! Funding on screen: what each perpetual pays or receives, the account at the horizon, and when that alone liquidates it.
//! What needs no browser is plain Rust here and tested natively.

pub(super) mod asked;
pub(super) mod lines;
pub(super) mod words;

#[cfg(target_arch = "wasm32")]
mod result;
#[cfg(target_arch = "wasm32")]
pub(super) mod view;
