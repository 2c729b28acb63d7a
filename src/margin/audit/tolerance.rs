//! How far off a figure may be, and holding figures against it.

use super::outcome::{self, Tally};
use super::reading::{decimal, float};
use crate::book::Exact;
use crate::risk::to_f64;
use rust_decimal::Decimal;
use serde_json::Value;

/// The larger of a part of what is expected and an amount; neither: exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tolerance {
    relative: f64,
    absolute: f64,
    noise: f64,
    as_written: bool,
    last_digit: bool,
}

impl Tolerance {
    /// To the last digit.
    pub(crate) const EXACT: Self =
        Self { relative: 0.0, absolute: 0.0, noise: 0.0, as_written: false, last_digit: false };

    /// For cases that say nothing.
    pub(crate) const USUAL: Self = Self::of_one_at_least(1e-9);

    /// A part of what is expected.
    pub(crate) const fn relative(relative: f64) -> Self {
        Self { relative, ..Self::EXACT }
    }

    /// An amount.
    pub(crate) const fn absolute(absolute: f64) -> Self {
        Self { absolute, ..Self::EXACT }
    }

    /// That part of what is expected, and of 1 where it is less.
    pub(crate) const fn of_one_at_least(part: f64) -> Self {
        Self { relative: part, absolute: part, ..Self::EXACT }
    }

    /// As the case says of a figure, `unsaid` where it says nothing: a number is an amount, 0 is exact; so is text without
    /// one (`"2e-5 abs: why"`, `"1e-12 relative"`, `"abs 0.001"`, `"exact"`); of an object
    /// `{"<key>": a, "abs": a, "<key>_rel": r, "rel": r}` the first that is there.
    pub(crate) fn of(case: &Value, key: &str, unsaid: Self) -> Self {
        match &case["tolerance"] {
            Value::Null => unsaid,
            Value::Number(number) => Self::absolute(number.as_f64().unwrap_or(0.0)),
            Value::String(said) => Self::said(said),
            Value::Object(map) => {
                let named = |key: &str| map.get(key).and_then(Value::as_f64);
                let amount = named(key).or_else(|| named("abs")).map(Self::absolute);
                let part = || named(&format!("{key}_rel")).or_else(|| named("rel")).map(Self::relative);
                amount.or_else(part).unwrap_or(Self::EXACT)
            }
            _ => Self::EXACT,
        }
    }

    fn said(said: &str) -> Self {
        if said.starts_with("exact") {
            return Self::EXACT;
        }
        // further words are prose, and may hold figures of another kind
        let mut first = said.split_whitespace().take(2).map(|word| word.trim_end_matches([';', ',']));
        match first.find_map(|word| word.parse().ok()) {
            Some(part) if said.split_whitespace().take(2).any(|word| word.starts_with("rel")) => Self::relative(part),
            Some(amount) => Self::absolute(amount),
            None => Self::EXACT,
        }
    }

    /// For figures that are 0 but for rounding: so much is always allowed, and says nothing about the relative error.
    pub(crate) const fn with_noise(self, noise: f64) -> Self {
        Self { noise, ..self }
    }

    /// For cases that print so many digits of a figure that does not end, 15 at least: exact is then to round or be cut to
    /// them, or to be the same floating-point number.
    pub(crate) const fn as_written(self) -> Self {
        Self { as_written: true, ..self }
    }

    /// For cases cut from integers: prose that neither says exact nor names an amount leaves one unit of the last digit
    /// printed.
    pub(crate) fn or_last_digit(self, case: &Value) -> Self {
        let prose = case["tolerance"].as_str().is_some_and(|said| !said.starts_with("exact"));
        Self { last_digit: prose && self == Self::EXACT, ..self }
    }

    /// No less than that amount.
    pub(crate) const fn at_least(self, amount: f64) -> Self {
        Self { absolute: self.absolute.max(amount), ..self }
    }

    fn allowed(&self, want: f64) -> f64 {
        (self.relative * want.abs()).max(self.absolute)
    }

    /// Holds a float.
    pub(crate) fn hold(&self, tally: &mut Tally, key: &str, got: f64, want: f64) {
        let allowed = self.allowed(want);
        if allowed >= self.noise {
            tally.near(key, got, want, allowed);
        } else {
            tally.noise(key, got, want, self.noise);
        }
    }

