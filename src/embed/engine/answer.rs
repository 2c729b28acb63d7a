//! The one form that all answers have.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::Fault;
use crate::io::{Notice, NoticeKind};

/// What comes back: the value asked for with what there is to know about the question, or what is wrong with the question.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer<T> {
    /// Written as `{ "ok": true, "value": …, "notices": […] }`.
    Value {
        /// What was asked for.
        value: T,
        /// Rows left out or read otherwise than written, and fields that are not known.
        notices: Vec<Said>,
    },
    /// Written as `{ "ok": false, "errors": […] }`.
    Faults(Vec<Fault>),
}

/// What became of a row, or of a field, that was not taken as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Said {
    /// `left_out`: it is in no figure. `kept`: it is there, read otherwise. `info`: it is there as written.
    pub kind: &'static str,
    /// Where in the question: `account.positions[3].quantity`; absent in a text that has no fields.
    pub path: Option<String>,
    /// Line in a text, from 1.
    pub line: Option<usize>,
    /// What was read there.
    pub read: String,
    /// What is the matter.
    pub message: String,
    /// What would be right; absent where the message says it.
    pub remedy: Option<String>,
}

impl<T> Answer<T> {
    /// The same with another value.
    pub fn map<U>(self, work: impl FnOnce(T) -> U) -> Answer<U> {
        match self {
            Self::Value { value, notices } => Answer::Value { value: work(value), notices },
            Self::Faults(faults) => Answer::Faults(faults),
        }
    }

    /// The value, if there is one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value { value, .. } => Some(value),
            Self::Faults(_) => None,
        }
    }
}

impl<T> From<Result<(T, Vec<Said>), Vec<Fault>>> for Answer<T> {
    fn from(result: Result<(T, Vec<Said>), Vec<Fault>>) -> Self {
        match result {
            Ok((value, notices)) => Self::Value { value, notices },
            Err(faults) => Self::Faults(faults),
        }
    }
}

impl<T: Serialize> Serialize for Answer<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut out = to.serialize_struct("Answer", 3)?;
        match self {
            Self::Value { value, notices } => {
                out.serialize_field("ok", &true)?;
                out.serialize_field("value", value)?;
                out.serialize_field("notices", notices)?;
            }
            Self::Faults(errors) => {
                out.serialize_field("ok", &false)?;
                out.serialize_field("errors", errors)?;
            }
        }
        out.end()
    }
}

impl Said {
    /// What a reader said, of what stands at `above` in the question.
    pub(in crate::embed) fn of(notice: Notice, above: &str) -> Self {
        let kind = match notice.kind {
            NoticeKind::LeftOut => "left_out",
            NoticeKind::Kept => "kept",
            NoticeKind::Info => "info",
        };
        let path = match (notice.column, above) {
            (Some(path), "") => Some(path),
            (Some(path), above) => Some(format!("{above}.{path}")),
            (None, _) => None,
        };
        Self { line: notice.line, ..Self::new(kind, path, notice.read, &notice.message) }
    }

    /// What became of what stands at a path; `why` is what is the matter and, after a semicolon, what would be right.
    pub(crate) fn new(kind: &'static str, path: Option<String>, read: String, why: &str) -> Self {
        let (message, remedy) = match why.split_once("; ") {
            Some((message, remedy)) => (message, Some(remedy.to_owned())),
            None => (why, None),
        };
        Self { kind, path, line: None, read, message: message.to_owned(), remedy }
    }

    /// Something wrong that stops nothing else.
    pub(in crate::embed) fn of_fault(fault: Fault) -> Self {
        let Fault { path, message, remedy, .. } = fault;
        Self { kind: "left_out", path: Some(path), line: None, read: String::new(), message, remedy: Some(remedy) }
    }

    /// A field that is not known.
    pub(super) fn unknown_field(path: String, read: String, ours: &[&str]) -> Self {
        let remedy = Some(format!("fields here are {}", ours.join(", ")));
        let message = "this field is not known, and nothing is made of it".to_owned();
        Self { kind: "info", path: Some(path), line: None, read, message, remedy }
    }
}
