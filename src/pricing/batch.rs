//! A book's options under a grid of scenarios.
//!
//! Structure of arrays, padded to the kernel's width. Results are UNDISCOUNTED values per unit
//! of the underlying of a long option; quantity, discount and sign are the caller's.
//!
//! Accuracy: 1e-13 of the value down to values of 1e-8 of the forward, plus what one rounding of
//! the two logarithms (`ln F/K` and `ln ratio`) does to the forward. An option with less total
//! volatility than [`SMALLEST_TOTAL_VOL`] (hours to expiry) is priced one by one by the same
//! formula in its cancellation-free form, at four times the cost.

use super::kernel::{self, Contract, DEAD, LANES, SMALLEST_TOTAL_VOL, Spread};
use super::mills::{COEFFICIENTS, out_of_the_money};
use super::{LARGEST, LARGEST_TOTAL_VOL, intrinsic, log_moneyness, magnitude};
use crate::book::Right;
use std::hint::black_box;
use wide::f64x4;

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
    const ALL: [Self; 3] = [Self::Same, Self::Up, Self::Down];
}

/// Options laid out for the kernel.
#[derive(Clone, Debug, Default)]
pub struct OptionBatch {
    len: usize,
    forward: Vec<[f64; LANES]>,
    strike: Vec<[f64; LANES]>,
    log_moneyness: Vec<[f64; LANES]>,
    sign: Vec<[f64; LANES]>,
    /// Per volatility state.
    spreads: [Vec<Spreads>; 3],
}

#[derive(Clone, Copy, Debug)]
struct Spreads {
    s: [f64; LANES],
    inverse: [f64; LANES],
    half: [f64; LANES],
    /// Some lane is alive but below the kernel's range.
    expiring: bool,
}

impl Spreads {
    const EMPTY: Self = Self { s: [0.0; LANES], inverse: [0.0; LANES], half: [DEAD; LANES], expiring: false };

    fn lanes(&self) -> Spread {
        Spread { s: f64x4::new(self.s), inverse: f64x4::new(self.inverse), half: f64x4::new(self.half) }
    }

    fn set(&mut self, lane: usize, total_vol: f64) {
        let s = if total_vol > 0.0 { total_vol.min(LARGEST_TOTAL_VOL) } else { 0.0 };
        self.s[lane] = s;
        if s >= SMALLEST_TOTAL_VOL {
            self.inverse[lane] = 1.0 / s;
            self.half[lane] = 0.5 * s;
        } else {
            self.expiring |= s > 0.0;
        }
    }
}

impl OptionBatch {
    /// Empty, with room for `n` options.
    pub fn with_capacity(n: usize) -> Self {
        let groups = n.div_ceil(LANES);
        Self {
            len: 0,
            forward: Vec::with_capacity(groups),
            strike: Vec::with_capacity(groups),
            log_moneyness: Vec::with_capacity(groups),
            sign: Vec::with_capacity(groups),
            spreads: std::array::from_fn(|_| Vec::with_capacity(groups)),
        }
    }

    /// Options held.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds an option. `total_vol` is `σ√years` for the states same, up, down; 0 means expired or
    /// without volatility: worth its intrinsic value. NaN and negative numbers count as 0.
    pub fn push(&mut self, forward: f64, strike: f64, right: Right, total_vol: [f64; 3]) {
        let (group, lane) = (self.len / LANES, self.len % LANES);
        if lane == 0 {
            for column in [&mut self.forward, &mut self.strike, &mut self.log_moneyness, &mut self.sign] {
                column.push([0.0; LANES]);
            }
            for state in &mut self.spreads {
                state.push(Spreads::EMPTY);
            }
        }
        let (forward, strike) = (magnitude(forward), magnitude(strike));
        self.forward[group][lane] = forward;
        self.strike[group][lane] = strike;
        // without a forward or a strike min(F, K) = 0 and any finite number does
        self.log_moneyness[group][lane] =
            if forward > 0.0 && strike > 0.0 { log_moneyness(forward, strike) } else { 0.0 };
        self.sign[group][lane] = if right == Right::Call { 1.0 } else { -1.0 };
        for (state, s) in self.spreads.iter_mut().zip(total_vol) {
            state[group].set(lane, s);
        }
        self.len += 1;
    }

