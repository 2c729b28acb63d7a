//! Numbers as the files write them: decimal strings, 1e18 integers, plain numbers.

use super::Tally;
use rust_decimal::Decimal;
use serde_json::Value;

/// A figure of 1e18 stands for 1.
const WEI: f64 = 1e18;

/// The text of a string or a number.
fn text(of: &Value) -> Option<String> {
    match of {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A number in whole units.
pub fn number(of: &Value, key: &str) -> Result<f64, String> {
    let read = text(&of[key]).and_then(|text| text.parse().ok());
    read.ok_or_else(|| format!("{key} is {}; a number is right", of[key]))
}

/// A number in whole units, or what stands for it where the key is missing or null.
pub fn number_or(of: &Value, key: &str, otherwise: f64) -> Result<f64, String> {
    if of[key].is_null() { Ok(otherwise) } else { number(of, key) }
}

/// A number in units of 1e-18.
pub fn wei(of: &Value, key: &str) -> Result<f64, String> {
    number(of, key).map(|wei| wei / WEI)
}

/// The same, or what stands for it where the key is missing or null.
pub fn wei_or(of: &Value, key: &str, otherwise: f64) -> Result<f64, String> {
    number_or(of, key, otherwise * WEI).map(|wei| wei / WEI)
}

/// A decimal in whole units.
pub fn decimal(of: &Value, key: &str) -> Result<Decimal, String> {
    let read = text(&of[key]).and_then(|text| text.parse().ok());
    read.ok_or_else(|| format!("{key} is {}; a decimal is right", of[key]))
}

/// A decimal in units of 1e-18.
pub fn decimal_wei(of: &Value, key: &str) -> Result<Decimal, String> {
    let read = text(&of[key]).and_then(|text| text.parse().ok());
    let read = read.and_then(|wei: i128| Decimal::try_from_i128_with_scale(wei, 18).ok());
    read.ok_or_else(|| format!("{key} is {}; a 1e18 integer is right", of[key]))
}

/// The list under a key, empty where there is none.
pub fn list<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    of[key].as_array().map_or(&[], Vec::as_slice)
}

/// What a case allows: relative, absolute, or both.
pub struct Tolerance {
    relative: f64,
    absolute: f64,
}

impl Tolerance {
    /// As the case says; `absolute` is allowed to everything, for figures that are 0 but for rounding.
    pub fn of(case: &Value, relative: f64, absolute: f64) -> Self {
        let said = &case["tolerance"];
        let relative = said["rel"].as_f64().unwrap_or(relative);
        let absolute = said["abs"].as_f64().or(said.as_f64()).unwrap_or(absolute);
        Self { relative, absolute }
    }

    /// Holds a figure against it.
    pub fn hold(&self, tally: &mut Tally, key: &str, got: f64, want: f64) {
        let relative = self.relative * want.abs();
        if relative >= self.absolute {
            tally.near(key, got, want, relative);
        } else {
            // nothing but rounding is left of such a figure, so its relative error says nothing
            tally.near(key, got - want, 0.0, self.absolute);
        }
    }
}
