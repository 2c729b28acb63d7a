//! Market impact: what a market order pays beyond the mark, from an order book or from the square-root law.
//!
//! The law: an order of `U` dollars moves the price by `I(U) = coefficient · daily volatility · √(U / daily volume)`, a
//! fraction. That the move grows with the square root, and that the coefficient is about one, is what Almgren, Thum,
//! Hauptmann and Li (2005, “Direct estimation of equity market impact”) and Tóth and others (2011, “Anomalous price
//! impact and the critical nature of liquidity”, Physical Review X 1, 021006) measured. Here the whole order is taken to
//! pay `I(U)` on average, the careful reading: along a path that follows the law the average would be two thirds of it.
//!
//! Orders in one instrument and direction count as one order in parts: nothing refills unless it is said when
//! ([`Impacts::refills_after`]), and cutting an order changes nothing. An order book counts relative to its own middle,
//! so it may be older than the mark.

use rust_decimal::Decimal;

use super::{FigureError, FillError, Leg, OrderBook, Shape, Side, to_f64, to_usd, within, wrong};
use crate::book::{Exact, Instrument, Sorted};

/// How far an order in one instrument moves its price.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Impact {
    /// Every order is filled at the mark.
    #[default]
    None,
    /// By walking an order book.
    Book(OrderBook),
    /// By the square-root law.
    SquareRoot(SquareRoot),
}

/// The coefficients of the square-root law.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SquareRoot {
    /// Without unit, about 1.
    pub coefficient: f64,
    /// What is traded in a day, dollars.
    pub daily_volume_usd: f64,
    /// Standard deviation of a day's return, a fraction: 0.03 is 3 %.
    pub daily_vol: f64,
}

/// The impact on every instrument of an account.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Impacts {
    /// By instrument.
    pub of: Sorted<Instrument, Impact>,
    /// On all others.
    pub otherwise: Impact,
    /// Seconds after which what was traded has been replaced; none for never.
    pub refills_after: Option<u64>,
}

/// A market order as impact sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Order {
    /// Signed quantity, buy > 0, in the units of its leg.
    pub quantity: Decimal,
    /// Mark price, in the instrument's own unit.
    pub mark: Decimal,
    /// Dollars of exposure that it trades, ≥ 0; of an option, its delta in dollars.
    pub usd: f64,
    /// What the price does when the underlying moves by all of its own, in the price's unit: the mark itself, of an option
    /// its delta's part.
    pub lever: Decimal,
    /// Whether the quantity is dollars of an inverse perpetual or future.
    pub in_dollars: bool,
}

/// What was traded before in the same direction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Taken {
    /// Quantity, ≥ 0.
    pub quantity: Decimal,
    /// Dollars, ≥ 0.
    pub usd: f64,
}

/// The price of an order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Priced {
    /// Average price, in the instrument's own unit.
    pub price: Decimal,
    /// How far the price stands off when the order is done, a fraction ≥ 0.
    pub moved: f64,
}

impl From<Impact> for Impacts {
    fn from(otherwise: Impact) -> Self {
        Self { otherwise, ..Self::default() }
    }
}

impl Impacts {
    /// The impact on an instrument.
    pub fn on(&self, instrument: &Instrument) -> &Impact {
        self.of.get(instrument).unwrap_or(&self.otherwise)
    }
}

impl Order {
    /// An order of `quantity` in what a leg is in.
    ///
    /// # Errors
    /// A leg without units, and figures too large.
    pub fn in_leg(leg: &Leg, quantity: Decimal) -> Result<Self, FigureError> {
        let too_large = || FigureError::overflow("size of the order");
        let share = quantity.abs().over(leg.units.abs());
        let share = share.ok_or_else(|| wrong::<FigureError>("units", leg.units, "a leg of something is right"))?;
        let usd = leg.shape.greeks(0.0).delta_usd.abs() * to_f64(share);
        let lever = match leg.shape {
            Shape::Option { inverse, black, .. } => {
                let a_unit = if quantity.is_zero() { 0.0 } else { usd / to_f64(quantity.abs()) };
                // an inverse option is priced in coins, of which one is its forward in dollars
                let unit = if inverse { black.forward } else { to_f64(leg.quote_usd) };
                to_usd(a_unit / unit).ok_or_else(too_large)?
            }
            _ => leg.mark,
        };
        let in_dollars = matches!(leg.shape, Shape::Inverse { .. });
        Ok(Self { quantity, mark: leg.mark, usd, lever, in_dollars })
    }
}

