//! What positions need held apart: the one question, asked of books that hold one instrument each.

use super::{Assessment, RuleSet, assess};
use crate::book::{Account, Instrument};
use crate::market::Market;

/// The assessment of each instrument's positions by themselves, in order of appearance, without collateral.
///
/// Under rules that net, their `netted` requirements add up to the whole account's
/// [`held_apart`](Assessment::held_apart), borrowed coins aside.
pub fn isolated(account: &Account, market: &Market, rules: &RuleSet) -> Vec<(Instrument, Assessment)> {
    let mut apart: Vec<(Instrument, Account)> = Vec::new();
    for position in &account.positions {
        let alone = match apart.iter().position(|(instrument, _)| *instrument == position.instrument) {
            Some(place) => apart.get_mut(place),
            None => {
                apart.push((position.instrument.clone(), Account::default()));
                apart.last_mut()
            }
        };
        if let Some((_, alone)) = alone {
            alone.positions.push(position.clone());
        }
    }
    apart.into_iter().map(|(instrument, alone)| (instrument, assess(&alone, market, rules))).collect()
}
