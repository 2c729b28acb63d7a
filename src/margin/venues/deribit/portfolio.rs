//! Portfolio margin of the positions of one pair that are settled in one currency.
//!
//! ```text
//! matrix margin = worst case, rounded + roll shock + delta shock
//! initial       = matrix margin + spot + market-maker protection + open orders
//! maintenance   = mm_factor · matrix margin
//! ```
//!
//! In the settlement currency. Orders and protection never enter maintenance. The worst case inside the sum and the
//! initial margin are rounded to nine decimals: only so do the venue's answers add up to their last digit.

use serde::Serialize;

use super::aggregate::{Aggregation, aggregate};
use super::matrix::{Cells, LegVectors, PairBook, Settled, vectors_in};
use super::parameters::PortfolioRules;
use super::shocks::{DeltaShock, RollShock, delta_shock, roll_shocks};
use crate::margin::FigureError;
use crate::margin::limits::{within, wrong};

/// Parts of the initial margin that do not come from positions; the venue answers them. Settlement currency.
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize)]
pub struct OtherMargins {
    /// Spot orders.
    pub spot: f64,
    /// Market-maker protection.
    pub mmp: f64,
    /// Open orders.
    pub open_orders: f64,
}

/// The margin and its parts, in the settlement currency.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairMargin {
    /// Name of the pair.
    pub pair: String,
    /// What it is counted in.
    pub settled: Settled,
    /// Each leg through the matrix.
    pub legs: Vec<LegVectors>,
    /// The matrix and its worst cell.
    pub aggregation: Aggregation,
    /// Roll shock by expiry, coins.
    pub roll_shocks: Vec<RollShock>,
    /// Σ roll shocks.
    pub roll_shock: f64,
    /// The delta shock, coins.
    pub delta: DeltaShock,
    /// The same in the settlement currency.
    pub delta_shock: f64,
    /// Worst case, rounded, + roll shock + delta shock.
    pub matrix_margin: f64,
    /// What the venue adds beside positions.
    pub others: OtherMargins,
    /// Initial margin, rounded as the venue rounds.
    pub initial: f64,
    /// Maintenance margin.
    pub maintenance: f64,
}

/// The margin of one pair.
///
/// # Errors
/// Rules that are missing, or a figure that cannot be, with its path.
pub fn portfolio_margin(
    book: &PairBook,
    others: &OtherMargins,
    rules: &PortfolioRules,
) -> Result<PairMargin, FigureError> {
    portfolio_margin_in(book, others, rules, &Cells::of(rules.pair(&book.pair)?, rules))
}

/// The same with cells that were laid out before.
///
/// # Errors
/// As [`portfolio_margin`].
pub(super) fn portfolio_margin_in(
    book: &PairBook,
    others: &OtherMargins,
    rules: &PortfolioRules,
    cells: &Cells,
) -> Result<PairMargin, FigureError> {
    for (path, value) in [("spot", others.spot), ("mmp", others.mmp), ("open_orders", others.open_orders)] {
        within(path, value, 0.0..=1e15, "an amount from 0 to 1e15 is right")?;
    }
    let pair = rules.pair(&book.pair)?;
    let mut names = book.pair.split('_');
    let (base, quote) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
    let currency = rules.currency(if book.settled == Settled::Coin { base } else { quote })?;
    let general = &rules.model_params.general;
    let legs = vectors_in(book, rules, cells)?;
    let far = &rules.table.extended_moves;
    let aggregation = aggregate(&legs, book.settled, book.index, far, general.buckets_count, pair, currency);
    let roll_shocks = roll_shocks(book, &legs, currency);
    let delta = delta_shock(book, &legs, pair)?;
    // charges are counted in coins
    let coin = if book.settled == Settled::Coin { 1.0 } else { book.index };
    let roll_shock = roll_shocks.iter().map(|shock| shock.amount).sum::<f64>() * coin;
    let delta_shock = delta.amount * coin;
    let decimals = rules.table.decimals;
    let matrix_margin = rounded(aggregation.worst_case, decimals) + roll_shock + delta_shock;
    let maintenance = general.mm_factor * matrix_margin;
    let initial = rounded(matrix_margin + others.spot + others.mmp + others.open_orders, decimals);
    if !matrix_margin.is_finite() {
        let right = "sizes and prices whose product fits are right";
        return Err(wrong("matrix_margin", matrix_margin, right));
    }
    Ok(PairMargin {
        pair: book.pair.clone(),
        settled: book.settled,
        legs,
        aggregation,
        roll_shocks,
        roll_shock,
        delta,
        delta_shock,
        matrix_margin,
        others: *others,
        initial: initial.max(maintenance),
        maintenance,
    })
}

