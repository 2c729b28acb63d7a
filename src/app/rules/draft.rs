//! Changing one parameter of a rule set: another rule set, or why not.

use serde_json::{Number, Value};

use super::layout::{Path, path_text, shown};
use crate::margin::{Fidelity, RuleError, RuleSet};

/// A parameter that differs from the rule set it came from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    /// Where.
    pub(crate) path: Path,
    /// What stands there in the rule set it came from; empty where nothing does.
    pub(crate) before: String,
    /// What stands there now; empty where nothing does any more.
    pub(crate) now: String,
}

/// Changes that a source still names one by one.
const MOST_NAMED: usize = 6;

/// The parameters of a rule set.
pub(crate) fn parameters(rules: &RuleSet) -> Value {
    let mut json = serde_json::to_value(rules).unwrap_or_default();
    json.get_mut("parameters").map(Value::take).unwrap_or_default()
}

fn at<'v>(parameters: &'v mut Value, path: &[String]) -> Option<&'v mut Value> {
    path.iter().try_fold(parameters, |at, step| match at {
        Value::Array(all) => all.get_mut(step.parse::<usize>().ok()?),
        Value::Object(fields) => fields.get_mut(step),
        _ => None,
    })
}

/// A typed text as a value like the one that stands there: a number stays a number, a text a text, a list a list. “5 %” is
/// 0.05.
fn typed(text: &str, like: &Value) -> Value {
    let text = text.trim();
    let number = |text: &str| -> Option<Number> {
        let plain: String = text.chars().filter(|c| !matches!(c, ' ' | ',' | '_' | '\u{a0}')).collect();
        let plain = plain.replace('−', "-");
        let fraction = plain.strip_suffix('%').map(|percent| percent.parse::<rust_decimal::Decimal>());
        let plain = match fraction {
            Some(percent) => (percent.ok()?.checked_mul(rust_decimal::Decimal::new(1, 2))?).normalize().to_string(),
            None => plain,
        };
        serde_json::from_str(&plain).ok()
    };
    match like {
        Value::Array(all) => {
            let one = all.first().cloned().unwrap_or(Value::Number(0.into()));
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Value::Array(items.map(|item| typed(item, &one)).collect())
        }
        Value::Bool(_) => match text {
            "true" | "yes" => Value::Bool(true),
            "false" | "no" => Value::Bool(false),
            _ => Value::String(text.to_owned()),
        },
        Value::Null if text.is_empty() => Value::Null,
        // money is written as text, so that no digit is lost; a word stays a word
        Value::String(was) if was.parse::<rust_decimal::Decimal>().is_ok() => {
            Value::String(number(text).map_or_else(|| text.to_owned(), |number| number.to_string()))
        }
        Value::String(_) => Value::String(text.to_owned()),
        _ => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    }
}

/// The rules with another text in one place; what cannot be is refused by the rule set's own check, and the rules stay.
pub(crate) fn changed(base: &RuleSet, rules: &RuleSet, path: &[String], text: &str) -> Result<RuleSet, RuleError> {
    let mut parameters = parameters(rules);
    if let Some(at) = at(&mut parameters, path) {
        *at = typed(text, at);
    }
    with_parameters(base, parameters)
}

