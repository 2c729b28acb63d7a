//! An account of a Drift case, in whichever of the files' forms it is written, and its figures.

use super::Figure;
use crate::margin::audit::reading::{integer, scaled};
use crate::margin::venues::drift::{
    Account, Bucket, DriftRules, PerpMarket, PerpPosition, Requirement, Requires, Slope, SpotMarket, SpotPosition,
    StrictPrice, assess, buffered, health_percent, is_liquidatable, liquidation_price, most_leverage, parameters,
    worst_fill,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// The limits shipped; a case brings its own markets.
pub(crate) fn rules() -> Option<&'static DriftRules> {
    Some(&parameters().ok()?.parameters)
}

/// A perpetual market whose profits count whole.
pub(crate) fn perp_market(initial: u32, maintenance: u32, imf_factor: u32) -> PerpMarket {
    PerpMarket {
        margin_ratio_initial: initial,
        margin_ratio_maintenance: maintenance,
        imf_factor,
        pnl_initial_weight: 10_000,
        pnl_maintenance_weight: 10_000,
        pnl_imf_factor: 0,
        pnl_max_imbalance_e6: 0,
        net_user_pnl_e6: 0,
    }
}

/// The first of several names that is there.
fn any<'a>(of: &'a Value, names: &[&str]) -> Option<&'a Value> {
    names.iter().map(|name| &of[*name]).find(|value| !value.is_null())
}

fn units(of: &Value, names: &[&str], decimals: u32) -> Option<i128> {
    scaled(any(of, names)?, decimals)
}

/// A price beyond what the venue holds stands at the largest: no case can agree with what follows from it.
fn fit(price: i128) -> i64 {
    i64::try_from(price).unwrap_or(i64::MAX)
}

/// The oracle price under the first name that is there, and the mean under whichever key of the token speaks of it.
fn price(of: &Value, now: &[&str], token: &str) -> StrictPrice {
    let mut keys = of.as_object().into_iter().flatten();
    let mean = keys.find(|(key, _)| key.starts_with(token) && key.contains("twap")).map(|(_, value)| value);
    StrictPrice {
        current_e6: units(of, now, 6).map_or(1_000_000, fit),
        mean_e6: mean.and_then(|mean| scaled(mean, 6)).map(fit),
    }
}

fn weight(of: &Value, names: &[&str]) -> Option<u32> {
    units(of, names, 4).and_then(|weight| u32::try_from(weight).ok())
}

fn ratio(of: &Value, names: &[&str]) -> Option<u32> {
    any(of, names).and_then(integer).and_then(|ratio| u32::try_from(ratio).ok())
}

struct Case {
    account: Account,
    rules: DriftRules,
    prices: BTreeMap<String, StrictPrice>,
    oracles: BTreeMap<String, i64>,
    requires: Requires,
}

type Token = (SpotPosition, SpotMarket, StrictPrice);

/// The token of an account that holds, owes or has orders in one.
fn token(inputs: &Value) -> Option<Token> {
    let token = any_token(inputs);
    let SpotPosition { amount, open_bids, open_asks, .. } = &token.0;
    let there = [amount, open_bids, open_asks].iter().any(|amount| **amount != 0);
    there.then_some(token)
}

fn any_token(inputs: &Value) -> Token {
    let of = if inputs["sol"].is_object() { &inputs["sol"] } else { inputs };
    let held = units(of, &["deposit", "sol_deposit", "token_balance"], 9).unwrap_or(0);
    let owed = units(of, &["borrow", "sol_borrow"], 9).unwrap_or(0);
    let bids = units(of, &["open_bids", "sol_open_bids"], 9).unwrap_or(0);
    let asks = units(of, &["open_asks", "sol_open_asks"], 9).unwrap_or(0);
    let asset = |level: &str| weight(of, &[&format!("{level}_asset_weight"), &format!("asset_weight_{level}")]);
    let liability = |level: &str| weight(of, &[&format!("{level}_liab_weight"), &format!("liab_weight_{level}")]);
    let or = |one: Option<u32>, other: Option<u32>| one.or(other).unwrap_or(10_000);
    let position = SpotPosition {
        market: "SOL".into(),
        amount: held.saturating_sub(owed.saturating_abs()),
        open_bids: bids,
        open_asks: asks.saturating_abs().saturating_neg(),
        open_orders: ratio(of, &["open_orders"]).or_else(|| ratio(inputs, &["open_orders"])).unwrap_or(0),
    };
    let market = SpotMarket {
        decimals: 9,
        initial_asset_weight: or(asset("init"), asset("maint")),
        maintenance_asset_weight: or(asset("maint"), asset("init")),
        initial_liability_weight: or(liability("init"), liability("maint")),
        maintenance_liability_weight: or(liability("maint"), liability("init")),
        imf_factor: 0,
        scale_start_e6: 0,
        deposits: 0,
    };
    (position, market, price(of, &["sol_oracle", "oracle"], if inputs["sol"].is_object() { "" } else { "sol" }))
}

