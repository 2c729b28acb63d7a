//! Equity and requirements follow a price without jumps, except where the venue itself jumps.
//!
//! A price is walked in steps; in each of the widest changes the half that changes more is followed down to a billionth of
//! the price. A slope has nothing left there, a jump has all of it.

use cross_margin::book::{Account, Asset, Instrument, Position};
use cross_margin::margin::{RuleSet, assess, venues};
use cross_margin::market::Shock;
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal_macros::dec;

use crate::books::{COINS, account, market};

/// Equity, initial margin and maintenance margin, dollars.
const FIGURES: [&str; 3] = ["equity", "initial", "maintenance"];

/// Where a venue's own rules jump: rule set, figure, why.
///
/// The tiers of `bybit-cross` and `okx-cross` would jump too, since a position pays the rate of its tier whole; none are shipped.
const JUMPS: [(&str, &str, &str); 4] = [
    ("hyperliquid", "initial", "the highest leverage goes by the tier that the whole notional falls in"),
    ("hyperliquid-portfolio", "initial", "its perpetuals open as those of a plain account do"),
    ("binance", "initial", "the highest leverage goes by the bracket that the whole notional falls in"),
    ("binance-portfolio", "initial", "its perpetuals open by the same brackets"),
];

/// Steps of the walk, from 0.8 to 1.25 times today's price.
const STEPS: usize = 24;
/// Halvings of a step.
const HALVINGS: usize = 26;
/// The most a figure may change for each dollar that the exposure changes by: collateral, gains, a scenario's loss of an
/// option and its floor add up to less.
const SLOPE: f64 = 20.0;
/// Dollars that rounding may come to, for each dollar of exposure.
const ROUNDING: f64 = 1e-9;

fn figures(account: &Account, rules: &RuleSet, coin: &Asset, factor: f64) -> [f64; 3] {
    let factor = Decimal::from_f64_retain(factor).unwrap().round_dp(15);
    let moved = market().shocked(&Shock::Price { asset: coin.clone(), factor }).unwrap();
    let of = assess(account, &moved, rules);
    [of.equity.total, of.initial_margin, of.maintenance_margin].map(|usd| usd.to_f64().unwrap())
}

/// What moves with the coin, dollars without sign.
fn exposure(account: &Account, coin: &Asset, price: f64) -> f64 {
    let usd = |quantity: Decimal, dollars: bool| quantity.abs().to_f64().unwrap() * if dollars { 1.0 } else { price };
    let positions = account
        .positions
        .iter()
        .filter(|of| of.instrument.underlying() == coin)
        .map(|of| usd(of.quantity, of.instrument.is_inverse() && !of.instrument.is_option()));
    let follows = |asset: &Asset| asset == coin || (asset.as_str() == "wstETH" && coin.as_str() == "ETH");
    let holdings = account.holdings.iter().filter(|of| follows(&of.asset)).map(|of| usd(of.quantity, false) * 1.3);
    positions.chain(holdings).sum()
}

/// The largest jump of each figure: where, from, to.
fn jumps(account: &Account, rules: &RuleSet, coin: &Asset, price: f64) -> Vec<(usize, f64, f64, f64)> {
    let exposure = exposure(account, coin, price);
    let at = |factor: f64| figures(account, rules, coin, factor);
    let factor = |step: usize| 0.8 + 0.45 * step as f64 / STEPS as f64;
    let walked: Vec<(f64, [f64; 3])> = (0..=STEPS).map(|step| (factor(step), at(factor(step)))).collect();
    let mut found = Vec::new();
    for figure in 0..FIGURES.len() {
        let change = |pair: &&[(f64, [f64; 3])]| (pair[1].1[figure] - pair[0].1[figure]).abs();
        let Some(widest) = walked.windows(2).max_by(|a, b| change(a).total_cmp(&change(b))) else { continue };
        let (mut low, mut high) = (widest[0], widest[1]);
        let bound = |low: f64, high: f64| exposure * (SLOPE * (high - low) + ROUNDING) + 0.001;
        for _ in 0..HALVINGS {
            // a change this small cannot hide a jump worth naming
            if (high.1[figure] - low.1[figure]).abs() <= 1e-6 * exposure + 0.001 {
                break;
            }
            let middle = (low.0 + high.0) / 2.0;
            let middle = (middle, at(middle));
            let left = (middle.1[figure] - low.1[figure]).abs() > (high.1[figure] - middle.1[figure]).abs();
            (low, high) = if left { (low, middle) } else { (middle, high) };
        }
        let (from, to) = (low.1[figure], high.1[figure]);
        if (to - from).abs() > bound(low.0, high.0) {
            found.push((figure, low.0 * price, from, to));
        }
    }
    found
}

