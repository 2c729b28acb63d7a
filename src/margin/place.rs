//! Where in a parameter file something is wrong: `scenarios[2].damping` instead of a line and a column.
//!
//! serde says what it could not read and where it stopped; reading the text up to there says inside what.

use serde::de::IgnoredAny;

use crate::margin::RuleError;
use crate::margin::limits::wrong;

/// One open bracket.
enum Open {
    /// An object, with the key read last.
    Object(String),
    /// A list, with the place of the entry being read.
    List(usize),
}

/// What serde refused, with its path. `root` is taken off the front of it: the values' own paths start below.
pub(super) fn refusal(text: &str, error: &serde_json::Error, root: &str) -> RuleError {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let seen = read(text, error.line(), error.column());
    let open = open_at(seen);
    let here = path(&open);
    let below_root = |path: String| {
        let below = path.strip_prefix(root).and_then(|rest| rest.strip_prefix('.')).map(str::to_owned);
        below.unwrap_or(path)
    };
    if !error.is_data() {
        return match serde_json::from_str::<IgnoredAny>(text) {
            Err(_) => RuleError::Form(error.to_string()),
            Ok(_) => other_kind(text.as_bytes(), seen, below_root),
        };
    }
    let expected = |rest: &str| format!("{} is right", rest.trim_start_matches("expected "));
    if let Some(name) = said.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        // of an object still open the key read last is another one; one just closed is where the path ends
        let closed = seen.ends_with(b"}");
        let outer = if closed { &open[..] } else { open.split_last().map_or(&[][..], |(_, outer)| outer) };
        let around = path(outer);
        let whole = if around.is_empty() { name.to_owned() } else { format!("{around}.{name}") };
        return wrong(below_root(whole), "missing", "a value is right: every key must be there");
    }
    match said.split_once(", ") {
        Some((what, rest)) if what.starts_with("unknown field") => {
            wrong(below_root(here), "an unknown key", expected(rest))
        }
        Some((what, rest)) if rest.starts_with("expected ") => {
            let read = what.split_once(": ").map_or(what, |(_, read)| read).trim_start_matches("unknown variant ");
            wrong(below_root(here), read, expected(rest))
        }
        _ => RuleError::Form(format!("{}: {said}", below_root(here))),
    }
}

/// Two mistakes that serde counts among those of the JSON, which is none the worse for them: a word that is no word, and a
/// key that is no number. It stops behind the bracket of the one and at the first mark of the other.
fn other_kind(text: &[u8], seen: &[u8], below_root: impl Fn(String) -> String) -> RuleError {
    let (in_key, seen) = match seen {
        [before @ .., b'"'] => {
            let rest = text.get(seen.len()..).unwrap_or_default();
            let key = rest.iter().position(|&byte| byte == b'"').map_or(0, |end| end + 1);
            (is_key(before), text.get(..seen.len() + key).unwrap_or(seen))
        }
        [before @ .., b'[' | b'{'] => (false, before),
        _ => (false, seen),
    };
    let right = if in_key { "a whole number in quotes is right for a key" } else { "one of the words for it is right" };
    wrong(below_root(path(&open_at(seen))), "of another kind", right)
}

/// Whether a key comes next, not a value.
fn is_key(before: &[u8]) -> bool {
    !before.trim_ascii_end().ends_with(b":")
}

/// What serde had read.
fn read(text: &str, line: usize, column: usize) -> &[u8] {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    text.as_bytes().get(..before + column).unwrap_or(text.as_bytes())
}

/// The brackets open at its end.
fn open_at(text: &[u8]) -> Vec<Open> {
    let mut open: Vec<Open> = Vec::new();
    let mut bytes = text.iter().copied();
    let mut is_key = false;
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' => {
                open.push(Open::Object(String::new()));
                is_key = true;
            }
            b'[' => {
                open.push(Open::List(0));
                is_key = false;
            }
            b'}' | b']' => {
                open.pop();
            }
            b':' => is_key = false,
            b',' => match open.last_mut() {
                Some(Open::List(place)) => *place += 1,
                _ => is_key = true,
            },
            b'"' => {
                let mut string = Vec::new();
                while let Some(byte) = bytes.next().filter(|&byte| byte != b'"') {
                    string.push(byte);
                    if byte == b'\\' {
                        string.extend(bytes.next());
                    }
                }
                if let (true, Some(Open::Object(key))) = (is_key, open.last_mut()) {
                    *key = String::from_utf8_lossy(&string).into_owned();
                }
            }
            _ => {}
        }
    }
    open
}

fn path(open: &[Open]) -> String {
    let mut path = String::new();
    for part in open {
        match part {
            Open::Object(key) if path.is_empty() => path.push_str(key),
            Open::Object(key) => path.push_str(&format!(".{key}")),
            Open::List(place) => path.push_str(&format!("[{place}]")),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use crate::margin::Dated;
    use crate::margin::venues::binance::PortfolioRules;
    use crate::margin::venues::derive::pm2::{ETH_BTC, Pm2Rules};
    use crate::margin::venues::reg_t::{FINRA, RegTRules};

    fn said(from: &str, to: &str) -> String {
        let text = ETH_BTC.replacen(from, to, 1);
        assert_ne!(text, ETH_BTC, "the text to change is there");
        Dated::<Pm2Rules>::from_json(&text).unwrap_err().to_string()
    }

    #[test]
    fn an_unknown_key_is_named_with_those_that_are_right() {
        let said = said("\"least_k_star\"", "\"least_k\"");
        assert!(said.starts_with("skew.least_k is an unknown key; one of `linear_cap`,"), "{said}");
    }

    #[test]
    fn a_missing_key_is_named_where_it_should_be() {
        let missing = "a value is right: every key must be there";
        assert_eq!(said(", \"vol\": \"same\", ", ", "), format!("scenarios[2].vol is missing; {missing}"));
        assert_eq!(said("\"as_of\": \"2026-03-01\",", ""), format!("as_of is missing; {missing}"));
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_named_with_what_was_read() {
        assert_eq!(
            said("\"vol\": \"same\"", "\"vol\": \"sideways\"").split(';').next(),
            Some("scenarios[2].vol is `sideways`")
        );
        assert_eq!(said("\"width\": 4", "\"width\": \"four\""), "skew.width is string \"four\"; f64 is right");
    }

    #[test]
    fn a_word_of_the_wrong_kind_and_a_key_that_is_no_number_have_a_place_too() {
        assert_eq!(
            said("\"fidelity\": \"approximate\"", "\"fidelity\": [3]"),
            "fidelity is of another kind; one of the words for it is right"
        );
        let text = include_str!("venues/binance/portfolio.json").replacen("\"3\"", "\"three\"", 1);
        assert_eq!(
            Dated::<PortfolioRules>::from_json(&text).unwrap_err().to_string(),
            "loan_maintenance.three is of another kind; a whole number in quotes is right for a key"
        );
    }

    #[test]
    fn what_is_no_json_is_said_to_be_none() {
        let said = Dated::<RegTRules>::from_json(&FINRA[..40]).unwrap_err().to_string();
        assert!(said.starts_with("this is no rule set: EOF"), "{said}");
    }
}
