//! Deleveraging step by step on screen: after which move, whose procedure, at which market impact, and what is left after
//! every step. What needs no browser is plain Rust here and tested natively.

pub(super) mod impact;
pub(super) mod stairs;
pub(super) mod typed;
pub(super) mod words;

#[cfg(target_arch = "wasm32")]
mod form;
#[cfg(target_arch = "wasm32")]
mod result;
#[cfg(target_arch = "wasm32")]
pub(super) mod view;