/// `value` to so many decimals; unchanged where a float does not hold that many.
fn rounded(value: f64, decimals: u32) -> f64 {
    // exact: a float holds powers of ten up to the 22nd
    let scale = (0..decimals).fold(1.0, |scale, _| scale * 10.0);
    let scaled = value * scale;
    if scaled.abs() < 9e15 { scaled.round_ties_even() / scale } else { value }
}

#[cfg(test)]
mod tests {
    use super::super::matrix::{Contract, Leg};
    use super::super::parameters::portfolio_rules;
    use super::*;
    use crate::book::Time;

    fn book(settled: Settled, sizes: &[f64]) -> PairBook {
        let leg = |&size: &f64| Leg {
            name: "PERPETUAL".into(),
            size,
            expiry: None,
            contract: Contract::Future { mark: 50_000.0 },
        };
        let legs = sizes.iter().map(leg).collect();
        PairBook { pair: "btc_usd".into(), settled, index: 50_000.0, now: Time(1_718_619_740_501), legs }
    }

    #[test]
    fn a_short_inverse_perpetual() {
        let rules = portfolio_rules().unwrap().remove(2).parameters;
        let others = OtherMargins { open_orders: 0.01, ..OtherMargins::default() };
        let margin = portfolio_margin(&book(Settled::Coin, &[-2.0]), &others, &rules).unwrap();
        let matrix = 2.0 * (1.0 - 1.0 / 1.16) + 0.01 * 2.0;
        // the worst case 0.27586206896… counts as 0.275862069
        assert!((margin.matrix_margin - (0.275862069 + 0.01 * 2.0)).abs() < 1e-15);
        assert!((margin.matrix_margin - matrix).abs() < 1e-9);
        assert!((margin.initial - (0.295862069 + 0.01)).abs() < 1e-15);
        assert!((margin.maintenance - 0.8 * 0.295862069).abs() < 1e-15);
    }

    #[test]
    fn a_linear_perpetual_is_counted_in_dollars() {
        let rules = portfolio_rules().unwrap().remove(2).parameters;
        let margin = portfolio_margin(&book(Settled::Quote, &[1.0]), &OtherMargins::default(), &rules).unwrap();
        assert!((margin.matrix_margin - (0.16 * 50_000.0 + 0.01 * 50_000.0)).abs() < 1e-9);
    }

    #[test]
    fn opposite_positions_cancel_and_an_empty_book_needs_nothing() {
        let rules = portfolio_rules().unwrap().remove(2).parameters;
        for sizes in [&[3.0, -3.0][..], &[]] {
            let margin = portfolio_margin(&book(Settled::Coin, sizes), &OtherMargins::default(), &rules).unwrap();
            assert_eq!((margin.initial, margin.maintenance), (0.0, 0.0));
            assert_eq!(margin.aggregation.worst, None);
        }
    }

    #[test]
    fn a_pair_without_rules_is_named() {
        let rules = portfolio_rules().unwrap().remove(1).parameters;
        let why = portfolio_margin(&book(Settled::Coin, &[1.0]), &OtherMargins::default(), &rules).unwrap_err();
        assert_eq!(why.to_string(), "model_params.currency_pair.btc_usd is missing; the pair's rules are needed");
    }
}
