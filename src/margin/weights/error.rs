//! Why a weighted figure cannot be had.

/// An input that cannot be, or a figure beyond the numbers' range.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightError {
    /// The named figure does not fit its number.
    #[error("{field} is beyond what can be counted")]
    Overflow {
        /// Which figure.
        field: &'static str,
    },
    /// An input that cannot be.
    #[error("{field} is {read}; {right}")]
    Input {
        /// Which input.
        field: String,
        /// What was read.
        read: String,
        /// What would be right.
        right: &'static str,
    },
}

impl WeightError {
    /// An input that cannot be.
    pub fn input(field: impl Into<String>, read: impl ToString, right: &'static str) -> Self {
        Self::Input { field: field.into(), read: read.to_string(), right }
    }
}
