//! What a market order of some size gets from a book.
//!
//! Where sizes are coins, what is paid is the sum of size times price, and the average is that over the coins. Where sizes
//! are dollars of an inverse perpetual or future, a level is worth its dollars over its price in coins, and the average
//! is the dollars over those coins: a position's entry from which the gain of the whole is the gain of its parts.

use rust_decimal::Decimal;

use super::{OrderBook, Side};
use crate::book::{Exact, Instrument};
use crate::risk::{FigureError, Refusal, wrong};

/// What a market order gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fill {
    /// How much was traded, signed as it was asked for.
    pub quantity: Decimal,
    /// Average price.
    pub average: Decimal,
    /// Price of the last of it.
    pub worst: Decimal,
}

/// Why an order has no price.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FillError {
    /// The book is smaller than the order.
    #[error(
        "the {side} hold {available} of the {wanted} that this order needs; a smaller order or a deeper book is right"
    )]
    Short {
        /// Which side was met.
        side: Side,
        /// How much is left there, ≥ 0.
        available: Decimal,
        /// How much was asked for, > 0.
        wanted: Decimal,
    },
    /// A figure that cannot be had.
    #[error(transparent)]
    Figure(#[from] FigureError),
}

impl From<Refusal> for FillError {
    fn from(refusal: Refusal) -> Self {
        Self::Figure(refusal.into())
    }
}

impl Fill {
    /// How much worse than the mark it is on average, a fraction of the mark; below nothing where it is better. `None`
    /// where the mark is not above zero, and on overflow.
    pub fn slippage(&self, mark: Decimal) -> Option<Decimal> {
        if mark <= Decimal::ZERO {
            return None;
        }
        let away = self.average.minus(mark)?.over(mark)?;
        Some(if self.quantity.is_sign_negative() { -away } else { away })
    }
}

impl OrderBook {
    /// What a market order of `quantity` (buy > 0) gets after `taken` (≥ 0) of the side it meets is gone, where sizes are
    /// coins.
    ///
    /// # Errors
    /// An order of nothing; one that the book cannot fill, with how much it can.
    pub fn fill(&self, quantity: Decimal, taken: Decimal) -> Result<Fill, FillError> {
        let coins = |size: Decimal, price: Decimal| size.times(price);
        let (sum, edge) = self.walk(quantity, taken, coins)?;
        edge.fill(quantity, sum.over(quantity.abs()))
    }

    /// The same where sizes are dollars of an inverse perpetual or future.
    ///
    /// # Errors
    /// As [`OrderBook::fill`].
    pub fn fill_dollars(&self, quantity: Decimal, taken: Decimal) -> Result<Fill, FillError> {
        let dollars = |size: Decimal, price: Decimal| size.over(price);
        let (sum, edge) = self.walk(quantity, taken, dollars)?;
        edge.fill(quantity, quantity.abs().over(sum))
    }

    /// The same in what sizes of an instrument are.
    ///
    /// # Errors
    /// As [`OrderBook::fill`].
    pub fn fill_of(&self, instrument: &Instrument, quantity: Decimal, taken: Decimal) -> Result<Fill, FillError> {
        if instrument.counts_dollars() { self.fill_dollars(quantity, taken) } else { self.fill(quantity, taken) }
    }

    /// The sum of what `worth` makes of every size and price that an order meets, and the first and the last price.
    fn walk(
        &self,
        quantity: Decimal,
        taken: Decimal,
        worth: fn(Decimal, Decimal) -> Option<Decimal>,
    ) -> Result<(Decimal, Edge), FillError> {
        if quantity.is_zero() {
            return Err(wrong("quantity", quantity, "an order of something is right"));
        }
        let side = Side::met_by(quantity);
        let (mut skip, mut left) = (taken.max(Decimal::ZERO), quantity.abs());
        let (mut sum, mut edge) = (Decimal::ZERO, None::<Edge>);
        for level in self.levels(side) {
            let gone = skip.min(level.size);
            skip = skip.capped_minus(gone);
            let here = level.size.capped_minus(gone).min(left);
            if here <= Decimal::ZERO {
                continue;
            }
            sum = worth(here, level.price).and_then(|worth| sum.plus(worth)).ok_or_else(too_large)?;
            let best = edge.map_or(level.price, |edge| edge.best);
            edge = Some(Edge { side, best, worst: level.price });
            left = left.capped_minus(here);
            if left.is_zero() {
                break;
            }
        }
        match edge {
            Some(edge) if left.is_zero() => Ok((sum, edge)),
            _ => {
                let wanted = quantity.abs();
                let available = wanted.capped_minus(left).normalize();
                Err(FillError::Short { side, available, wanted: wanted.normalize() })
            }
        }
    }
}

/// The first and the last price that an order met.
#[derive(Clone, Copy)]
struct Edge {
    side: Side,
    best: Decimal,
    worst: Decimal,
}

