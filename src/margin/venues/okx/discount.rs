//! Multi-currency margin: equity of each coin counts by a discount that falls with its amount.
//!
//! `adjusted = Σ price · Σ over tiers rate·(part of the amount in the tier) − order losses − fees`. Tiers are marginal
//! and in units of the coin; beyond the last nothing counts. A debt counts whole. The account is liquidated when
//! adjusted equity falls below maintenance margin and the fees of reducing. Exact.
//!
//! Source: OKX API documentation, discount rates and interest-free quota, whose field names the tiers keep.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::margin::checked::decimal::{add, mul, sub};
use crate::margin::limits::wrong;
use crate::margin::{FigureError, RuleError};

/// A tier of a coin's discount.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DiscountTier {
    /// Where it begins, coins.
    pub min_amt: Decimal,
    /// Where it ends; the last has none.
    pub max_amt: Option<Decimal>,
    /// Part that counts, a fraction.
    pub discount_rate: Decimal,
}

/// Equity in one coin.
#[derive(Clone, Debug, PartialEq)]
pub struct Balance {
    /// Which.
    pub coin: String,
    /// Equity; below zero is a debt.
    pub equity: Decimal,
    /// Dollars of one.
    pub price: Decimal,
    /// Its discount.
    pub tiers: Vec<DiscountTier>,
}

/// Adjusted equity and its parts, dollars.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AdjustedEquity {
    /// What each coin counts for.
    pub coins: Vec<(String, Decimal)>,
    /// Losses of open orders, taken off.
    pub order_loss: Decimal,
    /// Fees, taken off.
    pub fees: Decimal,
    /// What is left.
    pub total: Decimal,
}

impl AdjustedEquity {
    /// Whether the account is liquidated.
    ///
    /// # Errors
    /// A sum that does not fit.
    pub fn liquidated(&self, maintenance: Decimal, reduction_fees: Decimal) -> Result<bool, FigureError> {
        Ok(self.total < add("maintenance", maintenance, reduction_fees)?)
    }
}

/// Refuses tiers that cannot be; `path` is where they stand.
///
/// # Errors
/// Tiers that do not join, a rate that is no fraction or rises with the amount.
pub fn check_tiers(path: &str, tiers: &[DiscountTier]) -> Result<(), RuleError> {
    let (mut end, mut rate) = (Some(Decimal::ZERO), Decimal::ONE);
    for (place, tier) in tiers.iter().enumerate() {
        let at = |key: &str| format!("{path}[{place}].{key}");
        if Some(tier.min_amt) != end {
            let right = end.map_or("no tier after the last is right".into(), |end| {
                format!("{end} is right, where the tier before ends")
            });
            return Err(wrong(at("minAmt"), tier.min_amt, &right));
        }
        if tier.max_amt.is_some_and(|most| most <= tier.min_amt) {
            let read = tier.max_amt.unwrap_or_default();
            return Err(wrong(at("maxAmt"), read, "an amount above minAmt is right"));
        }
        if !(Decimal::ZERO..=rate).contains(&tier.discount_rate) {
            let right = format!("a fraction from 0 to {rate} is right, 0.95 for 95 %, never more than the tier before");
            return Err(wrong(at("discountRate"), tier.discount_rate, &right));
        }
        (end, rate) = (tier.max_amt, tier.discount_rate);
    }
    Ok(())
}

