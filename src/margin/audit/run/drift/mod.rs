//! Cases of files named `drift*.json`.
//!
//! Units stand in the keys: `_1e6`, `_1e9` and `_bps` are integers of that scale, other figures are whole dollars, tokens
//! or fractions. A perpetual whose quote is not given was entered at the oracle price.

mod book;

use crate::margin::audit::outcome::{Answer, Tally, not_covered};
use crate::margin::audit::reading::{integer, scaled};
use crate::margin::venues::drift::{self, Requires};
use serde_json::Value;

/// Runs one case.
pub(crate) fn run(case: &Value) -> Answer {
    let inputs = &case["inputs"];
    let Some(wants) = case["expected"].as_object() else { return not_covered(case) };
    let mut tally = Tally::default();
    for (key, want) in wants {
        if key == "note" {
            continue;
        }
        match figure(inputs, key) {
            Some(Figure::Units(got, decimals)) => hold(&mut tally, key, got, decimals, want),
            Some(Figure::Each(all)) => {
                let wanted: Option<Vec<i128>> = want.as_array().and_then(|list| list.iter().map(integer).collect());
                tally.exact(key, Some(all), wanted);
            }
            Some(Figure::Said(got)) => tally.exact(key, Some(got), want.as_bool()),
            Some(Figure::Beyond) => tally.exact(key, u128::MAX.to_string(), want.as_str().unwrap_or("").to_owned()),
            Some(Figure::Group(of)) => {
                for (inner, want) in want.as_object().into_iter().flatten() {
                    match of.iter().find(|(name, _)| name == inner) {
                        Some((_, got)) => tally.exact(inner, Some(*got), integer(want)),
                        None => return not_covered(case),
                    }
                }
            }
            None => return not_covered(case),
        }
    }
    tally.outcome()
}

