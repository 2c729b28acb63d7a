//! What came of a file of cases.

use serde_json::Value;

use super::exceptions::excepted;
use super::figure::{Compared, Digest};
use super::outcome::{Answer, Outcome};
use super::run;
use super::series::Series;

/// Why a file cannot be run at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditError {
    /// The text is no JSON.
    #[error("{stem} is no JSON: {why}")]
    NotJson {
        /// The file.
        stem: String,
        /// What the reader said.
        why: String,
    },
    /// No list of cases.
    #[error("{stem} has no cases; an array under \"cases\" is right")]
    NoCases {
        /// The file.
        stem: String,
    },
}

/// What came of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseReport {
    /// Its name.
    pub name: String,
    /// Where its figures are from, and what is said of them; empty where nothing is.
    pub source: String,
    /// What came of it.
    pub outcome: Outcome,
    /// Its figures in the order compared, of a case that disagrees as far as it went.
    pub figures: Vec<Compared>,
}

/// What came of a file of cases.
#[derive(Clone, Debug, PartialEq)]
pub struct FileReport {
    /// The file's name without its ending.
    pub stem: String,
    /// Its cases, in the file's order.
    pub cases: Vec<CaseReport>,
}

impl FileReport {
    /// How many cases were run: all but the excepted.
    pub fn run(&self) -> usize {
        self.cases.len() - self.excepted().count()
    }

    /// How many cases agree.
    pub fn agree(&self) -> usize {
        self.cases.iter().filter(|case| matches!(case.outcome, Outcome::Agree(_))).count()
    }

    /// The worst relative error of the cases that agree; 0 where all are exact.
    pub fn worst_relative_error(&self) -> f64 {
        let errors = self.cases.iter().filter_map(|case| match case.outcome {
            Outcome::Agree(error) => Some(error),
            _ => None,
        });
        errors.fold(0.0, f64::max)
    }

    /// Cases not run, each with why.
    pub fn excepted(&self) -> impl Iterator<Item = (&CaseReport, &'static str)> {
        self.cases.iter().filter_map(|case| match case.outcome {
            Outcome::Excepted(why) => Some((case, why)),
            _ => None,
        })
    }

    /// Cases that disagree or are not covered, each with why.
    pub fn disagreements(&self) -> impl Iterator<Item = (&CaseReport, &str)> {
        self.cases.iter().filter_map(|case| match &case.outcome {
            Outcome::Disagree(why) | Outcome::NotCovered(why) => Some((case, why.as_str())),
            _ => None,
        })
    }

    /// One number for every figure computed, to the bit, in the order compared; those that rest on the platform left out.
    pub fn digest(&self) -> Digest {
        let mut digest = Digest::default();
        self.cases.iter().flat_map(|case| &case.figures).for_each(|figure| digest.add(figure));
        digest
    }
}

/// Runs one case of a file; `document` is the whole file, for its parameters.
pub fn case(stem: &str, document: &Value, case: &Value, series: Option<&Series>) -> CaseReport {
    let Answer { outcome, figures } = match excepted(stem, case, series.is_some()) {
        Some(why) => Outcome::Excepted(why).into(),
        None => run::case(stem, document, case, series),
    };
    let said = ["source", "note"].iter().filter_map(|key| case[*key].as_str()).collect::<Vec<_>>().join("; ");
    CaseReport { name: case["name"].as_str().unwrap_or_default().to_owned(), source: said, outcome, figures }
}

/// Runs every case of a file. What to run follows from the file's name and each case's input keys, never from the case's
/// name.
///
/// # Errors
///
/// Text that is no JSON, or holds no list of cases. A case that cannot be read is no error: it disagrees, and says why.
pub fn file(stem: &str, text: &str, series: Option<&Series>) -> Result<FileReport, AuditError> {
    let document: Value = serde_json::from_str(text)
        .map_err(|why| AuditError::NotJson { stem: stem.to_owned(), why: why.to_string() })?;
    let cases = document["cases"].as_array().ok_or_else(|| AuditError::NoCases { stem: stem.to_owned() })?;
    let cases = cases.iter().map(|one| case(stem, &document, one, series)).collect();
    Ok(FileReport { stem: stem.to_owned(), cases })
}
