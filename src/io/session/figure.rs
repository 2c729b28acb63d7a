//! One figure of a column.

use rust_decimal::Decimal;

use crate::risk::nearest_f64;

/// A figure of a column: exact, a float, or absent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Figure {
    Absent,
    Exact(Decimal),
    Bits(f64),
}

impl From<Decimal> for Figure {
    fn from(value: Decimal) -> Self {
        Self::Exact(value)
    }
}

impl From<Option<Decimal>> for Figure {
    fn from(value: Option<Decimal>) -> Self {
        value.map_or(Self::Absent, Self::Exact)
    }
}

impl From<f64> for Figure {
    /// The digits of its shortest form where these say all of it, else its bits.
    fn from(value: f64) -> Self {
        let whole = |digits: &Decimal| nearest_f64(*digits).to_bits() == value.to_bits();
        let digits = value.to_string().parse::<Decimal>().ok().filter(whole);
        digits.map_or(Self::Bits(value), Self::Exact)
    }
}

impl From<Option<f64>> for Figure {
    fn from(value: Option<f64>) -> Self {
        value.map_or(Self::Absent, Self::from)
    }
}
