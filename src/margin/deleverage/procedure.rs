//! Procedures as data: every venue's way with its parameters, their date, source and fidelity, in `procedures.json`.

use std::sync::OnceLock;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Fees;
use super::drift::DriftHow;
use crate::margin::venues::derive::auction::AuctionRules;
use crate::margin::{Fidelity, Parameters, RuleError, RuleSet};

const SHIPPED: &str = include_str!("procedures.json");

/// One way of deleveraging.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// Short name: `hyperliquid`.
    pub name: String,
    /// Name on screen.
    pub title: String,
    /// Date of the parameters.
    pub as_of: String,
    /// Where they are from.
    pub source: String,
    /// How closely it follows that source.
    pub fidelity: Fidelity,
    /// Families of rule sets whose venue does this.
    pub families: Vec<String>,
    /// What is not published or not followed, a sentence each.
    pub notes: Vec<String>,
    /// What is done.
    pub how: How,
}

/// What is done, with its parameters. What a rule set holds already is read from there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum How {
    /// The cheapest way back to health.
    Reference {
        /// Part of a position that is weighed at a time, a fraction.
        piece: Decimal,
        /// Fees.
        fees: Fees,
    },
    /// A part of a large position first, a pause, and a backstop.
    Hyperliquid {
        /// Fees.
        fees: Fees,
    },
    /// An order a block, capped, at no worse than the fillable price.
    Dydx {
        /// Seconds a block.
        seconds_per_block: u64,
    },
    /// A Dutch auction of shares of the account.
    Derive {
        /// The auction.
        auction: AuctionRules,
        /// When a bidder comes, and how long until the next.
        bid_after_seconds: u64,
    },
    /// Rounds that close what adds most to the binding scenario, then hedge.
    Deribit {
        /// Part of a position in one round, a fraction.
        portion: Decimal,
        /// Seconds a round.
        seconds_per_round: u64,
        /// Fees.
        fees: Fees,
    },
    /// A liquidator takes over what covers part of a buffered shortage.
    Drift(DriftHow),
    /// The largest requirement first, down to a ratio of maintenance margin to equity.
    Target {
        /// Maintenance margin over equity to reach, a fraction.
        ratio: Decimal,
        /// Seconds between orders.
        seconds: u64,
        /// Fees.
        fees: Fees,
    },
    /// Down tier by tier, then taken over.
    Tiers {
        /// Seconds between orders.
        seconds: u64,
        /// Fees.
        fees: Fees,
    },
}

impl Procedure {
    /// Every procedure shipped, the reference first.
    pub fn all() -> &'static [Procedure] {
        static ALL: OnceLock<Vec<Procedure>> = OnceLock::new();
        ALL.get_or_init(|| Self::list(SHIPPED).unwrap_or_default())
    }

    /// Reads a list of procedures and checks it.
    ///
    /// # Errors
    /// What is no list of procedures, or a parameter that cannot be.
    pub fn list(text: &str) -> Result<Vec<Self>, RuleError> {
        let all: Vec<Self> = serde_json::from_str(text).map_err(|error| RuleError::Form(error.to_string()))?;
        all.iter().try_for_each(|of| of.how.check().map_err(|error| error.below(&of.name)))?;
        Ok(all)
    }

    /// The procedure of that name.
    pub fn named(name: &str) -> Option<&'static Procedure> {
        Self::all().iter().find(|of| of.name == name)
    }

    /// What the venue of a rule set does; the reference where nobody's way is known.
    pub fn of(rules: &RuleSet) -> &'static Procedure {
        static REFERENCE: OnceLock<Procedure> = OnceLock::new();
        let family = rules.family_word();
        let venue = Self::all().iter().find(|of| of.families.iter().any(|of| of == family));
        venue.or(Self::all().first()).unwrap_or_else(|| REFERENCE.get_or_init(Self::plain))
    }

    /// The reference without fees, for want of a file.
    fn plain() -> Self {
        Self {
            name: "reference".to_owned(),
            title: "Reference".to_owned(),
            as_of: String::new(),
            source: String::new(),
            fidelity: Fidelity::Approximate,
            families: Vec::new(),
            notes: Vec::new(),
            how: How::Reference { piece: Decimal::new(5, 2), fees: Fees::default() },
        }
    }
}

impl How {
    /// Refuses parameters that cannot be.
    fn check(&self) -> Result<(), RuleError> {
        use crate::margin::limits::{FRACTION, exact_fraction, within};
        let part = |path: &str, value: Decimal| {
            within(path, value, Decimal::new(1, 3)..=Decimal::ONE, "a fraction from 0.001 to 1 is right, 0.05 for 5 %")
        };
        let charged = |fees: &Fees| -> Result<(), RuleError> {
            exact_fraction("fees.future", fees.future)?;
            exact_fraction("fees.option", fees.option)?;
            exact_fraction("fees.option_most", fees.option_most)?;
            Ok(())
        };
        match self {
            Self::Reference { piece, fees } => {
                part("piece", *piece)?;
                charged(fees)
            }
            Self::Deribit { portion, fees, .. } => {
                part("portion", *portion)?;
                charged(fees)
            }
            Self::Target { ratio, fees, .. } => {
                within("ratio", *ratio, Decimal::new(1, 2)..=Decimal::ONE, FRACTION)?;
                charged(fees)
            }
            Self::Hyperliquid { fees } | Self::Tiers { fees, .. } => charged(fees),
            Self::Derive { auction, .. } => auction.check(),
            Self::Dydx { .. } | Self::Drift(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::venues;

    #[test]
    fn the_procedures_shipped_can_be_used() {
        let all = Procedure::list(SHIPPED).unwrap();
        assert_eq!(all.first().map(|of| of.name.as_str()), Some("reference"));
        let families: Vec<&str> = venues::all().iter().map(RuleSet::family_word).collect();
        for family in all.iter().flat_map(|of| &of.families) {
            assert!(families.contains(&family.as_str()), "{family}");
        }
        let of = |name: &str| Procedure::of(venues::named(name).unwrap()).name.as_str();
        assert_eq!((of("dydx"), of("deribit-portfolio"), of("reference")), ("dydx", "deribit", "reference"));
        assert_eq!((of("derive-pm2"), of("reg-t")), ("derive", "reference"));
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_place() {
        let said = |from: &str, to: &str| {
            assert!(SHIPPED.contains(from), "{from}");
            Procedure::list(&SHIPPED.replacen(from, to, 1)).unwrap_err().to_string()
        };
        assert_eq!(
            said("\"piece\": \"0.05\"", "\"piece\": \"5\""),
            "reference.piece is 5; a fraction from 0.001 to 1 is right, 0.05 for 5 %"
        );
        assert!(said("\"kind\": \"target\"", "\"kind\": \"aim\"").contains("aim"));
    }
}
