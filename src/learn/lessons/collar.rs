//! A collar: what a short call adds where it is covered.

use super::{PRICES, whole};
use crate::book::Exact;
use crate::learn::{Book, Correct, Figures, Lesson, Pointer, Question, Step, Value};

const CALL: usize = 0;
const PROTECTED: usize = 1;
const COLLAR: usize = 2;

/// The wrong intuition: a short option needs its margin wherever it stands.
pub(super) const LESSON: Lesson = Lesson {
    id: "collar",
    rules: "reference",
    prices: PRICES,
    steps: &[
        Step { name: "call", book: Book::Whole("-1 BTC_USDC-25DEC26-110000-C; 30000 USDC") },
        Step { name: "protected", book: Book::Whole("1 BTC-PERP @ 100000; 1 BTC_USDC-25DEC26-90000-P; 30000 USDC") },
        Step { name: "collar", book: Book::Trades("-1 BTC_USDC-25DEC26-110000-C") },
    ],
    question: Question::Choice { options: 3 },
    points: &[Pointer::Unified, Pointer::Legs, Pointer::Charges],
    figures: |asked| {
        let (call, protected, collar) = (asked.step(CALL)?, asked.step(PROTECTED)?, asked.step(COLLAR)?);
        Some(
            Figures::default()
                .with("call", Value::Required(call.initial_margin))
                .with("protected", Value::Required(protected.initial_margin))
                .with("collar", Value::Required(collar.initial_margin))
                .with("adds", Value::Dollars(collar.initial_margin.minus(protected.initial_margin)?))
                .with("apart", Value::Required(collar.held_apart))
                .with("share", Value::Fraction(collar.initial_margin.over(collar.held_apart)?)),
        )
    },
    correct: |of| {
        let (adds, call) = (of.number("adds")?, of.number("call")?);
        Some(Correct::Choice(match () {
            () if adds >= call => 0,
            () if adds >= call.over(whole(4))? => 1,
            () => 2,
        }))
    },
    holds: |of| {
        let quarter = of.number("call")?.over(whole(4))?;
        Some(of.number("adds")? < quarter && of.number("share")? < whole(1).over(whole(2))?)
    },
};
