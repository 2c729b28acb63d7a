//! One file a venue: its dated parameters, and whatever is truly its own.

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
        reference().unwrap();
    }

    #[test]
    fn rule_sets_go_by_their_names() {
        assert_eq!(named("reference").map(|rules| rules.title.as_str()), Some("Reference"));
        assert!(named("nobody").is_none());
    }
}
