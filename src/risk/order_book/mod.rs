//! An order book: what a market order of any size pays, and how much there is to trade with.
//!
//! Prices are in the instrument's own unit, sizes in the same contracts as the positions it is asked about: coins of a
//! linear instrument, dollars of an inverse one. Books of venues that count in other contracts are brought there by
//! [`OrderBook::of_contracts`].

mod read;

use std::fmt;

use rust_decimal::Decimal;

use super::{FigureError, Refusal, wrong};
use crate::book::Exact;

/// What is bid or asked at one price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// The price.
    pub price: Decimal,
    /// How much of it, > 0.
    pub size: Decimal,
}

/// The side of a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What others would buy: a seller meets these.
    Bids,
    /// What others would sell: a buyer meets these.
    Asks,
}

impl Side {
    /// The side that a market order meets: a purchase (> 0) the asks.
    pub fn met_by(quantity: Decimal) -> Self {
        if quantity.is_sign_negative() { Self::Bids } else { Self::Asks }
    }

    /// Its name in messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bids => "bids",
            Self::Asks => "asks",
        }
    }

    /// Whether a price is worse than another for whoever trades against this side.
    fn worse(self, price: Decimal, than: Decimal) -> bool {
        match self {
            Self::Bids => price < than,
            Self::Asks => price > than,
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.word())
    }
}

/// Bids and asks, each best first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderBook {
    bids: Vec<Level>,
    asks: Vec<Level>,
}

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
    /// A book of levels, each side best first, or worst first throughout as screens show it.
    ///
    /// # Errors
    /// A price or size that is not above zero, a side out of order, bids that meet asks, a book without levels.
    pub fn new(bids: Vec<Level>, asks: Vec<Level>) -> Result<Self, FigureError> {
        let book = Self { bids: sorted(Side::Bids, bids)?, asks: sorted(Side::Asks, asks)? };
        match (book.bids.first(), book.asks.first()) {
            (None, None) => Err(wrong("order book", "empty", "bids or asks of a price and a size are right")),
            (Some(bid), Some(ask)) if bid.price >= ask.price => Err(wrong(
                "best bid",
                bid.price,
                format!("a price below the best ask of {} is right: this book is crossed", ask.price),
            )),
            _ => Ok(book),
        }
    }

    /// The levels of a side, best first.
    pub fn levels(&self, side: Side) -> &[Level] {
        match side {
            Side::Bids => &self.bids,
            Side::Asks => &self.asks,
        }
    }

    /// Half-way between the best bid and the best ask; `None` where a side is empty.
    pub fn middle(&self) -> Option<Decimal> {
        let (bid, ask) = (self.bids.first()?, self.asks.first()?);
        bid.price.plus(ask.price)?.over(Decimal::TWO)
    }

    /// How much a side holds, ≥ 0.
    pub fn depth(&self, side: Side) -> Decimal {
        self.levels(side).iter().fold(Decimal::ZERO, |sum, level| sum.capped_plus(level.size))
    }

    /// The same book counted in what a contract stands for: sizes times `size`.
    ///
    /// # Errors
    /// A contract that stands for nothing; sizes too large.
    pub fn of_contracts(&self, size: Decimal) -> Result<Self, FigureError> {
        if size <= Decimal::ZERO {
            return Err(wrong("contract size", size, "a size above 0 is right"));
        }
        let scale = |level: &Level| {
            let size = level.size.times(size).ok_or_else(|| FigureError::overflow("size"))?;
            Ok(Level { size, ..*level })
        };
        let all = |side: &[Level]| side.iter().map(scale).collect::<Result<Vec<_>, FigureError>>();
        Ok(Self { bids: all(&self.bids)?, asks: all(&self.asks)? })
    }

    /// What a market order of `quantity` (buy > 0) gets after `taken` (≥ 0) of the side it meets is gone.
    ///
    /// # Errors
    /// An order of nothing; one that the book cannot fill, with how much it can.
    pub fn fill(&self, quantity: Decimal, taken: Decimal) -> Result<Fill, FillError> {
        if quantity.is_zero() {
            return Err(wrong("quantity", quantity, "an order of something is right"));
        }
        let side = Side::met_by(quantity);
        let too_large = || FigureError::overflow("cost of the order");
        let (mut skip, mut left) = (taken.max(Decimal::ZERO), quantity.abs());
        let (mut paid, mut worst) = (Decimal::ZERO, Decimal::ZERO);
        for level in self.levels(side) {
            let gone = skip.min(level.size);
            skip = skip.capped_minus(gone);
            let here = level.size.capped_minus(gone).min(left);
            if here <= Decimal::ZERO {
                continue;
            }
            paid = here.times(level.price).and_then(|cost| paid.plus(cost)).ok_or_else(too_large)?;
            worst = level.price;
            left = left.capped_minus(here);
            if left.is_zero() {
                break;
            }
        }
        if left > Decimal::ZERO {
            let wanted = quantity.abs();
            let available = wanted.capped_minus(left).normalize();
            return Err(FillError::Short { side, available, wanted: wanted.normalize() });
        }
        // rounding must not carry an average past the last price paid
        let average = paid.over(quantity.abs()).ok_or_else(too_large)?;
        let average = if side.worse(average, worst) { worst } else { average };
        Ok(Fill { quantity, average, worst })
    }
}

