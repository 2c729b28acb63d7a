//! One coin's scenarios as a sheet of the table.

use super::parameters::PortfolioRules;
use super::portfolio::Worst;
use super::scenarios::Rows;
use crate::book::Asset;
use crate::margin::venues::scenarios::{Sheet, Worst as Charged, counted_beside, dollars};
use crate::margin::{FigureError, Grid, VolMove};

/// One coin's scenarios.
pub(super) struct Coin {
    pub(super) asset: Asset,
    pub(super) rows: Rows,
    pub(super) worst: Option<Worst>,
}

/// The coin's gains, one of `coins` coins; none where the parameters move no price.
pub(super) fn sheet(of: &Coin, coins: usize, rules: &PortfolioRules) -> Result<Option<Sheet>, FigureError> {
    let range = rules.price_moves.iter().fold(0.0_f64, |most, step| most.max(step.abs()));
    if range <= 0.0 {
        return Ok(None);
    }
    let vols = vec![VolMove::Up, VolMove::Same, VolMove::Down];
    let Rows { futures, options, spot_hedge } = &of.rows;
    let gain = |row: usize, column: usize| -> f64 {
        let at = |list: &[f64]| list.get(column).copied().unwrap_or(0.0);
        let option = options.get(column).and_then(|vols| vols.get(row)).copied().unwrap_or(0.0);
        at(futures) + option + at(spot_hedge)
    };
    let columns = rules.price_moves.len();
    let cells = (0..vols.len()).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let pnl: Vec<f64> = cells.map(|(row, column)| gain(row, column)).collect();
    let worst = match of.worst {
        Some(worst) => Some(Charged {
            tail: None,
            column: rules.price_moves.iter().position(|step| *step == worst.price_move),
            vol: worst.vol,
            price_move: worst.price_move,
            charge: dollars("scenario loss", -worst.pnl)?,
        }),
        None => None,
    };
    let steps = rules.price_moves.iter().map(|step| step / range).collect();
    let grid = Grid { steps, vols, counted: counted_beside(coins, &pnl), pnl, tails: Vec::new() };
    Ok(Some(Sheet { asset: of.asset.clone(), name: of.asset.to_string(), range, grid, worst }))
}
