//! Laws of the weighted venues over generated accounts: Drift, Mango, Vertex and Nado, Synthetix, GMX, Paradex.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot read its own figures should stop")]

use cross_margin::margin::venues::drift::{self, Requires};
use cross_margin::margin::venues::mango::{self, HealthKind};
use cross_margin::margin::venues::{gmx, paradex, synthetix, vertex};
use cross_margin::margin::weights::{Level, TokenWeights, WeightPair};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A drift account in the markets shipped: dollars and SOL, a perpetual, orders in both.
fn drift_account(orders: bool) -> impl Strategy<Value = drift::Account> {
    let amount = -1_000_000_000_000_000_i128..1_000_000_000_000_000;
    let order = move || if orders { 0..1_000_000_000_000_i128 } else { 0..1 };
    let perp = (amount.clone(), amount.clone(), order(), order(), 0..5_u32);
    (amount.clone(), amount, order(), order(), perp).prop_map(|(usdc, sol, bids, asks, perp)| {
        let (base_e9, quote_e6, open_bids_e9, perp_asks, open_orders) = perp;
        let spot = |market: &str, amount, open_bids, open_asks: i128| drift::SpotPosition {
            market: market.to_owned(),
            amount,
            open_bids,
            open_asks,
            open_orders: 0,
        };
        drift::Account {
            spot: vec![spot("USDC", usdc, 0, 0), spot("SOL", sol, bids, -asks)],
            perp: vec![drift::PerpPosition {
                market: "SOL-PERP".to_owned(),
                base_e9,
                quote_e6,
                open_bids_e9,
                open_asks_e9: -perp_asks,
                open_orders,
                ..Default::default()
            }],
            own_ratio: 0,
        }
    })
}

fn drift_rules(imf_factor: u32) -> drift::DriftRules {
    let mut rules = drift::parameters().unwrap().parameters.clone();
    rules.spot.values_mut().for_each(|market| market.imf_factor = imf_factor);
    rules.spot.get_mut("USDC").unwrap().imf_factor = 0;
    rules.perp.values_mut().for_each(|market| (market.imf_factor, market.pnl_imf_factor) = (imf_factor, imf_factor));
    rules
}

fn drift_ask(account: &drift::Account, factor: u32, price: i64, requires: Requires) -> drift::Requirement {
    let plain = drift::StrictPrice::plain;
    let sol = drift::StrictPrice { current_e6: price, mean_e6: Some(price / 2 + 1) };
    let prices = BTreeMap::from([("USDC".to_owned(), plain(1_000_000)), ("SOL".to_owned(), sol)]);
    let oracles = BTreeMap::from([("SOL-PERP".to_owned(), price)]);
    drift::assess(account, &drift_rules(factor), &prices, &oracles, requires).unwrap()
}

fn cents(low: i64, high: i64) -> impl Strategy<Value = Decimal> {
    (low * 100..high * 100).prop_map(|cents| Decimal::new(cents, 2))
}

fn weights() -> impl Strategy<Value = TokenWeights> {
    (0..50_i64, 0..50_i64).prop_map(|(maintenance, more)| {
        let pair = |off: i64| WeightPair { asset: Decimal::new(100 - off, 2), liability: Decimal::new(100 + off, 2) };
        TokenWeights { initial: pair(maintenance + more), maintenance: pair(maintenance) }
    })
}

fn mango_health(usd: Decimal, eth: Decimal, lots: (i64, i64, i64), weights: TokenWeights) -> [Decimal; 3] {
    let mut rules = mango::parameters().unwrap().parameters.clone();
    rules.tokens.get_mut("SOL").unwrap().weights = weights;
    let account = mango::Account {
        balances: BTreeMap::from([("USDC".to_owned(), usd), ("SOL".to_owned(), eth)]),
        orders: Vec::new(),
        perps: vec![mango::PerpPosition {
            market: "BTC-PERP".to_owned(),
            base_lots: lots.0,
            quote: Decimal::from(lots.0 * -50),
            bids_lots: lots.1,
            asks_lots: lots.2,
        }],
    };
    let plain =
        |price: i64| mango::TokenState { price: mango::TokenPrice::plain(price.into()), totals: Default::default() };
    let mut t2 = plain(5);
    t2.price.stable = Some(Decimal::from(4));
    let states = BTreeMap::from([("USDC".to_owned(), plain(1)), ("SOL".to_owned(), t2)]);
    let oracles = BTreeMap::from([("BTC-PERP".to_owned(), mango::TokenPrice::plain(5.into()))]);
    [HealthKind::Init, HealthKind::LiquidationEnd, HealthKind::Maint]
        .map(|kind| mango::health(&account, &rules, &states, &oracles, kind).unwrap().health)
}

