//! Rows of a venue's answer: out of their envelope, with numbers by their path, as text or as numbers.

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::PasteError;

/// An object of the answer and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    /// `[0].brackets[2]`.
    pub(super) path: String,
    fields: &'a Map<String, Value>,
}

/// The objects of an answer: a list of them bare, under `data`, `result`, `result.list` or `list`, or one object alone.
pub(super) fn rows(json: &Value) -> Vec<Row<'_>> {
    let mut at = json;
    let mut path = String::new();
    for key in ["data", "result", "list"] {
        if let Some(inner) = at.get(key).filter(|inner| inner.is_array() || inner.is_object()) {
            at = inner;
            path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        }
    }
    match at {
        Value::Array(list) => list_rows(&path, list),
        Value::Object(fields) => vec![Row { path, fields }],
        _ => Vec::new(),
    }
}

fn list_rows<'a>(path: &str, list: &'a [Value]) -> Vec<Row<'a>> {
    let row = |(place, row): (usize, &'a Value)| {
        row.as_object().map(|fields| Row { path: format!("{path}[{place}]"), fields })
    };
    list.iter().enumerate().filter_map(row).collect()
}

impl<'a> Row<'a> {
    /// An object at a path; `None` of what is none.
    pub(super) fn of(path: String, json: &'a Value) -> Option<Self> {
        json.as_object().map(|fields| Self { path, fields })
    }

    /// A field as it is.
    pub(super) fn get(&self, key: &str) -> Option<&'a Value> {
        self.fields.get(key)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.fields.contains_key(key)
    }

    /// Where a field stands: `[0].symbol`.
    pub(super) fn at(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    pub(super) fn refuse(&self, key: &str, right: &str) -> PasteError {
        let read = self.fields.get(key).map_or_else(|| "missing".to_owned(), written);
        PasteError::Value { path: self.at(key), read, right: right.to_owned() }
    }

    /// A text that is not empty; `None` where the field is missing or empty.
    pub(super) fn text_if(&self, key: &str) -> Option<&'a str> {
        self.fields.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    pub(super) fn text(&self, key: &str) -> Result<&'a str, PasteError> {
        self.text_if(key).ok_or_else(|| self.refuse(key, "a name is right"))
    }

    /// A number, written as one or as text.
    pub(super) fn number(&self, key: &str) -> Result<Decimal, PasteError> {
        let number = match self.fields.get(key) {
            Some(Value::String(text)) => decimal(text.trim()),
            Some(Value::Number(number)) => decimal(&number.to_string()),
            _ => None,
        };
        number.ok_or_else(|| self.refuse(key, "a number is right"))
    }

    /// A fraction above 0 and up to 1.
    pub(super) fn fraction(&self, key: &str) -> Result<Decimal, PasteError> {
        let number = self.number(key)?;
        let fits = number > Decimal::ZERO && number <= Decimal::ONE;
        fits.then_some(number).ok_or_else(|| self.refuse(key, "a fraction above 0 and up to 1 is right, 0.05 for 5 %"))
    }

    /// A leverage.
    pub(super) fn whole(&self, key: &str) -> Result<u32, PasteError> {
        let whole = Some(self.number(key)?).filter(Decimal::is_integer).and_then(|number| number.try_into().ok());
        whole.ok_or_else(|| self.refuse(key, "a whole number from 1 to 1000 is right"))
    }

    /// The objects of a list.
    pub(super) fn list(&self, key: &str) -> Result<Vec<Row<'a>>, PasteError> {
        match self.fields.get(key) {
            Some(Value::Array(list)) if !list.is_empty() && list.iter().all(Value::is_object) => {
                Ok(list_rows(&self.at(key), list))
            }
            _ => Err(self.refuse(key, "a list of rows is right")),
        }
    }
}

fn decimal(text: &str) -> Option<Decimal> {
    text.parse().ok().or_else(|| Decimal::from_scientific(text).ok())
}

fn written(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "empty".to_owned(),
        Value::String(text) => text.chars().take(40).collect(),
        other => other.to_string().chars().take(40).collect(),
    }
}

/// `tiers of BTCUSDT and 3 more`.
pub(super) fn named(what: &str, names: &[String]) -> String {
    match names {
        [] => format!("no {what}"),
        [one] => format!("{what} of {one}"),
        [first, rest @ ..] => format!("{what} of {first} and {} more", rest.len()),
    }
}

/// A decimal as the rule sets' JSON has it.
pub(super) fn text(number: Decimal) -> Value {
    Value::String(number.normalize().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rows_stand_bare_or_in_their_envelope() {
        let row = json!({"a": 1});
        let bare = json!([row]);
        let of = |json: &Value| rows(json).iter().map(|row| row.at("a")).collect::<Vec<_>>();
        assert_eq!(of(&bare), ["[0].a"]);
        assert_eq!(of(&row), ["a"]);
        assert_eq!(of(&json!({"code": "0", "data": [row]})), ["data[0].a"]);
        assert_eq!(
            of(&json!({"retCode": 0, "result": {"list": [row, row]}})),
            ["result.list[0].a", "result.list[1].a"]
        );
        assert_eq!(of(&json!("a")), Vec::<String>::new());
    }

    #[test]
    fn a_number_is_text_or_number_and_nothing_else() {
        let number = |value: Value| {
            let json = json!({"n": value});
            rows(&json).first().map(|row| row.number("n"))
        };
        for (value, read) in
            [(json!("0.0050"), "0.0050"), (json!(0.0065), "0.0065"), (json!(1e-7), "0.0000001"), (json!("1e3"), "1000")]
        {
            assert_eq!(number(value), Some(Ok(read.parse().unwrap())));
        }
        let wrong =
            ["", " ", "x", "1e", "e5", "1e99999999999", "1e400", "-", "--1", "1,000", "0x10", "\u{661}", "NaN", "inf"];
        for text in wrong {
            let said = number(json!(text)).unwrap().unwrap_err().to_string();
            assert!(said.starts_with("n is ") && said.ends_with("; a number is right"), "{text}: {said}");
        }
        assert!(number(json!(null)).unwrap().is_err() && number(json!([1])).unwrap().is_err());
    }

    #[test]
    fn many_names_are_counted() {
        let names = ["BTC", "ETH", "SOL"].map(str::to_owned);
        assert_eq!(named("tiers", &names), "tiers of BTC and 2 more");
        assert_eq!(
            (named("tiers", &names[..1]), named("tiers", &[])),
            ("tiers of BTC".to_owned(), "no tiers".to_owned())
        );
    }
}
