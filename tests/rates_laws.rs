//! Laws of tiered rates and of the venues that use them, over generated tiers and accounts.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot read its own figures should stop")]

use cross_margin::margin::rates::{Line, Pool, Rate, Tier, TieredLeg, Tiers, line_root, roots};
use cross_margin::margin::venues::{binance, dydx, hyperliquid};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn amount(most: i64, decimals: u32) -> impl Strategy<Value = Decimal> {
    (0..most).prop_map(move |number| Decimal::new(number, decimals))
}

fn signed(most: i64, decimals: u32) -> impl Strategy<Value = Decimal> {
    (-most..most).prop_map(move |number| Decimal::new(number, decimals))
}

fn price() -> impl Strategy<Value = Decimal> {
    (1_i64..100_000_000).prop_map(|number| Decimal::new(number, 2))
}

/// Up to five tiers with rising bounds and rates up to 50 %.
fn tiers() -> impl Strategy<Value = Tiers> {
    prop::collection::vec((1_i64..1_000_000, 1_i64..1_000), 1..5).prop_map(|steps| {
        let (mut lower, mut rate) = (Decimal::ZERO, Decimal::ZERO);
        let list: Vec<Tier> = steps
            .into_iter()
            .enumerate()
            .map(|(place, (further, more))| {
                if place > 0 {
                    lower += Decimal::from(further);
                }
                rate += Decimal::new(more, 4);
                Tier { lower, rate: Rate::fraction(rate) }
            })
            .collect();
        Tiers::new("tiers", "rate", &list).unwrap()
    })
}

fn any_decimal() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        Just(Decimal::MAX),
        Just(Decimal::MIN),
        Just(Decimal::ZERO),
        Just(Decimal::new(1, 28)),
        (any::<i64>(), 0_u32..19).prop_map(|(number, scale)| Decimal::new(number, scale)),
    ]
}

fn near(a: Decimal, b: Decimal, scale: Decimal) -> bool {
    (a - b).abs() <= Decimal::new(1, 15) * scale.abs().max(Decimal::ONE)
}

