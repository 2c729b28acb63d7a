//! Cases of files named `deribit*.json`.

mod portfolio;

use crate::book::Exact;
use crate::margin::audit::outcome::{Answer, Tally, keys, not_covered};
use crate::margin::audit::reading::{decimal_at, float_at, get, near, right};
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::formulas::{OptionQuote, Quoted, margin};
use crate::margin::venues::deribit::{
    CurrencyRules, EquitySide, ModelParameters, PairRules, delta_for_shock, delta_shock_charge, future_margin,
    haircuts, inverse_coins, portfolio_rules, roll_rate, small_positions, standard_rules,
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// Runs one case.
pub(crate) fn run(case: &Value) -> Answer {
    let inputs = &case["inputs"];
    let has = |key: &str| inputs.get(key).is_some();
    let mut tally = Tally::default();
    let done = if has("positions") {
        portfolio::portfolio(case, &mut tally)
    } else if has("mark_iv") && has("dte") {
        volatility(case, &mut tally)
    } else if has("annualised_move_risk") && has("days") {
        roll(case, &mut tally)
    } else if has("delta_for_shock_base") {
        delta(case, &mut tally)
    } else if has("delta_long_options") {
        hedged_delta(case, &mut tally)
    } else if has("strike") && has("type") {
        option(case, &mut tally)
    } else if has("position_base") || has("size_usd") {
        future(case, &mut tally)
    } else if matches!(keys(inputs).as_slice(), ["asset"] | ["currency"] | ["pair"]) {
        parameters(case, &mut tally)
    } else {
        return not_covered(case);
    };
    tally.outcome_of(done)
}

/// Compares every expected key with the figure of that name.
fn each(case: &Value, tally: &mut Tally, figure: impl Fn(&str) -> Option<f64>) -> Result<(), String> {
    for (key, want) in case["expected"].as_object().ok_or("no expectations")? {
        match figure(key) {
            Some(got) => Tolerance::of(case, key, Tolerance::USUAL).hold_all(tally, key, &[got], want),
            None => return Err(format!("no figure {key}")),
        }
    }
    Ok(())
}

/// A parameter that a case may leave out.
fn or(of: &Value, names: &[&str], otherwise: f64) -> f64 {
    names.iter().find_map(|key| float_at(of, key).ok()).unwrap_or(otherwise)
}

fn pair_rules(of: &Value) -> PairRules {
    let or = |names: &[&str], otherwise| or(of, names, otherwise);
    PairRules {
        price_range: or(&["price_range"], 0.5),
        volatility_range_up: or(&["volatility_range_up"], 0.0),
        volatility_range_down: or(&["volatility_range_down"], 0.0),
        min_volatility_for_shock_up: or(&["min_volatility_for_shock_up"], 0.0),
        short_term_vega_power: or(&["short_term_vega_power"], 0.0),
        long_term_vega_power: or(&["long_term_vega_power"], 0.0),
        extended_table_factor: or(&["extended_table_factor"], 1.0),
        delta_total_liq_shock_threshold: or(
            &["delta_total_liq_shock_threshold_usd", "delta_total_liq_shock_threshold", "threshold_usd"],
            0.0,
        ),
        max_delta_shock: or(&["max_delta_shock"], 0.0),
        m_inc: or(&["m_inc"], 0.0),
    }
}

fn currency_rules(of: &Value) -> CurrencyRules {
    let or = |names: &[&str], otherwise| or(of, names, otherwise);
    CurrencyRules {
        annualised_move_risk: or(&["annualised_move_risk"], 0.0),
        min_annualised_move: or(&["min_annualised_move"], 0.0),
        pnl_offset: or(&["pnl_offset"], 0.0),
        max_offsetable_pnl: or(&["max_offsetable_pnl_usd", "max_offsetable_pnl"], 0.0),
        extended_dampener: or(&["extended_dampener_usd", "extended_dampener"], 0.0),
        haircut: 0.0,
        equity_side_impact: EquitySide::None,
        correlation_set: false,
    }
}

fn volatility(case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let shock = pair_rules(inputs).shock(or(inputs, &["least_days"], 0.0));
    let [_, up, down] = shock.vols(float_at(inputs, "mark_iv")?, float_at(inputs, "dte")?);
    each(case, tally, |key| match key {
        "vol_up" => Some(up),
        "vol_down" => Some(down),
        _ => None,
    })
}

fn roll(case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let rate = roll_rate(&currency_rules(inputs), float_at(inputs, "days")? / 365.0);
    let charge = rate * float_at(inputs, "net_delta_base")?.abs();
    each(case, tally, |key| match key {
        "roll_shock_base" | "roll_shock" => Some(charge),
        "rate" | "roll_rate" => Some(rate),
        _ => None,
    })
}

fn delta(case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let (delta, index) = (float_at(inputs, "delta_for_shock_base")?, float_at(inputs, "index")?);
    let (rate, charge) = delta_shock_charge(delta, index, &pair_rules(inputs)).map_err(|why| why.to_string())?;
    each(case, tally, |key| match key {
        "delta_shock_base" | "delta_shock" => Some(charge),
        "rate" => Some(rate),
        _ => None,
    })
}

fn hedged_delta(case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let rest = float_at(inputs, "delta_futures_and_short_options")?;
    let delta = delta_for_shock(float_at(inputs, "delta_long_options")?, rest);
    each(case, tally, |key| (key == "delta_for_shock").then_some(delta))
}

fn option(case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let coin = keys(inputs).into_iter().find(|key| key.starts_with("mark_") && *key != "mark_usd");
    let (quoted, mark) = match coin {
        Some(key) => (Quoted::Inverse, decimal_at(inputs, key)?),
        None => (Quoted::Linear, get(inputs, &["mark", "mark_usd"]).ok_or("no mark")?),
    };
    let quote = OptionQuote {
        right: right(inputs)?,
        quoted,
        index: get(inputs, &["index", "underlying"]).ok_or("no index")?,
        strike: decimal_at(inputs, "strike")?,
        mark,
        entry: None,
    };
    let contracts = get(inputs, &["contracts", "qty", "size"]).unwrap_or(Decimal::NEGATIVE_ONE);
    let rules = standard_rules().map_err(|why| why.to_string())?.parameters.options;
    let margin = margin(&rules, &quote, contracts).map_err(|why| why.to_string())?;
    each(case, tally, |key| match key.split('_').next() {
        Some("im") => Some(near(margin.initial)),
        Some("mm") => Some(near(margin.maintenance)),
        _ => None,
    })
}

fn future(case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let asset = inputs["asset"].as_str().or_else(|| inputs["instrument"].as_str()).ok_or("no asset")?;
    let asset = asset.split(['-', '_']).next().unwrap_or_default();
    let rules = standard_rules().map_err(|why| why.to_string())?.parameters;
    let rules = rules.futures.get(asset).ok_or_else(|| format!("no rates for {asset}"))?;
    let coins = match get(inputs, &["position_base", "size_base", "size_currency"]) {
        Some(coins) => coins,
        None => {
            inverse_coins(decimal_at(inputs, "size_usd")?, get(inputs, &["mark", "mark_price"]).ok_or("no mark price")?)
                .map_err(|why| why.to_string())?
        }
    };
    let margin = future_margin(rules, coins).map_err(|why| why.to_string())?;
    each(case, tally, |key| {
        Some(near(match key {
            "im_rate" | "initial_rate" => margin.initial_rate,
            "mm_rate" | "maintenance_rate" => margin.maintenance_rate,
            "size_currency" | "size_base" => margin.coins,
            "initial_margin" | "im" | "im_base" => margin.initial,
            "maintenance_margin" | "mm" | "mm_base" => margin.maintenance,
            "leverage" => Decimal::ONE.over(margin.initial_rate)?,
            _ => return None,
        }))
    })
}

/// The parameters shipped, under the venue's own names.
fn parameters(case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let mut shipped = serde_json::Map::new();
    let mut add = |of: Value| shipped.extend(of.as_object().cloned().unwrap_or_default());
    let json = |of: Result<Value, serde_json::Error>| of.map_err(|why| why.to_string());
    let sets = portfolio_rules().map_err(|why| why.to_string())?;
    let newest = |has: &dyn Fn(&ModelParameters) -> bool| {
        sets.iter().map(|set| &set.parameters.model_params).find(|set| has(set))
    };
    let asked = inputs["currency"].as_str().or_else(|| inputs["pair"].as_str()).map(str::to_lowercase);
    if let Some(asked) = asked {
        let coin = asked.split('_').next().unwrap_or_default();
        let pair = if asked.contains('_') { asked.clone() } else { format!("{asked}_usd") };
        // the newest set that knows what was asked for: a currency may have no pair of its own
        let set = if inputs.get("pair").is_some() {
            newest(&|set| set.currency_pair.contains_key(&pair))
        } else {
            newest(&|set| set.currency.contains_key(coin))
        };
        let set = set.ok_or("no such currency or pair")?;
        add(json(serde_json::to_value(set.currency_pair.get(&pair)))?);
        add(json(serde_json::to_value(set.currency.get(coin)))?);
        add(json(serde_json::to_value(&set.general))?);
        let small = small_positions().map_err(|why| why.to_string())?.parameters;
        if let Some(small) = small.perpetuals.get(&coin.to_uppercase()) {
            add(json!({
                "perp_sm_im_small": small.initial,
                "perp_sm_mm_over_im": small.maintenance_over_initial,
            }));
        }
    } else if let Some(asset) = inputs["asset"].as_str() {
        let rules = haircuts().map_err(|why| why.to_string())?.parameters;
        let rules = rules.assets.get(asset).ok_or("no such asset")?;
        let before = rules.earlier.last().map(|earlier| earlier.haircut);
        add(json!({ "haircut": rules.haircut, "haircut_after": rules.haircut, "haircut_before": before }));
    }
    for (key, want) in case["expected"].as_object().ok_or("no expectations")? {
        let got = shipped.get(key).ok_or_else(|| format!("no parameter {key}"))?;
        match got.as_f64() {
            Some(got) => Tolerance::of(case, key, Tolerance::USUAL).hold_all(tally, key, &[got], want),
            None => tally.exact(key, got, want),
        }
    }
    Ok(())
}
