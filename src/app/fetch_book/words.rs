//! What is said of asking for an order book: before, after, and where it fails.

use rust_decimal::Decimal;

use super::MOST;
use crate::app::format;
use crate::app::intake::sentence;
use crate::book::{Instrument, Kind};
use crate::oracle::order_books::BookFault;
use crate::risk::{OrderBook, Side};

/// What asking for the book of an instrument tells to whom, before it is asked for.
pub(super) fn promise(of: &Instrument) -> String {
    format!(
        "Your browser asks for the order book of {of}: its name is sent, and nothing else. It is not asked again by itself."
    )
}

/// That nobody can be asked for it.
pub(super) fn unlisted(of: &Instrument) -> String {
    let pairs = match of.kind() {
        Kind::Spot => " Of spot, pairs against USD can be, such as BTC/USD.",
        _ => "",
    };
    format!("No venue that lists {of} can be asked for its order book from here; paste it.{pairs}")
}

/// From whom a book came and when: `Hyperliquid, 12:03:41: 20 bids, 20 asks.`
pub(super) fn from(venue: &str, clock: &str, book: &OrderBook) -> String {
    let side = |side: Side, one: &str, several: &str| match book.levels(side).len() {
        0 => format!("no {several}"),
        1 => format!("1 {one}"),
        all if all > MOST => format!("the best {} of {} {several}", grouped(MOST), grouped(all)),
        all => format!("{} {several}", grouped(all)),
    };
    format!("{venue}, {clock}: {}, {}.", side(Side::Bids, "bid", "bids"), side(Side::Asks, "ask", "asks"))
}

/// Why there is none.
pub(super) fn fault(venue: &str, of: &Instrument, fault: &BookFault) -> String {
    match fault {
        BookFault::Fetch(fault) => format!("{venue}: {}. {fault}", fault.word()),
        BookFault::Unlisted => format!("{venue} knows no order book of {of}."),
        BookFault::Refused(words) => format!("{venue}, asked for the order book of {of}, answers “{words}”."),
        BookFault::Empty => format!("The order book of {of} at {venue} is empty: nobody bids or asks."),
        BookFault::Wrong(why) => sentence(&format!("what {venue} answered is no order book: {why}")),
    }
}

fn grouped(count: usize) -> String {
    format::grouped(Decimal::from(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::FetchFault;
    use crate::risk::Level;

    fn named(name: &str) -> Instrument {
        name.parse().unwrap()
    }

    #[test]
    fn it_is_said_from_whom_and_when_and_how_much_of_it_is_shown() {
        let book = OrderBook::read("bids\n59990 1.5\n59980 1\nasks\n60010 2").unwrap();
        assert_eq!(from("Hyperliquid", "12:03:41", &book), "Hyperliquid, 12:03:41: 2 bids, 1 ask.");
        let level = |price: u32| Level { price: price.into(), size: Decimal::ONE };
        let long = OrderBook::new(Vec::new(), (1..=24_310).map(level).collect()).unwrap();
        assert_eq!(from("Coinbase", "00:00:00", &long), "Coinbase, 00:00:00: no bids, the best 1,000 of 24,310 asks.");
    }

    #[test]
    fn it_is_said_what_is_sent_and_where_nobody_can_be_asked() {
        assert!(promise(&named("BTC-PERP")).contains("BTC-PERP: its name is sent, and nothing else"));
        let said = unlisted(&named("BTC/USDC"));
        assert!(said.starts_with("No venue that lists BTC/USDC can be asked"), "{said}");
        assert!(said.ends_with("such as BTC/USD."), "{said}");
        assert!(unlisted(&named("SOL-PERPETUAL")).ends_with("from here; paste it."));
    }

    #[test]
    fn a_fault_names_the_venue_and_the_instrument() {
        let said = |why: BookFault| fault("Deribit", &named("BTC-25DEC26-75000-P"), &why);
        assert_eq!(said(BookFault::Unlisted), "Deribit knows no order book of BTC-25DEC26-75000-P.");
        assert_eq!(
            said(BookFault::Refused("Invalid params".into())),
            "Deribit, asked for the order book of BTC-25DEC26-75000-P, answers “Invalid params”."
        );
        assert_eq!(said(BookFault::Fetch(FetchFault::Offline)), "Deribit: offline. This device is offline.");
        let empty = "The order book of BTC-25DEC26-75000-P at Deribit is empty: nobody bids or asks.";
        assert_eq!(said(BookFault::Empty), empty);
        let wrong = said(BookFault::Wrong("bids[0] is 1; a price and a size are right".into()));
        assert_eq!(wrong, "What Deribit answered is no order book: bids[0] is 1; a price and a size are right.");
    }
}