impl SquareRoot {
    /// How far `usd` dollars move the price, a fraction.
    ///
    /// # Errors
    /// A coefficient that cannot be.
    pub fn fraction(&self, usd: f64) -> Result<f64, FigureError> {
        within("impact.coefficient", self.coefficient, 0.0..=100.0, "0 to 100 is right, about 1 is usual")?;
        within("impact.daily_volume_usd", self.daily_volume_usd, 1.0..=1e15, "1 dollar to 1e15 is right")?;
        within("impact.daily_vol", self.daily_vol, 0.0..=10.0, "a fraction from 0 to 10 is right, 0.03 for 3 %")?;
        within("size of the order", usd, 0.0..=1e15, "0 dollars to 1e15 are right")?;
        Ok(self.coefficient * self.daily_vol * libm::sqrt(usd / self.daily_volume_usd))
    }
}

impl Impact {
    /// What an order pays after `taken` was traded before it.
    ///
    /// # Errors
    /// What the book cannot fill, with how much it can; a law that leaves nothing of the price; figures too large.
    pub fn price(&self, order: &Order, taken: &Taken) -> Result<Priced, FillError> {
        match self {
            Self::None => Ok(Priced { price: order.mark, moved: 0.0 }),
            Self::Book(book) => in_book(book, order, taken),
            Self::SquareRoot(law) => by_law(law, order, taken),
        }
    }
}

impl Impact {
    /// How far a price stands off after `taken` was bought or sold, a fraction ≥ 0.
    ///
    /// # Errors
    /// As [`Impact::price`].
    pub fn moved(&self, taken: &Taken, bought: bool) -> Result<f64, FillError> {
        match self {
            Self::None => Ok(0.0),
            Self::SquareRoot(law) => Ok(law.fraction(taken.usd)?),
            Self::Book(_) if taken.quantity.is_zero() => Ok(0.0),
            Self::Book(_) => {
                let quantity = if bought { taken.quantity } else { -taken.quantity };
                let (mark, lever) = (Decimal::ONE, Decimal::ONE);
                let order = Order { quantity, mark, usd: taken.usd, lever, in_dollars: false };
                Ok(self.price(&order, &Taken::default())?.moved)
            }
        }
    }
}

fn in_book(book: &OrderBook, order: &Order, taken: &Taken) -> Result<Priced, FillError> {
    let too_large = || FillError::Figure(FigureError::overflow("price of the order"));
    let fill = if order.in_dollars { OrderBook::fill_dollars } else { OrderBook::fill };
    let fill = fill(book, order.quantity, taken.quantity)?;
    let best = || book.levels(Side::met_by(order.quantity)).first().map(|level| level.price);
    let middle = book.middle().or_else(best).ok_or_else(too_large)?;
    let price = fill.average.over(middle).and_then(|ratio| order.mark.times(ratio)).ok_or_else(too_large)?;
    let moved = to_f64(fill.worst.over(middle).ok_or_else(too_large)?);
    Ok(Priced { price, moved: (moved - 1.0).abs() })
}

