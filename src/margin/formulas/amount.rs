//! Checked arithmetic on amounts, and the error that names what cannot be: path, value, what would be right.

use std::fmt::Display;

use rust_decimal::Decimal;

use crate::margin::RuleError;

/// What was read at `path` cannot be; `right` says what would be.
pub fn outside(path: impl Into<String>, read: impl Display, right: &str) -> RuleError {
    RuleError::Parameter { path: path.into(), read: read.to_string(), right: right.to_owned() }
}

/// `value` at `path` lies from `low` to `high`; NaN lies nowhere.
///
/// # Errors
/// It does not: the path, the value and `right`, what would be.
pub fn within(path: &str, value: f64, low: f64, high: f64, right: &str) -> Result<(), RuleError> {
    if value.is_finite() && (low..=high).contains(&value) { Ok(()) } else { Err(outside(path, value, right)) }
}

fn fits(path: &str, result: Option<Decimal>) -> Result<Decimal, RuleError> {
    result.ok_or_else(|| outside(path, "too large to compute", "an amount of up to 28 digits is right"))
}

/// `a + b`.
///
/// # Errors
/// More than 28 digits, named `path`.
pub fn plus(path: &str, a: Decimal, b: Decimal) -> Result<Decimal, RuleError> {
    fits(path, a.checked_add(b))
}

/// `a − b`.
///
/// # Errors
/// More than 28 digits, named `path`.
pub fn minus(path: &str, a: Decimal, b: Decimal) -> Result<Decimal, RuleError> {
    fits(path, a.checked_sub(b))
}

/// `a · b`.
///
/// # Errors
/// More than 28 digits, named `path`.
pub fn times(path: &str, a: Decimal, b: Decimal) -> Result<Decimal, RuleError> {
    fits(path, a.checked_mul(b))
}

/// `a / b`, to 28 digits.
///
/// # Errors
/// A divisor of zero or more than 28 digits, named `path`.
pub fn over(path: &str, a: Decimal, b: Decimal) -> Result<Decimal, RuleError> {
    if b.is_zero() {
        return Err(outside(path, "divided by zero", "a divisor other than 0 is right"));
    }
    fits(path, a.checked_div(b))
}
