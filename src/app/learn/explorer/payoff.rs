//! What a book gains and loses over the price of one coin: equity there less equity today, everything else held.

use rust_decimal::Decimal;

use crate::book::{Account, Asset, Exact};
use crate::margin::{RuleSet, assess};
use crate::market::{Market, Shock};

/// Prices that are looked at, half of today's to half as much again.
const POINTS: u32 = 41;
/// From one to the next, thousandths of today's price.
const STEP: u32 = 25;
/// The first, thousandths of today's price.
const FIRST: u32 = 500;

/// The market at another price of a coin; made once, and asked for every size.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct There {
    /// Times today's price.
    times: Decimal,
    market: Market,
}

/// One point of the curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    /// Times today's price.
    pub(super) times: Decimal,
    /// Dollars gained against today.
    pub(super) gain: Decimal,
}

/// The markets at all prices that are looked at. A price that does not fit is left out.
pub(super) fn places(market: &Market, coin: &Asset) -> Vec<There> {
    let place = |place: u32| {
        let times = Decimal::from_parts(FIRST + place * STEP, 0, 0, false, 3);
        let market = market.shocked(&Shock::Price { asset: coin.clone(), factor: times }).ok()?;
        Some(There { times, market })
    };
    (0..POINTS).filter_map(place).collect()
}

/// The curve of an account; today's equity is `now`, dollars.
pub(super) fn curve(account: &Account, places: &[There], rules: &RuleSet, now: Decimal) -> Vec<Point> {
    let point = |there: &There| {
        let gain = assess(account, &there.market, rules).equity.total.minus(now)?;
        Some(Point { times: there.times, gain })
    };
    places.iter().filter_map(point).collect()
}
