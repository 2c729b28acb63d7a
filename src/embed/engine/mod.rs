//! The engine without a view, for front ends that draw their own.
//!
//! A question is an object with an account, prices and rules, an [`Answer`] either a value with notices or faults, each
//! with its path. Nothing here throws, panics or looks at a clock: whatever is handed over, an answer comes back. The
//! questions are those of [`margin`](crate::margin); nothing is computed here.
//!
//! `exports` (WebAssembly only) is the border to JavaScript. What crosses it is described in
//! `embed/package/cross-margin.d.ts`, and `tests/embed_types.rs` holds the two to each other. `docs/embedding.md` shows each
//! function in use.

mod answer;
mod assess;
mod compare;
mod fault;
mod fields;
mod liquidation;
mod parse_book;
mod preview;
mod request;
mod rule_sets;
mod rules;
mod trades;

#[cfg(all(target_arch = "wasm32", feature = "engine"))]
mod exports;
#[cfg(all(target_arch = "wasm32", feature = "engine"))]
mod handed;

pub use answer::{Answer, Said};
pub use assess::assess;
pub use compare::{Comparison, compare};
pub use fault::{Code, Fault};
pub(super) use fields::wrong_type;
pub use liquidation::{Liquidations, PathSaid, PriceSaid, liquidation};
pub use parse_book::{FORMATS, ParsedAccount, ParsedBook, ParsedFigures, parse_book, word};
pub use preview::{LegSaid, Previewed, VerdictSaid, preview};
pub(super) use preview::{preview_of, trades_of};
pub use request::Request;
pub use rule_sets::{RuleSetSaid, rule_sets};
pub(super) use rules::rules;

#[cfg(all(target_arch = "wasm32", feature = "engine-import"))]
use parse_book::options;

#[cfg(test)]
mod tests;
