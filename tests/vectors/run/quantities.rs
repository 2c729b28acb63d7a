//! How a case's inputs and tolerances are read, for the venues that write numbers as JSON numbers.

use cross_margin::book::Right;
use rust_decimal::Decimal;
use serde_json::Value;

use super::outcome::Tally;

/// A number, written as a number or as text.
pub fn float(of: &Value, key: &str) -> Result<f64, String> {
    let value = &of[key];
    value
        .as_f64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
        .ok_or_else(|| format!("no number at {key} in {of}"))
}

/// The same, exact to the digits written.
pub fn decimal(of: &Value, key: &str) -> Result<Decimal, String> {
    exact(&of[key]).ok_or_else(|| format!("no number at {key} in {of}"))
}

/// The first of several names that a figure goes by.
pub fn decimal_of(of: &Value, keys: &[&str]) -> Option<Decimal> {
    keys.iter().find_map(|key| exact(&of[*key]))
}

/// A number as a decimal.
pub fn exact(value: &Value) -> Option<Decimal> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    text.parse().ok().or_else(|| Decimal::from_scientific(&text).ok())
}

/// A decimal for comparison.
pub fn near(value: Decimal) -> f64 {
    value.to_string().parse().unwrap_or(f64::NAN)
}

/// Call or put.
pub fn right(of: &Value) -> Result<Right, String> {
    match of["type"].as_str() {
        Some("call" | "C" | "c") => Ok(Right::Call),
        Some("put" | "P" | "p") => Ok(Right::Put),
        other => Err(format!("neither call nor put: {other:?}")),
    }
}

/// What a case allows a figure to be off: absolute, 0 for exact, `{"rel": r}`, `{"<key>": a}` or `{"<key>_rel": r}`.
pub fn allowed(case: &Value, key: &str, want: f64) -> f64 {
    let tolerance = &case["tolerance"];
    let named = |key: &str| tolerance.get(key).and_then(Value::as_f64);
    match tolerance {
        Value::Null => 1e-9 * want.abs().max(1.0),
        Value::String(word) if word == "exact" => 0.0,
        _ => tolerance
            .as_f64()
            .or_else(|| named(key))
            .or_else(|| named("abs"))
            .or_else(|| named(&format!("{key}_rel")).or_else(|| named("rel")).map(|r| r * want.abs()))
            .unwrap_or(0.0),
    }
}

/// Holds one figure, or an array of them, against the case's tolerance.
pub fn compare(tally: &mut Tally, case: &Value, key: &str, got: &[f64], want: &Value) {
    let wanted: Option<Vec<f64>> = match want {
        Value::Array(list) => list.iter().map(Value::as_f64).collect(),
        Value::String(text) => text.parse().ok().map(|number| vec![number]),
        other => other.as_f64().map(|number| vec![number]),
    };
    let Some(wanted) = wanted else {
        return tally.wrong(format!("{key}: {want} is no figure"));
    };
    if wanted.len() != got.len() {
        return tally.wrong(format!("{key}: computed {} figures, expected {}", got.len(), wanted.len()));
    }
    for (&got, &want) in got.iter().zip(&wanted) {
        tally.near(key, got, want, allowed(case, key, want));
    }
}
