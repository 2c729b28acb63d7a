//! Deribit's `model_params`, as `private/pme/simulate` and `public/pme/get_params` answer them: bare, or in `result`.
//!
//! The pairs, settlement currencies and general figures that the answer names replace those of the books of its coins.
//! The far moves of the matrix, which the venue does not answer, stay; a coin that is not shipped takes those of one that is.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::rows::{Row, refused};
use super::{PasteError, Pasted};
use crate::margin::{Family, venues};

const RULES: &str = "deribit-portfolio";
const PAIR: [&str; 10] = [
    "price_range",
    "volatility_range_up",
    "volatility_range_down",
    "min_volatility_for_shock_up",
    "short_term_vega_power",
    "long_term_vega_power",
    "extended_table_factor",
    "delta_total_liq_shock_threshold",
    "max_delta_shock",
    "m_inc",
];
const CURRENCY: [&str; 8] = [
    "annualised_move_risk",
    "min_annualised_move",
    "pnl_offset",
    "max_offsetable_pnl",
    "extended_dampener",
    "haircut",
    "equity_side_impact",
    "correlation_set",
];
const GENERAL: [&str; 4] = ["mm_factor", "buckets_count", "vol_scenarios_count", "timestamp"];
/// Values that are no numbers, and stay as they are.
const WORDS: [&str; 2] = ["equity_side_impact", "correlation_set"];

/// The answer's `model_params`, wherever they stand in it.
fn find(json: &Value) -> Option<&Value> {
    match json {
        Value::Array(entries) => entries.iter().find_map(find),
        Value::Object(fields) if fields.get("currency_pair").is_some_and(Value::is_object) => {
            fields.contains_key("currency").then_some(json)
        }
        Value::Object(fields) => ["model_params", "result", "data"].iter().find_map(|key| find(fields.get(*key)?)),
        _ => None,
    }
}

/// What is known of an object, numbers written as text read as numbers; what is not is said.
fn known(row: &Row<'_>, keys: &[&str], skipped: &mut Vec<String>) -> Result<Value, PasteError> {
    let mut out = Map::new();
    for (key, value) in row.fields() {
        if !keys.contains(&key) {
            skipped.push(format!("{}, which no margin here rests on", row.at(key)));
            continue;
        }
        let number = match value {
            Value::String(text) if !WORDS.contains(&key) => {
                let number: Option<serde_json::Number> = text.trim().parse().ok();
                Value::Number(number.ok_or_else(|| row.refuse(key, "a number is right"))?)
            }
            other => other.clone(),
        };
        out.insert(key.to_owned(), number);
    }
    Ok(Value::Object(out))
}

/// The table of a coin that is shipped, and whether `coin` is.
fn table(coin: &str) -> (bool, Option<Value>) {
    let Some(Family::Venue(rules)) = venues::named(RULES).map(|rules| &rules.family) else { return (false, None) };
    let Some(books) = rules.parameters().get("books").and_then(Value::as_object) else { return (false, None) };
    let table = books.values().find_map(|book| book.get("table").cloned());
    (books.contains_key(coin), table)
}

/// The parameters, where the text is such an answer.
pub(super) fn read(json: &Value) -> Option<Result<Pasted, PasteError>> {
    find(json).map(|answer| pasted(&Row::of("model_params".to_owned(), answer)?))
}

