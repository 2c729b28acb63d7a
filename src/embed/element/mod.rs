//! The element `<cross-margin>`: what its host hands it, read; and what it tells its host.
//!
//! The shell, `cross-margin-element.js`, has the attributes, properties and events; the page in its shadow root asks here
//! what a value means. Every question has an [`Answer`], so a value that cannot be read is a fault with its path and the
//! element keeps what it has. `docs/embedding.md` shows each in use, `cross-margin-element.d.ts` has every type.

mod given;
mod portfolio;
mod prices;
mod snippet;
mod told;

pub use given::Given;
pub use portfolio::{Portfolio, portfolio, rules, token};
pub use prices::{Prices, prices};
pub use snippet::{How, Shown, Wish};
pub use told::{Told, preview, trades, tried};

#[cfg(test)]
mod tests;
