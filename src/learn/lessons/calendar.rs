//! A calendar: long one month, short another.

use super::{PRICES, thousandths, value, whole};
use crate::book::Exact;
use crate::learn::{Book, Figures, Lesson, Pointer, Question, Step, Unit, Value};
use crate::margin::ChargeKind;

const LONG: usize = 0;
const CALENDAR: usize = 1;

/// The wrong intuition: one coin long and one short need nothing.
pub(super) const LESSON: Lesson = Lesson {
    id: "calendar",
    rules: "reference",
    prices: PRICES,
    steps: &[
        Step { name: "long", book: Book::Whole("10 BTC_USDC-25DEC26 @ 100400; 200000 USDC") },
        Step { name: "calendar", book: Book::Trades("-10 BTC_USDC-25JUN27") },
    ],
    question: Question::Slider {
        min: whole(0),
        max: whole(160_000),
        step: whole(5_000),
        unit: Unit::Dollars,
        close: whole(7_500),
    },
    points: &[Pointer::Unified, Pointer::Apart, Pointer::Charges],
    figures: |asked| {
        let (long, calendar) = (asked.step(LONG)?, asked.step(CALENDAR)?);
        let charged = |kind| {
            let of = calendar.charges.iter().filter(|charge| charge.kind == kind);
            of.map(|charge| charge.amount).try_fold(whole(0), |sum, amount| sum.plus(amount))
        };
        Some(
            Figures::default()
                .with("size", Value::Coins(long.legs.first()?.units))
                .with("long", Value::Required(long.initial_margin))
                .with("calendar", Value::Required(calendar.initial_margin))
                .with("apart", Value::Required(calendar.held_apart))
                .with("basis", Value::Required(charged(ChargeKind::Basis)?))
                .with("scan", Value::Required(charged(ChargeKind::Scan)?))
                .with("share", Value::Fraction(calendar.initial_margin.over(calendar.held_apart)?)),
        )
    },
    correct: |of| value(of, "calendar"),
    holds: |of| {
        let basis_is_most = of.number("basis")? > of.number("scan")?;
        let share = of.number("share")?;
        Some(basis_is_most && share > thousandths(50) && share < thousandths(250))
    },
};
