//! The rule set with all its parameters, and how figures are rounded.

use serde_json::Value;

use super::Report;
use super::doc::{Doc, Table};
use crate::margin::Fidelity;

/// Parameters listed one by one; rule sets with more are given whole as JSON beneath.
const MOST_PARAMETERS: usize = 400;

pub(super) fn add(doc: &mut Doc, of: &Report<'_>) {
    doc.heading("Rules");
    let stamp = of.rules.stamp();
    let mut table = Table::new("The rule set", &["What", "Which"]);
    let mut row = |what: &str, which: &str| table.row([what.to_owned(), which.to_owned()]);
    row("Name", &stamp.name);
    row("Title", &stamp.title);
    row("Family", of.rules.family_word());
    row("Fidelity", fidelity(stamp.fidelity));
    row("Date of the parameters", &stamp.as_of);
    row("Source", &stamp.source);
    doc.table(table, "");
    parameters(doc, of);
    doc.heading("How figures are rounded");
    doc.list(ROUNDING.map(str::to_owned));
}

const ROUNDING: [&str; 5] = [
    "Money, prices and quantities that somebody wrote are decimals of up to 28 digits, added and multiplied exactly.",
    "Options, scenarios, volatilities and sensitivities are double-precision numbers. Where one becomes money it is rounded \
     half to even to 15 significant digits and at most 12 decimals.",
    "Parts are rounded one by one and totals are sums of the rounded parts, so parts add up to their whole exactly.",
    "Figures in this report are not rounded further. On screen requirements are rounded up, equity and what is free down, \
     distances to liquidation toward zero.",
    "A liquidation price is found to where equity and maintenance margin agree to one part in a billion.",
];

fn fidelity(fidelity: Fidelity) -> &'static str {
    match fidelity {
        Fidelity::VenueMatched => "venue-matched: agrees with numbers the venue or its own tests produced",
        Fidelity::Documented => "documented: the formula as published",
        Fidelity::Approximate => "approximate: something is missing, and the source says what",
    }
}

fn parameters(doc: &mut Doc, of: &Report<'_>) {
    doc.subheading("Parameters");
    let json = of.rules.to_json();
    let whole: Value = serde_json::from_str(&json).unwrap_or_default();
    let mut found = Vec::new();
    if let Some(parameters) = whole.get("parameters") {
        flat(parameters, "", &mut found);
    }
    let count = found.len();
    let mut table = Table::new("Parameters, each at its path", &["Parameter", "#Value"]);
    for (path, value) in found.into_iter().take(MOST_PARAMETERS) {
        table.row([path, value]);
    }
    doc.table(table, "These rules have no parameters.");
    if count > MOST_PARAMETERS {
        doc.say(format!(
            "These are the first {MOST_PARAMETERS} of {count} parameters; all of them stand in the rule set as JSON:"
        ));
        doc.verbatim(json);
    }
}

/// Every single value with its path: `tiers[2].rate`. A list of single values is one value.
fn flat(value: &Value, path: &str, out: &mut Vec<(String, String)>) {
    let single = |value: &Value| !value.is_array() && !value.is_object();
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (key, inner) in fields {
                let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                flat(inner, &below, out);
            }
        }
        Value::Array(all) if !all.iter().all(single) => {
            for (place, inner) in all.iter().enumerate() {
                flat(inner, &format!("{path}[{place}]"), out);
            }
        }
        leaf => out.push((path.to_owned(), written(leaf))),
    }
}

/// A value as its file says it, without the marks around a text.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "none".to_owned(),
        Value::Array(all) => all.iter().map(written).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_value_stands_at_its_path() {
        let mut found = Vec::new();
        let parameters =
            json!({"tiers": [{"lower": "0", "rate": 0.01}], "steps": [-1, 0.5], "none": null, "empty": {}});
        flat(&parameters, "", &mut found);
        found.sort();
        let said: Vec<String> = found.iter().map(|(path, value)| format!("{path} = {value}")).collect();
        assert_eq!(
            said,
            ["empty = {}", "none = none", "steps = -1, 0.5", "tiers[0].lower = 0", "tiers[0].rate = 0.01"]
        );
    }
}
