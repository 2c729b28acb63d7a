//! Cases of files named `misc*.json`: venues with a case or two each, told apart by their input keys.

use crate::book::Exact;
use crate::margin::audit::outcome::{Answer, Tally, not_covered};
use crate::margin::audit::reading::decimal;
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::venues::{gmx, paradex, synthetix, vertex};
use crate::margin::weights::{Level, TokenWeights, WeightPair};
use rust_decimal::Decimal;
use serde_json::Value;

/// Runs one case.
pub(crate) fn run(case: &Value) -> Answer {
    let inputs = &case["inputs"];
    let has = |key: &str| !inputs[key].is_null();
    let figures = if has("lw_spot") {
        spread(inputs)
    } else if has("net_delta") {
        minimum_delta(inputs)
    } else if has("skew_scale") {
        required(inputs)
    } else if has("size_usd") {
        liquidation(inputs)
    } else {
        None
    };
    let Some(figures) = figures else { return not_covered(case) };
    let mut tally = Tally::default();
    for (key, want) in case["expected"].as_object().into_iter().flatten().filter(|(key, _)| *key != "note") {
        match figures.iter().find(|(name, _)| name == key) {
            Some((_, Some(got))) => {
                Tolerance::of(case, key, Tolerance::relative(1e-13)).hold_decimal(&mut tally, key, *got, want)
            }
            Some((_, None)) => tally.exact(key, true, want.is_null()),
            None => return not_covered(case),
        }
    }
    tally.outcome()
}

type Figures = Vec<(&'static str, Option<Decimal>)>;

fn read(inputs: &Value, key: &str) -> Option<Decimal> {
    decimal(&inputs[key])
}

/// A case that names the health asks the venue with a cap by health, one that does not the venue without.
fn spread(inputs: &Value) -> Option<Figures> {
    let venues = &vertex::parameters().ok()?.parameters.venues;
    let (rules, level) = match inputs["health"].as_str() {
        None => (venues.get("vertex")?, Level::Initial),
        Some("initial") => (venues.get("nado")?, Level::Initial),
        Some(_) => (venues.get("nado")?, Level::Maintenance),
    };
    let product = |which: &str| {
        let long = read(inputs, &format!("lw_{which}"))?;
        let liability = read(inputs, &format!("sw_{which}")).or_else(|| Decimal::TWO.minus(long))?;
        let pair = WeightPair { asset: long, liability };
        let price = read(inputs, &format!("{which}_price")).or_else(|| read(inputs, "price"))?;
        let weights = TokenWeights { initial: pair, maintenance: pair };
        Some(vertex::Product { amount: read(inputs, which)?, price, weights })
    };
    let answer = vertex::pair_health(&product("spot")?, &product("perp")?, rules, level).ok()?;
    Some(vec![
        ("health_without_spread", answer.spot.plus(answer.perp)),
        ("spread_weight", answer.spread_weight),
        ("rebate", Some(answer.rebate)),
        ("health_with_spread", Some(answer.health)),
    ])
}

fn minimum_delta(inputs: &Value) -> Option<Figures> {
    let net = read(inputs, "net_delta")?;
    let gross =
        read(inputs, "gross_delta").or_else(|| net.abs().plus(read(inputs, "hedged_delta")?.times(Decimal::TWO)?))?;
    let rules = &paradex::parameters().ok()?.parameters;
    let least = paradex::minimum_delta(net, gross, read(inputs, "spot")?, rules).ok()?;
    let scan = read(inputs, "scan").unwrap_or_default();
    let margins = paradex::margins(scan, &least, read(inputs, "provisions").unwrap_or_default(), rules).ok()?;
    Some(vec![
        ("min_delta_risk", Some(least.requirement)),
        ("hedged_delta", Some(least.hedged_delta)),
        ("initial_margin", Some(margins.initial_margin)),
        ("maintenance_margin", Some(margins.maintenance_margin)),
    ])
}

fn required(inputs: &Value) -> Option<Figures> {
    let market = synthetix::Market {
        skew_scale: read(inputs, "skew_scale")?,
        initial_margin_ratio: read(inputs, "initial_margin_ratio")?,
        min_initial_margin_ratio: read(inputs, "min_initial_margin_ratio")?,
        maintenance_scalar: read(inputs, "maintenance_scalar")?,
        min_position_margin: read(inputs, "min_position_margin").unwrap_or_default(),
    };
    let answer = synthetix::margins(read(inputs, "size")?, read(inputs, "price")?, &market).ok()?;
    Some(vec![
        ("initial_ratio", Some(answer.initial_ratio)),
        ("maintenance_ratio", Some(answer.maintenance_ratio)),
        ("initial_margin", Some(answer.initial_margin)),
        ("maintenance_margin", Some(answer.maintenance_margin)),
    ])
}

fn liquidation(inputs: &Value) -> Option<Figures> {
    let mut rules = gmx::parameters().ok()?.parameters.clone();
    rules.min_collateral_usd = read(inputs, "min_collateral_usd")?;
    let market = gmx::Market {
        min_collateral_factor: read(inputs, "min_collateral_factor")?,
        max_impact_factor: read(inputs, "max_impact_factor").unwrap_or(Decimal::ONE),
    };
    let collateral = match read(inputs, "collateral_tokens") {
        Some(amount) => gmx::Collateral::Same(amount),
        None => gmx::Collateral::Other(read(inputs, "collateral_usd")?),
    };
    let position = gmx::Position {
        is_long: inputs["is_long"].as_bool().unwrap_or(true),
        size_usd: read(inputs, "size_usd")?,
        size_tokens: read(inputs, "size_tokens")?,
        collateral,
        fees_usd: read(inputs, "fees_usd").unwrap_or_default(),
        price_impact_usd: read(inputs, "price_impact_usd").unwrap_or_default(),
    };
    let answer = gmx::liquidation(&position, &market, &rules).ok()?;
    Some(vec![
        ("liquidation_collateral", Some(answer.liquidation_collateral)),
        ("remaining_collateral", answer.remaining_collateral),
        ("liquidation_price", answer.price),
    ])
}
