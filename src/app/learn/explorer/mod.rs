//! The hedging explorer: a book, an instrument to hedge it with, and a size that is dragged while every figure follows.
//!
//! Nothing here computes a margin: each size is another account, and what is shown of it is `assess` of that account. The
//! calculator beside the slider is a page of its own, whose book is changed as the slider moves.

mod books;
mod chart;
mod instruments;
mod offer;
mod payoff;
mod round;
mod sampled;
mod start;

#[cfg(target_arch = "wasm32")]
mod chosen;
#[cfg(target_arch = "wasm32")]
mod controls;
#[cfg(target_arch = "wasm32")]
mod figures;
#[cfg(target_arch = "wasm32")]
mod pictured;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(super) use view::view;

#[cfg(test)]
mod tests;
