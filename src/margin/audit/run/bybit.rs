//! Cases of files named `bybit*.json`.

use crate::margin::audit::outcome::{Answer, Tally, keys, not_covered};
use crate::margin::audit::reading::{decimal_at, float_at, get, isolated_position, near, right};
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::formulas::{OptionQuote, Quoted, isolated_at_entry, margin};
use crate::margin::venues::bybit::{
    Contingency, Rows, long_cost, maintenance_ratio, option_rules, portfolio_margin, portfolio_rules,
};
use rust_decimal::Decimal;
use serde_json::Value;

/// Runs one case.
pub(crate) fn run(case: &Value) -> Answer {
    let inputs = &case["inputs"];
    let has = |key: &str| inputs.get(key).is_some();
    let mut tally = Tally::default();
    let done = if has("price_scale") {
        portfolio(case, &mut tally)
    } else if has("leverage") && has("mmr") {
        isolated(case, &mut tally)
    } else if has("order_price") && has("fee_cap") {
        cost(case, &mut tally)
    } else if has("strike") && has("type") {
        option(case, &mut tally)
    } else {
        return not_covered(case);
    };
    tally.outcome_of(done)
}

fn numbers(of: &Value) -> Result<Vec<f64>, String> {
    let list = of.as_array().ok_or_else(|| format!("{of} is no list"))?;
    list.iter().map(|value| value.as_f64().ok_or_else(|| format!("{value} is no number"))).collect()
}

fn portfolio(case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let mut rules = portfolio_rules().map_err(|why| why.to_string())?.parameters;
    rules.price_moves = numbers(&inputs["price_scale"])?;
    let flat = || Ok(vec![0.0; rules.price_moves.len()]);
    let row = |key: &str| inputs.get(key).map_or_else(flat, numbers);
    let options = match inputs["option_pnl_up_same_down"].as_array() {
        Some(rows) => rows
            .iter()
            .map(|row| numbers(row)?.try_into().map_err(|_| "three volatilities are right".to_owned()))
            .collect::<Result<_, String>>()?,
        None => vec![[0.0; 3]; rules.price_moves.len()],
    };
    let rows = Rows { futures: row("perp_pnl")?, options, spot_hedge: row("spot_hedge_pnl")? };
    let part = |key: &str| float_at(&inputs["contingency"], key).unwrap_or(0.0);
    let contingency = Contingency {
        option: part("option"),
        option_vega: part("optionVega"),
        future_delta: part("futureDelta"),
        future: part("future"),
        usdt_usdc: part("usdtUsdc"),
    };
    let symbol = inputs["perp"]["symbol"].as_str().or_else(|| inputs["option"]["symbol"].as_str()).unwrap_or_default();
    let coin = symbol.split('-').next().unwrap_or_default();
    let coin = coin.strip_suffix("USDT").or_else(|| coin.strip_suffix("USDC")).unwrap_or(coin);
    let margin = portfolio_margin(coin, &rows, &contingency, &rules).map_err(|why| why.to_string())?;
    let tolerance = case["tolerance"].as_f64();
    for (key, want) in case["expected"].as_object().ok_or("no expectations")? {
        let one = match key.as_str() {
            "all_pnl" => {
                Tolerance::of(case, key, Tolerance::USUAL).hold_all(tally, key, &margin.all, want);
                continue;
            }
            "max_loss_price_move" => margin.worst.map_or(0.0, |worst| worst.price_move),
            "max_loss_iv_shock" => margin.worst.map_or(0.0, |worst| worst.vol_shock),
            "contingency_total" => contingency.total(),
            "asset_mm" => margin.maintenance,
            "asset_im" => margin.initial,
            "im_over_mm" => margin.initial / margin.maintenance,
            other => return Err(format!("no figure {other}")),
        };
        match (tolerance, want.as_f64()) {
            // the venue's own totals are a ten-thousandth off the sum of its parts: relative
            (Some(tolerance), Some(want)) if key.starts_with("asset_") => {
                Tolerance::of_one_at_least(tolerance).hold(tally, key, one, want);
            }
            _ => Tolerance::of(case, key, Tolerance::USUAL).hold_all(tally, key, &[one], want),
        }
    }
    Ok(())
}

fn isolated(case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let position = isolated_position(inputs)?;
    let price = isolated_at_entry(&position).map_err(|why| why.to_string())?;
    for (key, want) in case["expected"].as_object().ok_or("no expectations")? {
        match (key.as_str(), price) {
            ("liq", Some(price)) => {
                Tolerance::of(case, key, Tolerance::USUAL).hold_all(tally, key, &[near(price)], want)
            }
            ("liq", None) => tally.exact(key, &Value::Null, want),
            (other, _) => return Err(format!("no figure {other}")),
        }
    }
    Ok(())
}

fn cost(case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let mut rules = option_rules().map_err(|why| why.to_string())?.parameters;
    rules.fee_cap = decimal_at(inputs, "fee_cap")?;
    rules.taker_fee = get(inputs, &["taker"]).unwrap_or(rules.taker_fee);
    let quantity = get(inputs, &["qty", "size"]).ok_or("no quantity")?;
    let cost = long_cost(&rules, decimal_at(inputs, "index")?, decimal_at(inputs, "order_price")?, quantity);
    let cost = cost.map_err(|why| why.to_string())?;
    for (key, want) in case["expected"].as_object().ok_or("no expectations")? {
        let got = match key.as_str() {
            "premium" => cost.premium,
            "fee" => cost.fee,
            "cost" => cost.cost,
            other => return Err(format!("no figure {other}")),
        };
        Tolerance::of(case, key, Tolerance::USUAL).hold_all(tally, key, &[near(got)], want);
    }
    Ok(())
}

fn option(case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let mut rules = option_rules().map_err(|why| why.to_string())?.parameters.seller;
    for (keys, value) in [
        (&["mm_factor"][..], &mut rules.maintenance),
        (&["liq_fee_rate"], &mut rules.liquidation_fee),
        (&["im_factor", "max_im_factor", "im_a"], &mut rules.initial),
        (&["min_im_factor", "im_min_factor", "im_b"], &mut rules.least),
    ] {
        *value = get(inputs, keys).unwrap_or(*value);
    }
    let quote = OptionQuote {
        right: right(inputs)?,
        quoted: Quoted::Linear,
        index: decimal_at(inputs, "index")?,
        strike: decimal_at(inputs, "strike")?,
        mark: decimal_at(inputs, "mark")?,
        entry: get(inputs, &["entry", "entry_price", "avg_price", "order_price"]),
    };
    let size = get(inputs, &["size", "qty"]).unwrap_or(Decimal::NEGATIVE_ONE);
    let margin = margin(&rules, &quote, size).map_err(|why| why.to_string())?;
    let balance = get(inputs, &["margin_balance"]);
    for (key, want) in case["expected"].as_object().ok_or("no expectations")? {
        let of_balance = |amount: Decimal| -> Result<Decimal, String> {
            let ratio = maintenance_ratio(amount, balance.ok_or("no margin balance")?);
            ratio.map_err(|why| why.to_string())?.ok_or_else(|| "nothing left".to_owned())
        };
        let got = match key.as_str() {
            "position_mm" | "mm" => margin.maintenance,
            "position_im" | "im" => margin.initial,
            "account_mm_rate" => of_balance(margin.maintenance)?,
            "account_im_rate" => of_balance(margin.initial)?,
            other => return Err(format!("no figure {other} from {:?}", keys(inputs))),
        };
        Tolerance::of(case, key, Tolerance::USUAL).hold_all(tally, key, &[near(got)], want);
    }
    Ok(())
}
