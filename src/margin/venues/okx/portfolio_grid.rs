//! The scenarios of MR1 as one table. Each unit is taken at its own worst, and its moves are those of its class.

use super::parameters::PortfolioRules;
use super::risk_unit::UnitMargin;
use super::scenarios::Scenario;
use crate::book::Asset;
use crate::margin::venues::scenarios::{dollars, percent};
use crate::margin::{Binding, Demand, FigureError, Grid, VolMove};

const VOLS: [VolMove; 3] = [VolMove::Up, VolMove::Same, VolMove::Down];

fn row(scenarios: &[Scenario], vol: VolMove) -> Vec<Scenario> {
    let mut row: Vec<Scenario> = scenarios.iter().filter(|scenario| scenario.vol == vol).copied().collect();
    row.sort_by(|a, b| a.price_move.total_cmp(&b.price_move));
    row
}

/// Fills in the table, its ranges and what binds. Units whose class has another number of moves than that of the unit
/// with the largest loss are not in the table.
pub(super) fn grid(
    units: &[(Asset, UnitMargin)],
    rules: &PortfolioRules,
    demand: &mut Demand,
) -> Result<(), FigureError> {
    let Some((_, first)) = units.iter().max_by(|(_, a), (_, b)| a.mr1.total_cmp(&b.mr1)) else { return Ok(()) };
    let moves = row(&first.mr1_scenarios, VolMove::Same);
    let range = moves.last().map_or(0.0, |last| last.price_move);
    if range <= 0.0 {
        return Ok(());
    }
    let steps = moves.iter().map(|scenario| scenario.price_move / range).collect();
    let mut table = Grid { steps, vols: VOLS.to_vec(), ..Grid::default() };
    let alike = || units.iter().filter(|(_, unit)| unit.mr1_scenarios.len() == first.mr1_scenarios.len());
    for vol in VOLS {
        let rows: Vec<Vec<Scenario>> = alike().map(|(_, unit)| row(&unit.mr1_scenarios, vol)).collect();
        for column in 0..moves.len() {
            let gains = || rows.iter().filter_map(|row| row.get(column)).map(|scenario| scenario.pnl);
            table.pnl.push(gains().sum());
            // one unit's gain pays for no other's loss
            table.counted.push(if units.len() > 1 { gains().map(|gain| gain.min(0.0)).sum() } else { gains().sum() });
        }
    }
    demand.grid = table;
    for (asset, unit) in units {
        let range = rules.class(&unit.underlying)?.mr1_moves.last().copied().unwrap_or(0.0);
        demand.ranges.push((asset.clone(), range));
    }
    let Some(most) = first.mr1_worst else { return Ok(()) };
    let column_of = |unit: &UnitMargin, worst: Scenario| {
        row(&unit.mr1_scenarios, worst.vol).iter().position(|scenario| scenario.price_move == worst.price_move)
    };
    let column = column_of(first, most);
    let mut binding = Binding { tail: None, column, vol: most.vol, moves: Vec::new(), underlyings: Vec::new() };
    for (asset, unit) in units {
        let Some(worst) = unit.mr1_worst else { continue };
        binding.moves.push((asset.clone(), worst.price_move));
        binding.underlyings.push((asset.clone(), dollars("scenario loss", unit.mr1)?));
        if column_of(unit, worst) != column || worst.vol != most.vol {
            binding.column = None;
        }
    }
    if binding.column.is_none() {
        for (asset, step) in &binding.moves {
            let by = percent(*step);
            demand.notes.push(format!("{asset} loses most at {by}; each underlying is taken at its own worst."));
        }
    }
    demand.binding = Some(binding);
    Ok(())
}
