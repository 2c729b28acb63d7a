//! The terms in groups, and which of them a search finds.

use crate::learn::Words;
use crate::learn::glossary::{Entry, Term, all};

/// Each group by name and by the term it begins with: the terms stand in the order of what they build on. Its heading is
/// `glossary.group.NAME` in the copy.
const GROUPS: [(&str, &str); 7] = [
    ("held", "account"),
    ("prices", "entry-price"),
    ("equity", "equity"),
    ("margin", "unified-margin"),
    ("rules", "charge"),
    ("greeks", "delta"),
    ("liquidation", "liquidation-price"),
];

/// A group of terms.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Its name.
    pub(super) name: &'static str,
    /// Its terms, in the order of the glossary.
    pub(super) terms: Vec<&'static Term>,
}

/// All terms, each in one group.
pub(super) fn groups() -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::with_capacity(GROUPS.len());
    for term in all() {
        if let Some((name, _)) = GROUPS.iter().find(|(_, first)| *first == term.id) {
            groups.push(Group { name, terms: Vec::new() });
        }
        if let Some(group) = groups.last_mut() {
            group.terms.push(term);
        }
    }
    groups
}

/// Whether a term is one that is searched for: all words that are typed stand in its name, its words or its formula.
pub(super) fn finds(typed: &str, entry: &Entry<'_>) -> bool {
    let all = format!("{} {} {}", entry.name, entry.words, entry.formula).to_lowercase();
    typed.to_lowercase().split_whitespace().all(|word| all.contains(word))
}

/// The terms that a search finds.
pub(super) fn found(typed: &str, words: &Words) -> Vec<&'static str> {
    let is_found = |term: &&Term| term.entry(words).is_some_and(|entry| finds(typed, &entry));
    all().iter().filter(is_found).map(|term| term.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_is_in_one_group_and_every_group_has_its_name() {
        let groups = groups();
        assert_eq!(groups.len(), GROUPS.len());
        let ids: Vec<_> = groups.iter().flat_map(|group| &group.terms).map(|term| term.id).collect();
        assert_eq!(ids, all().iter().map(|term| term.id).collect::<Vec<_>>());
        for group in &groups {
            assert!(!group.terms.is_empty());
            assert!(Words::english().get(&format!("glossary.group.{}", group.name)).is_some(), "{}", group.name);
        }
    }

    #[test]
    fn a_search_finds_terms_by_all_their_words() {
        let words = Words::english();
        assert_eq!(found("", words).len(), all().len());
        assert!(found("HAIRCUT", words).contains(&"haircut"));
        assert!(found("worth  haircut", words).contains(&"haircut"));
        // of the terms only one speaks of legs that gain
        assert_eq!(found("legs that gain", words), ["hedge-benefit"]);
        assert!(found("no such term", words).is_empty());
    }
}
