//! One market out of three layers: what was there before, what the sources say, what was set by hand.
//!
//! - A source's price covers the price before it, unless the page that embeds the calculator gave that one (`Host`), or
//!   it came with a book (`Imported`), is newer, and the source's is stale.
//! - What is still sample then follows its underlying: when BTC is live at half the sample's price, the sample's BTC
//!   forwards and perpetuals halve too, and the sample's wstETH keeps its rate to ETH. It stays marked as sample.
//! - Sample forwards or volatilities of an underlying go as soon as a source gives any, so that no curve is drawn
//!   through both.

use rust_decimal::Decimal;

use super::feed::Feed;
use super::policy::Policy;
use super::price_text::within_bounds;
use super::slot::Slot;
use crate::book::{Asset, Exact, Sorted, Time};
use crate::market::{Market, PriceState, Quote, VolQuote, tracked_by};
use crate::risk::nearest_f64;

const BY_HAND: &str = "typed";

pub(super) fn overlaid(feed: &Feed, base: &Market, now: Time) -> Market {
    let mut market = aged(base, &feed.policy, now);
    drop_sample_curves(feed, &mut market, now);
    for slot in feed.slots.keys().filter(|slot| !slot.is_past(now)) {
        let Some(judged) = feed.judged(slot, now) else {
            continue;
        };
        let keep = standing(&market, slot).is_some_and(|(state, time)| match state {
            PriceState::Host => true,
            PriceState::Imported => judged.state == PriceState::Stale && time > judged.time,
            _ => false,
        });
        if !keep {
            put(&mut market, slot, judged.quote());
        }
    }
    for (slot, value, time) in feed.manual() {
        let quote = Quote::new(value, BY_HAND, time, PriceState::Manual);
        put(&mut market, slot, quote);
    }
    follow(base, &mut market);
    market
}

/// The market before, at another instant: a price that was live then may not be any more.
fn aged(base: &Market, policy: &Policy, now: Time) -> Market {
    let mut market = base.at_time(now);
    let by_age = |state: &mut PriceState, time: Time, chain: bool| {
        if matches!(state, PriceState::Live | PriceState::Ageing) {
            let limits = if chain { policy.chain_age } else { policy.price_age };
            *state = limits.state(now.since(time)).max(*state);
        }
    };
    for quote in market.index.values_mut() {
        by_age(&mut quote.state, quote.time, false);
    }
    for (instrument, quote) in &mut market.marks {
        by_age(&mut quote.state, quote.time, instrument.is_option());
    }
    for quote in market.forwards.values_mut() {
        by_age(&mut quote.state, quote.time, true);
    }
    for quote in market.vols.values_mut() {
        by_age(&mut quote.state, quote.time, true);
    }
    market
}

fn drop_sample_curves(feed: &Feed, market: &mut Market, now: Time) {
    let (mut forwards, mut vols) = (Sorted::new(), Sorted::new());
    for slot in feed.slots.keys().filter(|slot| !slot.is_past(now)) {
        match slot {
            Slot::Forward(asset, _) => drop(forwards.insert(asset, ())),
            Slot::Vol(instrument) => drop(vols.insert(instrument.underlying(), ())),
            Slot::Index(_) | Slot::Mark(_) => {}
        }
    }
    market.forwards.retain(|(asset, _), q| q.state != PriceState::Sample || !forwards.contains_key(&asset));
    market.vols.retain(|i, q| q.state != PriceState::Sample || !vols.contains_key(&i.underlying()));
}

fn standing(market: &Market, slot: &Slot) -> Option<(PriceState, Time)> {
    let quote = match slot {
        Slot::Index(asset) => market.index.get(asset),
        Slot::Mark(instrument) => market.marks.get(instrument),
        Slot::Forward(asset, expiry) => market.forwards.get(&(asset.clone(), *expiry)),
        Slot::Vol(option) => return market.vols.get(option).map(|q| (q.state, q.time)),
    };
    quote.map(|quote| (quote.state, quote.time))
}

fn put(market: &mut Market, slot: &Slot, quote: Quote) {
    match slot.clone() {
        Slot::Index(asset) => {
            market.index.insert(asset, quote);
        }
        Slot::Mark(instrument) => {
            market.marks.insert(instrument, quote);
        }
        Slot::Forward(asset, expiry) => {
            market.forwards.insert((asset, expiry), quote);
        }
        Slot::Vol(option) => {
            let Quote { price, source, time, state, .. } = quote;
            market.vols.insert(option, VolQuote { vol: nearest_f64(price), source, time, state });
        }
    }
}

/// Moves what is still sample with the index price of what it is written on.
fn follow(base: &Market, market: &mut Market) {
    let sample = |quote: &Quote| quote.state == PriceState::Sample;
    let index = market.index.clone();
    let factor = |asset: &Asset| -> Option<Decimal> {
        let before = base.index.get(asset).filter(|quote| sample(quote))?;
        index.get(asset)?.price.over(before.price)
    };
    let scale = |quote: &mut Quote, factor: Option<Decimal>| {
        let moved = factor.and_then(|factor| quote.price.times(factor));
        if let Some(Ok(price)) = moved.map(|price| within_bounds(price.round_dp(12))) {
            quote.price = price;
        }
    };
    for (asset, quote) in market.index.iter_mut().filter(|(_, q)| sample(q)) {
        let followed = tracked_by(asset).and_then(|name| name.parse().ok());
        scale(quote, followed.and_then(|followed| factor(&followed)));
    }
    for ((asset, _), quote) in market.forwards.iter_mut().filter(|(_, q)| sample(q)) {
        scale(quote, factor(asset));
    }
    for (instrument, quote) in market.marks.iter_mut().filter(|(_, q)| sample(q)) {
        if !instrument.is_option() {
            scale(quote, factor(instrument.underlying()));
        }
    }
}
