//! Where in a parameter file something is wrong: `scenarios[2].damping` instead of a line and a column.
//!
//! serde says what it could not read and where it stopped; reading the text up to there says inside what.

use super::limits::wrong;
use crate::margin::RuleError;

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
    if !error.is_data() {
        return RuleError::Form(error.to_string());
    }
    let open = open_at(text, error.line(), error.column());
    let here = path(&open);
    let below_root =
        |path: String| path.strip_prefix(root).map(|rest| rest.trim_start_matches('.').to_owned()).unwrap_or(path);
    let expected = |rest: &str| format!("{} is right", rest.trim_start_matches("expected "));
    if let Some(name) = said.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        // of an object still open the key read last is another one; one just closed is where the path ends
        let closed = read(text, error.line(), error.column()).ends_with(b"}");
        let outer = if closed { &open[..] } else { open.split_last().map_or(&[][..], |(_, outer)| outer) };
        let around = path(outer);
        let whole = if around.is_empty() { name.to_owned() } else { format!("{around}.{name}") };
        return wrong(below_root(whole), "missing", "a value is right: every key must be there");
    }
    match said.split_once(", ") {
        Some((what, rest)) if what.starts_with("unknown field") => {
            wrong(below_root(here), "an unknown key", &expected(rest))
        }
        Some((what, rest)) if rest.starts_with("expected ") => {
            let read = what.split_once(": ").map_or(what, |(_, read)| read).trim_start_matches("unknown variant ");
            wrong(below_root(here), read, &expected(rest))
        }
        _ => RuleError::Form(format!("{}: {said}", below_root(here))),
    }
}

/// What serde had read.
fn read(text: &str, line: usize, column: usize) -> &[u8] {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    text.as_bytes().get(..before + column).unwrap_or(text.as_bytes())
}

/// The brackets open after so many columns of that line.
fn open_at(text: &str, line: usize, column: usize) -> Vec<Open> {
    let mut open: Vec<Open> = Vec::new();
    let mut bytes = read(text, line, column).iter().copied();
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
    use super::super::Dated;
    use super::super::derive::pm2::{ETH_BTC, Pm2Rules};
    use super::super::reg_t::{FINRA, RegTRules};

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
    fn what_is_no_json_is_said_to_be_none() {
        let said = Dated::<RegTRules>::from_json(&FINRA[..40]).unwrap_err().to_string();
        assert!(said.starts_with("this is no rule set: EOF"), "{said}");
    }
}
