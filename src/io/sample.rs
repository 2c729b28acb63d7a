//! The book a visitor sees first: a hedged Bitcoin position with a little of everything.
//!
//! It is a function of the present, so that its contracts never lie in the past.

use rust_decimal::Decimal;

use crate::book::{Account, Asset, Expiry, Holding, Instrument, Kind, Position, Right, Settlement, Time};

/// The sample account at an instant. A leg whose date cannot be had is left out.
pub fn account(now: Time) -> Account {
    let number = Decimal::new;
    let perpetual = |name: &str| Instrument::perpetual(name.parse().ok()?).ok();
    let inverse = |kind| Instrument::new("BTC".parse().ok()?, Settlement::Inverse, kind).ok();
    let put = || {
        inverse(Kind::Option {
            expiry: Expiry::listed_after(now, 25.0, false).ok()?,
            strike: number(80_000, 0),
            right: Right::Put,
        })
    };
    let future = || inverse(Kind::Future { expiry: Expiry::listed_after(now, 100.0, true).ok()? });
    let legs = [
        (perpetual("BTC"), number(15, 1), number(91_200, 0)),
        (put(), number(2, 0), number(181, 4)),
        (future(), number(-75_000, 0), number(95_400, 0)),
        (perpetual("ETH"), number(-12, 0), number(3_310, 0)),
    ];
    let held = [("USDC", number(20_000, 0)), ("wstETH", number(32, 1))];
    Account {
        holdings: held
            .into_iter()
            .filter_map(|(name, quantity)| {
                let asset: Asset = name.parse().ok()?;
                Some(Holding { asset, quantity })
            })
            .collect(),
        positions: legs
            .into_iter()
            .filter_map(|(leg, quantity, entry)| Some(Position::new(leg?, quantity, Some(entry))))
            .collect(),
        ..Account::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_rows_whatever_the_day() {
        let start = 1_795_305_600_000; // 2026-11-22T00:00Z
        for day in 0..800 {
            let now = Time(start + day * 86_400_000);
            let sample = account(now);
            assert_eq!(sample.holdings.len(), 2);
            assert_eq!(sample.positions.len(), 4);
            for expiry in sample.positions.iter().filter_map(|p| p.instrument.expiry()) {
                assert!(expiry.days_after(now) >= 25.0);
            }
        }
    }

    #[test]
    fn the_names_are_the_listed_ones() {
        let names: Vec<String> =
            account(Time(1_795_305_600_000)).positions.iter().map(|p| p.instrument.to_string()).collect();
        assert_eq!(names, ["BTC-PERP", "BTC-25DEC26-80000-P", "BTC-26MAR27", "ETH-PERP"]);
    }

    #[test]
    fn without_dates_the_dated_legs_are_left_out() {
        assert_eq!(account(Time(i64::MAX)).positions.len(), 2);
    }
}
