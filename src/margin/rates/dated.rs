//! Parameters with their date, source and fidelity: the form of every venue's JSON file.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::margin::{Fidelity, RuleError, RuleStamp};

/// A venue's parameters, as its JSON file holds them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dated<P> {
    /// Short name: `hyperliquid`.
    pub name: String,
    /// Name on screen.
    pub title: String,
    /// Date of the parameters, `2026-07-19`.
    pub as_of: String,
    /// Where they are from.
    pub source: String,
    /// How closely the rules follow it.
    pub fidelity: Fidelity,
    /// The parameters.
    pub parameters: P,
}

impl<P: DeserializeOwned> Dated<P> {
    /// Reads a file and has its parameters checked. Unknown and missing keys are refused with their place in the text.
    pub fn from_json(text: &str, check: impl Fn(&P) -> Result<(), RuleError>) -> Result<Self, RuleError> {
        let dated: Self = serde_json::from_str(text).map_err(|error| RuleError::Form(error.to_string()))?;
        check(&dated.parameters)?;
        Ok(dated)
    }
}

impl<P> Dated<P> {
    /// What to print beside figures that rest on it.
    pub fn stamp(&self) -> RuleStamp {
        RuleStamp {
            name: self.name.clone(),
            title: self.title.clone(),
            as_of: self.as_of.clone(),
            source: self.source.clone(),
            fidelity: self.fidelity,
        }
    }
}
