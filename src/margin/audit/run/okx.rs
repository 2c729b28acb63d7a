//! Cases of files named `okx*.json`.
//!
//! A position builder case may leave out what the venue's printed answer leaves out: index prices (the moves of MR1 and
//! MR6 act on them), notionals and closing fees. Figures that rest on what is left out are not compared, see
//! [`rests_on`]; our own file holds the same answer with all three.

use crate::margin::Parameters;
use crate::margin::audit::outcome::{Answer, Tally, not_covered};
use crate::margin::audit::reading::{decimal, decimal_at, float_at, isolated_position, near};
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::checked::decimal::sum;
use crate::margin::formulas::isolated_after_fee;
use crate::margin::venues::okx::{
    Account, AccountMargin, Asset, Balance, Contract, DiscountTier, OtherRisks, PortfolioRules, Position, RateTier,
    RiskUnit, UnitMargin, UnitRules, account_margin, adjusted_equity, earlier_multipliers, marginal, portfolio_rules,
    unit_margin,
};
use serde_json::{Map, Value, json};

/// Runs one case.
pub(crate) fn run(case: &Value) -> Answer {
    let inputs = &case["inputs"];
    let has = |key: &str| inputs.get(key).is_some();
    let mut tally = Tally::default();
    let done = if has("positions") {
        builder(case, &mut tally)
    } else if has("hedge_usd") {
        hedge(case, &mut tally)
    } else if has("leverage") && has("mmr") {
        isolated(case, &mut tally)
    } else if has("discount_tiers") {
        discount(case, &mut tally)
    } else if inputs.as_object().is_some_and(Map::is_empty) {
        parameters(case, &mut tally)
    } else {
        return not_covered(case);
    };
    tally.outcome_of(done)
}

fn expected(case: &Value) -> Result<&Map<String, Value>, String> {
    case["expected"].as_object().ok_or_else(|| "no expectations".to_owned())
}

fn hedge(case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let tier = |of: &Value| Some(RateTier { up_to: decimal(&of[0])?, rate: decimal(&of[1])? });
    let tiers: Option<Vec<RateTier>> = inputs["tiers"].as_array().ok_or("no tiers")?.iter().map(tier).collect();
    let charge = marginal(decimal_at(inputs, "hedge_usd")?, &tiers.ok_or("a tier is [up to, rate]")?);
    let charge = near(charge.map_err(|why| why.to_string())?);
    expected(case)?
        .iter()
        .for_each(|(key, want)| Tolerance::of(case, key, Tolerance::USUAL).hold_all(tally, key, &[charge], want));
    Ok(())
}

fn isolated(case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let position = isolated_position(inputs)?;
    let fee = decimal_at(inputs, "taker_fee").unwrap_or_default();
    let price = isolated_after_fee(&position, fee).map_err(|why| why.to_string())?;
    for (key, want) in expected(case)? {
        match price {
            Some(price) => Tolerance::of(case, key, Tolerance::USUAL).hold_all(tally, key, &[near(price)], want),
            None => tally.exact(key, &Value::Null, want),
        }
    }
    Ok(())
}

fn discount(case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let tiers: Vec<DiscountTier> =
        serde_json::from_value(inputs["discount_tiers"].clone()).map_err(|why| why.to_string())?;
    let balance = Balance {
        coin: inputs["ccy"].as_str().unwrap_or("coin").to_owned(),
        equity: decimal_at(inputs, "eq")?,
        price: decimal_at(inputs, "price")?,
        tiers,
    };
    let part = |key: &str| decimal_at(inputs, key).unwrap_or_default();
    let equity = adjusted_equity(&[balance], part("order_loss"), part("fees")).map_err(|why| why.to_string())?;
    for (key, want) in expected(case)? {
        let got = match key.as_str() {
            "adjEq" => equity.total,
            "disEq" => sum("disEq", equity.coins.iter().map(|(_, counted)| *counted)).map_err(|why| why.to_string())?,
            other => return Err(format!("no figure {other}")),
        };
        Tolerance::of(case, key, Tolerance::USUAL).hold_all(tally, key, &[near(got)], want);
    }
    Ok(())
}

/// The class that a case's own parameters make.
fn class(unit: &str, params: &Value) -> Result<UnitRules, String> {
    let moves = params["mr1_moves"].as_array().ok_or("no mr1_moves")?;
    Ok(UnitRules {
        name: unit.to_owned(),
        underlyings: vec![unit.to_owned()],
        mr1_moves: moves.iter().filter_map(Value::as_f64).collect(),
        mr6_move: float_at(params, "mr6_move")?,
        mr6_factor: float_at(params, "mr6_factor")?,
        mr4_annualised: 0.0,
        mr4_perpetual: float_at(params, "mr4_rate_perp")?,
        mr7_rate: float_at(params, "mr7_rate")?,
    })
}

