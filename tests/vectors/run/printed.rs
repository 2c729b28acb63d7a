//! Reads figures of a case, numbers or text, without losing digits, and holds what was computed against them.

use super::outcome::Tally;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value;

/// A number, or text that is one; of an equation (`min(1, 2)=1`), the number after the last `=`.
pub fn decimal(of: &Value) -> Option<Decimal> {
    let text = match of {
        Value::String(text) => text.rsplit('=').next().unwrap_or(text).trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    text.parse().ok().or_else(|| Decimal::from_scientific(&text).ok())
}

/// As [`decimal`], to the nearest float.
pub fn float(of: &Value) -> Option<f64> {
    match of {
        Value::String(text) => text.rsplit('=').next().unwrap_or(text).trim().parse().ok(),
        other => other.as_f64(),
    }
}

/// An integer that may be beyond a decimal's 28 digits.
pub fn integer(of: &Value) -> Option<i128> {
    scaled(of, 0)
}

/// A number times `10^decimals`, if that is whole.
pub fn scaled(of: &Value, decimals: u32) -> Option<i128> {
    if let (Value::String(text), 0) = (of, decimals)
        && let Ok(whole) = text.trim().parse::<i128>()
    {
        return Some(whole);
    }
    let product = decimal(of)?.checked_mul(Decimal::from(10_u64.checked_pow(decimals)?))?;
    product.fract().is_zero().then(|| product.to_i128())?
}

/// How far a figure may be off: as the case says, or to the digits printed where it does not.
pub fn allowed(tolerance: &Value, want: &Value) -> f64 {
    let size = float(want).unwrap_or(0.0).abs();
    match tolerance {
        Value::Number(number) => number.as_f64().unwrap_or(0.0),
        Value::Object(map) => match (map.get("rel"), map.get("abs")) {
            (Some(rel), _) => rel.as_f64().unwrap_or(0.0) * size,
            (_, Some(abs)) => abs.as_f64().unwrap_or(0.0),
            _ => 0.0,
        },
        Value::String(text) if text.starts_with("exact") => 0.0,
        Value::String(text) => text
            .split_whitespace()
            .find_map(|word| word.trim_end_matches([';', ',']).parse::<f64>().ok())
            .map_or_else(|| last_digit(want), |number| if text.starts_with("rel") { number * size } else { number }),
        // 16 digits are printed where nothing is said
        _ => 1e-13 * size,
    }
}

/// One unit of the last digit printed.
fn last_digit(want: &Value) -> f64 {
    let scale = decimal(want).map_or(0, |number| number.scale());
    10_f64.powi(-i32::try_from(scale).unwrap_or(0))
}

/// Holds a decimal: exactly where the case says so, else within what is allowed.
pub fn hold_decimal(tally: &mut Tally, key: &str, got: Decimal, want: &Value, tolerance: &Value) {
    let Some(expected) = decimal(want) else {
        return tally.wrong(format!("{key}: {want} is no number"));
    };
    if tolerance.as_str().is_some_and(|text| text.starts_with("exact")) {
        tally.exact(key, got.normalize(), expected.normalize());
    } else {
        let off = (got - expected).to_f64().unwrap_or(f64::NAN);
        let want_float = expected.to_f64().unwrap_or(f64::NAN);
        tally.near(key, want_float + off, want_float, allowed(tolerance, want));
    }
}

/// Holds a float within what is allowed.
pub fn hold_float(tally: &mut Tally, key: &str, got: f64, want: &Value, tolerance: &Value) {
    match float(want) {
        Some(expected) => tally.near(key, got, expected, allowed(tolerance, want)),
        None => tally.wrong(format!("{key}: {want} is no number")),
    }
}

/// Numbers of an array.
pub fn floats(of: &Value) -> Option<Vec<f64>> {
    of.as_array()?.iter().map(float).collect()
}
