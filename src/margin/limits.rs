//! What a parameter, or a figure given to a calculator, may be, and how a refusal reads.

use rust_decimal::Decimal;

use crate::risk::Refusal;
pub(crate) use crate::risk::{within, wrong};

/// Largest amount, price or value taken, dollars or units; products of a few stay far from infinity.
pub(crate) const LARGEST: f64 = 1e15;

pub(crate) const FRACTION: &str = "a fraction from 0 to 1 is right, 0.05 for 5 %";

/// From 0 to 1.
pub(crate) fn fraction(path: impl Into<String>, value: f64) -> Result<f64, Refusal> {
    within(path, value, 0.0..=1.0, FRACTION)
}

/// From 0 to 1, to the digits written.
pub(crate) fn exact_fraction(path: impl Into<String>, value: Decimal) -> Result<Decimal, Refusal> {
    within(path, value, Decimal::ZERO..=Decimal::ONE, FRACTION)
}

/// A signed amount of anything.
pub(crate) fn amount(path: impl Into<String>, value: f64) -> Result<f64, Refusal> {
    within(path, value, -LARGEST..=LARGEST, "a number up to 1e15 either way is right")
}

/// An amount that cannot be negative.
pub(crate) fn positive_amount(path: impl Into<String>, value: f64) -> Result<f64, Refusal> {
    within(path, value, 0.0..=LARGEST, "a number from 0 to 1e15 is right")
}

/// A price: above 0.
pub(crate) fn price(path: impl Into<String>, value: f64) -> Result<f64, Refusal> {
    within(path, value, 1e-12..=1e12, "a price above 0, up to 1e12, is right")
}

/// A result that may be reported: finite, or an error that names it.
pub(crate) fn finite(path: impl Into<String>, value: f64) -> Result<f64, Refusal> {
    within(path, value, f64::MIN..=f64::MAX, "smaller figures are right: this one is beyond what can be reported")
}
