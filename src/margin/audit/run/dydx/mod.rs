//! Cases of files named `dydx*.json`.

mod tables;

use crate::margin::FigureError;
use crate::margin::audit::outcome::{Answer, Outcome, Tally, disagree, not_covered};
use crate::margin::audit::reading::{decimal, get, list};
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::checked::decimal::mul;
use crate::margin::venues::dydx::{
    LiquidationRules, LiquidityTier, Market, Position, ScreenPosition, Subaccount, bankruptcy, effective_initial_ppm,
    fillable, initial_of_notional, insurance_fee, liquidation_size, maintenance_of_notional, maintenance_ppm,
    parameters, requirement, screen_liquidation, screen_standing, subaccount,
};
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;

/// Integers and fractions as they are written, decimals as decimals.
#[derive(Clone, Debug)]
enum Figure {
    Exact(String),
    Screen(Option<Decimal>),
    Yes(bool),
}

type Figures = BTreeMap<&'static str, Figure>;

const QUOTE: &[&str] = &["quote_balance_quantums", "quote_quantums", "asset_quantums"];

/// Runs one case.
pub(crate) fn run(case: &Value) -> Answer {
    let inputs = &case["inputs"];
    let shipped = match parameters() {
        Ok(shipped) => &shipped.parameters,
        Err(why) => return disagree(why),
    };
    let figures = match figures(inputs, &shipped.liquidation) {
        Ok(figures) => figures,
        // some cases expect to be refused
        Err(FigureError::Input { .. }) if !case["expected"]["error"].is_null() => return Outcome::Agree(0.0).into(),
        Err(why) => return disagree(why),
    };
    let mut tally = Tally::default();
    tables::tables(&case["expected"], shipped, &mut tally);
    if figures.is_empty() {
        let answer = tally.outcome();
        return match answer.outcome {
            Outcome::NotCovered(_) => not_covered(case),
            _ => answer,
        };
    }
    for (key, want) in case["expected"].as_object().into_iter().flatten() {
        let Some(figure) = figures.get(name(key)) else {
            if !want.is_string() || decimal(want).is_some() {
                tally.wrong(format!("no figure {key} from these inputs"));
            }
            continue;
        };
        match figure {
            Figure::Exact(got) => tally.exact(key, got.clone(), written(want)),
            Figure::Yes(got) => tally.exact(key, Some(*got), want.as_bool()),
            Figure::Screen(got) if key.contains("rounded") => {
                let shown = got.zip(decimal(want)).map(|(got, want)| got.round_dp(want.scale()));
                Tolerance::EXACT.as_written().hold_decimal(&mut tally, key, shown, want);
            }
            Figure::Screen(got) => {
                Tolerance::of(case, key, Tolerance::EXACT).as_written().hold_decimal(&mut tally, key, *got, want)
            }
        }
    }
    tally.outcome()
}

/// The figure an expected key asks for.
fn name(key: &str) -> &str {
    match key {
        "effective_imf_ppm" | "effective_initial_margin_ppm" | "imf_ppm" => "effective_ppm",
        "maintenance_margin_ppm" | "mmf_ppm" => "maintenance_ppm",
        "bankruptcy_quote_quantums" | "bankruptcy_price_quote_quantums" | "bankruptcy_price" => "bankruptcy",
        "fillable_quote_quantums_per_base_quantum" | "fillable_price" => "fillable",
        "liquidation_price" | "liq_price" | "liq" | "doc_rounded" | "liquidation_price_rounded" => "liquidation",
        "net_collateral_quote_quantums" | "net_collateral" | "nc_quote_quantums" => "net_collateral",
        "free_collateral" | "free" => "free",
        "notional_quote_quantums" | "notional" => "notional",
        "is_liquidatable" | "liquidatable" => "liquidatable",
        "insurance_fund_fee"
        | "fee_quote_quantums"
        | "insurance_fund_delta"
        | "insurance_fund_delta_quote_quantums" => "fee",
        "liquidation_size_base_quantums" | "liquidate_base_quantums" => "size",
        "initial_margin" | "imr" => "initial",
        "maintenance_margin" | "mmr" => "maintenance",
        other => other,
    }
}

