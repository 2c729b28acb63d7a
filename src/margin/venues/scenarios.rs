//! What venues of scenarios share when they answer: amounts in dollars, and charges given back leg by leg.

use rust_decimal::Decimal;

use crate::book::Exact;
use crate::margin::{Charge, FigureError};
use crate::risk::{f64_text, to_usd};

/// A calculator's figure as dollars.
pub(super) fn dollars(field: &str, value: f64) -> Result<Decimal, FigureError> {
    to_usd(value).ok_or_else(|| FigureError::overflow(field))
}

/// The charges, which a calculator adds up in floating point, made to add up to its total: what rounding leaves is the
/// first one's, before its legs have their parts.
pub(super) fn adding_up(total: Decimal, charges: Vec<(Charge, Vec<(usize, f64)>)>) -> Vec<Charge> {
    let sum = charges.iter().fold(Decimal::ZERO, |sum, (charge, _)| sum.capped_plus(charge.amount));
    let rest = total.capped_minus(sum);
    let with_rest = |(place, (charge, weights)): (usize, (Charge, Vec<(usize, f64)>))| {
        let amount = if place == 0 { charge.amount.capped_plus(rest) } else { charge.amount };
        Charge { amount, ..charge }.shared(&weights)
    };
    charges.into_iter().enumerate().map(with_rest).collect()
}

/// A move in words: `+18 %`.
pub(super) fn percent(step: f64) -> String {
    let sign = if step > 0.0 { "+" } else { "" };
    format!("{sign}{} %", f64_text((step * 1e4).round() / 1e2).replace('-', "−"))
}
