//! Hyperliquid: market orders; of a large position a fifth first, then a pause in which orders are for all of it; and the
//! backstop, which takes over what has fallen below two thirds of maintenance.

use rust_decimal::Decimal;

use super::run::{Run, all_of, share_of};
use super::tried::{Charged, Pricing};
use super::{End, Fees};
use crate::book::Exact;
use crate::margin::Family;
use crate::margin::venues::hyperliquid::{HyperliquidRules, parameters};

/// Seconds from one order to the next.
const BLOCK: u64 = 1;

/// The rules' own parameters, or those shipped.
fn venue_rules(run: &Run<'_>) -> Option<HyperliquidRules> {
    if let Family::Venue(venue) = &run.rules.family
        && let Ok(own) = serde_json::from_value(venue.parameters().clone())
    {
        return Some(own);
    }
    parameters().ok().map(|dated| dated.parameters.clone())
}

pub(super) fn close(run: &mut Run<'_>, fees: &Fees) -> End {
    let Some(rules) = venue_rules(run) else { return run.stuck("the parameters of Hyperliquid cannot be read") };
    let mut paused_until = 0;
    loop {
        if let Some(end) = run.end() {
            return end;
        }
        let (equity, maintenance) = (run.now.equity(), run.now.maintenance());
        if equity.capped_times(rules.backstop.under) < maintenance.capped_times(rules.backstop.over) {
            return taken_over(run, "the backstop takes over: equity is below two thirds of maintenance margin");
        }
        let paused = run.seconds < paused_until;
        let mut said = String::new();
        let placed = run.now.lots().into_iter().find_map(|lot| {
            let part = lot.usd > rules.partial.above_usd && !paused;
            let (instrument, whole) = all_of(&lot);
            let order = if part { share_of(whole, rules.partial.fraction) } else { whole };
            let tried = run.tried(&[(instrument, order)], Pricing::Market, Charged::Rates(fees));
            tried.map_err(|why| said = why).ok().map(|tried| (tried, part))
        });
        let Some((tried, part)) = placed else { return run.stuck(&said) };
        let why = if part {
            paused_until = run.seconds.saturating_add(rules.partial.pause_seconds.into());
            format!("a position above {} dollars is first liquidated in part", rules.partial.above_usd)
        } else {
            "the largest position goes to the book, all of it".to_owned()
        };
        run.place(tried, Decimal::ZERO, why);
        run.wait(BLOCK);
    }
}

/// All positions and what is counted as collateral change hands at the mark; the account keeps nothing of it.
pub(super) fn taken_over(run: &mut Run<'_>, why: &str) -> End {
    let orders: Vec<_> = run.now.lots().iter().map(all_of).collect();
    let tried = match run.tried(&orders, Pricing::Mark, Charged::Dollars(Decimal::ZERO)) {
        Ok(tried) => tried,
        Err(why) => return run.stuck(&why),
    };
    let left = tried.state.equity();
    let mut account = tried.state.account.clone();
    if left > Decimal::ZERO {
        let counted =
            |row: usize| tried.state.assessed.holdings.iter().any(|held| held.row == row && !held.value.is_zero());
        let kept = account.holdings.iter().enumerate().filter(|(row, _)| !counted(*row)).map(|(_, held)| held.clone());
        account.holdings = kept.collect();
    }
    run.hand_over(account, tried.what, why.to_owned());
    run.end().unwrap_or(End::Empty)
}
