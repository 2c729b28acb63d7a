//! On what terms a trade of any size is done.
//!
//! Questions about sizes and hedges turn a size into a [`Trade`] here, so that fees and prices are the same everywhere.

use rust_decimal::Decimal;

use super::{Apiece, AskError};
use crate::book::{Exact, Fee, Instrument, Trade};

/// Bought or sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Quantities above zero.
    Buy,
    /// Quantities below zero.
    Sell,
}

impl Side {
    /// A size with the side’s sign.
    pub fn signed(self, size: Decimal) -> Decimal {
        match self {
            Self::Buy => size,
            Self::Sell => -size,
        }
    }
}

/// An instrument offered or asked for at a price.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// What is traded.
    pub instrument: Instrument,
    /// Bought or sold.
    pub side: Side,
    /// Price in the instrument’s own unit, whatever the size.
    pub price: Decimal,
    /// What is charged for it.
    pub fee: Fee,
    /// Sizes are whole multiples of this; absent for any size.
    pub step: Option<Decimal>,
    /// The most that is to be had at the price; absent for any amount.
    pub most: Option<Decimal>,
}

impl Terms {
    /// At a price, without fee, any size.
    pub fn at(instrument: Instrument, side: Side, price: Decimal) -> Self {
        Self { instrument, side, price, fee: Fee::Fraction(Decimal::ZERO), step: None, most: None }
    }

    /// # Errors
    /// The first figure that cannot be, by its field.
    pub fn check(&self) -> Result<(), AskError> {
        let free = self.instrument.is_option() && self.price.is_zero();
        if self.price <= Decimal::ZERO && !free {
            return Err(AskError::field("price", self.price, "a price above 0 is right"));
        }
        match self.fee {
            Fee::Fraction(rate) if !(Decimal::ZERO..=Decimal::ONE).contains(&rate) => {
                return Err(AskError::field("fee rate", rate, "a fraction from 0 to 1 is right, 0.0005 for 0.05 %"));
            }
            Fee::Each(each) if each < Decimal::ZERO => {
                return Err(AskError::field("fee a contract", each, "at least 0 is right"));
            }
            Fee::Fraction(_) | Fee::Each(_) => {}
        }
        if let Some(step) = self.step.filter(|step| *step <= Decimal::ZERO) {
            return Err(AskError::field("size step", step, "a step above 0 is right, or none"));
        }
        match self.most.filter(|most| *most <= Decimal::ZERO) {
            Some(most) => Err(AskError::field("size on offer", most, "a size above 0 is right, or none")),
            None => Ok(()),
        }
    }

    /// The trade of a size above zero; `of` is what one of the instrument is.
    ///
    /// # Errors
    /// The fee does not fit in 28 digits.
    pub fn trade(&self, size: Decimal, of: &Apiece) -> Result<Trade, AskError> {
        let index = of.index.over(of.paid_usd);
        let fee = self.fee.of(&self.instrument, size, self.price, index).ok_or(AskError::TooLarge("fee"))?;
        let instrument = self.instrument.clone();
        Ok(Trade { instrument, quantity: self.side.signed(size), price: self.price, fee })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::venues::case::{market, rules, with_options};
    use rust_decimal_macros::dec;

    fn terms(name: &str, price: Decimal) -> Terms {
        Terms { fee: Fee::Fraction(dec!(0.0005)), ..Terms::at(name.parse().unwrap(), Side::Sell, price) }
    }

    #[test]
    fn a_fee_is_paid_in_what_the_instrument_settles_in() {
        let market = with_options(
            market(&[("BTC", "60000")]),
            &[("BTC", "25DEC26", "60000")],
            &[("BTC-25DEC26-60000-C", 0.5), ("BTC_USDC-25DEC26-60000-C", 0.5)],
        );
        for (name, price, fee) in [
            ("BTC-PERP", dec!(60000), dec!(60)),                // 2 × 60,000 × 0.05 %
            ("BTC-PERPETUAL", dec!(50000), dec!(0.00000002)),   // 2 ÷ 50,000 × 0.05 %
            ("BTC-25DEC26-60000-C", dec!(0.05), dec!(0.001)),   // 2 × 0.05 % of a coin
            ("BTC_USDC-25DEC26-60000-C", dec!(3000), dec!(60)), // 2 × 60,000 × 0.05 %
        ] {
            let terms = terms(name, price);
            let of = Apiece::of(&terms.instrument, &market, rules("reference")).unwrap();
            let trade = terms.trade(dec!(2), &of).unwrap();
            assert_eq!((trade.quantity, trade.fee), (dec!(-2), fee), "{name}");
        }
    }

    #[test]
    fn what_cannot_be_is_named_with_its_value() {
        let good = terms("BTC-PERP", dec!(60000));
        assert_eq!(good.check(), Ok(()));
        let said = |terms: Terms| terms.check().unwrap_err().to_string();
        assert_eq!(said(Terms { price: dec!(0), ..good.clone() }), "price is 0; a price above 0 is right");
        assert_eq!(
            said(Terms { fee: Fee::Fraction(dec!(5)), ..good.clone() }),
            "fee rate is 5; a fraction from 0 to 1 is right, 0.0005 for 0.05 %"
        );
        assert_eq!(said(Terms { fee: Fee::Each(dec!(-1)), ..good.clone() }), "fee a contract is -1; at least 0 is right");
        assert!(said(Terms { step: Some(dec!(0)), ..good.clone() }).starts_with("size step is 0"));
        assert!(said(Terms { most: Some(dec!(-1)), ..good }).starts_with("size on offer is -1"));
        let missing = Apiece::of(&"SOL-PERP".parse().unwrap(), &market(&[]), rules("reference"));
        let said = missing.unwrap_err().to_string();
        assert_eq!(said, "SOL-PERP is not margined: no price for SOL; type one, or fetch live prices");
    }
}
