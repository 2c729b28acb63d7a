//! Words on screen that open: a card with what a term means, its formula and its value in the book on screen.
//!
//! The views know nothing of it. What follows the first screen looks for their headings and column heads, makes a button of
//! each that is a term ([`places`]), and hears when one is pressed; the card and its words are fetched then.

mod places;

#[cfg(target_arch = "wasm32")]
mod buttons;
#[cfg(target_arch = "wasm32")]
mod card;
#[cfg(target_arch = "wasm32")]
mod opened;
#[cfg(target_arch = "wasm32")]
mod popover;
#[cfg(target_arch = "wasm32")]
mod value;

#[cfg(target_arch = "wasm32")]
pub(crate) use buttons::start;
#[cfg(target_arch = "wasm32")]
pub(crate) use card::{of_card, word};
#[cfg(target_arch = "wasm32")]
pub(crate) use opened::{Show, show};
#[cfg(target_arch = "wasm32")]
pub(crate) use places::{of_figure, of_words};
