//! What a figure given to a calculator may be, and how a refusal reads.

use std::ops::RangeInclusive;

use crate::margin::RuleError;

/// Largest amount, price or value taken, dollars or units; products of a few stay far from infinity.
pub(super) const LARGEST: f64 = 1e15;

pub(super) const FRACTION: &str = "a fraction from 0 to 1 is right, 0.05 for 5 %";

/// The figure, or why it cannot be used.
pub(super) fn within(
    path: impl Into<String>,
    value: f64,
    range: RangeInclusive<f64>,
    right: &str,
) -> Result<f64, RuleError> {
    if range.contains(&value) {
        return Ok(value);
    }
    Err(wrong(path, value, right))
}

/// A refusal.
pub(super) fn wrong(path: impl Into<String>, read: impl ToString, right: &str) -> RuleError {
    RuleError::Parameter { path: path.into(), read: read.to_string(), right: right.to_owned() }
}

/// From 0 to 1.
pub(super) fn fraction(path: impl Into<String>, value: f64) -> Result<f64, RuleError> {
    within(path, value, 0.0..=1.0, FRACTION)
}

/// A signed amount of anything.
pub(super) fn amount(path: impl Into<String>, value: f64) -> Result<f64, RuleError> {
    within(path, value, -LARGEST..=LARGEST, "a number up to 1e15 either way is right")
}

/// An amount that cannot be negative.
pub(super) fn positive_amount(path: impl Into<String>, value: f64) -> Result<f64, RuleError> {
    within(path, value, 0.0..=LARGEST, "a number from 0 to 1e15 is right")
}

/// A price: above 0.
pub(super) fn price(path: impl Into<String>, value: f64) -> Result<f64, RuleError> {
    within(path, value, 1e-12..=1e12, "a price above 0, up to 1e12, is right")
}

/// A result that may be reported: finite, or an error that names it.
pub(super) fn finite(path: impl Into<String>, value: f64) -> Result<f64, RuleError> {
    within(path, value, f64::MIN..=f64::MAX, "smaller figures are right: this one is beyond what can be reported")
}
