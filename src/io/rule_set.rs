//! Rule sets in and out: as JSON, as a link, or as a venue's own parameters put into one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

use super::parameters::{self, PasteError};
use crate::margin::{RuleError, RuleSet};

/// What stands before a rule set in a link's fragment: its kind and the version of the form.
const MARK: &str = "rules=1.";
/// Text that is not looked at: no rule set and no venue's answer is that long.
const LONGEST: usize = 8 << 20;
/// What a link may unfold to.
const LONGEST_UNFOLDED: usize = 1 << 20;
/// Links that are longer than this are not offered: browsers, chats and mail cut them.
const LONGEST_LINK: usize = 16_000;

/// What a text was taken for.
#[derive(Clone, Debug, PartialEq)]
pub struct Brought {
    /// The rule set it makes.
    pub rules: RuleSet,
    /// What the text is: `a rule set`, `Hyperliquid meta`.
    pub form: String,
    /// What was taken, in words.
    pub said: Vec<String>,
    /// What was not, and why.
    pub skipped: Vec<String>,
}

/// Why a text makes no rule set.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BroughtError {
    /// Longer than anything that could be one.
    #[error("this is {0} bytes long; a rule set or a venue's answer has at most {LONGEST}")]
    Length(usize),
    /// A link of another form.
    #[error("this link is of version {0}; this page reads version 1. Reload the page, or ask for a newer link")]
    Version(String),
    /// A link that lost something on its way.
    #[error("this link is cut off or changed; copy it again, or ask for the rule set as a file")]
    Broken,
    /// A rule set that cannot be.
    #[error(transparent)]
    Rules(#[from] RuleError),
    /// Neither a rule set nor a venue's parameters.
    #[error(transparent)]
    Pasted(#[from] PasteError),
}

/// A rule set as the fragment of a link, without the `#`; `None` where it would be too long for one.
pub fn fragment(rules: &RuleSet) -> Option<String> {
    let json = serde_json::to_vec(rules).ok()?;
    let token = format!("{MARK}{}", URL_SAFE_NO_PAD.encode(compress_to_vec(&json, 9)));
    (token.len() <= LONGEST_LINK).then_some(token)
}

/// Whether a link's fragment holds a rule set of any version.
pub fn is_fragment(fragment: &str) -> bool {
    fragment.trim_start_matches('#').starts_with("rules=")
}

/// The rule set in a link, its fragment, or what follows the mark.
///
/// # Errors
/// Another version, a link that was cut or changed, or a rule set that cannot be.
pub fn from_fragment(text: &str) -> Result<RuleSet, BroughtError> {
    let fragment = text.trim().rsplit('#').next().unwrap_or_default();
    let Some(token) = fragment.strip_prefix(MARK) else {
        let version = fragment.strip_prefix("rules=").and_then(|rest| rest.split('.').next());
        return Err(match version {
            Some(version) if version.bytes().all(|b| b.is_ascii_digit()) && !version.is_empty() => {
                BroughtError::Version(version.chars().take(12).collect())
            }
            _ => BroughtError::Broken,
        });
    };
    let packed = URL_SAFE_NO_PAD.decode(token).map_err(|_| BroughtError::Broken)?;
    let json = decompress_to_vec_with_limit(&packed, LONGEST_UNFOLDED).map_err(|_| BroughtError::Broken)?;
    let json = String::from_utf8(json).map_err(|_| BroughtError::Broken)?;
    Ok(RuleSet::from_json(&json)?)
}

/// Reads a link, a rule set, or a venue's own parameters; the latter go into `onto` if that is of the venue, else into the
/// rule set shipped, dated `today` (`2026-11-24`).
///
/// # Errors
/// What the text is not, or the value in it that cannot be, by its path.
pub fn read(text: &str, onto: Option<&RuleSet>, today: &str) -> Result<Brought, BroughtError> {
    if text.len() > LONGEST {
        return Err(BroughtError::Length(text.len()));
    }
    let text = text.trim();
    let whole = |rules: RuleSet, form: &str| Brought {
        said: vec![format!("{}, dated {}", rules.title, rules.as_of)],
        rules,
        form: form.to_owned(),
        skipped: Vec::new(),
    };
    if !text.starts_with(['{', '[']) && text.contains("rules=") {
        return from_fragment(text).map(|rules| whole(rules, "a link to a rule set"));
    }
    match RuleSet::from_json(text) {
        Ok(rules) => Ok(whole(rules, "a rule set")),
        Err(error) if says_family(text) => Err(error.into()),
        Err(_) => {
            let pasted = parameters::read(text)?;
            let rules = pasted.applied(onto, today)?;
            Ok(Brought { rules, form: pasted.form.to_owned(), said: pasted.said, skipped: pasted.skipped })
        }
    }
}

/// Whether a text means to be a rule set.
fn says_family(text: &str) -> bool {
    let json: Result<serde_json::Value, _> = serde_json::from_str(text);
    json.is_ok_and(|json| {
        json.get("family").is_some() || (json.get("parameters").is_some() && json.get("name").is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::venues;

    #[test]
    fn every_rule_set_comes_back_from_its_link_and_its_json() {
        for rules in venues::all() {
            let link = format!("https://example.org/app/#{}", fragment(rules).unwrap());
            assert_eq!(from_fragment(&link).unwrap(), *rules);
            assert_eq!(read(&link, None, "2026-11-24").unwrap().rules, *rules);
            assert_eq!(read(&rules.to_json(), None, "2026-11-24").unwrap().rules, *rules);
        }
    }

    #[test]
    fn links_that_are_cut_changed_newer_or_hostile_are_refused_in_words() {
        let good = fragment(venues::reference().unwrap()).unwrap();
        assert!(is_fragment(&good) && is_fragment(&format!("#{good}")) && !is_fragment("#book"));
        assert_eq!(from_fragment(good.get(..good.len() / 2).unwrap()), Err(BroughtError::Broken));
        assert_eq!(from_fragment(&good.replacen("1.", "2.", 1)), Err(BroughtError::Version("2".into())));
        assert_eq!(from_fragment("rules=1.%%%"), Err(BroughtError::Broken));
        assert_eq!(from_fragment("rules="), Err(BroughtError::Broken));
        assert_eq!(from_fragment("rules=x.abc"), Err(BroughtError::Broken));
        // two megabytes of blanks in a link of two thousand letters
        let bomb = URL_SAFE_NO_PAD.encode(compress_to_vec(&vec![b' '; 2 << 20], 9));
        assert_eq!(from_fragment(&format!("{MARK}{bomb}")), Err(BroughtError::Broken));
        let other = URL_SAFE_NO_PAD.encode(compress_to_vec(b"{\"a\": 1}", 9));
        assert!(matches!(from_fragment(&format!("{MARK}{other}")), Err(BroughtError::Rules(_))));
    }

    #[test]
    fn a_rule_set_that_cannot_be_says_where() {
        let json = venues::reference().unwrap().to_json().replace("\"least\": 0.005", "\"least\": 5");
        let said = read(&json, None, "2026-11-24").unwrap_err().to_string();
        assert!(said.starts_with("basis.least is 5"), "{said}");
        let said = read("{\"hello\": [1, 2]}", None, "2026-11-24").unwrap_err().to_string();
        assert!(said.starts_with("no venue's parameters look like this"), "{said}");
        assert!(matches!(read("hello", None, "2026-11-24"), Err(BroughtError::Pasted(PasteError::Json(_)))));
        assert!(matches!(read(&" ".repeat(LONGEST + 1), None, ""), Err(BroughtError::Length(_))));
    }
}
