//! Cases of files named `span-tims-regt*.json`: what to run follows from the inputs' keys.

use crate::book::Right;
use crate::margin::Dated;
use crate::margin::audit::outcome::{Answer, Tally, keys, not_covered};
use crate::margin::audit::reading::{decimal, float_at, float_or};
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::venues::span::array::{Contract, Market, computed};
use crate::margin::venues::span::calendar::{Spread, calendar};
use crate::margin::venues::span::{self, Charges, Held, RiskArray, SpanRules, requirement, scan};
use crate::margin::venues::{reg_t, tims};
use crate::risk::to_f64;
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;

type Ran = Result<(), String>;

/// Runs one case.
pub(crate) fn run(case: &Value) -> Answer {
    let keys = keys(&case["inputs"]);
    let has = |key: &str| keys.contains(&key);
    let mut tally = Tally::default();
    let ran = if has("columns") {
        table(case, &mut tally)
    } else if has("PSR_points") || has("arrays") {
        scanned(case, &mut tally)
    } else if has("net_option_value") {
        combined(case, &mut tally)
    } else if has("net_delta") {
        spreads(case, &mut tally)
    } else if has("range") {
        ten_points(case, &mut tally)
    } else if has("premium") {
        uncovered(case, &mut tally)
    } else {
        return not_covered(case);
    };
    tally.outcome_of(ran)
}

/// A figure that must be there.
fn exact(of: &Value) -> Result<Decimal, String> {
    decimal(of).ok_or_else(|| format!("{of} is no number"))
}

fn decimal_or_zero(of: &Value) -> Result<Decimal, String> {
    if of.is_null() { Ok(Decimal::ZERO) } else { exact(of) }
}

fn tolerance(case: &Value) -> Tolerance {
    Tolerance::of(case, "", Tolerance::absolute(1e-9))
}

fn right(of: &Value) -> Result<Right, String> {
    match of.as_str().unwrap_or_default() {
        "C" | "call" => Ok(Right::Call),
        "P" | "put" => Ok(Right::Put),
        other => Err(format!("a type {other} is not known")),
    }
}

fn scenarios(inputs: &Value) -> Result<SpanRules, String> {
    let rules = Dated::<SpanRules>::from_json(span::CME).map_err(|why| why.to_string())?.parameters;
    Ok(SpanRules {
        extreme_multiple: float_or(inputs, "extreme_multiple", rules.extreme_multiple)?,
        extreme_cover: float_or(inputs, "extreme_cover", rules.extreme_cover)?,
        ..rules
    })
}

/// The table of scenarios, held against the parameters shipped.
fn table(case: &Value, tally: &mut Tally) -> Ran {
    let rules = scenarios(&case["inputs"])?;
    let rows = case["expected"].as_array().ok_or("the table is no list")?;
    tally.exact("scenarios", rules.scenarios.len(), rows.len());
    for (place, (got, row)) in rules.scenarios.iter().zip(rows).enumerate() {
        tally.exact("scenario", u64::try_from(place + 1).ok(), row[0].as_u64());
        tally.exact("vol", Some(i64::from(got.vol)), row[2].as_i64());
        if let Some(price) = row[1].as_f64() {
            tolerance(case).hold(tally, "price", got.price, price);
            tally.near("weight", rules.price_and_weight(got).1, row[3].as_f64().unwrap_or(f64::NAN), 0.0);
        } else {
            let side = if got.price > 0.0 { "+extreme" } else { "-extreme" };
            tally.exact("price", Some(side), row[1].as_str());
            tally.exact("weight", got.extreme.then_some("cover"), row[3].as_str());
        }
    }
    Ok(())
}

