//! What a perpetual is paid at a rate, and in what: the one place that says so.

use rust_decimal::Decimal;

use crate::book::{Asset, Exact, Instrument, Kind};

/// A position in a perpetual as funding sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::margin) struct Paying<'a> {
    /// What it is paid in: what the perpetual settles in.
    pub(in crate::margin) paid_in: &'a Asset,
    /// What it is worth at its mark, in that; long > 0. `None` where it does not fit in 28 digits.
    worth: Option<Decimal>,
}

impl<'a> Paying<'a> {
    /// So many units (coins, or dollars of an inverse one) at a mark; `None` of what is no perpetual.
    pub(in crate::margin) fn of(instrument: &'a Instrument, units: Decimal, mark: Decimal) -> Option<Self> {
        if instrument.kind() != Kind::Perpetual {
            return None;
        }
        let worth = if instrument.is_inverse() { units.over(mark) } else { units.times(mark) };
        Some(Self { paid_in: instrument.settlement_asset(), worth })
    }

    /// Received (paid: below nothing) at a rate, a fraction that longs pay where it is above zero; `None` where it does not
    /// fit in 28 digits.
    pub(in crate::margin) fn at(&self, rate: Decimal) -> Option<Decimal> {
        self.worth?.times(-rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn received(name: &str, units: Decimal, mark: Decimal, rate: Decimal) -> Option<(String, Option<Decimal>)> {
        let instrument: Instrument = name.parse().unwrap();
        Paying::of(&instrument, units, mark).map(|of| (of.paid_in.to_string(), of.at(rate)))
    }

    #[test]
    fn longs_pay_a_rate_above_zero_in_what_settles() {
        // 2 · 60,000 · 0.1 %; 30,000 dollars are half a coin
        let linear = received("BTC_USDC-PERP", dec!(2), dec!(60000), dec!(0.001));
        assert_eq!(linear, Some(("USDC".to_owned(), Some(dec!(-120)))));
        let inverse = received("BTC-PERPETUAL", dec!(-30000), dec!(60000), dec!(0.001));
        assert_eq!(inverse, Some(("BTC".to_owned(), Some(dec!(0.0005)))));
        assert_eq!(received("BTC_USD-25DEC26", dec!(1), dec!(60000), dec!(0.001)), None);
    }

    #[test]
    fn what_does_not_fit_is_nothing_that_is_paid() {
        let of = |units, mark| received("BTC_USD-PERP", units, mark, Decimal::ONE);
        assert_eq!(of(Decimal::MAX, dec!(2)), Some(("USD".to_owned(), None)));
        let unpriced = received("BTC-PERPETUAL", dec!(1), dec!(0), Decimal::ONE);
        assert_eq!(unpriced, Some(("BTC".to_owned(), None)));
    }
}
