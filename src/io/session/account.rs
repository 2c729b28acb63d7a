//! What is held, and positions of any list, in the order they were in.

use rust_decimal::Decimal;

use super::bytes::{In, Out};
use super::tables::{Gathered, Tables, rows};
use super::{SessionError, wrong};
use crate::book::{Holding, Position, Unknown};

pub(super) fn write_holdings(out: &mut Out, tables: &Gathered, holdings: &[Holding]) {
    if !holdings.is_empty() {
        out.count(holdings.len());
        out.places(holdings.iter().map(|holding| tables.asset(&holding.asset)));
        out.figures(holdings.iter().map(|holding| holding.quantity));
    }
}

pub(super) fn write_positions(out: &mut Out, tables: &Gathered, positions: &[Position]) {
    if !positions.is_empty() {
        out.count(positions.len());
        out.places(positions.iter().map(|position| tables.instrument(&position.instrument)));
        out.figures(positions.iter().map(|position| position.quantity));
        out.figures(positions.iter().map(|position| position.entry));
        out.figures(positions.iter().map(|position| position.contract_size));
    }
}

pub(super) fn write_unknown(out: &mut Out, unknown: &[Unknown]) {
    if !unknown.is_empty() {
        out.count(unknown.len());
        unknown.iter().for_each(|row| out.text(&row.name));
        out.figures(unknown.iter().map(|row| row.quantity));
        out.figures(unknown.iter().map(|row| row.entry));
        unknown.iter().for_each(|row| out.text(&row.why));
    }
}

pub(super) fn read_holdings(from: &mut In, tables: &Tables) -> Result<Vec<Holding>, SessionError> {
    let count = rows(from)?;
    let assets = tables.some_assets(from, count)?;
    let quantities = from.exact(count)?;
    Ok(assets.into_iter().zip(quantities).map(|(asset, quantity)| Holding { asset, quantity }).collect())
}

pub(super) fn read_positions(from: &mut In, tables: &Tables) -> Result<Vec<Position>, SessionError> {
    let count = rows(from)?;
    let instruments = tables.some_instruments(from, count)?;
    let quantities = from.exact(count)?;
    let entries = from.maybe(count)?;
    let sizes = from.exact(count)?;
    let rows = instruments.into_iter().zip(quantities).zip(entries).zip(sizes);
    rows.map(|(((instrument, quantity), entry), contract_size)| {
        checked(Position { instrument, quantity, entry, contract_size })
    })
    .collect()
}

pub(super) fn read_unknown(from: &mut In) -> Result<Vec<Unknown>, SessionError> {
    let count = rows(from)?;
    let names = (0..count).map(|_| from.text()).collect::<Result<Vec<_>, _>>()?;
    let (quantities, entries) = (from.exact(count)?, from.maybe(count)?);
    let whys = (0..count).map(|_| from.text()).collect::<Result<Vec<_>, _>>()?;
    let rows = names.into_iter().zip(quantities).zip(entries).zip(whys);
    Ok(rows.map(|(((name, quantity), entry), why)| Unknown { name, quantity, entry, why }).collect())
}

/// A position whose entry is a price and whose contract size is above zero.
fn checked(position: Position) -> Result<Position, SessionError> {
    let name = &position.instrument;
    if let Some(entry) = position.entry
        && (entry < Decimal::ZERO || (entry.is_zero() && !name.is_option()))
    {
        return Err(wrong(&format!("the entry of {name}"), entry.to_string(), "a price above zero is"));
    }
    if position.contract_size <= Decimal::ZERO {
        let read = position.contract_size.to_string();
        return Err(wrong(&format!("the contract size of {name}"), read, "one above zero is"));
    }
    Ok(position)
}
