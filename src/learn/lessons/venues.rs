//! The same book at three venues.

use super::{PRICES, whole};
use crate::book::Exact;
use crate::learn::{Book, Correct, Figures, Lesson, Pointer, Question, Step, Value};
use crate::margin::compare::Compared;
use crate::margin::venues::named;
use rust_decimal::Decimal;

const BOOK: usize = 0;
const NAMES: [&str; 3] = ["a", "b", "c"];
const NEEDS: [&str; 3] = ["need_a", "need_b", "need_c"];
const FREES: [&str; 3] = ["freed_a", "freed_b", "freed_c"];
const VENUES: [&str; 3] = ["deribit-portfolio", "dydx", "hyperliquid"];

/// The wrong intuition: portfolio margin asks least.
pub(super) const LESSON: Lesson = Lesson {
    id: "venues",
    rules: "reference",
    prices: PRICES,
    steps: &[Step { name: "book", book: Book::Whole("1 BTC-PERP @ 100000; -25 ETH-PERP @ 4000; 50000 USDC") }],
    question: Question::Choice { options: 3 },
    points: &[Pointer::Compare, Pointer::Freed, Pointer::Unified],
    figures: |asked| {
        let ours = asked.step(BOOK)?;
        let mut figures = Figures::default()
            .with("own", Value::Required(ours.initial_margin))
            .with("own_freed", Value::Dollars(ours.hedge_benefit));
        for (place, name) in VENUES.iter().enumerate() {
            let of = Compared::of(asked.book(BOOK)?, asked.market, named(name)?);
            if !of.whole() {
                return None;
            }
            figures = figures
                .with(NAMES.get(place)?, Value::Word(of.rules.title.clone()))
                .with(NEEDS.get(place)?, Value::Required(of.initial_margin))
                .with(FREES.get(place)?, Value::Dollars(of.hedge_benefit));
        }
        Some(figures)
    },
    correct: |of| {
        let least = least(of)?;
        NEEDS.iter().position(|need| of.number(need) == Some(least)).map(Correct::Choice)
    },
    holds: |of| {
        let dearer = of.number("need_a")? > least(of)?.times(whole(4))?;
        let none_frees = FREES.iter().all(|freed| of.number(freed).is_some_and(|freed| freed.is_zero()));
        Some(dearer && none_frees && of.number("own_freed")? > whole(0))
    },
};

/// What the venue that asks least asks for.
fn least(of: &Figures) -> Option<Decimal> {
    NEEDS.iter().filter_map(|need| of.number(need)).min()
}
