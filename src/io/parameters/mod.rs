//! A venue's own parameters, pasted as its interface answers them, read into changes of a rule set.
//!
//! Recognised by shape. What was named replaces what stood there; everything else of the rule set is kept. Whether the
//! result can be used is the rule set's own check.

mod binance;
mod bybit;
mod deribit;
mod dydx;
mod hyperliquid;
mod okx;
mod rows;

use serde_json::Value;

use crate::margin::{RuleError, RuleSet, venues};

/// Parameters that were read out of a venue's answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Pasted {
    /// The name of the shipped rule set they belong to: `hyperliquid`.
    pub name: &'static str,
    /// What the answer is: `Hyperliquid meta`.
    pub form: &'static str,
    /// Paths below `parameters`, and what stands there now.
    pub changes: Vec<(Vec<String>, Value)>,
    /// What was taken, in words: `tiers of BTC and 3 more`.
    pub said: Vec<String>,
    /// What was not, and why.
    pub skipped: Vec<String>,
}

/// Why a pasted text is not used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PasteError {
    /// Not JSON.
    #[error("this is not JSON: {0}")]
    Json(String),
    /// No venue's parameters look like this.
    #[error("no venue's parameters look like this; {0} can be pasted")]
    Unknown(String),
    /// A venue's parameters of which none can be taken.
    #[error("this is {form}, and nothing of it can be taken: {why}")]
    Nothing {
        /// What the answer is.
        form: &'static str,
        /// Why, one after the other.
        why: String,
    },
    /// A value that cannot be.
    #[error("{path} is {read}; {right}")]
    Value {
        /// Where in the text: `marginTables[3][1].marginTiers`.
        path: String,
        /// What was read.
        read: String,
        /// What would be right.
        right: String,
    },
    /// What was read makes no rule set.
    #[error(transparent)]
    Rules(#[from] RuleError),
}

type Reader = fn(&Value) -> Option<Result<Pasted, PasteError>>;

/// The forms that are known, and who reads them.
const FORMS: &[(&str, Reader)] = &[
    ("dYdX perpetual markets", dydx::read),
    ("Hyperliquid meta", hyperliquid::read),
    ("Deribit model_params", deribit::read),
    ("Binance leverage brackets", binance::read),
    ("Bybit risk limits", bybit::read),
    ("OKX position tiers", okx::tiers),
    ("OKX instruments", okx::instruments),
    ("OKX discount rates", okx::discounts),
];

/// Reads pasted parameters.
///
/// # Errors
/// Text that is no JSON, of no known form, or with a value that cannot be, by its path.
pub fn read(text: &str) -> Result<Pasted, PasteError> {
    let json: Value = serde_json::from_str(text.trim()).map_err(|error| PasteError::Json(error.to_string()))?;
    let found = FORMS.iter().find_map(|(_, read)| read(&json));
    let known = || FORMS.iter().map(|(form, _)| *form).collect::<Vec<_>>().join(", ");
    let pasted = found.unwrap_or_else(|| Err(PasteError::Unknown(known())))?;
    if pasted.changes.is_empty() {
        let why = if pasted.skipped.is_empty() { "it is empty".to_owned() } else { pasted.skipped.join("; ") };
        return Err(PasteError::Nothing { form: pasted.form, why });
    }
    Ok(pasted)
}

impl Pasted {
    /// The rule set `onto` (or the one shipped) with these parameters in the place of its own, dated `today`
    /// (`2026-11-24`).
    ///
    /// # Errors
    /// What the rule set's own check refuses, with its path.
    pub fn applied(&self, onto: Option<&RuleSet>, today: &str) -> Result<RuleSet, PasteError> {
        let onto = onto.and_then(|rules| Some((rules, self.below(rules)?)));
        let base = onto.or_else(|| Some((venues::named(self.name)?, None)));
        let (base, below) = base.ok_or_else(|| PasteError::Unknown(self.name.to_owned()))?;
        let mut json: Value =
            serde_json::from_str(&base.to_json()).map_err(|error| PasteError::Json(error.to_string()))?;
        for (path, value) in &self.changes {
            let mut at = json.get_mut("parameters");
            for key in below.into_iter().chain(path.iter().map(String::as_str)) {
                at = at.and_then(|at| {
                    if at.is_null() {
                        *at = Value::Object(serde_json::Map::new());
                    }
                    at.as_object_mut().map(|fields| fields.entry(key).or_insert(Value::Null))
                });
            }
            if let Some(at) = at {
                *at = value.clone();
            }
        }
        let source = format!("{}; {}, pasted {today}", base.source, self.form);
        for (key, value) in [("as_of", today), ("source", source.as_str())] {
            if let Some(at) = json.get_mut(key) {
                *at = Value::String(value.to_owned());
            }
        }
        Ok(RuleSet::from_json(&json.to_string())?)
    }
}

/// Rule sets that hold the parameters of another below a key: what is pasted for that one fits there too.
const HOLDS: &[(&str, &str, &str)] = &[("hyperliquid-portfolio", "hyperliquid", "perps")];

impl Pasted {
    /// Below which key of a rule set's parameters these are; `None` where it has no place for them.
    fn below(&self, rules: &RuleSet) -> Option<Option<&'static str>> {
        let (asked, own) = (rules.family_word(), venues::named(self.name)?.family_word());
        let held = HOLDS.iter().find(|(outer, inner, _)| (*outer, *inner) == (asked, own));
        if asked == own { Some(None) } else { held.map(|(.., key)| Some(*key)) }
    }
}

/// Why an answer with a piece of it changed is not used.
#[cfg(test)]
fn refusal(answer: &str, from: &str, to: &str) -> String {
    assert!(answer.contains(from), "{from}");
    let pasted = read(&answer.replacen(from, to, 1));
    pasted
        .and_then(|pasted| pasted.applied(None, "2026-11-24"))
        .map_or_else(|error| error.to_string(), |_| String::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_venues_answer_is_refused_in_words() {
        assert!(matches!(read("not json"), Err(PasteError::Json(_))));
        assert!(matches!(read("{\"a\": 1}"), Err(PasteError::Unknown(_))));
        assert!(matches!(read("[]"), Err(PasteError::Unknown(_))));
        // nothing of it can be taken: no rule set is dated anew for that
        let delisted = r#"{"universe": [{"name": "OLD", "maxLeverage": 3, "isDelisted": true}]}"#;
        let said = read(delisted).unwrap_err().to_string();
        assert!(said.starts_with("this is Hyperliquid meta, and nothing of it can be taken: OLD"), "{said}");
    }
}
