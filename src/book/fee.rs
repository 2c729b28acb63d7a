//! What a venue charges for a trade, in the asset the instrument settles in; always ≥ 0.

use rust_decimal::Decimal;

use super::{Exact, Instrument, Settlement};

/// How a trade is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fee {
    /// A fraction of what is traded: 0.0005 is five hundredths of a percent. Of a perpetual, a future and spot that is
    /// its price times its size; of an option the coins it stands for at the underlying's price, as venues charge it.
    Fraction(Decimal),
    /// So much of the settlement asset for each contract of size 1: a coin, or a dollar of an inverse perpetual or future.
    Each(Decimal),
}

impl Fee {
    /// The fee of so many contracts at a price, in the settlement asset. `index` is the underlying's price in the asset
    /// an option is quoted in; only a fraction of a linear option asks for it. `None` without it, and on overflow.
    pub fn of(
        self,
        instrument: &Instrument,
        quantity: Decimal,
        price: Decimal,
        index: Option<Decimal>,
    ) -> Option<Decimal> {
        let size = quantity.abs();
        match self {
            Self::Each(each) => size.times(each),
            Self::Fraction(fraction) if fraction.is_zero() => Some(Decimal::ZERO),
            Self::Fraction(fraction) => {
                let worth = match (instrument.settlement(), instrument.is_option()) {
                    (Settlement::Inverse, true) => size,
                    (Settlement::Inverse, false) => size.over(price)?,
                    (Settlement::Linear { .. }, true) => size.times(index?)?,
                    (Settlement::Linear { .. }, false) => size.times(price)?,
                };
                worth.times(fraction)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn fee(fee: Fee, name: &str, quantity: Decimal, price: Decimal) -> Option<Decimal> {
        fee.of(&name.parse().unwrap(), quantity, price, Some(dec!(60000)))
    }

    #[test]
    fn a_fraction_is_of_what_is_traded_in_what_it_settles_in() {
        let half = Fee::Fraction(dec!(0.0005));
        assert_eq!(fee(half, "BTC-PERP", dec!(-2), dec!(60000)), Some(dec!(60))); // 2 × 60,000 × 0.0005 dollars
        assert_eq!(fee(half, "BTC-PERPETUAL", dec!(30000), dec!(60000)), Some(dec!(0.00025))); // half a coin × 0.0005
        assert_eq!(fee(half, "BTC-25DEC26-80000-P", dec!(3), dec!(0.01)), Some(dec!(0.0015))); // 3 coins × 0.0005
        assert_eq!(fee(half, "BTC_USDC-25DEC26-80000-P", dec!(3), dec!(900)), Some(dec!(90))); // 3 × 60,000 × 0.0005
        assert_eq!(fee(half, "ETH/USDC", dec!(2), dec!(3000)), Some(dec!(3)));
    }

    #[test]
    fn each_is_for_every_contract() {
        assert_eq!(fee(Fee::Each(dec!(0.0003)), "BTC-25DEC26-80000-P", dec!(-4), dec!(0.01)), Some(dec!(0.0012)));
    }

    #[test]
    fn what_cannot_be_worked_out_is_absent() {
        let half = Fee::Fraction(dec!(0.0005));
        assert_eq!(half.of(&"BTC_USDC-25DEC26-80000-P".parse().unwrap(), dec!(1), dec!(1), None), None);
        assert_eq!(fee(half, "BTC-PERP", Decimal::MAX, dec!(60000)), None);
        assert_eq!(fee(half, "BTC-PERPETUAL", dec!(1), dec!(0)), None);
        assert_eq!(fee(Fee::Fraction(Decimal::ZERO), "BTC-PERP", Decimal::MAX, dec!(60000)), Some(Decimal::ZERO));
    }
}
