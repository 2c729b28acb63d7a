//! Dated parameters: the form of every venue's JSON file.

use std::sync::OnceLock;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::place::refusal;
use super::{Fidelity, RuleError, RuleStamp};

/// Parameters that know which values they may take.
pub trait Parameters: DeserializeOwned {
    /// Refuses what cannot be, with the path, what was read and what would be right.
    fn check(&self) -> Result<(), RuleError>;
}

/// Parameters with their name, their date, their source and how closely they follow it.
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
    /// How closely figures made from them follow it.
    pub fidelity: Fidelity,
    /// The rule family that asks for them, where the file is a whole rule set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// The parameters.
    pub parameters: P,
}

impl<P: Parameters> Dated<P> {
    /// Reads a file and checks its parameters. What is unknown, missing, of the wrong kind or out of its limits is refused
    /// with its path below `parameters`: `tiers[2].rate is missing; …`.
    pub fn from_json(text: &str) -> Result<Self, RuleError> {
        let dated: Self = serde_json::from_str(text).map_err(|error| refusal(text, &error, "parameters"))?;
        dated.parameters.check()?;
        Ok(dated)
    }
}

/// Parameters that are part of the program: read when first asked for, then kept.
pub(crate) struct Shipped<P> {
    text: &'static str,
    read: OnceLock<Result<Dated<P>, RuleError>>,
}

impl<P: Parameters> Shipped<P> {
    pub(crate) const fn new(text: &'static str) -> Self {
        Self { text, read: OnceLock::new() }
    }

    pub(crate) fn get(&self) -> Result<&Dated<P>, RuleError> {
        self.read.get_or_init(|| Dated::from_json(self.text)).as_ref().map_err(Clone::clone)
    }
}

impl<P> Dated<P> {
    /// Parameters put together from several files: the oldest date, every source under the word for its part, and the
    /// weakest claim.
    pub(crate) fn joined(name: &str, title: &str, of: &[(&str, RuleStamp)], parameters: P) -> Self {
        let sources: Vec<String> = of.iter().map(|(part, stamp)| format!("{part}: {}", stamp.source)).collect();
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            as_of: of.iter().map(|(_, stamp)| stamp.as_of.clone()).min().unwrap_or_default(),
            source: sources.join(" · "),
            fidelity: of.iter().map(|(_, stamp)| stamp.fidelity).max().unwrap_or(Fidelity::Approximate),
            family: None,
            parameters,
        }
    }

    /// What to print beside figures that rest on them.
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
