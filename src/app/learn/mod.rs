//! The room for learning: lessons, the explorer of hedges, terms, exercises, and scenes that a teacher froze into a link.
//!
//! What is taught is [`crate::learn`]; here it is drawn. A calculator in a lesson is a page of its own ([`inner`]): the book
//! of the reader is never touched.

mod exercises;
mod explorer;
mod glossary;
mod handout;
mod lessons;
mod scene;
mod sheet;
mod spoken;
mod still;

#[cfg(target_arch = "wasm32")]
mod inner;
#[cfg(target_arch = "wasm32")]
mod sheet_view;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use view::room;
