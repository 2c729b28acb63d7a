//! cross-margin
pub mod pricing;
