//! A perpetual: the requirement of its worst fill, and what its profit or loss counts for.

use serde::{Deserialize, Serialize};

use super::price::StrictPrice;
use super::size::{at_quote, base_value, size_discounted_weight, size_premium_weight, weighted};
use super::{BASE, DriftRules, MONEY, PerpMarket, Requires, WEIGHT};
use crate::margin::FigureError;
use crate::margin::checked::integer;
use crate::margin::limits::wrong;

/// A perpetual with its open orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerpPosition {
    /// Market's name: `SOL-PERP`.
    pub market: String,
    /// Long > 0, billionths.
    pub base_e9: i128,
    /// What was paid (< 0) or received (> 0), funding and fees included, millionths.
    pub quote_e6: i128,
    /// Would be bought, ≥ 0, billionths.
    #[serde(default)]
    pub open_bids_e9: i128,
    /// Would be sold, ≤ 0, billionths.
    #[serde(default)]
    pub open_asks_e9: i128,
    /// How many orders are open.
    #[serde(default)]
    pub open_orders: u32,
    /// The position's own margin ratio, ten-thousandths; 0 for none. Counts for `Initial` only.
    #[serde(default)]
    pub own_ratio: u32,
    /// Quote of its own if the position is isolated, millionths.
    #[serde(default)]
    pub isolated_deposit_e6: Option<i128>,
}

/// What one perpetual needs and counts for, millionths of a dollar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PerpPart {
    /// Market's name.
    pub market: String,
    /// The quantity once the worse side's orders are filled, billionths.
    pub worst_base_e9: i128,
    /// What that quantity is worth, at the quote's high price.
    pub liability_value: i128,
    /// Margin ratio used, ten-thousandths.
    pub ratio: u32,
    /// `liability_value × ratio`.
    pub position_requirement: i128,
    /// Charge for open orders.
    pub order_requirement: i128,
    /// Profit or loss at the oracle price.
    pub unrealized_pnl: i128,
    /// Weight of the profit, ten-thousandths; one for a loss.
    pub pnl_weight: u32,
    /// What the profit or loss counts for.
    pub weighted_pnl: i128,
}

impl PerpPart {
    /// Position and orders together.
    pub fn requirement(&self) -> Result<i128, FigureError> {
        integer::add("margin requirement", self.position_requirement, self.order_requirement)
    }
}

impl PerpMarket {
    /// Margin ratio for a quantity, ten-thousandths.
    pub fn ratio(&self, base_e9: i128, requires: Requires) -> Result<u32, FigureError> {
        let plain = requires.pick(self.margin_ratio_initial, self.margin_ratio_maintenance);
        let size = base_e9.checked_abs().ok_or_else(|| FigureError::overflow("base"))?;
        size_premium_weight(size, self.imf_factor, plain, WEIGHT as u32)
    }
}

/// Weight of a profit or loss, ten-thousandths: losses count whole; profits less for opening, less still when large or
/// when the market owes its traders more than it may.
pub fn pnl_weight(market: &PerpMarket, pnl_e6: i128, requires: Requires) -> Result<u32, FigureError> {
    let field = "profit weight";
    if pnl_e6 <= 0 {
        return Ok(WEIGHT as u32);
    }
    if requires == Requires::Maintenance {
        return Ok(market.pnl_maintenance_weight);
    }
    let mut weight = market.pnl_initial_weight;
    let (most, owed) = (i128::from(market.pnl_max_imbalance_e6), i128::from(market.net_user_pnl_e6));
    if most > 0 && owed > most {
        let scaled = integer::mul_div(field, i128::from(weight), most, owed)?;
        weight = u32::try_from(scaled).map_err(|_| FigureError::overflow(field))?;
    }
    size_discounted_weight(integer::mul(field, pnl_e6, BASE / MONEY)?, market.pnl_imf_factor, weight)
}