/// What a figure rests on beside marks and sizes.
fn rests_on(key: &str) -> Option<&'static str> {
    match key {
        "mr1" | "mr6" | "mmr" | "imr" | "derivMmr" | "totalMmr" | "totalImr" | "mr6_pnl_full" => Some("indexPx"),
        _ if key.contains("_mr1_pnl_at_") => Some("indexPx"),
        "acctLever" => Some("notionalUsd"),
        "marginRatio" => Some("closing_fees"),
        _ => None,
    }
}

fn builder(case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let positions = inputs["positions"].as_array().ok_or("no positions")?;
    let dollars = float_at(inputs, "usdt_usd")?;
    let mut rules = portfolio_rules().map_err(|why| why.to_string())?.parameters;
    let params = inputs["params"].as_object().ok_or("no params")?;
    rules.classes = params.iter().map(|(unit, of)| class(unit, of)).collect::<Result<_, _>>()?;
    rules.initial_over_maintenance = float_at(inputs, "imr_over_mmr")?;
    rules.borrow_maintenance = float_at(inputs, "borrow_mmr_rate")?;
    rules.borrow_initial = float_at(inputs, "borrow_imr_rate")?;
    Parameters::check(&rules).map_err(|why| why.to_string())?;
    let given = |key: &str| inputs.get(key).is_some() || positions.iter().all(|position| position.get(key).is_some());
    let units = params.keys().map(|unit| risk_unit(unit, positions, dollars, &rules)).collect::<Result<Vec<_>, _>>()?;
    let usdt =
        Asset { coin: "USDT".into(), equity: -float_at(inputs, "usdt_liability_usd")? / dollars, price: dollars };
    let account = Account {
        assets: vec![usdt],
        notional: positions.iter().filter_map(|position| position["notionalUsd"].as_f64()).sum(),
        closing_fees: inputs["closing_fees"].as_f64().unwrap_or(0.0),
    };
    let margin = account_margin(&units, &account, &rules).map_err(|why| why.to_string())?;
    let gain = |position: &Value| -> Result<f64, String> {
        Ok(size(position)? * (float_at(position, "markPx")? - float_at(position, "avgPx")?) * dollars)
    };
    let gains = positions.iter().map(gain).collect::<Result<Vec<_>, _>>()?;
    // what the case says of its positions must be what we make of them
    for (position, gain) in positions.iter().zip(&gains) {
        let delta = size(position)? * float_at(position, "markPx")? * dollars;
        for (key, got) in [("upl_usd", *gain), ("delta_usd", delta)] {
            if let Some(want) = position.get(key) {
                Tolerance::of(case, key, Tolerance::USUAL).hold_all(tally, key, &[got], want);
            }
        }
    }
    let upl: f64 = gains.iter().sum();
    for (key, want) in expected(case)? {
        if rests_on(key).is_some_and(|input| !given(input)) {
            continue;
        }
        figure(case, tally, key, want, &units, &margin, upl, &given)?;
    }
    Ok(())
}

fn size(position: &Value) -> Result<f64, String> {
    Ok(float_at(position, "contracts")? * float_at(position, "ctVal_base")?)
}

fn risk_unit(unit: &str, all: &[Value], dollars: f64, rules: &PortfolioRules) -> Result<UnitMargin, String> {
    let mut index = None;
    let mut positions = Vec::new();
    for position in all {
        let name = position["instId"].as_str().ok_or("no instId")?;
        if name.split('-').next() != Some(unit) {
            continue;
        }
        let mark = float_at(position, "markPx")?;
        index = position["indexPx"].as_f64().or(index).or(Some(mark));
        let rate = if name.contains("USDT") { dollars } else { 1.0 };
        let contract = Contract::Future { mark };
        positions.push(Position { name: name.to_owned(), size: size(position)?, rate, years: None, contract });
    }
    let index = index.ok_or_else(|| format!("no position in {unit}"))?;
    let unit = RiskUnit { underlying: unit.to_owned(), index, positions, others: OtherRisks::default() };
    unit_margin(&unit, rules).map_err(|why| why.to_string())
}

