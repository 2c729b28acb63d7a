//! Cases of files named `volatility*.json`.
//!
//! Some ask for daily closes of the S&P 500 and the VIX, and are excepted where there are none.

mod on_series;

use crate::margin::audit::outcome::{Answer, Tally, not_covered};
use crate::margin::audit::reading::{float, floats};
use crate::margin::audit::series::Series;
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::volatility::parameters;
use crate::risk::volatility::{
    Garch, empirical_tail, ewma, filtered_historical, floored, normal_tail, releasable_buffer, stress_weighted,
};
use serde_json::Value;

/// A figure: one number, or several under one name.
#[derive(Clone, Debug)]
pub(crate) enum Figure {
    /// One.
    One(f64),
    /// Several, of which a case may print the first few.
    Some(Vec<f64>),
}

/// Named figures.
pub(crate) type Figures = Vec<(String, Figure)>;

/// A figure and its name.
pub(crate) fn one(name: &str, value: f64) -> (String, Figure) {
    (name.to_owned(), Figure::One(value))
}

/// Figures and their name.
pub(crate) fn some(name: &str, values: Vec<f64>) -> (String, Figure) {
    (name.to_owned(), Figure::Some(values))
}

/// Runs one case.
pub(crate) fn run(case: &Value, series: Option<&Series>) -> Answer {
    let Some(figures) = figures(case, series) else { return not_covered(case) };
    let mut tally = Tally::default();
    for (key, want) in flat(&case["expected"]) {
        let Some((_, got)) = figures.iter().find(|(name, _)| *name == key) else { return not_covered(case) };
        let tolerance = tolerance(case, &key);
        match (got, want.as_array()) {
            (Figure::One(got), _) => tolerance.hold_all(&mut tally, &key, &[*got], &want),
            (Figure::Some(got), Some(list)) if list.len() <= got.len() => {
                for (place, (got, want)) in got.iter().zip(list).enumerate() {
                    tolerance.hold_all(&mut tally, &format!("{key}[{place}]"), &[*got], want);
                }
            }
            _ => tally.wrong(format!("{key}: another number of figures")),
        }
    }
    tally.outcome()
}

/// Expected figures, those of an inner object by their own names.
fn flat(expected: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (key, value) in expected.as_object().into_iter().flatten().filter(|(key, _)| *key != "note") {
        match value.as_object() {
            Some(inner) => all.extend(inner.iter().map(|(key, value)| (key.clone(), value.clone()))),
            None => all.push((key.clone(), value.clone())),
        }
    }
    all
}

/// `{"params_rel": r, "loglik": a}`: absolute for the likelihood, relative for what the parameters give.
fn tolerance(case: &Value, key: &str) -> Tolerance {
    match case["tolerance"]["params_rel"].as_f64() {
        // a weight on its bound is 0 to an optimiser, whatever it prints
        Some(amount) if key.starts_with("alpha") => Tolerance::absolute(amount),
        Some(part) if key != "loglik" => Tolerance::relative(part),
        // 16 digits are printed where nothing is said
        _ => Tolerance::of(case, key, Tolerance::relative(1e-13)),
    }
}

fn figures(case: &Value, series: Option<&Series>) -> Option<Figures> {
    let inputs = &case["inputs"];
    let has = |key: &str| !inputs[key].is_null();
    let read = |key: &str| float(&inputs[key]);
    if has("alpha") && has("returns") {
        return recursion(inputs);
    }
    if has("lam") && has("returns") {
        return averaged(inputs);
    }
    if has("base_im") {
        let base = read("base_im")?;
        return Some(vec![
            one("tool_a_releasable_buffer", releasable_buffer(base, read("buffer")?, read("buffered_calm_im")?).ok()?),
            one("tool_b_stress_weight", stress_weighted(base, read("stressed_im")?, read("stress_weight")?).ok()?),
            one("tool_c_floor", floored(base, read("ten_year_vol_im")?).ok()?),
        ]);
    }
    if has("horizon") {
        let all = &parameters().ok()?.parameters.har_cj_literature;
        let found = all.iter().find(|row| inputs["horizon"] == row.horizon.as_str())?;
        return shipped(&serde_json::to_value(found).ok()?);
    }
    if has("conf") && !has("lam") {
        let tail = match floats(&inputs["profits"]) {
            Some(profits) => empirical_tail(&profits, read("conf")?).ok()?,
            None => normal_tail(read("conf")?).ok()?,
        };
        return Some(vec![one("var", tail.value_at_risk), one("es", tail.shortfall)]);
    }
    if case["expected"].get("buffer_min").is_some() {
        return shipped(&serde_json::to_value(parameters().ok()?.parameters.procyclicality).ok()?);
    }
    if has("true") {
        return on_series::simulated(case);
    }
    on_series::figures(case, series?)
}

fn shipped(table: &Value) -> Option<Figures> {
    let rows = table.as_object()?.iter();
    Some(rows.filter_map(|(key, value)| Some(one(key, value.as_f64()?))).collect())
}

/// A variance in words, `r0^2=0.01`, is the number after the sign.
fn recursion(inputs: &Value) -> Option<Figures> {
    let read = |key: &str| float(&inputs[key]);
    let garch = Garch {
        mean: read("mu").unwrap_or(0.0),
        omega: read("omega")?,
        alpha: read("alpha")?,
        gamma: read("gamma").unwrap_or(0.0),
        beta: read("beta")?,
    };
    let variances = garch.variances(&floats(&inputs["returns"])?, read("initial_variance")?).ok()?;
    let last = *variances.last()?;
    Some(vec![
        some("sigma", variances.iter().map(|variance| variance.sqrt()).collect()),
        some("variance_first5", variances.clone()),
        one("variance_last", last),
        one("sigma_last", last.sqrt()),
        one("long_run_variance", garch.long_run_variance()?),
        one("half_life_days", garch.half_life()?),
        some("var_forecast_1_5", garch.forecast(last, 5).ok()?),
    ])
}

/// The first return is the initial variance itself where that is its square; the average goes on from the second.
fn averaged(inputs: &Value) -> Option<Figures> {
    let (returns, decay) = (floats(&inputs["returns"])?, float(&inputs["lam"])?);
    let before = float(&inputs["initial_variance"]).or_else(|| returns.first().map(|first| first * first))?;
    if let Some(confidence) = float(&inputs["conf"]) {
        let lookback = inputs["lookback"].as_u64()?.try_into().ok()?;
        let answer = filtered_historical(&returns, decay, before, lookback, confidence).ok()?;
        return Some(vec![
            one("var", answer.tail.value_at_risk),
            one("es", answer.tail.shortfall),
            one("next_sigma", answer.next_sigma),
        ]);
    }
    let mut variances = vec![before];
    variances.extend(ewma(returns.get(1..)?, decay, before).ok()?);
    let last = *variances.last()?;
    Some(vec![some("variance_first5", variances), one("variance_last", last), one("sigma_last", last.sqrt())])
}