/// An expected integer or fraction, as text in lowest form.
fn written(want: &Value) -> String {
    let text = want.as_str().map_or_else(|| want.to_string(), str::to_owned);
    match text.split_once('/') {
        Some(_) => text,
        None if text.parse::<i128>().is_ok() => text,
        None => decimal(want).map_or(text, |want| want.normalize().to_string()),
    }
}

fn integer(of: &Value, keys: &[&str]) -> Option<i128> {
    let found = keys.iter().map(|key| &of[*key]).find(|value| !value.is_null())?;
    found.as_str().map_or_else(|| found.to_string(), str::to_owned).parse().ok()
}

fn small<T: TryFrom<i128>>(of: &Value, keys: &[&str]) -> Option<T> {
    integer(of, keys).and_then(|number| T::try_from(number).ok())
}

fn tier(of: &Value) -> Option<LiquidityTier> {
    let initial = &["initial_margin_ppm", "imf_ppm"];
    let maintenance = &["maintenance_fraction_ppm", "maintenance_ppm"];
    Some(LiquidityTier {
        initial_margin_ppm: small(of, initial)?,
        maintenance_fraction_ppm: small(of, maintenance).unwrap_or(0),
        open_interest_lower_cap: small(of, &["oi_lower_cap", "open_interest_lower_cap"]).unwrap_or(0),
        open_interest_upper_cap: small(of, &["oi_upper_cap", "open_interest_upper_cap"]).unwrap_or(0),
    })
}

/// A power of ten written `1e-8`.
fn exponent(written: &str) -> Option<i32> {
    written.split_once('e')?.1.parse().ok()
}

/// A market as the chain has it (`price`, `price_exponent`, `atomic_resolution`) or told by its oracle price in USDC and
/// its base quantum in coins.
fn market(of: &Value) -> Option<Market> {
    let (price, price_exponent) = match integer(of, &["price_exponent", "exponent"]) {
        Some(exponent) => (integer(of, &["price"])?, i32::try_from(exponent).ok()?),
        None => {
            let oracle = get(of, &["oracle", "price", "oracle_price"])?;
            (oracle.mantissa(), -i32::try_from(oracle.scale()).ok()?)
        }
    };
    let resolution = small(of, &["atomic_resolution"]).or_else(|| exponent(of["base_quantum"].as_str()?))?;
    Some(Market {
        price: u64::try_from(price).ok()?,
        price_exponent,
        atomic_resolution: resolution,
        tier: tier(of)?,
        open_interest: small(of, &["open_interest_base_quantums", "open_interest"]).unwrap_or(0),
    })
}

fn position(of: &Value) -> Option<Position> {
    let custom = ["custom_imf_ppm", "custom_initial_margin_ppm", "custom_imf"];
    Some(Position {
        size: integer(of, &["size_base_quantums", "base_quantums", "quantums"])?,
        market: market(of)?,
        custom_initial_ppm: small(of, &custom).unwrap_or(0),
    })
}

fn liquidation_rules(of: &Value, shipped: &LiquidationRules) -> LiquidationRules {
    LiquidationRules {
        max_fee_ppm: small(of, &["max_fee_ppm", "max_liquidation_fee_ppm"]).unwrap_or(shipped.max_fee_ppm),
        min_position_notional: small(of, &["min_position_notional_liquidated", "min_position_notional"])
            .unwrap_or(shipped.min_position_notional),
        max_position_portion_ppm: small(of, &["max_position_portion_liquidated_ppm", "max_position_portion_ppm"])
            .unwrap_or(shipped.max_position_portion_ppm),
        max_subaccount_notional_per_block: small(of, &["max_notional_liquidated", "max_subaccount_notional_per_block"])
            .unwrap_or(shipped.max_subaccount_notional_per_block),
        bankruptcy_adjustment_ppm: small(of, &["bankruptcy_adjustment_ppm"])
            .unwrap_or(shipped.bankruptcy_adjustment_ppm),
        spread_to_maintenance_ppm: small(of, &["spread_to_mmr_ratio_ppm", "spread_to_maintenance_margin_ratio_ppm"])
            .unwrap_or(shipped.spread_to_maintenance_ppm),
    }
}

