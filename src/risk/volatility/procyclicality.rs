//! Three tools against margins that rise just when markets fall, of which a European clearing house must use one
//! (Commission Delegated Regulation (EU) 153/2013, article 28).
//!
//! All amounts ≥ 0 in one currency; fractions are fractions. None lets a margin fall below `base`, the margin without them.

use serde::{Deserialize, Serialize};

use crate::risk::{FigureError, Refusal, within};

/// The least that the regulation asks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minima {
    /// Buffer over the margin, a fraction.
    pub buffer_min: f64,
    /// Weight of stressed observations, a fraction.
    pub stress_weight_min: f64,
    /// Years of volatility behind the floor.
    pub floor_lookback_years: u32,
}

fn amount(field: &str, read: f64) -> Result<f64, Refusal> {
    within(field, read, 0.0..=1e100, "an amount of 0 or more is right")
}

fn fraction(field: &str, read: f64) -> Result<f64, Refusal> {
    within(field, read, 0.0..=1.0, "a fraction from 0 to 1 is right, 0.25 for 25 %")
}

/// Tool (a): a buffer held in calm times that may be used up as the margin rises. `held` is the margin with its buffer when
/// it was last built up: the answer stays there until `base` itself is higher.
pub fn releasable_buffer(base: f64, buffer: f64, held: f64) -> Result<f64, FigureError> {
    amount("base", base)?;
    amount("held", held)?;
    fraction("buffer", buffer)?;
    Ok(base.max((base * (1.0 + buffer)).min(held)))
}

/// Tool (b): stressed observations count for `weight` of the margin.
pub fn stress_weighted(base: f64, stressed: f64, weight: f64) -> Result<f64, FigureError> {
    amount("base", base)?;
    amount("stressed", stressed)?;
    fraction("weight", weight)?;
    Ok(base.max((1.0 - weight) * base + weight * stressed))
}

/// Tool (c): never below what ten years of volatility would ask.
pub fn floored(base: f64, long_run: f64) -> Result<f64, FigureError> {
    amount("base", base)?;
    amount("long_run", long_run)?;
    Ok(base.max(long_run))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_buffer_is_used_up_as_the_margin_rises() {
        let ask = |base| releasable_buffer(base, 0.25, 125.0).unwrap();
        // calm 100 × 1.25; half-way up the 125 are kept; beyond them the margin itself
        assert_eq!((ask(100.0), ask(110.0), ask(300.0)), (125.0, 125.0, 300.0));
        assert_eq!(ask(80.0), 100.0);
    }

    #[test]
    fn stress_only_adds() {
        assert_eq!(stress_weighted(100.0, 260.0, 0.25), Ok(0.75 * 100.0 + 0.25 * 260.0));
        assert_eq!(stress_weighted(300.0, 260.0, 0.25), Ok(300.0));
        assert_eq!((floored(100.0, 120.0), floored(300.0, 120.0)), (Ok(120.0), Ok(300.0)));
    }

    #[test]
    fn percents_for_fractions_are_refused() {
        let said = stress_weighted(100.0, 260.0, 25.0).unwrap_err().to_string();
        assert_eq!(said, "weight is 25; a fraction from 0 to 1 is right, 0.25 for 25 %");
    }
}
