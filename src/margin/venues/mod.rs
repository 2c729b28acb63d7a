//! One file a venue: its dated parameters, and whatever is truly its own.

mod reference;

pub use reference::reference;
