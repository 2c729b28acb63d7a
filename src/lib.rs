//! cross-margin
pub mod book;
pub mod market;
pub mod oracle;
pub mod pricing;