fn by_law(law: &SquareRoot, order: &Order, taken: &Taken) -> Result<Priced, FillError> {
    let too_large = || FillError::Figure(FigureError::overflow("price of the order"));
    let (before, after) = (taken.usd, taken.usd + order.usd);
    let moved = law.fraction(after)?;
    // what the whole order costs less what its first part cost
    let average = match order.usd > 0.0 {
        true => (after * moved - before * law.fraction(before)?) / order.usd,
        false => 0.0,
    };
    if average >= 1.0 {
        let percent = to_usd(average * 100.0).map_or(Decimal::MAX, |percent| percent.round());
        let read = format!("{percent} % of the price");
        return Err(wrong("market impact", read, "a smaller order, or more volume a day, is right"));
    }
    let off = to_usd(average).and_then(|average| order.lever.times(average)).ok_or_else(too_large)?;
    let price = if order.quantity.is_sign_negative() { order.mark.minus(off) } else { order.mark.plus(off) };
    // an option is sold for nothing at worst
    Ok(Priced { price: price.ok_or_else(too_large)?.max(Decimal::ZERO), moved })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    const LAW: SquareRoot = SquareRoot { coefficient: 1.0, daily_volume_usd: 1e9, daily_vol: 0.03 };

    fn order(quantity: Decimal, usd: f64) -> Order {
        Order { quantity, mark: dec!(50000), usd, lever: dec!(50000), in_dollars: false }
    }

    #[test]
    fn the_law_grows_with_the_square_root() {
        let law = Impact::SquareRoot(LAW);
        // 3 % · √(10 million / 1 billion) = 0.3 %
        let sold = law.price(&order(dec!(-200), 1e7), &Taken::default()).unwrap();
        assert_eq!((sold.price, sold.moved), (dec!(49850), 0.003));
        let bought = law.price(&order(dec!(200), 1e7), &Taken::default()).unwrap();
        assert_eq!(bought.price, dec!(50150));
        // four times as much moves it twice as far
        assert_eq!(law.price(&order(dec!(-800), 4e7), &Taken::default()).unwrap().price, dec!(49700));
    }

    #[test]
    fn an_order_in_parts_costs_what_it_costs_whole() {
        let law = Impact::SquareRoot(LAW);
        let first = law.price(&order(dec!(-200), 1e7), &Taken::default()).unwrap();
        let taken = Taken { quantity: dec!(200), usd: 1e7 };
        let second = law.price(&order(dec!(-600), 3e7), &taken).unwrap();
        // (4·0.6 % − 1·0.3 %) / 3 = 0.7 % off the second part
        assert_eq!(second.price, dec!(49650));
        assert_eq!(first.price * dec!(200) + second.price * dec!(600), dec!(49700) * dec!(800));
    }

    #[test]
    fn a_book_counts_relative_to_its_middle() {
        let book = OrderBook::read("bids\n99 1\n98 2\nasks\n101 1\n103 3").unwrap();
        let sold = Impact::Book(book).price(&order(dec!(-2), 1e5), &Taken::default()).unwrap();
        // (99 + 98) / 2 = 98.5 of a middle of 100
        assert_eq!(sold.price, dec!(49250));
        assert!((sold.moved - 0.02).abs() < 1e-15);
        let taken = Taken { quantity: dec!(2), usd: 1e5 };
        let book = OrderBook::read("bids\n99 1\n98 2\nasks\n101 1\n103 3").unwrap();
        assert_eq!(Impact::Book(book).moved(&taken, false).map(|moved| (moved * 1e6).round()), Ok(2e4));
    }

    #[test]
    fn dollars_of_an_inverse_contract_walk_a_book_by_the_coins_they_are() {
        let book = Impact::Book(OrderBook::read("bids\n99 99\n88 176\nasks\n101 1").unwrap());
        let sold = Order { in_dollars: true, ..order(dec!(-275), 275.0) };
        // 99 dollars are 1 coin and 176 are 2: 275 / 3 = 91.67 of a middle of 100
        let price = book.price(&sold, &Taken::default()).unwrap().price;
        assert_eq!(price.round_dp(6), dec!(45833.333333));
    }

    #[test]
    fn without_impact_the_mark_is_paid() {
        assert_eq!(Impact::None.price(&order(dec!(-2), 1e5), &Taken::default()).unwrap().price, dec!(50000));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let said = |law: SquareRoot, usd| {
            Impact::SquareRoot(law).price(&order(dec!(-1), usd), &Taken::default()).unwrap_err().to_string()
        };
        assert_eq!(
            said(SquareRoot { daily_volume_usd: 0.0, ..LAW }, 1.0),
            "impact.daily_volume_usd is 0; 1 dollar to 1e15 is right"
        );
        assert_eq!(
            said(SquareRoot { daily_vol: f64::NAN, ..LAW }, 1.0),
            "impact.daily_vol is NaN; a fraction from 0 to 10 is right, 0.03 for 3 %"
        );
        // 3 % · √(10,000 billion / 1 billion) = 300 %
        assert_eq!(
            said(LAW, 1e13),
            "market impact is 300 % of the price; a smaller order, or more volume a day, is right"
        );
    }
}
