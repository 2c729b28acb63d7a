//! Parameters as their file holds them: dated, with where they are from.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::margin::{Fidelity, RuleError};

/// A venue's parameters with their date and source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dated<T> {
    /// Short name: `drift`.
    pub name: String,
    /// Name on screen.
    pub title: String,
    /// Date of the parameters, `2026-04-01`.
    pub as_of: String,
    /// Where they are from.
    pub source: String,
    /// How closely the rules follow it.
    pub fidelity: Fidelity,
    /// The parameters themselves.
    pub parameters: T,
}

impl<T: DeserializeOwned> Dated<T> {
    /// Reads parameters and refuses what `check` refuses.
    pub fn from_json(text: &str, check: impl Fn(&T) -> Result<(), RuleError>) -> Result<Self, RuleError> {
        let dated: Self = serde_json::from_str(text).map_err(|error| RuleError::Form(error.to_string()))?;
        check(&dated.parameters)?;
        Ok(dated)
    }
}
