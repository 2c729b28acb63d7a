//! The book that speeds are measured on: 200 options, 20 futures, 5 kinds of collateral, all priced.

use cross_margin::book::{Account, Expiry, Holding, Position, Time};
use cross_margin::market::{Market, PriceState, Quote, VolQuote};
use rust_decimal::Decimal;

/// 2026-11-22T08:00Z.
const NOW: Time = Time(1_795_334_400_000);
const EXPIRIES: [&str; 5] = ["27NOV26", "25DEC26", "29JAN27", "26MAR27", "25JUN27"];
const FUTURES: [&str; 9] =
    ["27NOV26", "4DEC26", "11DEC26", "25DEC26", "29JAN27", "26FEB27", "26MAR27", "25JUN27", "24SEP27"];

/// 100 options paid in coin and 10 futures in each of two coins, and five collaterals.
pub(crate) fn workload() -> Option<(Account, Market)> {
    book("")
}

#[allow(dead_code, reason = "the tests that share this file compare nothing")]
/// The same with options paid in dollars, which every venue of options lists: what a comparison is measured on.
pub(crate) fn compared() -> Option<(Account, Market)> {
    book("_USDC")
}

fn book(paid_in: &str) -> Option<(Account, Market)> {
    let mut account = Account::default();
    let mut market = Market::at(NOW);
    let quote = |price: Decimal| Quote::new(price, "benchmark", NOW, PriceState::Live);
    for (coin, price, step) in [("BTC", 93_800, 4_000), ("ETH", 3_200, 150)] {
        market.index.insert(coin.parse().ok()?, quote(price.into()));
        let mut side = 1_i64;
        for (place, expiry) in EXPIRIES.iter().enumerate() {
            let key = (coin.parse().ok()?, Expiry::parse(expiry).ok()?);
            market.forwards.insert(key, quote(Decimal::new(price * (1_000 + 5 * place as i64), 3)));
            for strike in 0..10 {
                for right in ["C", "P"] {
                    let strike_at = price / step * step + (strike - 5) * step;
                    let instrument: cross_margin::book::Instrument =
                        format!("{coin}{paid_in}-{expiry}-{strike_at}-{right}").parse().ok()?;
                    let vol = 0.5 + 0.02 * (strike as f64 - 5.0).abs() + 0.01 * place as f64;
                    let state = PriceState::Live;
                    market
                        .vols
                        .insert(instrument.clone(), VolQuote { vol, source: "benchmark".into(), time: NOW, state });
                    side = -side * (1 + strike % 3).signum();
                    account.positions.push(Position::new(
                        instrument,
                        Decimal::new(side * (1 + strike % 4) * 5, 1),
                        None,
                    ));
                }
            }
        }
        account.positions.push(Position::new(
            format!("{coin}-PERP").parse().ok()?,
            Decimal::new(-15, 1),
            Some(price.into()),
        ));
        for (place, expiry) in FUTURES.iter().enumerate() {
            let instrument = format!("{coin}_USD-{expiry}").parse().ok()?;
            let quantity = Decimal::new(if place % 2 == 0 { 7 } else { -5 }, 1);
            account.positions.push(Position::new(instrument, quantity, Some(price.into())));
        }
    }
    for (asset, price, quantity) in
        [("USDC", 1, 900_000), ("USDT", 1, 50_000), ("BTC", 93_800, 2), ("ETH", 3_200, 20), ("wstETH", 3_900, 30)]
    {
        market.index.or_insert_with(asset.parse().ok()?, || quote(price.into()));
        account.holdings.push(Holding { asset: asset.parse().ok()?, quantity: quantity.into() });
    }
    Some((account, market))
}