    /// Holds floats, one or an array of as many as are expected.
    pub(crate) fn hold_all(&self, tally: &mut Tally, key: &str, got: &[f64], want: &Value) {
        let wanted: Option<Vec<f64>> = match want {
            Value::Array(list) => list.iter().map(float).collect(),
            one => float(one).map(|one| vec![one]),
        };
        match wanted {
            None => tally.wrong(format!("{key}: {want} is no figure")),
            Some(wanted) if wanted.len() != got.len() => {
                tally.wrong(format!("{key}: computed {} figures, expected {}", got.len(), wanted.len()));
            }
            Some(wanted) => {
                for (&got, &want) in got.iter().zip(&wanted) {
                    self.hold(tally, key, got, want);
                }
            }
        }
    }

    /// Holds a decimal, absent where there is none, against what is expected, `null` where none is.
    pub(crate) fn hold_decimal(&self, tally: &mut Tally, key: &str, got: impl Into<Option<Decimal>>, want: &Value) {
        let got = got.into();
        if want.is_null() || got.is_none() {
            let want = (!want.is_null()).then(|| want.to_string());
            return tally.exact(key, got.map(|got| got.to_string()), want);
        }
        let (Some(got), Some(number)) = (got, decimal(want)) else {
            return tally.wrong(format!("{key}: {want} is no figure"));
        };
        let off = got.minus(number).map(|off| off.abs());
        let relative = match off {
            Some(off) if off.is_zero() => Some(0.0),
            _ => off.and_then(|off| off.over(number.abs())).map(to_f64),
        };
        let off = off.map_or(f64::NAN, to_f64);
        let digit = if self.last_digit { to_f64(Decimal::new(1, number.scale())) } else { 0.0 };
        let allowed = self.allowed(to_f64(number)).max(digit);
        let agrees = match allowed > 0.0 {
            true => off <= allowed,
            false => got == number || (self.as_written && as_written(got, number, want)),
        };
        let within = match self.as_written && allowed == 0.0 {
            true => "to the digits written".to_owned(),
            false => outcome::allowed(allowed),
        };
        tally.held(key, &got.normalize().to_string(), want, agrees, relative, within);
    }
}

fn as_written(got: Decimal, number: Decimal, want: &Value) -> bool {
    if want.as_str().is_some_and(|written| written.contains('/')) {
        // both quotients are rounded at the 28th digit
        let off = got.minus(number).map(|off| off.abs());
        return off.is_some_and(|off| off <= number.abs().capped_times(Decimal::new(1, 24)));
    }
    let digits = number.mantissa().unsigned_abs().to_string().len();
    let cut = got.trunc_with_scale(number.scale());
    digits >= 15 && (cut == number || got.round_dp(number.scale()) == number || to_f64(got) == to_f64(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(tolerance: &Value) -> Tolerance {
        Tolerance::of(&json!({ "tolerance": tolerance }), "black", Tolerance::absolute(7.0))
    }

    #[test]
    fn every_form_is_read_and_none_is_read_as_looser_than_it_is() {
        assert_eq!(said(&Value::Null), Tolerance::absolute(7.0));
        assert_eq!(said(&json!(1e-9)), Tolerance::absolute(1e-9));
        for exact in [json!(0), json!("exact"), json!("exact fraction 5325/1.575"), json!("see report 5"), json!([1])] {
            assert_eq!(said(&exact), Tolerance::EXACT, "{exact}");
        }
        assert_eq!(said(&json!("no positive root")), Tolerance::EXACT);
        assert_eq!(said(&json!("2e-5 abs: the server's own, related to 7")), Tolerance::absolute(2e-5));
        assert_eq!(said(&json!("abs 0.001; a missing bank")), Tolerance::absolute(0.001));
        assert_eq!(said(&json!("1e-12 relative vs exact fraction 10000/3.15")), Tolerance::relative(1e-12));
        assert_eq!(said(&json!({ "rel": 1e-3 })), Tolerance::relative(1e-3));
        assert_eq!(said(&json!({ "black_rel": 1e-12, "vol_rel": 1.0 })), Tolerance::relative(1e-12));
        assert_eq!(said(&json!({ "vol_rel": 1.0 })), Tolerance::EXACT);
    }
}
