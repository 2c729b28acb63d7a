//! Size: ten times the position is more than ten times the margin.

use super::{PRICES, thousandths, value, whole};
use crate::book::Exact;
use crate::learn::{Book, Figures, Lesson, Pointer, Question, Step, Unit, Value};

const ONE: usize = 0;
const TEN: usize = 1;
const SPREAD: usize = 2;

/// The wrong intuition: margin grows in step with size.
pub(super) const LESSON: Lesson = Lesson {
    id: "size",
    rules: "reference",
    prices: PRICES,
    steps: &[
        Step { name: "one", book: Book::Whole("10000 SOL-PERP @ 200; 10m USDC") },
        Step { name: "ten", book: Book::Whole("100000 SOL-PERP @ 200; 10m USDC") },
        Step { name: "spread", book: Book::Whole("200 BTC-PERP @ 100000; 10m USDC") },
    ],
    question: Question::Slider {
        min: whole(5),
        max: whole(20),
        step: thousandths(500),
        unit: Unit::Times,
        close: whole(1),
    },
    points: &[Pointer::Unified, Pointer::Charges, Pointer::Free],
    figures: |asked| {
        let (one, ten, spread) = (asked.step(ONE)?, asked.step(TEN)?, asked.step(SPREAD)?);
        Some(
            Figures::default()
                .with("one", Value::Required(one.initial_margin))
                .with("ten", Value::Required(ten.initial_margin))
                .with("factor", Value::Times(ten.legs.first()?.units.over(one.legs.first()?.units)?))
                .with("times", Value::Times(ten.initial_margin.over(one.initial_margin)?))
                .with("size", Value::Required(ten.size_charge))
                .with("size_one", Value::Required(one.size_charge))
                .with("dollars", Value::Dollars(ten.legs.first()?.value))
                .with("other", Value::Required(spread.initial_margin))
                .with("size_other", Value::Required(spread.size_charge)),
        )
    },
    correct: |of| value(of, "times"),
    holds: |of| {
        let steeper = of.number("times")? > whole(12) && of.number("size_one")?.is_zero();
        Some(steeper && of.number("other")? < of.number("ten")?)
    },
};
