//! On what terms a trade of any size is done.
//!
//! Questions about sizes and hedges turn a size into a [`Trade`] here, so that fees and prices are the same everywhere.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Apiece, AskError};
use crate::book::{Exact, Fee, Instrument, Trade};
use crate::risk::{self, OrderBook};

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

/// What is paid for a size, in the instrument’s own unit.
#[derive(Clone, Debug, PartialEq)]
pub enum Price {
    /// The same whatever the size.
    At(Decimal),
    /// What a market order pays that walks an order book: the average of what fills it.
    Through(Arc<OrderBook>),
}

impl Price {
    /// Of a signed quantity of an instrument, buy > 0.
    ///
    /// # Errors
    /// The order book holds less, with how much.
    pub fn of(&self, instrument: &Instrument, quantity: Decimal) -> Result<Decimal, AskError> {
        match self {
            Self::At(price) => Ok(*price),
            Self::Through(book) => Ok(book.fill_of(instrument, quantity, Decimal::ZERO)?.average),
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
    /// What is paid.
    pub price: Price,
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
        Self { instrument, side, price: Price::At(price), fee: Fee::Fraction(Decimal::ZERO), step: None, most: None }
    }

    /// # Errors
    /// The first figure that cannot be, by its field.
    pub fn check(&self) -> Result<(), AskError> {
        if let Price::At(price) = self.price {
            let free = self.instrument.is_option() && price.is_zero();
            if price <= Decimal::ZERO && !free {
                return Err(AskError::field("price", price, "a price above 0 is right"));
            }
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

    /// The most that is to be had; absent for any amount.
    pub fn on_offer(&self) -> Option<Decimal> {
        let book = match &self.price {
            Price::At(_) => None,
            Price::Through(book) => Some(book.depth(risk::Side::met_by(self.side.signed(Decimal::ONE)))),
        };
        match (self.most, book) {
            (Some(most), Some(book)) => Some(most.min(book)),
            (most, book) => most.or(book),
        }
    }

    /// The trade of a size above zero; `of` is what one of the instrument is.
    ///
    /// # Errors
    /// As [`Terms::trade_at`].
    pub fn trade(&self, size: Decimal, of: &Apiece) -> Result<Trade, AskError> {
        self.trade_at(size, of.index.over(of.paid_usd))
    }

    /// The trade of a size above zero; `index` is the underlying’s price in the asset an option is quoted in, of which only
    /// the fee of a linear option is a fraction.
    ///
    /// # Errors
    /// An order book that holds less; a fee that does not fit in 28 digits, or has no index to be a fraction of.
    pub fn trade_at(&self, size: Decimal, index: Option<Decimal>) -> Result<Trade, AskError> {
        let quantity = self.side.signed(size);
        let price = self.price.of(&self.instrument, quantity)?;
        let fee = self.fee.of(&self.instrument, size, price, index).ok_or(AskError::TooLarge("fee"))?;
        Ok(Trade { instrument: self.instrument.clone(), quantity, price, fee })
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
    fn a_size_walks_an_order_book_as_far_as_it_goes() {
        let book = OrderBook::read("bid 59990 1.5\nbid 59970 2\nask 60010 1").unwrap();
        let terms = Terms { price: Price::Through(Arc::new(book)), ..terms("BTC-PERP", dec!(1)) };
        assert_eq!((terms.check(), terms.on_offer()), (Ok(()), Some(dec!(3.5))));
        let trade = terms.trade_at(dec!(3), None).unwrap();
        // (1.5 × 59,990 + 1.5 × 59,970) / 3, and 0.05 % of three of them
        assert_eq!((trade.price, trade.fee), (dec!(59980), dec!(89.97)));
        let said = terms.trade_at(dec!(4), None).unwrap_err().to_string();
        assert!(said.starts_with("the bids hold 3.5 of the 4 that this order needs"), "{said}");
        let bought = Terms { side: Side::Buy, most: Some(dec!(0.5)), ..terms };
        assert_eq!(bought.on_offer(), Some(dec!(0.5)));
    }

    #[test]
    fn dollars_of_an_inverse_contract_are_averaged_by_the_coins_they_are() {
        // 30,000 dollars at 60,000 are half a coin, 20,000 at 40,000 are another
        let book = Arc::new(OrderBook::read("bid 60000 30000\nbid 40000 90000").unwrap());
        let through = |name| Terms { price: Price::Through(Arc::clone(&book)), ..terms(name, dec!(1)) };
        let inverse = through("BTC-PERPETUAL").trade_at(dec!(50000), None).unwrap();
        // 50,000 over one coin, of which 0.05 % is the fee
        assert_eq!((inverse.price, inverse.fee), (dec!(50000), dec!(0.0005)));
        // of coins it is (30,000 × 60,000 + 20,000 × 40,000) / 50,000
        assert_eq!(through("BTC-PERP").trade_at(dec!(50000), None).unwrap().price, dec!(52000));
    }

    #[test]
    fn what_cannot_be_is_named_with_its_value() {
        let good = terms("BTC-PERP", dec!(60000));
        assert_eq!(good.check(), Ok(()));
        let said = |terms: Terms| terms.check().unwrap_err().to_string();
        assert_eq!(said(Terms { price: Price::At(dec!(0)), ..good.clone() }), "price is 0; a price above 0 is right");
        assert_eq!(
            said(Terms { fee: Fee::Fraction(dec!(5)), ..good.clone() }),
            "fee rate is 5; a fraction from 0 to 1 is right, 0.0005 for 0.05 %"
        );
        assert_eq!(
            said(Terms { fee: Fee::Each(dec!(-1)), ..good.clone() }),
            "fee a contract is -1; at least 0 is right"
        );
        assert!(said(Terms { step: Some(dec!(0)), ..good.clone() }).starts_with("size step is 0"));
        assert!(said(Terms { most: Some(dec!(-1)), ..good }).starts_with("size on offer is -1"));
        let missing = Apiece::of(&"SOL-PERP".parse().unwrap(), &market(&[]), rules("reference"));
        let said = missing.unwrap_err().to_string();
        assert_eq!(said, "SOL-PERP is not margined: no price for SOL; type one, or fetch live prices");
    }
}