fn scanned(case: &Value, tally: &mut Tally) -> Ran {
    let (inputs, expected) = (&case["inputs"], &case["expected"]);
    let mut arrays: BTreeMap<String, RiskArray> = BTreeMap::new();
    let mut held = Vec::new();
    for position in inputs["positions"].as_array().into_iter().flatten() {
        let kind = position["kind"].as_str().unwrap_or_default().to_owned();
        let array = match &inputs["arrays"] {
            Value::Null => priced(inputs, position, &kind)?,
            given => {
                let losses: Vec<f64> =
                    given[&kind].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
                RiskArray::read(&losses, float_or(position, "delta", 0.0)?).map_err(|why| why.to_string())?
            }
        };
        arrays.insert(kind, array.clone());
        held.push(Held { contracts: float_at(position, "qty")?, array });
    }
    let scan = scan(&held).map_err(|why| why.to_string())?;
    for (key, want) in expected.as_object().into_iter().flatten() {
        let losses = match key.as_str() {
            "scan_risk" => {
                tolerance(case).hold(tally, key, scan.risk, float_at(expected, key)?);
                continue;
            }
            "worst_scenario" => {
                tally.exact(key, u64::try_from(scan.worst).ok(), want.as_u64());
                continue;
            }
            "portfolio" => scan.losses,
            // `future_array`, `long_call_array`: of one long contract
            other => {
                let kind = other.trim_start_matches("long_").trim_end_matches("_array");
                arrays.get(kind).ok_or_else(|| format!("{other} is not computed"))?.losses
            }
        };
        let wants: Vec<f64> = want.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        tally.exact("length", losses.len(), wants.len());
        for (place, (got, want)) in losses.iter().zip(wants).enumerate() {
            tolerance(case).hold(tally, &format!("{key}[{place}]"), *got, want);
        }
    }
    Ok(())
}

fn priced(inputs: &Value, position: &Value, kind: &str) -> Result<RiskArray, String> {
    let market = Market {
        price: float_at(inputs, "F")?,
        price_range: float_at(inputs, "PSR_points")?,
        vol_range: float_or(inputs, "VSR_relative", 0.0)?,
        lookahead: float_or(inputs, "lookahead_years", 0.0)?,
        point_value: float_or(inputs, "CVF", 1.0)?,
    };
    // a position may carry its own strike, volatility and time
    let own = |key: &str| if position[key].is_null() { float_at(inputs, key) } else { float_at(position, key) };
    let contract = match kind {
        "future" => Contract::Future,
        _ => Contract::Option {
            strike: own("K")?,
            right: right(&Value::from(kind))?,
            vol: own("iv")?,
            years: own("T_years")?,
            rate: float_or(inputs, "r", 0.0)?,
        },
    };
    computed(&market, &contract, &scenarios(inputs)?).map_err(|why| why.to_string())
}

fn combined(case: &Value, tally: &mut Tally) -> Ran {
    let (inputs, expected) = (&case["inputs"], &case["expected"]);
    let charges = Charges {
        scan: exact(&inputs["scan_risk"])?,
        calendar: decimal_or_zero(&inputs["intracommodity_charge"])?,
        delivery: decimal_or_zero(&inputs["delivery_charge"])?,
        credit: decimal_or_zero(&inputs["intercommodity_credit"])?,
        short_option_rate: decimal_or_zero(&inputs["som_rate"])?,
        short_options: decimal_or_zero(&inputs["short_options"])?,
        net_option_value: exact(&inputs["net_option_value"])?,
    };
    let got = requirement(&charges).map_err(|why| why.to_string())?;
    for key in expected.as_object().into_iter().flat_map(|map| map.keys()) {
        let figure = match key.as_str() {
            "span_risk" => got.risk,
            other if other.starts_with("total_requirement") => got.total,
            other => return Err(format!("{other} is not computed")),
        };
        tolerance(case).hold(tally, key, to_f64(figure), float_at(expected, key)?);
    }
    Ok(())
}

/// Months in the calendar's order; a JSON object keeps none.
fn month(name: &str) -> usize {
    const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    MONTHS.iter().position(|month| name.to_uppercase().starts_with(month)).unwrap_or(MONTHS.len())
}

