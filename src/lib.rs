//! Cross-margin: what an account must post as one risk unit, what the same positions would need held apart, what
//! hedging frees, and at which prices the account is liquidated, with the reasons as data.
//!
//! One question, [`margin::assess`], answers it all; everything else asks it of a changed book or market. The engine
//! rooms (`json`, `book`, `market`, `pricing`, `risk`, `margin`) know no browser, clock or randomness: the same code runs
//! natively and in the page, and gives the same bits. `ARCHITECTURE.md` draws the whole house.

#[cfg(feature = "page")]
pub mod app;
pub mod book;
pub mod embed;
pub mod io;
pub mod json;
pub mod learn;
pub mod margin;
pub mod market;
pub mod oracle;
pub mod pricing;
pub mod risk;
