//! An order book: what a market order of any size pays, and how much there is to trade with.
//!
//! Prices are in the instrument's own unit, sizes in the same contracts as the positions it is asked about: coins of a
//! linear instrument, dollars of an inverse one. Books of venues that count in other contracts are brought there by
//! [`OrderBook::of_contracts`].

mod fill;
mod read;
mod write;

use std::fmt;

use rust_decimal::Decimal;

use super::{FigureError, wrong};
use crate::book::Exact;

pub use fill::{Fill, FillError};

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

impl OrderBook {
    /// What a book without levels is said to be where it is refused.
    pub const EMPTY: &'static str = "empty";

    /// A book of levels, each side best first, or worst first throughout as screens show it.
    ///
    /// # Errors
    /// A price or size that is not above zero, a side out of order, bids that meet asks, a book without levels.
    pub fn new(bids: Vec<Level>, asks: Vec<Level>) -> Result<Self, FigureError> {
        let book = Self { bids: sorted(Side::Bids, bids)?, asks: sorted(Side::Asks, asks)? };
        match (book.bids.first(), book.asks.first()) {
            (None, None) => Err(wrong("order book", Self::EMPTY, "bids or asks of a price and a size are right")),
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

    #[test]
    fn the_middle_wants_both_sides() {
        assert_eq!(book().middle(), Some(dec!(100)));
        assert_eq!(OrderBook::new(Vec::new(), levels(&[(101, 1)])).unwrap().middle(), None);
    }
}