fn spreads(case: &Value, tally: &mut Tally) -> Ran {
    let (inputs, expected) = (&case["inputs"], &case["expected"]);
    let deltas = inputs["net_delta"].as_object().into_iter().flatten();
    let deltas = deltas.map(|(month, delta)| Ok((month.clone(), exact(delta)?)));
    let deltas = deltas.collect::<Result<BTreeMap<_, _>, String>>()?;
    let mut months: Vec<&String> = deltas.keys().collect();
    months.sort_by_key(|name| month(name));
    let ratio = |place: usize| match &inputs["ratio"] {
        Value::Null => Ok(Decimal::ONE),
        ratios => exact(&ratios[place]),
    };
    let [first, second] = months[..] else {
        return Err(format!("{} months; two are right", months.len()));
    };
    let spread = Spread {
        months: [first.clone(), second.clone()],
        ratios: [ratio(0)?, ratio(1)?],
        rate: exact(&inputs["flat_rate_per_spread"])?,
    };
    let got = calendar(&deltas, &[spread]).map_err(|why| why.to_string())?;
    for (key, want) in expected.as_object().into_iter().flatten() {
        match key.as_str() {
            "spreads" => tolerance(case).hold(
                tally,
                key,
                to_f64(got.spreads.first().copied().unwrap_or_default()),
                float_at(expected, key)?,
            ),
            "charge" => tolerance(case).hold(tally, key, to_f64(got.charge), float_at(expected, key)?),
            "remaining" => {
                for month in want.as_object().into_iter().flat_map(|map| map.keys()) {
                    let left = got.remaining.get(month).copied().unwrap_or_default();
                    tolerance(case).hold(tally, month, to_f64(left), float_at(want, month)?);
                }
            }
            other => return Err(format!("{other} is not computed")),
        }
    }
    Ok(())
}

fn ten_points(case: &Value, tally: &mut Tally) -> Ran {
    let (inputs, expected) = (&case["inputs"], &case["expected"]);
    let rules = Dated::<tims::TimsRules>::from_json(tims::FINRA).map_err(|why| why.to_string())?.parameters;
    let end = |place: usize| inputs["range"][place].as_f64().ok_or("the range has two ends");
    let range = tims::Range { down: end(0)?, up: end(1)? };
    let mut options = Vec::new();
    for (key, leg) in inputs.as_object().into_iter().flatten() {
        let Some((side, kind)) = key.split_once('_').filter(|(side, _)| matches!(*side, "long" | "short")) else {
            continue;
        };
        let sign = if side == "long" { 1.0 } else { -1.0 };
        options.push(tims::ClassOption {
            strike: float_at(leg, "K")?,
            right: right(&Value::from(kind))?,
            years: float_at(leg, "T")?,
            vol: float_at(leg, "iv")?,
            rate: float_or(leg, "r", 0.0)?,
            contracts: sign * float_or(leg, "qty", 1.0)?.abs(),
            multiplier: float_or(leg, "mult", 100.0)?,
        });
    }
    let class = tims::Class { spot: float_at(inputs, "S")?, shares: float_or(inputs, "shares", 0.0)?, options };
    let got = tims::margin(&class, &range, &rules).map_err(|why| why.to_string())?;
    for (key, want) in expected.as_object().into_iter().flatten() {
        let figures = match key.as_str() {
            "points" => &got.points,
            "pnl" => &got.gains,
            "requirement" => {
                tolerance(case).hold(tally, key, got.requirement, float_at(expected, key)?);
                continue;
            }
            other => return Err(format!("{other} is not computed")),
        };
        let wants: Vec<f64> = want.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        tally.exact("length", figures.len(), wants.len());
        for (got, want) in figures.iter().zip(wants) {
            tolerance(case).hold(tally, key, *got, want);
        }
    }
    Ok(())
}

fn uncovered(case: &Value, tally: &mut Tally) -> Ran {
    let (inputs, expected) = (&case["inputs"], &case["expected"]);
    let mut rules = Dated::<reg_t::RegTRules>::from_json(reg_t::FINRA).map_err(|why| why.to_string())?.parameters;
    if !inputs["mult"].is_null() {
        rules.multiplier = exact(&inputs["mult"])?;
    }
    let index = inputs["broad_index"].as_bool().unwrap_or(false);
    let option = reg_t::ShortOption {
        underlying: if index { reg_t::Underlying::BroadIndex } else { reg_t::Underlying::Equity },
        right: right(&inputs["type"])?,
        spot: exact(&inputs["S"])?,
        strike: exact(&inputs["K"])?,
        premium: exact(&inputs["premium"])?,
    };
    let got = reg_t::margin(&option, &rules).map_err(|why| why.to_string())?;
    tolerance(case).hold(
        tally,
        "requirement",
        to_f64(got.requirement),
        float_at(expected, "requirement_per_contract")?,
    );
    Ok(())
}
