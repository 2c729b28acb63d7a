//! Funds in open spot orders: all of them may still turn into the base or all into the quote; the worse counts.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::HealthKind;
use super::token::TokenPrice;
use crate::margin::FigureError;
use crate::margin::checked::decimal;
use crate::margin::limits::wrong;
use crate::margin::weights::WeightPair;

/// Funds reserved in one market's open orders, native units. What is free in the market belongs to the balances.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenOrders {
    /// Market's name.
    pub market: String,
    /// Base reserved by asks.
    pub base_reserved: Decimal,
    /// Quote reserved by bids.
    pub quote_reserved: Decimal,
    /// The lowest ask, quote for one base; absent where it is not known.
    #[serde(default)]
    pub lowest_ask: Option<Decimal>,
    /// One over the highest bid, base for one quote; absent where it is not known.
    #[serde(default)]
    pub highest_bid_inverse: Option<Decimal>,
}

/// What a market's open orders add to health.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderPart {
    /// Market's name.
    pub market: String,
    /// Everything as base, native units.
    pub all_as_base: Decimal,
    /// Everything as quote, native units.
    pub all_as_quote: Decimal,
    /// What that adds to health as base.
    pub base_case: Decimal,
    /// What that adds to health as quote.
    pub quote_case: Decimal,
    /// The lower of the two.
    pub contribution: Decimal,
}

/// Everything as base and everything as quote, native units: at the harsher of oracle and limit price.
pub(crate) fn both_ways(
    orders: &OpenOrders,
    base: &TokenPrice,
    quote: &TokenPrice,
    kind: HealthKind,
) -> Result<(Decimal, Decimal), FigureError> {
    let field = "open orders";
    let converted =
        |amount: Decimal, from: Decimal, to: Decimal, limit: Option<Decimal>| -> Result<Decimal, FigureError> {
            let at_oracle = decimal::div(field, decimal::mul(field, amount, from)?, to)?;
            match limit {
                Some(limit) => Ok(at_oracle.min(decimal::mul(field, amount, limit)?)),
                None => Ok(at_oracle),
            }
        };
    let (bought, sold) = (
        converted(orders.quote_reserved, quote.asset(kind), base.liability(kind), orders.highest_bid_inverse)?,
        converted(orders.base_reserved, base.asset(kind), quote.liability(kind), orders.lowest_ask)?,
    );
    Ok((decimal::add(field, orders.base_reserved, bought)?, decimal::add(field, orders.quote_reserved, sold)?))
}

/// What `reserved` adds to a token's health when every market's funds are in that token and these came last: the part that
/// pays a debt back counts at the liability weight, the rest at the asset weight.
pub(crate) fn effect(
    reserved: Decimal,
    balance: Decimal,
    all_reserved: Decimal,
    weights: &WeightPair,
    price: &TokenPrice,
    kind: HealthKind,
) -> Result<Decimal, FigureError> {
    let field = "open orders";
    let most = decimal::add(field, balance, all_reserved)?;
    let held = most.clamp(Decimal::ZERO, reserved.max(Decimal::ZERO));
    let repaid = decimal::sub(field, reserved, held)?;
    let held = decimal::mul(field, decimal::mul(field, held, weights.asset)?, price.asset(kind))?;
    let repaid = decimal::mul(field, decimal::mul(field, repaid, weights.liability)?, price.liability(kind))?;
    decimal::add(field, held, repaid)
}

impl OpenOrders {
    /// Refuses amounts and limits below 0.
    pub fn check(&self) -> Result<(), FigureError> {
        let figures = [
            ("base_reserved", Some(self.base_reserved)),
            ("quote_reserved", Some(self.quote_reserved)),
            ("lowest_ask", self.lowest_ask),
            ("highest_bid_inverse", self.highest_bid_inverse),
        ];
        match figures.iter().find(|(_, figure)| figure.is_some_and(|figure| figure < Decimal::ZERO)) {
            Some((name, Some(read))) => Err(wrong(*name, read, "0 or more is right")),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    const ASK: HealthKind = HealthKind::Init;

    #[test]
    fn limit_prices_tighten_the_conversion() {
        let orders = OpenOrders {
            base_reserved: dec!(1),
            quote_reserved: dec!(12),
            lowest_ask: Some(dec!(3)),
            highest_bid_inverse: Some(dec!(0.1)),
            ..Default::default()
        };
        let (base, quote) = both_ways(&orders, &TokenPrice::plain(dec!(5)), &TokenPrice::plain(dec!(1)), ASK).unwrap();
        // 1 + min(12/5, 12 × 0.1); 12 + min(1 × 5, 1 × 3)
        assert_eq!((base, quote), (dec!(2.2), dec!(15)));
    }

    #[test]
    fn what_repays_a_debt_counts_at_the_liability_weight() {
        let pair = WeightPair { asset: dec!(0.8), liability: dec!(1.2) };
        let ask = |balance| effect(dec!(10), balance, dec!(10), &pair, &TokenPrice::plain(dec!(1)), ASK).unwrap();
        assert_eq!(ask(dec!(0)), dec!(10) * dec!(0.8));
        assert_eq!(ask(dec!(-10)), dec!(10) * dec!(1.2));
        // 6 repay, 4 are held
        assert_eq!(ask(dec!(-6)), dec!(6) * dec!(1.2) + dec!(4) * dec!(0.8));
    }
}
