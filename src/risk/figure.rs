//! Why a figure cannot be had, and how what was handed in is refused: where, what was read, what would be right.

use std::fmt::Display;
use std::ops::RangeInclusive;

/// Why a figure cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FigureError {
    /// Beyond what its number can hold.
    #[error("{field} is too large to be computed exactly")]
    Overflow {
        /// The figure.
        field: String,
    },
    /// Something handed in that cannot be.
    #[error("{field} is {read}; {right}")]
    Input {
        /// Where: `positions[2].mark`.
        field: String,
        /// What was read.
        read: String,
        /// What would be right.
        right: String,
    },
    /// Whatever is handed in, it does not determine the figure.
    #[error("{0} cannot be determined from this series")]
    Undetermined(&'static str),
}

impl FigureError {
    /// The named figure is beyond what its number can hold.
    pub(crate) fn overflow(field: &str) -> Self {
        Self::Overflow { field: field.to_owned() }
    }
}

/// A refusal before it is known whether a parameter or the input of a calculation is refused: both read alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Where: `tiers[2].rate`.
    pub(crate) path: String,
    /// What was read.
    pub(crate) read: String,
    /// What would be right.
    pub(crate) right: String,
}

impl From<Refusal> for FigureError {
    fn from(Refusal { path, read, right }: Refusal) -> Self {
        Self::Input { field: path, read, right }
    }
}

/// Refuses what was read at a path.
pub(crate) fn wrong<E: From<Refusal>>(path: impl Into<String>, read: impl ToString, right: impl Into<String>) -> E {
    Refusal { path: path.into(), read: read.to_string(), right: right.into() }.into()
}

/// The value, if it lies in the range; NaN lies nowhere.
pub(crate) fn within<T: Copy + Display + PartialOrd>(
    path: impl Into<String>,
    value: T,
    range: RangeInclusive<T>,
    right: &str,
) -> Result<T, Refusal> {
    if range.contains(&value) { Ok(value) } else { Err(wrong(path, value, right)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_where_what_and_what_would_be_right() {
        let said: FigureError = within("legs[1].mark", -1.0, 0.0..=1e15, "0 or more is right").unwrap_err().into();
        assert_eq!(said.to_string(), "legs[1].mark is -1; 0 or more is right");
        assert!(within("mark", f64::NAN, 0.0..=1e15, "0 or more is right").is_err());
        assert_eq!(within("mark", 7, 0..=9, "a digit is right"), Ok(7));
        assert_eq!(FigureError::overflow("notional").to_string(), "notional is too large to be computed exactly");
    }
}
