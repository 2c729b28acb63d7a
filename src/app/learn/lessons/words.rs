//! What the lessons’ pages say beside the lessons themselves: texts of the copy under `learn.`.

use crate::learn::{Figures, Value, Words};

/// The text of a key; nothing where there is none, which a test rules out.
pub(super) fn say(key: &str) -> &'static str {
    Words::english().get(key).unwrap_or_default()
}

/// The text of a key with figures filled in; nothing where it asks for others.
pub(super) fn fill(key: &str, figures: Figures) -> String {
    Words::english().filled(key, &figures, &Value::plain).unwrap_or_default()
}

/// A figure that is a text already.
pub(super) fn word(text: impl Into<String>) -> Value {
    Value::Word(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    /// Every literal after `call(` in the sources beside this one.
    fn asked_for(call: &str) -> Vec<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app/learn/lessons");
        let mut keys = Vec::new();
        for file in fs::read_dir(folder).unwrap() {
            let source = fs::read_to_string(file.unwrap().path()).unwrap();
            for after in source.split(call).skip(1) {
                let literal = after.trim_start().strip_prefix('"').and_then(|text| text.split('"').next());
                keys.extend(literal.filter(|key| key.starts_with("learn.")).map(str::to_owned));
            }
        }
        keys
    }

    #[test]
    fn every_text_that_is_asked_for_is_there_and_each_is_asked_for() {
        let (plain, filled) = (asked_for("say("), asked_for("fill("));
        for key in &plain {
            let text = say(key);
            assert!(!text.is_empty() && !text.contains('{'), "{key}: {text}");
        }
        for key in &filled {
            assert!(Words::english().get(key).is_some_and(|text| text.contains('{')), "{key}");
        }
        let of_lessons = Words::english().iter().map(|(key, _)| key).filter(|key| key.starts_with("learn.lesson."));
        for key in of_lessons {
            assert!(plain.iter().chain(&filled).any(|asked| asked == key), "nobody asks for {key}");
        }
    }
}