/// Adjusted equity of an account.
///
/// # Errors
/// Tiers that cannot be, a price, loss or fee below zero, or an amount that does not fit.
pub fn adjusted_equity(
    balances: &[Balance],
    order_loss: Decimal,
    fees: Decimal,
) -> Result<AdjustedEquity, FigureError> {
    for (path, value) in [("order_loss", order_loss), ("fees", fees)] {
        if value < Decimal::ZERO {
            return Err(wrong(path, value, "an amount of at least 0 is right"));
        }
    }
    let mut total = Decimal::ZERO;
    let mut coins = Vec::with_capacity(balances.len());
    for balance in balances {
        let path = format!("balances.{}", balance.coin);
        if balance.price < Decimal::ZERO {
            return Err(wrong(format!("{path}.price"), balance.price, "a price of at least 0 is right"));
        }
        check_tiers(&format!("{path}.tiers"), &balance.tiers)?;
        let counted = mul(&path, counted_amount(&path, balance.equity, &balance.tiers)?, balance.price)?;
        total = add(&path, total, counted)?;
        coins.push((balance.coin.clone(), counted));
    }
    total = sub("fees", sub("order_loss", total, order_loss)?, fees)?;
    Ok(AdjustedEquity { coins, order_loss, fees, total })
}

/// The part of an amount that counts under tiers that were checked; a debt counts whole.
pub(super) fn counted_amount(path: &str, equity: Decimal, tiers: &[DiscountTier]) -> Result<Decimal, FigureError> {
    if equity <= Decimal::ZERO {
        return Ok(equity);
    }
    tiers.iter().try_fold(Decimal::ZERO, |sum, tier| {
        let end = tier.max_amt.map_or(equity, |most| most.min(equity));
        let part = sub(path, end, tier.min_amt)?.max(Decimal::ZERO);
        add(path, sum, mul(path, part, tier.discount_rate)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn tier(min: Decimal, max: Option<Decimal>, rate: Decimal) -> DiscountTier {
        DiscountTier { min_amt: min, max_amt: max, discount_rate: rate }
    }

    fn bitcoin(equity: Decimal) -> Balance {
        let tiers = vec![tier(dec!(0), Some(dec!(10)), dec!(0.98)), tier(dec!(10), Some(dec!(50)), dec!(0.9))];
        Balance { coin: "BTC".into(), equity, price: dec!(60000), tiers }
    }

    #[test]
    fn each_tier_on_its_own_part_and_nothing_beyond_the_last() {
        let adjusted = |equity| adjusted_equity(&[bitcoin(equity)], dec!(0), dec!(0)).unwrap().total;
        assert_eq!(adjusted(dec!(4)), dec!(4) * dec!(0.98) * dec!(60000));
        assert_eq!(adjusted(dec!(25)), (dec!(10) * dec!(0.98) + dec!(15) * dec!(0.9)) * dec!(60000));
        assert_eq!(adjusted(dec!(80)), (dec!(10) * dec!(0.98) + dec!(40) * dec!(0.9)) * dec!(60000));
        // a debt counts whole
        assert_eq!(adjusted(dec!(-2)), dec!(-120000));
    }

    #[test]
    fn orders_and_fees_come_off_and_the_rest_must_cover_maintenance() {
        let equity = adjusted_equity(&[bitcoin(dec!(1))], dec!(300), dec!(500)).unwrap();
        assert_eq!(equity.total, dec!(58800) - dec!(800));
        assert!(!equity.liquidated(dec!(57000), dec!(1000)).unwrap());
        assert!(equity.liquidated(dec!(57000), dec!(1001)).unwrap());
    }

    #[test]
    fn tiers_that_cannot_be_are_refused_with_their_place() {
        let gap = [tier(dec!(0), Some(dec!(10)), dec!(0.9)), tier(dec!(20), None, dec!(0.8))];
        let why = check_tiers("tiers", &gap).unwrap_err().to_string();
        assert_eq!(why, "tiers[1].minAmt is 20; 10 is right, where the tier before ends");
        let rising = [tier(dec!(0), Some(dec!(10)), dec!(0.9)), tier(dec!(10), None, dec!(0.95))];
        assert!(check_tiers("tiers", &rising).unwrap_err().to_string().starts_with("tiers[1].discountRate is 0.95;"));
        let percent = [tier(dec!(0), None, dec!(95))];
        assert!(check_tiers("tiers", &percent).unwrap_err().to_string().starts_with("tiers[0].discountRate is 95;"));
    }
}
