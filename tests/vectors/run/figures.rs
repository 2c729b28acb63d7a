//! Reads the figures of a case, as numbers, decimal strings or fractions, and holds decimals against its tolerance.

use super::outcome::Tally;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value;

/// A number, a decimal string (`"84.21"`, `"2e-5"`), or a fraction (`"1/50"`).
pub fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => text(&number.to_string()),
        Value::String(written) => match written.split_once('/') {
            Some((over, under)) => text(over)?.checked_div(text(under)?),
            None => text(written),
        },
        _ => None,
    }
}

fn text(written: &str) -> Option<Decimal> {
    let written = written.trim();
    written.parse().ok().or_else(|| Decimal::from_scientific(written).ok())
}

/// The first of these keys that an object has a figure for.
pub fn get(of: &Value, keys: &[&str]) -> Option<Decimal> {
    keys.iter().find_map(|key| decimal(&of[*key]))
}

/// The figure whose key contains all of these words, where exactly one does.
pub fn saying(of: &Value, words: &[&str]) -> Option<Decimal> {
    let rows = of.as_object()?.iter();
    let mut found = rows.filter(|(key, _)| {
        let key = key.to_lowercase();
        words.iter().all(|word| key.contains(word))
    });
    let figure = decimal(found.next()?.1);
    figure.filter(|_| found.next().is_none())
}

/// The first of these keys that an object has a list for.
pub fn list<'a>(of: &'a Value, keys: &[&str]) -> &'a [Value] {
    keys.iter().find_map(|key| of[*key].as_array()).map_or(&[], Vec::as_slice)
}

/// How far off a figure may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tolerance {
    Exact,
    Absolute(f64),
    Relative(f64),
}

impl Tolerance {
    /// Reads `1e-9`, `"2e-5 abs: why"`, `"1e-12 relative"`, `"exact"`; anything else, and nothing, is exact.
    pub fn of(case: &Value) -> Self {
        match &case["tolerance"] {
            Value::Number(number) => match number.as_f64() {
                Some(most) if most > 0.0 => Self::Absolute(most),
                _ => Self::Exact,
            },
            Value::String(written) => match written.split_whitespace().next().and_then(|word| word.parse().ok()) {
                Some(most) if written.contains("rel") => Self::Relative(most),
                Some(most) => Self::Absolute(most),
                None => Self::Exact,
            },
            _ => Self::Exact,
        }
    }
}

/// Holds a figure, absent where there is none, against what the case expects, `null` where it expects none.
pub fn hold(tally: &mut Tally, key: &str, got: Option<Decimal>, want: &Value, tolerance: Tolerance) {
    if want.is_null() || got.is_none() {
        let want = (!want.is_null()).then(|| want.to_string());
        return tally.exact(key, got.map(|got| got.to_string()), want);
    }
    let (Some(got), Some(number)) = (got, decimal(want)) else {
        return tally.wrong(format!("{key}: {want} is no figure"));
    };
    let off = (got - number).abs();
    let relative = if number.is_zero() { off } else { (off / number).abs() };
    let (off, relative) = (off.to_f64().unwrap_or(f64::NAN), relative.to_f64().unwrap_or(f64::NAN));
    let agrees = match tolerance {
        Tolerance::Exact => same(got, number, want),
        Tolerance::Absolute(most) => off <= most,
        Tolerance::Relative(most) => relative <= most,
    };
    tally.held(key, agrees, relative, &format!("computed {got}, expected {want}, {tolerance:?}"));
}

/// Whether a figure is the one written. One that does not end is written to so many digits, 15 at least: it must round or
/// be cut to them, or be the same floating-point number.
fn same(got: Decimal, number: Decimal, want: &Value) -> bool {
    if got == number {
        return true;
    }
    if want.as_str().is_some_and(|written| written.contains('/')) {
        // both quotients are rounded at the 28th digit
        return (got - number).abs() <= number.abs() * Decimal::new(1, 24);
    }
    let digits = number.mantissa().unsigned_abs().to_string().len();
    let cut = got.trunc_with_scale(number.scale());
    digits >= 15 && (cut == number || got.round_dp(number.scale()) == number || got.to_f64() == number.to_f64())
}
