//! The risk matrices of an account as one table, and the cell that sets the requirement.
//!
//! Dollars at today's price of what each pair is settled in, as its requirement is. The venue takes each pair at its own
//! worst cell; the table adds them up cell by cell, and a sentence names the pairs that are worst elsewhere.

use super::{PairMargin, PortfolioRules, Source, WorstCell};
use crate::book::{Asset, Exact};
use crate::margin::venues::scenarios::{dollars, percent};
use crate::margin::{Binding, FigureError, Grid, Tail};
use crate::risk::VolMove;

use super::matrix::STATES;

/// One pair's margin in the account.
pub(super) struct Margined<'a> {
    pub(super) asset: &'a Asset,
    pub(super) rules: &'a PortfolioRules,
    /// Dollars of one unit of what it is settled in.
    pub(super) unit: f64,
    pub(super) of: &'a PairMargin,
}

/// The table and what belongs to it.
#[derive(Default)]
pub(super) struct Scenarios {
    pub(super) grid: Grid,
    pub(super) binding: Option<Binding>,
    pub(super) ranges: Vec<(Asset, f64)>,
    /// Pairs that are worst at another cell, a sentence each.
    pub(super) others: Vec<String>,
}

impl Margined<'_> {
    fn loss(&self) -> f64 {
        self.of.aggregation.worst_case * self.unit
    }

    fn range(&self) -> f64 {
        self.rules.pair(&self.of.pair).map_or(0.0, |pair| pair.price_range)
    }

    /// Whether its cells stand where another's do.
    fn laid_out_as(&self, other: &Self) -> bool {
        self.rules.model_params.general.buckets_count == other.rules.model_params.general.buckets_count
            && self.rules.table.extended_moves == other.rules.table.extended_moves
    }
}

/// Adds the matrices up. Pairs whose cells are laid out otherwise than those of the one with the largest loss are not in
/// the table.
pub(super) fn grid(pairs: &[Margined<'_>]) -> Result<Scenarios, FigureError> {
    let Some(first) = pairs.iter().max_by(|a, b| a.loss().total_cmp(&b.loss())) else {
        return Ok(Scenarios::default());
    };
    let pairs: Vec<&Margined<'_>> = pairs.iter().filter(|pair| pair.laid_out_as(first)).collect();
    let buckets = first.rules.model_params.general.buckets_count;
    let n = f64::from(buckets.max(1));
    let steps: Vec<f64> = (0..=2 * buckets.max(1)).map(|k| (f64::from(k) - n) / n).collect();
    let mut grid = Grid { vols: vec![VolMove::Up, VolMove::Same, VolMove::Down], ..Grid::default() };
    for row in 0..STATES.len() {
        for column in 0..steps.len() {
            let cell = column * STATES.len() + row;
            let add = |of: &dyn Fn(&PairMargin) -> Option<f64>| -> f64 {
                pairs.iter().map(|pair| of(pair.of).unwrap_or(0.0) * pair.unit).sum()
            };
            grid.counted.push(add(&|of| of.aggregation.counted.standard.get(cell).copied()));
            grid.pnl.push(add(&|of| of.aggregation.summed.standard.get(cell).copied()));
        }
    }
    grid.steps = steps;
    for (place, &price_move) in first.rules.table.extended_moves.iter().enumerate() {
        let mut tail = Tail { price_move, counted: 0.0, pnl: 0.0 };
        for pair in &pairs {
            let (summed, counted) = (&pair.of.aggregation.summed.extended, &pair.of.aggregation.counted.extended);
            let factor = pair.rules.pair(&pair.of.pair).map_or(0.0, |rules| rules.extended_table_factor);
            let weight = factor * pair.range() / price_move.abs();
            tail.counted += counted.get(place).copied().unwrap_or(0.0) * pair.unit;
            if weight > 0.0 {
                tail.pnl += summed.get(place).copied().unwrap_or(0.0) * pair.unit / weight;
            }
        }
        grid.tails.push(tail);
    }
    let mut out = Scenarios { grid, ..Scenarios::default() };
    for pair in &pairs {
        if !out.ranges.iter().any(|(asset, _)| asset == pair.asset) {
            out.ranges.push((pair.asset.clone(), pair.range()));
        }
    }
    if let Some(worst) = first.of.aggregation.worst {
        bind(&mut out, &pairs, &worst)?;
    }
    Ok(out)
}

fn bind(out: &mut Scenarios, pairs: &[&Margined<'_>], worst: &WorstCell) -> Result<(), FigureError> {
    let (mut moves, mut underlyings): (Vec<(Asset, f64)>, Vec<(Asset, _)>) = (Vec::new(), Vec::new());
    for pair in pairs {
        let Some(own) = pair.of.aggregation.worst else { continue };
        if own.index != worst.index || own.cell.source != worst.cell.source {
            let (name, by) = (&pair.of.pair, percent(own.cell.price_move));
            let vol = match own.cell.vol {
                VolMove::Up => "up",
                VolMove::Same => "same",
                VolMove::Down => "down",
            };
            let settled = &pair.of.settled.word();
            out.others.push(format!("{name}, settled in {settled}, is worst at another cell: {by}, volatility {vol}."));
            continue;
        }
        let amount = dollars("risk matrix", pair.loss())?;
        match underlyings.iter_mut().find(|(asset, _)| asset == pair.asset) {
            Some((_, sum)) => *sum = amount.capped_plus(*sum),
            None => {
                moves.push((pair.asset.clone(), own.cell.price_move));
                underlyings.push((pair.asset.clone(), amount));
            }
        }
    }
    let standard = worst.cell.source == Source::Standard;
    out.binding = Some(Binding {
        tail: (!standard).then(|| worst.index.saturating_sub(1)),
        column: standard.then(|| worst.bucket.saturating_sub(1)),
        vol: worst.cell.vol,
        moves,
        underlyings,
    });
    Ok(())
}