proptest! {
    #[test]
    fn maintenance_is_never_negative_rises_and_never_jumps(tiers in tiers(), low in amount(10_000_000, 2), more in amount(10_000_000, 2)) {
        let at = |notional| tiers.maintenance(notional).unwrap().amount;
        prop_assert_eq!(at(Decimal::ZERO), Decimal::ZERO);
        prop_assert!(at(low) >= Decimal::ZERO);
        prop_assert!(at(low + more) >= at(low));
        // nothing pays more than the highest rate on what is added
        let highest = tiers.brackets().last().unwrap().rate.value();
        prop_assert!(at(low + more) - at(low) <= more * highest);
        for bracket in tiers.brackets() {
            let cent = Decimal::new(1, 2);
            if bracket.lower > cent {
                prop_assert!(at(bracket.lower) - at(bracket.lower - cent) <= cent);
            }
        }
    }

    #[test]
    fn at_a_root_equity_is_maintenance(
        tiers in tiers(), long in amount(100_000, 3), short in amount(100_000, 3), entry in price(),
        equity in signed(10_000_000, 1), others in amount(1_000_000, 1),
    ) {
        let legs = [long, -short].map(|size| TieredLeg { size, price: entry, tiers: &tiers });
        let found = roots(&legs, &Pool { equity, other_maintenance: others, share: Rate::ONE }).unwrap();
        prop_assert!(found.windows(2).all(|pair| pair[0].price < pair[1].price));
        for root in found {
            prop_assert!(root.price > Decimal::ZERO);
            let has = equity + (long - short) * (root.price - entry);
            let keeps = others
                + tiers.maintenance(long * root.price).unwrap().amount
                + tiers.maintenance(short * root.price).unwrap().amount;
            prop_assert!(near(has, keeps, (long + short) * root.price + equity.abs()), "{has} {keeps} {root:?}");
            prop_assert!(near(root.equity, has, has));
        }
    }

    #[test]
    fn one_position_has_one_price_at_most_and_that_of_its_tier(
        tiers in tiers(), size in signed(100_000, 3), entry in price(), equity in signed(10_000_000, 1),
    ) {
        let pool = Pool { equity, other_maintenance: Decimal::ZERO, share: Rate::ONE };
        let found = roots(&[TieredLeg { size, price: entry, tiers: &tiers }], &pool).unwrap();
        prop_assert!(found.len() <= 1);
        if let Some(root) = found.first() {
            prop_assert_eq!(root.below, size > Decimal::ZERO);
            let (_, bracket) = tiers.at(size.abs() * root.price);
            let line = Line { size, price: entry, rate: bracket.rate, deduction: bracket.deduction };
            let given = line_root(&[line], &pool).unwrap().unwrap();
            prop_assert!(near(given.price, root.price, root.price));
        }
    }

    #[test]
    fn more_equity_moves_liquidation_away(
        tiers in tiers(), size in signed(100_000, 3), entry in price(), equity in signed(10_000_000, 1), more in amount(10_000, 1),
    ) {
        let at = |equity| {
            let pool = Pool { equity, other_maintenance: Decimal::ZERO, share: Rate::ONE };
            roots(&[TieredLeg { size, price: entry, tiers: &tiers }], &pool).unwrap().first().map(|root| root.price)
        };
        if let (Some(before), Some(after)) = (at(equity), at(equity + more)) {
            let further = if size > Decimal::ZERO { after <= before } else { after >= before };
            prop_assert!(further);
        }
    }

    #[test]
    fn nothing_panics_whatever_is_asked(
        tiers in tiers(), size in any_decimal(), price in any_decimal(), equity in any_decimal(), others in any_decimal(),
    ) {
        let pool = Pool { equity, other_maintenance: others, share: Rate::quotient(2.into(), 3.into()).unwrap() };
        let leg = TieredLeg { size, price, tiers: &tiers };
        let _ = (roots(&[leg, leg], &pool), tiers.maintenance(price));
        let rules = &hyperliquid::parameters().unwrap().parameters;
        for mode in [hyperliquid::Mode::Cross, hyperliquid::Mode::Isolated { margin: others }] {
            let coin = "BTC".to_owned();
            let row = hyperliquid::Position { coin, size, mark: price, leverage: 3, max_leverage: None, mode };
            let _ = hyperliquid::perps(&hyperliquid::Account { cross_value: equity, positions: vec![row.clone(), row] }, rules);
        }
        let rules = &binance::parameters().unwrap().parameters;
        let row = binance::UsdPosition { symbol: "BTCUSDT".to_owned(), size, entry: price, mark: price, leverage: 3 };
        let account = binance::UsdAccount { wallet: equity, positions: vec![row.clone(), row] };
        let _ = binance::usd_margin(&account, rules);
        let row = binance::CoinPosition { contracts: size, contract_usd: others, entry: price, mark: price, leverage: 3 };
        let _ = binance::coin_margin(&row, &tiers, equity, others);
        let _ = dydx::screen_liquidation(equity, size, price, others, &[(price, size)]);
    }

    #[test]
    fn hyperliquid_keeps_maintenance_within_initial_margin(
        rows in prop::collection::vec((0_usize..4, signed(10_000, 3), price(), 1_u32..=10), 0..6), value in signed(10_000_000, 1),
    ) {
        let rules = &hyperliquid::parameters().unwrap().parameters;
        let coins = ["BTC", "ETH", "SOL", "HYPE"];
        let positions: Vec<_> = rows
            .into_iter()
            .map(|(coin, size, mark, leverage)| hyperliquid::Position {
                coin: coins[coin].to_owned(), size, mark, leverage, max_leverage: None, mode: hyperliquid::Mode::Cross,
            })
            .collect();
        let report = hyperliquid::perps(&hyperliquid::Account { cross_value: value, positions }, rules).unwrap();
        let standing = report.cross.standing;
        prop_assert!(standing.maintenance >= Decimal::ZERO);
        prop_assert!(standing.withdrawal >= standing.initial && standing.withdrawable >= Decimal::ZERO);
        prop_assert!(standing.backstop <= standing.maintenance);
        for row in &report.positions {
            if row.leverage_allowed {
                prop_assert!(row.maintenance.amount <= row.initial);
            }
            // the backstop lies further out than the liquidation
            if let (Some(first), Some(last)) = (row.liquidation, row.backstop) {
                let further = if first.below { last.price <= first.price } else { last.price >= first.price };
                prop_assert!(further);
            }
        }
        let sum: Decimal = report.positions.iter().map(|row| row.maintenance.amount).sum();
        prop_assert_eq!(sum, standing.maintenance);
    }

    #[test]
    fn binance_counts_what_is_owed_in_full(net in signed(1_000_000, 2), index in price(), percent in 0_i64..=100, kept in amount(1_000_000, 2)) {
        let asset = binance::PortfolioAsset { net, index, collateral_rate: Decimal::new(percent, 2) };
        let account = binance::PortfolioAccount {
            assets: vec![asset], futures_maintenance: kept, loan_maintenance: Decimal::ZERO, open_loss: Decimal::ZERO,
        };
        let report = binance::portfolio(&account, &binance::portfolio_parameters().unwrap().parameters).unwrap();
        prop_assert!(report.adjusted_equity <= report.actual_equity);
        prop_assert!(net >= Decimal::ZERO || report.adjusted_equity == net * index);
        prop_assert_eq!(report.uni_mmr.is_none(), kept.is_zero());
    }
}

