//! What the page may show beside what is: prices and volatilities moved, days passed, positions traded.

use super::SessionError;
use super::account::{read_positions, write_positions};
use super::bytes::{In, Out};
use super::tables::{Gathered, Tables, rows};
use crate::book::{Asset, Position};

/// A question asked of a session: what if prices moved so. Nothing in it changes the session itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WhatIf {
    /// Moves of prices, in the order they are made.
    pub moves: Vec<Move>,
    /// Change of every volatility, as a fraction of it: 0.25 is a quarter more.
    pub vol: Option<f64>,
    /// Days that pass.
    pub days: Option<f64>,
    /// Trades on top of what is held, each with its price as entry.
    pub trades: Vec<Position>,
}

/// The price of one asset, or of all, moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// What moves; all prices where it is absent.
    pub asset: Option<Asset>,
    /// By how much, as a fraction: −0.1 is ten percent down.
    pub fraction: f64,
}

pub(super) fn write_shocks(out: &mut Out, tables: &Gathered, what_if: &WhatIf) {
    if what_if.moves.is_empty() && what_if.vol.is_none() && what_if.days.is_none() {
        return;
    }
    out.count(what_if.moves.len());
    for one in &what_if.moves {
        out.count(one.asset.as_ref().map_or(0, |asset| tables.asset(asset) + 1));
    }
    out.figures(what_if.moves.iter().map(|one| one.fraction));
    out.figures([what_if.vol, what_if.days]);
}

pub(super) fn write_trades(out: &mut Out, tables: &Gathered, what_if: &WhatIf) {
    write_positions(out, tables, &what_if.trades);
}

pub(super) fn read_shocks(from: &mut In, tables: &Tables, what_if: &mut WhatIf) -> Result<(), SessionError> {
    let count = rows(from)?;
    let assets: Vec<u128> = (0..count).map(|_| from.whole()).collect::<Result<_, _>>()?;
    let fractions = from.floats(count)?;
    for (place, fraction) in assets.into_iter().zip(fractions) {
        let asset = match usize::try_from(place).map_err(|_| SessionError::Broken)? {
            0 => None,
            place => Some(tables.asset(place - 1)?),
        };
        what_if.moves.push(Move { asset, fraction: fraction.ok_or(SessionError::Broken)? });
    }
    let both = from.floats(2)?;
    (what_if.vol, what_if.days) = (both.first().copied().flatten(), both.get(1).copied().flatten());
    Ok(())
}

pub(super) fn read_trades(from: &mut In, tables: &Tables, what_if: &mut WhatIf) -> Result<(), SessionError> {
    what_if.trades = read_positions(from, tables)?;
    Ok(())
}
