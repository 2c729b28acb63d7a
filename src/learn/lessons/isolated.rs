//! Two positions that lean against each other: in two accounts, and in one.

use super::{PRICES, fall, value, whole};
use crate::book::Exact;
use crate::learn::{Book, Figures, Lesson, Pointer, Question, Step, Unit, Value};

const ALONE: usize = 0;
const TOGETHER: usize = 1;

/// The wrong intuition: two positions need what each needs, added up.
pub(super) const LESSON: Lesson = Lesson {
    id: "isolated",
    rules: "reference",
    prices: PRICES,
    steps: &[
        Step { name: "alone", book: Book::Whole("1 BTC-PERP @ 100000; 16000 USD") },
        Step { name: "together", book: Book::Whole("1 BTC-PERP @ 100000; -25 ETH-PERP @ 4000; 32000 USD") },
    ],
    question: Question::Slider {
        min: whole(0),
        max: whole(40_000),
        step: whole(500),
        unit: Unit::Dollars,
        close: whole(1_000),
    },
    points: &[Pointer::Unified, Pointer::Apart, Pointer::Freed, Pointer::Liquidation("BTC")],
    figures: |asked| {
        let (alone, together) = (asked.step(ALONE)?, asked.step(TOGETHER)?);
        let offset = together.underlyings.iter().find(|of| of.underlying.as_str() == "ETH")?.offset;
        Some(
            Figures::default()
                .with("alone", Value::Required(alone.initial_margin))
                .with("apart", Value::Required(together.held_apart))
                .with("unified", Value::Required(together.initial_margin))
                .with("freed", Value::Dollars(together.hedge_benefit))
                .with("offset", Value::Fraction(crate::risk::to_usd(offset)?))
                .with("share", Value::Fraction(together.initial_margin.over(together.held_apart)?))
                .with("cash_alone", Value::Dollars(alone.equity.total))
                .with("cash", Value::Dollars(together.equity.total))
                .with("fall_alone", Value::Fraction(fall(asked, asked.book(ALONE)?, "BTC")?))
                .with("fall_together", Value::Fraction(fall(asked, asked.book(TOGETHER)?, "BTC")?)),
        )
    },
    correct: |of| value(of, "unified"),
    holds: |of| {
        let half = of.number("apart")?.over(whole(2))?;
        Some(of.number("unified")? < half && of.number("fall_together")? > of.number("fall_alone")?)
    },
};
