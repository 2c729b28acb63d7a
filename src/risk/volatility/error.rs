//! Why a forecast cannot be had.

/// An input that cannot be, or a series that does not determine the answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum VolatilityError {
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
    /// Not the JSON of parameters.
    #[error("these are no volatility parameters: {0}")]
    Form(String),
    /// The figure is beyond what floating point holds, or the series does not determine it.
    #[error("{0} cannot be determined from this series")]
    Undetermined(&'static str),
}

impl VolatilityError {
    pub(crate) fn input(field: impl Into<String>, read: impl ToString, right: &'static str) -> Self {
        Self::Input { field: field.into(), read: read.to_string(), right }
    }
}

/// Refuses a number outside `low..=high`, NaN included.
pub(crate) fn within(
    field: &'static str,
    read: f64,
    low: f64,
    high: f64,
    right: &'static str,
) -> Result<(), VolatilityError> {
    if (low..=high).contains(&read) { Ok(()) } else { Err(VolatilityError::input(field, read, right)) }
}

/// Largest return or variance that is told apart from infinity: its square is far from overflowing.
const LARGEST: f64 = 1e100;

/// Refuses a series with a number that is not finite, or beyond any return.
pub(crate) fn finite(field: &'static str, series: &[f64]) -> Result<(), VolatilityError> {
    match series.iter().position(|value| value.is_nan() || value.abs() > LARGEST) {
        None => Ok(()),
        Some(place) => {
            let read = series.get(place).copied().unwrap_or(f64::NAN);
            Err(VolatilityError::input(format!("{field}[{place}]"), read, "a finite number is right"))
        }
    }
}

/// A variance to start from.
pub(crate) fn variance(field: &'static str, read: f64) -> Result<(), VolatilityError> {
    within(field, read, 0.0, LARGEST, "a variance of 0 or more is right")
}

/// A result that may be reported.
pub(crate) fn settled(what: &'static str, value: f64) -> Result<f64, VolatilityError> {
    if value.is_finite() { Ok(value) } else { Err(VolatilityError::Undetermined(what)) }
}
