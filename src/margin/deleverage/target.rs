//! Orders are cancelled first; then the position that needs most maintenance margin is reduced, by no more than brings the
//! account to a target ratio, then the next. Bybit's and OKX's order.

use rust_decimal::Decimal;

use super::run::{Run, all_of};
use super::state::State;
use super::tried::{Charged, Pricing};
use super::{End, Fees};
use crate::book::Exact;

/// Whether maintenance is no more than `ratio` of equity.
fn reached(state: &State, ratio: Decimal) -> bool {
    state.maintenance() <= state.equity().capped_times(ratio)
}

pub(super) fn close(run: &mut Run<'_>, ratio: Decimal, seconds: u64, fees: &Fees) -> End {
    loop {
        // once begun it goes on to the target, not only to health
        match run.end() {
            Some(End::Healthy) if !reached(&run.now, ratio) => {}
            Some(end) => return end,
            None => {}
        }
        let mut said = "no position’s closing frees more than it costs".to_owned();
        let before = run.now.room();
        let placed = run.now.lots().into_iter().find_map(|lot| {
            let whole = [all_of(&lot)];
            if let Some(tried) = run.least(&whole, fees, |state| reached(state, ratio)) {
                return Some((tried, true));
            }
            let tried = run.tried(&whole, Pricing::Market, Charged::Rates(fees));
            let tried = tried.map_err(|why| said = why).ok()?;
            (tried.state.room() > before).then_some((tried, false))
        });
        let (tried, enough) = match placed {
            Some(placed) => placed,
            None if run.now.healthy() => return End::Healthy,
            None => {
                let all: Vec<_> = run.now.lots().iter().map(all_of).collect();
                match run.tried(&all, Pricing::Market, Charged::Rates(fees)) {
                    Ok(tried) if tried.state.lots().is_empty() => (tried, false),
                    _ => return run.stuck(&said),
                }
            }
        };
        let why = match enough {
            true => format!(
                "so much of it brings maintenance margin to {} % of equity",
                (ratio.capped_times(Decimal::ONE_HUNDRED)).normalize()
            ),
            false => "the position that needs most maintenance margin goes first, all of it".to_owned(),
        };
        run.place(tried, Decimal::ZERO, why);
        run.wait(seconds);
    }
}
