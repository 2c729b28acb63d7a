//! What the documents show can be done as they show it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its own figures should stop")]

mod schema;

use cross_margin::book::Time;
use cross_margin::io::rule_set::read;
use cross_margin::io::{self, json};
use cross_margin::margin::venues;
use serde_json::Value;

const RULES: &str = include_str!("../docs/rules.md");
const VENUES: &str = include_str!("../docs/venues/README.md");

/// The indented blocks of a document.
fn blocks(document: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for line in document.lines() {
        match line.strip_prefix("    ") {
            Some(code) => all.last_mut().unwrap().push_str(&format!("{code}\n")),
            None => all.push(String::new()),
        }
    }
    all.retain(|block| !block.is_empty());
    all
}

#[test]
fn every_answer_shown_can_be_pasted_and_goes_where_it_says() {
    let json: Vec<String> = blocks(RULES).into_iter().filter(|block| block.starts_with(['{', '['])).collect();
    let names: Vec<String> = json.iter().map(|text| read(text, None, "2026-11-25").unwrap().rules.name).collect();
    let okx = "okx-cross";
    assert_eq!(
        names,
        ["reg-t", "hyperliquid", "dydx", "deribit-portfolio", "binance", okx, okx, okx, "bybit-cross"],
        "the rule set shown, then what is pasted, in the order of the page"
    );
}

#[test]
fn every_family_and_its_parameters_are_listed() {
    for rules in venues::all() {
        let json: serde_json::Value = serde_json::from_str(&rules.to_json()).unwrap();
        let family = json["family"].as_str().unwrap();
        let row = RULES.lines().find(|line| line.starts_with(&format!("| `{family}` |"))).unwrap_or(family);
        // Drift's limits are named together
        for key in json["parameters"].as_object().unwrap().keys().filter(|key| !key.ends_with("_e6")) {
            assert!(row.contains(&format!("`{key}`")), "{key} in {row}");
        }
    }
}

#[test]
fn every_rule_set_of_a_venue_has_its_row_with_its_fidelity() {
    for rules in venues::all().iter().filter(|rules| rules.name != "reference") {
        let name = format!("**`{}`**", rules.name);
        let rows: Vec<&str> = VENUES.lines().filter(|line| line.contains(&name)).collect();
        assert_eq!(rows.len(), 1, "{name}");
        let said = rows[0].split(&name).nth(1).unwrap();
        let word = serde_json::to_value(rules.fidelity).unwrap();
        let words = ["venue-matched", "documented", "approximate"];
        let first = words.into_iter().min_by_key(|word| said.find(word).unwrap_or(usize::MAX));
        assert_eq!(first, word.as_str(), "{name}");
    }
}

const SCHEMA: &str = include_str!("../docs/book.schema.json");
/// 22 November 2026.
const NOW: Time = Time(1_795_305_600_000);

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

/// A book with something in every place that a file has.
fn full_book() -> json::BookFile {
    let text = r#"{"name": "n", "rules": "reference", "desk": [1, {"a": null}],
        "account": {"holdings": [{"asset": "USDC", "quantity": "-5.50"}],
            "positions": [{"instrument": "BTC-PERP", "quantity": -1, "entry": "91200.5", "contract_size": "0.01"},
                {"instrument": "NO SUCH THING", "quantity": 2, "entry": 3}]},
        "market": {"as_of": 5, "index": {"BTC": 93812, "ETH": {"price": 1, "source": "a", "time": 3, "confidence": 2,
            "state": "manual"}}, "marks": {"BTC-PERP": {"price": 1}},
            "forwards": [{"underlying": "BTC", "expiry": "25DEC26", "price": "94223"}],
            "vols": {"BTC-25DEC26-80000-P": 0.58}, "rates": {"USD": 0.043}}}"#;
    json::read(text, NOW).unwrap().0
}

#[test]
fn what_the_documents_show_and_what_is_written_obeys_the_schema() {
    let schema = schema();
    let example: Value = serde_json::from_str(include_str!("../docs/examples/hedged.json")).unwrap();
    let sample = json::BookFile { account: io::sample::account(NOW), ..Default::default() };
    let written = [full_book(), sample, json::BookFile::default()].map(|book| json::write(&book));
    let written = written.map(|text| serde_json::from_str::<Value>(&text).unwrap());
    for (place, book) in [example].iter().chain(&written).enumerate() {
        assert_eq!(schema::wrongs(&schema, book), Vec::<String>::new(), "book {place}");
    }
    let account = &written[0]["account"];
    assert_eq!(account["unknown"].as_array().unwrap().len(), 1);
    assert_eq!(written[0]["desk"][1]["a"], Value::Null, "fields that are not ours are written back");
}

#[test]
fn what_disobeys_the_schema_is_said_by_the_reader() {
    let schema = schema();
    for (account, path) in [
        (r#"{"holdings": [{"asset": "USDC"}]}"#, "account.holdings[0].quantity"),
        (r#"{"holdings": [{"asset": 7, "quantity": 1, "colour": "red"}]}"#, "account.holdings[0].colour"),
        (r#"{"positions": [{"instrument": "BTC-PERP", "quantity": "many"}]}"#, "account.positions[0].quantity"),
        (r#"{"positions": {}}"#, "account.positions"),
    ] {
        let text = format!("{{\"format\": \"cross-margin/book\", \"version\": 1, \"account\": {account}}}");
        assert!(!schema::wrongs(&schema, &serde_json::from_str(&text).unwrap()).is_empty(), "{text}");
        let (_, notices) = json::read(&text, NOW).unwrap();
        assert!(notices.iter().any(|said| said.column.as_deref() == Some(path)), "{path}: {notices:?}");
    }
}

#[test]
fn the_schema_explains_each_field_and_names_each_state() {
    let schema = schema();
    for part in ["holding", "position", "unknown", "account", "market"] {
        for (name, field) in schema["$defs"][part]["properties"].as_object().unwrap() {
            assert!(field["description"].is_string() || field["$ref"].is_string(), "{part}.{name}");
        }
    }
    for state in schema["$defs"]["state"]["enum"].as_array().unwrap() {
        serde_json::from_value::<cross_margin::market::PriceState>(state.clone()).unwrap();
    }
}
