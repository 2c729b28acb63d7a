//! A cascade: what liquidations sell liquidates others.

use super::{PRICES, thousandths, value, whole};
use crate::book::Exact;
use crate::learn::{Asked, Book, Figures, Lesson, Pointer, Question, Step, Unit, Value};
use crate::margin::cascade::{Crowd, Fallout, Scene, cascade, crowd};
use crate::margin::deleverage::Procedure;
use crate::market::Shock;
use crate::risk::{Impact, SquareRoot, to_usd};
use rust_decimal::Decimal;

const LIKE: usize = 0;

/// The wrong intuition: a price falls as far as the news pushes it.
pub(super) const LESSON: Lesson = Lesson {
    id: "cascade",
    rules: "reference",
    prices: PRICES,
    steps: &[Step { name: "like", book: Book::Whole("5000 SOL-PERP @ 200; 400000 USDC") }],
    question: Question::Slider {
        min: thousandths(0),
        max: thousandths(250),
        step: thousandths(5),
        unit: Unit::Fraction,
        close: thousandths(15),
    },
    points: &[Pointer::Cascade, Pointer::Liquidation("SOL")],
    figures: |asked| {
        let (alone, shared) = (fallout(asked, 0.0)?, fallout(asked, LASTING)?);
        Some(
            Figures::default()
                .with("shock", Value::Fraction(Decimal::ONE.minus(SHOCK)?))
                .with("volume", Value::Dollars(to_usd(LAW.daily_volume_usd)?))
                .with("accounts", Value::Count(shared.accounts))
                .with("first", Value::Count(alone.liquidated))
                .with("all", Value::Count(shared.liquidated))
                .with("rounds", Value::Count(shared.rounds.len().saturating_sub(1)))
                .with("sold", Value::Dollars(shared.volume_usd))
                .with("lasting", Value::Fraction(to_usd(LASTING)?))
                .with("end", Value::Fraction(to_usd(shared.prices.first()?.change()?)?.abs())),
        )
    },
    correct: |of| value(of, "end"),
    holds: |of| {
        let further = of.number("end")? > of.number("shock")?.times(thousandths(1_250))?;
        Some(further && of.number("all")? > of.number("first")? && of.number("rounds")? > whole(1))
    },
};

/// Today's price falls to this share of itself.
const SHOCK: Decimal = thousandths(940);
/// Share of an order's impact that stays.
const LASTING: f64 = 0.7;
/// A thin market: a day's volume in dollars, and a day's standard deviation.
const LAW: SquareRoot = SquareRoot { coefficient: 1.0, daily_volume_usd: 3e6, daily_vol: 0.08 };

/// What a fall does to thirty accounts like the lesson's.
fn fallout(asked: &Asked<'_>, lasting: f64) -> Option<Fallout> {
    let like = asked.book(LIKE)?;
    let of = Crowd { seed: 1, accounts: 30, same_side: thousandths(900), ..Crowd::default() };
    let people = crowd(&of, like, asked.market, asked.rules);
    let shocks = [Shock::Price { asset: "SOL".parse().ok()?, factor: SHOCK }];
    let (procedure, impacts) = (Procedure::of(asked.rules), Impact::SquareRoot(LAW).into());
    let scene = Scene {
        market: asked.market,
        rules: asked.rules,
        procedure,
        shocks: &shocks,
        impacts: &impacts,
        lasting,
        rounds: 200,
    };
    cascade(&people, &scene).ok().filter(|of| of.at_rest)
}
