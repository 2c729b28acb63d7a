//! Cases of files named `books*.json`: whole books, asked through `assess` under the rule set named, its parameters as shipped
//! but for the `changes` (JSON pointers below `parameters`). Positions are written `-2 BTC-PERP @ 65000`, holdings `100 USDC`.

use serde_json::Value;

use crate::book::{Account, Expiry, Holding, Position, Time};
use crate::margin::audit::outcome::{Answer, Tally, disagree, not_covered};
use crate::margin::audit::reading::{decimal, float};
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::{Assessment, Liquidation, RuleSet, assess, liquidation, venues};
use crate::market::{Market, PriceState, Quote, VolQuote};
use rust_decimal::Decimal;

/// 2026-11-22 00:00 UTC, where a case names no instant.
const USUAL: i64 = 1_795_305_600_000;

/// Runs one case.
pub(crate) fn run(case: &Value) -> Answer {
    let inputs = &case["inputs"];
    let Some(shipped) = inputs["rules"].as_str().and_then(venues::named) else { return not_covered(case) };
    let rules = match changed(shipped, &inputs["changes"]) {
        Ok(rules) => rules,
        Err(why) => return disagree(why),
    };
    let Some((account, market)) = account(inputs).zip(market(inputs)) else { return not_covered(case) };
    let of = assess(&account, &market, &rules);
    let along = liquidation(&account, &market, &rules);
    let mut tally = Tally::default();
    for (key, want) in case["expected"].as_object().into_iter().flatten() {
        let Some(got) = figure(&of, &along, key) else { return not_covered(case) };
        match got {
            Some(got) => Tolerance::of(case, key, Tolerance::EXACT).hold_decimal(&mut tally, key, got, want),
            None => tally.exact(key, true, want.is_null()),
        }
    }
    tally.outcome()
}

fn changed(shipped: &RuleSet, changes: &Value) -> Result<RuleSet, String> {
    let Some(changes) = changes.as_object() else { return Ok(shipped.clone()) };
    let mut json = serde_json::to_value(shipped).map_err(|error| error.to_string())?;
    for (pointer, value) in changes {
        let (above, key) = pointer.rsplit_once('/').unwrap_or_default();
        let at = json.pointer_mut(&format!("/parameters{above}")).and_then(Value::as_object_mut);
        let Some(fields) = at else { return Err(format!("there is no {above} in the parameters")) };
        fields.insert(key.to_owned(), value.clone());
    }
    RuleSet::from_json(&json.to_string()).map_err(|error| error.to_string())
}

fn texts(of: &Value) -> Option<Vec<&str>> {
    of.as_array()?.iter().map(Value::as_str).collect()
}

fn account(inputs: &Value) -> Option<Account> {
    let position = |line: &str| {
        let (size, entry) = line.split_once(" @ ").map_or((line, None), |(size, entry)| (size, Some(entry)));
        let (quantity, name) = size.split_once(' ')?;
        let entry = entry.map(str::parse).transpose().ok()?;
        Some(Position::new(name.parse().ok()?, quantity.parse().ok()?, entry))
    };
    let holding = |line: &str| {
        let (quantity, asset) = line.split_once(' ')?;
        Some(Holding { asset: asset.parse().ok()?, quantity: quantity.parse().ok()? })
    };
    let positions = texts(&inputs["positions"])?.into_iter().map(position).collect::<Option<_>>()?;
    let holdings = texts(&inputs["holdings"])?.into_iter().map(holding).collect::<Option<_>>()?;
    Some(Account { positions, holdings, ..Account::default() })
}

fn market(inputs: &Value) -> Option<Market> {
    let as_of = Time(inputs["as_of"].as_i64().unwrap_or(USUAL));
    let mut market = Market::at(as_of);
    let quote = |price: &Value| Some(Quote::new(decimal(price)?, "case", as_of, PriceState::Manual));
    let all = |key: &str| inputs[key].as_object().into_iter().flatten();
    for (asset, price) in all("index") {
        market.index.insert(asset.parse().ok()?, quote(price)?);
    }
    for (name, price) in all("marks") {
        market.marks.insert(name.parse().ok()?, quote(price)?);
    }
    for (name, price) in all("forwards") {
        let (underlying, expiry) = name.split_once(' ')?;
        market.forwards.insert((underlying.parse().ok()?, Expiry::parse(expiry).ok()?), quote(price)?);
    }
    for (name, vol) in all("vols") {
        let vol = VolQuote { vol: float(vol)?, source: "case".into(), time: as_of, state: PriceState::Manual };
        market.vols.insert(name.parse().ok()?, vol);
    }
    Some(market)
}

/// A figure by its name; within, nothing where there is no such price.
fn figure(of: &Assessment, along: &[Liquidation], key: &str) -> Option<Option<Decimal>> {
    Some(Some(match key {
        "initial_margin" => of.initial_margin,
        "maintenance_margin" => of.maintenance_margin,
        "equity" => of.equity.total,
        "free_collateral" => of.free_collateral,
        "held_apart" => of.held_apart,
        "hedge_benefit" => of.hedge_benefit,
        "left_out" => of.left_out.len().into(),
        _ => {
            let (underlying, side) = key.split_once(' ')?;
            let along = along.iter().find(|along| along.underlying.as_str() == underlying)?;
            let root = match side {
                "below" => along.below,
                "above" => along.above,
                _ => return None,
            };
            return Some(root.map(|root| root.price));
        }
    }))
}
