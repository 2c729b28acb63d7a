//! One unit's scenarios of MR1 as a sheet of the table. The moves are those of its class.

use super::parameters::PortfolioRules;
use super::risk_unit::UnitMargin;
use super::scenarios::Scenario;
use crate::book::Asset;
use crate::margin::venues::scenarios::{Sheet, Worst, counted_beside, dollars};
use crate::margin::{FigureError, Grid, VolMove};

const VOLS: [VolMove; 3] = [VolMove::Up, VolMove::Same, VolMove::Down];

fn row(scenarios: &[Scenario], vol: VolMove) -> Vec<Scenario> {
    let mut row: Vec<Scenario> = scenarios.iter().filter(|scenario| scenario.vol == vol).copied().collect();
    row.sort_by(|a, b| a.price_move.total_cmp(&b.price_move));
    row
}

/// The unit's gains, one of `units` units; none where its class moves no price.
pub(super) fn sheet(
    asset: &Asset,
    of: &UnitMargin,
    units: usize,
    rules: &PortfolioRules,
) -> Result<Option<Sheet>, FigureError> {
    let range = rules.class(&of.underlying)?.mr1_moves.last().copied().unwrap_or(0.0);
    if range <= 0.0 {
        return Ok(None);
    }
    let rows = VOLS.map(|vol| row(&of.mr1_scenarios, vol));
    let steps = row(&of.mr1_scenarios, VolMove::Same).iter().map(|scenario| scenario.price_move / range).collect();
    let pnl: Vec<f64> = rows.iter().flatten().map(|scenario| scenario.pnl).collect();
    let worst = match of.mr1_worst {
        Some(worst) => Some(Worst {
            tail: None,
            column: row(&of.mr1_scenarios, worst.vol).iter().position(|other| other.price_move == worst.price_move),
            vol: worst.vol,
            price_move: worst.price_move,
            charge: dollars("scenario loss", of.mr1)?,
        }),
        None => None,
    };
    let grid = Grid { steps, vols: VOLS.to_vec(), counted: counted_beside(units, &pnl), pnl, tails: Vec::new() };
    Ok(Some(Sheet { asset: asset.clone(), name: asset.to_string(), range, grid, worst }))
}
