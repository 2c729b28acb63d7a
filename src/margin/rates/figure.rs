//! Checked arithmetic that knows what it is computing: an overflow is an error with the figure's name.

use rust_decimal::Decimal;

/// Why a figure cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FigureError {
    /// Beyond the digits a figure may have.
    #[error("{field} is too large to be computed exactly")]
    Overflow {
        /// The figure.
        field: &'static str,
    },
    /// Something handed in that cannot be.
    #[error("{field} is {read}; {right}")]
    Input {
        /// Where: `positions[2].mark`.
        field: String,
        /// What was read.
        read: String,
        /// What would be right.
        right: &'static str,
    },
}

/// Refuses an input.
pub(crate) fn input<T>(field: impl Into<String>, read: impl ToString, right: &'static str) -> Result<T, FigureError> {
    Err(FigureError::Input { field: field.into(), read: read.to_string(), right })
}

/// `a + b`.
pub(crate) fn add(field: &'static str, a: Decimal, b: Decimal) -> Result<Decimal, FigureError> {
    a.checked_add(b).ok_or(FigureError::Overflow { field })
}

/// `a − b`.
pub(crate) fn sub(field: &'static str, a: Decimal, b: Decimal) -> Result<Decimal, FigureError> {
    a.checked_sub(b).ok_or(FigureError::Overflow { field })
}

/// `a·b`.
pub(crate) fn mul(field: &'static str, a: Decimal, b: Decimal) -> Result<Decimal, FigureError> {
    a.checked_mul(b).ok_or(FigureError::Overflow { field })
}

/// `a / b`; dividing by zero counts as too large.
pub(crate) fn div(field: &'static str, a: Decimal, b: Decimal) -> Result<Decimal, FigureError> {
    a.checked_div(b).ok_or(FigureError::Overflow { field })
}

/// The sum of amounts.
pub(crate) fn sum(field: &'static str, amounts: impl IntoIterator<Item = Decimal>) -> Result<Decimal, FigureError> {
    amounts.into_iter().try_fold(Decimal::ZERO, |total, amount| add(field, total, amount))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn what_does_not_fit_is_an_error_with_its_name() {
        let beyond = Err(FigureError::Overflow { field: "notional" });
        assert_eq!(mul("notional", Decimal::MAX, dec!(2)), beyond);
        assert_eq!(add("notional", Decimal::MAX, Decimal::MAX), beyond);
        assert_eq!(sub("notional", Decimal::MIN, Decimal::MAX), beyond);
        assert_eq!(div("notional", dec!(1), dec!(0)), beyond);
        assert_eq!(sum("notional", [Decimal::MAX, Decimal::MAX]), beyond);
        assert_eq!(sum("notional", [dec!(1), dec!(-3)]), Ok(dec!(-2)));
    }
}
