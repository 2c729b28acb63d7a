//! Integer arithmetic for venues that count in integers: nothing wraps, and an overflow names its figure.

use crate::margin::FigureError;
use crate::margin::limits::wrong;

/// `a + b`.
pub(crate) fn add(field: &str, a: i128, b: i128) -> Result<i128, FigureError> {
    a.checked_add(b).ok_or_else(|| FigureError::overflow(field))
}

/// `a − b`.
pub(crate) fn sub(field: &str, a: i128, b: i128) -> Result<i128, FigureError> {
    a.checked_sub(b).ok_or_else(|| FigureError::overflow(field))
}

/// `a·b`.
pub(crate) fn mul(field: &str, a: i128, b: i128) -> Result<i128, FigureError> {
    a.checked_mul(b).ok_or_else(|| FigureError::overflow(field))
}

/// `a/b` towards zero.
pub(crate) fn div(field: &str, a: i128, b: i128) -> Result<i128, FigureError> {
    if b == 0 {
        return Err(wrong(field, "divided by zero", "a divisor other than 0 is right"));
    }
    a.checked_div(b).ok_or_else(|| FigureError::overflow(field))
}

/// `a/b` downwards, for `b` > 0.
pub(crate) fn div_floor(field: &str, a: i128, b: i128) -> Result<i128, FigureError> {
    if b <= 0 {
        return Err(wrong(field, format!("divided by {b}"), "a divisor above 0 is right"));
    }
    Ok(a.div_euclid(b))
}

/// `a·b/c` towards zero; the product must fit.
pub(crate) fn mul_div(field: &str, a: i128, b: i128, c: i128) -> Result<i128, FigureError> {
    div(field, mul(field, a, b)?, c)
}

/// `10^decimals`.
pub(crate) fn ten_to(field: &str, decimals: u32) -> Result<i128, FigureError> {
    10_i128.checked_pow(decimals).ok_or_else(|| FigureError::overflow(field))
}

/// The whole part of the square root of a number that is not negative.
pub(crate) fn root(field: &str, of: i128) -> Result<i128, FigureError> {
    of.checked_isqrt().ok_or_else(|| FigureError::overflow(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_goes_towards_zero_or_down() {
        assert_eq!(div("x", -7, 2), Ok(-3));
        assert_eq!(div_floor("x", -7, 2), Ok(-4));
        assert_eq!(div_floor("x", 7, 2), Ok(3));
    }

    #[test]
    fn a_division_by_zero_says_so() {
        let right = "a divisor other than 0 is right";
        assert_eq!(div("notional", 1, 0).unwrap_err().to_string(), format!("notional is divided by zero; {right}"));
        assert!(div_floor("notional", 1, 0).is_err());
    }

    #[test]
    fn what_does_not_fit_names_its_figure() {
        let beyond = Err(FigureError::overflow("notional"));
        assert_eq!(mul("notional", i128::MAX, 2), beyond);
        assert_eq!(div("notional", i128::MIN, -1), beyond);
        assert_eq!(root("notional", -1), beyond);
        assert_eq!(ten_to("notional", 60), beyond);
    }
}