/// Levels best first, checked.
fn sorted(side: Side, mut levels: Vec<Level>) -> Result<Vec<Level>, FigureError> {
    for (place, level) in levels.iter().enumerate() {
        for (name, value) in [("price", level.price), ("size", level.size)] {
            if value <= Decimal::ZERO {
                return Err(wrong(format!("{side}[{place}].{name}"), value, format!("a {name} above 0 is right")));
            }
        }
    }
    let worst_first = match (levels.first(), levels.last()) {
        (Some(first), Some(last)) => side.worse(first.price, last.price),
        _ => false,
    };
    if worst_first {
        levels.reverse();
    }
    let mut before: Option<Decimal> = None;
    for (place, level) in levels.iter().enumerate() {
        if let Some(before) = before.filter(|&before| side.worse(before, level.price)) {
            let place = if worst_first { levels.len() - 1 - place } else { place };
            let right = format!("prices in order are right, and {before} stands beside it");
            return Err(wrong(format!("{side}[{place}].price"), level.price, right));
        }
        before = Some(level.price);
    }
    Ok(levels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn levels(rows: &[(i64, i64)]) -> Vec<Level> {
        rows.iter().map(|&(price, size)| Level { price: price.into(), size: size.into() }).collect()
    }

    fn book() -> OrderBook {
        OrderBook::new(levels(&[(99, 1), (98, 2), (95, 4)]), levels(&[(101, 1), (103, 3)])).unwrap()
    }

    #[test]
    fn a_market_order_walks_the_side_it_meets() {
        let sold = book().fill(dec!(-4), dec!(0)).unwrap();
        // 1 × 99 + 2 × 98 + 1 × 95 = 390
        assert_eq!((sold.average, sold.worst, sold.quantity), (dec!(97.5), dec!(95), dec!(-4)));
        let bought = book().fill(dec!(2), dec!(0)).unwrap();
        assert_eq!((bought.average, bought.worst), (dec!(102), dec!(103)));
        assert_eq!(book().middle(), Some(dec!(100)));
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
        let none = OrderBook::new(Vec::new(), levels(&[(101, 1)])).unwrap();
        assert!(matches!(none.fill(dec!(-1), dec!(0)), Err(FillError::Short { available, .. }) if available.is_zero()));
        assert_eq!(none.middle(), None);
        assert_eq!(
            book().fill(dec!(0), dec!(0)).unwrap_err().to_string(),
            "quantity is 0; an order of something is right"
        );
    }

    #[test]
    fn a_side_may_stand_worst_first() {
        let ladder = OrderBook::new(levels(&[(99, 1), (98, 2)]), levels(&[(103, 3), (101, 1)])).unwrap();
        assert_eq!(ladder.levels(Side::Asks), levels(&[(101, 1), (103, 3)]));
    }

    #[test]
    fn a_book_that_cannot_be_is_refused() {
        let of = |bids: &[(i64, i64)], asks: &[(i64, i64)]| {
            OrderBook::new(levels(bids), levels(asks)).unwrap_err().to_string()
        };
        assert_eq!(
            of(&[(101, 1)], &[(101, 1)]),
            "best bid is 101; a price below the best ask of 101 is right: this book is crossed"
        );
        assert_eq!(of(&[(99, 1), (98, -2)], &[]), "bids[1].size is -2; a size above 0 is right");
        assert_eq!(of(&[], &[(0, 1)]), "asks[0].price is 0; a price above 0 is right");
        assert_eq!(
            of(&[], &[(101, 1), (105, 1), (103, 1), (106, 1)]),
            "asks[2].price is 103; prices in order are right, and 105 stands beside it"
        );
        assert_eq!(of(&[], &[]), "order book is empty; bids or asks of a price and a size are right");
    }

    #[test]
    fn contracts_become_coins() {
        // OKX: a contract of BTC-USDT-SWAP is 0.01 BTC
        assert_eq!(book().of_contracts(dec!(0.01)).unwrap().depth(Side::Bids), dec!(0.07));
        assert!(book().of_contracts(dec!(0)).is_err());
    }
}