#[allow(clippy::too_many_arguments)]
fn figure(
    case: &Value,
    tally: &mut Tally,
    key: &str,
    want: &Value,
    units: &[UnitMargin],
    margin: &AccountMargin,
    upl: f64,
    given: &dyn Fn(&str) -> bool,
) -> Result<(), String> {
    let unit = |name: &str| units.iter().find(|unit| unit.underlying == name).ok_or_else(|| format!("no unit {name}"));
    if let Ok(unit) = unit(key) {
        for (part, want) in want.as_object().ok_or("a unit has parts")? {
            let of = unit.others;
            let got = match part.as_str() {
                "mr1" => unit.mr1,
                "mr2" => of.mr2,
                "mr3" => of.mr3,
                "mr4" => unit.mr4,
                "mr5" => of.mr5,
                "mr6" => unit.mr6,
                "mr7" => unit.mr7,
                "mr9" => of.mr9,
                "delta" => unit.delta,
                "mmr" => unit.maintenance,
                "imr" => unit.initial,
                other => return Err(format!("no figure {other} of a unit")),
            };
            if rests_on(part).is_none_or(given) {
                Tolerance::of(case, part, Tolerance::USUAL).hold_all(tally, part, &[got], want);
            }
        }
        return Ok(());
    }
    if let Some((name, moves)) = key.split_once("_mr1_pnl_at_") {
        let (sign, moves) = moves.split_once('_').ok_or("no moves")?;
        let sign = if sign == "minus" { -1.0 } else { 1.0 };
        let moves: Result<Vec<f64>, _> = moves.split('_').map(str::parse).collect();
        let scenarios = &unit(name)?.mr1_scenarios;
        let pnl = |percent: &f64| {
            let step = sign * percent / 100.0;
            scenarios.iter().find(|cell| (cell.price_move - step).abs() < 1e-12).map_or(f64::NAN, |cell| cell.pnl)
        };
        let got: Vec<f64> = moves.map_err(|why| why.to_string())?.iter().map(pnl).collect();
        Tolerance::of(case, key, Tolerance::USUAL).hold_all(tally, key, &got, want);
        return Ok(());
    }
    if key == "mr6_pnl_full" {
        for (name, want) in want.as_object().ok_or("one a unit")? {
            let pnl = unit(name)?.mr6_worst.map_or(0.0, |worst| worst.pnl);
            Tolerance::of(case, key, Tolerance::USUAL).hold_all(tally, key, &[pnl], want);
        }
        return Ok(());
    }
    let got = match key {
        "derivMmr" => margin.unit_maintenance,
        "borrowMmr" => margin.borrow_maintenance,
        "borrowImr" => margin.borrow_initial,
        "totalMmr" => margin.maintenance,
        "totalImr" => margin.initial,
        "eq" => margin.equity,
        "upl" => upl,
        "acctLever" => margin.leverage.ok_or("no leverage")?,
        "marginRatio" => margin.margin_ratio.ok_or("no margin ratio")?,
        other => return Err(format!("no figure {other}")),
    };
    Tolerance::of(case, key, Tolerance::USUAL).hold_all(tally, key, &[got], want);
    Ok(())
}

/// The parameters shipped, in the notice's form: by class, a class of listed underlyings under their names.
fn parameters(case: &Value, tally: &mut Tally) -> Result<(), String> {
    let rules = portfolio_rules().map_err(|why| why.to_string())?.parameters;
    let steps = earlier_multipliers().map_err(|why| why.to_string())?.parameters;
    let number = |value: f64| json!(value);
    for (key, want) in expected(case)? {
        if key.starts_with("mr7_old_multiplier_tiers") {
            let tiers = want.as_array().ok_or("tiers are a list")?;
            tally.exact("tiers", tiers.len(), steps.len());
            for (tier, step) in tiers.iter().zip(&steps) {
                tally.exact("up_to", tier[0].as_f64(), step.up_to);
                tally.exact("multiplier", tier[1].as_f64(), Some(step.multiplier));
            }
            continue;
        }
        for (name, want) in want.as_object().ok_or("one a class")? {
            let class = rules.classes.iter().find(|class| class.name == *name || class.underlyings.join(",") == *name);
            let class = class.ok_or_else(|| format!("no class {name}"))?;
            let got = match key.as_str() {
                "mr1" => Value::Array(class.mr1_moves.iter().map(|step| number(*step)).collect()),
                "mr6" => number(class.mr6_move),
                "mr4_annualised" => number(class.mr4_annualised),
                other => return Err(format!("no parameter {other}")),
            };
            let floats = |of: &Value| match of {
                Value::Array(list) => list.iter().map(Value::as_f64).collect(),
                other => vec![other.as_f64()],
            };
            tally.exact(key, floats(&got), floats(want));
        }
    }
    Ok(())
}
