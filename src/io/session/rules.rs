//! The rules a session was margined under: by name where they are shipped, whole where they were changed.

use super::bytes::{In, Out};
use super::{SessionError, say};
use crate::io::Notice;
use crate::margin::{RuleSet, venues};

pub(super) fn write_rules(out: &mut Out, rules: Option<&RuleSet>) {
    let Some(rules) = rules else { return };
    // read from its own JSON a shipped rule set is the same rules and another value
    let json = |rules: &RuleSet| serde_json::to_string(rules).unwrap_or_default();
    if venues::named(&rules.name).is_some_and(|shipped| json(shipped) == json(rules)) {
        out.count(0);
        out.text(&rules.name);
        out.text(&rules.as_of);
    } else {
        out.count(1);
        out.text(&serde_json::to_string(rules).unwrap_or_default());
    }
}

pub(super) fn read_rules(from: &mut In, notices: &mut Vec<Notice>) -> Result<Option<RuleSet>, SessionError> {
    match from.whole()? {
        0 => {
            let (name, as_of) = (from.text()?, from.text()?);
            let Some(shipped) = venues::named(&name) else {
                let message = "no rules of this name come with this page; the rules in force stay";
                say(notices, &name, message);
                return Ok(None);
            };
            if shipped.as_of != as_of {
                let message = format!(
                    "the link was made under parameters of {as_of}; this page has those of {}, so figures may differ",
                    shipped.as_of
                );
                say(notices, &name, &message);
            }
            Ok(Some(shipped.clone()))
        }
        1 => Ok(Some(RuleSet::from_json(&from.text()?)?)),
        other => {
            // passed over by who called, as everything that is left
            let message = "the rules are written in a way that this page does not know; the rules in force stay";
            say(notices, &other.to_string(), message);
            from.0 = &[];
            Ok(None)
        }
    }
}
