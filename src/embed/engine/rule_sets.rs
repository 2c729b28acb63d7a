//! Which rules can be asked.

use serde::Serialize;

use crate::margin::{RuleStamp, venues};

/// A rule set that is shipped.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleSetSaid {
    /// Its name, title, date, source and fidelity.
    #[serde(flatten)]
    pub of: RuleStamp,
    /// The word for its family.
    pub family: &'static str,
    /// Whether it is a venue's, and not this project's own.
    pub venue: bool,
}

/// Every rule set that is shipped, the default first.
pub fn rule_sets() -> Vec<RuleSetSaid> {
    let all = venues::all().iter();
    all.map(|rules| RuleSetSaid { of: rules.stamp(), family: rules.family_word(), venue: rules.is_venue() }).collect()
}
