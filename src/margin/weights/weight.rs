//! A weight for what is held, another for what is owed.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Level;
use crate::margin::checked::decimal;
use crate::margin::limits::wrong;
use crate::margin::{FigureError, RuleError};

/// Weights of one token or contract at one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightPair {
    /// What is held counts this much; 0 to 1.
    pub asset: Decimal,
    /// What is owed counts this much; 1 or more.
    pub liability: Decimal,
}

/// Weights of one token or contract at both levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenWeights {
    /// For opening.
    pub initial: WeightPair,
    /// For keeping.
    pub maintenance: WeightPair,
}

impl WeightPair {
    /// The weight of an amount of this sign.
    pub fn of(&self, amount: Decimal) -> Decimal {
        if amount.is_sign_negative() { self.liability } else { self.asset }
    }

    /// `amount` times the weight of its sign.
    pub fn weighted(&self, field: &str, amount: Decimal) -> Result<Decimal, FigureError> {
        decimal::mul(field, amount, self.of(amount))
    }

    /// Refuses weights that cannot be; `path` says where they stand.
    pub fn check(&self, path: &str) -> Result<(), RuleError> {
        let refused = |key: &str, read: Decimal, right: &str| Err(wrong(format!("{path}.{key}"), read, right));
        if !(Decimal::ZERO..=Decimal::ONE).contains(&self.asset) {
            return refused("asset", self.asset, "a weight from 0 to 1 is right, 0.9 for a haircut of 10 %");
        }
        if !(Decimal::ONE..=Decimal::TEN).contains(&self.liability) {
            return refused(
                "liability",
                self.liability,
                "a weight from 1 to 10 is right, 1.1 for 10 % more than is owed",
            );
        }
        Ok(())
    }
}

impl TokenWeights {
    /// The weights of a level.
    pub fn at(&self, level: Level) -> &WeightPair {
        match level {
            Level::Initial => &self.initial,
            Level::Maintenance => &self.maintenance,
        }
    }

    /// Refuses weights that cannot be; `path` says where they stand.
    pub fn check(&self, path: &str) -> Result<(), RuleError> {
        self.initial.check(&format!("{path}.initial"))?;
        self.maintenance.check(&format!("{path}.maintenance"))?;
        if self.initial.asset > self.maintenance.asset {
            return Err(wrong(
                format!("{path}.initial.asset"),
                self.initial.asset,
                format!("at most the maintenance weight {} is right", self.maintenance.asset),
            ));
        }
        if self.initial.liability < self.maintenance.liability {
            return Err(wrong(
                format!("{path}.initial.liability"),
                self.initial.liability,
                format!("at least the maintenance weight {} is right", self.maintenance.liability),
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn the_sign_picks_the_weight() {
        let pair = WeightPair { asset: dec!(0.8), liability: dec!(1.2) };
        assert_eq!(pair.weighted("x", dec!(50)), Ok(dec!(0.8) * dec!(50)));
        assert_eq!(pair.weighted("x", dec!(-50)), Ok(dec!(1.2) * dec!(-50)));
    }

    #[test]
    fn percents_for_fractions_are_refused_with_their_path() {
        let good = WeightPair { asset: dec!(0.8), liability: dec!(1.2) };
        let bad = WeightPair { asset: dec!(80), liability: dec!(1.2) };
        let weights = TokenWeights { initial: bad, maintenance: good };
        let said = weights.check("tokens.SOL").unwrap_err().to_string();
        assert!(said.starts_with("tokens.SOL.initial.asset is 80"), "{said}");
    }

    #[test]
    fn opening_never_asks_less_than_keeping() {
        let strict = WeightPair { asset: dec!(0.8), liability: dec!(1.2) };
        let loose = WeightPair { asset: dec!(0.9), liability: dec!(1.1) };
        assert!(TokenWeights { initial: strict, maintenance: loose }.check("t").is_ok());
        assert!(TokenWeights { initial: loose, maintenance: strict }.check("t").is_err());
    }
}
