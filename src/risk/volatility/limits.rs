//! What a forecast takes and gives.

use crate::risk::{FigureError, Refusal, within, wrong};

/// Largest return or variance that is told apart from infinity: its square is far from overflowing.
const LARGEST: f64 = 1e100;

/// Refuses a series with a number that is not finite, or beyond any return.
pub(crate) fn finite(field: &str, series: &[f64]) -> Result<(), Refusal> {
    match series.iter().position(|value| value.is_nan() || value.abs() > LARGEST) {
        None => Ok(()),
        Some(place) => {
            let read = series.get(place).copied().unwrap_or(f64::NAN);
            Err(wrong(format!("{field}[{place}]"), read, "a finite number is right"))
        }
    }
}

/// A variance to start from.
pub(crate) fn variance(field: &str, read: f64) -> Result<f64, Refusal> {
    within(field, read, 0.0..=LARGEST, "a variance of 0 or more is right")
}

/// A result that may be reported.
pub(crate) fn settled(what: &'static str, value: f64) -> Result<f64, FigureError> {
    if value.is_finite() { Ok(value) } else { Err(FigureError::Undetermined(what)) }
}