/// What came of one expected key.
pub(crate) enum Figure {
    /// An integer with that many decimals of the unit.
    Units(i128, u32),
    /// Several integers.
    Each(Vec<i128>),
    /// Yes or no.
    Said(bool),
    /// More than any amount.
    Beyond,
    /// Figures of their own names, in millionths.
    Group(Vec<(&'static str, i128)>),
}

/// A figure is printed as an integer of the scale its suffix says, else in whole units.
fn hold(tally: &mut Tally, key: &str, got: i128, decimals: u32, want: &Value) {
    let suffixes = [("_1e9", 9), ("_1e6", 6), ("_1e4", 4), ("_bps", 4)];
    let printed = suffixes.iter().find(|(suffix, _)| key.ends_with(suffix)).map_or(0, |(_, digits)| *digits);
    let wanted = scaled(want, decimals.saturating_sub(printed));
    tally.exact(key, Some(got), wanted);
}

fn figure(inputs: &Value, key: &str) -> Option<Figure> {
    let has = |name: &str| !inputs[name].is_null();
    let whole = |name: &str| integer(&inputs[name]);
    let small = |name: &str| whole(name).and_then(|n| u32::try_from(n).ok());
    if has("size_token_units") || has("scale_start_usd") {
        return weight(inputs, key);
    }
    if has("pnl_1e6") {
        let market = drift::PerpMarket {
            pnl_imf_factor: small("unrealized_pnl_imf_factor")?,
            pnl_initial_weight: small("initial_asset_weight_bps")?,
            ..book::perp_market(1_000, 1_000, 0)
        };
        let weigh = |pnl: &Value| drift::pnl_weight(&market, integer(pnl)?, Requires::Initial).ok().map(i128::from);
        return match &inputs["pnl_1e6"] {
            Value::Array(list) => list.iter().map(weigh).collect::<Option<_>>().map(Figure::Each),
            one => Some(Figure::Units(weigh(one)?, 4)),
        };
    }
    if has("margin_ratio_bps") {
        let base = drift::base_to_cover(
            whole("margin_shortage_1e6")?,
            small("margin_ratio_bps")?,
            small("liquidator_fee_1e6").unwrap_or(0),
            small("if_fee_1e6").unwrap_or(0),
            whole("oracle_1e6")?.try_into().ok()?,
            whole("quote_oracle_1e6").unwrap_or(1_000_000).try_into().ok()?,
        );
        return Some(base.ok()?.map_or(Figure::Beyond, |base| Figure::Units(base, 9)));
    }
    if has("liability_multiplier_1e6") {
        let terms = drift::TransferTerms {
            asset_weight: small("asset_weight_bps")?,
            asset_multiplier_e6: small("asset_multiplier_1e6")?,
            liability_weight: small("liability_weight_bps")?,
            liability_multiplier_e6: small("liability_multiplier_1e6")?,
            liability_decimals: small("liability_decimals")?,
            liability_price_e6: whole("liability_price_1e6")?.try_into().ok()?,
            insurance_fee_e6: small("if_fee_1e6").unwrap_or(0),
        };
        let amount = drift::liability_to_cover(whole("margin_shortage_1e6")?, &terms).ok()?;
        return Some(amount.map_or(Figure::Beyond, |amount| Figure::Units(amount, 0)));
    }
    if has("initial_pct_bps") {
        let shortage = whole("margin_shortage_1e6").or_else(|| scaled(&inputs["margin_shortage"], 6))?;
        let freed = whole("margin_freed_1e6").or_else(|| scaled(&inputs["margin_freed"], 6)).unwrap_or(0);
        let elapsed = ["slots_elapsed", "elapsed_slots"].iter().find_map(|name| whole(name)).unwrap_or(0);
        let share = drift::share_to_liquidate(
            shortage,
            freed,
            elapsed.try_into().ok()?,
            small("initial_pct_bps")?,
            whole("duration_slots")?.try_into().ok()?,
            &book::rules()?.liquidation,
        );
        return Some(Figure::Units(share.ok()?.into(), 4));
    }
    if let (Some(base), Some(most)) = (fee_of(inputs, "base"), fee_of(inputs, "max")) {
        let slot = |names: &[&str]| names.iter().find_map(|name| whole(name));
        let elapsed = slot(&["slots_elapsed", "elapsed_slots"])
            .or_else(|| slot(&["current_slot", "slot"])?.checked_sub(slot(&["last_active_slot", "user_slot"])?))?;
        let fee = drift::liquidator_fee(base, most, elapsed.try_into().ok()?, &book::rules()?.liquidation);
        return Some(Figure::Units(fee.into(), 6));
    }
    book::figure(inputs, key)
}

/// The fee whose key speaks of `which`, millionths.
fn fee_of(inputs: &Value, which: &str) -> Option<u32> {
    let mut keys = inputs.as_object()?.iter();
    let (_, fee) = keys.find(|(key, _)| key.contains(which) && key.contains("fee") && key.ends_with("_1e6"))?;
    integer(fee)?.try_into().ok()
}

fn weight(inputs: &Value, key: &str) -> Option<Figure> {
    let whole = |name: &str| integer(&inputs[name]);
    let small = |name: &str| whole(name).and_then(|n| u32::try_from(n).ok());
    let asset = small("asset_weight_bps").or_else(|| small("initial_asset_weight_bps")).unwrap_or(10_000);
    let liability = small("liability_weight_bps").or_else(|| small("initial_liability_weight_bps")).unwrap_or(10_000);
    let decimals = small("decimals").unwrap_or(6);
    let market = drift::SpotMarket {
        decimals,
        initial_asset_weight: asset,
        maintenance_asset_weight: asset,
        initial_liability_weight: liability,
        maintenance_liability_weight: liability,
        imf_factor: small("imf_factor").unwrap_or(0),
        scale_start_e6: scaled(&inputs["scale_start_usd"], 6).unwrap_or(0).try_into().ok()?,
        deposits: scaled(&inputs["total_deposits_tokens"], decimals).unwrap_or(0).try_into().ok()?,
    };
    let size = whole("size_token_units").unwrap_or(0);
    let price = scaled(&inputs["oracle"], 6).unwrap_or(1_000_000);
    let found = match key {
        "asset_weight_bps" => market.asset_weight(size, price, Requires::Initial),
        "liability_weight_bps" => market.liability_weight(size, Requires::Initial),
        _ => return None,
    };
    Some(Figure::Units(found.ok()?.into(), 4))
}
