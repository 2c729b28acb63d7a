//! A risk matrix as a table of scenarios, in dollars at today's price of what the pair is settled in, as its requirement is.

use super::matrix::STATES;
use super::{PairMargin, PortfolioRules, Source};
use crate::book::Asset;
use crate::margin::venues::scenarios::{Sheet, Worst, dollars};
use crate::margin::{FigureError, Grid, Tail};
use crate::risk::VolMove;

/// The matrix of a pair; `unit` is the dollars of one unit of what it is settled in.
pub(super) fn sheet(asset: &Asset, rules: &PortfolioRules, unit: f64, of: &PairMargin) -> Result<Sheet, FigureError> {
    let pair = rules.pair(&of.pair)?;
    let buckets = rules.model_params.general.buckets_count.max(1);
    let n = f64::from(buckets);
    let steps: Vec<f64> = (0..=2 * buckets).map(|k| (f64::from(k) - n) / n).collect();
    let (counted, summed) = (&of.aggregation.counted, &of.aggregation.summed);
    // the matrix stands price by price, the table volatility by volatility
    let cells = |from: &[f64]| -> Vec<f64> {
        let row = |row: usize| from.iter().skip(row).step_by(STATES.len()).map(|gain| gain * unit);
        (0..STATES.len()).flat_map(row).collect()
    };
    let tail = |((&price_move, counted), summed): ((&f64, &f64), &f64)| {
        let weight = pair.extended_table_factor * pair.price_range / price_move.abs();
        let pnl = if weight > 0.0 { summed * unit / weight } else { 0.0 };
        Tail { price_move, counted: counted * unit, pnl }
    };
    let tails = rules.table.extended_moves.iter().zip(&counted.extended).zip(&summed.extended).map(tail).collect();
    let worst = match of.aggregation.worst {
        Some(worst) => {
            let place = worst.bucket.saturating_sub(1);
            let far = worst.cell.source == Source::Extended;
            Some(Worst {
                tail: far.then_some(place),
                column: (!far).then_some(place),
                vol: worst.cell.vol,
                price_move: worst.cell.price_move,
                charge: dollars("risk matrix", of.aggregation.worst_case * unit)?,
            })
        }
        None => None,
    };
    Ok(Sheet {
        asset: asset.clone(),
        name: format!("{}, settled in {},", of.pair, of.settled.word()),
        range: pair.price_range,
        grid: Grid {
            steps,
            vols: vec![VolMove::Up, VolMove::Same, VolMove::Down],
            counted: cells(&counted.standard),
            pnl: cells(&summed.standard),
            tails,
        },
        worst,
    })
}
