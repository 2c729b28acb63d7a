//! The words of the room: those of the teacher’s tools and of exercises, by key.

use crate::learn::{Figures, Value, Words};

/// The words of a key, with their braces; the key itself where there are none, which the tests rule out.
pub(crate) fn say(key: &str) -> String {
    Words::english().get(key).unwrap_or(key).to_owned()
}

/// The words of a key with their figures filled in.
pub(crate) fn fill(key: &str, figures: &Figures) -> String {
    Words::english().filled(key, figures, &Value::plain).unwrap_or_else(|error| error.to_string())
}

/// The words of a key that ask for texts.
pub(crate) fn with<const N: usize>(key: &str, texts: [(&'static str, String); N]) -> String {
    let figures = texts.into_iter().fold(Figures::default(), |all, (name, text)| all.with(name, Value::Word(text)));
    fill(key, &figures)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// The parts of the copy that are said here.
    const ROOMS: [&str; 4] = ["scene", "exercises", "handout", "sheet"];

    /// Every text in quotation marks that is a key of these words: `scene.title`. One that ends in a point is the stem of
    /// keys that are put together.
    fn keys(source: &str) -> Vec<&str> {
        let begins =
            |room: &&str| source.match_indices(&format!("\"{room}.")).map(|(at, _)| at + 1).collect::<Vec<_>>();
        let quoted = ROOMS.iter().flat_map(begins).filter_map(|at| source[at..].split('"').next());
        quoted.filter(|text| !text.contains(['/', '{', ' '])).collect()
    }

    fn sources(folder: &Path, all: &mut String) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                sources(&entry.path(), all);
            } else {
                all.push_str(&fs::read_to_string(entry.path()).unwrap());
            }
        }
    }

    #[test]
    fn every_key_that_is_asked_for_has_words_and_every_word_is_asked_for() {
        let mut all = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app/learn"), &mut all);
        let asked = keys(&all);
        assert!(asked.len() > 50, "{asked:?}");
        for key in asked.iter().filter(|key| !key.ends_with('.')) {
            assert!(Words::english().get(key).is_some(), "no words for {key}");
        }
        let own = |key: &&str| key.split_once('.').is_some_and(|(room, _)| ROOMS.contains(&room));
        for key in Words::english().iter().map(|(key, _)| key).filter(own) {
            let whole = asked.contains(&key);
            // a key whose last part is put together: `scene.may.` and a kind of change
            let stem = key.rsplit_once('.').is_some_and(|(stem, _)| asked.contains(&format!("{stem}.").as_str()));
            assert!(whole || stem, "{key} is not asked for");
        }
    }

    #[test]
    fn texts_are_filled_in() {
        let said = with("handout.foot", [("rules", "Reference".to_owned()), ("date", "2026-11-01".to_owned())]);
        assert!(said.contains("Reference") && said.contains("2026-11-01") && !said.contains('{'), "{said}");
        assert_eq!(say("no-such-key"), "no-such-key");
    }
}
