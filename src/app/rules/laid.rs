//! The parameters of rules one under the other, for what is printed.

use serde_json::Value;

use super::layout::{Block, layout};
use crate::margin::RuleSet;

/// A parameter in words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Laid {
    /// Its name, from what is around it to itself: `underlyings`, `BTC`, `scan range`.
    pub(crate) name: Vec<String>,
    /// Its value, as it is typed.
    pub(crate) text: String,
}

/// All parameters of a rule set, in their order.
pub(crate) fn laid(rules: &RuleSet) -> Vec<Laid> {
    let json: Value = serde_json::from_str(&rules.to_json()).unwrap_or_default();
    let fields = json.get("parameters").map(layout).unwrap_or_default();
    let fields = fields.iter().flat_map(Block::fields);
    let one = |field: &super::layout::Field| {
        // keys in words; an asset is its own name
        let name = field.path.iter().map(|key| key.replace('_', " ")).collect();
        Laid { name, text: field.text.clone() }
    };
    fields.map(one).collect()
}
