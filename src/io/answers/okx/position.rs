//! One position: a row of `positions`, of `posData`, or of the position builder.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::super::contracts::Contracts;
use super::super::draft::{Draft, PositionRow, word};
use super::super::figures::VenuePosition;
use super::super::find::join;
use super::super::name;
use crate::book::{Exact, Instrument};
use crate::io::notice::NoticeKind;
use crate::io::tree::Tree;

/// The numbers of a row that its contract's size can follow from.
struct Value {
    quantity: Decimal,
    mark: Option<Decimal>,
    /// Dollars the position stands for.
    notional: Option<Decimal>,
    /// What an option position is worth, in what its price is in.
    option: Option<Decimal>,
}

/// Takes a row in.
pub(super) fn take(path: &str, tree: &Tree, contracts: &Contracts, draft: &mut Draft) {
    let amount = if tree.get("pos").is_some() { "pos" } else { "amt" };
    let at = |field: &str| join(path, field);
    let Some(written) = draft.required(tree, amount, &at(amount)) else {
        return;
    };
    let quantity = match word(tree, "posSide") {
        "long" => written.abs(),
        "short" => -written.abs(),
        _ => written,
    };
    let name = word(tree, "instId");
    let kind = word(tree, "instType");
    if amount == "amt" && kind == "SPOT" {
        let message =
            format!("{written} of {name} is spot in use as a hedge; it stands in the assets and is counted there");
        return draft.say(NoticeKind::Info, path, name, message);
    }
    let mut number = |field: &str| draft.optional(tree, field, &at(field));
    let (entry, mark) = (number("avgPx"), number("markPx"));
    let value = Value { quantity, mark, notional: number("notionalUsd"), option: number("optVal") };
    let index = number("idxPx");
    let vol = number("markVol").and_then(|vol| vol.to_f64());
    let isolated = word(tree, "mgnMode") == "isolated";
    let named = instrument(name, kind);
    let (instrument, contract_size) = match named {
        Err(why) => (Err(why), Decimal::ONE),
        Ok(of) if quantity.is_zero() => (Ok(of), Decimal::ONE),
        Ok(of) => match size(path, &of, &value, contracts, draft) {
            Some(size) => (Ok(of), size),
            None => (
                Err(format!("the size of a contract of {name} is neither in the answer nor listed here")),
                Decimal::ONE,
            ),
        },
    };
    let row = PositionRow { contract_size, isolated, ..PositionRow::new(quantity, entry, mark) };
    let Some(instrument) = draft.position(&at("instId"), name, instrument, row) else {
        return;
    };
    draft.index(instrument.underlying(), index);
    draft.vol(&instrument, vol);
    if mark.is_none() || entry.is_none() {
        let missing = if mark.is_none() { "mark" } else { "entry" };
        draft.say(
            NoticeKind::Info,
            path,
            name,
            format!("the answer gives {name} no {missing} price, so no gain is counted"),
        );
    }
    let margin: &[&str] = if isolated { &["margin", "imr"] } else { &["imr", "margin"] };
    let positive = |price: &Decimal| *price > Decimal::ZERO;
    let says = VenuePosition {
        liquidation_price: draft.optional(tree, "liqPx", &at("liqPx")).filter(positive),
        margin_used: draft.first_of(tree, margin, path),
        unrealised_gain: draft.first_of(tree, &["upl", "floatPnl"], path),
        isolated,
        ..VenuePosition::of(instrument)
    };
    draft.venue_says(says);
}

fn instrument(name: &str, kind: &str) -> Result<Instrument, String> {
    if matches!(kind, "MARGIN" | "SPOT") {
        let why = format!("“{name}” is a spot-margin pair: what it holds and owes stands in the account’s balances");
        return Err(why);
    }
    name::okx(name).ok_or_else(|| format!("“{name}” is no instrument of OKX that is known here"))
}

/// What a contract stands for as the venue lists it: coins, or dollars of inverse perpetuals and futures.
pub(in crate::io) fn listed(of: &Instrument, contracts: &Contracts) -> Option<Decimal> {
    let coin = of.underlying().as_str();
    match (of.is_inverse(), of.is_option()) {
        (true, true) => contracts.size("option", coin),
        (true, false) => contracts.size("inverse", coin),
        (false, true) => None,
        (false, false) => contracts.size(of.settlement_asset().as_str(), coin),
    }
}

/// What a contract stands for: as the venue lists it, else as the row's own value has it.
fn size(path: &str, of: &Instrument, value: &Value, contracts: &Contracts, draft: &mut Draft) -> Option<Decimal> {
    let listed = listed(of, contracts);
    let implied = implied(of, value);
    match (listed, implied) {
        (Some(listed), Some(implied)) if !within(implied, listed, Decimal::new(1, 1)) => {
            let message = format!(
                "the value of the row speaks of {} a contract; {listed} is taken, as the venue lists it",
                implied.round_dp(8).normalize()
            );
            draft.say(NoticeKind::Info, path, &of.to_string(), message);
            Some(listed)
        }
        (Some(listed), _) => Some(listed),
        (None, implied) => {
            let size = power_of_ten(implied?)?;
            let message = format!("a contract of {of} is taken to be {size}, which follows from the row’s own value");
            draft.say(NoticeKind::Info, path, &of.to_string(), message);
            Some(size)
        }
    }
}

/// What a contract stands for by the row's value.
fn implied(of: &Instrument, value: &Value) -> Option<Decimal> {
    let contracts = value.quantity.abs();
    if of.is_option() {
        let worth = value.option.filter(|worth| !worth.is_zero())?;
        return worth.abs().over(contracts.times(value.mark?)?);
    }
    let notional = value.notional.filter(|notional| !notional.is_zero())?.abs();
    if of.is_inverse() { notional.over(contracts) } else { notional.over(contracts.times(value.mark?)?) }
}

fn within(one: Decimal, other: Decimal, share: Decimal) -> bool {
    let allowed = other.abs().capped_times(share);
    one.minus(other).is_some_and(|apart| apart.abs() <= allowed)
}

/// The power of ten that a number is, to two in a hundred: the venue's sizes are all such.
fn power_of_ten(number: Decimal) -> Option<Decimal> {
    let mut power = Decimal::new(1, 12);
    for _ in 0..27 {
        if within(number, power, Decimal::new(2, 2)) {
            return Some(power.normalize());
        }
        power = power.times(Decimal::TEN)?;
    }
    None
}
