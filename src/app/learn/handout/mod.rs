//! What is printed of a lesson, a scene or exercises: the book, what may be known, questions with room for answers, and, where
//! it is asked for, the solutions on a page of their own.

mod paper;
mod wanted;

#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use paper::{Asked, Paper, Solved, paper};
#[cfg(target_arch = "wasm32")]
pub(crate) use view::page;
#[cfg(target_arch = "wasm32")]
pub(crate) use wanted::wanted;
pub(crate) use wanted::{Of, Wanted};
