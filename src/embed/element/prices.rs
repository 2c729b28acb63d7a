//! Prices as a host hands them over.

use super::Given;
use crate::book::Time;
use crate::embed::engine::{Answer, Fault, Said, wrong_type};
use crate::io::Tree;
use crate::io::json::handed_market;
use crate::market::Market;

const LIKE: &str = "{\"BTC\": \"93812\"}";
/// The fields of a market; anything else at the top is the symbol of a coin.
const FIELDS: [&str; 6] = ["as_of", "index", "marks", "forwards", "vols", "rates"];

/// What a host hands over as prices.
#[derive(Clone, Debug, PartialEq)]
pub enum Prices {
    /// Dollars a coin, as JSON: what `oracle::host` reads, which judges how old they are.
    Coins(String),
    /// A market as saved books have it, for volatilities, forwards and marks of one's own.
    Market(Box<Market>),
}

/// Reads prices. A market without an instant is of `now`.
pub fn prices(given: Given, now: Time) -> Answer<Prices> {
    let path = "prices";
    let right = format!("an object such as {LIKE} is right, or a market as a saved book has it");
    let tree = match given.tree(path, &right) {
        Ok(tree) => tree,
        Err(fault) => return Answer::Faults(vec![fault]),
    };
    let Tree::Fields(fields) = &tree else { return Answer::Faults(vec![wrong_type(path, &tree, right)]) };
    if !fields.iter().any(|(name, _)| FIELDS.contains(&name.as_str())) {
        return Answer::Value { value: Prices::Coins(tree.to_json()), notices: Vec::new() };
    }
    match handed_market(tree, now) {
        Ok((market, notices)) => {
            let notices = notices.into_iter().map(|notice| Said::of(notice, path)).collect();
            Answer::Value { value: Prices::Market(Box::new(market)), notices }
        }
        Err(error) => Answer::Faults(vec![Fault::of_import(path, &error)]),
    }
}
