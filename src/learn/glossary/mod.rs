//! Every term on screen: two sentences, a formula, and its value in the book on screen.
//!
//! The words of a term are `term.ID.name`, `term.ID.words` and `term.ID.formula` in the copy. A value is read off the
//! assessment that is on screen, or added up from it; nothing here asks for another.

mod charges;
mod money;
mod rows;
mod terms;

use super::{Value, Words};
use crate::book::Account;
use crate::margin::{Assessment, Liquidation, RuleSet};

pub use terms::all;

/// A term.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// Short name: `margin-ratio`.
    pub id: &'static str,
    value: fn(&Seen<'_>) -> Option<Value>,
}

/// The book on screen, as a term sees it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// What is held.
    pub account: &'a Account,
    /// What the rules say of it.
    pub of: &'a Assessment,
    /// The rules in force.
    pub rules: &'a RuleSet,
    /// Its liquidation prices; empty until they are looked for.
    pub rails: &'a [Liquidation],
}

/// What a term says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The term as it is written on screen.
    pub name: &'a str,
    /// What it means, in at most two sentences.
    pub words: &'a str,
    /// How it is worked out or written.
    pub formula: &'a str,
}

impl Term {
    /// Its value in a book; absent where the book has none, or where it is not one figure.
    pub fn value(&self, seen: &Seen<'_>) -> Option<Value> {
        (self.value)(seen)
    }

    /// Its words; absent where a translation lacks one of them.
    pub fn entry<'a>(&self, words: &'a Words) -> Option<Entry<'a>> {
        let say = |what: &str| words.get(&format!("term.{}.{what}", self.id));
        Some(Entry { name: say("name")?, words: say("words")?, formula: say("formula")? })
    }
}

/// The term of that short name.
pub fn named(id: &str) -> Option<&'static Term> {
    all().iter().find(|term| term.id == id)
}

#[cfg(test)]
mod tests;
