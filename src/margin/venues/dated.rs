//! A venue's dated parameters, as its JSON file holds them: values, date, source, fidelity.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::place::refusal;
use crate::margin::{Fidelity, RuleError};

/// Parameters that know which values they may take.
pub trait Parameters: DeserializeOwned {
    /// Refuses what cannot be, with the path, what was read and what would be right.
    fn check(&self) -> Result<(), RuleError>;
}

/// Parameters with the date and the place they are from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dated<T> {
    /// Date of the values, `2026-03-01`.
    pub as_of: String,
    /// Where they are from.
    pub source: String,
    /// How closely figures made from them follow the venue.
    pub fidelity: Fidelity,
    /// The values.
    pub values: T,
}

impl<T: Parameters> Dated<T> {
    /// Reads and checks. What is unknown, missing or of the wrong kind is refused with its path below `values`.
    pub fn from_json(text: &str) -> Result<Self, RuleError> {
        let dated: Self = serde_json::from_str(text).map_err(|error| refusal(text, &error, "values"))?;
        dated.values.check()?;
        Ok(dated)
    }
}
