//! Arithmetic of 28 digits: products and sums are exact while they fit, quotients are rounded half to even at the last.

use rust_decimal::Decimal;

use crate::book::Exact;
use crate::margin::FigureError;
use crate::margin::limits::wrong;

fn fits(field: &str, result: Option<Decimal>) -> Result<Decimal, FigureError> {
    result.ok_or_else(|| FigureError::overflow(field))
}

/// `a + b`.
pub(crate) fn add(field: &str, a: Decimal, b: Decimal) -> Result<Decimal, FigureError> {
    fits(field, a.plus(b))
}

/// `a − b`.
pub(crate) fn sub(field: &str, a: Decimal, b: Decimal) -> Result<Decimal, FigureError> {
    fits(field, a.minus(b))
}

/// `a·b`.
pub(crate) fn mul(field: &str, a: Decimal, b: Decimal) -> Result<Decimal, FigureError> {
    fits(field, a.times(b))
}

/// `a / b`.
pub(crate) fn div(field: &str, a: Decimal, b: Decimal) -> Result<Decimal, FigureError> {
    if b.is_zero() {
        return Err(wrong(field, "divided by zero", "a divisor other than 0 is right"));
    }
    fits(field, a.over(b))
}

/// The sum of amounts.
pub(crate) fn sum(field: &str, amounts: impl IntoIterator<Item = Decimal>) -> Result<Decimal, FigureError> {
    amounts.into_iter().try_fold(Decimal::ZERO, |total, amount| add(field, total, amount))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn what_does_not_fit_is_an_error_with_its_name() {
        let beyond = Err(FigureError::overflow("notional"));
        assert_eq!(mul("notional", Decimal::MAX, dec!(2)), beyond);
        assert_eq!(add("notional", Decimal::MAX, Decimal::MAX), beyond);
        assert_eq!(sub("notional", Decimal::MIN, Decimal::MAX), beyond);
        assert_eq!(div("notional", Decimal::MAX, dec!(0.1)), beyond);
        assert_eq!(sum("notional", [Decimal::MAX, Decimal::MAX]), beyond);
        assert_eq!(sum("notional", [dec!(1), dec!(-3)]), Ok(dec!(-2)));
    }

    #[test]
    fn a_division_by_zero_says_so() {
        let said = div("notional", dec!(1), dec!(0)).unwrap_err().to_string();
        assert_eq!(said, "notional is divided by zero; a divisor other than 0 is right");
    }
}
