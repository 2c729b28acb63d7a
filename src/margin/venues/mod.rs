//! One folder a venue, or one file where a file is enough: its rounding, its charges, the form of its parameters, and the
//! JSON of its dated parameters beside them. What several venues share is a family's (`rates`, `weights`, `formulas`,
//! `scan`); the page of the same name in `docs/venues/` tells what it does and what it rests on.
//!
//! A venue's calculators are plain functions of an account and of parameters: they check what they are handed, return every
//! part of the answer, and refuse with a [`FigureError`](super::FigureError). Its parameters are
//! [`Dated`](super::Dated), checked when read, and refused with a [`RuleError`](super::RuleError).

pub mod aevo;
mod balance;
pub mod binance;
pub mod bybit;
#[cfg(test)]
pub(in crate::margin) mod case;
pub mod deribit;
pub mod derive;
pub mod drift;
pub mod dydx;
pub mod gmx;
pub mod hyperliquid;
mod listing;
pub mod mango;
pub mod okx;
pub mod paradex;
mod reference;
pub mod reg_t;
mod scenarios;
pub mod span;
pub mod synthetix;
pub mod tims;
pub mod vertex;
mod weighed;
pub mod weighted;

pub use reference::reference;

use std::sync::OnceLock;

use super::{RuleError, RuleSet};

/// A venue's rules as a family: the word for them in JSON, how a rule set is read, and those shipped.
pub(in crate::margin) struct VenueFamily {
    /// `hyperliquid`.
    pub(in crate::margin) name: &'static str,
    /// Reads a rule set of this family, refusing by path what cannot be.
    pub(in crate::margin) read: fn(&str) -> Result<RuleSet, RuleError>,
    /// The rule set shipped.
    pub(in crate::margin) shipped: fn() -> Result<RuleSet, RuleError>,
}

/// Every venue's families, in the order they are offered.
const FAMILIES: &[&VenueFamily] = &[
    &hyperliquid::FAMILY,
    &hyperliquid::PORTFOLIO_FAMILY,
    &dydx::FAMILY,
    &deribit::PORTFOLIO_FAMILY,
    &deribit::STANDARD_FAMILY,
    &binance::FAMILY,
    &binance::PORTFOLIO_FAMILY,
    &bybit::CROSS_FAMILY,
    &drift::FAMILY,
    &mango::FAMILY,
    &vertex::FAMILY,
    &derive::PM2_FAMILY,
    &derive::PM1_FAMILY,
    &derive::SM_FAMILY,
    &bybit::PORTFOLIO_FAMILY,
    &okx::CROSS_FAMILY,
    &okx::PORTFOLIO_FAMILY,
    &paradex::FAMILY,
    &aevo::FAMILY,
    &span::FAMILY,
    &tims::FAMILY,
    &reg_t::FAMILY,
];

/// Reads a rule set of a venue's family.
pub(super) fn read(family: &str, text: &str) -> Result<RuleSet, RuleError> {
    match FAMILIES.iter().find(|known| known.name == family) {
        Some(known) => (known.read)(text),
        None => {
            let names: Vec<&str> = FAMILIES.iter().map(|family| family.name).collect();
            Err(super::limits::wrong("family", family, format!("one of scan, {} is right", names.join(", "))))
        }
    }
}

/// Every rule set shipped, the default first.
pub fn all() -> &'static [RuleSet] {
    static ALL: OnceLock<Vec<RuleSet>> = OnceLock::new();
    ALL.get_or_init(|| {
        let venues = FAMILIES.iter().map(|family| (family.shipped)());
        std::iter::once(reference().cloned()).chain(venues).filter_map(Result::ok).collect()
    })
}

/// The rule set of that name.
pub fn named(name: &str) -> Option<&'static RuleSet> {
    all().iter().find(|rules| rules.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_set_shipped_can_be_used() {
        reference().unwrap().check().unwrap();
        for family in FAMILIES {
            let rules = (family.shipped)().unwrap_or_else(|error| panic!("{}: {error}", family.name));
            let again = RuleSet::from_json(&rules.to_json());
            assert_eq!(again.unwrap_or_else(|error| panic!("{}: {error}", family.name)), rules, "{}", family.name);
        }
        let mut names: Vec<&str> = all().iter().map(|rules| rules.name.as_str()).collect();
        assert_eq!(names.len(), 1 + FAMILIES.len());
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 1 + FAMILIES.len(), "two rule sets of one name");
    }

    #[test]
    fn rule_sets_go_by_their_names() {
        assert_eq!(named("reference").map(|rules| rules.title.as_str()), Some("Reference"));
        assert!(named("nobody").is_none());
    }
}
