//! Binance: the position is brought down to the tier below, one tier at a time, so that its rate falls; what is still short
//! in the lowest tier is taken over with the margin that is left.

use rust_decimal::Decimal;

use super::hyperliquid::taken_over;
use super::run::{Run, all_of, share_of};
use super::state::Lot;
use super::tried::{Charged, Pricing};
use super::{End, Fees};
use crate::book::Exact;
use crate::margin::Family;
use crate::margin::venues::binance::BinanceRules;

/// Where a position's tier begins: what it is brought down to.
fn tier_below(rules: Option<&BinanceRules>, lot: &Lot) -> Decimal {
    let quote = match lot.instrument.settlement_asset().as_str() {
        "USD" => "USDT",
        quote => quote,
    };
    let symbol = format!("{}{quote}", lot.underlying);
    let tiers = rules.and_then(|rules| rules.symbols.get(&symbol)).map(Vec::as_slice).unwrap_or_default();
    let tier = tiers.iter().rev().find(|tier| tier.lower < lot.usd);
    tier.map_or(Decimal::ZERO, |tier| tier.lower)
}

pub(super) fn close(run: &mut Run<'_>, seconds: u64, fees: &Fees) -> End {
    let rules: Option<BinanceRules> = match &run.rules.family {
        Family::Venue(venue) => serde_json::from_value(venue.parameters().clone()).ok(),
        Family::Scan(_) => None,
    };
    if rules.is_none() {
        run.notes.push("These rules have no tiers of Binance: every position is in its lowest.".to_owned());
    }
    loop {
        if let Some(end) = run.end() {
            return end;
        }
        let mut said = String::new();
        let placed = run.now.lots().into_iter().find_map(|lot| {
            let lower = tier_below(rules.as_ref(), &lot);
            let kept = lower.over(lot.usd).filter(|_| lower > Decimal::ZERO)?;
            let (instrument, whole) = all_of(&lot);
            let order = share_of(whole, Decimal::ONE.capped_minus(kept));
            let orders = [(instrument, order)];
            // no more than restores health, where less than a tier does
            let tried = run
                .least(&orders, fees, super::state::State::healthy)
                .map_or_else(|| run.tried(&orders, Pricing::Market, Charged::Rates(fees)), Ok);
            let tried = tried.map_err(|why| said = why).ok()?;
            (tried.state.room() > run.now.room()).then_some((tried, lower))
        });
        let Some((tried, lower)) = placed else {
            if !said.is_empty() {
                run.notes.push(format!("An order was not filled: {said}"));
            }
            return taken_over(run, "no tier is left to come down to: the insurance fund takes over");
        };
        run.place(
            tried,
            Decimal::ZERO,
            format!("the position comes down to its tier below, which ends at {lower} dollars"),
        );
        run.wait(seconds);
    }
}
