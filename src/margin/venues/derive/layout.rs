//! Where a manager's scenarios stand in a table of price moves by volatility moves. Those that no full column has are its
//! far moves, or, being skews, nowhere.

use super::pm2::VolMode;
use crate::book::Asset;
use crate::margin::venues::scenarios::{Sheet, Worst};
use crate::margin::{Grid, Tail};
use crate::risk::VolMove;
use rust_decimal::Decimal;

const ROWS: [(VolMode, VolMove); 3] =
    [(VolMode::Up, VolMove::Up), (VolMode::Same, VolMove::Same), (VolMode::Down, VolMove::Down)];

/// Places of scenarios in a table.
#[derive(Debug)]
pub(super) struct Layout {
    /// The outermost move that has every volatility.
    range: f64,
    steps: Vec<f64>,
    /// Scenario of each cell, row by row.
    cells: Vec<usize>,
    /// Far moves and their scenarios, from low to high.
    tails: Vec<(f64, usize)>,
    damping: Vec<f64>,
}

impl Layout {
    /// Of scenarios, each a multiple of spot, what volatility does, and its damping.
    pub(super) fn of(scenarios: &[(f64, VolMode, f64)]) -> Self {
        let place = |spot: f64, mode: VolMode| scenarios.iter().position(|of| of.0 == spot && of.1 == mode);
        let full = |spot: f64| ROWS.iter().all(|(mode, _)| place(spot, *mode).is_some());
        let mut spots: Vec<f64> = scenarios.iter().map(|of| of.0).filter(|spot| full(*spot)).collect();
        spots.sort_by(f64::total_cmp);
        spots.dedup();
        let move_of = |spot: f64| ((spot - 1.0) * 1e9).round() / 1e9;
        let range = spots.iter().map(|spot| move_of(*spot).abs()).fold(0.0, f64::max);
        let steps = spots.iter().map(|spot| if range > 0.0 { ((spot - 1.0) / range * 1e9).round() / 1e9 } else { 0.0 });
        let cells = ROWS.iter().flat_map(|(mode, _)| spots.iter().filter_map(|spot| place(*spot, *mode)));
        let far = scenarios.iter().enumerate().filter(|(_, of)| of.1 == VolMode::Up && !spots.contains(&of.0));
        let mut tails: Vec<(f64, usize)> = far.map(|(place, of)| (move_of(of.0), place)).collect();
        tails.sort_by(|a, b| a.0.total_cmp(&b.0));
        let damping = scenarios.iter().map(|of| of.2).collect();
        Self { range, steps: steps.collect(), cells: cells.collect(), tails, damping }
    }

    /// The gains of one manager's account, and which scenario it is charged for.
    pub(super) fn sheet(&self, asset: &Asset, gains: &[f64], worst: Option<(usize, Decimal)>) -> Sheet {
        let counted = |place: usize| gains.get(place).copied().unwrap_or(0.0);
        let plain = |place: usize| {
            let damping = self.damping.get(place).copied().unwrap_or(1.0);
            if damping > 0.0 { counted(place) / damping } else { 0.0 }
        };
        let tail =
            |&(price_move, place): &(f64, usize)| Tail { price_move, counted: counted(place), pnl: plain(place) };
        Sheet {
            asset: asset.clone(),
            name: asset.to_string(),
            range: self.range,
            grid: Grid {
                steps: self.steps.clone(),
                vols: ROWS.map(|(_, vol)| vol).to_vec(),
                counted: self.cells.iter().map(|place| counted(*place)).collect(),
                pnl: self.cells.iter().map(|place| plain(*place)).collect(),
                tails: self.tails.iter().map(tail).collect(),
            },
            worst: worst.and_then(|(place, charge)| self.place(place, charge)),
        }
    }

    fn place(&self, scenario: usize, charge: Decimal) -> Option<Worst> {
        if let Some(tail) = self.tails.iter().position(|(_, place)| *place == scenario) {
            let price_move = self.tails.get(tail)?.0;
            return Some(Worst { tail: Some(tail), column: None, vol: VolMove::Up, price_move, charge });
        }
        let cell = self.cells.iter().position(|place| *place == scenario)?;
        let columns = self.steps.len().max(1);
        let (column, vol) = (cell % columns, ROWS.get(cell / columns)?.1);
        let price_move = ((self.steps.get(column)? * self.range) * 1e9).round() / 1e9;
        Some(Worst { tail: None, column: Some(column), vol, price_move, charge })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn full_columns_are_the_table_and_the_rest_far_moves() {
        use VolMode::{Absolute, Down, Same, Up};
        let near = |spot| [(spot, Up, 1.0), (spot, Same, 1.0), (spot, Down, 1.0)];
        let mut all = vec![(1.2, Up, 1.0), (3.0, Up, 0.1), (0.5, Up, 0.25), (1.0, Absolute, 1.0)];
        for spot in [1.1, 1.0, 0.9] {
            all.extend(near(spot));
        }
        let layout = Layout::of(&all);
        let gains: Vec<f64> = (0..13).map(|place| -f64::from(place)).collect();
        let sheet = layout.sheet(&"BTC".parse().unwrap(), &gains, Some((11, dec!(11))));
        assert_eq!((sheet.range, sheet.grid.steps), (0.1, vec![-1.0, 0.0, 1.0]));
        // up row: the scenarios at 0.9, 1.0, 1.1
        assert_eq!(sheet.grid.counted[..3], [-10.0, -7.0, -4.0]);
        let tails: Vec<(f64, f64, f64)> = sheet.grid.tails.iter().map(|t| (t.price_move, t.counted, t.pnl)).collect();
        assert_eq!(tails, [(-0.5, -2.0, -8.0), (0.2, 0.0, 0.0), (2.0, -1.0, -10.0)]);
        let worst = sheet.worst.unwrap();
        assert_eq!((worst.column, worst.vol, worst.price_move), (Some(0), VolMove::Same, -0.1));
        let sheet = layout.sheet(&"BTC".parse().unwrap(), &gains, Some((3, dec!(3))));
        assert!(sheet.worst.is_none(), "a skew stands nowhere");
    }
}
