//! The rule set that is meant: by its name, or by its JSON.
//!
//! The rules of venues are three times as large as all the rest, so the package has the engine twice: without them, and
//! with them and what else is seldom asked (the feature `venues`). The first says of what it has not got that it is [`Code::NotFetched`]; the script
//! before it then fetches the second and asks that.

use std::borrow::Cow;

use super::fields::wrong_type;
use super::{Code, Fault};
use crate::io::Tree;
use crate::margin::RuleSet;

/// A rule set by its name, or by its JSON as an object or as text.
pub(in crate::embed) fn rules(path: &str, given: Tree) -> Result<Cow<'static, RuleSet>, Fault> {
    let json = match given {
        Tree::Text(name) if !name.trim_start().starts_with('{') => return named(path, &name),
        Tree::Text(json) => json,
        Tree::Fields(_) => given.to_json(),
        other => {
            let right = "the name of a rule set is right, such as \"reference\", or its JSON";
            return Err(wrong_type(path, &other, right.to_owned()));
        }
    };
    read(path, &json).map(Cow::Owned)
}

pub(super) use carried::{all, named};

use carried::read;

#[cfg(feature = "venues")]
mod carried {
    use super::{Code, Cow, Fault, RuleSet};
    use crate::margin::venues;

    /// The rule set of that name.
    pub(in super::super) fn named(path: &str, name: &str) -> Result<Cow<'static, RuleSet>, Fault> {
        venues::named(name).map(Cow::Borrowed).ok_or_else(|| {
            let known: Vec<&str> = venues::all().iter().map(|rules| rules.name.as_str()).collect();
            let name: String = name.chars().take(60).collect();
            let message = format!("no rule set is called “{name}”");
            Fault::new(Code::UnknownRules, path, message, format!("one of {} is right", known.join(", ")))
        })
    }

    /// All rule sets that are shipped.
    pub(in super::super) fn all(_: &str) -> Result<Vec<RuleSet>, Fault> {
        Ok(venues::all().to_vec())
    }

    pub(super) fn read(path: &str, json: &str) -> Result<RuleSet, Fault> {
        RuleSet::from_json(json).map_err(|error| Fault::of_rules(path, &error))
    }
}

#[cfg(not(feature = "venues"))]
mod carried {
    use super::{Cow, Fault, RuleSet, not_fetched};
    use crate::margin::venues::reference;

    /// The rule set of that name, if it is our own.
    pub(in super::super) fn named(path: &str, name: &str) -> Result<Cow<'static, RuleSet>, Fault> {
        match reference() {
            Ok(rules) if rules.name == name => Ok(Cow::Borrowed(rules)),
            _ => Err(not_fetched(path)),
        }
    }

    /// All rule sets that are shipped.
    pub(in super::super) fn all(path: &str) -> Result<Vec<RuleSet>, Fault> {
        Err(not_fetched(path))
    }

    pub(super) fn read(path: &str, json: &str) -> Result<RuleSet, Fault> {
        match RuleSet::scan_from_json(json) {
            Ok(Some(rules)) => Ok(rules),
            Ok(None) => Err(not_fetched(path)),
            Err(error) => Err(Fault::of_rules(path, &error)),
        }
    }
}

/// A part of the answer that only the engine with venues has.
#[cfg(not(feature = "venues"))]
pub(super) fn not_fetched(path: &str) -> Fault {
    let message = "this part of the engine is not fetched";
    Fault::new(Code::NotFetched, path, message, "a network to fetch it by is right, or “reference” without axes")
}
