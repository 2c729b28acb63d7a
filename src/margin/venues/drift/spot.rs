//! A token balance with orders: the worse of all bids filled and all asks filled.

use serde::{Deserialize, Serialize};

use super::price::{StrictPrice, token_value, valued};
use super::size::{
    deposit_scaled_weight, in_e9, size_discounted_weight, size_premium_weight, value_towards_zero, weighted,
};
use super::{Requires, SpotMarket, WEIGHT};
use crate::margin::FigureError;
use crate::margin::checked::integer;
use crate::margin::limits::wrong;

/// A token balance with its open orders, in the token's smallest unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpotPosition {
    /// Market's name: `SOL`.
    pub market: String,
    /// Held > 0, borrowed < 0.
    pub amount: i128,
    /// Would be bought, ≥ 0.
    #[serde(default)]
    pub open_bids: i128,
    /// Would be sold, ≤ 0.
    #[serde(default)]
    pub open_asks: i128,
    /// How many orders are open.
    #[serde(default)]
    pub open_orders: u32,
}

/// A balance once the orders of one side are filled, in millionths of a dollar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Fill {
    /// Tokens after the fill, in the smallest unit.
    pub token_amount: i128,
    /// Quote received > 0 or paid < 0 for the fill.
    pub orders_value: i128,
    /// What the tokens are worth.
    pub token_value: i128,
    /// The weight used, ten-thousandths; one where there is nothing to weigh.
    pub weight: u32,
    /// What they count for.
    pub weighted_value: i128,
    /// What the balance adds to free collateral.
    pub contribution: i128,
}

impl SpotMarket {
    /// Asset weight for an amount held.
    pub fn asset_weight(&self, amount: i128, price_e6: i128, requires: Requires) -> Result<u32, FigureError> {
        let deposits = value_towards_zero(i128::from(self.deposits), self.decimals, price_e6)?;
        let initial = deposit_scaled_weight(self.initial_asset_weight, self.scale_start_e6, deposits)?;
        let plain = requires.pick(initial, self.maintenance_asset_weight);
        size_discounted_weight(in_e9(magnitude(amount)?, self.decimals)?, self.imf_factor, plain)
    }

    /// Liability weight for an amount owed.
    pub fn liability_weight(&self, amount: i128, requires: Requires) -> Result<u32, FigureError> {
        let plain = requires.pick(self.initial_liability_weight, self.maintenance_liability_weight);
        let size = in_e9(magnitude(amount)?, self.decimals)?;
        size_premium_weight(size, self.imf_factor, plain, WEIGHT as u32)
    }
}

fn magnitude(amount: i128) -> Result<i128, FigureError> {
    amount.checked_abs().ok_or_else(|| FigureError::overflow("token amount"))
}

/// The worse side for free collateral. `user_ratio` is the account's own margin ratio, 0 for none; it moves both weights
/// away from one and counts for `Initial` only.
pub fn worst_fill(
    position: &SpotPosition,
    market: &SpotMarket,
    price: &StrictPrice,
    requires: Requires,
    user_ratio: u32,
) -> Result<Fill, FigureError> {
    price.check(&position.market)?;
    if position.open_bids < 0 {
        return Err(wrong("open_bids", position.open_bids, "bids are 0 or more"));
    }
    if position.open_asks > 0 {
        return Err(wrong("open_asks", position.open_asks, "asks are 0 or less"));
    }
    let user_ratio = if requires == Requires::Initial { user_ratio } else { 0 };
    let side = |orders| filled(position.amount, orders, market, price, requires);
    let (bids, asks) = (side(position.open_bids)?, side(position.open_asks)?);
    // the user's own ratio does not take part in choosing the side
    let worse = if asks.contribution <= bids.contribution { asks } else { bids };
    with_user_ratio(worse, market, price, user_ratio)
}

fn filled(
    amount: i128,
    orders: i128,
    market: &SpotMarket,
    price: &StrictPrice,
    requires: Requires,
) -> Result<Fill, FigureError> {
    // both sides trade at the high price
    let orders_value = valued(integer::sub("orders", 0, orders)?, market.decimals, price.high())?;
    let token_amount = integer::add("token amount", amount, orders)?;
    let now = token_value(amount, market.decimals, price)?;
    let token_value = integer::sub("token value", now, orders_value)?;
    let weight = match token_value {
        0 => WEIGHT as u32,
        1.. => market.asset_weight(token_amount, i128::from(price.current_e6), requires)?,
        _ => market.liability_weight(token_amount, requires)?,
    };
    finished(Fill { token_amount, orders_value, token_value, weight, weighted_value: 0, contribution: 0 })
}

fn with_user_ratio(fill: Fill, market: &SpotMarket, price: &StrictPrice, ratio: u32) -> Result<Fill, FigureError> {
    if ratio == 0 || fill.weighted_value == 0 {
        return Ok(fill);
    }
    let one = WEIGHT as u32;
    let weight = if fill.weighted_value < 0 {
        market.liability_weight(fill.token_amount, Requires::Initial)?.max(one.saturating_add(ratio))
    } else {
        let plain = market.asset_weight(fill.token_amount, i128::from(price.current_e6), Requires::Initial)?;
        plain.min(one.saturating_sub(ratio))
    };
    finished(Fill { weight, ..fill })
}

fn finished(fill: Fill) -> Result<Fill, FigureError> {
    let weighted_value = weighted("weighted value", fill.token_value, fill.weight)?;
    let contribution = integer::add("contribution", weighted_value, fill.orders_value)?;
    Ok(Fill { weighted_value, contribution, ..fill })
}

#[cfg(test)]
mod tests {
    use super::super::parameters::tests::sol;
    use super::*;

    const SOL: i128 = 1_000_000_000;

    fn at_100(amount: i128, bids: i128, asks: i128) -> Fill {
        let position =
            SpotPosition { amount: amount * SOL, open_bids: bids * SOL, open_asks: asks * SOL, ..Default::default() };
        worst_fill(&position, &sol(), &StrictPrice::plain(100_000_000), Requires::Initial, 0).unwrap()
    }

    #[test]
    fn bids_are_bought_and_paid_for() {
        // 100 held + 100 bid at $100: 0.8·20,000 − 10,000
        let fill = at_100(100, 100, 0);
        assert_eq!(
            (fill.token_amount, fill.weighted_value, fill.orders_value),
            (200 * SOL, 16_000_000_000, -10_000_000_000)
        );
        assert_eq!(fill.contribution, (16_000 - 10_000) * 1_000_000);
    }

    #[test]
    fn asks_beyond_the_holding_are_a_debt() {
        // 0 held, 500 asked: −1.2·50,000 + 50,000
        assert_eq!(at_100(0, 0, -500).contribution, (50_000 - 60_000) * 1_000_000);
    }

    #[test]
    fn the_accounts_own_ratio_moves_both_weights() {
        let ask = |amount| {
            let position = SpotPosition { amount: amount * SOL, ..Default::default() };
            worst_fill(&position, &sol(), &StrictPrice::plain(100_000_000), Requires::Initial, 5_000).unwrap().weight
        };
        assert_eq!((ask(-1), ask(1)), (10_000 + 5_000, 10_000 - 5_000));
    }
}