fn perp(inputs: &Value, of: &Value, isolated: bool) -> (PerpPosition, PerpMarket, i64) {
    let scaled_base = units(of, &["base_amount_1e9"], 0);
    let base = scaled_base.or_else(|| units(of, &["perp_base", "sol_perp_base", "base"], 9)).unwrap_or(0);
    let oracle = any(of, &["perp_oracle", "oracle"]).or_else(|| any(inputs, &["perp_oracle", "sol_oracle", "oracle"]));
    let oracle = oracle.and_then(|price| scaled(price, 6)).unwrap_or(1_000_000);
    let quote = units(of, &["quote_amount_1e6"], 0).or_else(|| units(of, &["perp_quote", "quote"], 6));
    let initial = ratio(of, &["margin_ratio_initial_bps", "margin_ratio_init_bps", "perp_margin_ratio_initial_bps"]);
    let maintenance = ratio(of, &["margin_ratio_maint_bps", "perp_margin_ratio_maint_bps"]);
    let both = |one: Option<u32>, other: Option<u32>| one.or(other).unwrap_or(10_000);
    let market =
        perp_market(both(initial, maintenance), both(maintenance, initial), ratio(of, &["imf_factor"]).unwrap_or(0));
    // the client's own tests use a market whose profits count for nothing
    let counts = if of["base"].is_null() || isolated { 10_000 } else { 0 };
    let market = PerpMarket {
        pnl_initial_weight: weight(of, &["pnl_init_weight", "unrealized_pnl_initial_asset_weight"]).unwrap_or(counts),
        pnl_maintenance_weight: weight(of, &["pnl_maint_weight"]).unwrap_or(counts),
        pnl_imf_factor: ratio(of, &["unrealized_pnl_imf_factor"]).unwrap_or(0),
        ..market
    };
    let position = PerpPosition {
        market: if isolated { "ISOLATED".into() } else { "PERP".into() },
        base_e9: base,
        quote_e6: quote.unwrap_or((base.saturating_mul(oracle) / 1_000_000_000).saturating_neg()),
        open_bids_e9: units(of, &["perp_open_bids"], 9).unwrap_or(0),
        open_asks_e9: units(of, &["perp_open_asks"], 9).unwrap_or(0).saturating_abs().saturating_neg(),
        open_orders: ratio(of, &["perp_open_orders"]).unwrap_or(0),
        own_ratio: ratio(of, &["position_max_margin_ratio_bps"]).unwrap_or(0),
        isolated_deposit_e6: isolated.then(|| units(of, &["deposit"], 6).unwrap_or(0)),
    };
    (position, market, fit(oracle))
}

fn read(inputs: &Value, requires: Requires) -> Option<Case> {
    let mut rules = rules()?.clone();
    let usdc = price(inputs, &["usdc_oracle"], "usdc");
    let mut case = Case {
        account: Account {
            own_ratio: ratio(inputs, &["user_max_margin_ratio_bps"]).unwrap_or(0),
            ..Default::default()
        },
        prices: BTreeMap::from([("USDC".to_owned(), usdc)]),
        oracles: BTreeMap::new(),
        rules: DriftRules { perp: BTreeMap::new(), ..rules.clone() },
        requires,
    };
    let held = units(inputs, &["usdc_deposit", "usdc"], 6).unwrap_or(0);
    let owed = units(inputs, &["usdc_borrow"], 6).unwrap_or(0);
    case.account.spot.push(SpotPosition {
        market: "USDC".into(),
        amount: held.saturating_sub(owed.saturating_abs()),
        ..Default::default()
    });
    if let Some((position, market, price)) = token(inputs) {
        rules.spot.insert("SOL".into(), market);
        case.account.spot.push(position);
        case.prices.insert("SOL".into(), price);
    }
    let perps = [(inputs, false), (&inputs["isolated"], true)];
    for (of, isolated) in perps.into_iter().filter(|(of, _)| of.is_object()) {
        let (position, market, oracle) = perp(inputs, of, isolated);
        case.rules.perp.insert(position.market.clone(), market);
        case.oracles.insert(position.market.clone(), oracle);
        case.account.perp.push(position);
    }
    case.rules.spot = rules.spot;
    Some(case)
}

fn answer(case: &Case) -> Option<Requirement> {
    assess(&case.account, &case.rules, &case.prices, &case.oracles, case.requires).ok()
}

/// Which requirement the inputs ask for: as they say, else maintenance where only that level or a buffer is given.
fn requires(inputs: &Value) -> Requires {
    match inputs["type"].as_str().or_else(|| inputs["margin_type"].as_str()) {
        Some(level) if level.to_lowercase().starts_with("maint") => Requires::Maintenance,
        Some(level) if level.to_lowercase().starts_with("fill") => Requires::Fill,
        Some(_) => Requires::Initial,
        None => {
            let keys: Vec<&String> = inputs.as_object().into_iter().flat_map(|map| map.keys()).collect();
            let of = |word: &str| keys.iter().any(|key| key.contains(word));
            if of("buffer") || (of("maint") && !of("init")) { Requires::Maintenance } else { Requires::Initial }
        }
    }
}