/// The rules a rule set came from, with other parameters: called changed, and nobody's own figures any more.
pub(crate) fn with_parameters(base: &RuleSet, parameters: Value) -> Result<RuleSet, RuleError> {
    let mut json = serde_json::to_value(base).map_err(|error| RuleError::Form(error.to_string()))?;
    let set = |json: &mut Value, key: &str, value: Value| {
        if let Some(at) = json.get_mut(key) {
            *at = value;
        }
    };
    set(&mut json, "parameters", parameters);
    let mut rules = RuleSet::from_json(&json.to_string())?;
    let changes = differences(base, &rules);
    if !changes.is_empty() {
        let named = changes.iter().take(MOST_NAMED).map(|change| {
            let now = if change.now.is_empty() { "nothing" } else { &change.now };
            format!("{} = {now}", path_text(&change.path))
        });
        let more = changes.len().saturating_sub(MOST_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        rules.source = format!("{}; changed here: {}{more}", base.source, named.collect::<Vec<_>>().join(", "));
        rules.title = format!("{}, changed", base.title);
        rules.fidelity = Fidelity::Approximate;
    }
    Ok(rules)
}

/// What differs between a rule set and the one it came from.
pub(crate) fn differences(base: &RuleSet, rules: &RuleSet) -> Vec<Change> {
    let mut out = Vec::new();
    differ(&parameters(base), &parameters(rules), &mut Vec::new(), &mut out);
    out
}

fn differ(before: &Value, now: &Value, path: &mut Path, out: &mut Vec<Change>) {
    if before == now {
        return;
    }
    let keys = |value: &Value| -> Option<Vec<String>> {
        match value {
            Value::Object(fields) => Some(fields.keys().cloned().collect()),
            Value::Array(all) if all.iter().any(|item| item.is_object() || item.is_array()) => {
                Some((0..all.len()).map(|place| place.to_string()).collect())
            }
            _ => None,
        }
    };
    let (Some(mut all), Some(more)) = (keys(before), keys(now)) else {
        out.push(Change { path: path.clone(), before: shown(before), now: shown(now) });
        return;
    };
    for key in more {
        if !all.contains(&key) {
            all.push(key);
        }
    }
    let step = |value: &Value, key: &str| match value {
        Value::Array(items) => key.parse::<usize>().ok().and_then(|place| items.get(place)).cloned(),
        other => other.get(key).cloned(),
    };
    for key in all {
        path.push(key.clone());
        differ(&step(before, &key).unwrap_or_default(), &step(now, &key).unwrap_or_default(), path, out);
        path.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::venues;

    fn path(text: &str) -> Path {
        text.split('/').map(str::to_owned).collect()
    }

    #[test]
    fn a_change_is_another_rule_set_that_says_so() {
        let base = venues::reference().unwrap();
        let rules = changed(base, base, &path("basis/least"), "0.01").unwrap();
        assert_eq!(rules.title, "Reference, changed");
        assert_eq!(rules.fidelity, Fidelity::Approximate);
        assert!(rules.source.ends_with("changed here: basis.least = 0.01"), "{}", rules.source);
        let change = Change { path: path("basis/least"), before: "0.005".into(), now: "0.01".into() };
        assert_eq!(differences(base, &rules), [change]);
        // a second change keeps the first, and taking both back gives the rules it came from
        let rules = changed(base, &rules, &path("maintenance_factor"), "90 %").unwrap();
        assert_eq!(differences(base, &rules).len(), 2);
        let rules = changed(base, &rules, &path("maintenance_factor"), "0.8").unwrap();
        let rules = changed(base, &rules, &path("basis/least"), "0.005").unwrap();
        assert_eq!(rules, *base);
    }

    #[test]
    fn a_change_in_a_list_is_one_change() {
        let base = venues::named("hyperliquid").unwrap();
        let rules = changed(base, base, &path("markets/BTC/0/max_leverage"), "20").unwrap();
        let change = Change { path: path("markets/BTC/0/max_leverage"), before: "40".into(), now: "20".into() };
        assert_eq!(differences(base, &rules), [change]);
    }

    #[test]
    fn what_cannot_be_is_refused_by_its_path() {
        let base = venues::reference().unwrap();
        let said = |at: &str, text: &str| changed(base, base, &path(at), text).unwrap_err().to_string();
        assert!(said("basis/least", "5").starts_with("basis.least is 5"), "{}", said("basis/least", "5"));
        assert!(said("basis/least", "much").contains("much"));
        assert!(said("underlyings/BTC/scan_range", "").contains("scan_range"));
    }

    #[test]
    fn a_text_is_read_as_what_stood_there() {
        let like = |json: &str| serde_json::from_str::<Value>(json).unwrap();
        assert_eq!(typed("2.5 %", &like("0.1")), like("0.025"));
        assert_eq!(typed("2.5 %", &like("\"0.1\"")), like("\"0.025\""));
        assert_eq!(typed("1,500", &like("7")), like("1500"));
        assert_eq!(typed("−3", &like("7")), like("-3"));
        assert_eq!(typed("mark", &like("\"index\"")), like("\"mark\""));
        assert_eq!(typed("-0.1, 0, 0.1", &like("[0.5]")), like("[-0.1, 0, 0.1]"));
        assert_eq!(typed("yes", &like("false")), like("true"));
        assert_eq!(typed("what", &like("1")), like("\"what\""));
    }
}
