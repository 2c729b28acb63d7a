//! Parameters of the portfolio margin, and what each may be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::margin::limits::{FRACTION, rising, volatility, within};
use crate::margin::{Dated, Parameters, RuleError};
use crate::risk::VolShock;

/// Parameters of the portfolio margin. Fractions are fractions: 0.1 is 10 %.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortfolioRules {
    /// Price moves, low to high.
    pub price_moves: Vec<f64>,
    /// How volatility moves.
    pub volatility: VolShock,
    /// Initial over maintenance margin, by coin.
    pub initial_factors: BTreeMap<String, f64>,
    /// The same for coins not listed.
    pub other_initial_factor: f64,
    /// Charge of an option that is net short, a fraction of the index price.
    pub net_short_option: f64,
    /// Charge of every future and perpetual, a fraction of its value at the index price.
    pub gross_future: f64,
}

impl Parameters for PortfolioRules {
    fn check(&self) -> Result<(), RuleError> {
        let right = "a move above −1 is right, −0.1 for −10 %";
        rising("price_moves", &self.price_moves, 100, -0.99..=10.0, right)?;
        volatility(&self.volatility)?;
        let factor = "1 to 10 is right: initial is at least maintenance";
        within("other_initial_factor", self.other_initial_factor, 1.0..=10.0, factor)?;
        for (coin, value) in &self.initial_factors {
            within(format!("initial_factors.{coin}"), *value, 1.0..=10.0, factor)?;
        }
        within("net_short_option", self.net_short_option, 0.0..=1.0, FRACTION)?;
        within("gross_future", self.gross_future, 0.0..=1.0, FRACTION)?;
        Ok(())
    }
}

impl PortfolioRules {
    /// Initial over maintenance margin of a coin.
    pub fn initial_factor(&self, coin: &str) -> f64 {
        self.initial_factors.get(coin).copied().unwrap_or(self.other_initial_factor)
    }
}

/// The parameters shipped.
///
/// # Errors
/// A file that cannot be used.
pub fn portfolio_rules() -> Result<Dated<PortfolioRules>, RuleError> {
    Dated::from_json(include_str!("portfolio.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(change: impl Fn(&mut PortfolioRules)) -> String {
        let mut rules = portfolio_rules().unwrap().parameters;
        change(&mut rules);
        rules.check().unwrap_err().to_string()
    }

    #[test]
    fn parameters_that_cannot_be_are_refused_with_their_place() {
        let why = refused(|rules| rules.price_moves.swap(2, 3));
        assert_eq!(why, "price_moves[3] is -0.06; a move above the one before is right");
        assert!(refused(|rules| rules.price_moves.clear()).starts_with("price_moves is 0;"));
        let why = refused(|rules| rules.gross_future = 5.0);
        assert_eq!(why, "gross_future is 5; a fraction from 0 to 1 is right, 0.05 for 5 %");
        let below = refused(|rules| rules.initial_factors = BTreeMap::from([("ETH".into(), 0.8)]));
        assert!(below.starts_with("initial_factors.ETH is 0.8;"));
    }

    #[test]
    fn unknown_keys_are_refused() {
        let text = include_str!("portfolio.json").replace("gross_future", "gross_futures");
        let why = Dated::<PortfolioRules>::from_json(&text).unwrap_err().to_string();
        assert!(why.contains("gross_futures"), "{why}");
    }
}
