//! The price of an exchange, from the three numbers of its ticker.
//!
//! It is the middle one of bid, last trade and ask: the last trade where it lies within the spread, else the edge that
//! is nearest to it, so that a trade of an hour ago cannot leave the market of now. Half the spread is its confidence
//! band. Without both sides it is the last trade, without a band. US dollars a coin.

use rust_decimal::Decimal;

use super::price_text::{self, PriceFault};
use super::reading::{Reading, Tick};
use crate::book::{Asset, Exact, Time};

/// The numbers of a ticker as they are written; nothing is empty.
pub(super) struct Ticker<'a> {
    /// The highest price that someone offers to pay.
    pub(super) bid: &'a str,
    /// The price of the last trade.
    pub(super) last: &'a str,
    /// The lowest price that someone asks for.
    pub(super) ask: &'a str,
}

/// Puts the price of an exchange into a reading as the asset's index price, or lists why it is none.
pub(super) fn take(reading: &mut Reading, asset: Asset, ticker: &Ticker<'_>, time: Time) {
    match middle(ticker) {
        Ok((value, half)) => {
            reading.index.insert(asset, Tick::new(value, time).give_or_take(half));
        }
        Err((read, why)) => reading.leave_out(asset.as_str(), &read, why),
    }
}

/// The price and half its spread, or what stands there and why it is no price.
fn middle(ticker: &Ticker<'_>) -> Result<(Decimal, Option<Decimal>), (String, String)> {
    let number = |text: &str| price_text::price(text).map_err(|why| (text.to_owned(), why.to_string()));
    let side = |text: &str| match price_text::price(text) {
        Err(PriceFault::Missing) => Ok(None),
        _ => number(text).map(Some),
    };
    let (bid, last, ask) = (side(ticker.bid)?, number(ticker.last)?, side(ticker.ask)?);
    let (Some(bid), Some(ask)) = (bid, ask) else {
        return Ok((last, None));
    };
    if bid > ask {
        return Err((format!("{bid} > {ask}"), "its bid is above its ask".to_owned()));
    }
    let half = ask.minus(bid).and_then(|spread| spread.over(Decimal::TWO));
    Ok((last.clamp(bid, ask), half))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn of(bid: &str, last: &str, ask: &str) -> Result<(Decimal, Option<Decimal>), (String, String)> {
        middle(&Ticker { bid, last, ask })
    }

    #[test]
    fn the_last_trade_cannot_leave_the_spread() {
        let half = Some(dec!(0.5)); // (101 − 100) / 2
        assert_eq!(of("100", "100.75", "101"), Ok((dec!(100.75), half)));
        assert_eq!(of("100", "90", "101"), Ok((dec!(100), half)));
        assert_eq!(of("100", "1e9", "101"), Ok((dec!(101), half)));
        assert_eq!(of("100", "100", "100"), Ok((dec!(100), Some(dec!(0)))));
    }

    #[test]
    fn without_both_sides_it_is_the_last_trade_without_a_band() {
        for (bid, ask) in [("", ""), ("100", ""), ("", "101"), ("null", "101")] {
            assert_eq!(of(bid, "90", ask), Ok((dec!(90), None)));
        }
    }

    #[test]
    fn a_number_that_cannot_be_spoils_the_ticker() {
        for bad in ["NaN", "-1", "0", "1e300", "1e-40", "true", "[]", "{}"] {
            for (bid, last, ask) in [(bad, "100", "101"), ("100", bad, "101"), ("100", "100", bad)] {
                assert_eq!(of(bid, last, ask).unwrap_err().0, bad);
            }
        }
        assert!(of("100", "", "101").unwrap_err().1.contains("nothing"));
    }

    #[test]
    fn a_bid_above_the_ask_is_no_market() {
        let (read, why) = of("101", "100.5", "100").unwrap_err();
        assert_eq!((read.as_str(), why.as_str()), ("101 > 100", "its bid is above its ask"));
    }
}
