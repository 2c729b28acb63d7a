//! What a parameter, or a figure given to a calculator, may be, and how a refusal reads.

use std::ops::RangeInclusive;

use rust_decimal::Decimal;

use crate::risk::{Refusal, VolShock};
pub(crate) use crate::risk::{within, wrong};

/// Largest amount, price or value taken, dollars or units; products of a few stay far from infinity.
pub(crate) const LARGEST: f64 = 1e15;

pub(crate) const FRACTION: &str = "a fraction from 0 to 1 is right, 0.05 for 5 %";

/// A path that is put together only where something is refused: accounts are checked often, and rarely wrong.
pub(crate) struct Place<F>(pub(crate) F);

impl<F: FnOnce() -> String> From<Place<F>> for String {
    fn from(Place(path): Place<F>) -> Self {
        path()
    }
}

/// From 0 to 1.
pub(crate) fn fraction(path: impl Into<String>, value: f64) -> Result<f64, Refusal> {
    within(path, value, 0.0..=1.0, FRACTION)
}

/// From 0 to 1, to the digits written.
pub(crate) fn exact_fraction(path: impl Into<String>, value: Decimal) -> Result<Decimal, Refusal> {
    within(path, value, Decimal::ZERO..=Decimal::ONE, FRACTION)
}

/// A signed amount of anything.
pub(crate) fn amount(path: impl Into<String>, value: f64) -> Result<f64, Refusal> {
    within(path, value, -LARGEST..=LARGEST, "a number up to 1e15 either way is right")
}

/// An amount that cannot be negative.
pub(crate) fn positive_amount(path: impl Into<String>, value: f64) -> Result<f64, Refusal> {
    within(path, value, 0.0..=LARGEST, "a number from 0 to 1e15 is right")
}

/// A price: above 0.
pub(crate) fn price(path: impl Into<String>, value: f64) -> Result<f64, Refusal> {
    within(path, value, 1e-12..=1e12, "a price above 0, up to 1e12, is right")
}

/// Price moves, so many at most, each above the one before.
pub(crate) fn rising(
    path: &str,
    moves: &[f64],
    most: usize,
    range: RangeInclusive<f64>,
    right: &str,
) -> Result<(), Refusal> {
    within(path, moves.len(), 1..=most, &format!("1 to {most} moves are right"))?;
    let mut before = f64::NEG_INFINITY;
    for (place, &step) in moves.iter().enumerate() {
        let path = format!("{path}[{place}]");
        within(&path, step, range.clone(), right)?;
        if step <= before {
            return Err(wrong(path, step, "a move above the one before is right"));
        }
        before = step;
    }
    Ok(())
}

/// A volatility shock as exchanges of coins publish theirs.
pub(crate) fn volatility(shock: &VolShock) -> Result<(), Refusal> {
    within("volatility.up", shock.up, 0.0..=4.0, "a fraction from 0 to 4 is right, 0.4 for 40 %")?;
    within("volatility.down", shock.down, 0.0..=1.0, FRACTION)?;
    within("volatility.short_power", shock.short_power, 0.0..=2.0, "a power from 0 to 2 is right")?;
    within("volatility.long_power", shock.long_power, 0.0..=2.0, "a power from 0 to 2 is right")?;
    within("volatility.least_days", shock.least_days, 0.01..=30.0, "0.01 to 30 days are right")?;
    within("volatility.least_up", shock.least_up, 0.0..=4.0, "a fraction from 0 to 4 is right, 0.5 for 50 %")?;
    Ok(())
}

/// A result that may be reported: finite, or an error that names it.
pub(crate) fn finite(path: impl Into<String>, value: f64) -> Result<f64, Refusal> {
    within(path, value, f64::MIN..=f64::MAX, "smaller figures are right: this one is beyond what can be reported")
}
