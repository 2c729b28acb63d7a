//! Portfolio margin of one coin.
//!
//! ```text
//! profit and loss at a price = futures + worst volatility column of options + spot hedge
//! maintenance                = largest loss + contingency;   initial = factor · maintenance
//! ```

use serde::Serialize;

use super::contingency::Contingency;
use super::parameters::PortfolioRules;
use super::scenarios::Rows;
use crate::margin::limits::wrong;
use crate::margin::{FigureError, VolMove};

/// The scenario that sets the margin.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Worst {
    /// Price move.
    pub price_move: f64,
    /// Volatility move.
    pub vol: VolMove,
    /// Its shock at 30 days, signed, as the venue labels it: −0.2.
    pub vol_shock: f64,
    /// Profit and loss there.
    pub pnl: f64,
}

/// Margin of one coin and its parts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CoinMargin {
    /// Which.
    pub coin: String,
    /// Everything at each price move, volatility at its worst.
    pub all: Vec<f64>,
    /// The worst of them; none where nothing is lost.
    pub worst: Option<Worst>,
    /// Largest loss.
    pub loss: f64,
    /// Charges beside it.
    pub contingency: Contingency,
    /// Initial over maintenance margin.
    pub factor: f64,
    /// Maintenance margin.
    pub maintenance: f64,
    /// Initial margin.
    pub initial: f64,
}

/// The margin of one coin from its scenario rows and its contingency.
///
/// # Errors
/// Rows of another length than the price moves, or a figure that cannot be.
pub fn portfolio_margin(
    coin: &str,
    rows: &Rows,
    contingency: &Contingency,
    rules: &PortfolioRules,
) -> Result<CoinMargin, FigureError> {
    let count = rules.price_moves.len();
    let lengths =
        [("futures", rows.futures.len()), ("options", rows.options.len()), ("spot_hedge", rows.spot_hedge.len())];
    for (path, length) in lengths {
        if length != count {
            return Err(wrong(path, format!("{length} rows"), format!("{count} are right, one a price move")));
        }
    }
    contingency.check()?;
    let labels = [(VolMove::Up, rules.volatility.up), (VolMove::Same, 0.0), (VolMove::Down, -rules.volatility.down)];
    let mut all = Vec::with_capacity(count);
    let mut worst: Option<Worst> = None;
    let figures = rows.futures.iter().zip(&rows.options).zip(&rows.spot_hedge).zip(&rules.price_moves);
    for (place, (((future, options), hedge), &price_move)) in figures.enumerate() {
        for value in [future, hedge].into_iter().chain(options) {
            // the path is put together only for who needs it: this is asked of every leg by itself
            if !(-1e30..=1e30).contains(value) {
                return Err(wrong(format!("rows[{place}]"), value, "an amount up to 1e30 is right"));
            }
        }
        let mut at_worst = f64::INFINITY;
        for (option, (vol, vol_shock)) in options.iter().zip(labels) {
            let pnl = future + option + hedge;
            if pnl < worst.map_or(0.0, |worst| worst.pnl) {
                worst = Some(Worst { price_move, vol, vol_shock, pnl });
            }
            at_worst = at_worst.min(pnl);
        }
        all.push(at_worst);
    }
    let loss = worst.map_or(0.0, |worst| -worst.pnl);
    let factor = rules.initial_factor(coin);
    let maintenance = loss + contingency.total();
    Ok(CoinMargin {
        coin: coin.to_owned(),
        all,
        worst,
        loss,
        contingency: *contingency,
        factor,
        maintenance,
        initial: factor * maintenance,
    })
}

#[cfg(test)]
mod tests {
    use super::super::parameters::portfolio_rules;
    use super::*;

    fn rules() -> PortfolioRules {
        PortfolioRules { price_moves: vec![-0.1, 0.0, 0.1], ..portfolio_rules().unwrap().parameters }
    }

    #[test]
    fn the_worst_volatility_of_the_worst_price() {
        let rows = Rows {
            futures: vec![-100.0, 0.0, 100.0],
            options: vec![[20.0, 10.0, -5.0], [6.0, 0.0, -6.0], [-30.0, 0.0, 10.0]],
            spot_hedge: vec![7.0, 0.0, 0.0],
        };
        let contingency = Contingency { future: 2.0, option: 3.0, ..Contingency::default() };
        let margin = portfolio_margin("BTC", &rows, &contingency, &rules()).unwrap();
        assert_eq!(margin.all, [-100.0 - 5.0 + 7.0, -6.0, 100.0 - 30.0]);
        let worst = margin.worst.unwrap();
        assert_eq!((worst.price_move, worst.vol, worst.vol_shock), (-0.1, VolMove::Down, -0.2));
        assert_eq!(margin.maintenance, 98.0 + 5.0);
        assert_eq!(margin.initial, 1.2 * 103.0);
    }

    #[test]
    fn an_empty_book_needs_nothing() {
        let rows = Rows { futures: vec![0.0; 3], options: vec![[0.0; 3]; 3], spot_hedge: vec![0.0; 3] };
        let margin = portfolio_margin("BTC", &rows, &Contingency::default(), &rules()).unwrap();
        assert_eq!((margin.initial, margin.worst), (0.0, None));
    }

    #[test]
    fn rows_that_do_not_fit_are_named() {
        let rows = Rows { futures: vec![0.0; 2], ..Rows::default() };
        let why = portfolio_margin("BTC", &rows, &Contingency::default(), &rules()).unwrap_err().to_string();
        assert_eq!(why, "futures is 2 rows; 3 are right, one a price move");
    }
}
