//! The cheapest way back to health: pieces small enough not to matter, each the one that frees most maintenance margin for
//! a dollar of cost.
//!
//! Cost is fees and impact, which grows with what was traded before in the same instrument, so the next piece is always
//! weighed at what it costs then. Beside single positions, two of one underlying and a slice of everything are weighed:
//! of a hedge, closing one side alone may free nothing. The last piece is the least that restores health.

use rust_decimal::Decimal;

use super::run::{Run, all_of, share_of};
use super::state::Lot;
use super::tried::{Charged, Pricing, Tried};
use super::{Closed, End, Fees, Step};
use crate::book::{Exact, Instrument, Sorted};

/// Books of more lots than this are not looked at in pairs.
const PAIRED: usize = 8;

/// How much there was of everything when it began: pieces are parts of that.
#[derive(Clone, Debug)]
pub(super) struct Pieces(Sorted<Instrument, Decimal>);

impl Pieces {
    pub(super) fn of(run: &Run<'_>) -> Self {
        Self(run.now.lots().into_iter().map(|lot| (lot.instrument, lot.units)).collect())
    }

    /// Closes the next piece of an account that is not healthy; how it ends, where no piece helps.
    pub(super) fn turn(&self, run: &mut Run<'_>, piece: Decimal, fees: &Fees) -> Option<End> {
        let lots = run.now.lots();
        let step = |lot: &Lot| {
            let first = self.0.get(&lot.instrument).copied().unwrap_or(lot.units);
            let part = share_of(first.abs(), piece).min(lot.units.abs());
            (lot.instrument.clone(), if lot.units.is_sign_negative() { part } else { -part })
        };
        let weighed = choices(&lots).into_iter().filter_map(|choice| {
            let orders: Vec<_> = choice.iter().filter_map(|&place| lots.get(place)).map(step).collect();
            let tried = run.tried(&orders, Pricing::Market, Charged::Rates(fees)).ok()?;
            let gained = tried.state.room().capped_minus(run.now.room());
            (gained > Decimal::ZERO).then(|| Choice { freed: gained.capped_plus(tried.cost()), orders, tried })
        });
        let weighed: Vec<Choice> = weighed.collect();
        let Some(best) = best(&weighed) else {
            return Some(everything(run, &lots, fees));
        };
        let tried = if best.tried.state.healthy() { last(run, &weighed, fees) } else { Some(best.tried.clone()) };
        let Some(tried) = tried else { return Some(run.stuck("no size restores health")) };
        place(run, tried, "it frees most maintenance margin for a dollar of fees and impact");
        None
    }
}

/// A piece that was tried.
struct Choice {
    orders: Vec<(Instrument, Decimal)>,
    /// Maintenance margin freed.
    freed: Decimal,
    tried: Tried,
}

/// Places of lots that are closed together.
fn choices(lots: &[Lot]) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = (0..lots.len()).map(|place| vec![place]).collect();
    if lots.len() <= PAIRED {
        for (first, one) in lots.iter().enumerate() {
            let others =
                lots.iter().enumerate().skip(first + 1).filter(|(_, other)| other.underlying == one.underlying);
            out.extend(others.map(|(second, _)| vec![first, second]));
        }
    }
    if lots.len() > 1 {
        out.push((0..lots.len()).collect());
    }
    out
}

/// Most freed for a dollar of cost; what costs nothing before what costs something.
fn best(weighed: &[Choice]) -> Option<&Choice> {
    let ratio = |choice: &Choice| choice.freed.over(choice.tried.cost()).unwrap_or(Decimal::MAX);
    let better = |a: &Choice, b: &Choice| ratio(a).cmp(&ratio(b)).then_with(|| a.freed.cmp(&b.freed)).is_gt();
    weighed.iter().fold(None, |best, choice| match best {
        Some(best) if !better(choice, best) => Some(best),
        _ => Some(choice),
    })
}

/// Of the pieces that restore health, the one whose least size is cheapest.
fn last(run: &Run<'_>, weighed: &[Choice], fees: &Fees) -> Option<Tried> {
    let healing = weighed.iter().filter(|choice| choice.tried.state.healthy());
    let sized = healing.filter_map(|choice| run.least(&choice.orders, fees, super::state::State::healthy));
    sized.min_by(|a, b| a.cost().cmp(&b.cost()))
}

/// No piece helps: all of it goes.
fn everything(run: &mut Run<'_>, lots: &[Lot], fees: &Fees) -> End {
    let orders: Vec<_> = lots.iter().map(all_of).collect();
    match run.tried(&orders, Pricing::Market, Charged::Rates(fees)) {
        Ok(tried) => {
            run.place(tried, Decimal::ZERO, "no part of it restores anything, so all of it is closed".to_owned());
            run.end().unwrap_or_else(|| run.stuck("the market does not take all of it"))
        }
        Err(why) => run.stuck(&why),
    }
}

/// Places a piece; pieces of the same instruments after each other are one step.
fn place(run: &mut Run<'_>, tried: Tried, why: &str) {
    run.place(tried, Decimal::ZERO, why.to_owned());
    let Some(newer) = run.steps.pop() else { return };
    match run.steps.last_mut().filter(|older| same(&older.what, &newer.what)) {
        Some(older) => merge(older, newer),
        None => run.steps.push(newer),
    }
}

fn same(older: &[Closed], newer: &[Closed]) -> bool {
    older.len() == newer.len() && older.iter().zip(newer).all(|(a, b)| a.instrument == b.instrument)
}

fn merge(older: &mut Step, newer: Step) {
    let what = std::mem::take(&mut older.what);
    let joined = what.into_iter().zip(newer.what).map(|(a, b)| joined(&a, b)).collect();
    *older = Step { at_seconds: older.at_seconds, what: joined, ..newer };
}

/// Two trades as one, at the price that has the same effect: of inverse contracts the harmonic mean.
fn joined(a: &Closed, b: Closed) -> Closed {
    let quantity = a.quantity.capped_plus(b.quantity);
    let inverse = b.instrument.is_inverse() && !b.instrument.is_option();
    let mean = || {
        if inverse {
            let coins = a.quantity.over(a.price)?.plus(b.quantity.over(b.price)?)?;
            return quantity.over(coins);
        }
        a.quantity.times(a.price)?.plus(b.quantity.times(b.price)?)?.over(quantity)
    };
    Closed {
        quantity,
        price: mean().unwrap_or(b.price),
        fee_usd: a.fee_usd.capped_plus(b.fee_usd),
        impact_usd: a.impact_usd.capped_plus(b.impact_usd),
        instrument: b.instrument,
    }
}
