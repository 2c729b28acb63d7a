//! One hedge: a put under a long perpetual.

use super::{PRICES, below, fall, thousandths, whole};
use crate::book::Exact;
use crate::learn::{Book, Correct, Figures, Lesson, Pointer, Question, Step, Value};
use crate::margin::assess;
use crate::market::Shock;

const BEFORE: usize = 0;
const AFTER: usize = 1;

/// The wrong intuition: one position more needs more margin.
pub(super) const LESSON: Lesson = Lesson {
    id: "hedge",
    rules: "reference",
    prices: PRICES,
    steps: &[
        Step { name: "before", book: Book::Whole("1 BTC-PERP @ 100000; 20000 USDC") },
        Step { name: "after", book: Book::Trades("1 BTC_USDC-25DEC26-90000-P") },
    ],
    question: Question::Choice { options: 3 },
    points: &[Pointer::Unified, Pointer::Grid, Pointer::Legs, Pointer::Liquidation("BTC")],
    figures: |asked| {
        let (before, after) = (asked.step(BEFORE)?, asked.step(AFTER)?);
        let put = after.legs.iter().find(|leg| leg.vol.is_some())?;
        let shock = Shock::Price { asset: "BTC".parse().ok()?, factor: whole(1).minus(DEEP)? };
        let deep = assess(asked.book(AFTER)?, &asked.market.shocked(&shock).ok()?, asked.rules);
        Some(
            Figures::default()
                .with("before", Value::Required(before.initial_margin))
                .with("after", Value::Required(after.initial_margin))
                .with("saved", Value::Dollars(before.initial_margin.minus(after.initial_margin)?))
                .with("premium", Value::Dollars(put.value))
                .with("fall_before", Value::Fraction(fall(asked, asked.book(BEFORE)?, "BTC")?))
                .with("below_after", Value::Count(usize::from(below(asked, asked.book(AFTER)?, "BTC").is_some())))
                .with("deep", Value::Fraction(DEEP))
                .with("equity_deep", Value::Dollars(deep.equity.total))
                .with("maintenance_deep", Value::Required(deep.maintenance_margin)),
        )
    },
    correct: |of| {
        let (before, after) = (of.number("before")?, of.number("after")?);
        let half = before.over(whole(2))?;
        Some(Correct::Choice(match () {
            () if after >= before => 0,
            () if after > half => 1,
            () => 2,
        }))
    },
    holds: |of| {
        let freed_more_than_paid = of.number("saved")? > of.number("premium")?;
        let survives = of.number("equity_deep")? >= of.number("maintenance_deep")?;
        Some(freed_more_than_paid && survives && of.number("below_after")?.is_zero())
    },
};

/// How far BTC falls in the why.
const DEEP: rust_decimal::Decimal = thousandths(500);
