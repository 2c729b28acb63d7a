//! Positions of a risk unit, and their profit and loss when the price moves.
//!
//! A future or perpetual gains `size·index·move·rate`: the venue moves the **index** price and counts in dollars at the
//! settlement coin's own price (USDT/USD). Delta is on the **mark**: `size·mark·rate`. An option is repriced,
//! undiscounted Black-76, its forward moved by the same share; of a coin-settled one this is its value in dollars.

use std::ops::RangeInclusive;

use serde::Serialize;

use crate::book::Right;
use crate::margin::limits::wrong;
use crate::margin::{FigureError, VolMove};
use crate::pricing::{Black76, Cell, OptionBatch, VolState};
use crate::risk::VolShock;

/// A position of a risk unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    /// Name of the instrument.
    pub name: String,
    /// Coins, long > 0.
    pub size: f64,
    /// Dollars of one unit of the settlement coin; 1 for dollars.
    pub rate: f64,
    /// Years to expiry; none for perpetuals and spot.
    pub years: Option<f64>,
    /// What it is.
    pub contract: Contract,
}

/// What a position is in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Contract {
    /// Spot in hedge: no basis risk.
    Spot,
    /// A future or perpetual.
    Future {
        /// Mark price.
        mark: f64,
    },
    /// An option.
    Option {
        /// Price of the future of its expiry.
        forward: f64,
        /// Strike price.
        strike: f64,
        /// Call or put.
        right: Right,
        /// Volatility per year, a fraction.
        vol: f64,
    },
}

/// One cell of MR1 or MR6.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Scenario {
    /// Price move.
    pub price_move: f64,
    /// Volatility move.
    pub vol: VolMove,
    /// Profit and loss of the unit, dollars.
    pub pnl: f64,
}

impl Position {
    pub(super) fn check(&self, place: usize) -> Result<(), FigureError> {
        let check = |key: &str, value: f64, range: RangeInclusive<f64>, right: &str| -> Result<(), FigureError> {
            // the path is put together only for who needs it: this is asked of every leg by itself
            let fits = range.contains(&value);
            if fits { Ok(()) } else { Err(wrong(format!("positions[{place}].{key}"), value, right)) }
        };
        let price = "a price above 0 is right";
        check("size", self.size, -1e15..=1e15, "coins up to 1e15 are right")?;
        check("rate", self.rate, 1e-9..=1e12, price)?;
        check("years", self.years.unwrap_or(0.0), -100.0..=100.0, "years to expiry are right")?;
        match self.contract {
            Contract::Spot => {}
            Contract::Future { mark } => check("mark", mark, 1e-9..=1e12, price)?,
            Contract::Option { forward, strike, vol, .. } => {
                check("forward", forward, 1e-9..=1e12, price)?;
                check("strike", strike, 1e-9..=1e12, price)?;
                check("vol", vol, 0.0..=20.0, "a fraction from 0 to 20 is right, 0.6 for 60 %")?;
            }
        }
        Ok(())
    }

    /// Dollars it gains when the price doubles, at today's slope.
    pub(super) fn delta(&self, index: f64) -> f64 {
        let years = self.years.unwrap_or(0.0);
        let unit = match self.contract {
            Contract::Spot => index,
            Contract::Future { mark } => mark,
            Contract::Option { forward, strike, right, vol } => {
                Black76 { forward, strike, years, vol, rate: 0.0, right }.delta() * forward
            }
        };
        self.size * unit * self.rate
    }
}

/// One position's gain in a scenario.
pub(super) fn gain(position: &Position, index: f64, at: Scenario, shock: Option<&VolShock>) -> f64 {
    if matches!(position.contract, Contract::Option { .. }) {
        let one = std::slice::from_ref(position);
        return scenarios(one, index, &[at.price_move], &[at.vol], shock).iter().map(|scenario| scenario.pnl).sum();
    }
    position.size * index * position.rate * at.price_move
}

/// The unit in every combination of the moves with volatility up, same and down.
pub(super) fn scenarios(
    positions: &[Position],
    index: f64,
    moves: &[f64],
    vols: &[VolMove],
    shock: Option<&VolShock>,
) -> Vec<Scenario> {
    let mut batch = OptionBatch::with_capacity(positions.len());
    let mut options = Vec::new();
    for position in positions {
        if let Contract::Option { forward, strike, right, vol } = position.contract {
            let years = position.years.unwrap_or(0.0).max(0.0);
            let shocked = shock.map_or([vol; 3], |shock| shock.vols(vol, years * 365.0));
            batch.push(forward, strike, right, shocked.map(|vol| vol * years.sqrt()));
            options.push(position.size * position.rate);
        }
    }
    let cell = |step: f64, vol: VolMove| {
        let state = match vol {
            VolMove::Up => VolState::Up,
            VolMove::Same => VolState::Same,
            VolMove::Down => VolState::Down,
        };
        Cell::new(1.0 + step, state)
    };
    let all: Vec<(f64, VolMove)> = moves.iter().flat_map(|&step| vols.iter().map(move |&vol| (step, vol))).collect();
    let mut cells = vec![Cell::new(1.0, VolState::Same)];
    cells.extend(all.iter().map(|&(step, vol)| cell(step, vol)));
    let mut values = Vec::new();
    let stride = batch.reprice(&cells, &mut values);
    let straight = positions.iter().filter(|position| !matches!(position.contract, Contract::Option { .. }));
    let slope: f64 = straight.map(|position| position.size * index * position.rate).sum();
    let value = |cell: usize, option: usize| values.get(cell * stride + option).copied().unwrap_or(0.0);
    let scenario = |(place, &(price_move, vol)): (usize, &(f64, VolMove))| {
        let gains = options.iter().enumerate().map(|(at, units)| units * (value(place + 1, at) - value(0, at)));
        Scenario { price_move, vol, pnl: slope * price_move + gains.sum::<f64>() }
    };
    all.iter().enumerate().map(scenario).collect()
}