fn market() -> impl Strategy<Value = dydx::Market> {
    let tier = (0_u32..=1_000_000, 0_u32..=1_000_000, any::<u32>(), any::<u32>());
    (any::<u64>(), -12_i32..4, -12_i32..0, tier, any::<u64>()).prop_map(
        |(price, exponent, resolution, tier, interest)| {
            let (initial_margin_ppm, maintenance_fraction_ppm, a, b) = tier;
            let tier = dydx::LiquidityTier {
                initial_margin_ppm,
                maintenance_fraction_ppm,
                open_interest_lower_cap: a.min(b).into(),
                open_interest_upper_cap: a.max(b).into(),
            };
            let open_interest = interest.into();
            dydx::Market { price, price_exponent: exponent, atomic_resolution: resolution, tier, open_interest }
        },
    )
}

proptest! {
    #[test]
    fn dydx_rounds_against_the_account(market in market(), size in any::<i64>(), custom in 0_u32..=1_000_000) {
        if let Ok(kept) = dydx::requirement(size.into(), &market, custom) {
            prop_assert!(kept.maintenance <= kept.initial);
            prop_assert!(kept.initial <= kept.notional.unsigned_abs());
            prop_assert!(kept.initial_ppm >= market.tier.initial_margin_ppm.max(custom));
            prop_assert_eq!(kept.notional, -dydx::notional(-i128::from(size), &market).unwrap());
        }
    }

    #[test]
    fn dydx_never_panics(
        market in market(), quote in any::<i128>(), size in any::<i128>(), delta in any::<i128>(), step in any::<u64>(),
    ) {
        let row = dydx::Position { size, market, custom_initial_ppm: 0 };
        let account = dydx::Subaccount { quote, positions: vec![row, row] };
        let rules = &dydx::parameters().unwrap().parameters.liquidation;
        let _ = (dydx::subaccount(&account), dydx::bankruptcy(&account, 0, delta), dydx::fillable(&account, 1, rules));
        let _ = (dydx::insurance_fee(quote, delta, 5_000), dydx::liquidation_size(size, &market, step, 1, rules));
    }

    #[test]
    fn dydx_nets_what_is_opposite_in_collateral_and_not_in_requirements(market in market(), size in any::<i32>(), quote in any::<i64>()) {
        let row = |size: i32| dydx::Position { size: size.into(), market, custom_initial_ppm: 0 };
        let rows = vec![row(size), row(size.saturating_neg().max(-i32::MAX))];
        if let Ok(report) = dydx::subaccount(&dydx::Subaccount { quote: quote.into(), positions: rows })
            && size != i32::MIN
        {
            prop_assert_eq!(report.net_collateral, i128::from(quote));
            prop_assert_eq!(report.initial, 2 * report.positions[0].initial);
        }
        let empty = dydx::subaccount(&dydx::Subaccount { quote: quote.into(), positions: vec![] }).unwrap();
        prop_assert_eq!((empty.initial, empty.maintenance, empty.liquidatable), (0, 0, false));
    }

    #[test]
    fn dydx_slices_ask_together_at_least_what_the_whole_asks(
        first in 1_i64..1_000_000, second in 1_i64..1_000_000, quote in -5_000_000_000_i64..5_000_000_000, price in 1_u64..100_000,
    ) {
        let tier = dydx::LiquidityTier {
            initial_margin_ppm: 100_000, maintenance_fraction_ppm: 500_000, open_interest_lower_cap: 0, open_interest_upper_cap: 0,
        };
        let market = dydx::Market { price, price_exponent: 0, atomic_resolution: -6, tier, open_interest: 0 };
        let size = i128::from(first + second);
        let of = |quote, size| dydx::Subaccount {
            quote, positions: vec![dydx::Position { size, market, custom_initial_ppm: 0 }],
        };
        let whole = dydx::bankruptcy(&of(quote.into(), size), 0, -size).unwrap();
        // everything closed brings what is owed
        prop_assert_eq!(whole.quote, -i128::from(quote));
        let part = dydx::bankruptcy(&of(quote.into(), size), 0, -i128::from(first)).unwrap();
        let rest = dydx::bankruptcy(&of(i128::from(quote) + part.quote, second.into()), 0, -i128::from(second)).unwrap();
        prop_assert_eq!(part.quote + rest.quote, whole.quote);
    }
}
