//! The rule sets on screen: which is in force, its parameters to read and change, those of one's own, and what a book needs
//! under each of them.
//!
//! All of it is fetched when it is first opened. What needs no browser is plain Rust here and tested natively.

mod does;
mod draft;
mod kept;
mod laid;
mod layout;

#[cfg(target_arch = "wasm32")]
mod ask;
#[cfg(target_arch = "wasm32")]
mod bring;
#[cfg(target_arch = "wasm32")]
mod compare;
#[cfg(target_arch = "wasm32")]
mod dialog;
#[cfg(target_arch = "wasm32")]
mod keep;
#[cfg(target_arch = "wasm32")]
mod own;
#[cfg(target_arch = "wasm32")]
mod parameters;

#[cfg(target_arch = "wasm32")]
pub(crate) use compare::CompareDialog;
#[cfg(target_arch = "wasm32")]
pub(crate) use dialog::RulesDialog;
pub(crate) use does::fidelity_word;
#[cfg(target_arch = "wasm32")]
pub(crate) use kept::in_force;
pub(crate) use laid::{Laid, laid};
#[cfg(target_arch = "wasm32")]
pub(crate) use own::put;
