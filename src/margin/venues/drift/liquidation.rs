//! How much is liquidated at once, and what the liquidator is paid.

use super::{BASE, LiquidationRules, MONEY, WEIGHT};
use crate::margin::FigureError;
use crate::margin::checked::integer;

/// What one is in fees.
const FEE: i128 = 1_000_000;

/// Quantity of a perpetual, billionths, whose closing frees `shortage_e6`:
/// `shortage / (oracle·quote·(ratio − fee) − oracle·insurance fee)`. `None` when closing frees nothing.
///
/// `ratio` in ten-thousandths, fees and prices in millionths.
pub fn base_to_cover(
    shortage_e6: i128,
    ratio: u32,
    liquidator_fee_e6: u32,
    insurance_fee_e6: u32,
    oracle_e6: i64,
    quote_e6: i64,
) -> Result<Option<i128>, FigureError> {
    let field = "base to cover";
    let freed = i128::from(ratio) * (FEE / WEIGHT) - i128::from(liquidator_fee_e6);
    if oracle_e6 <= 0 || quote_e6 <= 0 || freed <= 0 {
        return Ok(None);
    }
    let in_quote = integer::mul_div(field, oracle_e6.into(), quote_e6.into(), MONEY)?;
    let gained = integer::mul_div(field, in_quote, freed, FEE)?;
    let paid = integer::mul_div(field, oracle_e6.into(), insurance_fee_e6.into(), FEE)?;
    let each = integer::sub(field, gained, paid)?;
    if each <= 0 {
        return Ok(None);
    }
    integer::mul_div(field, shortage_e6, BASE, each).map(Some)
}

/// On which terms a debt is moved to a liquidator against collateral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferTerms {
    /// Weight of the collateral, ten-thousandths.
    pub asset_weight: u32,
    /// What of the collateral goes for one of debt, millionths: 1.1 is 1,100,000.
    pub asset_multiplier_e6: u32,
    /// Weight of the debt, ten-thousandths.
    pub liability_weight: u32,
    /// What one of debt is taken for, millionths.
    pub liability_multiplier_e6: u32,
    /// Decimals of the token owed.
    pub liability_decimals: u32,
    /// Its price, millionths.
    pub liability_price_e6: i64,
    /// What goes to the insurance fund, millionths.
    pub insurance_fee_e6: u32,
}

/// Debt to move, in the token's smallest unit, that frees `shortage_e6`:
/// `shortage / (price·(w_l − w_a·m_a/m_l) − price·insurance fee·w_l)`. `None` when moving frees nothing.
pub fn liability_to_cover(shortage_e6: i128, terms: &TransferTerms) -> Result<Option<i128>, FigureError> {
    let field = "liability to cover";
    // weights carry one more digit through the quotient
    let tenths = |weight: u32| i128::from(weight) * 10;
    if terms.liability_multiplier_e6 == 0 || terms.liability_price_e6 <= 0 {
        return Ok(None);
    }
    let liability = tenths(terms.liability_weight);
    let asset = integer::mul_div(
        field,
        tenths(terms.asset_weight),
        terms.asset_multiplier_e6.into(),
        terms.liability_multiplier_e6.into(),
    )?;
    if asset >= liability {
        return Ok(None);
    }
    let price = i128::from(terms.liability_price_e6);
    let insured = integer::mul_div(field, price, terms.insurance_fee_e6.into(), FEE)?;
    let freed = integer::mul(field, price, liability - asset)?;
    let each = integer::sub(field, freed, integer::mul(field, insured, liability)?)?;
    if each <= 0 {
        return Ok(None);
    }
    let scale = integer::ten_to(field, terms.liability_decimals.abs_diff(6))?;
    let scaled = if terms.liability_decimals > 6 { integer::mul(field, shortage_e6, scale)? } else { shortage_e6 };
    let amount = integer::mul_div(field, scaled, MONEY * WEIGHT * 10, each)?;
    if terms.liability_decimals < 6 { integer::div(field, amount, scale).map(Some) } else { Ok(Some(amount)) }
}

