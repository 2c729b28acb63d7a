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
use crate::json::{Json, NotJson};

/// A JSON value; numbers are the text they were written as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    Null,
    Flag(bool),
    Number(String),
    Text(String),
    List(Vec<Tree>),
    /// Fields in the order of the text.
    Fields(Vec<(String, Tree)>),
    /// What a program can hand over and JSON has no word for, in words: `a function`. No text holds one.
    #[cfg_attr(not(all(target_arch = "wasm32", feature = "engine")), allow(dead_code, reason = "no text holds one"))]
    Other(&'static str),
}

impl Tree {
    /// Reads JSON text.
    pub(crate) fn read(text: &str) -> Result<Self, ImportError> {
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

    /// The same, of text that a program hands over: as [`Json`] reads it, so that no other reader is needed.
    pub(crate) fn handed(text: &str) -> Result<Self, NotJson> {
        Json::read(text).map(Self::of)
    }

    fn of(json: Json<'_>) -> Self {
        if let Some(fields) = json.fields() {
            return Self::Fields(
                fields.into_iter().map(|(name, value)| (name.into_owned(), Self::of(value))).collect(),
            );
        }
        if let Some(list) = json.list() {
            return Self::List(list.into_iter().map(Self::of).collect());
        }
        match (json.written(), json.string()) {
            (_, Some(text)) => Self::Text(text.into_owned()),
            ("null", None) => Self::Null,
            (flag @ ("true" | "false"), None) => Self::Flag(flag == "true"),
            (number, None) => Self::Number(number.to_owned()),
        }
    }

    /// The field of that name; where it occurs twice the last counts, as everywhere in JSON.
    pub(crate) fn get(&self, name: &str) -> Option<&Tree> {
        let fields = self.fields()?;
        fields.iter().rev().find(|(field, _)| field == name).map(|(_, value)| value)
    }

    /// The fields of an object.
    pub(crate) fn fields(&self) -> Option<&[(String, Tree)]> {
        match self {
            Self::Fields(fields) => Some(fields),
            _ => None,
        }
    }

    /// The entries of a list.
    pub(crate) fn list(&self) -> Option<&[Tree]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// What a number or a text says: both are how numbers are written in JSON.
    pub(crate) fn word(&self) -> Option<&str> {
        match self {
            Self::Number(text) | Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether there is nothing here: JSON's null, or an empty text, as venues write for "not applicable".
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Self::Null) || matches!(self, Self::Text(text) if text.trim().is_empty())
    }

    /// The value for a message.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Other(what) => (*what).to_owned(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(text) | Self::Text(text) => shown(text),
            Self::List(list) => format!("a list of {}", list.len()),
            Self::Fields(fields) => {
                let names: Vec<&str> = fields.iter().take(8).map(|(n, _)| n.as_str()).collect();
                shown(&format!("an object with {}", names.join(", ")))
            }
        }
    }

    /// As JSON; numbers as they are written.
    pub(crate) fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        let mut between = "";
        match self {
            Self::Null | Self::Other(_) => out.push_str("null"),
            Self::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Self::Number(text) => out.push_str(text),
            Self::Text(text) => write_text(text, out),
            Self::List(list) => {
                out.push('[');
                for entry in list {
                    out.push_str(between);
                    entry.write(out);
                    between = ",";
                }
                out.push(']');
            }
            Self::Fields(fields) => {
                out.push('{');
                for (name, value) in fields {
                    out.push_str(between);
                    write_text(name, out);
                    out.push(':');
                    value.write(out);
                    between = ",";
                }
                out.push('}');
            }
        }
    }

    /// The same value for the JSON writer. A number that the writer would change is kept as a text.
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Null | Self::Other(_) => Value::Null,
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

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
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
    fn text_that_is_handed_over_is_read_alike_and_written_back() {
        let text =
            r#"{"a":0.1234567890123456789012345678,"b":"n1 \"2\" \\ \u0007é","c":[1e400,-3,true,false,null],"":{}}"#;
        let tree = Tree::handed(text).unwrap();
        assert_eq!(tree, Tree::read(text).unwrap());
        assert_eq!(tree.to_json(), text);
        assert_eq!(Tree::Other("a function").to_json(), "null");
        assert!(Tree::handed("{\"a\": ").is_err() && Tree::handed(&"[".repeat(5000)).is_err());
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
