//! The lessons, in the order they are taught, one a file.
//!
//! Each is a book, typed prices, a question, the figures its words ask for and what it concludes. Its words are in the copy.

mod calendar;
mod carry;
mod cascade;
mod collar;
mod depeg;
mod false_hedge;
mod hedge;
mod isolated;
mod oracles;
mod size;
mod straddle;
mod venues;

use rust_decimal::Decimal;

use super::{Asked, Correct, Figures, Lesson};
use crate::book::Account;
use crate::margin::{Root, liquidation};
use crate::risk::to_usd;

/// Every lesson, in order: from two accounts or one, over hedges that do and do not help, to what happens to others’ accounts
/// and prices.
pub fn all() -> &'static [Lesson] {
    &ALL
}

/// The lesson of that short name.
pub fn lesson(id: &str) -> Option<&'static Lesson> {
    all().iter().find(|lesson| lesson.id == id)
}

static ALL: [Lesson; 12] = [
    isolated::LESSON,
    hedge::LESSON,
    false_hedge::LESSON,
    collar::LESSON,
    calendar::LESSON,
    straddle::LESSON,
    size::LESSON,
    carry::LESSON,
    depeg::LESSON,
    cascade::LESSON,
    venues::LESSON,
    oracles::LESSON,
];

/// Round prices, December and June forwards, and one volatility for all options.
const PRICES: &str =
    "BTC 100000; ETH 4000; SOL 200; wstETH 4800; BTC-25DEC26 100400; BTC-25JUN27 103000; BTC vol 0.5; ETH vol 0.7";

/// A whole number.
const fn whole(of: u32) -> Decimal {
    Decimal::from_parts(of, 0, 0, false, 0)
}

/// So many thousandths.
const fn thousandths(of: u32) -> Decimal {
    Decimal::from_parts(of, 0, 0, false, 3)
}

/// The figure that a slider asks for.
fn value(of: &Figures, name: &str) -> Option<Correct> {
    of.number(name).map(Correct::Value)
}

/// The liquidation price of a coin that is nearest below today's, the other coins held.
fn below(asked: &Asked<'_>, account: &Account, coin: &str) -> Option<Root> {
    let rails = liquidation(account, asked.market, asked.rules);
    rails.iter().find(|rail| rail.underlying.as_str() == coin)?.below
}

/// How far a coin falls until then, a fraction ≥ 0.
fn fall(asked: &Asked<'_>, account: &Account, coin: &str) -> Option<Decimal> {
    to_usd(below(asked, account, coin)?.distance.abs())
}
