//! Parameters of Binance, and what each may be.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::margin::limits::{exact_fraction, wrong};
use crate::margin::rates::{Rate, Tier, Tiers};
use crate::margin::{Parameters, RuleError};

/// Parameters. Fractions are fractions: 0.004 is 0.4 %.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BinanceRules {
    /// Tiers by symbol, `BTCUSDT`.
    pub symbols: BTreeMap<String, Vec<BinanceTier>>,
}

/// A row of a symbol's leverage brackets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BinanceTier {
    /// Notional from which it holds, margin asset.
    pub lower: Decimal,
    /// Notional up to which it holds; the last tier's is the largest position allowed.
    pub upper: Decimal,
    /// Maintenance rate.
    pub rate: Decimal,
    /// Highest leverage.
    pub max_leverage: u32,
    /// Maintenance amount, `cum`, margin asset; checked against the tiers below.
    pub deduction: Decimal,
}

/// Portfolio margin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortfolioRules {
    /// Maintenance rate of margin loans by the loan's leverage.
    pub loan_maintenance: BTreeMap<u32, Decimal>,
    /// What the ratio means.
    pub bands: Bands,
}

/// Bands of uniMMR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bands {
    /// Above this nothing is restricted; at it or below there is a warning.
    pub free_above: Decimal,
    /// At this or below positions may only be reduced.
    pub reduce_only_at: Decimal,
    /// At this or below the account is liquidated.
    pub liquidation_at: Decimal,
}

/// Checks a symbol's tiers; `path` is where they stand. Refused besides what [`Tiers::new`] refuses: a leverage that is
/// not from 1 to 1000 or rises, maintenance above initial margin, bounds with gaps, a deduction the tiers below do not
/// give.
pub fn tiers(path: &str, rows: &[BinanceTier]) -> Result<Tiers, RuleError> {
    let list: Vec<_> = rows.iter().map(|row| Tier { lower: row.lower, rate: Rate::fraction(row.rate) }).collect();
    let tiers = Tiers::new(path, "rate", &list)?;
    let mut before = u32::MAX;
    for (place, (row, bracket)) in rows.iter().zip(tiers.brackets()).enumerate() {
        let at = |key: &str| format!("{path}[{place}].{key}");
        if !(1..=1000).contains(&row.max_leverage) {
            return Err(wrong(at("max_leverage"), row.max_leverage, "a whole number from 1 to 1000 is right"));
        }
        if row.max_leverage > before {
            let right = "no more leverage than in the tier before is right";
            return Err(wrong(at("max_leverage"), row.max_leverage, right));
        }
        before = row.max_leverage;
        let initial = Decimal::ONE.checked_div(row.max_leverage.into()).unwrap_or_default();
        if row.rate > initial {
            let right = format!("no more than the initial margin at max_leverage is right, {}", initial.round_dp(6));
            return Err(wrong(at("rate"), row.rate.normalize(), right));
        }
        match rows.get(place + 1) {
            Some(next) if next.lower != row.upper => {
                let right = format!("the lower bound of the next tier is right, {}", next.lower.normalize());
                return Err(wrong(at("upper"), row.upper.normalize(), right));
            }
            None if row.upper <= row.lower => {
                return Err(wrong(at("upper"), row.upper.normalize(), "more than lower is right"));
            }
            _ => {}
        }
        if row.deduction != bracket.deduction {
            let right = format!("{} is right, by the tiers below", bracket.deduction.normalize());
            return Err(wrong(at("deduction"), row.deduction.normalize(), right));
        }
    }
    Ok(tiers)
}

impl Parameters for BinanceRules {
    fn check(&self) -> Result<(), RuleError> {
        for symbol in self.symbols.keys() {
            self.tiers(symbol).transpose()?;
        }
        Ok(())
    }
}

impl BinanceRules {
    /// The tiers of a symbol; `None` where the parameters do not list it.
    pub fn tiers(&self, symbol: &str) -> Option<Result<Tiers, RuleError>> {
        Some(tiers(&format!("symbols.{symbol}"), self.symbols.get(symbol)?))
    }
}

impl Parameters for PortfolioRules {
    fn check(&self) -> Result<(), RuleError> {
        for (leverage, &rate) in &self.loan_maintenance {
            exact_fraction(format!("loan_maintenance.{leverage}"), rate)?;
        }
        let Bands { free_above, reduce_only_at, liquidation_at } = self.bands;
        if liquidation_at < Decimal::ONE {
            return Err(wrong("bands.liquidation_at", liquidation_at, "a ratio from 1 up is right"));
        }
        if !(liquidation_at..=free_above).contains(&reduce_only_at) {
            let right = "a ratio between the bands beside it is right";
            return Err(wrong("bands.reduce_only_at", reduce_only_at, right));
        }
        Ok(())
    }
}
