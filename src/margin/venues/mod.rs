//! One folder a venue, or one file where a file is enough: its rounding, its charges, the form of its parameters, and the
//! JSON of its dated parameters beside them. What several venues share is a family's (`rates`, `weights`, `formulas`,
//! `scan`); the page of the same name in `docs/venues/` tells what it does and what it rests on.
//!
//! A venue's calculators are plain functions of an account and of parameters: they check what they are handed, return every
//! part of the answer, and refuse with a [`FigureError`](super::FigureError). Its parameters are
//! [`Dated`](super::Dated), checked when read, and refused with a [`RuleError`](super::RuleError).

pub mod binance;
pub mod bybit;
pub mod deribit;
pub mod derive;
pub mod drift;
pub mod dydx;
pub mod gmx;
pub mod hyperliquid;
pub mod mango;
pub mod okx;
pub mod paradex;
mod reference;
pub mod reg_t;
pub mod span;
pub mod synthetix;
pub mod tims;
pub mod vertex;

pub use reference::reference;

use super::RuleSet;

/// Every rule set shipped, the default first.
pub fn all() -> Vec<&'static RuleSet> {
    [reference()].into_iter().filter_map(Result::ok).collect()
}

/// The rule set of that name.
pub fn named(name: &str) -> Option<&'static RuleSet> {
    all().into_iter().find(|rules| rules.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_set_shipped_can_be_used() {
        reference().unwrap().check().unwrap();
    }

    #[test]
    fn rule_sets_go_by_their_names() {
        assert_eq!(named("reference").map(|rules| rules.title.as_str()), Some("Reference"));
        assert!(named("nobody").is_none());
    }
}
