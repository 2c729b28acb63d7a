//! Parameters of the portfolio margin, named as the venue's own answers name them, so that a pasted `model_params` is
//! read as it stands; and what each may be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::margin::limits::{FRACTION, within, wrong};
use crate::margin::{Dated, FigureError, Parameters, RuleError};
use crate::risk::VolShock;

/// Everything the matrix rests on. Fractions are fractions: 0.16 is 16 %.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortfolioRules {
    /// What the venue answers with its margins.
    pub model_params: ModelParameters,
    /// What it does not answer and its vectors show.
    pub table: TableRules,
}

/// The venue's `model_params`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelParameters {
    /// By pair: `btc_usd`.
    pub currency_pair: BTreeMap<String, PairRules>,
    /// By settlement currency: `btc`, `usd`.
    pub currency: BTreeMap<String, CurrencyRules>,
    /// For all.
    pub general: GeneralRules,
}

/// What belongs to a pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairRules {
    /// Outermost price bucket.
    pub price_range: f64,
    /// Rise of volatility at 30 days, a fraction of it.
    pub volatility_range_up: f64,
    /// Fall of volatility at 30 days, a fraction of it.
    pub volatility_range_down: f64,
    /// Volatility up is at least this.
    pub min_volatility_for_shock_up: f64,
    /// Power of 30 days over time left, under 30 days.
    pub short_term_vega_power: f64,
    /// The same from 30 days on.
    pub long_term_vega_power: f64,
    /// Multiplies the extended table.
    pub extended_table_factor: f64,
    /// Delta above this pays the delta shock, dollars.
    pub delta_total_liq_shock_threshold: f64,
    /// Highest rate of the delta shock.
    pub max_delta_shock: f64,
    /// Rate added for each coin of delta above the threshold.
    pub m_inc: f64,
}

/// What belongs to a settlement currency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CurrencyRules {
    /// Growth of the roll shock with time, per year.
    pub annualised_move_risk: f64,
    /// Least roll shock.
    pub min_annualised_move: f64,
    /// Part of a gain that counts.
    pub pnl_offset: f64,
    /// Most gain that counts, dollars.
    pub max_offsetable_pnl: f64,
    /// Loss taken off the extended table for each further price range, dollars.
    pub extended_dampener: f64,
    /// Haircut on the currency.
    pub haircut: f64,
    /// How equity takes part in the matrix.
    pub equity_side_impact: EquitySide,
    /// Whether a correlation is set.
    pub correlation_set: bool,
}

/// How equity takes part in the matrix; what it does there is not published, so it is kept and not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EquitySide {
    /// On both sides.
    Both,
    /// Not at all.
    None,
}

/// What is the same for all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeneralRules {
    /// Maintenance over the matrix margin.
    pub mm_factor: f64,
    /// Price buckets on each side.
    pub buckets_count: u32,
    /// Volatility scenarios: 3 = up, same, down.
    pub vol_scenarios_count: u32,
    /// When the venue answered, milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<i64>,
}

/// What the venue's vectors show and its parameters do not name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableRules {
    /// Moves of the extended table.
    pub extended_moves: Vec<f64>,
    /// Days to expiry are floored at this in the volatility shock.
    pub least_days: f64,
    /// Decimals that the worst case and the initial margin are rounded to, half to even.
    pub decimals: u32,
}

impl PairRules {
    /// The volatility shock of an option.
    pub fn shock(&self, least_days: f64) -> VolShock {
        VolShock {
            up: self.volatility_range_up,
            down: self.volatility_range_down,
            short_power: self.short_term_vega_power,
            long_power: self.long_term_vega_power,
            least_days,
            least_up: self.min_volatility_for_shock_up,
        }
    }
}

const DOLLARS: &str = "dollars from 0 to 1e15 are right";
const POWER: &str = "a power from 0 to 2 is right";
const FACTOR: &str = "a fraction from 0 to 4 is right, 0.4 for 40 %";