    fn contract(&self, group: usize) -> Contract {
        Contract {
            forward: f64x4::new(self.forward[group]),
            strike: f64x4::new(self.strike[group]),
            log_moneyness: f64x4::new(self.log_moneyness[group]),
            sign: f64x4::new(self.sign[group]),
        }
    }

    /// Values every option in every cell: `out[j * stride + i]` is option `i` in cell `j`, where
    /// the stride returned is [`len`](Self::len) rounded up to the lane width. Entries between
    /// `len` and the stride are 0.
    pub fn reprice(&self, cells: &[Cell], out: &mut Vec<f64>) -> usize {
        let stride = self.forward.len() * LANES;
        out.clear();
        out.resize(stride * cells.len(), 0.0);
        let by_state = VolState::ALL.map(|state| Move::of_state(cells, state));
        let c = black_box(&COEFFICIENTS);
        let (rows, _) = out.as_chunks_mut::<LANES>();
        let groups = self.forward.len();
        for group in 0..groups {
            let contract = self.contract(group);
            for (spreads, moves) in self.spreads.iter().zip(&by_state) {
                let spreads = &spreads[group];
                let spread = spreads.lanes();
                for m in moves {
                    let values =
                        kernel::value(c, &contract, &spread, f64x4::splat(m.ratio), f64x4::splat(m.ln_ratio));
                    if let Some(row) = rows.get_mut(m.cell * groups + group) {
                        *row = values.to_array();
                    }
                }
                if spreads.expiring {
                    for m in moves {
                        if let Some(row) = rows.get_mut(m.cell * groups + group) {
                            self.reprice_expiring(group, spreads, [m.ratio; LANES], [m.ln_ratio; LANES], row);
                        }
                    }
                }
            }
        }
        stride
    }

    /// One value per option, each with its forward times its own ratio and its volatility
    /// unchanged; a missing ratio counts as 1.
    pub fn reprice_each(&self, ratios: &[f64], out: &mut Vec<f64>) {
        let c = black_box(&COEFFICIENTS);
        out.clear();
        out.reserve(self.forward.len() * LANES);
        for (group, spreads) in self.spreads[0].iter().enumerate() {
            let moves: [Move; LANES] = std::array::from_fn(|lane| {
                Move::new(0, ratios.get(group * LANES + lane).copied().unwrap_or(1.0), f64::NAN)
            });
            let (ratio, ln_ratio) = (moves.map(|m| m.ratio), moves.map(|m| m.ln_ratio));
            let values =
                kernel::value(c, &self.contract(group), &spreads.lanes(), f64x4::new(ratio), f64x4::new(ln_ratio));
            let mut row = values.to_array();
            if spreads.expiring {
                self.reprice_expiring(group, spreads, ratio, ln_ratio, &mut row);
            }
            out.extend_from_slice(&row);
        }
        out.truncate(self.len);
    }

    /// Overwrites the lanes whose total volatility is below the kernel's range.
    #[cold]
    fn reprice_expiring(
        &self,
        group: usize,
        spreads: &Spreads,
        ratio: [f64; LANES],
        ln_ratio: [f64; LANES],
        row: &mut [f64; LANES],
    ) {
        for lane in 0..LANES {
            let s = spreads.s[lane];
            if s > 0.0 && s < SMALLEST_TOTAL_VOL {
                let (forward, strike) = (self.forward[group][lane] * ratio[lane], self.strike[group][lane]);
                let right = if self.sign[group][lane] > 0.0 { Right::Call } else { Right::Put };
                let x = -(self.log_moneyness[group][lane] + ln_ratio[lane]).abs();
                row[lane] = out_of_the_money(x, s) * forward.min(strike) + intrinsic(right, forward, strike);
            }
        }
    }
}

/// A cell made safe: a ratio in `[0, LARGEST]` and a finite logarithm.
#[derive(Clone, Copy)]
struct Move {
    cell: usize,
    ratio: f64,
    ln_ratio: f64,
}

impl Move {
    fn new(cell: usize, ratio: f64, ln_ratio: f64) -> Self {
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

    fn of_state(cells: &[Cell], state: VolState) -> Vec<Self> {
        let of_state = cells.iter().enumerate().filter(|(_, cell)| cell.vol == state);
        of_state.map(|(j, cell)| Self::new(j, cell.ratio, cell.ln_ratio)).collect()
    }
}
