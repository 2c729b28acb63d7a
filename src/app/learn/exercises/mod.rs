//! Exercises on screen: out of a seed in the address, one or a set, with a field for each answer and a worked solution.

mod answers;
mod batch;
mod solution;

#[cfg(target_arch = "wasm32")]
mod one;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use answers::{Answers, Said, said};
pub(crate) use batch::{Batch, held, level};
#[cfg(target_arch = "wasm32")]
pub(crate) use one::{exercises, worked};
pub(crate) use solution::{Line, question, solution};
#[cfg(target_arch = "wasm32")]
pub(crate) use view::room;
