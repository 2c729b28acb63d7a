//! A short straddle, and a price that stands still.

use super::{PRICES, thousandths, value};
use crate::book::Exact;
use crate::learn::{Book, Figures, Lesson, Pointer, Question, Step, Unit, Value};
use crate::margin::axes::{Axis, Outlook, along};
use crate::risk::to_usd;

const SOLD: usize = 1;

/// The wrong intuition: what loses nothing when the price stands still is safe while it does.
pub(super) const LESSON: Lesson = Lesson {
    id: "straddle",
    rules: "reference",
    prices: PRICES,
    steps: &[
        Step { name: "cash", book: Book::Whole("20000 USDC") },
        Step { name: "sold", book: Book::Trades("-1 BTC_USDC-25DEC26-100000-C; -1 BTC_USDC-25DEC26-100000-P") },
    ],
    question: Question::Slider {
        min: thousandths(500),
        max: thousandths(2_000),
        step: thousandths(50),
        unit: Unit::Fraction,
        close: thousandths(75),
    },
    points: &[Pointer::Equity, Pointer::Grid, Pointer::Axes],
    figures: |asked| {
        let (book, of) = (asked.book(SOLD)?, asked.step(SOLD)?);
        let path = along(book, asked.market, asked.rules, &Outlook::default(), &Axis::Volatility);
        let (_, above) = path.nearest(&path.maintenance);
        let times = to_usd(above?.at)?;
        let today = to_usd(of.legs.first()?.vol?)?;
        let premium = of.equity.option_value.abs();
        Some(
            Figures::default()
                .with("premium", Value::Dollars(premium))
                .with("equity", Value::Dollars(of.equity.total))
                .with("unified", Value::Required(of.initial_margin))
                .with("maintenance", Value::Required(of.maintenance_margin))
                .with("vol", Value::Fraction(today))
                .with("lost_at", Value::Fraction(today.times(times)?))
                .with("times", Value::Times(times))
                .with("vega", Value::Dollars(to_usd(of.greeks.vega_usd_per_point.abs())?)),
        )
    },
    correct: |of| value(of, "lost_at"),
    holds: |of| Some(of.number("times")? < thousandths(2_000) && of.number("equity")? > of.number("unified")?),
};
