//! From the bytes of an answer to its parts, one level at a time, so that one bad row does not spoil the others.

use std::borrow::Cow;

use super::reading::{ParseError, Reading, first};
use crate::book::{Asset, Sorted};
use crate::json::{Json, NotJson};

/// The fields of an object in an answer.
pub(super) type Fields<'a> = Vec<(Cow<'a, str>, Json<'a>)>;

/// Reads a whole answer.
pub(super) fn whole(bytes: &[u8]) -> Result<Json<'_>, ParseError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = bytes.trim_ascii();
    if text.is_empty() {
        return Err(ParseError::Empty);
    }
    let read = match std::str::from_utf8(text) {
        Ok(text) => Json::read(text),
        // without a length it is a character that was cut
        Err(error) if error.error_len().is_none() => Err(NotJson::BreaksOff),
        Err(error) => Err(NotJson::At(error.valid_up_to())),
    };
    read.map_err(|why| match why {
        _ if text.starts_with(b"<") => not_json(text, true),
        NotJson::BreaksOff => ParseError::Truncated { bytes: text.len() },
        NotJson::At(_) => not_json(text, false),
    })
}

/// The values of a list at `path`.
pub(super) fn list<'a>(json: Json<'a>, path: &str) -> Result<Vec<Json<'a>>, ParseError> {
    json.list().ok_or_else(|| shape(path, format!("a list is expected, not {}", first(json.written(), 40))))
}

/// The fields of an object at `path`.
pub(super) fn fields<'a>(json: Json<'a>, path: &str) -> Result<Fields<'a>, ParseError> {
    json.fields().ok_or_else(|| shape(path, format!("an object is expected, not {}", first(json.written(), 40))))
}

/// Another shape than the one expected.
pub(super) fn shape(path: &str, what: String) -> ParseError {
    ParseError::Shape { path: path.to_owned(), what }
}

/// A number or a string as its text; nothing and null are empty.
pub(super) fn text(json: Option<Json<'_>>) -> Cow<'_, str> {
    json.map_or(Cow::Borrowed(""), Json::text)
}

/// The rows of assets that are named once. Of two rows of one name nobody can say which is right: both are left out of
/// the reading and listed.
pub(super) fn named_once<'a>(reading: &mut Reading, rows: Vec<(Asset, Json<'a>)>) -> Vec<(Asset, Json<'a>)> {
    let mut times_named = Sorted::<Asset, usize>::new();
    for (asset, _) in &rows {
        *times_named.or_default(asset.clone()) += 1;
    }
    let mut once = Vec::with_capacity(rows.len());
    for (asset, row) in rows {
        if times_named.get(&asset).is_some_and(|&times| times > 1) {
            reading.leave_out(asset.as_str(), row.written(), "it is named twice");
        } else {
            once.push((asset, row));
        }
    }
    once
}

fn not_json(text: &[u8], html: bool) -> ParseError {
    // Sixty characters take at most 240 bytes.
    let head = text.get(..240).unwrap_or(text);
    ParseError::NotJson { starts: first(&String::from_utf8_lossy(head), 60), html }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<Json<'_>>, ParseError> {
        list(whole(bytes)?, "the top")
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
