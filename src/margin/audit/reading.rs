//! Reads the figures of a case, without losing digits: numbers, decimal strings (`"84.21"`, `"2e-5"`), fractions (`"1/50"`)
//! and equations (`"min(1, 2)=1"`, of which the number after the last `=` counts).

use crate::book::Right;
use crate::margin::formulas::Isolated;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value;

/// A figure of 1e18 stands for 1.
const WEI: f64 = 1e18;

/// A figure to the digits written.
pub(crate) fn decimal(of: &Value) -> Option<Decimal> {
    let read = |written: &str| {
        let written = written.trim();
        written.parse().ok().or_else(|| Decimal::from_scientific(written).ok())
    };
    match of {
        Value::Number(number) => read(&number.to_string()),
        Value::String(written) => {
            let written = answer(written);
            match written.split_once('/') {
                Some((over, under)) => read(over)?.checked_div(read(under)?),
                None => read(written),
            }
        }
        _ => None,
    }
}

/// A figure to the nearest float.
pub(crate) fn float(of: &Value) -> Option<f64> {
    match of {
        Value::String(written) => answer(written).trim().parse().ok(),
        other => other.as_f64(),
    }
}

fn answer(written: &str) -> &str {
    written.rsplit('=').next().unwrap_or(written)
}

/// Figures of an array.
pub(crate) fn floats(of: &Value) -> Option<Vec<f64>> {
    of.as_array()?.iter().map(float).collect()
}

/// An integer that may be beyond a decimal's 28 digits.
pub(crate) fn integer(of: &Value) -> Option<i128> {
    scaled(of, 0)
}

/// A figure times `10^decimals`, if that is whole.
pub(crate) fn scaled(of: &Value, decimals: u32) -> Option<i128> {
    if let (Value::String(text), 0) = (of, decimals)
        && let Ok(whole) = text.trim().parse::<i128>()
    {
        return Some(whole);
    }
    let product = decimal(of)?.checked_mul(Decimal::from(10_u64.checked_pow(decimals)?))?;
    product.fract().is_zero().then(|| product.to_i128())?
}

/// The figure under a key.
pub(crate) fn decimal_at(of: &Value, key: &str) -> Result<Decimal, String> {
    decimal(&of[key]).ok_or_else(|| format!("{key} is {}; a number is right", of[key]))
}

/// The figure under a key, to the nearest float.
pub(crate) fn float_at(of: &Value, key: &str) -> Result<f64, String> {
    float(&of[key]).ok_or_else(|| format!("{key} is {}; a number is right", of[key]))
}

/// The same, or what stands for it where the key is missing or null.
pub(crate) fn float_or(of: &Value, key: &str, otherwise: f64) -> Result<f64, String> {
    if of[key].is_null() { Ok(otherwise) } else { float_at(of, key) }
}

/// A figure in units of 1e-18.
pub(crate) fn wei(of: &Value, key: &str) -> Result<f64, String> {
    float_at(of, key).map(|wei| wei / WEI)
}

/// The same, or what stands for it where the key is missing or null.
pub(crate) fn wei_or(of: &Value, key: &str, otherwise: f64) -> Result<f64, String> {
    float_or(of, key, otherwise * WEI).map(|wei| wei / WEI)
}

/// A figure in units of 1e-18, to the last digit.
pub(crate) fn decimal_wei(of: &Value, key: &str) -> Result<Decimal, String> {
    let read = integer(&of[key]).and_then(|wei| Decimal::try_from_i128_with_scale(wei, 18).ok());
    read.ok_or_else(|| format!("{key} is {}; a 1e18 integer is right", of[key]))
}

/// The first of these keys that an object has a figure for.
pub(crate) fn get(of: &Value, keys: &[&str]) -> Option<Decimal> {
    keys.iter().find_map(|key| decimal(&of[*key]))
}

/// The figure whose key contains all of these words, where exactly one does.
pub(crate) fn saying(of: &Value, words: &[&str]) -> Option<Decimal> {
    let rows = of.as_object()?.iter();
    let mut found = rows.filter(|(key, _)| {
        let key = key.to_lowercase();
        words.iter().all(|word| key.contains(word))
    });
    let figure = decimal(found.next()?.1);
    figure.filter(|_| found.next().is_none())
}

/// The first of these keys that an object has a list for; empty where none has.
pub(crate) fn list<'a>(of: &'a Value, keys: &[&str]) -> &'a [Value] {
    keys.iter().find_map(|key| of[*key].as_array()).map_or(&[], Vec::as_slice)
}

/// Call or put, as `type` says.
pub(crate) fn right(of: &Value) -> Result<Right, String> {
    match of["type"].as_str() {
        Some("call" | "C" | "c") => Ok(Right::Call),
        Some("put" | "P" | "p") => Ok(Right::Put),
        other => Err(format!("neither call nor put: {other:?}")),
    }
}

/// A position held isolated: `entry`, `leverage`, `mmr`, `short`.
pub(crate) fn isolated_position(of: &Value) -> Result<Isolated, String> {
    Ok(Isolated {
        entry: decimal_at(of, "entry")?,
        leverage: decimal_at(of, "leverage")?,
        maintenance: decimal_at(of, "mmr")?,
        short: of["short"].as_bool().unwrap_or(false),
    })
}

/// The nearest float, for figures held as floats.
pub(crate) fn near(value: Decimal) -> f64 {
    value.to_string().parse().unwrap_or(f64::NAN)
}
