//! Integer arithmetic for venues that count in integers: nothing wraps, and an overflow names its figure.

use super::WeightError;

/// `a + b`.
pub fn add(field: &'static str, a: i128, b: i128) -> Result<i128, WeightError> {
    a.checked_add(b).ok_or(WeightError::Overflow { field })
}

/// `a − b`.
pub fn sub(field: &'static str, a: i128, b: i128) -> Result<i128, WeightError> {
    a.checked_sub(b).ok_or(WeightError::Overflow { field })
}

/// `a·b`.
pub fn mul(field: &'static str, a: i128, b: i128) -> Result<i128, WeightError> {
    a.checked_mul(b).ok_or(WeightError::Overflow { field })
}

/// `a/b` towards zero; a divisor of zero is an overflow.
pub fn div(field: &'static str, a: i128, b: i128) -> Result<i128, WeightError> {
    a.checked_div(b).ok_or(WeightError::Overflow { field })
}

/// `a/b` downwards, for `b` > 0.
pub fn div_floor(field: &'static str, a: i128, b: i128) -> Result<i128, WeightError> {
    if b <= 0 {
        return Err(WeightError::Overflow { field });
    }
    Ok(a.div_euclid(b))
}

/// `a·b/c` towards zero; the product must fit.
pub fn mul_div(field: &'static str, a: i128, b: i128, c: i128) -> Result<i128, WeightError> {
    div(field, mul(field, a, b)?, c)
}

/// `10^decimals`.
pub fn ten_to(field: &'static str, decimals: u32) -> Result<i128, WeightError> {
    10_i128.checked_pow(decimals).ok_or(WeightError::Overflow { field })
}

/// The whole part of the square root of a number that is not negative.
pub fn root(field: &'static str, of: i128) -> Result<i128, WeightError> {
    of.checked_isqrt().ok_or(WeightError::Overflow { field })
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
    fn what_does_not_fit_names_its_figure() {
        let beyond = Err(WeightError::Overflow { field: "notional" });
        assert_eq!(mul("notional", i128::MAX, 2), beyond);
        assert_eq!(div("notional", 1, 0), beyond);
        assert_eq!(root("notional", -1), beyond);
        assert_eq!(ten_to("notional", 60), beyond);
    }
}
