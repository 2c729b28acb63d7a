//! Values of terms that are parts of a requirement, and of the scenarios behind it.

use rust_decimal::Decimal;

use super::{Seen, Value};
use crate::book::Exact;
use crate::margin::{ChargeKind, Family, UnderlyingReport};
use crate::risk::to_usd;

/// How many charges are not nothing.
pub(super) fn count(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Count(seen.of.charges.iter().filter(|charge| !charge.amount.is_zero()).count()))
}

/// How many scenarios there are, those far out with them; absent under rules that have none.
pub(super) fn scenarios(seen: &Seen<'_>) -> Option<Value> {
    let all = seen.of.grid.counted.len() + seen.of.grid.tails.len();
    (all > 0).then_some(Value::Count(all))
}

/// The scenarios far out.
pub(super) fn tails(seen: &Seen<'_>) -> Option<Value> {
    let all = seen.of.grid.tails.len();
    (all > 0).then_some(Value::Count(all))
}

/// All charges of a kind; absent where the rules have no such charge here.
fn sum(seen: &Seen<'_>, kind: ChargeKind) -> Option<Value> {
    let mut found = None;
    for charge in seen.of.charges.iter().filter(|charge| charge.kind == kind) {
        found = Some(found.unwrap_or(Decimal::ZERO).plus(charge.amount)?);
    }
    found.map(Value::Required)
}

pub(super) fn scan(seen: &Seen<'_>) -> Option<Value> {
    sum(seen, ChargeKind::Scan)
}

pub(super) fn basis(seen: &Seen<'_>) -> Option<Value> {
    sum(seen, ChargeKind::Basis)
}

pub(super) fn short_options(seen: &Seen<'_>) -> Option<Value> {
    sum(seen, ChargeKind::ShortOption)
}

pub(super) fn size(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Required(seen.of.size_charge))
}

pub(super) fn credit(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Dollars(seen.of.credit))
}

/// The coin, where there is one only, under rules of scenarios.
fn only<'a>(seen: &Seen<'a>) -> Option<&'a UnderlyingReport> {
    match (seen.of.underlyings.as_slice(), &seen.rules.family) {
        ([only], Family::Scan(_)) => Some(only),
        _ => None,
    }
}

pub(super) fn scan_range(seen: &Seen<'_>) -> Option<Value> {
    to_usd(only(seen)?.scan_range).map(Value::Fraction)
}

pub(super) fn offset(seen: &Seen<'_>) -> Option<Value> {
    to_usd(only(seen)?.offset).map(Value::Fraction)
}

/// The net exposure from which a coin pays for its size.
pub(super) fn threshold(seen: &Seen<'_>) -> Option<Value> {
    let Family::Scan(rules) = &seen.rules.family else { return None };
    let coin = rules.underlyings.get(&only(seen)?.underlying).unwrap_or(&rules.other_underlyings);
    to_usd(coin.size_threshold_usd).map(Value::Dollars)
}

/// The price move of the scenario that sets the scan risk, where one coin moves.
pub(super) fn binding(seen: &Seen<'_>) -> Option<Value> {
    match seen.of.binding.as_ref()?.moves.as_slice() {
        [(_, by)] => to_usd(*by).map(Value::Fraction),
        _ => None,
    }
}
