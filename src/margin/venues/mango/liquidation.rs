//! How much of a debt a liquidator takes over until the account is healthy again.

use rust_decimal::Decimal;
use serde::Serialize;

use super::TokenPrice;
use crate::margin::FigureError;
use crate::margin::checked::decimal;
use crate::margin::weights::WeightPair;

/// What changes hands, native units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TokenTransfer {
    /// Debt taken over.
    pub liability: Decimal,
    /// Collateral given for it, fees included.
    pub asset: Decimal,
}

/// What a liquidation costs on both tokens: `(1 + f_l)·(1 + f_a)`, each the liquidator's and the platform's fee together.
pub fn fee_factor(liability_fees: Decimal, asset_fees: Decimal) -> Result<Decimal, FigureError> {
    let field = "liquidation fee";
    let one = |fees| decimal::add(field, Decimal::ONE, fees);
    decimal::mul(field, one(liability_fees)?, one(asset_fees)?)
}

/// The transfer that brings a health below 0 to 0: each unit of debt frees `p_l·(w_l − w_a·fee)`; at most the debt and what
/// the collateral can pay. `None` when a transfer frees nothing. The asset is `debt·p_l/p_a·fee`.
pub fn token_transfer(
    health: Decimal,
    liability: (Decimal, &TokenPrice, &WeightPair),
    asset: (Decimal, &TokenPrice, &WeightPair),
    fee: Decimal,
) -> Result<Option<TokenTransfer>, FigureError> {
    let field = "liquidation transfer";
    let (owed, liability_price, liability_weights) = liability;
    let (held, asset_price, asset_weights) = asset;
    liability_price.check("liability")?;
    asset_price.check("asset")?;
    let cost = decimal::mul(field, asset_weights.asset, fee)?;
    let freed = decimal::mul(field, liability_price.oracle, decimal::sub(field, liability_weights.liability, cost)?)?;
    if freed <= Decimal::ZERO {
        return Ok(None);
    }
    let each = decimal::div(field, decimal::mul(field, liability_price.oracle, fee)?, asset_price.oracle)?;
    let wanted = decimal::div(field, -health.min(Decimal::ZERO), freed)?;
    let payable = if each.is_zero() { owed } else { decimal::div(field, held.max(Decimal::ZERO), each)? };
    let liability = wanted.min(owed.max(Decimal::ZERO)).min(payable);
    Ok(Some(TokenTransfer { liability, asset: decimal::mul(field, liability, each)? }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn ask(health: Decimal, owed: Decimal, held: Decimal) -> TokenTransfer {
        let (liability, asset) = (TokenPrice::plain(dec!(2)), TokenPrice::plain(dec!(1)));
        let weights = |asset, liability| WeightPair { asset, liability };
        let fee = fee_factor(dec!(0.02), dec!(0.02)).unwrap();
        token_transfer(
            health,
            (owed, &liability, &weights(dec!(0.6), dec!(1.4))),
            (held, &asset, &weights(dec!(0.6), dec!(1.4))),
            fee,
        )
        .unwrap()
        .unwrap()
    }

    #[test]
    fn the_debt_taken_over_restores_health() {
        let answer = ask(dec!(-399.2), dec!(1000), dec!(1000));
        let freed = dec!(2) * (dec!(1.4) - dec!(0.6) * dec!(1.02) * dec!(1.02));
        assert_eq!(answer.liability, dec!(399.2) / freed);
        assert_eq!(answer.asset, answer.liability * (dec!(2) * dec!(1.0404) / dec!(1)));
    }

    #[test]
    fn it_is_at_most_what_is_owed_and_can_be_paid() {
        assert_eq!(ask(dec!(-399.2), dec!(31), dec!(1000)).liability, dec!(31));
        assert_eq!(ask(dec!(-399.2), dec!(1000), dec!(2.0808)).liability, dec!(1));
        assert_eq!(ask(dec!(10), dec!(31), dec!(1000)).liability, dec!(0));
    }
}
