//! Exact arithmetic as the engine uses it: decimals whose every overflow shows.

use rust_decimal::Decimal;

/// Arithmetic on [`Decimal`] that says when a result has no place in one, or stops at the largest.
///
/// The crate's own operations are copied into every place that uses them, one or two kilobytes each; these are
/// called, so what is downloaded is a tenth smaller.
pub trait Exact: Sized {
    /// The sum; `None` beyond what a decimal holds.
    fn plus(self, other: Self) -> Option<Self>;
    /// The difference; `None` beyond what a decimal holds.
    fn minus(self, other: Self) -> Option<Self>;
    /// The product; `None` beyond what a decimal holds.
    fn times(self, other: Self) -> Option<Self>;
    /// The quotient; `None` beyond what a decimal holds, and for a division by zero.
    fn over(self, other: Self) -> Option<Self>;
    /// The sum, or the largest decimal on its side.
    fn capped_plus(self, other: Self) -> Self;
    /// The difference, or the largest decimal on its side.
    fn capped_minus(self, other: Self) -> Self;
    /// The product, or the largest decimal on its side.
    fn capped_times(self, other: Self) -> Self;
}

impl Exact for Decimal {
    #[inline(never)]
    fn plus(self, other: Self) -> Option<Self> {
        self.checked_add(other)
    }

    #[inline(never)]
    fn minus(self, other: Self) -> Option<Self> {
        self.checked_sub(other)
    }

    #[inline(never)]
    fn times(self, other: Self) -> Option<Self> {
        self.checked_mul(other)
    }

    #[inline(never)]
    fn over(self, other: Self) -> Option<Self> {
        self.checked_div(other)
    }

    #[inline(never)]
    fn capped_plus(self, other: Self) -> Self {
        self.plus(other).unwrap_or(if self.is_sign_negative() { Self::MIN } else { Self::MAX })
    }

    #[inline(never)]
    fn capped_minus(self, other: Self) -> Self {
        self.minus(other).unwrap_or(if self.is_sign_negative() { Self::MIN } else { Self::MAX })
    }

    #[inline(never)]
    fn capped_times(self, other: Self) -> Self {
        let negative = self.is_sign_negative() != other.is_sign_negative();
        self.times(other).unwrap_or(if negative { Self::MIN } else { Self::MAX })
    }
}
