//! Values of terms that count rows, name rules, or stand for one price.

use super::{Seen, Value};
use crate::book::{Kind, Position};
use crate::margin::{Fidelity, LegKind};

/// How many rows the book has.
pub(super) fn rows(seen: &Seen<'_>) -> Option<Value> {
    let account = seen.account;
    Some(Value::Count(account.holdings.len() + account.positions.len() + account.unknown.len()))
}

pub(super) fn holdings(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Count(seen.account.holdings.len()))
}

pub(super) fn positions(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Count(seen.account.positions.len()))
}

pub(super) fn legs(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Count(seen.of.legs.len()))
}

pub(super) fn underlyings(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Count(seen.of.underlyings.len()))
}

/// Different instruments among the positions that are margined.
pub(super) fn instruments(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Count(seen.of.legs.iter().filter(|leg| leg.kind == LegKind::Position).count()))
}

fn counted(seen: &Seen<'_>, which: impl Fn(&Position) -> bool) -> Option<Value> {
    Some(Value::Count(seen.account.positions.iter().filter(|position| which(position)).count()))
}

pub(super) fn spot(seen: &Seen<'_>) -> Option<Value> {
    counted(seen, |position| position.instrument.kind() == Kind::Spot)
}

pub(super) fn perpetuals(seen: &Seen<'_>) -> Option<Value> {
    counted(seen, |position| position.instrument.kind() == Kind::Perpetual)
}

pub(super) fn futures(seen: &Seen<'_>) -> Option<Value> {
    counted(seen, |position| matches!(position.instrument.kind(), Kind::Future { .. }))
}

pub(super) fn options(seen: &Seen<'_>) -> Option<Value> {
    counted(seen, |position| position.instrument.is_option())
}

pub(super) fn linear(seen: &Seen<'_>) -> Option<Value> {
    counted(seen, |position| !position.instrument.is_inverse())
}

pub(super) fn inverse(seen: &Seen<'_>) -> Option<Value> {
    counted(seen, |position| position.instrument.is_inverse())
}

/// Different days on which positions settle.
pub(super) fn expiries(seen: &Seen<'_>) -> Option<Value> {
    let mut days: Vec<_> = seen.account.positions.iter().filter_map(|position| position.instrument.expiry()).collect();
    days.sort_unstable();
    days.dedup();
    Some(Value::Count(days.len()))
}

/// The index price, where there is one coin only.
pub(super) fn index(seen: &Seen<'_>) -> Option<Value> {
    match seen.of.underlyings.as_slice() {
        [only] => Some(Value::Price(only.index)),
        _ => None,
    }
}

/// The word for the worst state of any price.
pub(super) fn state(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Word(seen.of.state.word().to_owned()))
}

pub(super) fn left_out(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Count(seen.of.left_out.len()))
}

pub(super) fn rules(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Word(seen.of.rules.title.clone()))
}

/// The word for how closely the rules follow their source.
pub(super) fn fidelity(seen: &Seen<'_>) -> Option<Value> {
    let word = match seen.of.rules.fidelity {
        Fidelity::VenueMatched => "venue-matched",
        Fidelity::Documented => "documented",
        Fidelity::Approximate => "approximate",
    };
    Some(Value::Word(word.to_owned()))
}

/// The liquidation price that is nearest to today's, of any coin.
pub(super) fn liquidation(seen: &Seen<'_>) -> Option<Value> {
    let roots = seen.rails.iter().flat_map(|rail| &rail.roots);
    let nearest = roots.min_by(|a, b| a.distance.abs().total_cmp(&b.distance.abs()))?;
    Some(Value::Price(nearest.price))
}
