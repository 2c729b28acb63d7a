//! The order book of an instrument, fetched by this browser beside the box that one can be pasted into.
//!
//! Nothing is asked before a button is pressed, and nothing again by itself. What comes is put into the box as lines, where
//! it can be seen and changed like what is pasted.

mod words;

#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use view::{Beside, fetch_book};

/// Levels of a side that are put into the box, the best.
const MOST: usize = 1_000;

/// A book that came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Came {
    /// As lines.
    pub(crate) text: String,
    /// From whom and when, in a sentence.
    pub(crate) from: String,
}
