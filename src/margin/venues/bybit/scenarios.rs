//! Profit and loss of a coin's positions at each price move.
//!
//! Perpetuals and futures gain `size·index·move`: the venue uses the index price, not the mark. Options are repriced,
//! undiscounted Black-76, the forward moved by the same share, for volatility up, same and down. A spot hedge counts
//! where it gains.

use std::ops::RangeInclusive;

use serde::Serialize;

use super::parameters::PortfolioRules;
use crate::book::Right;
use crate::margin::limits::{within, wrong};
use crate::margin::{FigureError, VolMove};
use crate::pricing::{Cell, OptionBatch, VolState};

/// A position in options.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OptionPosition {
    /// Options, long > 0.
    pub size: f64,
    /// Price of the future of its expiry.
    pub forward: f64,
    /// Strike price.
    pub strike: f64,
    /// Call or put.
    pub right: Right,
    /// Volatility per year, a fraction.
    pub vol: f64,
    /// Days to expiry; 0 or less is settled.
    pub days: f64,
}

/// Positions of one coin.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CoinBook {
    /// Index price.
    pub index: f64,
    /// Sizes of perpetuals and futures in coin, long > 0.
    pub futures: Vec<f64>,
    /// Options.
    pub options: Vec<OptionPosition>,
    /// Coins of spot that hedge them, long > 0.
    pub spot_hedge: f64,
}

/// Profit and loss by price move, low to high.
#[derive(Clone, Debug, PartialEq, Default, Serialize)]
pub struct Rows {
    /// Perpetuals and futures.
    pub futures: Vec<f64>,
    /// Options: volatility up, same, down.
    pub options: Vec<[f64; 3]>,
    /// Spot hedge.
    pub spot_hedge: Vec<f64>,
}

const STATES: [VolState; 3] = [VolState::Up, VolState::Same, VolState::Down];

/// The options laid out for repricing.
fn laid_out(book: &CoinBook, rules: &PortfolioRules) -> Result<OptionBatch, FigureError> {
    let price = "a price above 0 is right";
    let coins = "coins up to 1e15 are right";
    let mut batch = OptionBatch::with_capacity(book.options.len());
    for (place, option) in book.options.iter().enumerate() {
        let check = |key: &str, value: f64, range: RangeInclusive<f64>, right: &str| -> Result<(), FigureError> {
            // the path is put together only for who needs it: this is asked of every leg by itself
            let fits = range.contains(&value);
            if fits { Ok(()) } else { Err(wrong(format!("options[{place}].{key}"), value, right)) }
        };
        check("size", option.size, -1e15..=1e15, coins)?;
        check("forward", option.forward, 1e-9..=1e12, price)?;
        check("strike", option.strike, 1e-9..=1e12, price)?;
        check("vol", option.vol, 0.0..=20.0, "a fraction from 0 to 20 is right, 0.6 for 60 %")?;
        check("days", option.days, -1e5..=1e5, "days to expiry are right")?;
        let root = (option.days.max(0.0) / 365.0).sqrt();
        let vols = rules.volatility.vols(option.vol, option.days).map(|vol| vol * root);
        batch.push(option.forward, option.strike, option.right, vols);
    }
    Ok(batch)
}

/// Profit and loss of each position in one scenario: perpetuals and futures in their order, then options in theirs.
///
/// # Errors
/// A figure that cannot be, as in [`scenario_rows`].
pub fn position_gains(
    book: &CoinBook,
    price_move: f64,
    vol: VolMove,
    rules: &PortfolioRules,
) -> Result<Vec<f64>, FigureError> {
    let state = match vol {
        VolMove::Up => VolState::Up,
        VolMove::Same => VolState::Same,
        VolMove::Down => VolState::Down,
    };
    let mut values = Vec::new();
    let cells = [Cell::new(1.0, VolState::Same), Cell::new(1.0 + price_move, state)];
    let stride = laid_out(book, rules)?.reprice(&cells, &mut values);
    let (before, after) = (values.iter(), values.iter().skip(stride));
    let options =
        book.options.iter().zip(before.zip(after)).map(|(option, (before, after))| option.size * (after - before));
    Ok(book.futures.iter().map(|size| size * book.index * price_move).chain(options).collect())
}

