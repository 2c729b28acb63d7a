//! Scenes: a teacher freezes a book with its prices, its rules and a task into a link; whoever opens it sees the same, and may
//! change what the teacher left open.

mod changed;
mod draft;
mod open_to;

#[cfg(target_arch = "wasm32")]
mod fields;
#[cfg(target_arch = "wasm32")]
mod link;
#[cfg(target_arch = "wasm32")]
mod maker;
#[cfg(target_arch = "wasm32")]
mod opened;
#[cfg(target_arch = "wasm32")]
mod played;
#[cfg(target_arch = "wasm32")]
mod present;

pub(crate) use changed::totals;
#[cfg(target_arch = "wasm32")]
pub(crate) use changed::{Change, changes};
#[cfg(test)]
pub(crate) use draft::Source;
#[cfg(any(test, target_arch = "wasm32"))]
pub(crate) use draft::{Draft, frozen};
#[cfg(target_arch = "wasm32")]
pub(crate) use open_to::open_to;

#[cfg(target_arch = "wasm32")]
mod view;
#[cfg(target_arch = "wasm32")]
pub(crate) use view::room;
