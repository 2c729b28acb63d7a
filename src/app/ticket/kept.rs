//! What the ticket keeps in this browser: its legs and the alternatives that were named.

use serde::{Deserialize, Serialize};

use super::typed::Typed;

/// Most alternatives that are kept, so that they stand side by side.
pub(crate) const MOST: usize = 6;
/// Longest name.
const LONGEST: usize = 40;

/// Trades under a name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Alternative {
    /// What it is called.
    pub(crate) name: String,
    /// What is traded.
    pub(crate) legs: Vec<Typed>,
}

/// All that is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Kept {
    /// What stands in the ticket.
    pub(crate) legs: Vec<Typed>,
    /// Alternatives, the oldest first.
    pub(crate) alternatives: Vec<Alternative>,
}

impl Kept {
    /// What was kept; nothing where it cannot be read.
    pub(crate) fn read(text: &str) -> Self {
        let mut kept: Self = serde_json::from_str(text).unwrap_or_default();
        kept.alternatives.truncate(MOST);
        kept
    }

    /// As text.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The name that is offered next: the first of A to Z that is free.
pub(crate) fn next_name(all: &[Alternative]) -> String {
    let taken = |name: &str| all.iter().any(|of| of.name == name);
    ('A'..='Z').map(String::from).find(|name| !taken(name)).unwrap_or_default()
}

/// Puts legs under a name among the others; in place of those that had it.
///
/// # Errors
/// What would be right, where there is no name, or no room or no leg.
pub(crate) fn keep(all: &mut Vec<Alternative>, name: &str, legs: &[Typed]) -> Result<(), String> {
    let name = name.trim();
    let legs: Vec<Typed> = legs.iter().filter(|leg| !leg.is_blank()).cloned().collect();
    if name.is_empty() {
        return Err("Write a name to keep it under, such as A.".to_owned());
    }
    if name.chars().nth(LONGEST).is_some() {
        return Err(format!("The name is longer than {LONGEST} characters; write a shorter one."));
    }
    if legs.is_empty() {
        return Err("There is no leg to keep; write one first.".to_owned());
    }
    if let Some(same) = all.iter_mut().find(|of| of.name == name) {
        same.legs = legs;
        return Ok(());
    }
    if all.len() >= MOST {
        return Err(format!("{MOST} alternatives are kept, which is the most; remove one first."));
    }
    all.push(Alternative { name: name.to_owned(), legs });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::ticket::typed::of_lines;

    #[test]
    fn what_is_kept_comes_back_and_what_is_damaged_is_nothing() {
        let legs = of_lines("buy 1 BTC-25DEC26-75000-P @ 0.0102; sell 2 ETH-PERP").unwrap();
        let mut kept = Kept { legs: legs.clone(), ..Kept::default() };
        keep(&mut kept.alternatives, " Put ", &legs).unwrap();
        assert_eq!(Kept::read(&kept.text()), kept);
        for text in ["", "{", "[]", "{\"legs\":7}", "null"] {
            assert_eq!(Kept::read(text), Kept::default(), "{text}");
        }
        assert_eq!(Kept::read("{\"legs\":[{\"name\":\"BTC-PERP\",\"new\":1}]}").legs[0].name, "BTC-PERP");
    }

    #[test]
    fn a_name_stands_for_one_alternative() {
        let legs = of_lines("buy 1 BTC-PERP").unwrap();
        let mut all = Vec::new();
        assert_eq!(next_name(&all), "A");
        keep(&mut all, "A", &legs).unwrap();
        keep(&mut all, "A", &of_lines("sell 3 ETH-PERP").unwrap()).unwrap();
        assert_eq!((all.len(), all[0].legs[0].name.as_str(), next_name(&all)), (1, "ETH-PERP", "B".to_owned()));
        assert!(keep(&mut all, " ", &legs).unwrap_err().contains("name"));
        assert!(keep(&mut all, &"x".repeat(41), &legs).unwrap_err().contains("shorter"));
        assert!(keep(&mut all, "B", &[Typed::default()]).unwrap_err().contains("no leg"));
        while all.len() < MOST {
            let name = next_name(&all);
            keep(&mut all, &name, &legs).unwrap();
        }
        assert!(keep(&mut all, "one more", &legs).unwrap_err().contains("remove one"));
    }
}
