//! The contingency: charges beside the scenarios.
//!
//! The venue names five components. Two have a form that is known: net short options, by coefficient and index price,
//! and every future by its value. The others (cross-expiry delta and vega hedges, USDT against USDC) come as amounts
//! from the venue's own answer.

use serde::Serialize;

use super::parameters::PortfolioRules;
use super::scenarios::CoinBook;
use crate::margin::FigureError;
use crate::margin::limits::within;

/// The components, amounts ≥ 0.
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize)]
pub struct Contingency {
    /// Net short options.
    pub option: f64,
    /// Vega hedged across expiries.
    pub option_vega: f64,
    /// Delta hedged across expiries.
    pub future_delta: f64,
    /// Futures and perpetuals by size.
    pub future: f64,
    /// USDT hedged with USDC.
    pub usdt_usdc: f64,
}

impl Contingency {
    /// The sum.
    pub fn total(&self) -> f64 {
        self.option + self.option_vega + self.future_delta + self.future + self.usdt_usdc
    }

    /// Refuses amounts that cannot be.
    pub(super) fn check(&self) -> Result<(), FigureError> {
        let all = [
            ("contingency.option", self.option),
            ("contingency.option_vega", self.option_vega),
            ("contingency.future_delta", self.future_delta),
            ("contingency.future", self.future),
            ("contingency.usdt_usdc", self.usdt_usdc),
        ];
        for (path, value) in all {
            within(path, value, 0.0..=1e24, "an amount of at least 0 is right")?;
        }
        Ok(())
    }
}

/// The two components that follow from positions alone; the rest is 0. A book is read as [`super::scenario_rows`] reads it.
pub fn position_contingency(book: &CoinBook, rules: &PortfolioRules) -> Contingency {
    let net: f64 = book.options.iter().map(|option| option.size).sum();
    let gross: f64 = book.futures.iter().map(|size| size.abs()).sum();
    Contingency {
        option: (-net).max(0.0) * rules.net_short_option * book.index,
        future: gross * rules.gross_future * book.index,
        ..Contingency::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::parameters::portfolio_rules;
    use super::*;

    #[test]
    fn short_options_net_and_futures_do_not() {
        let mut rules = portfolio_rules().unwrap().parameters;
        (rules.net_short_option, rules.gross_future) = (0.01, 0.001);
        let option = |size| super::super::OptionPosition {
            size,
            forward: 100.0,
            strike: 100.0,
            right: crate::book::Right::Put,
            vol: 0.5,
            days: 10.0,
        };
        let book = CoinBook {
            index: 100.0,
            futures: vec![2.0, -2.0],
            options: vec![option(-5.0), option(3.0)],
            ..Default::default()
        };
        let contingency = position_contingency(&book, &rules);
        assert!((contingency.option - 2.0 * 0.01 * 100.0).abs() < 1e-12);
        assert!((contingency.future - 4.0 * 0.001 * 100.0).abs() < 1e-12);
    }
}