/// The positions through the scenarios.
///
/// # Errors
/// A figure that cannot be, named `options[n].vol` and the like.
pub fn scenario_rows(book: &CoinBook, rules: &PortfolioRules) -> Result<Rows, FigureError> {
    let price = "a price above 0 is right";
    let coins = "coins up to 1e15 are right";
    within("index", book.index, 1e-9..=1e12, price)?;
    within("spot_hedge", book.spot_hedge, -1e15..=1e15, coins)?;
    for (place, size) in book.futures.iter().enumerate() {
        if !(-1e15..=1e15).contains(size) {
            return Err(wrong(format!("futures[{place}]"), size, coins));
        }
    }
    let batch = laid_out(book, rules)?;
    let mut cells = vec![Cell::new(1.0, VolState::Same)];
    cells.extend(rules.price_moves.iter().flat_map(|step| STATES.map(|state| Cell::new(1.0 + step, state))));
    let mut values = Vec::new();
    let stride = batch.reprice(&cells, &mut values);
    let gain = |cell: usize| -> f64 {
        let value = |cell: usize, option: usize| values.get(cell * stride + option).copied().unwrap_or(0.0);
        let sizes = book.options.iter().map(|option| option.size).enumerate();
        sizes.map(|(option, size)| size * (value(cell, option) - value(0, option))).sum()
    };
    let net: f64 = book.futures.iter().sum();
    let places = 0..rules.price_moves.len();
    Ok(Rows {
        futures: rules.price_moves.iter().map(|step| net * book.index * step).collect(),
        options: places.map(|place| [1, 2, 3].map(|state| gain(place * STATES.len() + state))).collect(),
        spot_hedge: rules.price_moves.iter().map(|step| (book.spot_hedge * book.index * step).max(0.0)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::parameters::portfolio_rules;
    use super::*;
    use crate::pricing::Black76;

    #[test]
    fn futures_gain_in_proportion_and_a_hedge_where_it_gains() {
        let rules = portfolio_rules().unwrap().parameters;
        let book = CoinBook { index: 60_000.0, futures: vec![2.0, -0.5], options: vec![], spot_hedge: -0.1 };
        let rows = scenario_rows(&book, &rules).unwrap();
        assert!((rows.futures[0] + 1.5 * 60_000.0 * 0.1).abs() < 1e-9);
        assert!((rows.spot_hedge[0] - 0.1 * 60_000.0 * 0.1).abs() < 1e-9);
        assert_eq!(rows.spot_hedge[10], 0.0);
        assert_eq!(rows.options[3], [0.0; 3]);
    }

    #[test]
    fn an_option_at_thirty_days_has_the_whole_shock() {
        let rules = portfolio_rules().unwrap().parameters;
        let option =
            OptionPosition { size: -3.0, forward: 100.0, strike: 105.0, right: Right::Call, vol: 0.5, days: 30.0 };
        let book = CoinBook { index: 100.0, options: vec![option], ..CoinBook::default() };
        let rows = scenario_rows(&book, &rules).unwrap();
        let value = |forward: f64, vol: f64| {
            Black76 { forward, strike: 105.0, years: 30.0 / 365.0, vol, rate: 0.0, right: Right::Call }.price()
        };
        assert!((rows.options[10][0] + 3.0 * (value(110.0, 0.5 * 1.24) - value(100.0, 0.5))).abs() < 1e-12);
        assert!((rows.options[0][2] + 3.0 * (value(90.0, 0.5 * 0.8) - value(100.0, 0.5))).abs() < 1e-12);
    }
}
