//! A rule set: a family of rules (code) with dated parameters (data).

use serde::{Deserialize, Serialize};

use super::RuleStamp;
use super::parameters::Object;
use super::scan::ScanRules;
use crate::json::Json;
use crate::risk::{FigureError, Refusal};

/// How closely a rule set follows its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fidelity {
    /// Agrees with numbers the venue or its own tests produced.
    VenueMatched,
    /// The formula as published; no number of the venue to check against.
    Documented,
    /// Something is missing, and the source says what.
    Approximate,
}

/// A rule set, as its JSON file holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleSet {
    /// Short name: `reference`.
    pub name: String,
    /// Name on screen.
    pub title: String,
    /// Date of the parameters, `2026-11-01`.
    pub as_of: String,
    /// Where they are from.
    pub source: String,
    /// How closely they follow it.
    pub fidelity: Fidelity,
    /// The rules themselves.
    #[serde(flatten)]
    pub family: Family,
}

/// The families of rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "family", content = "parameters", rename_all = "snake_case")]
pub enum Family {
    /// Scenarios and charges.
    Scan(ScanRules),
}

/// Why parameters cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RuleError {
    /// Not the JSON of a rule set.
    #[error("this is no rule set: {0}")]
    Form(String),
    /// A parameter that cannot be.
    #[error("{path} is {read}; {right}")]
    Parameter {
        /// Where: `underlyings.BTC.scan_range`.
        path: String,
        /// What was read.
        read: String,
        /// What would be right.
        right: String,
    },
}

impl From<Refusal> for RuleError {
    fn from(Refusal { path, read, right }: Refusal) -> Self {
        Self::Parameter { path, read, right }
    }
}

/// A calculator that is handed rules which cannot be refuses them as any input.
impl From<RuleError> for FigureError {
    fn from(error: RuleError) -> Self {
        match error {
            RuleError::Parameter { path, read, right } => Self::Input { field: path, read, right },
            RuleError::Form(said) => Self::Input {
                field: "rules".to_owned(),
                read: said,
                right: "the JSON of a rule set is right".to_owned(),
            },
        }
    }
}

impl RuleSet {
    /// Reads a rule set and checks its parameters.
    pub fn from_json(text: &str) -> Result<Self, RuleError> {
        let json = Json::read(text).map_err(|error| RuleError::Form(error.to_string()))?;
        let mut rules = Object::of(json, "rules")?;
        let fidelity = match rules.text("fidelity")?.as_str() {
            "venue-matched" => Fidelity::VenueMatched,
            "documented" => Fidelity::Documented,
            "approximate" => Fidelity::Approximate,
            other => return Err(RuleError::Form(format!("no rules have the fidelity “{other}”"))),
        };
        let family = match rules.text("family")?.as_str() {
            "scan" => Family::Scan(ScanRules::read(rules.object("parameters")?)?),
            other => return Err(RuleError::Form(format!("there is no family “{other}”"))),
        };
        Ok(Self {
            name: rules.text("name")?,
            title: rules.text("title")?,
            as_of: rules.text("as_of")?,
            source: rules.text("source")?,
            fidelity,
            family,
        })
    }

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
