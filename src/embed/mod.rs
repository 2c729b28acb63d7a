//! The calculator inside other programs: what JavaScript calls.

pub mod element;
pub mod engine;
