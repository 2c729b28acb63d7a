//! What the documents show can be done as they show it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot read its own figures should stop")]

use cross_margin::io::rule_set::read;
use cross_margin::margin::venues;

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
