//! Figures from the venue's answers, whose fields are cut or rounded for display.

use rust_decimal::{Decimal, RoundingStrategy};

use super::rules::HyperliquidRules;
use super::table::{MarginTable, liquidation};
use crate::margin::FigureError;
use crate::margin::checked::decimal::{mul, sub};
use crate::margin::rates::{Pool, Rate, Root};

/// Unrealised profit recomputed from a displayed entry price, and how far off that may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FromEntry {
    /// `size·(mark − entry)`, USDC.
    pub unrealised: Decimal,
    /// The venue's own figure is nearer than this, USDC: one unit of the entry's last digit, on the whole size.
    pub uncertainty: Decimal,
}

/// An amount as the venue shows it: cut towards zero. Sums of many positions come out lower than the cut of the sum.
pub fn as_shown(amount: Decimal, rules: &HyperliquidRules) -> Decimal {
    amount.round_dp_with_strategy(rules.shown_decimals, RoundingStrategy::ToZero)
}

/// Unrealised profit from a displayed entry price. The entry is cut for display, so this is not the venue's figure: use
/// the answer's own `unrealizedPnl` where there is one. `notional` is `positionValue`, ≥ 0.
pub fn unrealised_from_entry(size: Decimal, entry: Decimal, notional: Decimal) -> Result<FromEntry, FigureError> {
    let value = if size.is_sign_negative() { -notional } else { notional };
    let unrealised = sub("unrealised profit", value, mul("entry value", size, entry)?)?;
    let uncertainty = mul("unrealised profit", size.abs(), Decimal::new(1, entry.scale()))?;
    Ok(FromEntry { unrealised, uncertainty })
}

/// Liquidation mark of a position before it is opened. The venue's form assumes the account to be topped up to its
/// initial margin, so a value below that counts as that.
pub fn preview_liquidation(
    size: Decimal,
    mark: Decimal,
    table: &MarginTable,
    account_value: Decimal,
    initial: Decimal,
) -> Result<Option<Root>, FigureError> {
    let equity = account_value.max(initial);
    liquidation(size, mark, table, &Pool { equity, other_maintenance: Decimal::ZERO, share: Rate::ONE })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn a_displayed_entry_leaves_the_profit_uncertain() {
        let short = unrealised_from_entry(dec!(-100480.9), dec!(0.12169), dec!(12141.107147)).unwrap();
        assert_eq!(short.unrealised, dec!(-12141.107147) + dec!(100480.9) * dec!(0.12169));
        assert_eq!(short.uncertainty, dec!(100480.9) * dec!(0.00001));
        // the venue said 87.368284
        assert!((short.unrealised - dec!(87.368284)).abs() < short.uncertainty);
    }

    #[test]
    fn amounts_are_cut_for_display() {
        let rules = &crate::margin::venues::hyperliquid::parameters().unwrap().parameters;
        assert_eq!(as_shown(dec!(2428.2214299), rules), dec!(2428.221429));
        assert_eq!(as_shown(dec!(-2428.2214299), rules), dec!(-2428.221429));
    }

    #[test]
    fn a_preview_counts_the_account_as_topped_up() {
        let table = MarginTable::flat(10, dec!(0.5)).unwrap();
        let of = |value| preview_liquidation(dec!(1), dec!(100), &table, value, dec!(20)).unwrap().unwrap().price;
        // 100 − (20 − 100/20) / (1 − 1/20)
        assert_eq!(of(dec!(0)), dec!(80) / dec!(0.95));
        assert_eq!(of(dec!(30)), dec!(70) / dec!(0.95));
    }
}
