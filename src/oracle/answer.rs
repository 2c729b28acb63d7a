//! From the bytes of an answer to its parts, one level at a time, so that one bad row does not spoil the others.
//!
//! Numbers stay the text they were (`RawValue`): `7856.445926872601` is not rounded to the nearest `f64` on its way.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::reading::{ParseError, first};

/// Reads a whole answer.
pub(super) fn whole<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, ParseError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = bytes.trim_ascii();
    if text.is_empty() {
        return Err(ParseError::Empty);
    }
    serde_json::from_slice(text).map_err(|error| match error.classify() {
        _ if text.starts_with(b"<") => not_json(text, true),
        Category::Eof => ParseError::Truncated { bytes: text.len() },
        Category::Data => ParseError::Shape { path: "the top".to_owned(), what: first(&error.to_string(), 120) },
        Category::Syntax | Category::Io => not_json(text, false),
    })
}

/// Reads a part of an answer.
pub(super) fn part<'a, T: Deserialize<'a>>(raw: &'a RawValue, path: &str) -> Result<T, ParseError> {
    serde_json::from_str(raw.get())
        .map_err(|error| ParseError::Shape { path: path.to_owned(), what: first(&error.to_string(), 120) })
}

/// A number or a string as its text; nothing and null are empty.
pub(super) fn text<'a>(raw: Option<&'a RawValue>) -> Cow<'a, str> {
    let written = raw.map_or("", RawValue::get);
    if written == "null" {
        return Cow::Borrowed("");
    }
    if !written.starts_with('"') {
        return Cow::Borrowed(written);
    }
    serde_json::from_str::<String>(written).map_or(Cow::Borrowed(written), Cow::Owned)
}

fn not_json(text: &[u8], html: bool) -> ParseError {
    // Sixty characters take at most 240 bytes.
    let head = text.get(..240).unwrap_or(text);
    ParseError::NotJson { starts: first(&String::from_utf8_lossy(head), 60), html }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<&RawValue>, ParseError> {
        whole(bytes)
    }

    #[test]
    fn says_what_came_instead_of_json() {
        assert_eq!(read(b" \n").unwrap_err(), ParseError::Empty);
        let page = read(b"<!doctype html><title>Blocked</title>").unwrap_err();
        assert!(page.to_string().contains("web page"), "{page}");
        let words = read(b"Too many requests").unwrap_err();
        assert!(words.to_string().contains("Too many requests"), "{words}");
        assert_eq!(read(b"[1, 2").unwrap_err(), ParseError::Truncated { bytes: 5 });
        assert!(matches!(read(b"{}"), Err(ParseError::Shape { .. })));
        assert!(matches!(read(b"[NaN]"), Err(ParseError::NotJson { html: false, .. })));
        assert!(read(b"[\"\xFF\"]").is_err());
    }

    #[test]
    fn a_number_is_the_text_it_was() {
        let rows = read(b"\xEF\xBB\xBF[7856.445926872601, \"1.50\", 1e400, null]").unwrap();
        let texts: Vec<_> = rows.into_iter().map(|raw| text(Some(raw))).collect();
        assert_eq!(texts, ["7856.445926872601", "1.50", "1e400", ""]);
        assert_eq!(text(None), "");
    }
}
