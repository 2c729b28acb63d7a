//! The glossary: every term with its words, its formula and its value in the book on screen, in groups, searchable, and each
//! with an address of its own, `#glossary/haircut`.

mod groups;

#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(super) use view::view;
