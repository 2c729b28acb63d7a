//! One token: its price and weights for a kind of health.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{HealthKind, Token};
use crate::margin::FigureError;
use crate::margin::checked::decimal;
use crate::margin::limits::wrong;
use crate::margin::weights::{WeightPair, scaled_asset, scaled_liability};

/// An oracle price, and the slower stable price where there is one; dollars a native unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenPrice {
    /// The oracle's.
    pub oracle: Decimal,
    /// The stable price; absent where it equals the oracle's.
    #[serde(default)]
    pub stable: Option<Decimal>,
}

/// How much of a token the whole venue holds and owes, native units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankTotals {
    /// Deposits.
    pub deposits: Decimal,
    /// Borrows.
    pub borrows: Decimal,
    /// What open orders could still turn into deposits.
    #[serde(default)]
    pub potential_deposits: Decimal,
}

/// A token's price and totals now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenState {
    /// Price.
    pub price: TokenPrice,
    /// Totals, for the scaling of weights.
    #[serde(default)]
    pub totals: BankTotals,
}

impl TokenPrice {
    /// A price that counts as it is.
    pub fn plain(oracle: Decimal) -> Self {
        Self { oracle, stable: None }
    }

    /// For what is held.
    pub fn asset(&self, kind: HealthKind) -> Decimal {
        match (kind, self.stable) {
            (HealthKind::Init, Some(stable)) => stable.min(self.oracle),
            _ => self.oracle,
        }
    }

    /// For what is owed.
    pub fn liability(&self, kind: HealthKind) -> Decimal {
        match (kind, self.stable) {
            (HealthKind::Init, Some(stable)) => stable.max(self.oracle),
            _ => self.oracle,
        }
    }

    /// The price of an amount of this sign.
    pub fn of(&self, amount: Decimal, kind: HealthKind) -> Decimal {
        if amount.is_sign_negative() { self.liability(kind) } else { self.asset(kind) }
    }

    /// Refuses prices that are not positive.
    pub fn check(&self, field: &str) -> Result<(), FigureError> {
        let worst = self.stable.map_or(self.oracle, |stable| stable.min(self.oracle));
        if worst <= Decimal::ZERO {
            return Err(wrong(format!("{field}.price"), worst, "a price above 0 is right"));
        }
        Ok(())
    }
}

/// Weights of a token for a kind of health; `Init` scales them by the venue's totals at the higher price.
pub(crate) fn weights(token: &Token, state: &TokenState, kind: HealthKind) -> Result<WeightPair, FigureError> {
    let field = "token totals";
    match kind {
        HealthKind::Maint => Ok(token.weights.maintenance),
        HealthKind::LiquidationEnd => Ok(token.weights.initial),
        HealthKind::Init => {
            let price = state.price.liability(kind);
            let deposits = decimal::add(field, state.totals.deposits, state.totals.potential_deposits)?;
            let plain = token.weights.initial;
            Ok(WeightPair {
                asset: scaled_asset(plain.asset, decimal::mul(field, deposits, price)?, token.deposit_scale_start)?,
                liability: scaled_liability(
                    plain.liability,
                    decimal::mul(field, state.totals.borrows, price)?,
                    token.borrow_scale_start,
                )?,
            })
        }
    }
}

/// What an amount of a token adds to health.
pub(crate) fn contribution(
    amount: Decimal,
    weights: &WeightPair,
    price: &TokenPrice,
    kind: HealthKind,
) -> Result<Decimal, FigureError> {
    decimal::mul("token health", weights.weighted("token health", amount)?, price.of(amount, kind))
}

#[cfg(test)]
mod tests {
    use super::super::parameters::tests::token;
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn init_takes_the_worse_price_and_the_others_the_oracles() {
        let price = TokenPrice { oracle: dec!(100), stable: Some(dec!(90)) };
        assert_eq!((price.asset(HealthKind::Init), price.liability(HealthKind::Init)), (dec!(90), dec!(100)));
        assert_eq!(price.asset(HealthKind::Maint), dec!(100));
        assert!(TokenPrice::plain(dec!(0)).check("t").is_err());
    }

    #[test]
    fn only_init_scales_its_weights() {
        let mut rules = token(dec!(0.5), dec!(0.3));
        rules.deposit_scale_start = Some(dec!(5000));
        rules.borrow_scale_start = Some(dec!(1000));
        let totals = BankTotals { deposits: dec!(1000), borrows: dec!(300), potential_deposits: dec!(500) };
        let state = TokenState { price: TokenPrice::plain(dec!(5)), totals };
        let init = weights(&rules, &state, HealthKind::Init).unwrap();
        // 0.5 × 5,000/(1,500 × 5); 1.5 × 1,500/1,000
        assert_eq!(init.asset, dec!(0.5) * dec!(5000) / dec!(7500));
        assert_eq!(init.liability, dec!(1.5) * dec!(1.5));
        assert_eq!(weights(&rules, &state, HealthKind::LiquidationEnd).unwrap().asset, dec!(0.5));
        assert_eq!(weights(&rules, &state, HealthKind::Maint).unwrap().asset, dec!(0.7));
    }
}
