//! Fractions of a standard option margin, and what each may be.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::book::Exact;
use crate::book::Right;
use crate::margin::RuleError;
use crate::margin::limits::{exact_fraction, wrong};

/// Which options a clause is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rights {
    /// Neither.
    None,
    /// Puts alone: their premium is not bounded by the price of a coin.
    Puts,
    /// Both.
    Both,
}

/// What the least share is a share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FloorOn {
    /// The index price.
    Index,
    /// The strike of a put, the index price of a call.
    StrikeOfPuts,
}

/// Fractions of a standard option margin: 0.15 is 15 %.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SellerRules {
    /// Share of the base, less what the option is out of the money (`a`).
    pub initial: Decimal,
    /// Never less than this share (`b`).
    pub least: Decimal,
    /// What the least share is of.
    pub least_on: FloorOn,
    /// Maintenance share (`m`).
    pub maintenance: Decimal,
    /// Options whose maintenance share is of the mark where that is more than the base.
    pub maintenance_on_premium: Rights,
    /// Options whose initial margin is raised to the maintenance margin.
    pub initial_covers_maintenance: Rights,
    /// Share of the base kept for the fee of a liquidation, in maintenance.
    pub liquidation_fee: Decimal,
}

impl Rights {
    /// Whether the clause is for an option of this right.
    pub(super) fn hold(self, right: Right) -> bool {
        match self {
            Self::None => false,
            Self::Puts => right == Right::Put,
            Self::Both => true,
        }
    }
}

impl SellerRules {
    /// Refuses fractions that cannot be; `path` is where the rules stand in their file.
    ///
    /// # Errors
    /// A fraction outside 0 to 1, or a maintenance margin that could exceed the initial one.
    pub fn check(&self, path: &str) -> Result<(), RuleError> {
        let all = [
            ("initial", self.initial),
            ("least", self.least),
            ("maintenance", self.maintenance),
            ("liquidation_fee", self.liquidation_fee),
        ];
        for (key, value) in all {
            exact_fraction(format!("{path}.{key}"), value)?;
        }
        if self.initial < self.least {
            let right = format!("at most {} is right, the share it is a floor of", self.initial);
            return Err(wrong(format!("{path}.least"), self.least, &right));
        }
        let kept = self.maintenance.capped_plus(self.liquidation_fee);
        if kept > self.least && self.initial_covers_maintenance != Rights::Both {
            let right = format!("with the liquidation fee at most {} is right, the least initial share", self.least);
            return Err(wrong(format!("{path}.maintenance"), self.maintenance, &right));
        }
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    /// What the tests of the calculator rest on too.
    pub(in crate::margin::formulas) fn rules() -> SellerRules {
        SellerRules {
            initial: dec!(0.15),
            least: dec!(0.10),
            least_on: FloorOn::Index,
            maintenance: dec!(0.075),
            maintenance_on_premium: Rights::Puts,
            initial_covers_maintenance: Rights::Puts,
            liquidation_fee: dec!(0),
        }
    }

    #[test]
    fn fractions_that_cannot_be_are_refused_with_their_place() {
        let percent = SellerRules { maintenance: dec!(7.5), ..rules() };
        let why = percent.check("options.coin").unwrap_err().to_string();
        assert_eq!(why, "options.coin.maintenance is 7.5; a fraction from 0 to 1 is right, 0.05 for 5 %");
        let upside_down = SellerRules { maintenance: dec!(0.12), ..rules() };
        assert!(upside_down.check("p").unwrap_err().to_string().starts_with("p.maintenance is 0.12; with the"));
        let floor = SellerRules { least: dec!(0.2), ..rules() };
        assert!(floor.check("p").unwrap_err().to_string().starts_with("p.least is 0.2"));
    }
}
