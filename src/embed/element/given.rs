//! A value as a host hands it over.

use crate::embed::engine::{Code, Fault};
use crate::io::{MAX_BYTES, Tree};

/// A value from JavaScript, as text: JSON of everything but texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// Nothing, null, or an empty text.
    Nothing,
    /// A text.
    Text(String),
    /// Anything else, as JSON.
    Json(String),
    /// What has no JSON: a function, an object within itself, a `BigInt`; with the reason.
    Other(String),
}

impl Given {
    /// The value as a tree; `path` is where it was handed over and `right` what would be right there.
    pub(super) fn tree(self, path: &str, right: &str) -> Result<Tree, Fault> {
        let missing = || Fault::new(Code::Missing, path, "there is nothing here".to_owned(), right);
        match self {
            Self::Nothing => Err(missing()),
            Self::Other(why) => Err(Fault::new(Code::WrongType, path, format!("this cannot be read: {why}"), right)),
            Self::Text(text) | Self::Json(text) if text.len() > MAX_BYTES => Err(too_large(path, text.len())),
            Self::Json(json) => Tree::handed(&json).map_err(|error| Fault::not_json(path, error)),
            Self::Text(text) if text.trim().is_empty() => Err(missing()),
            Self::Text(text) if text.trim_start().starts_with(['{', '[']) => {
                Tree::handed(&text).map_err(|error| Fault::not_json(path, error))
            }
            Self::Text(text) => Ok(Tree::Text(text)),
        }
    }
}

fn too_large(path: &str, bytes: usize) -> Fault {
    let message = format!("this is {bytes} bytes long");
    Fault::new(Code::TooLarge, path, message, format!("at most {MAX_BYTES} bytes are read"))
}
