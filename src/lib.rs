//! cross-margin
pub mod book;
pub mod io;
pub mod market;
pub mod pricing;
