//! Where an account stands, as the venue's own client shows it: health, most leverage, liquidation price.

use super::account::Bucket;
use super::size::weighted;
use super::{BASE, MONEY, PerpMarket, Requires, SpotMarket, WEIGHT};
use crate::margin::FigureError;
use crate::margin::checked::integer;
use crate::margin::limits::wrong;

/// Whether the maintenance requirement is failed.
pub fn is_liquidatable(maintenance: &Bucket) -> bool {
    maintenance.total_collateral < maintenance.margin_requirement
}

/// Health, 0 to 100, of the maintenance requirement: `1 − requirement/collateral`, rounded half up. 100 when nothing is
/// required and nothing is owed.
pub fn health_percent(maintenance: &Bucket) -> Result<u8, FigureError> {
    let (have, need) = (maintenance.total_collateral, maintenance.margin_requirement);
    if need == 0 && have >= 0 {
        return Ok(100);
    }
    if have <= 0 || need >= have {
        return Ok(0);
    }
    let field = "health";
    let twice = integer::mul_div(field, integer::sub(field, have, need)?, 200, have)?;
    u8::try_from((twice + 1) / 2).map_err(|_| FigureError::overflow(field))
}

/// Most leverage a perpetual can be taken to, ten-thousandths, from what is free and the net value of the account
/// (millionths). The venue's client tries at most ten times to settle the ratio that size itself raises, and takes the
/// quantity in millionths where the market counts billionths; so does this. 0 without net value.
pub fn most_leverage(
    free_e6: i128,
    liabilities_e6: i128,
    net_value_e6: i128,
    market: &PerpMarket,
    oracle_e6: i64,
    requires: Requires,
    own_ratio: u32,
) -> Result<i128, FigureError> {
    let field = "leverage";
    if net_value_e6 <= 0 {
        return Ok(0);
    }
    if oracle_e6 <= 0 {
        return Err(wrong("oracle_e6", oracle_e6, "a price above 0 in millionths is right"));
    }
    let free = free_e6.max(0);
    let own = if requires == Requires::Initial { own_ratio } else { 0 };
    let plain = requires.pick(market.margin_ratio_initial, market.margin_ratio_maintenance).max(own);
    let mut ratio = plain;
    for _ in 0..=10 {
        if ratio == 0 {
            return Err(wrong("margin ratio", ratio, "a ratio above 0 is right"));
        }
        let notional = integer::mul_div(field, free, WEIGHT, ratio.into())?;
        let sized = market.ratio(integer::mul_div(field, notional, MONEY, oracle_e6.into())?, requires)?.max(own);
        if sized <= plain || sized == ratio {
            ratio = sized;
            break;
        }
        ratio = sized;
    }
    let more = integer::mul_div(field, free, WEIGHT, ratio.into())?;
    integer::mul_div(field, integer::add(field, liabilities_e6, more)?, WEIGHT, net_value_e6)
}

/// What free collateral gains, millionths, as one oracle price rises by one dollar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slope(pub i128);

impl Slope {
    /// Of a perpetual, its ratio frozen at today's size: `q·(1 − ratio)` long, `−|q|·(1 + ratio)` short.
    pub fn of_perp(base_e9: i128, market: &PerpMarket, requires: Requires) -> Result<Self, FigureError> {
        let field = "slope";
        let ratio = integer::mul(field, market.ratio(base_e9, requires)?.into(), MONEY / WEIGHT)?;
        let each = if base_e9 >= 0 { MONEY - ratio } else { MONEY + ratio };
        integer::mul_div(field, base_e9, each, BASE).map(Self)
    }

    /// Of a balance in the same coin, its weight frozen at today's size.
    pub fn of_spot(amount: i128, market: &SpotMarket, price_e6: i64, requires: Requires) -> Result<Self, FigureError> {
        let field = "slope";
        let units = integer::mul_div(field, amount, MONEY, integer::ten_to("decimals", market.decimals)?)?;
        let weight = if amount >= 0 {
            market.asset_weight(amount, price_e6.into(), requires)?
        } else {
            market.liability_weight(amount, requires)?
        };
        weighted(field, units, weight).map(Self)
    }

    /// Both together.
    pub fn and(self, other: Self) -> Result<Self, FigureError> {
        integer::add("slope", self.0, other.0).map(Self)
    }
}

/// The price, millionths, at which nothing is free, all else kept: `oracle − free/slope`. `None` when the price does not
/// matter or would be negative. The venue's client takes free collateral below 0 for 0, so an account already short shows
/// today's price; so does this.
pub fn liquidation_price(oracle_e6: i64, free_e6: i128, slope: Slope) -> Result<Option<i128>, FigureError> {
    if slope.0 == 0 {
        return Ok(None);
    }
    let move_e6 = integer::mul_div("liquidation price", free_e6.max(0), MONEY, slope.0)?;
    let price = integer::sub("liquidation price", oracle_e6.into(), move_e6)?;
    Ok((price >= 0).then_some(price))
}

#[cfg(test)]
mod tests {
    use super::super::parameters::tests::{sol, sol_perp};
    use super::*;

    fn pool(total_collateral: i128, margin_requirement: i128) -> Bucket {
        Bucket { total_collateral, margin_requirement, ..Default::default() }
    }

    #[test]
    fn health_goes_from_0_to_100() {
        assert_eq!(health_percent(&pool(0, 0)), Ok(100));
        assert_eq!(health_percent(&pool(0, 2)), Ok(0));
        assert_eq!(health_percent(&pool(-1, 0)), Ok(0));
        // 1 − 5/1000 = 99.5 %
        assert_eq!(health_percent(&pool(1_000, 5)), Ok(100));
        assert_eq!(health_percent(&pool(1_000, 6)), Ok(99));
        assert!(is_liquidatable(&pool(0, 2)) && !is_liquidatable(&pool(2, 2)));
    }

    #[test]
    fn leverage_is_one_over_the_ratio() {
        let ask = |requires| most_leverage(10_000_000_000, 0, 10_000_000_000, &sol_perp(), 1_000_000, requires, 0);
        assert_eq!(ask(Requires::Initial), Ok(10 * 10_000));
        assert_eq!(ask(Requires::Maintenance), Ok(20 * 10_000));
    }

    #[test]
    fn a_long_is_liquidated_below_and_a_short_above() {
        let of = |base| Slope::of_perp(base, &sol_perp(), Requires::Maintenance).unwrap();
        // 1 SOL at 100 with 19 free: 100 − 19/0.95; short 100 + 21/1.05
        assert_eq!(liquidation_price(100_000_000, 19_000_000, of(1_000_000_000)), Ok(Some(80_000_000)));
        assert_eq!(liquidation_price(100_000_000, 21_000_000, of(-1_000_000_000)), Ok(Some(120_000_000)));
        // already short of collateral: today's price
        assert_eq!(liquidation_price(100_000_000, -5, of(1_000_000_000)), Ok(Some(100_000_000)));
        assert_eq!(liquidation_price(100_000_000, 200_000_000, of(1_000_000_000)), Ok(None));
    }

    #[test]
    fn a_balance_in_the_same_coin_moves_with_the_perpetual() {
        let spot = Slope::of_spot(1_000_000_000, &sol(), 100_000_000, Requires::Maintenance).unwrap();
        let short = Slope::of_perp(-1_000_000_000, &sol_perp(), Requires::Maintenance).unwrap();
        // 0.9 held less 1.05 short
        assert_eq!(spot.and(short), Ok(Slope(900_000 - 1_050_000)));
    }
}