/// Everything that follows from the inputs.
fn figures(inputs: &Value, shipped: &LiquidationRules) -> Result<Figures, FigureError> {
    let mut found = Figures::new();
    if let Some(tier) = tier(inputs) {
        of_tier(inputs, &tier, &mut found)?;
    }
    if let Some(row) = position(inputs) {
        let kept = requirement(row.size, &row.market, row.custom_initial_ppm)?;
        found.insert("notional", Figure::Exact(kept.notional.to_string()));
        found.insert("effective_ppm", Figure::Exact(kept.initial_ppm.to_string()));
        found.insert("imr_quote_quantums", Figure::Exact(kept.initial.to_string()));
        found.insert("mmr_quote_quantums", Figure::Exact(kept.maintenance.to_string()));
    }
    if let Some(quote) = integer(inputs, QUOTE) {
        let rows = list(inputs, &["positions"]).iter().map(position).collect::<Option<Vec<_>>>();
        if let Some(positions) = rows {
            of_subaccount(inputs, &Subaccount { quote, positions }, shipped, &mut found)?;
        }
    }
    let (quote, bankrupt) = (&["fill_quote_quantums", "delta_quote_quantums"], &["bankruptcy_quote_quantums"]);
    if let (Some(quote), Some(bankrupt)) = (integer(inputs, quote), integer(inputs, bankrupt)) {
        let fee = insurance_fee(quote, bankrupt, liquidation_rules(inputs, shipped).max_fee_ppm)?;
        found.insert("fee", Figure::Exact(fee.amount.to_string()));
    }
    screen(inputs, &mut found)?;
    Ok(found)
}

fn of_tier(inputs: &Value, tier: &LiquidityTier, found: &mut Figures) -> Result<(), FigureError> {
    let open_interest = small(inputs, &["oi_quote_quantums", "open_interest_quote_quantums"]).unwrap_or(0);
    let custom = small(inputs, &["custom_imf_ppm", "custom_initial_margin_ppm", "custom_imf"]).unwrap_or(0);
    let rate = effective_initial_ppm(tier, open_interest).max(custom);
    found.insert("effective_ppm", Figure::Exact(rate.to_string()));
    found.insert("maintenance_ppm", Figure::Exact(maintenance_ppm(tier).to_string()));
    if let Some(notional) = integer(inputs, &["notional_quote_quantums", "notional"]) {
        let initial = initial_of_notional(notional.unsigned_abs(), rate)?;
        let maintenance = maintenance_of_notional(notional.unsigned_abs(), tier)?;
        found.insert("imr_quote_quantums", Figure::Exact(initial.to_string()));
        found.insert("mmr_quote_quantums", Figure::Exact(maintenance.to_string()));
    }
    Ok(())
}

