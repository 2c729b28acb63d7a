//! JSON as it was written: pieces of checked text that are taken apart one level at a time.
//!
//! Numbers stay text, so `7856.445926872601` is not rounded to the nearest `f64` on its way, and one bad row does not
//! spoil the others. A derived reader makes code for each type it reads; this makes none, and needs no table of powers
//! of ten, so the page reads the sample, the rules and the venues' answers with it.

mod scan;
mod text;

use std::borrow::Cow;

use scan::Scan;

/// One value in a JSON text: the piece of text that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Json<'a>(&'a str);

/// Why a text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotJson {
    /// It ends too early.
    #[error("it breaks off")]
    BreaksOff,
    /// What stands at a byte cannot stand there.
    #[error("it is not JSON at byte {0}")]
    At(usize),
}

impl<'a> Json<'a> {
    /// The value that a text is.
    pub fn read(text: &'a str) -> Result<Self, NotJson> {
        let mut scan = Scan::new(text);
        scan.value()?;
        scan.end()?;
        Ok(Self(text.trim_ascii()))
    }

    /// The text of the value as it was written.
    pub fn written(self) -> &'a str {
        self.0
    }

    /// Whether it is null.
    pub fn is_null(self) -> bool {
        self.0 == "null"
    }

    /// What a string says.
    pub fn string(self) -> Option<Cow<'a, str>> {
        text::said(self.0)
    }

    /// What a string says, or what a number or another value is written as; null is empty.
    pub fn text(self) -> Cow<'a, str> {
        if self.is_null() { Cow::Borrowed("") } else { self.string().unwrap_or(Cow::Borrowed(self.0)) }
    }

    /// The values of a list.
    pub fn list(self) -> Option<Vec<Json<'a>>> {
        let mut scan = self.inside('[')?;
        let mut list = Vec::new();
        while !scan.meets(b']') {
            list.push(Self(scan.piece()?));
            scan.meets(b',');
        }
        Some(list)
    }

    /// The fields of an object, in the order of the text.
    pub fn fields(self) -> Option<Vec<(Cow<'a, str>, Json<'a>)>> {
        let mut scan = self.inside('{')?;
        let mut fields = Vec::new();
        while !scan.meets(b'}') {
            let name = text::said(scan.piece()?)?;
            scan.meets(b':');
            fields.push((name, Self(scan.piece()?)));
            scan.meets(b',');
        }
        Some(fields)
    }

    fn inside(self, open: char) -> Option<Scan<'a>> {
        self.0.strip_prefix(open).map(Scan::new)
    }
}

/// The field of that name, unless it is null; where it occurs twice the last counts.
pub fn field<'a>(fields: &[(Cow<'a, str>, Json<'a>)], name: &str) -> Option<Json<'a>> {
    let found = fields.iter().rev().find(|(field, _)| field == name);
    found.map(|(_, value)| *value).filter(|value| !value.is_null())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether both readers take a text or both refuse it, and whether they agree that it breaks off.
    fn as_the_standard_reader(text: &str) {
        let theirs = serde_json::from_str::<serde_json::Value>(text);
        let ours = Json::read(text);
        assert_eq!(ours.is_ok(), theirs.is_ok(), "{text:?}: {ours:?}, {theirs:?}");
        if let (Err(ours), Err(theirs)) = (ours, theirs) {
            assert_eq!(ours == NotJson::BreaksOff, theirs.is_eof(), "{text:?}: {ours:?}, {theirs:?}");
        }
    }

    #[test]
    fn it_takes_what_json_is_and_nothing_else() {
        for text in [
            "0",
            "-0",
            "-",
            "01",
            "1.",
            "1.5",
            "1e5",
            "1E+5",
            "1e",
            "1.e5",
            ".5",
            "+1",
            "1 2",
            " 1 ",
            "\t\r\n1\n",
            "",
            " ",
            "nul",
            "null",
            "nulll",
            "true",
            "tru",
            "truth",
            "false",
            "NaN",
            "[",
            "[]",
            "[,]",
            "[1,]",
            "[1 2]",
            "[1,2",
            "[1]]",
            "{",
            "{}",
            "{1:2}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{\"a\":1}",
            "{\"a\" : [ 1 , {} ] }",
            "{\"a\":1",
            "{\"a\"",
            "\"",
            "\"a",
            "\"\\",
            "\"\\n\"",
            "\"\\x\"",
            "\"\\u00e9\"",
            "\"\\u00e",
            "\"\\u00eg\"",
            "\"\u{1}\"",
            "\"é\"",
            "\u{feff}1",
            "\u{a0}1",
            "1\u{a0}",
            "[1}",
            "{]",
            "1e400x",
            "-1-",
            "\"\\ud83d\\ude00\"",
        ] {
            as_the_standard_reader(text);
        }
        let good = r#"{"a": [1, 2.50, "x\"\u00e9\\", null, true], "b": {"c": -1e-5}}"#;
        for end in (0..=good.len()).filter(|&end| good.is_char_boundary(end)) {
            as_the_standard_reader(&good[..end]);
        }
        for depth in [1, 100, 127] {
            as_the_standard_reader(&format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
        }
        assert!(Json::read(&"[".repeat(100_000)).is_err());
        assert!(Json::read(&"{\"a\":".repeat(100_000)).is_err());
    }

    #[test]
    fn values_are_what_was_written() {
        let json = Json::read(r#" {"a": [7856.445926872601, "1.50", 1e400, null, "\u00e9\n\ud83d\ude00"], "a ": {}} "#)
            .unwrap();
        let fields = json.fields().unwrap();
        let list = field(&fields, "a").unwrap().list().unwrap();
        let texts: Vec<_> = list.iter().map(|value| value.text()).collect();
        assert_eq!(texts, ["7856.445926872601", "1.50", "1e400", "", "é\n😀"]);
        assert_eq!(list[1].string().as_deref(), Some("1.50"));
        assert_eq!((list[0].string(), list[0].list(), list[0].fields()), (None, None, None));
        assert_eq!(field(&fields, "a ").unwrap().written(), "{}");
        assert_eq!(field(&fields, "b"), None);
        assert_eq!(Json::read("[ ]").unwrap().list(), Some(Vec::new()));
    }

    #[test]
    fn half_a_surrogate_says_nothing() {
        for text in [r#""\ud800""#, r#""\ud800x""#, r#""\ud800\n""#, r#""\ud800\u0041""#, r#""\udc00""#] {
            assert_eq!(Json::read(text).unwrap().string(), None, "{text}");
            assert_eq!(Json::read(text).unwrap().text(), text);
        }
    }
}
