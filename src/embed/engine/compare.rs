//! One book under many rule sets.

use serde::Serialize;

use super::request::{Asked, answer};
use super::rules::{all, rules};
use super::{Answer, Code, Fault, Request};
use crate::book::Time;
use crate::margin::RuleSet;
use crate::margin::compare::{By, Compared, cheapest, nearest_liquidation, sort};

/// More than anybody compares at once.
const MOST: usize = 200;

/// One book under many rule sets.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// What each asks, least initial margin first; rules that margin part of the book after those that margin all of it.
    pub rows: Vec<Compared>,
    /// The name of a venue's rules that margin all of the book for the least initial margin; absent where none does.
    pub cheapest: Option<String>,
}

/// What each of the `rules` asks, all that are shipped where none are named; without `liquidation` no liquidation prices
/// are looked for.
pub fn compare(request: Request, now: Time) -> Answer<Comparison> {
    answer(request, now, &["rules", "liquidation"], |asked| {
        let wanted = asked.fields.flag("liquidation", true);
        let all = rule_sets(asked)?;
        let (account, market) = (&asked.account, &asked.market);
        let row = |rules: &RuleSet| Compared {
            nearest: wanted.then(|| nearest_liquidation(account, market, rules)).flatten(),
            ..Compared::of(account, market, rules)
        };
        let mut rows: Vec<Compared> = all.iter().map(row).collect();
        sort(&mut rows, By::Initial);
        let cheapest = cheapest(&rows).map(|row| row.rules.name.clone());
        Some(Comparison { rows, cheapest })
    })
}

fn rule_sets(asked: &mut Asked) -> Option<Vec<RuleSet>> {
    let Some(list) = asked.fields.list("rules", "[\"reference\", \"hyperliquid\"]") else {
        return match all("rules") {
            _ if !asked.fields.faults.is_empty() => None,
            Ok(all) => Some(all),
            Err(fault) => asked.fields.wrong(fault),
        };
    };
    if list.len() > MOST {
        let message = format!("there are {} rule sets", list.len());
        return asked.fields.wrong(Fault::new(Code::TooLarge, "rules", message, format!("at most {MOST} are right")));
    }
    let mut named = Vec::new();
    for (place, given) in list.into_iter().enumerate() {
        match rules(&format!("rules[{place}]"), given) {
            Ok(rules) => named.push(rules.into_owned()),
            Err(fault) => asked.fields.faults.push(fault),
        }
    }
    asked.fields.faults.is_empty().then_some(named)
}
