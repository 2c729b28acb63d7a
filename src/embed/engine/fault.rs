//! Why a question has no answer, as data.

use serde::Serialize;

use crate::io::ImportError;
use crate::json::NotJson;
use crate::margin::RuleError;

/// What kind of thing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A value of another kind than it has to be.
    WrongType,
    /// A field that has to be there.
    Missing,
    /// A value of the right kind that cannot be.
    WrongValue,
    /// Text that is not JSON.
    NotJson,
    /// More than is read.
    TooLarge,
    /// A book of a later version of the form.
    NewerVersion,
    /// No rule set of that name.
    UnknownRules,
    /// A rule set that cannot be used.
    WrongRules,
    /// No book in it.
    NoBook,
    /// A book of another form than was asked for.
    OtherFormat,
    /// A part of the engine that is not here and could not be fetched.
    NotFetched,
}

/// Something wrong, with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// What kind of thing.
    pub code: Code,
    /// Where in the question: `trades[0].quantity`.
    pub path: String,
    /// What is the matter.
    pub message: String,
    /// What would be right.
    pub remedy: String,
}

impl Fault {
    pub(in crate::embed) fn new(code: Code, path: &str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { code, path: path.to_owned(), message: message.into(), remedy: remedy.into() }
    }

    /// Of a sentence that says after its last semicolon what would be right; `otherwise` is right where it does not.
    pub(in crate::embed) fn of_sentence(code: Code, path: &str, sentence: &str, otherwise: &str) -> Self {
        let (message, remedy) = sentence.rsplit_once("; ").unwrap_or((sentence, otherwise));
        Self::new(code, path, message, remedy)
    }

    /// Text at `path` that is not JSON.
    pub(in crate::embed) fn not_json(path: &str, error: NotJson) -> Self {
        Self::new(
            Code::NotJson,
            path,
            format!("this is not JSON: {error}"),
            "all of it, from its first brace to its last, is right",
        )
    }

    /// Why there is no book at `path`.
    pub(in crate::embed) fn of_import(path: &str, error: &ImportError) -> Self {
        if let ImportError::UnknownJson { found } = error
            && path == "account"
        {
            let remedy = "an object with “holdings” and “positions” is right, or a saved book";
            return Self::new(Code::NoBook, path, format!("this is no account: it is {found}"), remedy);
        }
        let code = match error {
            ImportError::TooLarge { .. } | ImportError::TooManyRows { .. } => Code::TooLarge,
            ImportError::Json { .. } => Code::NotJson,
            ImportError::NewerVersion { .. } => Code::NewerVersion,
            ImportError::Empty
            | ImportError::UnknownJson { .. }
            | ImportError::Refused { .. }
            | ImportError::NoColumns { .. }
            | ImportError::TradeLog { .. }
            | ImportError::Nothing { .. } => Code::NoBook,
        };
        Self::of_sentence(code, path, &error.to_string(), "a saved book, rows or lines, or a venue’s answer is right")
    }

    /// Why a rule set at `path` cannot be used. The parameter's own path is below its `parameters`.
    pub(super) fn of_rules(path: &str, error: &RuleError) -> Self {
        match error {
            RuleError::Parameter { path: within, read, right } => {
                let below = if within == "family" { "" } else { "parameters." };
                let path = format!("{path}.{below}{within}");
                Self::new(Code::WrongRules, &path, format!("{within} is {read}"), right.clone())
            }
            RuleError::Form(_) => {
                let remedy = "the JSON of a rule set is right, or the name of one";
                Self::of_sentence(Code::WrongRules, path, &error.to_string(), remedy)
            }
        }
    }
}
