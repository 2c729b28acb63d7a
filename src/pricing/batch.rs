//! A book's options under a grid of scenarios.
//!
//! Structure of arrays, padded to the kernel's width. Results are UNDISCOUNTED values per unit
//! of the underlying of a long option; quantity, discount and sign are the caller's.
//!
//! Accuracy: 1e-13 of the value down to values of 1e-8 of the forward, plus what one rounding of
//! the two logarithms (`ln F/K` and `ln ratio`) does to the forward.

use super::cell::{Cell, Move, VolState};
use super::kernel::{self, CLOSE_BELOW, Contract, DEAD, NONE_BELOW, Spread};
use super::lanes::{LANES, Lanes};
use super::mills::COEFFICIENTS;
use super::{LARGEST_TOTAL_VOL, log_moneyness, magnitude};
use crate::book::Right;
use std::hint::black_box;

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
    close: Close,
}

/// Which of a group's lanes are close to expiry; lanes without volatility go with either kind.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Close {
    NoLane,
    SomeLanes,
    EveryLane,
}

impl Spreads {
    const EMPTY: Self = Self { s: [0.0; LANES], inverse: [0.0; LANES], half: [DEAD; LANES], close: Close::NoLane };

    fn lanes(&self) -> Spread {
        Spread { s: Lanes::new(self.s), inverse: Lanes::new(self.inverse), half: Lanes::new(self.half) }
    }

    fn set(&mut self, lane: usize, total_vol: f64) {
        let s = if total_vol >= NONE_BELOW {
            total_vol.min(LARGEST_TOTAL_VOL)
        } else {
            return;
        };
        self.s[lane] = s;
        self.inverse[lane] = 1.0 / s;
        self.half[lane] = 0.5 * s;
        let close = self.s.iter().any(|&s| s > 0.0 && s < CLOSE_BELOW);
        let far = self.s.iter().any(|&s| s >= CLOSE_BELOW);
        self.close = match (close, far) {
            (false, _) => Close::NoLane,
            (true, true) => Close::SomeLanes,
            (true, false) => Close::EveryLane,
        };
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
            forward: Lanes::new(self.forward[group]),
            strike: Lanes::new(self.strike[group]),
            log_moneyness: Lanes::new(self.log_moneyness[group]),
            sign: Lanes::new(self.sign[group]),
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
                let (close, spread) = (spreads[group].close, spreads[group].lanes());
                let column = Column { rows: &mut *rows, groups, group, moves };
                match close {
                    Close::NoLane => column.fill(|r, l| kernel::value(c, &contract, &spread, r, l)),
                    Close::SomeLanes => column.fill(|r, l| kernel::value_mixed(c, &contract, &spread, r, l)),
                    Close::EveryLane => column.fill(|r, l| kernel::value_close(c, &contract, &spread, r, l)),
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
            let (ratio, ln_ratio) = (Lanes::new(moves.map(|m| m.ratio)), Lanes::new(moves.map(|m| m.ln_ratio)));
            let (contract, spread) = (self.contract(group), spreads.lanes());
            let values = match spreads.close {
                Close::NoLane => kernel::value(c, &contract, &spread, ratio, ln_ratio),
                Close::SomeLanes => kernel::value_mixed(c, &contract, &spread, ratio, ln_ratio),
                Close::EveryLane => kernel::value_close(c, &contract, &spread, ratio, ln_ratio),
            };
            out.extend_from_slice(&values.to_array());
        }
        out.truncate(self.len);
    }
}

impl OptionBatch {
    /// Undiscounted delta of every option with respect to its forward, the forward times `ratio` and volatility
    /// unchanged; at the money without volatility it is ±0.5.
    pub fn deltas(&self, ratio: f64, out: &mut Vec<f64>) {
        let c = black_box(&COEFFICIENTS);
        let ln_ratio = Lanes::all(Move::new(0, ratio, f64::NAN).ln_ratio);
        out.clear();
        out.reserve(self.forward.len() * LANES);
        for (group, spreads) in self.spreads[0].iter().enumerate() {
            out.extend_from_slice(&kernel::delta(c, &self.contract(group), &spreads.lanes(), ln_ratio).to_array());
        }
        out.truncate(self.len);
    }
}

/// One group's place in the grid, for the cells of one volatility state.
struct Column<'a> {
    rows: &'a mut [[f64; LANES]],
    groups: usize,
    group: usize,
    moves: &'a [Move],
}

impl Column<'_> {
    /// Generic, so that each of the kernel's forms is compiled into a loop of its own.
    #[inline(always)]
    fn fill(self, value: impl Fn(Lanes, Lanes) -> Lanes) {
        for m in self.moves {
            if let Some(row) = self.rows.get_mut(m.cell * self.groups + self.group) {
                *row = value(Lanes::all(m.ratio), Lanes::all(m.ln_ratio)).to_array();
            }
        }
    }
}
