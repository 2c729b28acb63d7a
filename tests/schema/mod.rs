//! As much of JSON Schema 2020-12 as docs/book.schema.json uses; a word it does not know is an error.

use serde_json::Value;

/// What is wrong with a value, each with its path; nothing where it obeys.
pub(crate) fn wrongs(schema: &Value, value: &Value) -> Vec<String> {
    let mut out = Vec::new();
    check(schema, schema, value, "", &mut out);
    out
}

fn check(root: &Value, schema: &Value, value: &Value, path: &str, out: &mut Vec<String>) {
    for (word, rule) in schema.as_object().unwrap() {
        let fine = match word.as_str() {
            "$schema" | "$defs" | "$comment" | "title" | "description" | "properties" => true,
            "$ref" => {
                let found = root.pointer(rule.as_str().unwrap().trim_start_matches('#')).unwrap();
                check(root, found, value, path, out);
                true
            }
            "const" => value == rule,
            "enum" => rule.as_array().unwrap().contains(value),
            "type" => match rule {
                Value::Array(kinds) => kinds.iter().any(|kind| is(value, kind)),
                kind => is(value, kind),
            },
            "minLength" => value.as_str().is_none_or(|text| text.chars().count() as u64 >= rule.as_u64().unwrap()),
            "pattern" => {
                assert_eq!(rule, "^-?[0-9]+(\\.[0-9]+)?$", "the one pattern that is known here");
                value.as_str().is_none_or(is_number)
            }
            "anyOf" => rule.as_array().unwrap().iter().any(|one| {
                let mut wrong = Vec::new();
                check(root, one, value, path, &mut wrong);
                wrong.is_empty()
            }),
            "required" => {
                let missing = |field: &&Value| value.is_object() && value.get(field.as_str().unwrap()).is_none();
                rule.as_array().unwrap().iter().find(missing).is_none()
            }
            "items" => {
                for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, rule, item, &format!("{path}[{place}]"), out);
                }
                true
            }
            "additionalProperties" => true,
            other => panic!("“{other}” is not known here"),
        };
        if !fine {
            out.push(format!("{path}: {value} is not {word} {rule}"));
        }
    }
    for (name, inner) in value.as_object().into_iter().flatten() {
        let path = format!("{path}.{name}");
        match (schema.get("properties").and_then(|all| all.get(name)), schema.get("additionalProperties")) {
            (Some(of), _) => check(root, of, inner, &path, out),
            (None, Some(Value::Bool(false))) => out.push(format!("{path} is not known")),
            (None, Some(of @ Value::Object(_))) => check(root, of, inner, &path, out),
            (None, _) => {}
        }
    }
}

fn is(value: &Value, kind: &Value) -> bool {
    match kind.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        other => panic!("the kind “{other}” is not known here"),
    }
}

fn is_number(text: &str) -> bool {
    let whole = text.strip_prefix('-').unwrap_or(text);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    whole.split_once('.').map_or(digits(whole), |(before, after)| digits(before) && digits(after))
}
