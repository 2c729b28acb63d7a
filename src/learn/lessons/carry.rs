//! A carry: a coin held and sold forward, and the same with its staked form.

use super::{PRICES, value, whole};
use crate::book::Exact;
use crate::learn::{Book, Figures, Lesson, Pointer, Question, Step, Unit, Value};

const COIN: usize = 0;
const STAKED: usize = 1;

/// The wrong intuition: staked collateral hedges as the coin itself does, and earns on top.
pub(super) const LESSON: Lesson = Lesson {
    id: "carry",
    rules: "reference",
    prices: PRICES,
    steps: &[
        Step { name: "coin", book: Book::Whole("-30 ETH-PERP @ 4000; 30 ETH") },
        Step { name: "staked", book: Book::Whole("-30 ETH-PERP @ 4000; 25 wstETH") },
    ],
    question: Question::Slider {
        min: whole(0),
        max: whole(30_000),
        step: whole(500),
        unit: Unit::Dollars,
        close: whole(1_000),
    },
    points: &[Pointer::Unified, Pointer::Equity, Pointer::Holdings],
    figures: |asked| {
        let (coin, staked) = (asked.step(COIN)?, asked.step(STAKED)?);
        let held = staked.holdings.first()?;
        Some(
            Figures::default()
                .with("coin", Value::Required(coin.initial_margin))
                .with("staked", Value::Required(staked.initial_margin))
                .with("times", Value::Times(staked.initial_margin.over(coin.initial_margin)?.round_dp(0)))
                .with("worth", Value::Dollars(held.price?.times(held.quantity)?))
                .with("haircut", Value::Fraction(held.haircut))
                .with("equity_coin", Value::Dollars(coin.equity.total))
                .with("equity_staked", Value::Dollars(staked.equity.total))
                .with("free_coin", Value::Dollars(coin.free_collateral))
                .with("free_staked", Value::Dollars(staked.free_collateral)),
        )
    },
    correct: |of| value(of, "staked"),
    holds: |of| {
        let margin = of.number("staked")? > of.number("coin")?.times(whole(10))?;
        Some(margin && of.number("free_staked")? < of.number("free_coin")?)
    },
};