impl Parameters for PortfolioRules {
    fn check(&self) -> Result<(), RuleError> {
        for (pair, rules) in &self.model_params.currency_pair {
            let at = |key: &str| format!("model_params.currency_pair.{pair}.{key}");
            within(at("price_range"), rules.price_range, 0.001..=0.99, "0.001 to 0.99 is right, 0.16 for 16 %")?;
            within(at("volatility_range_up"), rules.volatility_range_up, 0.0..=4.0, FACTOR)?;
            within(at("volatility_range_down"), rules.volatility_range_down, 0.0..=1.0, FRACTION)?;
            within(at("min_volatility_for_shock_up"), rules.min_volatility_for_shock_up, 0.0..=4.0, FACTOR)?;
            within(at("short_term_vega_power"), rules.short_term_vega_power, 0.0..=2.0, POWER)?;
            within(at("long_term_vega_power"), rules.long_term_vega_power, 0.0..=2.0, POWER)?;
            within(at("extended_table_factor"), rules.extended_table_factor, 0.0..=4.0, FACTOR)?;
            let threshold = rules.delta_total_liq_shock_threshold;
            within(at("delta_total_liq_shock_threshold"), threshold, 0.0..=1e15, DOLLARS)?;
            within(at("max_delta_shock"), rules.max_delta_shock, 0.0..=1.0, FRACTION)?;
            within(at("m_inc"), rules.m_inc, 0.0..=1.0, FRACTION)?;
        }
        for (currency, rules) in &self.model_params.currency {
            let at = |key: &str| format!("model_params.currency.{currency}.{key}");
            within(at("annualised_move_risk"), rules.annualised_move_risk, 0.0..=1.0, FRACTION)?;
            within(at("min_annualised_move"), rules.min_annualised_move, 0.0..=1.0, FRACTION)?;
            within(at("pnl_offset"), rules.pnl_offset, 0.0..=1.0, FRACTION)?;
            within(at("max_offsetable_pnl"), rules.max_offsetable_pnl, 0.0..=1e15, DOLLARS)?;
            within(at("extended_dampener"), rules.extended_dampener, 0.0..=1e15, DOLLARS)?;
            within(at("haircut"), rules.haircut, 0.0..=1.0, FRACTION)?;
        }
        let general = &self.model_params.general;
        within("model_params.general.mm_factor", general.mm_factor, 0.0..=1.0, FRACTION)?;
        let buckets = f64::from(general.buckets_count);
        within("model_params.general.buckets_count", buckets, 1.0..=50.0, "1 to 50 buckets a side are right")?;
        if general.vol_scenarios_count != 3 {
            let read = general.vol_scenarios_count;
            return Err(wrong("model_params.general.vol_scenarios_count", read, "3 is right: up, same and down"));
        }
        within("table.least_days", self.table.least_days, 0.0..=30.0, "0 to 30 days are right")?;
        let decimals = f64::from(self.table.decimals);
        within("table.decimals", decimals, 0.0..=15.0, "0 to 15 decimals are right")?;
        if self.table.extended_moves.len() > 40 {
            let read = format!("{} moves", self.table.extended_moves.len());
            return Err(wrong("table.extended_moves", read, "at most 40 are right"));
        }
        for (place, &step) in self.table.extended_moves.iter().enumerate() {
            let path = format!("table.extended_moves[{place}]");
            within(&path, step, -0.999..=100.0, "a move above −1 is right, −0.66 for −66 %")?;
            if step == 0.0 {
                return Err(wrong(path, step, "a move other than 0 is right"));
            }
        }
        Ok(())
    }
}

impl PortfolioRules {
    /// Rules of a pair.
    ///
    /// # Errors
    /// No such pair.
    pub fn pair(&self, pair: &str) -> Result<&PairRules, FigureError> {
        let path = || format!("model_params.currency_pair.{pair}");
        self.model_params.currency_pair.get(pair).ok_or_else(|| wrong(path(), "missing", "the pair's rules are needed"))
    }

    /// Rules of a settlement currency.
    ///
    /// # Errors
    /// No such currency.
    pub fn currency(&self, currency: &str) -> Result<&CurrencyRules, FigureError> {
        let missing =
            || wrong(format!("model_params.currency.{currency}"), "missing", "the currency's rules are needed");
        self.model_params.currency.get(currency).ok_or_else(missing)
    }
}

/// The dated portfolio parameters shipped, the newest first.
///
/// # Errors
/// A file that cannot be used.
pub fn portfolio_rules() -> Result<Vec<Dated<PortfolioRules>>, RuleError> {
    [
        include_str!("portfolio_2026_09_btc.json"),
        include_str!("portfolio_2026_02_eth.json"),
        include_str!("portfolio_2024_06_btc.json"),
    ]
    .into_iter()
    .map(Dated::from_json)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(change: impl Fn(&mut PortfolioRules)) -> String {
        let mut rules = portfolio_rules().unwrap().remove(2).parameters;
        change(&mut rules);
        rules.check().unwrap_err().to_string()
    }

    #[test]
    fn parameters_that_cannot_be_are_refused_with_their_place() {
        let pair = |rules: &mut PortfolioRules, value| {
            rules.model_params.currency_pair.values_mut().for_each(|pair| pair.price_range = value);
        };
        let why = refused(|rules| pair(rules, 16.0));
        assert_eq!(why, "model_params.currency_pair.btc_usd.price_range is 16; 0.001 to 0.99 is right, 0.16 for 16 %");
        assert!(refused(|rules| pair(rules, f64::NAN)).contains("price_range is NaN"));
        let why = refused(|rules| rules.model_params.general.mm_factor = 1.2);
        assert_eq!(why, "model_params.general.mm_factor is 1.2; a fraction from 0 to 1 is right, 0.05 for 5 %");
        assert!(refused(|rules| rules.table.extended_moves[1] = 0.0).starts_with("table.extended_moves[1] is 0;"));
        let why = refused(|rules| rules.model_params.general.vol_scenarios_count = 5);
        assert!(why.starts_with("model_params.general.vol_scenarios_count is 5; 3 is right"));
    }

    #[test]
    fn unknown_and_missing_keys_are_refused() {
        let text = include_str!("portfolio_2024_06_btc.json");
        let read = |text: &str| Dated::<PortfolioRules>::from_json(text).map(drop).unwrap_err().to_string();
        assert!(read(&text.replace("\"m_inc\"", "\"m_increment\"")).contains("m_increment"));
        let missing = text.replace("\"price_range\": 0.16,", "");
        assert!(read(&missing).contains("price_range"));
    }
}
