//! Everything that is taught in words, by key, in one file a language.
//!
//! A text names figures in braces, `{unified}`, and types none itself. A translation is another file with the same keys; each
//! text has to ask for the same figures, in any order ([`Words::differences`]).

use std::sync::OnceLock;

use super::{Figures, Value};
use crate::json::Json;

const ENGLISH: &str = include_str!("copy.json");

/// The words of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(Vec<(String, String)>);

/// Why words cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// The file is not one of words.
    #[error("words are an object of texts by key: {0}")]
    Form(String),
    /// There is no text.
    #[error("there are no words for “{0}”")]
    Missing(String),
    /// A text asks for what is not there.
    #[error("“{key}” asks for the figure “{figure}”, which is not computed")]
    Figure {
        /// Of which text.
        key: String,
        /// Which it asks for.
        figure: String,
    },
    /// A brace that is not closed.
    #[error("“{0}” opens a brace and does not close it")]
    Brace(String),
}

impl Words {
    /// The words that are shipped.
    pub fn english() -> &'static Self {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(|| Self::read(ENGLISH).unwrap_or_default())
    }

    /// Reads a file of words.
    ///
    /// # Errors
    /// What is not an object of texts, and a key that stands there twice.
    pub fn read(text: &str) -> Result<Self, WordsError> {
        let form = |what: String| WordsError::Form(what);
        let json = Json::read(text).map_err(|error| form(error.to_string()))?;
        let fields = json.fields().ok_or_else(|| form("it is not an object".to_owned()))?;
        let mut all = Vec::with_capacity(fields.len());
        for (key, value) in fields {
            let said = value.string().ok_or_else(|| form(format!("“{key}” is not a text")))?;
            all.push((key.into_owned(), said.into_owned()));
        }
        all.sort_unstable();
        match all.windows(2).find(|pair| matches!(pair, [(a, _), (b, _)] if a == b)) {
            Some([(key, _), ..]) => Err(form(format!("“{key}” stands there twice"))),
            _ => Ok(Self(all)),
        }
    }

    /// The text of a key, with its braces.
    pub fn get(&self, key: &str) -> Option<&str> {
        let place = self.0.binary_search_by(|(of, _)| of.as_str().cmp(key)).ok()?;
        self.0.get(place).map(|(_, text)| text.as_str())
    }

    /// All keys with their texts, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, text)| (key.as_str(), text.as_str()))
    }

    /// The text of a key with its figures filled in, each as `form` writes it.
    ///
    /// # Errors
    /// No such text; a figure that is not computed.
    pub fn filled(&self, key: &str, figures: &Figures, form: &dyn Fn(&Value) -> String) -> Result<String, WordsError> {
        let text = self.get(key).ok_or_else(|| WordsError::Missing(key.to_owned()))?;
        let mut out = String::with_capacity(text.len());
        for piece in pieces(text) {
            match piece {
                Some(Piece::Plain(plain)) => out.push_str(plain),
                Some(Piece::Asks(name)) => {
                    let missing = || WordsError::Figure { key: key.to_owned(), figure: name.to_owned() };
                    out.push_str(&form(figures.get(name).ok_or_else(missing)?));
                }
                None => return Err(WordsError::Brace(key.to_owned())),
            }
        }
        Ok(out)
    }

    /// What a translation lacks, has too much, or asks for otherwise than these words; a sentence each.
    pub fn differences(&self, translation: &Words) -> Vec<String> {
        let mut wrong = Vec::new();
        for (key, text) in self.iter() {
            match translation.get(key) {
                None => wrong.push(format!("“{key}” is not translated")),
                Some(other) if asked(text) != asked(other) => {
                    wrong.push(format!("“{key}” asks for {:?} instead of {:?}", asked(other), asked(text)));
                }
                Some(_) => {}
            }
        }
        let unknown = translation.iter().filter(|(key, _)| self.get(key).is_none());
        wrong.extend(unknown.map(|(key, _)| format!("“{key}” is not asked for")));
        wrong
    }
}

enum Piece<'a> {
    Plain(&'a str),
    Asks(&'a str),
}

/// A text in pieces; `None` for a brace that is not closed.
fn pieces(text: &str) -> Vec<Option<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        pieces.push(Some(Piece::Plain(before)));
        let Some((name, left)) = after.split_once('}') else {
            pieces.push(None);
            return pieces;
        };
        pieces.push(Some(Piece::Asks(name)));
        rest = left;
    }
    pieces.push(Some(Piece::Plain(rest)));
    pieces
}

/// The figures that a text asks for, sorted, each once.
pub(super) fn asked(text: &str) -> Vec<&str> {
    let asks = |piece| if let Some(Piece::Asks(name)) = piece { Some(name) } else { None };
    let mut names: Vec<&str> = pieces(text).into_iter().filter_map(asks).collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn figures_are_filled_in_or_missed_by_name() {
        let words = Words::read(r#"{"a": "One needs {need}, {need}.", "b": "{open", "c": "{other}"}"#).unwrap();
        let figures = Figures::default().with("need", Value::Required(dec!(7000)));
        let said = |key| words.filled(key, &figures, &Value::plain).map_err(|error| error.to_string());
        assert_eq!(said("a").unwrap(), "One needs $7,000, $7,000.");
        assert_eq!(said("b").unwrap_err(), "“b” opens a brace and does not close it");
        assert_eq!(said("c").unwrap_err(), "“c” asks for the figure “other”, which is not computed");
        assert_eq!(said("d").unwrap_err(), "there are no words for “d”");
    }

    #[test]
    fn what_is_no_file_of_words_is_refused() {
        for (text, what) in [
            ("[]", "words are an object of texts by key: it is not an object"),
            (r#"{"a": 1}"#, "words are an object of texts by key: “a” is not a text"),
            (r#"{"a": "x", "a": "y"}"#, "words are an object of texts by key: “a” stands there twice"),
            ("{", "words are an object of texts by key: it breaks off"),
        ] {
            assert_eq!(Words::read(text).unwrap_err().to_string(), what);
        }
    }

    #[test]
    fn a_translation_is_held_to_keys_and_figures() {
        let own = Words::read(r#"{"a": "{x} and {y}", "b": "B", "c": "C"}"#).unwrap();
        let other = Words::read(r#"{"a": "{y} und {x}", "b": "{x}", "d": "D"}"#).unwrap();
        assert_eq!(
            own.differences(&other),
            ["“b” asks for [\"x\"] instead of []", "“c” is not translated", "“d” is not asked for"]
        );
        assert_eq!(own.differences(&own), Vec::<String>::new());
    }
}