impl Edge {
    /// The fill at an average, which rounding must not carry past the prices paid.
    fn fill(self, quantity: Decimal, average: Option<Decimal>) -> Result<Fill, FillError> {
        let Self { side, best, worst } = self;
        let average = match average.ok_or_else(too_large)? {
            beyond if side.worse(beyond, worst) => worst,
            before if side.worse(best, before) => best,
            between => between,
        };
        Ok(Fill { quantity, average, worst })
    }
}

fn too_large() -> FigureError {
    FigureError::overflow("cost of the order")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn book() -> OrderBook {
        OrderBook::read("bids\n99 1\n98 2\n95 4\nasks\n101 1\n103 3").unwrap()
    }

    #[test]
    fn a_market_order_walks_the_side_it_meets() {
        let sold = book().fill(dec!(-4), dec!(0)).unwrap();
        // 1 × 99 + 2 × 98 + 1 × 95 = 390
        assert_eq!((sold.average, sold.worst, sold.quantity), (dec!(97.5), dec!(95), dec!(-4)));
        let bought = book().fill(dec!(2), dec!(0)).unwrap();
        assert_eq!((bought.average, bought.worst), (dec!(102), dec!(103)));
    }

    #[test]
    fn slippage_is_what_is_worse_than_the_mark() {
        // bought at 102 and sold at 97.5 of a mark of 100
        assert_eq!(book().fill(dec!(2), dec!(0)).unwrap().slippage(dec!(100)), Some(dec!(0.02)));
        assert_eq!(book().fill(dec!(-4), dec!(0)).unwrap().slippage(dec!(100)), Some(dec!(0.025)));
        assert_eq!(book().fill(dec!(1), dec!(0)).unwrap().slippage(dec!(202)), Some(dec!(-0.5)));
        assert_eq!(book().fill(dec!(1), dec!(0)).unwrap().slippage(dec!(0)), None);
    }

    #[test]
    fn what_is_taken_is_gone() {
        // 2 of the bids are gone: 1 × 98 + 1 × 95
        let sold = book().fill(dec!(-2), dec!(2)).unwrap();
        assert_eq!((sold.average, sold.worst), (dec!(96.5), dec!(95)));
    }

    #[test]
    fn a_book_too_small_says_how_much_it_holds() {
        let said = book().fill(dec!(-10), dec!(2)).unwrap_err();
        assert_eq!(
            said.to_string(),
            "the bids hold 5 of the 10 that this order needs; a smaller order or a deeper book is right"
        );
        let none = OrderBook::read("ask 101 1").unwrap();
        assert!(matches!(none.fill(dec!(-1), dec!(0)), Err(FillError::Short { available, .. }) if available.is_zero()));
        assert_eq!(
            book().fill(dec!(0), dec!(0)).unwrap_err().to_string(),
            "quantity is 0; an order of something is right"
        );
    }

    #[test]
    fn dollars_are_averaged_by_the_coins_they_are() {
        // an inverse contract: 40,000 dollars at 40,000 are 1 coin, 100,000 at 50,000 are 2
        let book = OrderBook::read("asks\n40000 40000\n50000 150000\nbids\n30000 30000\n20000 30000").unwrap();
        let bought = book.fill_dollars(dec!(140000), dec!(0)).unwrap();
        // 140,000 / 3, and not (40,000 · 40,000 + 100,000 · 50,000) / 140,000 = 47,142.86
        assert_eq!(bought.average.round_dp(10), dec!(46666.6666666667));
        assert_eq!((bought.worst, bought.quantity), (dec!(50000), dec!(140000)));
        // 30,000 at 30,000 are 1 coin, 30,000 at 20,000 are 1.5
        assert_eq!(book.fill_dollars(dec!(-60000), dec!(0)).unwrap().average, dec!(24000));
        // the first 40,000 are gone
        assert_eq!(book.fill_dollars(dec!(100000), dec!(40000)).unwrap().average, dec!(50000));
        let (inverse, option): (Instrument, Instrument) =
            ("BTC-PERPETUAL".parse().unwrap(), "BTC-25DEC26-60000-C".parse().unwrap());
        assert_eq!(book.fill_of(&inverse, dec!(-60000), dec!(0)).unwrap().average, dec!(24000));
        // an option of the same coin counts coins: (30,000 · 30,000 + 30,000 · 20,000) / 60,000
        assert_eq!(book.fill_of(&option, dec!(-60000), dec!(0)).unwrap().average, dec!(25000));
    }

    #[test]
    fn what_is_filled_at_one_price_is_filled_at_that_price() {
        let book = OrderBook::read("ask 60010.5 7").unwrap();
        for size in [dec!(1), dec!(3), dec!(7), dec!(0.0000000001)] {
            assert_eq!(book.fill_dollars(size, dec!(0)).unwrap().average, dec!(60010.5), "{size}");
        }
    }
}