/// How much of the shortage may be freed now, ten-thousandths: everything when it is small, else a first share that grows
/// to the whole over `duration_slots`, less what earlier rounds freed.
pub fn share_to_liquidate(
    shortage_e6: i128,
    freed_e6: i128,
    slots_elapsed: u64,
    initial_share: u32,
    duration_slots: u64,
    rules: &LiquidationRules,
) -> Result<u32, FigureError> {
    let field = "share to liquidate";
    if shortage_e6 < i128::from(rules.small_shortage_e6) {
        return Ok(WEIGHT as u32);
    }
    let grown = match duration_slots {
        0 => WEIGHT,
        slots => integer::mul_div(field, slots_elapsed.into(), WEIGHT, slots.into())?,
    };
    let freeable = integer::add(field, grown, initial_share.into())?.min(WEIGHT);
    let total = integer::add(field, shortage_e6, freed_e6)?;
    let left = integer::sub(field, integer::mul_div(field, total, freeable, WEIGHT)?, freed_e6)?.max(0);
    let share = if shortage_e6 == 0 { WEIGHT } else { integer::mul_div(field, left, WEIGHT, shortage_e6)? };
    u32::try_from(share).map_err(|_| FigureError::overflow(field))
}

/// The liquidator's fee, millionths: `base` during the grace, then `base` plus growth for every slot since the user was
/// last active (the grace included), at most `most`.
pub fn liquidator_fee(base_e6: u32, most_e6: u32, slots_elapsed: u64, rules: &LiquidationRules) -> u32 {
    if slots_elapsed < rules.fee_grace_slots {
        return base_e6;
    }
    let growth = slots_elapsed.saturating_mul(rules.fee_per_slot_e6.into());
    let grown = u64::from(base_e6).saturating_add(growth).min(most_e6.into());
    u32::try_from(grown).unwrap_or(most_e6)
}

#[cfg(test)]
mod tests {
    use super::super::parameters::tests::rules;
    use super::*;

    const USD: i128 = 1_000_000;

    #[test]
    fn closing_frees_the_ratio_less_the_fees() {
        let ask = |fee, insurance, quote| base_to_cover(10 * USD, 1_000, fee, insurance, 100_000_000, quote);
        // 10 / (100 × 0.1)
        assert_eq!(ask(0, 0, 1_000_000), Ok(Some(1_000_000_000)));
        // 10 / (100 × 0.09 − 100 × 0.01)
        assert_eq!(ask(10_000, 10_000, 1_000_000), Ok(Some(1_250_000_000)));
        // 10 / (101 × 0.1)
        assert_eq!(ask(0, 0, 1_010_000), Ok(Some(990_099_009)));
        // a fee of 10 % eats the ratio of 10 %
        assert_eq!(ask(100_000, 0, 1_000_000), Ok(None));
    }

    #[test]
    fn moving_a_debt_frees_the_gap_between_the_weights() {
        let terms = TransferTerms {
            asset_weight: 8_000,
            asset_multiplier_e6: 1_000_000,
            liability_weight: 12_000,
            liability_multiplier_e6: 1_000_000,
            liability_decimals: 9,
            liability_price_e6: 100_000_000,
            insurance_fee_e6: 0,
        };
        // 10 / (100 × (1.2 − 0.8))
        assert_eq!(liability_to_cover(10 * USD, &terms), Ok(Some(250_000_000)));
        let cheap = TransferTerms { liability_multiplier_e6: 600_000, ..terms };
        assert_eq!(liability_to_cover(10 * USD, &cheap), Ok(None));
    }

    #[test]
    fn a_small_shortage_goes_at_once_and_a_large_one_over_time() {
        let ask = |shortage, freed, slots| share_to_liquidate(shortage, freed, slots, 1_000, 150, &rules().liquidation);
        assert_eq!(ask(49 * USD, 0, 0), Ok(10_000));
        assert_eq!(ask(50 * USD, 0, 0), Ok(1_000));
        // 10 % + 75/150
        assert_eq!(ask(100 * USD, 0, 75), Ok(6_000));
        // (10 + 90) × 10 % is what was freed already
        assert_eq!(ask(90 * USD, 10 * USD, 0), Ok(0));
        assert_eq!(ask(100 * USD, 0, 1_000), Ok(10_000));
    }

    #[test]
    fn the_fee_grows_from_the_last_activity() {
        let ask = |slots| liquidator_fee(20_000, 50_000, slots, &rules().liquidation);
        assert_eq!((ask(10), ask(1_499)), (20_000, 20_000));
        assert_eq!(ask(1_500), 20_000 + 1_500);
        assert_eq!(ask(100_000), 50_000);
    }
}