fn scaled(account: Account, by: i64) -> Account {
    let mut account = account;
    account.positions.iter_mut().for_each(|position| position.quantity *= Decimal::from(by));
    account.holdings.iter_mut().for_each(|holding| holding.quantity *= Decimal::from(by));
    account
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn figures_follow_the_price_without_jumps(account in account(5), coin in 0..3_usize, by in prop::sample::select(vec![1, 30, 1000])) {
        let account = scaled(account, by);
        let (name, price) = COINS[coin];
        let coin: Asset = name.parse().unwrap();
        let mut all = Vec::new();
        for rules in venues::all() {
            for (figure, at, from, to) in jumps(&account, rules, &coin, price) {
                if !JUMPS.iter().any(|(of, which, _)| *of == rules.name && *which == FIGURES[figure]) {
                    all.push(format!("{}: {} jumps from {from} to {to} at {at} of {name}", rules.name, FIGURES[figure]));
                }
            }
        }
        prop_assert!(all.is_empty(), "{}", all.join("\n"));
    }
}

/// The jumps stated do happen, and where and how far is arithmetic: both sides of a tier's border, to a millionth.
#[test]
fn initial_margin_jumps_where_a_tier_lowers_the_leverage() {
    let cases = [
        // 100,000,000 dollars at 25 and at 15 times
        ("hyperliquid", "ETH-PERP", dec!(33333.333333), 3_000.0, 3_000.0, 4_000_000.0, 100_000_000.0 / 15.0),
        ("hyperliquid-portfolio", "ETH-PERP", dec!(33333.333333), 3_000.0, 3_000.0, 4_000_000.0, 100_000_000.0 / 15.0),
        // 12,000,000 dollars at 50 and at 25 times
        ("binance", "BTC-PERP", dec!(-200), 60_000.0, 60_000.0, 240_000.0, 480_000.0),
        ("binance-portfolio", "BTC-PERP", dec!(-200), 60_000.0, 60_000.0, 240_000.0, 480_000.0),
    ];
    for (name, instrument, quantity, price, border, from, to) in cases {
        assert!(JUMPS.iter().any(|(rules, figure, _)| *rules == name && *figure == "initial"), "{name}");
        let instrument: Instrument = instrument.parse().unwrap();
        let coin = instrument.underlying().clone();
        let account = Account {
            positions: vec![Position::new(instrument, quantity, None)],
            holdings: vec![],
            ..Account::default()
        };
        let found = jumps(&account, venues::named(name).unwrap(), &coin, price);
        let [(figure, at, before, after)] = found[..] else { panic!("{name}: {found:?}") };
        let near = |a: f64, b: f64| (a / b - 1.0).abs() < 1e-6;
        assert_eq!(FIGURES[figure], "initial", "{name}");
        assert!(near(at, border) && near(before, from) && near(after, to), "{name}: {before} to {after} at {at}");
    }
}

#[test]
fn every_other_rule_set_follows_the_price_of_a_large_position() {
    for (name, unit) in [("BTC-PERP", 60_000), ("BTC-PERPETUAL", 1), ("BTC_USDC-25DEC26-63000-C", 60_000)] {
        for usd in [10_000_000_i64, -1_000_000_000] {
            let position = Position::new(name.parse().unwrap(), Decimal::from(usd / unit), None);
            let account = Account { positions: vec![position], holdings: vec![], ..Account::default() };
            for rules in venues::all().iter().filter(|rules| !JUMPS.iter().any(|(of, ..)| *of == rules.name)) {
                let found = jumps(&account, rules, &"BTC".parse().unwrap(), 60_000.0);
                assert!(found.is_empty(), "{}: {name} {usd} {found:?}", rules.name);
            }
        }
    }
}