/// What a perpetual needs and counts for at an oracle price, `quote` being the price of the coin it settles in.
/// `user_ratio` is the account's own margin ratio, 0 for none.
pub fn perp_part(
    position: &PerpPosition,
    market: &PerpMarket,
    rules: &DriftRules,
    oracle_e6: i64,
    quote: &StrictPrice,
    requires: Requires,
    user_ratio: u32,
) -> Result<PerpPart, FigureError> {
    StrictPrice::plain(oracle_e6).check(&position.market)?;
    quote.check("quote")?;
    let worst = worst_base(position, oracle_e6)?;
    let worst_value = base_value(worst.checked_abs().ok_or_else(|| FigureError::overflow("base"))?, oracle_e6.into())?;
    let liability_value = integer::mul_div("liability value", worst_value, quote.high(), MONEY)?;
    let own = if requires == Requires::Initial { user_ratio.max(position.own_ratio) } else { 0 };
    let ratio = market.ratio(worst, requires)?.max(own);
    let pnl = integer::add("unrealised pnl", base_value(position.base_e9, oracle_e6.into())?, position.quote_e6)?;
    let weight = pnl_weight(market, pnl, requires)?;
    let price = if pnl > 0 { quote.low() } else { quote.high() };
    let mut weighted_pnl = at_quote("weighted pnl", weighted("weighted pnl", pnl, weight)?, price)?;
    if requires == Requires::Initial {
        weighted_pnl = weighted_pnl.min(i128::from(rules.most_profit_for_initial_e6));
    }
    Ok(PerpPart {
        market: position.market.clone(),
        worst_base_e9: worst,
        liability_value,
        ratio,
        position_requirement: weighted("margin requirement", liability_value, ratio)?,
        order_requirement: orders_charge(position.open_orders, rules)?,
        unrealized_pnl: pnl,
        pnl_weight: weight,
        weighted_pnl,
    })
}

/// The quantity of the side whose fill leaves the larger liability; asks on a draw.
fn worst_base(position: &PerpPosition, oracle_e6: i64) -> Result<i128, FigureError> {
    if position.open_bids_e9 < 0 {
        return Err(wrong("open_bids_e9", position.open_bids_e9, "bids are 0 or more"));
    }
    if position.open_asks_e9 > 0 {
        return Err(wrong("open_asks_e9", position.open_asks_e9, "asks are 0 or less"));
    }
    let bids = integer::add("open bids", position.base_e9, position.open_bids_e9)?;
    let asks = integer::add("open asks", position.base_e9, position.open_asks_e9)?;
    let value = |base: i128| base_value(base.saturating_abs(), oracle_e6.into());
    Ok(if value(asks)? >= value(bids)? { asks } else { bids })
}

/// The flat charge for open orders.
pub(crate) fn orders_charge(orders: u32, rules: &DriftRules) -> Result<i128, FigureError> {
    integer::mul("order requirement", orders.into(), rules.open_order_requirement_e6.into())
}

#[cfg(test)]
mod tests {
    use super::super::parameters::tests::{rules, sol_perp};
    use super::*;

    fn part(position: &PerpPosition, requires: Requires) -> PerpPart {
        perp_part(position, &sol_perp(), &rules(), 100_000_000, &StrictPrice::plain(1_000_000), requires, 0).unwrap()
    }

    #[test]
    fn the_larger_side_sets_the_requirement() {
        let position = PerpPosition {
            base_e9: -2_000_000_000,
            quote_e6: 200_000_000,
            open_bids_e9: 3_000_000_000,
            open_asks_e9: -1_000_000_000,
            open_orders: 2,
            ..Default::default()
        };
        let part = part(&position, Requires::Initial);
        // −2 − 1 = −3 SOL at $100, 10 %, and 2 orders at 1 cent
        assert_eq!(part.worst_base_e9, -3_000_000_000);
        assert_eq!(part.requirement(), Ok(30_000_000 + 20_000));
        assert_eq!(part.weighted_pnl, 0);
    }

    #[test]
    fn profit_counts_at_most_a_hundred_dollars_for_opening() {
        let position = PerpPosition { base_e9: 10_000_000_000, quote_e6: 0, ..Default::default() };
        assert_eq!(part(&position, Requires::Initial).weighted_pnl, 100_000_000);
        assert_eq!(part(&position, Requires::Maintenance).weighted_pnl, 1_000_000_000);
    }

    #[test]
    fn the_positions_own_ratio_raises_initial_only() {
        let position =
            PerpPosition { base_e9: 1_000_000_000, quote_e6: -100_000_000, own_ratio: 3_000, ..Default::default() };
        assert_eq!(part(&position, Requires::Initial).ratio, 3_000);
        assert_eq!(part(&position, Requires::Maintenance).ratio, 500);
    }

    #[test]
    fn what_the_market_owes_beyond_its_limit_scales_profits() {
        let market = PerpMarket { pnl_max_imbalance_e6: 100, net_user_pnl_e6: 400, ..sol_perp() };
        assert_eq!(pnl_weight(&market, 1, Requires::Initial), Ok(10_000 * 100 / 400));
        assert_eq!(pnl_weight(&market, 1, Requires::Maintenance), Ok(10_000));
        assert_eq!(pnl_weight(&market, -1, Requires::Initial), Ok(10_000));
    }
}
