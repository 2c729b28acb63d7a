//! A cascade on screen: the same shock on isolated accounts, on one cross account, and on a small crowd that shares a
//! market. What needs no browser is plain Rust here and tested natively.

pub(super) mod curves;
pub(super) mod typed;
pub(super) mod words;

#[cfg(target_arch = "wasm32")]
mod follow;
#[cfg(target_arch = "wasm32")]
mod result;
#[cfg(target_arch = "wasm32")]
pub(super) mod view;
