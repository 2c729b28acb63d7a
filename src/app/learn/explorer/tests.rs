//! What is offered for each ready book, and figures of hedged books as arithmetic written out.

use std::sync::Arc;

use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::books::{self, READY};
use super::chart::Chart;
use super::offer::Offer;
use super::payoff::{curve, places};
use super::sampled::{least, sampled};
use super::start::Start;
use crate::book::Asset;
use crate::learn::Words;
use crate::margin::{assess, liquidation, venues};

fn start(id: &str) -> Start {
    let rules = Arc::new(venues::reference().unwrap().clone());
    Start::ready(books::named(id).unwrap(), rules).unwrap()
}

fn names(start: &Start) -> Vec<String> {
    let side = |bought| if bought { "buy" } else { "sell" };
    start.offers.iter().map(|of| format!("{} {}", side(of.bought), of.instrument)).collect()
}

fn offer<'a>(start: &'a Start, instrument: &str) -> &'a Offer {
    start.offers.iter().find(|of| of.instrument.to_string() == instrument).unwrap()
}

fn unified(start: &Start, offer: &Offer, size: Decimal) -> Decimal {
    assess(&start.hedged(offer, size), &start.market, &start.rules).initial_margin
}

#[test]
fn a_book_is_offered_what_leans_against_it() {
    assert_eq!(
        names(&start("long")),
        [
            "sell BTC_USDC-25DEC26",
            "buy BTC_USDC-25DEC26-90000-P",
            "buy BTC_USDC-25DEC26-100000-P",
            "sell BTC_USDC-25DEC26-110000-C",
            "sell ETH-PERP",
        ]
    );
    assert_eq!(
        names(&start("short")),
        [
            "buy ETH_USDC-25DEC26",
            "buy ETH_USDC-25DEC26-4400-C",
            "buy ETH_USDC-25DEC26-4000-C",
            "sell ETH_USDC-25DEC26-3600-P",
            "buy BTC-PERP",
        ]
    );
    // a call and a put of the same strike lean hardly anywhere: wings, and no straight contract
    assert_eq!(names(&start("straddle")), ["buy BTC_USDC-25DEC26-90000-P", "buy BTC_USDC-25DEC26-110000-C"]);
}

#[test]
fn sizes_that_mean_something_are_marked() {
    let long = start("long");
    let future = offer(&long, "BTC_USDC-25DEC26");
    // 100,000 / 100,400 to three decimals
    assert_eq!((future.same, future.neutral), (Some(dec!(1)), Some(dec!(0.996))));
    assert_eq!((future.most, future.step), (dec!(2), dec!(0.02)));
    // one Bitcoin is worth 25 Ether; coins of another coin are not the same size
    let ether = offer(&long, "ETH-PERP");
    assert_eq!((ether.same, ether.neutral, ether.most, ether.step), (None, Some(dec!(25)), dec!(50), dec!(1)));
    assert_eq!((ether.within(dec!(70)), ether.within(dec!(-1))), (dec!(50), dec!(0)));
}

#[test]
fn ether_against_bitcoin_by_hand() {
    let long = start("long");
    let ether = offer(&long, "ETH-PERP");
    // 15 % and 0.5 % of 100,000
    assert_eq!(unified(&long, ether, dec!(0)), dec!(15500));
    // Bitcoin loses 15,000, of Ether's 15,000 six tenths count; basis of both
    assert_eq!(unified(&long, ether, dec!(25)), dec!(15000) - dec!(9000) + dec!(1000));
    let after = assess(&long.hedged(ether, dec!(25)), &long.market, &long.rules);
    // the book held apart stands still; the hedge adds its own need
    assert_eq!((long.before.held_apart, after.held_apart), (dec!(15500), dec!(31000)));
    assert_eq!(after.hedge_benefit, dec!(24000));
    assert_eq!(after.equity.total, long.before.equity.total);
}

#[test]
fn the_size_that_needs_least_is_found() {
    let long = start("long");
    let ether = offer(&long, "ETH-PERP");
    let rows = sampled(&long, ether);
    assert_eq!(rows.len(), 21);
    assert_eq!((rows[0].unified, rows[10].size, rows[10].unified), (dec!(15500), dec!(25), dec!(7000)));
    let found = least(&rows).unwrap();
    assert!(rows.iter().all(|row| row.unified >= found.unified) && found.unified <= dec!(7000));
    // covered calls sold on top of a long need more in the end than without them; nothing below zero is least
    assert_eq!(least(&rows[..1]), None);
}

#[test]
fn a_straight_book_gains_what_the_price_gains() {
    let long = start("long");
    let btc: Asset = "BTC".parse().unwrap();
    let there = places(&long.market, &btc);
    let points = |account| curve(account, &there, &long.rules, long.before.equity.total);
    let bare = points(&long.account);
    assert_eq!((bare.len(), bare[0].times, bare[40].times), (41, dec!(0.5), dec!(1.5)));
    assert_eq!((bare[0].gain, bare[20].gain, bare[40].gain), (dec!(-50000), dec!(0), dec!(50000)));
    // one future sold against it: of its 400 of basis half is gained or lost with the price
    let future = offer(&long, "BTC_USDC-25DEC26");
    let hedged = points(&long.hedged(future, dec!(1)));
    assert_eq!((hedged[0].gain, hedged[40].gain), (dec!(200), dec!(-200)));
    let rails = liquidation(&long.account, &long.market, &long.rules);
    let chart = Chart::of(&bare, &hedged, rails.first()).unwrap();
    assert_eq!((chart.zero, chart.today), (50.0, 50.0));
    assert!(chart.bare.starts_with("0,94 ") && chart.bare.ends_with(" 100,6"), "{}", chart.bare);
    // 20,000 − (100,000 − P) = 0.124 · P
    let lost = (80_000.0 / 0.876 / 100_000.0 - 0.5) * 100.0;
    assert!(chart.lost.len() == 1 && (chart.lost[0] - lost).abs() < 1e-6, "{:?}", chart.lost);
    assert_eq!(Chart::of(&[], &[], None), None);
}

#[test]
fn every_ready_book_can_be_hedged_and_has_its_words() {
    let words = Words::english();
    for ready in READY {
        let start = start(ready.id);
        assert!(start.before.left_out.is_empty() && start.before.free_collateral > Decimal::ZERO, "{}", ready.id);
        assert!(start.offers.len() >= 2, "{}: {:?}", ready.id, names(&start));
        assert!(words.get(&format!("explorer.book.{}", ready.id)).is_some(), "{}", ready.id);
        for offer in &start.offers {
            assert!(words.get(&offer.key()).is_some(), "{}", offer.key());
            assert!(offer.step > Decimal::ZERO && offer.most >= offer.same.unwrap_or_default(), "{offer:?}");
            assert_eq!(start.hedged(offer, Decimal::ZERO), start.account);
            let far = assess(&start.hedged(offer, offer.most), &start.market, &start.rules);
            assert!((far.equity.total - start.before.equity.total).abs() < dec!(0.01), "{}", offer.instrument);
        }
    }
}

#[test]
fn an_empty_book_has_nothing_to_hedge() {
    let rules = Arc::new(venues::reference().unwrap().clone());
    let market = Arc::new(books::named("long").unwrap().stage().unwrap().market);
    assert!(Start::new(crate::book::Account::default(), market, rules).offers.is_empty());
}
