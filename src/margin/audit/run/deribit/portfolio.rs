//! Portfolio margin: a case brings its own parameters, in the venue's form.

use super::{currency_rules, or, pair_rules};
use crate::book::{Instrument, Kind, Time};
use crate::margin::Parameters;
use crate::margin::audit::outcome::Tally;
use crate::margin::audit::reading::{float_at, near};
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::venues::deribit::{
    Contract, GeneralRules, Leg, ModelParameters, OtherMargins, PairBook, PairMargin, PortfolioRules, Settled, Side,
    Source, TableRules, Vectors, portfolio_margin, portfolio_rules,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(crate) fn portfolio(case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let (pair, index) = match inputs["index"].as_object().and_then(|map| map.iter().next()) {
        Some((pair, index)) => (pair.clone(), index.as_f64().ok_or("no index")?),
        None => {
            let coin = inputs["currency"].as_str().ok_or("no currency")?.to_lowercase();
            (format!("{coin}_usd"), float_at(inputs, "index")?)
        }
    };
    let params = &inputs["params"];
    let shipped = portfolio_rules().map_err(|why| why.to_string())?;
    let table = TableRules { decimals: 9, ..shipped.first().ok_or("nothing shipped")?.parameters.table.clone() };
    let currencies = pair.split('_').map(|name| (name.to_owned(), currency_rules(params)));
    let rules = PortfolioRules {
        model_params: ModelParameters {
            currency_pair: BTreeMap::from([(pair.clone(), pair_rules(params))]),
            currency: currencies.collect(),
            general: GeneralRules {
                mm_factor: float_at(params, "mm_factor")?,
                buckets_count: or(params, &["buckets_each_side", "buckets_count"], 4.0) as u32,
                vol_scenarios_count: 3,
                timestamp: None,
            },
        },
        table,
    };
    Parameters::check(&rules).map_err(|why| why.to_string())?;
    let now = Time(inputs["timestamp_ms"].as_i64().unwrap_or_default());
    let positions = inputs["positions"].as_array().ok_or("no positions")?;
    let legs: Vec<Leg> = positions.iter().map(leg).collect::<Result<_, _>>()?;
    let linear = positions.iter().any(|position| position["kind"].as_str().unwrap_or_default().contains("linear"));
    let settled = if linear { Settled::Quote } else { Settled::Coin };
    let others = OtherMargins {
        spot: or(inputs, &["spot_margin"], 0.0),
        mmp: or(inputs, &["mmp_margin"], 0.0),
        open_orders: or(inputs, &["open_orders_margin"], 0.0),
    };
    let book = PairBook { pair, settled, index, now, legs };
    let margin = portfolio_margin(&book, &others, &rules).map_err(|why| why.to_string())?;
    for (key, want) in case["expected"].as_object().ok_or("no expectations")? {
        expectation(case, tally, &margin, key, want)?;
    }
    Ok(())
}

fn leg(position: &Value) -> Result<Leg, String> {
    let name = position["instrument"].as_str().ok_or("no instrument")?.to_owned();
    let instrument: Instrument = name.parse().map_err(|why| format!("{name}: {why}"))?;
    let size = float_at(position, "size_base").or_else(|_| float_at(position, "size"))?;
    let contract = match instrument.kind() {
        Kind::Option { strike, right, .. } => Contract::Option {
            forward: float_at(position, "forward").or_else(|_| float_at(position, "underlying_price"))?,
            strike: near(strike),
            right,
            vol: float_at(position, "mark_iv").or_else(|_| float_at(position, "vol"))?,
        },
        _ => Contract::Future { mark: float_at(position, "mark")? },
    };
    Ok(Leg { name, size, expiry: instrument.expiry(), contract })
}

/// All cells, or one a price bucket.
fn like(cells: &[f64], want: &Value) -> Vec<f64> {
    let wanted = want.as_array().map_or(0, Vec::len);
    if wanted * 3 == cells.len() { cells.iter().skip(1).step_by(3).copied().collect() } else { cells.to_vec() }
}

fn expectation(case: &Value, tally: &mut Tally, margin: &PairMargin, key: &str, want: &Value) -> Result<(), String> {
    let worst = margin.aggregation.worst;
    let of = |vectors: &Vectors| {
        if key.contains("extended") { vectors.extended.clone() } else { like(&vectors.standard, want) }
    };
    let one = match key {
        _ if key.starts_with("initial_standard") || key.starts_with("initial_extended") => {
            for (name, want) in want.as_object().ok_or("no instruments")? {
                let leg = margin.legs.iter().find(|leg| leg.name == *name).ok_or_else(|| format!("no leg {name}"))?;
                let got = if key.contains("extended") {
                    leg.vectors.extended.clone()
                } else {
                    like(&leg.vectors.standard, want)
                };
                Tolerance::of(case, key, Tolerance::USUAL).hold_all(tally, key, &got, want);
            }
            return Ok(());
        }
        _ if key.starts_with("pre_aggregated") => {
            Tolerance::of(case, key, Tolerance::USUAL).hold_all(tally, key, &of(&margin.aggregation.summed), want);
            return Ok(());
        }
        _ if key.starts_with("aggregated") => {
            Tolerance::of(case, key, Tolerance::USUAL).hold_all(tally, key, &of(&margin.aggregation.counted), want);
            return Ok(());
        }
        "worst_bucket" | "worst_case_bucket" => {
            let worst = worst.ok_or("nothing is lost")?;
            let side = match worst.side {
                Side::Left => "left",
                Side::Middle => "middle",
                Side::Right => "right",
            };
            let source = if worst.cell.source == Source::Standard { "standard" } else { "extended" };
            for (part, want) in want.as_object().ok_or("no bucket")? {
                let got = match part.as_str() {
                    "index_1based" | "index" => json!(worst.index),
                    "bucket" => json!(worst.bucket),
                    "side" => json!(side),
                    "source" => json!(source),
                    other => return Err(format!("no {other} of a bucket")),
                };
                tally.exact(part, &got, want);
            }
            return Ok(());
        }
        "worst_case" => margin.aggregation.worst_case,
        "delta_shock" => margin.delta_shock,
        "roll_shock" => margin.roll_shock,
        "risk_matrix_margin" => margin.matrix_margin,
        "spot_margin" => margin.others.spot,
        "mmp_margin" => margin.others.mmp,
        "open_orders_margin" => margin.others.open_orders,
        "initial_margin" => margin.initial,
        "maintenance_margin" => margin.maintenance,
        "correlation_contingency" => 0.0,
        _ => return Err(format!("no figure {key}")),
    };
    Tolerance::of(case, key, Tolerance::USUAL).hold_all(tally, key, &[one], want);
    Ok(())
}