fn of_subaccount(
    inputs: &Value,
    account: &Subaccount,
    shipped: &LiquidationRules,
    found: &mut Figures,
) -> Result<(), FigureError> {
    let report = subaccount(account)?;
    found.insert("net_collateral", Figure::Exact(report.net_collateral.to_string()));
    found.insert("imr_quote_quantums", Figure::Exact(report.initial.to_string()));
    found.insert("mmr_quote_quantums", Figure::Exact(report.maintenance.to_string()));
    found.insert("free", Figure::Exact(report.free.to_string()));
    found.insert("liquidatable", Figure::Yes(report.liquidatable));
    let place = |keys: &[&str]| small::<usize>(inputs, keys);
    let rules = liquidation_rules(inputs, shipped);
    if let Some(delta) = integer(inputs, &["delta_base_quantums"]) {
        let closed = place(&["close_index", "target_index", "index"]).unwrap_or(0);
        let price = bankruptcy(account, closed, delta)?;
        found.insert("bankruptcy", Figure::Exact(price.quote.to_string()));
        if let Some(quote) = integer(inputs, &["fill_quote_quantums", "delta_quote_quantums"]) {
            let fee = insurance_fee(quote, price.quote, rules.max_fee_ppm)?;
            found.insert("fee", Figure::Exact(fee.amount.to_string()));
        }
    }
    if let Some(target) = place(&["target_index", "close_index", "index"])
        && inputs["bankruptcy_adjustment_ppm"].is_number()
    {
        found.insert("fillable", Figure::Exact(fillable(account, target, &rules)?.price.to_string()));
    }
    if let (Some(step), Some(row)) = (small(inputs, &["step_base_quantums"]), account.positions.first()) {
        let already = small(inputs, &["already_liquidated_quote_quantums"]).unwrap_or(0);
        let size = liquidation_size(row.size, &row.market, step, already, &rules)?;
        found.insert("size", Figure::Exact(size.size.to_string()));
    }
    Ok(())
}

/// Figures of the venue's screens: a position told in coins and USDC.
fn screen(inputs: &Value, found: &mut Figures) -> Result<(), FigureError> {
    let size = &["size", "position_size"];
    let oracle = &["oracle", "price", "oracle_price", "mark"];
    let rate = &["mmf", "maintenance_margin_fraction", "maintenance"];
    let row = |of: &Value| {
        let maintenance = get(of, rate)?;
        let initial = get(of, &["imf", "initial_margin_fraction", "initial"]).unwrap_or(maintenance.max(Decimal::ZERO));
        Some(ScreenPosition { size: get(of, size)?, oracle: get(of, oracle)?, initial, maintenance })
    };
    let others = list(inputs, &["other_positions", "others"]).iter().map(row).collect::<Option<Vec<_>>>();
    let listed = list(inputs, &["positions"]).iter().map(row).collect::<Option<Vec<_>>>().unwrap_or_default();
    let (first, others) = match (row(inputs), listed.split_first(), others) {
        (Some(first), _, others) => (first, others.unwrap_or_default()),
        (None, Some((first, rest)), _) => (*first, rest.to_vec()),
        _ => return Ok(()),
    };
    let quote = get(inputs, &["quote", "quote_balance", "usdc"]);
    let all: Vec<_> = std::iter::once(first).chain(others.iter().copied()).collect();
    let equity = match (get(inputs, &["equity"]), quote) {
        (Some(equity), _) => equity,
        (None, Some(quote)) => {
            let shown = screen_standing(quote, &all)?;
            found.insert("equity", Figure::Screen(Some(shown.equity)));
            found.insert("free", Figure::Screen(Some(shown.free)));
            found.insert("initial", Figure::Screen(Some(shown.initial)));
            found.insert("maintenance", Figure::Screen(Some(shown.maintenance)));
            found.insert("leverage", Figure::Screen(shown.notional.checked_div(shown.equity)));
            found.insert("margin_usage", Figure::Screen(shown.initial.checked_div(shown.equity)));
            shown.equity
        }
        (None, None) => return Ok(()),
    };
    // one amount stands for the others where they are not listed
    let kept = others.iter().map(|row| Ok((mul("notional", row.size, row.oracle)?, row.maintenance)));
    let mut kept = kept.collect::<Result<Vec<_>, FigureError>>()?;
    if kept.is_empty() {
        kept.extend(get(inputs, &["other_mmr", "other_maintenance"]).map(|amount| (amount, Decimal::ONE)));
    }
    let root = screen_liquidation(equity, first.size, first.oracle, first.maintenance, &kept)?;
    found.insert("liquidation", Figure::Screen(root.map(|root| root.price)));
    Ok(())
}
