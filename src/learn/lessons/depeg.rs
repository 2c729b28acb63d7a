//! A depeg: staked ETH against borrowed ETH.

use super::{PRICES, thousandths};
use crate::book::{Account, Asset, Exact};
use crate::learn::{Asked, Book, Correct, Figures, Lesson, Pointer, Question, Step, Value};
use crate::margin::assess;
use crate::margin::axes::{Axis, Outlook, along};
use crate::market::Shock;
use crate::risk::to_usd;
use rust_decimal::Decimal;

const LOOP: usize = 0;

/// The wrong intuition: what does not care for the price of ETH cannot be lost to a small move.
pub(super) const LESSON: Lesson = Lesson {
    id: "depeg",
    rules: "reference",
    prices: PRICES,
    steps: &[Step { name: "loop", book: Book::Whole("100 wstETH; -92 ETH") }],
    question: Question::Choice { options: 4 },
    points: &[Pointer::Equity, Pointer::Maintenance, Pointer::Holdings, Pointer::Axes],
    figures: |asked| {
        let (book, of) = (asked.book(LOOP)?, asked.step(LOOP)?);
        let staked: Asset = "wstETH".parse().ok()?;
        let path = along(book, asked.market, asked.rules, &Outlook::default(), &Axis::Depeg(staked.clone()));
        let (below, _) = path.nearest(&path.maintenance);
        let slip = Decimal::ONE.minus(to_usd(below?.at)?)?;
        let price = asked.market.index_price(&staked)?;
        let five = asked.market.with_index(staked, moved(asked, price, SLIP)?);
        let half = lost(asked, book, HALF)?;
        let twice = lost(asked, book, TWICE)?;
        let slipped = assess(book, &five, asked.rules);
        Some(
            Figures::default()
                .with("equity", Value::Dollars(of.equity.total))
                .with("unified", Value::Required(of.initial_margin))
                .with("maintenance", Value::Required(of.maintenance_margin))
                .with("slip", Value::Fraction(slip))
                .with("tried", Value::Fraction(Decimal::ONE.minus(SLIP)?))
                .with("equity_half", Value::Dollars(half.0))
                .with("maintenance_half", Value::Required(half.1))
                .with("equity_twice", Value::Dollars(twice.0))
                .with("maintenance_twice", Value::Required(twice.1))
                .with("equity_slipped", Value::Dollars(slipped.equity.total))
                .with("maintenance_slipped", Value::Required(slipped.maintenance_margin)),
        )
    },
    correct: |of| {
        let lost =
            |name: &str| Some(of.number(&format!("equity_{name}"))? < of.number(&format!("maintenance_{name}"))?);
        Some(Correct::Choice(match (lost("half")?, lost("twice")?, lost("slipped")?) {
            (true, ..) => 0,
            (_, true, _) => 1,
            (_, _, true) => 2,
            _ => 3,
        }))
    },
    holds: |of| {
        let eth_is_harmless = of.number("equity_half")? >= of.number("maintenance_half")?
            && of.number("equity_twice")? >= of.number("maintenance_twice")?;
        Some(eth_is_harmless && of.number("slip")? < thousandths(50) && of.number("equity")? >= of.number("unified")?)
    },
};

const HALF: Decimal = thousandths(500);
const TWICE: Decimal = thousandths(2_000);
/// What is left of the peg.
const SLIP: Decimal = thousandths(950);

fn moved(asked: &Asked<'_>, price: Decimal, factor: Decimal) -> Option<crate::market::Quote> {
    let quote = asked.market.index_of(&"wstETH".parse().ok()?)?.clone();
    Some(crate::market::Quote { price: price.times(factor)?, ..quote })
}

/// Equity and maintenance margin after ETH has moved.
fn lost(asked: &Asked<'_>, book: &Account, factor: Decimal) -> Option<(Decimal, Decimal)> {
    let shock = Shock::Price { asset: "ETH".parse().ok()?, factor };
    let of = assess(book, &asked.market.shocked(&shock).ok()?, asked.rules);
    Some((of.equity.total, of.maintenance_margin))
}
