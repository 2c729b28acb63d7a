//! From the legs' vectors to the worst case: sum, offset, dampener.
//!
//! Gains count by `pnl_offset`, up to `max_offsetable_pnl` dollars. In the extended table what remains is shrunk toward
//! zero, gains and losses alike, by `(|move|/price_range − 1)·extended_dampener` dollars, never past zero. Dollars of a
//! coin-settled cell are counted at that cell's price: `index·(1 + move)` in the matrix, the edge's in the table.
//!
//! Whether the venue offsets before it dampens cannot be told from its answers; here it does.

use serde::Serialize;

use super::matrix::{LegVectors, STATES, Settled, Vectors, bucket_moves, edge};
use super::parameters::{CurrencyRules, PairRules};
use crate::margin::VolMove;
use crate::pricing::VolState;

/// Where a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The standard matrix.
    Standard,
    /// The extended table.
    Extended,
}

/// On which side of today's price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Below.
    Left,
    /// At it.
    Middle,
    /// Above.
    Right,
}

/// One cell and what it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Cell {
    /// Matrix or table.
    pub source: Source,
    /// Price move, a fraction.
    pub price_move: f64,
    /// Volatility move.
    pub vol: VolMove,
    /// Gains and losses of all legs.
    pub pnl: f64,
    /// What counts of it after offset and dampener.
    pub counted: f64,
}

/// The cell that sets the margin, counted as the venue counts: from 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WorstCell {
    /// Place among the cells of its source.
    pub index: usize,
    /// Place of its price move.
    pub bucket: usize,
    /// Side of today's price.
    pub side: Side,
    /// The cell.
    pub cell: Cell,
}

impl WorstCell {
    /// What vectors hold in this cell.
    pub fn of(&self, vectors: &Vectors) -> f64 {
        let cells = match self.cell.source {
            Source::Standard => &vectors.standard,
            Source::Extended => &vectors.extended,
        };
        cells.get(self.index.saturating_sub(1)).copied().unwrap_or(0.0)
    }
}

/// The matrix of all legs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Aggregation {
    /// Sums before offset and dampener.
    pub summed: Vectors,
    /// What counts.
    pub counted: Vectors,
    /// Loss in the worst cell; 0 where nothing is lost.
    pub worst_case: f64,
    /// That cell; none where nothing is lost.
    pub worst: Option<WorstCell>,
}

/// Adds the legs up and finds the worst cell.
pub(super) fn aggregate(
    legs: &[LegVectors],
    settled: Settled,
    index: f64,
    far_moves: &[f64],
    buckets: u32,
    pair: &PairRules,
    currency: &CurrencyRules,
) -> Aggregation {
    let steps = bucket_moves(pair, buckets);
    let dollars = |ratio: f64| if settled == Settled::Coin { ratio * index } else { 1.0 };
    let sum = |of: &dyn Fn(&LegVectors) -> Option<f64>| legs.iter().filter_map(of).sum::<f64>();
    let mut cells = Vec::with_capacity(steps.len() * STATES.len() + far_moves.len());
    for (place, step) in steps.iter().flat_map(|step| [*step; 3]).enumerate() {
        let pnl = sum(&|leg| leg.vectors.standard.get(place).copied());
        let counted = offset(pnl, dollars(1.0 + step), currency);
        let vol = vol_move(STATES.get(place % STATES.len()).copied());
        cells.push(Cell { source: Source::Standard, price_move: step, vol, pnl, counted });
    }
    for (place, &step) in far_moves.iter().enumerate() {
        let pnl = sum(&|leg| leg.vectors.extended.get(place).copied());
        let unit = dollars(edge(pair, step));
        let ranges = (step.abs() / pair.price_range).max(1.0) - 1.0;
        let counted = toward_zero(offset(pnl, unit, currency), ranges * currency.extended_dampener / unit);
        cells.push(Cell { source: Source::Extended, price_move: step, vol: VolMove::Up, pnl, counted });
    }
    let inside = steps.len() * STATES.len();
    let worst = cells.iter().enumerate().min_by(|a, b| a.1.counted.total_cmp(&b.1.counted));
    let worst = worst.filter(|(_, cell)| cell.counted < 0.0).map(|(place, cell)| {
        let (index, bucket) = match cell.source {
            Source::Standard => (place + 1, place / STATES.len() + 1),
            Source::Extended => (place - inside + 1, place - inside + 1),
        };
        let side = match cell.price_move {
            step if step < 0.0 => Side::Left,
            step if step > 0.0 => Side::Right,
            _ => Side::Middle,
        };
        WorstCell { index, bucket, side, cell: *cell }
    });
    let split = |of: &dyn Fn(&Cell) -> f64| {
        let all: Vec<f64> = cells.iter().map(of).collect();
        let (standard, extended) = all.split_at(inside.min(all.len()));
        Vectors { standard: standard.to_vec(), extended: extended.to_vec() }
    };
    Aggregation {
        summed: split(&|cell| cell.pnl),
        counted: split(&|cell| cell.counted),
        worst_case: worst.map_or(0.0, |worst| -worst.cell.counted),
        worst,
    }
}

