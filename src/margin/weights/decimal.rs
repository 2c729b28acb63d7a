//! Decimal arithmetic: 28 digits, and an overflow names its figure.

use rust_decimal::Decimal;

use super::WeightError;

/// `a + b`.
pub fn add(field: &'static str, a: Decimal, b: Decimal) -> Result<Decimal, WeightError> {
    a.checked_add(b).ok_or(WeightError::Overflow { field })
}

/// `a − b`.
pub fn sub(field: &'static str, a: Decimal, b: Decimal) -> Result<Decimal, WeightError> {
    a.checked_sub(b).ok_or(WeightError::Overflow { field })
}

/// `a·b`.
pub fn mul(field: &'static str, a: Decimal, b: Decimal) -> Result<Decimal, WeightError> {
    a.checked_mul(b).ok_or(WeightError::Overflow { field })
}

/// `a/b`; a divisor of zero is an overflow.
pub fn div(field: &'static str, a: Decimal, b: Decimal) -> Result<Decimal, WeightError> {
    a.checked_div(b).ok_or(WeightError::Overflow { field })
}

/// The sum of all.
pub fn sum(field: &'static str, all: impl IntoIterator<Item = Decimal>) -> Result<Decimal, WeightError> {
    all.into_iter().try_fold(Decimal::ZERO, |total, one| add(field, total, one))
}
