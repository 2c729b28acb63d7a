//! A perpetual's unsettled profit: the worse of all bids and all asks filled, then weighted if it is a gain.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{HealthKind, PerpMarket, TokenPrice};
use crate::margin::FigureError;
use crate::margin::checked::decimal;
use crate::margin::limits::wrong;
use crate::margin::weights::Level;

/// A perpetual with its open orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerpPosition {
    /// Market's name.
    pub market: String,
    /// Long > 0, lots.
    pub base_lots: i64,
    /// What was paid (< 0) or received (> 0), native units of the settle token.
    pub quote: Decimal,
    /// Would be bought, ≥ 0, lots.
    #[serde(default)]
    pub bids_lots: i64,
    /// Would be sold, ≥ 0, lots.
    #[serde(default)]
    pub asks_lots: i64,
}

fn level(kind: HealthKind) -> Level {
    if kind == HealthKind::Maint { Level::Maintenance } else { Level::Initial }
}

/// `quote` plus the worse of the two sides' fills, the base weighted; before the overall weight.
pub fn unsettled_pnl(
    position: &PerpPosition,
    market: &PerpMarket,
    price: &TokenPrice,
    kind: HealthKind,
) -> Result<Decimal, FigureError> {
    price.check(&position.market)?;
    for (name, lots) in [("bids_lots", position.bids_lots), ("asks_lots", position.asks_lots)] {
        if lots < 0 {
            return Err(wrong(name, lots, "0 or more lots are right"));
        }
    }
    let native = |lots: i64| decimal::mul(FIELD, lots.into(), market.base_lot_size.into());
    let bids = native(position.bids_lots)?;
    let asks = decimal::sub(FIELD, Decimal::ZERO, native(position.asks_lots)?)?;
    unsettled(native(position.base_lots)?, position.quote, [bids, asks], market, price, kind)
}

const FIELD: &str = "perpetual health";

/// The same of a base and of orders (bids ≥ 0, asks ≤ 0) in units that the price is for.
pub(super) fn unsettled(
    base: Decimal,
    quote: Decimal,
    [bids, asks]: [Decimal; 2],
    market: &PerpMarket,
    price: &TokenPrice,
    kind: HealthKind,
) -> Result<Decimal, FigureError> {
    let filled = |orders: Decimal, at: Decimal| {
        let base = decimal::add(FIELD, base, orders)?;
        let weighted = market.base_weights.at(level(kind)).weighted(FIELD, base)?;
        let value = decimal::mul(FIELD, weighted, price.of(base, kind))?;
        decimal::sub(FIELD, value, decimal::mul(FIELD, orders, at)?)
    };
    let bids = filled(bids, price.liability(kind))?;
    let asks = filled(asks, price.asset(kind))?;
    decimal::add(FIELD, quote, bids.min(asks))
}

/// A gain counts at the market's overall weight, a loss whole.
pub fn weighted_pnl(unsettled: Decimal, market: &PerpMarket, kind: HealthKind) -> Result<Decimal, FigureError> {
    if unsettled <= Decimal::ZERO {
        return Ok(unsettled);
    }
    let weight = match level(kind) {
        Level::Initial => market.init_overall_asset_weight,
        Level::Maintenance => market.maint_overall_asset_weight,
    };
    decimal::mul("perpetual health", unsettled, weight)
}

#[cfg(test)]
mod tests {
    use super::super::parameters::tests::perp;
    use super::*;
    use rust_decimal_macros::dec;

    fn pnl(base_lots: i64, quote: Decimal, bids_lots: i64, asks_lots: i64) -> Decimal {
        let position = PerpPosition { market: "P".into(), base_lots, quote, bids_lots, asks_lots };
        unsettled_pnl(&position, &perp(), &TokenPrice::plain(dec!(5)), HealthKind::Init).unwrap()
    }

    #[test]
    fn a_short_owes_more_than_it_sold() {
        // a lot is worth 10 × 5 = 50
        assert_eq!(pnl(-1, dec!(100), 0, 0), dec!(100) - dec!(1.2) * dec!(50));
        assert_eq!(weighted_pnl(dec!(40), &perp(), HealthKind::Init), Ok(dec!(0.95) * dec!(40)));
        assert_eq!(weighted_pnl(dec!(-40), &perp(), HealthKind::Init), Ok(dec!(-40)));
    }

    #[test]
    fn the_worse_side_fills() {
        // bids: 10 lots × 50 × 0.8 − 7 × 50; asks: −8 × 50 × 1.2 + 11 × 50
        let (bids, asks) = (dec!(500) * dec!(0.8) - dec!(350), dec!(-400) * dec!(1.2) + dec!(550));
        assert_eq!(pnl(3, dec!(-131), 7, 11), dec!(-131) + bids.min(asks));
    }
}
