//! Books and markets of tests, as a trader would say them.

use rust_decimal::Decimal;

use crate::book::{Account, Expiry, Holding, Position, Time};
use crate::margin::RuleSet;
use crate::market::{Market, PriceState, Quote, VolQuote};

/// 2026-11-22 00:00 UTC.
pub(in crate::margin) const NOW: Time = Time(1_795_305_600_000);

/// Positions as `-2 BTC-PERP @ 65000` and holdings as `100 USDC`.
pub(in crate::margin) fn account(positions: &[&str], holdings: &[&str]) -> Account {
    let position = |line: &&str| {
        let (size, entry) = line.split_once(" @ ").map_or((*line, None), |(size, entry)| (size, Some(entry)));
        let (quantity, name) = size.split_once(' ').unwrap();
        Position::new(name.parse().unwrap(), quantity.parse().unwrap(), entry.map(|price| price.parse().unwrap()))
    };
    let holding = |line: &&str| {
        let (quantity, asset) = line.split_once(' ').unwrap();
        Holding { asset: asset.parse().unwrap(), quantity: quantity.parse().unwrap() }
    };
    Account {
        positions: positions.iter().map(position).collect(),
        holdings: holdings.iter().map(holding).collect(),
        ..Account::default()
    }
}

fn quote(price: &str) -> Quote {
    Quote::new(price.parse().unwrap(), "typed", NOW, PriceState::Manual)
}

/// Index prices; dollars are worth one.
pub(in crate::margin) fn market(prices: &[(&str, &str)]) -> Market {
    let mut market = Market::at(NOW);
    for (asset, price) in [("USDC", "1"), ("USDT", "1")].iter().chain(prices) {
        market.index.insert(asset.parse().unwrap(), quote(price));
    }
    market
}

/// With forwards (underlying, expiry, dollars) and volatilities of options (a fraction).
pub(in crate::margin) fn with_options(
    mut market: Market,
    forwards: &[(&str, &str, &str)],
    vols: &[(&str, f64)],
) -> Market {
    for (underlying, expiry, price) in forwards {
        market.forwards.insert((underlying.parse().unwrap(), Expiry::parse(expiry).unwrap()), quote(price));
    }
    for &(option, vol) in vols {
        let vol = VolQuote { vol, source: "typed".into(), time: NOW, state: PriceState::Manual };
        market.vols.insert(option.parse().unwrap(), vol);
    }
    market
}

/// With mark prices of instruments, each in its own unit.
pub(in crate::margin) fn marked(mut market: Market, marks: &[(&str, &str)]) -> Market {
    for (name, price) in marks {
        market.marks.insert(name.parse().unwrap(), quote(price));
    }
    market
}

/// Whether two amounts are the same to a millionth of a dollar.
pub(in crate::margin) fn near(a: Decimal, b: f64) -> bool {
    (crate::risk::to_f64(a) - b).abs() < 1e-6
}

/// A rule set shipped.
pub(in crate::margin) fn rules(name: &str) -> &'static RuleSet {
    super::named(name).unwrap()
}
