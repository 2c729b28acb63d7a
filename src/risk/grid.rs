//! The scenario grid: every leg of one underlying repriced in full under moves of price and volatility.
//!
//! A scenario's profit or loss is in dollars, gain > 0, against the value before the move. Options go through the
//! batch kernel: no logarithm and no erfc a scenario. Everything can be asked at `y` times today's price, which is how
//! liquidation prices are searched.

use serde::{Deserialize, Serialize};

use super::leg::{Leg, Shape};
use crate::book::Time;
use crate::pricing::{Cell, OptionBatch, VolState};

/// How volatility moves in a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VolMove {
    /// Volatility up.
    Up,
    /// Volatility unchanged.
    Same,
    /// Volatility down.
    Down,
}

/// One price move with one volatility move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scenario {
    /// Relative price move: −0.15.
    pub price_move: f64,
    /// Volatility move.
    pub vol: VolMove,
}

/// Scenarios of one underlying.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ScenarioSet {
    /// All of them.
    pub scenarios: Vec<Scenario>,
}

/// How far volatility moves: `σ·(1 + up·(30/d)^p)` and `σ·(1 − down·(30/d)^p)`, d = days to expiry.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VolShock {
    /// Rise at 30 days, a fraction.
    pub up: f64,
    /// Fall at 30 days, a fraction.
    pub down: f64,
    /// p under 30 days.
    pub short_power: f64,
    /// p from 30 days on.
    pub long_power: f64,
    /// Days are floored at this.
    pub least_days: f64,
    /// Volatility up is at least this.
    pub least_up: f64,
}

impl VolShock {
    /// Volatility same, up and down of an option with `days` to expiry.
    pub fn vols(&self, vol: f64, days: f64) -> [f64; 3] {
        let days = days.max(self.least_days);
        let power = if days < 30.0 { self.short_power } else { self.long_power };
        let term = libm::pow(30.0 / days, power);
        let up = (vol * (1.0 + self.up * term)).max(self.least_up);
        [vol, up, vol * (1.0 - self.down * term).max(0.0)]
    }
}

/// The legs of one underlying, laid out for repricing: options first, then the rest.
#[derive(Clone, Debug, Default)]
pub struct Repricer {
    places: Vec<usize>,
    shapes: Vec<Shape>,
    batch: OptionBatch,
}

/// Profit and loss of each leg in each scenario.
#[derive(Clone, Debug, Default)]
pub struct LegScenarios {
    /// Number of legs.
    pub legs: usize,
    /// Dollars, scenario by scenario: `pnl[scenario * legs + leg]`.
    pub pnl: Vec<f64>,
    /// Value of each leg's option at the price asked about, dollars; 0 for what is no option.
    pub values: Vec<f64>,
    scratch: Vec<f64>,
}

impl LegScenarios {
    /// One scenario's legs.
    pub fn scenario(&self, place: usize) -> &[f64] {
        self.pnl.get(place * self.legs..(place + 1) * self.legs).unwrap_or_default()
    }

    /// One leg through the scenarios.
    pub fn leg(&self, leg: usize) -> impl Iterator<Item = f64> + '_ {
        self.pnl.iter().skip(leg).step_by(self.legs.max(1)).copied()
    }
}

impl Repricer {
    /// Lays out the legs at `places`.
    pub fn new(legs: &[Leg], places: &[usize], now: Time, shock: &VolShock) -> Self {
        Self::with_vols(legs, places, |leg, vol| {
            shock.vols(vol, leg.expiry.map_or(0.0, |expiry| expiry.days_after(now)))
        })
    }

    /// Lays out the legs at `places` with the volatilities (same, up, down) that `vols` makes of an option's own.
    pub fn with_vols(legs: &[Leg], places: &[usize], vols: impl Fn(&Leg, f64) -> [f64; 3]) -> Self {
        let mut out = Self { batch: OptionBatch::with_capacity(places.len()), ..Self::default() };
        let mut rest = Vec::new();
        for &place in places {
            let Some(leg) = legs.get(place) else { continue };
            let Shape::Option { black, .. } = leg.shape else {
                rest.push((place, leg.shape));
                continue;
            };
            let root = black.years.sqrt();
            let vols = if black.years > 0.0 { vols(leg, black.vol) } else { [0.0; 3] };
            out.batch.push(black.forward, black.strike, black.right, vols.map(|vol| vol * root));
            out.places.push(place);
            out.shapes.push(leg.shape);
        }
        for (place, shape) in rest {
            out.places.push(place);
            out.shapes.push(shape);
        }
        out
    }

