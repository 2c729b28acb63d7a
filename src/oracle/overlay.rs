//! One market out of three layers: what was there before, what the sources say, what was set by hand.
//!
//! - A source's price covers the price before it, unless the page that embeds the calculator gave that one (`Host`), or
//!   it came with a book (`Imported`), is newer, and the source's is stale.
//! - What is still sample then follows its underlying: when BTC is live at half the sample's price, the sample's BTC
//!   forwards and perpetuals halve too, and the sample's wstETH keeps its rate to ETH. It stays marked as sample.
//! - Sample forwards or volatilities of an underlying go as soon as a source gives any, so that no curve is drawn
//!   through both.

use rust_decimal::Decimal;

use super::policy::AgeLimits;
use super::price_text::within_bounds;
use super::slot::Slot;
use crate::book::{Asset, Exact, Sorted, Time};
use crate::market::{Market, PriceState, Quote, VolQuote, tracked_by};
use crate::risk::nearest_f64;

pub(super) const BY_HAND: &str = "typed";

/// Up to here a price that came with a book and was live then still is; an option chain has longer.
const PRICES: AgeLimits = AgeLimits { fresh_ms: 15_000, ageing_ms: 60_000 };
const CHAINS: AgeLimits = AgeLimits { fresh_ms: 60_000, ageing_ms: 300_000 };

/// What was there before, what the sources give, what was typed.
pub fn laid(before: Market, given: &Sorted<Slot, Quote>, typed: &Market, now: Time) -> Market {
    let index = before.index.clone();
    let mut before = aged(before, now);
    drop_sample_curves(given, &mut before);
    let mut market = Market::at(now);
    for (slot, quote) in given {
        let keep = standing(&before, slot).is_some_and(|(state, time)| match state {
            PriceState::Host => true,
            PriceState::Imported => quote.state == PriceState::Stale && time > quote.time,
            _ => false,
        });
        if !keep {
            put(&mut market, slot, quote.clone());
        }
    }
    stay(before.index, &mut market.index);
    stay(before.marks, &mut market.marks);
    stay(before.forwards, &mut market.forwards);
    stay(before.vols, &mut market.vols);
    stay(before.vol_indices, &mut market.vol_indices);
    (market.rates, market.prudence) = (before.rates, before.prudence);
    market.index.extend(typed.index.clone());
    market.marks.extend(typed.marks.clone());
    market.forwards.extend(typed.forwards.clone());
    market.vols.extend(typed.vols.clone());
    follow(&index, &mut market);
    market
}

/// Puts what is not covered beside what covers.
fn stay<K: Ord, V>(before: Sorted<K, V>, market: &mut Sorted<K, V>) {
    let over = std::mem::replace(market, before);
    market.extend(over);
}

/// The market before, at another instant: a price that was live then may not be any more.
fn aged(mut market: Market, now: Time) -> Market {
    let by_age = |state: &mut PriceState, time: Time, chain: bool| {
        if matches!(state, PriceState::Live | PriceState::Ageing) {
            let limits = if chain { CHAINS } else { PRICES };
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

fn drop_sample_curves(given: &Sorted<Slot, Quote>, market: &mut Market) {
    let (mut forwards, mut vols) = (Sorted::new(), Sorted::new());
    for (slot, _) in given {
        match slot {
            Slot::Forward(asset, _) => drop(forwards.insert(asset, ())),
            Slot::Vol(instrument) => drop(vols.insert(instrument.underlying(), ())),
            _ => {}
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
        Slot::VolIndex(asset) => return market.vol_indices.get(asset).map(|q| (q.state, q.time)),
        Slot::Rate(..) => None,
    };
    quote.map(|quote| (quote.state, quote.time))
}

pub(super) fn put(market: &mut Market, slot: &Slot, quote: Quote) {
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
            market.vols.insert(option, of_vol(quote));
        }
        Slot::VolIndex(asset) => {
            market.vol_indices.insert(asset, of_vol(quote));
        }
        Slot::Rate(..) => {}
    }
}

fn of_vol(quote: Quote) -> VolQuote {
    VolQuote { vol: nearest_f64(quote.price), source: quote.source, time: quote.time, state: quote.state }
}

/// Moves what is still sample with the index price of what it is written on.
fn follow(before: &Sorted<Asset, Quote>, market: &mut Market) {
    let sample = |quote: &Quote| quote.state == PriceState::Sample;
    let index = market.index.clone();
    let factor = |asset: &Asset| -> Option<Decimal> {
        let before = before.get(asset).filter(|quote| sample(quote))?;
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
