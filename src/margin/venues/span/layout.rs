//! SPAN's sixteen scenarios as a table of price and volatility, the extremes beside it.

use super::{SCENARIOS, Scan, SpanRules};
use crate::margin::{Binding, Grid, Tail};
use crate::risk::{Underlying, VolMove, to_usd};

/// Where each scenario stands.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    steps: Vec<f64>,
    vols: Vec<VolMove>,
    /// The scenario of each place of the table, row by row.
    cells: Vec<Option<usize>>,
    /// Extreme scenarios with their price move in scan ranges.
    tails: Vec<(usize, f64)>,
    moves: Vec<(f64, VolMove)>,
}

fn vol(of: i8) -> VolMove {
    match of {
        1.. => VolMove::Up,
        0 => VolMove::Same,
        _ => VolMove::Down,
    }
}

impl Layout {
    pub(super) fn new(rules: &SpanRules) -> Self {
        let moves: Vec<(f64, VolMove)> =
            rules.scenarios.iter().map(|scenario| (rules.price_and_weight(scenario).0, vol(scenario.vol))).collect();
        let inside = || rules.scenarios.iter().enumerate().filter(|(_, scenario)| !scenario.extreme);
        let mut steps: Vec<f64> = inside().map(|(_, scenario)| scenario.price).collect();
        steps.sort_by(f64::total_cmp);
        steps.dedup();
        let vols = [VolMove::Up, VolMove::Same, VolMove::Down];
        let vols: Vec<VolMove> =
            vols.into_iter().filter(|of| inside().any(|(_, scenario)| vol(scenario.vol) == *of)).collect();
        let at = |of: VolMove, step: f64| {
            let place = inside().find(|(_, scenario)| vol(scenario.vol) == of && scenario.price == step);
            place.map(|(place, _)| place)
        };
        let cells = vols.iter().flat_map(|&of| steps.iter().map(move |&step| (of, step)));
        let cells = cells.map(|(of, step)| at(of, step)).collect();
        let extreme = rules.scenarios.iter().enumerate().filter(|(_, scenario)| scenario.extreme);
        let tails = extreme.filter_map(|(place, _)| Some((place, moves.get(place)?.0))).collect();
        Self { steps, vols, cells, tails, moves }
    }

    /// Every commodity's profit and loss added up; `range` is that of the first, a fraction.
    pub(super) fn grid(&self, scans: &[Scan], range: f64) -> Grid {
        let gain =
            |place: usize| -> f64 { scans.iter().filter_map(|scan| scan.losses.get(place)).map(|loss| -loss).sum() };
        let table: Vec<f64> = self.cells.iter().map(|place| place.map_or(0.0, gain)).collect();
        let tail =
            |&(place, step): &(usize, f64)| Tail { price_move: step * range, counted: gain(place), pnl: gain(place) };
        Grid {
            steps: self.steps.clone(),
            vols: self.vols.clone(),
            counted: table.clone(),
            pnl: table,
            tails: self.tails.iter().map(tail).collect(),
        }
    }

    /// The worst scenario of a commodity; none where no scenario loses.
    pub(super) fn binding(&self, scan: &Scan, of: &Underlying, range: f64) -> Option<Binding> {
        let place = scan.worst.checked_sub(1).filter(|place| *place < SCENARIOS && scan.risk > 0.0)?;
        let &(step, vol) = self.moves.get(place)?;
        Some(Binding {
            tail: self.tails.iter().position(|(tail, _)| *tail == place),
            column: self.cells.iter().position(|cell| *cell == Some(place)).map(|at| at % self.steps.len().max(1)),
            vol,
            moves: vec![(of.asset.clone(), step * range)],
            underlyings: vec![(of.asset.clone(), to_usd(scan.risk)?)],
        })
    }
}
