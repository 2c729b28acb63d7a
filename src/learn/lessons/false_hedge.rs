//! A hedge that is none: delta neutral is not margin neutral.

use super::{PRICES, thousandths, value};
use crate::book::Exact;
use crate::learn::{Book, Figures, Lesson, Pointer, Question, Step, Unit, Value};
use crate::risk::to_usd;

const CALLS: usize = 0;
const HEDGED: usize = 1;

/// The wrong intuition: where the net delta is nothing, so is the margin.
pub(super) const LESSON: Lesson = Lesson {
    id: "false-hedge",
    rules: "reference",
    prices: PRICES,
    steps: &[
        Step { name: "calls", book: Book::Whole("-10 BTC_USDC-25DEC26-100000-C; 300000 USDC") },
        Step { name: "hedged", book: Book::Trades("5.4 BTC-PERP") },
    ],
    question: Question::Slider {
        min: thousandths(0),
        max: thousandths(1_000),
        step: thousandths(50),
        unit: Unit::Fraction,
        close: thousandths(75),
    },
    points: &[Pointer::Unified, Pointer::Grid, Pointer::Charges],
    figures: |asked| {
        let (calls, hedged) = (asked.step(CALLS)?, asked.step(HEDGED)?);
        let delta =
            |of: &crate::margin::Assessment| to_usd(of.underlyings.iter().map(|of| of.greeks.delta_coin).sum::<f64>());
        let (sold, bought) = (hedged.legs.first()?.units.abs(), hedged.legs.get(1)?.units);
        let far = hedged.binding.as_ref()?.moves.first()?.1;
        Some(
            Figures::default()
                .with("calls", Value::Required(calls.initial_margin))
                .with("hedged", Value::Required(hedged.initial_margin))
                .with("left", Value::Fraction(hedged.initial_margin.over(calls.initial_margin)?))
                .with("delta_before", Value::Coins(delta(calls)?.round_dp(2)))
                .with("delta", Value::Coins(delta(hedged)?.round_dp(2)))
                .with("covered", Value::Fraction(bought.over(sold)?))
                .with("far", Value::Fraction(to_usd(far)?)),
        )
    },
    correct: |of| value(of, "left"),
    holds: |of| {
        let neutral = of.number("delta")?.abs() <= of.number("delta_before")?.abs().times(thousandths(10))?;
        Some(neutral && of.number("left")? > thousandths(250))
    },
};
