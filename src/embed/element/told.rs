//! What the element tells its host.

use serde::Serialize;

use super::Given;
use crate::book::{Account, Time, Trade};
use crate::embed::engine::{self, Answer, Previewed, PriceSaid};
use crate::io::Tree;
use crate::margin::{Assessment, Liquidation, Preview, RuleSet};
use crate::market::Market;

const LIKE: &str = "a trade such as {\"instrument\": \"BTC-PERP\", \"quantity\": \"-0.5\"} is right, or a list of them";

/// What is on screen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told<'a> {
    /// What the account must post, and why.
    pub assessment: &'a Assessment,
    /// Liquidation prices of each underlying.
    pub liquidation: Vec<PriceSaid>,
    /// Short name of the rules in force.
    pub rules: &'a str,
    /// The instant of the prices, milliseconds since 1970.
    pub as_of: Time,
}

impl<'a> Told<'a> {
    /// What is on screen, in one.
    pub fn new(assessment: &'a Assessment, liquidation: &[Liquidation], rules: &'a RuleSet, as_of: Time) -> Self {
        let liquidation = liquidation.iter().cloned().map(PriceSaid::of).collect();
        Self { assessment, liquidation, rules: &rules.name, as_of }
    }
}

/// What the account would be after a trade, or a list of them made one after the other.
pub fn preview(given: Given, account: &Account, market: &Market, rules: &RuleSet) -> Answer<Previewed> {
    match listed(given) {
        Ok(trades) => engine::preview_of(account.clone(), market.clone(), rules, trades),
        Err(faults) => faults,
    }
}

/// The same of trades that are tried already, in their order.
pub fn tried(preview: Preview, trades: &[Trade]) -> Previewed {
    Previewed::of(preview, trades)
}

/// Reads a trade, or a list of them; what has no price of its own is traded at the mark.
pub fn trades(given: Given, account: &Account, market: &Market, rules: &RuleSet) -> Answer<Vec<Trade>> {
    match listed(given) {
        Ok(trades) => engine::trades_of(account.clone(), market.clone(), rules, trades),
        Err(faults) => faults,
    }
}

fn listed<T>(given: Given) -> Result<Tree, Answer<T>> {
    match given.tree("trades", LIKE) {
        Ok(list @ Tree::List(_)) => Ok(list),
        Ok(one @ Tree::Fields(_)) => Ok(Tree::List(vec![one])),
        Ok(other) => Err(Answer::Faults(vec![engine::wrong_type("trades", &other, LIKE.to_owned())])),
        Err(fault) => Err(Answer::Faults(vec![fault])),
    }
}
