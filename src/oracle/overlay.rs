//! One market out of three layers: what was there before, what the sources say, what was set by hand.
//!
//! - A source's price covers the price before it, unless the page that embeds the calculator gave that one (`Host`), or
//!   it came with a book (`Imported`), is newer, and the source's is stale.
//! - What is still sample then follows its underlying: when BTC is live at half the sample's price, the sample's BTC
//!   forwards and perpetuals halve too, and the sample's wstETH keeps its rate to ETH. It stays marked as sample.
//! - Where prices stand still, in a link or a lesson, all of them follow a price that is typed over them in the same way.
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
    let sample = |quote: &Quote| quote.state == PriceState::Sample;
    follow(&index, &mut market, sample, sample);
    market
}

/// Prices that stand still, and what was typed: forwards, marks and staked forms move with a coin whose price was typed,
/// unless theirs were typed too.
pub fn stood(came: &Market, typed: &Market) -> Market {
    let mut market = came.with(typed);
    follow(&came.index, &mut market, |quote| quote.state != PriceState::Manual, |_| true);
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

/// Moves what `moves` with the index price of what it is written on, from where that stood if it counts.
fn follow(before: &Sorted<Asset, Quote>, market: &mut Market, moves: fn(&Quote) -> bool, counts: fn(&Quote) -> bool) {
    let index = market.index.clone();
    let factor = |asset: &Asset| -> Option<Decimal> {
        let before = before.get(asset).filter(|quote| counts(quote))?;
        index.get(asset)?.price.over(before.price).filter(|factor| *factor != Decimal::ONE)
    };
    let scale = |quote: &mut Quote, factor: Option<Decimal>| {
        let moved = factor.and_then(|factor| quote.price.times(factor));
        if let Some(Ok(price)) = moved.map(|price| within_bounds(price.round_dp(12))) {
            quote.price = price;
        }
    };
    for (asset, quote) in market.index.iter_mut().filter(|(_, q)| moves(q)) {
        let followed = tracked_by(asset).and_then(|name| name.parse().ok());
        scale(quote, followed.and_then(|followed| factor(&followed)));
    }
    for ((asset, _), quote) in market.forwards.iter_mut().filter(|(_, q)| moves(q)) {
        scale(quote, factor(asset));
    }
    let vols = &market.vols;
    market.marks.retain(|instrument, quote| {
        if !moves(quote) {
            return true;
        }
        if instrument.is_option() {
            // its volatility says what it is worth now, if there is one
            return !vols.contains_key(instrument) || factor(instrument.underlying()).is_none();
        }
        scale(quote, factor(instrument.underlying()));
        true
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Instrument;
    use rust_decimal_macros::dec;

    fn quoted(price: Decimal) -> Quote {
        Quote::new(price, "link", Time(1), PriceState::Live)
    }

    fn by_hand(price: Decimal) -> Quote {
        Quote { state: PriceState::Manual, ..quoted(price) }
    }

    #[test]
    fn what_is_typed_moves_what_hangs_on_it_and_no_more() {
        let name = |name: &str| name.parse::<Instrument>().unwrap();
        let asset = |name: &str| name.parse::<Asset>().unwrap();
        let (perp, other, option, lone) =
            (name("ETH-PERP"), name("BTC-PERP"), name("ETH-25DEC26-3000-C"), name("ETH-25DEC26-4000-C"));
        let mut came = Market::at(Time(1));
        for (of, price) in [("ETH", dec!(3000)), ("wstETH", dec!(3600)), ("BTC", dec!(60000)), ("USDC", dec!(1))] {
            came.index.insert(asset(of), quoted(price));
        }
        for (of, price) in [(&perp, dec!(3010)), (&other, dec!(60100)), (&option, dec!(0.1)), (&lone, dec!(0.05))] {
            came.marks.insert(of.clone(), quoted(price));
        }
        came.vols.insert(
            option.clone(),
            VolQuote { vol: 0.6, source: "link".to_owned(), time: Time(1), state: PriceState::Live },
        );
        let mut typed = Market::at(Time(1));
        assert_eq!(stood(&came, &typed), came);
        typed.index.insert(asset("ETH"), by_hand(dec!(1500)));
        let half = stood(&came, &typed);
        let index = |of: &str| half.index_price(&asset(of));
        assert_eq!(
            (index("ETH"), index("wstETH"), index("BTC")),
            (Some(dec!(1500)), Some(dec!(1800)), Some(dec!(60000)))
        );
        let mark = |of: &Instrument| half.marks.get(of).map(|quote| quote.price);
        assert_eq!((mark(&perp), mark(&other)), (Some(dec!(1505)), Some(dec!(60100))));
        // an option is priced from its volatility; the one that has none keeps its mark
        assert_eq!((mark(&option), mark(&lone)), (None, Some(dec!(0.05))));
        typed.index.insert(asset("wstETH"), by_hand(dec!(1700)));
        assert_eq!(stood(&came, &typed).index_price(&asset("wstETH")), Some(dec!(1700)));
    }
}