fn pasted(answer: &Row<'_>) -> Result<Pasted, PasteError> {
    let (pairs, currencies) = (answer.row("currency_pair")?, answer.row("currency")?);
    let (mut changes, mut said, mut skipped) = (Vec::new(), Vec::new(), Vec::new());
    let general = match answer.get("general") {
        Some(_) => Some(known(&answer.row("general")?, &GENERAL, &mut skipped)?),
        None => None,
    };
    let mut used = BTreeSet::new();
    for (pair, _) in pairs.fields() {
        let Some((base, quote)) = pair.split_once('_') else {
            let read = Value::String(pair.to_owned());
            return Err(refused(pairs.at(pair), Some(&read), "a pair is right, such as btc_usd"));
        };
        let coin = base.to_ascii_uppercase();
        let at = |keys: &[&str]| -> Vec<String> {
            ["books", &coin, "model_params"].iter().chain(keys).map(|key| (*key).to_owned()).collect()
        };
        let (shipped, table) = table(&coin);
        if let Some(table) = table.filter(|_| !shipped) {
            changes.push((vec!["books".to_owned(), coin.clone(), "table".to_owned()], table));
        }
        changes.push((at(&["currency_pair", pair]), known(&pairs.row(pair)?, &PAIR, &mut skipped)?));
        let mut settled = Vec::new();
        for currency in [base, quote] {
            if !currencies.has(currency) {
                continue;
            }
            let mut twice = Vec::new();
            let skipped = if used.insert(currency.to_owned()) { &mut skipped } else { &mut twice };
            changes.push((at(&["currency", currency]), known(&currencies.row(currency)?, &CURRENCY, skipped)?));
            settled.push(currency);
        }
        if let Some(general) = &general {
            changes.push((at(&["general"]), general.clone()));
        }
        let kept = if settled.is_empty() { "as before".to_owned() } else { settled.join(" and ") };
        said.push(format!("the risk matrix of {pair}, settled in {kept}"));
    }
    if pairs.fields().next().is_none() {
        return Err(answer.refuse("currency_pair", "at least one pair is right, such as btc_usd"));
    }
    let unused = currencies.fields().filter(|(currency, _)| !used.contains(*currency));
    skipped.extend(unused.map(|(currency, _)| format!("{}, which is of no pair here", currencies.at(currency))));
    Ok(Pasted { name: RULES, form: "Deribit model_params", changes, said, skipped })
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::book::{Account, Position, Time};
    use crate::margin::{assess, venues};
    use crate::market::{Market, PriceState, Quote};
    use crate::risk::to_f64;

    const BTC: &str = r#"{"jsonrpc": "2.0", "id": 2255, "result": {"model_params": {
        "currency_pair": {"btc_usd": {"extended_table_factor": 1, "m_inc": 5e-05, "min_volatility_for_shock_up": 0.5,
            "max_delta_shock": 0.1, "delta_total_liq_shock_threshold": 20000000, "volatility_range_down": 0.25,
            "volatility_range_up": 0.5, "long_term_vega_power": 0.13, "short_term_vega_power": 0.3, "price_range": 0.16}},
        "currency": {
            "usd": {"max_offsetable_pnl": 0, "annualised_move_risk": 0.1, "extended_dampener": 25000,
                "min_annualised_move": 0.01, "haircut": 0, "equity_side_impact": "none", "pnl_offset": 0,
                "correlation_set": false},
            "btc": {"max_offsetable_pnl": 0, "annualised_move_risk": 0.075, "extended_dampener": 100000,
                "min_annualised_move": 0.01, "haircut": 0, "equity_side_impact": "both", "pnl_offset": 0,
                "correlation_set": false}},
        "general": {"mm_factor": 0.8, "buckets_count": 4, "vol_scenarios_count": 3, "timestamp": 1718619740501}},
        "portfolio": {"currency": {}}}}"#;

    fn initial(pasted: &str, name: &str, quantity: &str) -> f64 {
        let rules = read(pasted).unwrap().applied(None, "2026-11-24").unwrap();
        let mut market = Market::at(Time(1_795_305_600_000));
        let mut quote = |asset: &str, price: &str| {
            let quote = Quote::new(price.parse().unwrap(), "typed", market.as_of, PriceState::Manual);
            market.index.insert(asset.parse().unwrap(), quote);
        };
        for (asset, price) in [("BTC", "50000"), ("ETH", "2000"), ("SOL", "100"), ("USDC", "1")] {
            quote(asset, price);
        }
        let position = Position::new(name.parse().unwrap(), quantity.parse().unwrap(), None);
        let of =
            assess(&Account { positions: vec![position], holdings: Vec::new(), ..Account::default() }, &market, &rules);
        assert_eq!(of.left_out, []);
        to_f64(of.initial_margin)
    }

    #[test]
    fn the_answer_of_the_api_documentation_replaces_bitcoins_matrix() {
        let of = read(BTC).unwrap();
        assert_eq!(of.said, ["the risk matrix of btc_usd, settled in btc and usd"]);
        assert_eq!((of.skipped.len(), of.name), (0, "deribit-portfolio"));
        // 16 % and 1 % instead of 14 % and 1 %; in coin 1/0.84 − 1 of a coin and 1 %
        assert!((initial(BTC, "BTC_USDC-PERPETUAL", "2") - 0.17 * 100_000.0).abs() < 1e-6);
        assert!((initial(BTC, "BTC-PERPETUAL", "50000") - (0.190476190 + 0.01) * 50_000.0).abs() < 1e-4);
        // what it does not name is kept: 18 % and 1 %
        assert!((initial(BTC, "ETH_USDC-PERPETUAL", "10") - 0.19 * 20_000.0).abs() < 1e-6);
        let rules = of.applied(None, "2026-11-24").unwrap();
        assert_eq!(rules.as_of, "2026-11-24");
        assert!(rules.source.ends_with("Deribit model_params, pasted 2026-11-24"), "{}", rules.source);
    }

    #[test]
    fn bare_with_text_for_numbers_and_for_a_coin_that_is_not_shipped() {
        let whole: serde_json::Value = serde_json::from_str(BTC).unwrap();
        let bare = whole["result"]["model_params"].to_string();
        let sol = bare.replace("btc_usd", "sol_usdc").replace("\"btc\"", "\"sol\"").replace("\"usd\"", "\"usdc\"");
        let sol = sol.replace("\"price_range\":0.16", "\"price_range\":\"0.2\"");
        assert!(venues::named("deribit-portfolio").unwrap().to_json().find("sol_usdc").is_none());
        assert!((initial(&sol, "SOL_USDC-PERPETUAL", "10") - 0.21 * 1_000.0).abs() < 1e-9);
        assert!((initial(&format!("[{{\"data\": {sol}}}]"), "SOL_USDC-PERPETUAL", "10") - 210.0).abs() < 1e-9);
    }

    #[test]
    fn a_book_of_ones_own_keeps_its_table() {
        let json = venues::named("deribit-portfolio").unwrap().to_json().replace("-0.66", "-0.6");
        let own = crate::margin::RuleSet::from_json(&json).unwrap();
        let of = read(BTC).unwrap().applied(Some(&own), "2026-11-24").unwrap().to_json();
        assert!(of.contains("-0.6,") && !of.contains("-0.66"));
    }

    #[test]
    fn what_cannot_be_is_named_and_what_is_unknown_said() {
        let why = |text: &str| match read(text).and_then(|of| of.applied(None, "2026-11-24")) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        };
        let at = "books.BTC.model_params.currency_pair.btc_usd";
        let percent = why(&BTC.replace("\"price_range\": 0.16", "\"price_range\": 16"));
        assert!(percent.starts_with(&format!("{at}.price_range is 16; 0.001 to 0.99 is right")), "{percent}");
        let missing = why(&BTC.replace("\"m_inc\": 5e-05, ", ""));
        assert!(missing.contains("btc_usd.m_inc is missing"), "{missing}");
        let text = why(&BTC.replace("\"m_inc\": 5e-05", "\"m_inc\": \"many\""));
        assert_eq!(text, "model_params.currency_pair.btc_usd.m_inc is many; a number is right");
        let none = why(r#"{"currency_pair": {}, "currency": {}}"#);
        assert!(none.starts_with("model_params.currency_pair is {}; at least one pair"), "{none}");
        assert!(why(&BTC.replace("\"btc_usd\"", "\"btc\"")).contains("a pair is right"));
        let more = BTC.replace("\"m_inc\"", "\"surprise\": 7, \"m_inc\"").replace("\"usd\": {", "\"eur\": {");
        let of = read(&more).unwrap();
        assert_eq!(of.skipped.len(), 2, "{:?}", of.skipped);
        assert!(of.skipped[0].starts_with("model_params.currency_pair.btc_usd.surprise"));
        assert!(of.skipped[1].starts_with("model_params.currency.eur"));
    }
}