fn vol_move(state: Option<VolState>) -> VolMove {
    match state {
        Some(VolState::Up) => VolMove::Up,
        Some(VolState::Down) => VolMove::Down,
        _ => VolMove::Same,
    }
}

/// Losses whole, gains by the offset and up to the cap; `unit` is the dollars of one unit of the settlement currency.
fn offset(pnl: f64, unit: f64, currency: &CurrencyRules) -> f64 {
    if pnl > 0.0 { (pnl * currency.pnl_offset).min(currency.max_offsetable_pnl / unit) } else { pnl }
}

fn toward_zero(value: f64, by: f64) -> f64 {
    let left = value.abs() - by;
    if left > 0.0 { left.copysign(value) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::super::parameters::portfolio_rules;
    use super::*;

    #[test]
    fn gains_are_offset_and_capped() {
        let rules = portfolio_rules().unwrap().remove(1).parameters;
        let currency = CurrencyRules { max_offsetable_pnl: 1_000.0, ..rules.currency("eth").unwrap().clone() };
        assert_eq!(offset(-2.0, 2_000.0, &currency), -2.0);
        assert_eq!(offset(0.5, 2_000.0, &currency), 0.5 * 0.6);
        // 0.6·2 coins are 2,400 dollars, the cap is 1,000
        assert_eq!(offset(2.0, 2_000.0, &currency), 1_000.0 / 2_000.0);
    }

    #[test]
    fn the_dampener_never_goes_past_zero() {
        assert_eq!(toward_zero(-3.0, 1.0), -2.0);
        assert_eq!(toward_zero(3.0, 1.0), 2.0);
        assert_eq!(toward_zero(-3.0, 5.0), 0.0);
    }

    #[test]
    fn a_large_far_loss_is_left_with_what_the_dampener_does_not_take() {
        let rules = portfolio_rules().unwrap().remove(2).parameters;
        let (pair, currency) = (rules.pair("btc_usd").unwrap(), rules.currency("usd").unwrap());
        let vectors =
            Vectors { standard: vec![0.0; 27], extended: vec![-100_000.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0] };
        let legs = [LegVectors { name: "put".into(), vectors, delta: 0.0 }];
        let out = aggregate(&legs, Settled::Quote, 60_000.0, &rules.table.extended_moves, 4, pair, currency);
        // (0.66/0.16 − 1)·25,000 = 78,125 dollars
        assert!((out.worst_case - (100_000.0 - 78_125.0)).abs() < 1e-9);
        let worst = out.worst.unwrap();
        assert_eq!((worst.index, worst.bucket, worst.side, worst.cell.source), (1, 1, Side::Left, Source::Extended));
    }
}