    /// Places of the legs in the valued account, in the order figures come back.
    pub fn places(&self) -> &[usize] {
        &self.places
    }

    /// The legs' shapes, in the same order.
    pub fn shapes(&self) -> &[Shape] {
        &self.shapes
    }

    /// Reprices every leg in every scenario, starting from `y` times today's price.
    pub fn scenarios(&self, y: f64, set: &ScenarioSet, out: &mut LegScenarios) {
        let legs = self.shapes.len();
        let mut cells: Vec<Cell> = Vec::with_capacity(set.scenarios.len() + 1);
        cells.push(Cell::new(y, VolState::Same));
        cells.extend(set.scenarios.iter().map(|s| Cell::new(y * (1.0 + s.price_move), state(s.vol))));
        let mut values = std::mem::take(&mut out.scratch);
        let stride = self.batch.reprice(&cells, &mut values);
        let options = self.batch.len();
        out.legs = legs;
        out.pnl.clear();
        out.pnl.resize(legs * set.scenarios.len(), 0.0);
        out.values.clear();
        out.values.resize(legs, 0.0);
        let (base, moved) = values.split_at(stride.min(values.len()));
        for ((value, shape), base) in out.values.iter_mut().zip(&self.shapes).zip(base) {
            if let Shape::Option { scale, .. } = shape {
                *value = scale * base;
            }
        }
        for (place, scenario) in set.scenarios.iter().enumerate() {
            let Some(row) = out.pnl.get_mut(place * legs..(place + 1) * legs) else { continue };
            let (option_row, rest_row) = row.split_at_mut(options);
            let moved = moved.get(place * stride..).unwrap_or_default();
            for (((pnl, shape), after), before) in option_row.iter_mut().zip(&self.shapes).zip(moved).zip(base) {
                if let Shape::Option { scale, .. } = shape {
                    *pnl = scale * (after - before);
                }
            }
            for (pnl, shape) in rest_row.iter_mut().zip(self.shapes.iter().skip(options)) {
                *pnl = shape.straight_usd(y) * scenario.price_move;
            }
        }
        out.scratch = values;
    }

    /// Gain of each leg when its forward alone moves by `moves[leg]` (a fraction), index and volatility unchanged,
    /// starting from `y` times today's price. Spot has no forward.
    pub fn forward_moves(&self, y: f64, moves: &[f64], values: &[f64], out: &mut Vec<f64>) {
        let ratios: Vec<f64> = moves.iter().take(self.batch.len()).map(|step| y * (1.0 + step)).collect();
        let mut moved = Vec::new();
        self.batch.reprice_each(&ratios, &mut moved);
        out.clear();
        out.extend(self.shapes.iter().enumerate().map(|(leg, shape)| {
            let step = moves.get(leg).copied().unwrap_or(0.0);
            match *shape {
                Shape::Spot { .. } => 0.0,
                Shape::Linear { usd } => usd * y * step,
                Shape::Inverse { usd } => usd * (1.0 - 1.0 / (1.0 + step)),
                Shape::Option { scale, inverse, .. } => {
                    let after = moved.get(leg).copied().unwrap_or(0.0);
                    let paid = if inverse { after / (1.0 + step) } else { after };
                    scale * paid - values.get(leg).copied().unwrap_or(0.0)
                }
            }
        }));
    }

    /// Net exposure in dollars at `y` times today's price.
    pub fn delta_usd(&self, y: f64) -> f64 {
        let mut deltas = Vec::new();
        self.batch.deltas(y, &mut deltas);
        let deltas = deltas.into_iter().chain(std::iter::repeat(0.0));
        let exposure = |(shape, delta): (&Shape, f64)| match *shape {
            Shape::Option { scale, black, .. } => scale * black.forward * y * delta,
            straight => straight.straight_usd(y),
        };
        self.shapes.iter().zip(deltas).map(exposure).sum()
    }

    /// The most the net exposure can be at `y` times today's price; quick.
    pub fn gross_usd(&self, y: f64) -> f64 {
        let gross = |shape: &Shape| match *shape {
            Shape::Option { scale, black, .. } => (scale * black.forward * y).abs(),
            other => other.straight_usd(y).abs(),
        };
        self.shapes.iter().map(gross).sum()
    }
}

fn state(vol: VolMove) -> VolState {
    match vol {
        VolMove::Up => VolState::Up,
        VolMove::Same => VolState::Same,
        VolMove::Down => VolState::Down,
    }
}
