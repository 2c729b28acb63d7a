//! Figures of Hyperliquid's accounts as a whole: portfolio margin, unified accounts.

use super::{Figures, LEVERAGE, NOTIONAL};
use crate::margin::FigureError;
use crate::margin::audit::outcome::Tally;
use crate::margin::audit::reading::{decimal, get, list};
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::venues::hyperliquid::{
    Collateral, Debt, Dex, PortfolioRules, available_balance, borrow_apy, borrowable, liquidation_threshold, portfolio,
    unified,
};
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;

const BORROWED: &[&str] = &["borrowed_usdc", "borrowed"];

const UTILISATION: &[&str] = &["utilization", "utilisation"];

/// Holds what is no single figure: whether an account is liquidatable, borrow rates by utilisation. `false` where the
/// expectation is of another kind.
pub(crate) fn hold(
    tally: &mut Tally,
    key: &str,
    want: &Value,
    figures: &Figures,
    tolerance: Tolerance,
    (inputs, rules): (&Value, &PortfolioRules),
) -> bool {
    match want {
        Value::Bool(want) => {
            let ratio = figures.get("ratio").copied().flatten();
            tally.exact(key, ratio.is_none_or(|ratio| ratio > rules.liquidation_ratio), *want);
        }
        Value::Array(wants) => {
            for (place, want) in wants.iter().enumerate() {
                let at = list(inputs, UTILISATION).get(place).and_then(decimal);
                tolerance.hold_decimal(tally, key, at.and_then(|at| borrow_apy(at, rules).ok()), want);
            }
        }
        _ => return false,
    }
    true
}

/// The collateral of a portfolio-margin case: its quantity stands under a name of its own or under the token's.
fn collateral(inputs: &Value, rules: &PortfolioRules) -> Option<Collateral> {
    let known = ["price", "oracle", "ltv", "borrowed_usdc", "borrowed", "cross_maintenance", "min_borrow_offset"];
    let by_name = || {
        let mut rows = inputs.as_object()?.iter();
        rows.find(|(key, value)| {
            let listed = rules.tokens.keys().any(|token| token.eq_ignore_ascii_case(key));
            listed && !known.contains(&key.as_str()) && decimal(value).is_some()
        })
    };
    let quantity = get(inputs, &["balance", "quantity", "qty"]).or_else(|| decimal(by_name()?.1))?;
    let (oracle, ltv) = (get(inputs, &["price", "oracle"])?, get(inputs, &["ltv"])?);
    Some(Collateral { quantity, oracle, ltv, supply_cap: get(inputs, &["supply_cap", "supplyCap"]) })
}

pub(crate) fn borrowing(inputs: &Value, rules: &PortfolioRules, found: &mut Figures) -> Result<(), FigureError> {
    if let Some(ltv) = get(inputs, &["ltv"]) {
        found.insert("threshold", Some(liquidation_threshold(ltv, rules)?));
    }
    if !list(inputs, UTILISATION).is_empty() {
        found.insert("apy", None);
    } else if let Some(at) = get(inputs, UTILISATION) {
        found.insert("apy", Some(borrow_apy(at, rules)?));
    }
    let Some(collateral) = collateral(inputs, rules) else { return Ok(()) };
    let borrow_cap = get(inputs, &["borrow_cap", "borrowCap"]);
    found.insert("borrowable", Some(borrowable(&collateral, borrow_cap)?.amount));
    if let Some(borrowed) = get(inputs, BORROWED) {
        let mut of = rules.clone();
        of.requirement_floor_usd = get(inputs, &["min_borrow_offset"]).unwrap_or(of.requirement_floor_usd);
        let cross_maintenance = get(inputs, &["cross_maintenance", "maintenance"]).unwrap_or_default();
        let balance = get(inputs, &["portfolio_balance_usdc", "usdc_balance"]).unwrap_or_default();
        let report = portfolio(&[Debt { borrowed, cross_maintenance, balance, borrow_cap }], &[collateral], &of)?;
        for debt in &report.debts {
            found.insert("requirement", Some(debt.requirement));
            found.insert("value", Some(debt.liquidation_value));
        }
        found.insert("ratio", report.ratio);
    }
    Ok(())
}

pub(crate) fn accounts(inputs: &Value, rules: &PortfolioRules, found: &mut Figures) -> Result<(), FigureError> {
    let rows = list(inputs, &["tokens", "dexes", "collateral_tokens"]);
    let cross = &["cross_maintenance", "crossMaintenanceMarginUsed", "cross_maintenance_margin_used", "maintenance"];
    let isolated = &["isolated_margin", "isolatedMarginUsed", "isolated_margin_used", "isolated"];
    let total = &["spot_total", "total", "spotTotal", "spot"];
    let alone = get(inputs, total).map(|_| std::slice::from_ref(inputs));
    let rows = if rows.is_empty() { alone.unwrap_or(&[]) } else { rows };
    let name = |row: &Value| {
        let name =
            ["token", "collateralToken", "collateral_token", "coin", "name"].iter().find(|key| !row[**key].is_null());
        name.map_or_else(String::new, |key| row[*key].to_string())
    };
    let mut spot: BTreeMap<String, Decimal> = BTreeMap::new();
    for row in rows.iter().chain(list(inputs, &["spotBalances", "spot_balances", "spot"])) {
        if let Some(total) = get(row, total) {
            spot.insert(name(row), total);
        }
    }
    let dexes = rows.iter().map(|row| Dex {
        token: name(row),
        cross_maintenance: get(row, cross).unwrap_or_default(),
        isolated_margin: get(row, isolated).unwrap_or_default(),
    });
    let dexes: Vec<_> = dexes.collect();
    if !dexes.is_empty() {
        found.insert("ratio", unified(&dexes, &spot)?.ratio);
    }
    if let Some(net) = get(inputs, &["net_balance", "netBalance"]) {
        let lent = list(inputs, &["collateral", "tokens"]).iter().filter_map(|row| {
            let quantity = get(row, &["quantity", "qty", "balance"])?;
            Some(Collateral {
                quantity,
                oracle: get(row, &["oracle", "price"])?,
                ltv: get(row, &["ltv"])?,
                supply_cap: None,
            })
        });
        let positions = list(inputs, &["cross_positions", "positions"]).iter();
        let positions =
            positions.filter_map(|row| Some((get(row, NOTIONAL)?, u32::try_from(get(row, LEVERAGE)?).ok()?)));
        let isolated = get(inputs, &["isolated_equity"]).unwrap_or_default();
        let orders = get(inputs, &["open_order_im", "open_order_initial"]).unwrap_or_default();
        let (lent, positions): (Vec<_>, Vec<_>) = (lent.collect(), positions.collect());
        let got = available_balance(net, &lent, isolated, &positions, orders, rules)?;
        found.insert("available", Some(got.available));
    }
    Ok(())
}
