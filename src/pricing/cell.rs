//! A scenario as pricing sees it: the forward times a ratio, under one of three volatilities.
//!
//! The logarithm of the ratio comes with the scenario, once for every option it applies to.

use super::{LARGEST, magnitude};

/// One scenario as the kernel sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// 1 + price move; below zero or NaN counts as 0, a worthless underlying.
    pub ratio: f64,
    /// Natural logarithm of `ratio`; anything not finite is computed again from `ratio`.
    pub ln_ratio: f64,
    /// Which of the option's three volatilities applies.
    pub vol: VolState,
}

impl Cell {
    /// The scenario that multiplies the forward by `ratio`.
    pub fn new(ratio: f64, vol: VolState) -> Self {
        Self { ratio, ln_ratio: libm::log(ratio), vol }
    }
}

/// Which of an option's volatilities a scenario uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VolState {
    /// As it is.
    Same,
    /// Shocked up.
    Up,
    /// Shocked down.
    Down,
}

impl VolState {
    pub(crate) const ALL: [Self; 3] = [Self::Same, Self::Up, Self::Down];
}

/// A cell made safe: a ratio in `[0, LARGEST]` and a finite logarithm.
#[derive(Clone, Copy)]
pub(crate) struct Move {
    /// Where the cell stands in the grid.
    pub(crate) cell: usize,
    pub(crate) ratio: f64,
    pub(crate) ln_ratio: f64,
}

impl Move {
    pub(crate) fn new(cell: usize, ratio: f64, ln_ratio: f64) -> Self {
        let bounded = magnitude(ratio);
        let ln_ratio = if bounded == 0.0 {
            0.0
        } else if ratio <= LARGEST && ln_ratio.is_finite() {
            ln_ratio.clamp(-1e3, 1e3)
        } else {
            libm::log(bounded)
        };
        Self { cell, ratio: bounded, ln_ratio }
    }

    pub(crate) fn of_state(cells: &[Cell], state: VolState) -> Vec<Self> {
        let of_state = cells.iter().enumerate().filter(|(_, cell)| cell.vol == state);
        of_state.map(|(j, cell)| Self::new(j, cell.ratio, cell.ln_ratio)).collect()
    }
}
