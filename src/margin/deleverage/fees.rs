//! What a venue charges for a liquidation order.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::book::Exact;

/// Fees, fractions: 0.0005 is 0.05 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fees {
    /// Of the value of a perpetual, a future or a coin.
    pub future: Decimal,
    /// Of an option's underlying.
    pub option: Decimal,
    /// Most of an option's own value.
    pub option_most: Decimal,
}

impl Fees {
    /// The fee of an order, dollars: `exposure_usd` is the value of what is traded, of an option that of its underlying;
    /// `premium_usd` is an option's own.
    pub(super) fn of(&self, exposure_usd: Decimal, premium_usd: Option<Decimal>) -> Decimal {
        match premium_usd {
            Some(premium) => exposure_usd.capped_times(self.option).min(premium.capped_times(self.option_most)),
            None => exposure_usd.capped_times(self.future),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn an_options_fee_is_capped_by_its_value() {
        let fees = Fees { future: dec!(0.001), option: dec!(0.0003), option_most: dec!(0.125) };
        assert_eq!(fees.of(dec!(60000), None), dec!(60));
        // 18 of 60,000, or 12.5 % of 40
        assert_eq!(fees.of(dec!(60000), Some(dec!(1000))), dec!(18));
        assert_eq!(fees.of(dec!(60000), Some(dec!(40))), dec!(5));
    }
}
