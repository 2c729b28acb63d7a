//! JSON with every number as it was written.
//!
//! The JSON reader turns numbers with decimals into `f64`, and not always into the nearest one; an amount of money
//! would lose digits. Switching that reader to keep the text of numbers (`arbitrary_precision`) would change how every
//! other file of the program is read. So the text is marked before it is parsed: each string gets an `s` in front,
//! each number becomes a string with an `n` in front, and the tree below has both apart again.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::notice::{ImportError, shown};

/// A JSON value; numbers are the text they were written as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tree {
    Null,
    Flag(bool),
    Number(String),
    Text(String),
    List(Vec<Tree>),
    /// Fields in the order of the text.
    Fields(Vec<(String, Tree)>),
}

impl Tree {
    /// Reads JSON text.
    pub(super) fn read(text: &str) -> Result<Self, ImportError> {
        // The first pass finds mistakes where the author sees them; the second sees the marked text.
        serde_json::from_str::<IgnoredAny>(text).map_err(|error| ImportError::Json {
            place: format!("line {}, character {}", error.line(), error.column()),
            reason: without_place(&error),
        })?;
        serde_json::from_str(&marked(text)).map_err(|error| ImportError::Json {
            place: format!("line {}", error.line()),
            reason: without_place(&error),
        })
    }

    /// The field of that name; where it occurs twice the last counts, as everywhere in JSON.
    pub(super) fn get(&self, name: &str) -> Option<&Tree> {
        let fields = self.fields()?;
        fields.iter().rev().find(|(field, _)| field == name).map(|(_, value)| value)
    }

    /// The fields of an object.
    pub(super) fn fields(&self) -> Option<&[(String, Tree)]> {
        match self {
            Self::Fields(fields) => Some(fields),
            _ => None,
        }
    }

    /// The entries of a list.
    pub(super) fn list(&self) -> Option<&[Tree]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// What a number or a text says: both are how numbers are written in JSON.
    pub(super) fn word(&self) -> Option<&str> {
        match self {
            Self::Number(text) | Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether there is nothing here: JSON's null, or an empty text, as venues write for "not applicable".
    pub(super) fn is_absent(&self) -> bool {
        matches!(self, Self::Null) || matches!(self, Self::Text(text) if text.trim().is_empty())
    }

    /// The value for a message.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(text) | Self::Text(text) => shown(text),
            Self::List(list) => format!("a list of {}", list.len()),
            Self::Fields(fields) => {
                let names: Vec<&str> = fields.iter().take(8).map(|(n, _)| n.as_str()).collect();
                shown(&format!("an object with {}", names.join(", ")))
            }
        }
    }

    /// The same value for the JSON writer. A number that the writer would change is kept as a text.
    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Flag(flag) => Value::Bool(*flag),
            Self::Number(text) => match serde_json::from_str::<Value>(text) {
                Ok(value) if same_number(&value.to_string(), text) => value,
                _ => Value::String(text.clone()),
            },
            Self::Text(text) => Value::String(text.clone()),
            Self::List(list) => Value::Array(list.iter().map(Self::to_value).collect()),
            Self::Fields(fields) => {
                Value::Object(fields.iter().map(|(name, value)| (name.clone(), value.to_value())).collect())
            }
        }
    }
}

fn same_number(one: &str, other: &str) -> bool {
    let exact = |text| super::number::plain(text).ok().filter(|n| !n.rounded);
    one == other || (exact(one).is_some() && exact(one) == exact(other))
}

fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text.get(..end).unwrap_or(&text).to_owned(),
        None => text,
    }
}

/// The text with an `s` before what strings say and with numbers as strings that begin with `n`.
fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let (mut in_text, mut escaped, mut in_number) = (false, false, false);
    for c in text.chars() {
        if in_text {
            out.push(c);
            in_text = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        if in_number {
            if c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E') {
                out.push(c);
                continue;
            }
            out.push('"');
            in_number = false;
        }
        match c {
            '"' => {
                out.push_str("\"s");
                in_text = true;
            }
            '-' | '0'..='9' => {
                out.push_str("\"n");
                out.push(c);
                in_number = true;
            }
            _ => out.push(c),
        }
    }
    if in_number {
        out.push('"');
    }
    out
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Tree;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E>(self) -> Result<Tree, E> {
                Ok(Tree::Null)
            }

            fn visit_bool<E>(self, flag: bool) -> Result<Tree, E> {
                Ok(Tree::Flag(flag))
            }

            fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
                Ok(match text.strip_prefix('n') {
                    Some(number) => Tree::Number(number.to_owned()),
                    None => Tree::Text(unmarked(text)),
                })
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = list.next_element()? {
                    entries.push(entry);
                }
                Ok(Tree::List(entries))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
                let mut fields = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Tree>()? {
                    fields.push((unmarked(&name), value));
                }
                Ok(Tree::Fields(fields))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

fn unmarked(text: &str) -> String {
    text.strip_prefix('s').unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_every_digit_and_strings_every_character() {
        let text = r#"{"a":0.1234567890123456789012345678,"b":"n1 \"2\" \\","c":[1e400,-3,true,null],"d":"5","":{}}"#;
        let tree = Tree::read(text).unwrap();
        let number = |text: &str| Tree::Number(text.to_owned());
        assert_eq!(tree.get("a"), Some(&number("0.1234567890123456789012345678")));
        assert_eq!(tree.get("b"), Some(&Tree::Text("n1 \"2\" \\".to_owned())));
        assert_eq!(
            tree.get("c").and_then(Tree::list),
            Some([number("1e400"), number("-3"), Tree::Flag(true), Tree::Null].as_slice())
        );
        assert_eq!(tree.get("d").and_then(Tree::word), Some("5"));
        assert_eq!(tree.get(""), Some(&Tree::Fields(Vec::new())));
    }

    #[test]
    fn written_back_nothing_has_changed() {
        let text = r#"{"a":0.1234567890123456789012345678,"b":1.5,"c":-7,"d":1e400,"e":"x"}"#;
        assert_eq!(
            Tree::read(text).unwrap().to_value().to_string(),
            r#"{"a":"0.1234567890123456789012345678","b":1.5,"c":-7,"d":"1e400","e":"x"}"#
        );
    }

    #[test]
    fn a_mistake_is_named_with_its_place() {
        let error = Tree::read("{\n  \"a\": 1,\n  \"b\" 2\n}").unwrap_err();
        let text = error.to_string();
        assert!(text.contains("line 3, character 7"), "{text}");
        assert!(text.contains("expected `:`"), "{text}");
        assert!(Tree::read(&"[".repeat(5000)).is_err());
        assert!(Tree::read(&format!("{}{}", "[".repeat(5000), "]".repeat(5000))).is_err());
        assert!(Tree::read(r#""\ud800""#).is_err());
    }
}
