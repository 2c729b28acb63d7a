//! What a term comes to in the book on screen.

use leptos::prelude::*;

use crate::app::state::State;
use crate::learn::Value;
use crate::learn::glossary::{Seen, Term};

/// The value as text; absent where the book has none, or where it is not one figure.
pub(crate) fn value(state: State, term: &Term) -> Option<String> {
    let (of, rules, counted) = (state.assessment.get()?, state.rules.get()?, state.counted.get());
    let rails = state.rails.with(|rails| rails.all.clone());
    let seen = Seen { account: &counted.account, of: &of, rules: &rules, rails: &rails };
    term.value(&seen).as_ref().map(Value::plain)
}
