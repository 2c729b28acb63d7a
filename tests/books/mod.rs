//! Generated books and the market they are margined in.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "tests: each file uses its part, and a wrong figure should stop it"
)]

use cross_margin::book::{Account, Holding, Instrument, Position, Time};
use cross_margin::market::{Market, PriceState, Quote, VolQuote};
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

/// 2026-11-22T08:00Z.
pub const NOW: Time = Time(1_795_334_400_000);

const EXPIRIES: [&str; 5] = ["24NOV26", "4DEC26", "25DEC26", "26MAR27", "24SEP27"];
/// Coins with their index prices, dollars.
pub const COINS: [(&str, f64); 4] = [("BTC", 60_000.0), ("ETH", 3_000.0), ("SOL", 150.0), ("DOGE", 0.2)];

fn quote(price: f64) -> Quote {
    Quote::new(Decimal::from_f64(price).unwrap(), "test", NOW, PriceState::Live)
}

/// A market with forwards in contango and a smile that depends on the strike.
pub fn market() -> Market {
    let mut market = Market::at(NOW);
    for (coin, price) in COINS {
        market.index.insert(coin.parse().unwrap(), quote(price));
        for (place, expiry) in EXPIRIES.iter().enumerate() {
            let forward = quote(price * (1.0 + 0.004 * place as f64));
            let key = (coin.parse().unwrap(), cross_margin::book::Expiry::parse(expiry).unwrap());
            market.forwards.insert(key, forward);
            for strike in 0..STRIKES.len() {
                let vol = 0.45 + 0.05 * place as f64 + 0.03 * (strike as f64 - 2.0).powi(2);
                let quote = VolQuote { vol, source: "test".into(), time: NOW, state: PriceState::Live };
                market.vols.insert(option(coin, price, place, strike, "C", ""), quote);
            }
        }
    }
    market.index.insert("USDC".parse().unwrap(), quote(1.0001));
    market.index.insert("USDT".parse().unwrap(), quote(0.9999));
    market.index.insert("wstETH".parse().unwrap(), quote(3_700.0));
    market
}

const STRIKES: [f64; 6] = [0.6, 0.8, 0.95, 1.05, 1.3, 2.0];

fn option(coin: &str, price: f64, expiry: usize, strike: usize, right: &str, quote: &str) -> Instrument {
    let strike = Decimal::from_f64(price * STRIKES[strike]).unwrap().round_dp(4).normalize();
    let strike = strike.to_string().replace('.', "d");
    format!("{coin}{quote}-{}-{strike}-{right}", EXPIRIES[expiry]).parse().unwrap()
}

/// Any instrument of the market.
pub fn instrument() -> impl Strategy<Value = (Instrument, f64)> {
    (0..COINS.len(), 0..7_usize, 0..EXPIRIES.len(), 0..STRIKES.len()).prop_map(|(coin, kind, expiry, strike)| {
        let (coin, price) = COINS[coin];
        let dated = EXPIRIES[expiry];
        let made = match kind {
            0 => format!("{coin}-PERP").parse().unwrap(),
            1 => format!("{coin}-PERPETUAL").parse().unwrap(),
            2 => format!("{coin}-{dated}").parse().unwrap(),
            3 => format!("{coin}_USDC-{dated}").parse().unwrap(),
            4 => option(coin, price, expiry, strike, "C", ""),
            5 => option(coin, price, expiry, strike, "P", ""),
            _ => option(coin, price, expiry, strike, "P", "_USDC"),
        };
        (made, price)
    })
}

/// A position worth up to 100,000 dollars a side.
pub fn position() -> impl Strategy<Value = Position> {
    (instrument(), -100_000..100_000_i64, prop::option::of(0.7..1.4_f64)).prop_map(
        |((instrument, price), usd, entry)| {
            let dollars = instrument.is_inverse() && !instrument.is_option();
            let quantity =
                if dollars { Decimal::from(usd) } else { Decimal::from_f64(usd as f64 / price).unwrap().round_dp(6) };
            let quantity = if quantity.is_zero() { Decimal::ONE } else { quantity };
            let entry = entry.filter(|_| !instrument.is_option());
            Position::new(instrument, quantity, entry.map(|e| Decimal::from_f64(price * e).unwrap().round_dp(6)))
        },
    )
}

/// Collateral and debts.
pub fn holding() -> impl Strategy<Value = Holding> {
    (
        prop::sample::select(vec![
            ("USDC", 1.0),
            ("USDT", 1.0),
            ("BTC", 60_000.0),
            ("ETH", 3_000.0),
            ("SOL", 150.0),
            ("wstETH", 3_700.0),
        ]),
        -20_000..80_000_i64,
    )
        .prop_map(|((asset, price), usd)| Holding {
            asset: asset.parse().unwrap(),
            quantity: Decimal::from_f64(usd as f64 / price).unwrap().round_dp(6),
        })
}

/// An account of up to `most` positions.
pub fn account(most: usize) -> impl Strategy<Value = Account> {
    (prop::collection::vec(position(), 0..=most), prop::collection::vec(holding(), 0..4))
        .prop_map(|(positions, holdings)| Account { positions, holdings, ..Account::default() })
}