/// The figure of that name.
pub(crate) fn figure(inputs: &Value, key: &str) -> Option<Figure> {
    if !inputs["token_balance"].is_null() {
        return worst_token_fill(inputs, key);
    }
    let known = ["usdc", "sol", "base", "perp", "isolated"];
    if !inputs.as_object()?.keys().any(|name| known.iter().any(|word| name.starts_with(word))) {
        return None;
    }
    let keeping = key.contains("_maint")
        || ["health", "can_be_liquidated"].contains(&key)
        || key.starts_with("liquidation_price");
    let level = if keeping {
        Requires::Maintenance
    } else if key.contains("_init") {
        Requires::Initial
    } else {
        requires(inputs)
    };
    let case = read(inputs, level)?;
    let answer = answer(&case)?;
    let (cross, isolated) = (&answer.cross, answer.isolated.first().map(|one| &one.bucket));
    let perp = cross.perp.first();
    let buffer = ratio(inputs, &["margin_buffer_bps"]).unwrap_or(case.rules.liquidation.buffer);
    let money = |amount: i128| Some(Figure::Units(amount, 6));
    match key.trim_end_matches("_1e6").trim_end_matches("_1e4") {
        "margin_requirement" | "cross_margin_requirement" | "margin_requirement_maint" | "margin_requirement_init" => {
            money(cross.margin_requirement)
        }
        "total_collateral" | "cross_total_collateral" => money(cross.total_collateral),
        "free_collateral" => money(cross.free().ok()?.max(0)),
        "isolated_margin_requirement" => money(isolated?.margin_requirement),
        "isolated_total_collateral" => money(isolated?.total_collateral),
        "margin_requirement_plus_buffer" => money(buffered(cross, buffer).ok()?.margin_requirement),
        "total_collateral_plus_buffer" => money(buffered(cross, buffer).ok()?.total_collateral),
        "margin_ratio_used_bps" => Some(Figure::Units(perp?.ratio.into(), 4)),
        "weighted_upnl" => money(perp?.weighted_pnl),
        "upnl" => money(perp?.unrealized_pnl),
        "health" => Some(Figure::Units(health_percent(cross).ok()?.into(), 0)),
        "can_be_liquidated" => Some(Figure::Said(is_liquidatable(cross))),
        "max_leverage_init" | "max_leverage_maint" => {
            let (oracle, net) = (*case.oracles.get("PERP")?, cross.total_collateral);
            let own = case.account.own_ratio;
            let most = most_leverage(cross.free().ok()?, 0, net, case.rules.perp.get("PERP")?, oracle, level, own);
            Some(Figure::Units(most.ok()?, 4))
        }
        "liquidation_price" => {
            let (market, position) = (case.rules.perp.get("PERP")?, case.account.perp.first()?);
            let slope = Slope::of_perp(position.base_e9, market, Requires::Maintenance).ok()?;
            let price = liquidation_price(*case.oracles.get("PERP")?, cross.free().ok()?, slope).ok()?;
            money(price.unwrap_or(-1_000_000))
        }
        _ => with_buffer(key, cross, isolated),
    }
}

/// `with_10pct_buffer` names the buffer in the figure that is asked for.
fn with_buffer(key: &str, cross: &Bucket, isolated: Option<&Bucket>) -> Option<Figure> {
    let percent: u32 = key.strip_prefix("with_")?.strip_suffix("pct_buffer")?.parse().ok()?;
    let pool = |bucket: &Bucket| buffered(bucket, percent.checked_mul(100)?).ok();
    let (cross, own) = (pool(cross)?, pool(isolated?)?);
    Some(Figure::Group(vec![
        ("cross_req", cross.margin_requirement),
        ("cross_collateral", cross.total_collateral),
        ("iso_req", own.margin_requirement),
        ("iso_collateral", own.total_collateral),
    ]))
}

fn worst_token_fill(inputs: &Value, key: &str) -> Option<Figure> {
    let (position, market, price) = any_token(inputs);
    let own = ratio(inputs, &["user_max_margin_ratio_bps"]).unwrap_or(0);
    let fill = worst_fill(&position, &market, &price, requires(inputs), own).ok()?;
    let (got, decimals) = match key {
        "worst_token_amount" => (fill.token_amount, 9),
        "weighted_token_value" => (fill.weighted_value, 6),
        "token_value" => (fill.token_value, 6),
        "orders_value" => (fill.orders_value, 6),
        "free_collateral_contribution" => (fill.contribution, 6),
        _ => return None,
    };
    Some(Figure::Units(got, decimals))
}