proptest! {
    #[test]
    fn drift_opening_never_asks_less_than_keeping(
        account in drift_account(true), factor in 0..20_000_u32, price in 1_i64..1_000_000_000,
    ) {
        let free = |requires| drift_ask(&account, factor, price, requires).cross.free().unwrap();
        prop_assert!(free(Requires::Initial) <= free(Requires::Fill));
        prop_assert!(free(Requires::Fill) <= free(Requires::Maintenance));
    }

    #[test]
    fn drift_without_orders_keeps_with_at_most_what_opening_needs(
        account in drift_account(false), factor in 0..20_000_u32, price in 1_i64..1_000_000_000,
    ) {
        let [initial, maintenance] = [Requires::Initial, Requires::Maintenance]
            .map(|requires| drift_ask(&account, factor, price, requires).cross);
        prop_assert!(0 <= maintenance.margin_requirement);
        prop_assert!(maintenance.margin_requirement <= initial.margin_requirement);
        prop_assert!(initial.total_collateral <= maintenance.total_collateral);
    }

    #[test]
    fn drift_parts_add_up_and_the_buffer_only_asks_more(
        account in drift_account(true), price in 1_i64..1_000_000_000, buffer in 0..10_000_u32,
    ) {
        let pool = drift_ask(&account, 0, price, Requires::Maintenance).cross;
        let perps: i128 = pool.perp.iter().map(|part| part.requirement().unwrap()).sum();
        let spots: i128 = pool.spot.iter().map(|part| part.requirement).sum();
        prop_assert_eq!(perps + spots, pool.margin_requirement);
        let with = drift::buffered(&pool, buffer).unwrap();
        prop_assert!(with.margin_requirement >= pool.margin_requirement);
        prop_assert!(with.total_collateral <= pool.total_collateral);
        prop_assert!(drift::health_percent(&pool).unwrap() <= 100);
    }

    #[test]
    fn drift_a_closed_position_needs_nothing(base in 1_i128..1_000_000_000_000, price in 1_i64..1_000_000_000) {
        let quote = -(base * i128::from(price) / 1_000_000_000);
        let of = |base_e9, quote_e6| drift::PerpPosition {
            market: "SOL-PERP".to_owned(), base_e9, quote_e6, ..Default::default()
        };
        let account = drift::Account { perp: vec![of(base - base, quote - quote)], ..Default::default() };
        let pool = drift_ask(&account, 100, price, Requires::Initial).cross;
        prop_assert_eq!((pool.total_collateral, pool.margin_requirement), (0, 0));
    }

    #[test]
    fn drift_never_panics(
        amount in any::<i128>(), bids in any::<i128>(), base in any::<i128>(), quote in any::<i128>(),
        price in any::<i64>(), mean in any::<i64>(), factor in any::<u32>(), decimals in any::<u32>(),
    ) {
        let mut rules = drift_rules(factor);
        rules.spot.get_mut("SOL").unwrap().decimals = decimals;
        let account = drift::Account {
            spot: vec![drift::SpotPosition { market: "SOL".into(), amount, open_bids: bids, ..Default::default() }],
            perp: vec![drift::PerpPosition {
                market: "SOL-PERP".into(), base_e9: base, quote_e6: quote, open_bids_e9: bids, ..Default::default()
            }],
            own_ratio: factor,
        };
        let sol = drift::StrictPrice { current_e6: price, mean_e6: Some(mean) };
        let prices = BTreeMap::from([("USDC".to_owned(), sol), ("SOL".to_owned(), sol)]);
        let oracles = BTreeMap::from([("SOL-PERP".to_owned(), price)]);
        if let Ok(answer) = drift::assess(&account, &rules, &prices, &oracles, Requires::Initial) {
            prop_assert!(answer.cross.margin_requirement >= 0);
            let _ = drift::buffered(&answer.cross, factor);
            let _ = drift::health_percent(&answer.cross);
        }
        let _ = drift::base_to_cover(amount, factor, decimals, factor, price, mean);
        let _ = drift::share_to_liquidate(amount, bids, 7, factor, 150, &rules.liquidation);
        let _ = drift::liquidation_price(price, amount, drift::Slope(base));
    }

    #[test]
    fn mango_opening_never_shows_more_health_than_keeping(
        usd in cents(-10_000, 10_000), eth in cents(-1_000, 1_000), weights in weights(),
        lots in (-50_i64..50, 0_i64..20, 0_i64..20),
    ) {
        let [init, end, maint] = mango_health(usd, eth, lots, weights);
        prop_assert!(init <= end && end <= maint, "{init} {end} {maint}");
    }

    #[test]
    fn mango_more_of_what_is_held_never_hurts(
        usd in cents(-10_000, 10_000), eth in cents(-1_000, 1_000), more in cents(0, 1_000), weights in weights(),
    ) {
        let before = mango_health(usd, eth, (0, 0, 0), weights);
        let after = mango_health(usd + more, eth, (0, 0, 0), weights);
        prop_assert!(before.iter().zip(&after).all(|(before, after)| before <= after));
    }

    #[test]
    fn mango_orders_never_hurt_what_is_not_owed_and_never_panic(
        reserved in (any::<i64>(), any::<i64>()), balance in any::<i64>(), scale in 0_u32..20, price in any::<i64>(),
    ) {
        let decimal = |of: i64| Decimal::new(of, scale);
        let rules = mango::parameters().unwrap().parameters.clone();
        let account = mango::Account {
            balances: BTreeMap::from([("SOL".to_owned(), decimal(balance))]),
            orders: vec![mango::OpenOrders {
                market: "SOL/USDC".to_owned(),
                base_reserved: decimal(reserved.0),
                quote_reserved: decimal(reserved.1),
                ..Default::default()
            }],
            perps: Vec::new(),
        };
        let state = mango::TokenState { price: mango::TokenPrice::plain(decimal(price)), totals: Default::default() };
        let states = BTreeMap::from([("USDC".to_owned(), state), ("SOL".to_owned(), state)]);
        if let Ok(answer) = mango::health(&account, &rules, &states, &BTreeMap::new(), HealthKind::Init) {
            prop_assert!(answer.orders.iter().all(|part| part.contribution >= Decimal::ZERO));
        }
    }

    #[test]
    fn a_matched_pair_is_never_worse_than_its_parts_without_a_cap(
        spot in cents(-100, 100), perp in cents(-100, 100), prices in (1_i64..5_000, 1_i64..5_000),
        spot_weights in weights(), perp_weights in weights(),
    ) {
        let product = |amount, price: i64, weights| vertex::Product { amount, price: price.into(), weights };
        let (spot, perp) = (product(spot, prices.0, spot_weights), product(perp, prices.1, perp_weights));
        let rules = vertex::SpreadRules { leverage_multiple: 5.into(), most_initial: None, most_maintenance: None };
        let of = |level| vertex::pair_health(&spot, &perp, &rules, level).unwrap();
        let answer = of(Level::Initial);
        // 0.8 + 0.2·w is at least the mean of w and any weight up to 1
        prop_assert!(answer.rebate >= Decimal::ZERO);
        prop_assert_eq!(answer.health, answer.spot + answer.perp + answer.rebate);
        prop_assert!(answer.matched <= spot.amount.abs().min(perp.amount.abs()));
    }

    #[test]
    fn synthetix_keeping_needs_at_most_opening_and_either_side_the_same(size in cents(-100_000, 100_000), price in cents(0, 1_000)) {
        let market = synthetix::parameters().unwrap().parameters.markets["IP"];
        let answer = synthetix::margins(size, price, &market).unwrap();
        prop_assert!(Decimal::ZERO <= answer.maintenance_margin && answer.maintenance_margin <= answer.initial_margin);
        prop_assert_eq!(answer, synthetix::margins(-size, price, &market).unwrap());
    }

    #[test]
    fn paradex_needs_nothing_of_nothing_and_more_of_more(net in cents(-100, 100), hedged in cents(0, 100), spot in cents(0, 100_000)) {
        let rules = &paradex::parameters().unwrap().parameters;
        let ask = |net: Decimal, hedged: Decimal| {
            paradex::minimum_delta(net, net.abs() + Decimal::TWO * hedged, spot, rules).unwrap().requirement
        };
        prop_assert_eq!(ask(Decimal::ZERO, Decimal::ZERO), Decimal::ZERO);
        prop_assert!(ask(net, hedged) >= ask(net, Decimal::ZERO));
        prop_assert_eq!(ask(net, hedged), ask(-net, hedged));
        let least = paradex::minimum_delta(net, net.abs(), spot, rules).unwrap();
        let margins = paradex::margins(spot, &least, Decimal::ONE, rules).unwrap();
        prop_assert!(margins.maintenance_margin <= margins.initial_margin);
    }

    #[test]
    fn gmx_a_long_is_liquidated_where_its_collateral_is_the_least(
        size in cents(1, 100_000), tokens in cents(1, 1_000), collateral in cents(0, 100_000), fees in cents(0, 100),
    ) {
        let rules = &gmx::parameters().unwrap().parameters;
        let position = gmx::Position {
            is_long: true, size_usd: size, size_tokens: tokens, collateral: gmx::Collateral::Other(collateral),
            fees_usd: fees, price_impact_usd: Decimal::ZERO,
        };
        let answer = gmx::liquidation(&position, &rules.markets["EXAMPLE"], rules).unwrap();
        if let Some(price) = answer.price {
            let left = collateral - fees + price * tokens - size;
            prop_assert!((left - answer.liquidation_collateral).abs() < Decimal::new(1, 9));
        }
    }
}

#[test]
fn an_empty_account_needs_nothing_anywhere() {
    let answer = drift_ask(&drift::Account::default(), 0, 1, Requires::Initial);
    assert_eq!(answer.cross, drift::Bucket::default());
    let empty = mango::health(
        &mango::Account::default(),
        &mango::parameters().unwrap().parameters,
        &BTreeMap::new(),
        &BTreeMap::new(),
        HealthKind::Maint,
    );
    assert_eq!(empty.unwrap().health, Decimal::ZERO);
}
