//! What the browser keeps of rule sets: the one in force, and those of one's own.

use std::sync::Arc;

use leptos::prelude::*;

use super::kept;
use crate::app::state::State;
use crate::app::{copy, storage};
use crate::margin::{RuleSet, venues};

/// Puts rules in force, and keeps them.
pub(crate) fn put(state: State, rules: RuleSet) {
    if state.save(storage::RULES, &kept::text(&rules)).is_err() {
        state.say(copy::NOT_KEPT);
    }
    state.rules.set(Some(Arc::new(rules)));
}

/// One's own rule sets.
pub(super) fn all(state: State) -> Vec<RuleSet> {
    kept::own(&state.load(storage::OWN_RULES).unwrap_or_default()).0
}

/// Those kept that this page cannot use, and why.
pub(super) fn unusable(state: State) -> Vec<String> {
    let (_, bad) = kept::own(&state.load(storage::OWN_RULES).unwrap_or_default());
    bad.into_iter().map(|(_, why)| why).collect()
}

/// Keeps a rule set among one's own; whether the browser took it.
pub(super) fn save(state: State, rules: RuleSet) -> bool {
    let (good, bad) = kept::own(&state.load(storage::OWN_RULES).unwrap_or_default());
    state.save(storage::OWN_RULES, &kept::own_text(&kept::with(good, rules), &bad)).is_ok()
}

/// Forgets one of one's own.
pub(super) fn forget(state: State, name: &str) {
    let (mut good, bad) = kept::own(&state.load(storage::OWN_RULES).unwrap_or_default());
    good.retain(|rules| rules.name != name);
    let _ = state.save(storage::OWN_RULES, &kept::own_text(&good, &bad));
}

/// The rule set that rules in force came from: one's own or one shipped, of their name.
pub(super) fn base(state: State, rules: &RuleSet) -> RuleSet {
    let own = all(state).into_iter().find(|own| own.name == rules.name);
    own.or_else(|| venues::named(&rules.name).cloned()).unwrap_or_else(|| rules.clone())
}
