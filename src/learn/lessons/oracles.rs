//! What oracles can do to you: one wrong print.

use super::{PRICES, thousandths};
use crate::book::{Account, Exact};
use crate::learn::{Asked, Book, Correct, Figures, Lesson, Pointer, Question, Step, Value};
use crate::margin::{Assessment, assess};
use crate::market::{Averages, Market, Prudence, Quote};
use rust_decimal::Decimal;

const BOOK: usize = 0;

/// The wrong intuition: a wrong price that comes back does no harm.
pub(super) const LESSON: Lesson = Lesson {
    id: "oracles",
    rules: "reference",
    prices: PRICES,
    steps: &[Step { name: "book", book: Book::Whole("1 BTC-PERP @ 100000; 4 ETH; 1000 USDC") }],
    question: Question::Choice { options: 3 },
    points: &[Pointer::Equity, Pointer::Maintenance, Pointer::Holdings, Pointer::Prudence],
    figures: |asked| {
        let (book, today) = (asked.book(BOOK)?, asked.step(BOOK)?);
        let quote = asked.market.index_of(&"ETH".parse().ok()?)?;
        let low = printed(asked, book, LOW, Prudence::Middle)?;
        let high = printed(asked, book, HIGH, Prudence::Middle)?;
        let strict = printed(asked, book, HIGH, Prudence::Strict)?;
        Some(
            Figures::default()
                .with("price", Value::Price(quote.price))
                .with("low", Value::Price(quote.price.times(LOW)?))
                .with("high", Value::Price(quote.price.times(HIGH)?))
                .with("move", Value::Fraction(Decimal::ONE.minus(LOW)?))
                .with("equity", Value::Dollars(today.equity.total))
                .with("free", Value::Dollars(today.free_collateral))
                .with("maintenance", Value::Required(today.maintenance_margin))
                .with("unified", Value::Required(today.initial_margin))
                .with("equity_low", Value::Dollars(low.equity.total))
                .with("maintenance_low", Value::Required(low.maintenance_margin))
                .with("free_high", Value::Dollars(high.free_collateral))
                .with("free_strict", Value::Dollars(strict.free_collateral)),
        )
    },
    correct: |of| {
        let equity = of.number("equity_low")?;
        Some(Correct::Choice(match () {
            () if equity >= of.number("unified")? => 0,
            () if equity >= of.number("maintenance_low")? => 1,
            () => 2,
        }))
    },
    holds: |of| {
        let lost =
            of.number("equity")? > of.number("unified")? && of.number("equity_low")? < of.number("maintenance_low")?;
        Some(
            lost && of.number("free_high")? > of.number("free_strict")?
                && of.number("free_strict")? <= of.number("free")?,
        )
    },
};

/// What the feed prints, as a share of the true price.
const LOW: Decimal = thousandths(700);
/// The same the other way.
const HIGH: Decimal = thousandths(1_300);

/// The account while one feed prints a wrong price of ETH; its averages stay where the price was.
fn printed(asked: &Asked<'_>, book: &Account, factor: Decimal, prudence: Prudence) -> Option<Assessment> {
    let eth = "ETH".parse().ok()?;
    let quote = asked.market.index_of(&eth)?.clone();
    let averages = Some(Averages { exponential: quote.price, time_weighted: quote.price });
    let wrong = Quote { price: quote.price.times(factor)?, averages, ..quote };
    let market = Market { prudence, ..asked.market.with_index(eth, wrong) };
    Some(assess(book, &market, asked.rules))
}
