//! cross-margin
pub mod book;
pub mod pricing;
