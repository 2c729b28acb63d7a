//! The book of a lesson or an exercise as a calculator holds it, at the prices of its page.

use super::super::book::Book;
use crate::book::{Account, Kind};
use crate::market::{Market, PriceState};

/// A book whose prices are those of the page around, so that one typed over them wins and can be released. A perpetual without
/// a mark is worth its coin, and nothing has to be said of that.
pub(super) fn book(account: Account, mut market: Market) -> Book {
    for instrument in account.positions.iter().map(|position| &position.instrument) {
        if instrument.kind() == Kind::Perpetual
            && !market.marks.contains_key(instrument)
            && let Some(coin) = market.index.get(instrument.underlying()).cloned()
        {
            market.marks.insert(instrument.clone(), coin);
        }
    }
    let quotes = market.index.values_mut().chain(market.marks.values_mut()).chain(market.forwards.values_mut());
    for quote in quotes {
        quote.state = PriceState::Host;
    }
    for vol in market.vols.values_mut().chain(market.vol_indices.values_mut()) {
        vol.state = PriceState::Host;
    }
    Book::of_link(account, market)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Time;
    use crate::learn::all;
    use crate::margin::{assess, venues};
    use crate::oracle::stood;
    use rust_decimal_macros::dec;

    #[test]
    fn all_that_hangs_on_a_coin_moves_with_a_price_that_is_typed() {
        let lesson = all().iter().find(|lesson| lesson.id == "hedge").unwrap();
        let stage = lesson.stage().unwrap();
        let mut held = book(stage.accounts[1].clone(), stage.market);
        let (btc, perp) = ("BTC".parse().unwrap(), "BTC-PERP".parse().unwrap());
        let seen = |held: &Book| stood(&held.prices_that_came(), &held.typed_prices());
        let forward = |market: &Market| market.forwards.values().next().map(|quote| quote.price);
        let before = seen(&held);
        assert_eq!(
            (before.marks.get(&perp).map(|quote| quote.price), forward(&before)),
            (Some(dec!(100000)), Some(dec!(100400)))
        );
        held.type_index(&btc, Some(dec!(90000)), Time(0));
        let after = seen(&held);
        // nine tenths of each
        assert_eq!(
            (after.marks.get(&perp).map(|quote| quote.price), forward(&after)),
            (Some(dec!(90000)), Some(dec!(90360)))
        );
        // 10,000 less of the coin that is held long
        let rules = venues::reference().unwrap();
        let pnl = |market| {
            assess(&held.account(), market, rules)
                .legs
                .iter()
                .find(|leg| leg.name == "BTC-PERP")
                .and_then(|leg| leg.pnl)
        };
        assert_eq!(pnl(&after).zip(pnl(&before)).map(|(after, before)| after - before), Some(dec!(-10000)));
        // and one that is typed itself stays where it was put
        held.type_mark(&perp, Some(dec!(95000)), Time(0));
        assert_eq!(seen(&held).marks.get(&perp).map(|quote| quote.price), Some(dec!(95000)));
        held.type_mark(&perp, None, Time(0));
        held.type_index(&btc, None, Time(0));
        assert_eq!(seen(&held).forwards, before.forwards);
    }
}
