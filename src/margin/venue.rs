//! A venue's rules as a rule set holds them: what is asked, behind one pointer.
//!
//! Nothing outside knows which venue it is, so that a page which never asks for one need not carry any.

use std::fmt::Debug;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::scan::Totals;
use super::{Assessment, Dated, Family, Liquidation, RuleError, RuleSet, Venue, by_venue};
use crate::risk::Valued;

/// A venue's rules with their parameters. Cheap to copy.
#[derive(Clone)]
pub struct VenueRules(Arc<dyn Asked>);

/// What a rule set is asked. Behind one table of functions, so that they are where the venues are.
trait Asked: Send + Sync {
    fn family(&self) -> &'static str;
    fn parameters(&self) -> &Value;
    fn assess(&self, valued: &Valued, rules: &RuleSet) -> Assessment;
    fn liquidation(&self, valued: &Valued) -> Vec<Liquidation>;
    fn taken(&self, valued: &Valued) -> Valued;
    fn totals(&self, taken: &Valued) -> Totals;
    fn same(&self, other: &VenueRules) -> bool;
}

struct Judge {
    family: &'static str,
    parameters: Value,
    venue: Box<dyn Venue>,
}

impl Asked for Judge {
    fn family(&self) -> &'static str {
        self.family
    }

    fn parameters(&self) -> &Value {
        &self.parameters
    }

    fn assess(&self, valued: &Valued, rules: &RuleSet) -> Assessment {
        by_venue::assess(&*self.venue, valued, rules)
    }

    fn liquidation(&self, valued: &Valued) -> Vec<Liquidation> {
        by_venue::liquidation(&*self.venue, valued)
    }

    fn taken(&self, valued: &Valued) -> Valued {
        by_venue::taken(&*self.venue, valued)
    }

    fn totals(&self, taken: &Valued) -> Totals {
        by_venue::totals(&*self.venue, taken)
    }

    fn same(&self, other: &VenueRules) -> bool {
        self.family == other.family() && self.parameters == *other.parameters()
    }
}

impl VenueRules {
    /// The word for it in JSON: `hyperliquid`.
    pub fn family(&self) -> &'static str {
        self.0.family()
    }

    /// Its parameters as JSON.
    pub fn parameters(&self) -> &Value {
        self.0.parameters()
    }

    pub(super) fn assess(&self, valued: &Valued, rules: &RuleSet) -> Assessment {
        self.0.assess(valued, rules)
    }

    pub(super) fn liquidation(&self, valued: &Valued) -> Vec<Liquidation> {
        self.0.liquidation(valued)
    }

    /// As much of the account as the venue answers for.
    pub(super) fn taken(&self, valued: &Valued) -> Valued {
        self.0.taken(valued)
    }

    /// What it comes to, of an account that was taken.
    pub(super) fn totals(&self, taken: &Valued) -> Totals {
        self.0.totals(taken)
    }
}

impl PartialEq for VenueRules {
    fn eq(&self, other: &Self) -> bool {
        self.0.same(other)
    }
}

impl Debug for VenueRules {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_tuple("VenueRules").field(&self.family()).finish()
    }
}

impl RuleSet {
    /// A rule set of a venue's dated parameters; `make` lays them out for being asked.
    ///
    /// # Errors
    /// What `make` refuses, with its path.
    pub fn of_venue<P: Serialize, V: Venue + 'static>(
        family: &'static str,
        dated: Dated<P>,
        make: impl FnOnce(P) -> Result<V, RuleError>,
    ) -> Result<Self, RuleError> {
        let parameters = serde_json::to_value(&dated.parameters).map_err(|error| RuleError::Form(error.to_string()))?;
        let Dated { name, title, as_of, source, fidelity, parameters: given, .. } = dated;
        let venue = Box::new(make(given)?);
        let judge = Judge { family, parameters, venue };
        Ok(Self { name, title, as_of, source, fidelity, family: Family::Venue(VenueRules(Arc::new(judge))) })
    }
}
