//! Venues whose requirement can only shrink by netting, over generated books; and no rule set stops at any figure.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its own figures should stop")]

mod books;

use books::{NOW, account, market};
use cross_margin::book::{Account, Holding, Position};
use cross_margin::margin::{RuleSet, assess, venues};
use cross_margin::market::{Market, PriceState, Quote, VolQuote};
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

const NAMES: [&str; 9] = ["drift", "mango", "vertex", "paradex", "aevo", "span-cme", "tims", "reg-t", "hyperliquid"];

fn each() -> impl Iterator<Item = &'static RuleSet> {
    NAMES.iter().map(|name| venues::named(name).unwrap_or_else(|| panic!("no rule set {name}")))
}

/// Prices and quantities at the ends of what can be written.
fn extreme() -> impl Strategy<Value = (Account, Market)> {
    let instruments = [
        "SOL-PERP",
        "BTC-PERP",
        "ETH-PERP",
        "BTC_USDC-25DEC26",
        "ETH_USDC-25DEC26-3000-C",
        "BTC_USDC-25DEC26-60000-P",
        "BTC-25DEC26-60000-P",
    ];
    let amount = || (any::<i64>(), 0..28_u32).prop_map(|(digits, scale)| Decimal::new(digits, scale));
    let price = || (1..i64::MAX, 0..28_u32).prop_map(|(digits, scale)| Decimal::new(digits, scale));
    let position = (prop::sample::select(instruments.to_vec()), amount(), prop::option::of(price()));
    let holding = (prop::sample::select(vec!["USDC", "SOL", "BTC", "ETH", "USDT"]), amount());
    (prop::collection::vec(position, 0..5), prop::collection::vec(holding, 0..3), [price(), price(), price()]).prop_map(
        move |(positions, holdings, prices)| {
            let mut market = Market::at(NOW);
            let quote = |price| Quote::new(price, "test", NOW, PriceState::Live);
            for (coin, price) in ["SOL", "BTC", "ETH"].iter().zip(prices) {
                market.index.insert(coin.parse().unwrap(), quote(price));
            }
            for option in instruments.iter().filter(|name| name.ends_with("-C") || name.ends_with("-P")) {
                let vol = VolQuote { vol: 0.6, source: "test".into(), time: NOW, state: PriceState::Live };
                market.vols.insert(option.parse().unwrap(), vol);
            }
            let position = |(name, quantity, entry): (&str, Decimal, Option<Decimal>)| {
                Position::new(name.parse().unwrap(), quantity, entry)
            };
            let holding = |(asset, quantity): (&str, Decimal)| Holding { asset: asset.parse().unwrap(), quantity };
            let account = Account {
                positions: positions.into_iter().map(position).collect(),
                holdings: holdings.into_iter().map(holding).collect(),
            };
            (account, market)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn together_positions_need_no_more_than_apart_and_keeping_no_more_than_opening(account in account(8)) {
        let market = market();
        for rules in each() {
            let answer = assess(&account, &market, rules);
            prop_assert!(answer.maintenance_margin <= answer.initial_margin, "{}", rules.name);
            let rounding = dec!(0.00001) * (Decimal::ONE + answer.held_apart);
            prop_assert!(answer.netted <= answer.held_apart + rounding, "{} {} {}", rules.name, answer.netted, answer.held_apart);
        }
    }

    #[test]
    fn no_book_and_no_price_panics((account, market) in extreme()) {
        for rules in each() {
            let answer = assess(&account, &market, rules);
            prop_assert!(answer.legs.len() <= account.positions.len() + account.holdings.len());
        }
    }
}
