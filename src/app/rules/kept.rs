//! Rule sets of one's own as the browser keeps them, and the one in force.

use serde_json::Value;

use crate::margin::{RuleSet, venues};

/// Longest title of a rule set of one's own.
pub(crate) const LONGEST_TITLE: usize = 60;

/// How the rule set in force is kept: by its name where it is one shipped, else whole.
pub(crate) fn text(rules: &RuleSet) -> String {
    if venues::named(&rules.name) == Some(rules) { rules.name.clone() } else { rules.to_json() }
}

/// The rule set that was in force.
pub(crate) fn in_force(text: &str) -> Result<RuleSet, String> {
    if let Some(shipped) = venues::named(text) {
        return Ok(shipped.clone());
    }
    RuleSet::from_json(text).map_err(|error| error.to_string())
}

/// One's own rule sets; those that this page cannot use come with the reason and are kept as they are.
pub(crate) fn own(text: &str) -> (Vec<RuleSet>, Vec<(Value, String)>) {
    let all: Vec<Value> = serde_json::from_str(text).unwrap_or_default();
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for json in all {
        match RuleSet::from_json(&json.to_string()) {
            Ok(rules) => good.push(rules),
            Err(error) => bad.push((json, error.to_string())),
        }
    }
    (good, bad)
}

/// All of one's own rule sets as text.
pub(crate) fn own_text(good: &[RuleSet], bad: &[(Value, String)]) -> String {
    let good = good.iter().filter_map(|rules| serde_json::to_value(rules).ok());
    let all: Vec<Value> = good.chain(bad.iter().map(|(json, _)| json.clone())).collect();
    serde_json::to_string(&all).unwrap_or_default()
}

/// The rules under a title of one's own, and a name that none shipped has.
pub(crate) fn titled(rules: &RuleSet, title: &str) -> RuleSet {
    let title: String = title.trim().chars().take(LONGEST_TITLE).collect();
    let mut slug = String::new();
    for letter in title.chars().flat_map(char::to_lowercase) {
        match letter {
            letter if letter.is_alphanumeric() => slug.push(letter),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    RuleSet { name: format!("own-{}", slug.trim_end_matches('-')), title, ..rules.clone() }
}

/// Puts a rule set among one's own, in the place of one of the same name.
pub(crate) fn with(mut all: Vec<RuleSet>, rules: RuleSet) -> Vec<RuleSet> {
    match all.iter_mut().find(|known| known.name == rules.name) {
        Some(known) => *known = rules,
        None => all.push(rules),
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_in_force_come_back() {
        let reference = venues::reference().unwrap();
        assert_eq!(text(reference), "reference");
        assert_eq!(in_force("reference").as_ref(), Ok(reference));
        let own = titled(reference, "  My rules, tight ");
        assert_eq!((own.name.as_str(), own.title.as_str()), ("own-my-rules-tight", "My rules, tight"));
        assert_eq!(in_force(&text(&own)), Ok(own));
        assert!(in_force("gone").is_err());
    }

    #[test]
    fn what_cannot_be_used_is_kept_beside_what_can() {
        let one = titled(venues::reference().unwrap(), "One");
        let two = titled(venues::reference().unwrap(), "Two");
        let all = with(with(Vec::new(), one.clone()), two.clone());
        assert_eq!(with(all.clone(), one), all);
        let text = own_text(&all, &[(serde_json::json!({"family": "later"}), String::new())]);
        let (good, bad) = own(&text);
        assert_eq!(good, all);
        assert_eq!(bad.len(), 1);
        assert!(bad[0].1.contains("later"), "{bad:?}");
        assert_eq!(own_text(&good, &bad), text);
        assert_eq!(own("nonsense"), (Vec::new(), Vec::new()));
    }
}
