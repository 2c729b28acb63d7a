//! The dialog that finds a hedge: which trades free most margin, and what each leg adds at the margin.
//!
//! The search is `margin::hedge`, a few books a turn; nothing here works a margin out. All of it is fetched when the dialog
//! is first opened from the ticket. What needs no browser is plain Rust here and tested natively.

mod margin_words;
mod wanted;
mod words;

#[cfg(target_arch = "wasm32")]
mod found;
#[cfg(target_arch = "wasm32")]
mod margins;
#[cfg(target_arch = "wasm32")]
mod search;
#[cfg(target_arch = "wasm32")]
mod sheet;

#[cfg(target_arch = "wasm32")]
pub(crate) use sheet::hedge_sheet;
