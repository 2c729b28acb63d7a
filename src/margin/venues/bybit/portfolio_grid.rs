//! The scenarios of all coins as one table.
//!
//! Every coin is taken at its own worst scenario, so what binds is a cell of the table only where the coins agree on it.

use super::parameters::PortfolioRules;
use super::portfolio::Worst;
use super::scenarios::Rows;
use crate::book::Asset;
use crate::margin::venues::scenarios::{dollars, percent};
use crate::margin::{Binding, Demand, FigureError, Grid, VolMove};

/// One coin's scenarios.
pub(super) struct Coin {
    pub(super) asset: Asset,
    pub(super) rows: Rows,
    pub(super) worst: Option<Worst>,
}

/// Fills in the table, its ranges and what binds.
pub(super) fn grid(coins: &[Coin], rules: &PortfolioRules, demand: &mut Demand) -> Result<(), FigureError> {
    let range = rules.price_moves.iter().fold(0.0_f64, |most, step| most.max(step.abs()));
    if coins.is_empty() || range <= 0.0 {
        return Ok(());
    }
    let vols = vec![VolMove::Up, VolMove::Same, VolMove::Down];
    let steps = rules.price_moves.iter().map(|step| step / range).collect();
    let mut table = Grid { steps, vols, ..Grid::default() };
    for row in 0..table.vols.len() {
        for column in 0..rules.price_moves.len() {
            let (mut plain, mut counted) = (0.0, 0.0);
            for Coin { rows: Rows { futures, options, spot_hedge }, .. } in coins {
                let at = |list: &[f64]| list.get(column).copied().unwrap_or(0.0);
                let option = options.get(column).and_then(|vols| vols.get(row)).copied().unwrap_or(0.0);
                let gain: f64 = at(futures) + option + at(spot_hedge);
                plain += gain;
                // one coin's gain pays for no other's loss
                counted += if coins.len() > 1 { gain.min(0.0) } else { gain };
            }
            table.pnl.push(plain);
            table.counted.push(counted);
        }
    }
    demand.grid = table;
    demand.ranges = coins.iter().map(|coin| (coin.asset.clone(), range)).collect();
    let losing = || coins.iter().filter_map(|coin| Some((&coin.asset, coin.worst?)));
    let Some((_, most)) = losing().min_by(|(_, a), (_, b)| a.pnl.total_cmp(&b.pnl)) else { return Ok(()) };
    let alike = losing().all(|(_, worst)| worst.price_move == most.price_move && worst.vol == most.vol);
    let column = rules.price_moves.iter().position(|step| *step == most.price_move);
    let mut underlyings = Vec::new();
    for (asset, worst) in losing() {
        if !alike {
            let vol = match worst.vol {
                VolMove::Up => "up",
                VolMove::Same => "same",
                VolMove::Down => "down",
            };
            let by = percent(worst.price_move);
            demand
                .notes
                .push(format!("{asset} loses most at {by}, volatility {vol}; each coin is taken at its own worst."));
        }
        underlyings.push((asset.clone(), dollars("scenario loss", -worst.pnl)?));
    }
    demand.binding = Some(Binding {
        tail: None,
        column: column.filter(|_| alike),
        vol: most.vol,
        moves: losing().map(|(asset, worst)| (asset.clone(), worst.price_move)).collect(),
        underlyings,
    });
    Ok(())
}
