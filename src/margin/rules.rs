//! A rule set: a family of rules (code) with dated parameters (data).

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use super::parameters::Object;
use super::scan::ScanRules;
use super::venue::VenueRules;
use super::{RuleStamp, venues};
use crate::json::{Json, field};
use crate::risk::{FigureError, Refusal};

/// How closely a rule set follows its source. In order: what is later claims less, so the weakest claim is the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq)]
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
    pub family: Family,
}

/// The families of rules.
#[allow(
    clippy::large_enum_variant,
    reason = "a few rule sets exist, each once; not so large where addresses are short"
)]
#[derive(Clone, Debug, PartialEq)]
pub enum Family {
    /// Scenarios and charges.
    Scan(ScanRules),
    /// What one venue does, made of the families it shares with others.
    Venue(VenueRules),
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

impl RuleError {
    /// The same, of rules that stand at `path` in a larger file.
    pub(super) fn below(self, path: &str) -> Self {
        match self {
            Self::Parameter { path: within, read, right } => {
                Self::Parameter { path: format!("{path}.{within}"), read, right }
            }
            form => form,
        }
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
    ///
    /// # Errors
    /// What is unknown, missing, of the wrong kind or out of its limits, with its path and what would be right.
    pub fn from_json(text: &str) -> Result<Self, RuleError> {
        let family = serde_json::from_str::<FamilyOnly>(text).map_err(|error| RuleError::Form(error.to_string()))?;
        if family.family == "scan" {
            let rules = Self::read(text)?;
            return rules.check().map(|()| rules);
        }
        venues::read(&family.family, text)
    }

    /// The same of our own family, `scan`; `None` of any other. What asks no more than this carries no venue.
    ///
    /// # Errors
    /// As [`RuleSet::from_json`].
    pub fn scan_from_json(text: &str) -> Result<Option<Self>, RuleError> {
        let json = Json::read(text).map_err(|error| RuleError::Form(error.to_string()))?;
        let family = json.fields().and_then(|fields| field(&fields, "family"));
        if family.is_none_or(|family| family.text() != "scan") {
            return Ok(None);
        }
        let rules = Self::read(text)?;
        rules.check().map(|()| Some(rules))
    }

    /// The JSON that [`RuleSet::from_json`] reads, indented.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Refuses parameters that cannot be, with the path and what would be right.
    ///
    /// # Errors
    /// As [`RuleSet::from_json`]; a venue's parameters were checked when they were read.
    pub fn check(&self) -> Result<(), RuleError> {
        match &self.family {
            Family::Scan(scan) => scan.check(),
            Family::Venue(_) => Ok(()),
        }
    }

    /// Reads a rule set. The rules shipped are checked by a test, so the page carries no checks.
    pub(super) fn read(text: &str) -> Result<Self, RuleError> {
        let json = Json::read(text).map_err(|error| RuleError::Form(error.to_string()))?;
        let mut from = Object::of(json, "rules");
        let fidelity = match from.text("fidelity").as_str() {
            "venue-matched" => Fidelity::VenueMatched,
            "documented" => Fidelity::Documented,
            "approximate" => Fidelity::Approximate,
            other => return Err(RuleError::Form(format!("no rules have the fidelity “{other}”"))),
        };
        let family = match from.text("family").as_str() {
            "scan" => Family::Scan(ScanRules::read(from.object("parameters"))?),
            other => return Err(RuleError::Form(format!("there is no family “{other}”"))),
        };
        let rules = Self {
            name: from.text("name"),
            title: from.text("title"),
            as_of: from.text("as_of"),
            source: from.text("source"),
            fidelity,
            family,
        };
        from.end(rules)
    }

    /// Whether they are a venue's, and not of our own family.
    pub fn is_venue(&self) -> bool {
        matches!(self.family, Family::Venue(_))
    }

    /// The word for its family in JSON: `scan`, `hyperliquid`.
    pub fn family_word(&self) -> &'static str {
        match &self.family {
            Family::Scan(_) => "scan",
            Family::Venue(venue) => venue.family(),
        }
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

/// Which family a rule set is of; the family's own reader reads the rest.
#[derive(Deserialize)]
struct FamilyOnly {
    family: String,
}

impl Serialize for RuleSet {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut out = to.serialize_struct("RuleSet", 7)?;
        out.serialize_field("name", &self.name)?;
        out.serialize_field("title", &self.title)?;
        out.serialize_field("as_of", &self.as_of)?;
        out.serialize_field("source", &self.source)?;
        out.serialize_field("fidelity", &self.fidelity)?;
        out.serialize_field("family", self.family_word())?;
        match &self.family {
            Family::Scan(scan) => out.serialize_field("parameters", scan)?,
            Family::Venue(venue) => out.serialize_field("parameters", venue.parameters())?,
        }
        out.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFERENCE: &str = include_str!("venues/reference.json");

    /// What is said of the reference rules with one text in the place of another.
    fn said(good: &str, bad: &str) -> String {
        assert!(REFERENCE.contains(good), "{good}");
        RuleSet::from_json(&REFERENCE.replacen(good, bad, 1)).unwrap_err().to_string()
    }

    #[test]
    fn it_is_read_as_the_derived_reader_would() {
        let json: serde_json::Value = serde_json::from_str(REFERENCE).unwrap();
        let derived: ScanRules = serde_json::from_value(json["parameters"].clone()).unwrap();
        assert_eq!(RuleSet::from_json(REFERENCE).unwrap().family, Family::Scan(derived));
    }

    #[test]
    fn it_is_written_as_it_is_read() {
        let rules = RuleSet::from_json(REFERENCE).unwrap();
        assert_eq!(RuleSet::from_json(&rules.to_json()).unwrap(), rules);
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert!(said("{", "").contains("this is no rule set"));
        assert!(said("\"steps\": 4", "\"steps\": 4.5").contains("“steps” cannot be 4.5"));
        assert!(said("\"steps\": 4", "\"steps\": \"many\"").contains("“steps” cannot be \"many\""));
        assert!(said("\"steps\": 4,", "").contains("“steps” is missing in “parameters”"));
        assert!(said("\"least\": 0.005", "\"least\": null").contains("“least” is missing in “basis”"));
        assert!(said("\"least\": 0.005", "\"least\": 0.9").contains("basis.least is 0.9"));
        assert!(said("\"steps\": 4", "\"steps\": 4, \"stepz\": 5").contains("“parameters” has no parameter “stepz”"));
        assert!(said("\"BTC\": {", "\"B TC\": {").contains("asset symbol"));
        assert!(said("\"USD\": \"0\"", "\"USD\": []").contains("“USD” cannot be []"));
        assert!(said("\"documented\"", "\"guessed\"").contains("guessed"));
        assert!(said("\"basis\": {", "\"basis\": 7, \"x\": {").contains("“basis” is no object"));
    }
}
