//! Every parameter of every rule set, edited in every way a hand can slip: the edit is refused with its path and what would
//! be right, or the rules still answer with numbers.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use cross_margin::book::{Account, Holding, Position};
use cross_margin::margin::{RuleError, RuleSet, assess, venues};
use cross_margin::market::Market;
use rust_decimal_macros::dec;
use serde_json::{Value, json};

use crate::books::market;
use crate::figures::{no_requirement_is_negative, numbers};

/// The place of every value within the parameters: keys and list places from the outside in.
fn places(value: &Value, at: &[String], found: &mut Vec<Vec<String>>) {
    let below = |key: String| at.iter().cloned().chain([key]).collect::<Vec<_>>();
    match value {
        Value::Object(map) => map.iter().for_each(|(key, inner)| {
            found.push(below(key.clone()));
            places(inner, &below(key.clone()), found);
        }),
        Value::Array(list) => list.iter().enumerate().for_each(|(place, inner)| {
            found.push(below(place.to_string()));
            places(inner, &below(place.to_string()), found);
        }),
        _ => {}
    }
}

fn pointer(keys: &[String]) -> String {
    keys.iter().map(|key| format!("/{}", key.replace('~', "~0").replace('/', "~1"))).collect()
}

/// The rule set with one value edited, in each way.
fn edits(rules: &Value, place: &[String]) -> Vec<(String, Value)> {
    let pointer = pointer(place);
    let (last, outer) = place.split_last().unwrap();
    let outer = self::pointer(outer);
    let mut all = Vec::new();
    let now = rules.pointer(&pointer).unwrap();
    let mut others = vec![json!(null), json!("text"), json!(-1)];
    if !now.is_object() && !now.is_array() {
        others.extend([
            json!(0),
            json!(5),
            json!(1e9),
            json!(1e300),
            json!("1e9"),
            json!(0.5),
            json!(1e-9),
            json!(true),
        ]);
        others.extend([
            json!("0"),
            json!("5"),
            json!("-1"),
            json!("1000000000"),
            json!("79228162514264337593543950335"),
        ]);
    } else {
        others.extend([json!([]), json!({})]);
    }
    for other in others {
        let mut edited = rules.clone();
        *edited.pointer_mut(&pointer).unwrap() = other.clone();
        all.push((format!("{pointer} = {other}"), edited));
    }
    let mut removed = rules.clone();
    match removed.pointer_mut(&outer).unwrap() {
        Value::Object(map) => {
            map.remove(last);
        }
        Value::Array(list) => {
            list.remove(last.parse().unwrap());
        }
        _ => {}
    }
    all.push((format!("{pointer} removed"), removed));
    if let Some(Value::Array(list)) = rules.pointer(&outer) {
        let mut twice = rules.clone();
        let mut list = list.clone();
        list.insert(last.parse().unwrap(), now.clone());
        *twice.pointer_mut(&outer).unwrap() = Value::Array(list);
        all.push((format!("{pointer} twice"), twice));
    }
    all
}

fn book() -> Account {
    let row = |quantity: &str, name: &str| Position::new(name.parse().unwrap(), quantity.parse().unwrap(), None);
    let mut long = row("3", "BTC-PERP");
    long.entry = Some(dec!(55000));
    Account {
        positions: vec![
            long,
            row("-20", "ETH-PERP"),
            row("100", "SOL-PERP"),
            row("-30000", "BTC-PERPETUAL"),
            row("50000", "BTC-25DEC26"),
            row("-1", "BTC-25DEC26-57000-P"),
            row("2", "BTC_USDC-25DEC26-63000-C"),
            row("-2", "ETH_USDC-26MAR27-3900-C"),
        ],
        holdings: [("USDC", dec!(20000)), ("BTC", dec!(1)), ("ETH", dec!(-2))]
            .map(|(asset, quantity)| Holding { asset: asset.parse().unwrap(), quantity })
            .into(),
        ..Account::default()
    }
}

/// What is wrong with how an edit is taken.
fn wrong(edited: &Value, place: &[String], account: &Account, market: &Market) -> Option<String> {
    match RuleSet::from_json(&edited.to_string()) {
        Err(RuleError::Parameter { path, right, .. }) => {
            let first = place.get(1).unwrap_or(&place[0]);
            // a name that others refer to is refused where it is referred to
            let plain = |text: &str| text.replace('_', " ");
            let named = path.contains(first.as_str()) || plain(&right).contains(&plain(first));
            (right.is_empty() || !named).then(|| format!("is refused at {path:?}: {right:?}"))
        }
        Err(RuleError::Form(said)) => {
            let named = place.iter().rev().any(|key| said.contains(key.as_str()));
            (!named).then(|| format!("is refused without its name: {said}"))
        }
        Ok(rules) => {
            let of = assess(account, market, &rules);
            let legs: Vec<String> = of.legs.iter().map(|leg| leg.name.clone()).collect();
            numbers(&of)
                .and_then(|()| no_requirement_is_negative(&of))
                .err()
                .map(|why| format!("{legs:?} {}", &why[..why.len().min(300)]))
        }
    }
}

#[test]
fn every_edit_is_refused_with_its_path_or_still_answers_with_numbers() {
    let (account, market) = (book(), market());
    let mut all = BTreeMap::new();
    let (mut tried, mut taken) = (0, 0);
    for rules in venues::all() {
        let whole: Value = serde_json::from_str(&rules.to_json()).unwrap();
        let mut found = Vec::new();
        places(&whole["parameters"], &["parameters".to_owned()], &mut found);
        for place in &found {
            for (edit, edited) in edits(&whole, place) {
                tried += 1;
                taken += usize::from(RuleSet::from_json(&edited.to_string()).is_ok());
                let said = catch_unwind(AssertUnwindSafe(|| wrong(&edited, place, &account, &market)));
                let said = said.unwrap_or_else(|_| Some("panics".to_owned()));
                if let Some(why) = said {
                    all.insert(format!("{} {edit}", rules.name), why);
                }
            }
        }
    }
    assert!(tried > 10_000 && taken > 1_000, "{tried} tried, {taken} taken");
    let said: Vec<String> = all.iter().map(|(edit, why)| format!("{edit} {why}")).collect();
    assert!(all.is_empty(), "{}\n{} in all", said.join("\n"), said.len());
}
