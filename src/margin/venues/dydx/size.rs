//! How much of a position one block may liquidate.

use super::market::{Market, notional};
use super::rules::LiquidationRules;
use super::wide::{Round, mul_div};
use super::{ONE_PPM, QUOTE_DECIMALS};
use crate::margin::FigureError;
use crate::margin::limits::wrong;

/// How much of a position goes in one block, with its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiquidationSize {
    /// Notional of the position, quote quantums.
    pub notional: u128,
    /// What the position's own limit allows, quote quantums.
    pub position_limit: u128,
    /// What is left of the subaccount's limit in this block, quote quantums.
    pub block_limit: u128,
    /// Base quantums, whole steps unless the whole position goes.
    pub size: u128,
}

/// Liquidation size of a position: its largest portion, at least the least notional, within what the block leaves; the
/// whole position where that covers it, else cut to whole steps. `already` is what the block has liquidated of the
/// subaccount, quote quantums. Errs on a step of 0, a price of 0 and overflow.
pub fn liquidation_size(
    size: i128,
    market: &Market,
    step: u64,
    already: u128,
    rules: &LiquidationRules,
) -> Result<LiquidationSize, FigureError> {
    let beyond = || FigureError::overflow("liquidation size");
    if step == 0 {
        return Err(wrong("step", 0, "1 base quantum or more is right"));
    }
    if market.price == 0 {
        return Err(wrong("price", 0, "a price above 0 is right"));
    }
    let value = notional(size, market)?.unsigned_abs();
    let portion = mul_div(value, rules.max_position_portion_ppm.into(), ONE_PPM.into(), Round::Down);
    let least = u128::from(rules.min_position_notional).min(value);
    let position_limit = portion.ok_or_else(beyond)?.max(least);
    let block_limit = u128::from(rules.max_subaccount_notional_per_block).saturating_sub(already);
    let allowed = position_limit.min(block_limit);
    let part = if allowed >= value { size.unsigned_abs() } else { base(allowed, market).ok_or_else(beyond)? };
    let whole = part == size.unsigned_abs();
    let size = if whole { part } else { part.min(size.unsigned_abs()) / u128::from(step) * u128::from(step) };
    Ok(LiquidationSize { notional: value, position_limit, block_limit, size })
}

/// Base quantums of a notional, cut.
fn base(notional: u128, market: &Market) -> Option<u128> {
    let exponent = market.price_exponent.checked_add(market.atomic_resolution)?.checked_add(QUOTE_DECIMALS)?;
    let power = 10_u128.checked_pow(exponent.unsigned_abs())?;
    let price = u128::from(market.price);
    if exponent < 0 { mul_div(notional, power, price, Round::Down) } else { Some(notional / price.checked_mul(power)?) }
}

#[cfg(test)]
mod tests {
    use super::super::account::tests::coin;
    use super::*;

    fn rules(min_position_notional: u64, max_position_portion_ppm: u32, block: u64) -> LiquidationRules {
        LiquidationRules {
            max_fee_ppm: 15_000,
            min_position_notional,
            max_position_portion_ppm,
            max_subaccount_notional_per_block: block,
            bankruptcy_adjustment_ppm: ONE_PPM,
            spread_to_maintenance_ppm: 1_500_000,
        }
    }

    #[test]
    fn a_tenth_of_a_large_position_goes_in_a_block() {
        // ten coins at 50,000 are 500,000 USDC; a tenth is one coin
        let got =
            liquidation_size(-1_000_000_000, &coin(50_000), 10, 0, &rules(1_000_000_000, 100_000, 100_000_000_000));
        assert_eq!(got.unwrap().size, 100_000_000);
        // 30,000 USDC are left of the block: 0.6 coins
        let got =
            liquidation_size(1_000_000_000, &coin(50_000), 10, 70_000_000_000, &rules(0, 100_000, 100_000_000_000));
        assert_eq!(got.unwrap().size, 60_000_000);
    }

    #[test]
    fn a_small_position_goes_whole() {
        let got = liquidation_size(1_999_999, &coin(50_000), 10, 0, &rules(1_000_000_000, 100_000, u64::MAX)).unwrap();
        assert_eq!((got.size, got.position_limit), (1_999_999, 999_999_500));
    }

    #[test]
    fn steps_are_whole() {
        // a tenth of 1,234,567 quantums at 3,000: 123,456 quantums and a part
        let got = liquidation_size(1_234_567, &coin(3_000), 1_000, 0, &rules(0, 100_000, u64::MAX)).unwrap();
        assert_eq!(got.size, 123_000);
        assert!(liquidation_size(1, &coin(1), 0, 0, &rules(0, 1, 1)).is_err());
        assert!(liquidation_size(1, &coin(0), 1, 0, &rules(0, 1, 1)).is_err());
    }
}
