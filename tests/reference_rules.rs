//! The `reference` rule set, term sheet by term sheet: the book, the market, and the figure as arithmetic.
#![allow(clippy::unwrap_used, reason = "a test that cannot read its own figures should stop")]

use cross_margin::book::{Account, Holding, Position, Time};
use cross_margin::margin::{
    Assessment, ChargeKind, LegKind, NoLiquidation, VolMove, WarningKind, assess, liquidation, venues,
};
use cross_margin::market::{Market, PriceState, Quote, VolQuote};
use cross_margin::pricing::Black76;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

/// 2026-11-22T08:00Z: every expiry below is a whole number of days away.
const NOW: Time = Time(1_795_334_400_000);

fn market(prices: &[(&str, Decimal)]) -> Market {
    let mut market = Market::at(NOW);
    for (asset, price) in prices {
        market.index.insert(asset.parse().unwrap(), Quote::new(*price, "test", NOW, PriceState::Live));
    }
    market
}

fn with_vol(mut market: Market, option: &str, vol: f64) -> Market {
    let quote = VolQuote { vol, source: "test".into(), time: NOW, state: PriceState::Live };
    market.vols.insert(option.parse().unwrap(), quote);
    market
}

fn account(positions: &[(&str, Decimal, Option<Decimal>)], holdings: &[(&str, Decimal)]) -> Account {
    Account {
        positions: positions
            .iter()
            .map(|(name, quantity, entry)| Position::new(name.parse().unwrap(), *quantity, *entry))
            .collect(),
        holdings: holdings
            .iter()
            .map(|(asset, quantity)| Holding { asset: asset.parse().unwrap(), quantity: *quantity })
            .collect(),
        ..Account::default()
    }
}

fn ask(account: &Account, market: &Market) -> Assessment {
    assess(account, market, venues::reference().unwrap())
}

fn charge(answer: &Assessment, kind: ChargeKind) -> Decimal {
    answer.charges.iter().filter(|c| c.kind == kind).map(|c| c.amount).sum()
}

fn close(a: Decimal, b: f64) -> bool {
    let a: f64 = a.try_into().unwrap();
    (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}

#[test]
fn a_perpetual_needs_its_scan_range_and_half_a_percent_of_basis() {
    let book = account(&[("BTC-PERP", dec!(2), Some(dec!(50000)))], &[("USDC", dec!(40000))]);
    let answer = ask(&book, &market(&[("BTC", dec!(60000)), ("USDC", dec!(1))]));
    assert_eq!(charge(&answer, ChargeKind::Scan), dec!(18000)); // 2 × 60,000 × 15 %
    assert_eq!(charge(&answer, ChargeKind::Basis), dec!(600)); // 2 × 60,000 × 0.5 %
    assert_eq!(answer.initial_margin, dec!(18600));
    assert_eq!(answer.maintenance_margin, dec!(14880)); // 0.8 × 18,600
    assert_eq!(answer.equity.unrealised_pnl, dec!(20000)); // 2 × (60,000 − 50,000)
    assert_eq!(answer.equity.total, dec!(60000));
    assert_eq!(answer.free_collateral, dec!(41400));
    assert_eq!(answer.margin_ratio, Some(dec!(0.248)));
    assert_eq!(answer.hedge_benefit, dec!(0));
    let binding = answer.binding.unwrap();
    assert_eq!(binding.column, Some(0));
    assert_eq!(binding.moves[0].1, -0.15);
}

#[test]
fn a_short_perpetual_is_bound_by_the_far_tail_as_much_as_by_the_range() {
    // +500 % weighted by 0.15/5 loses exactly what +15 % does: 1 × 60,000 × 0.15
    let answer = ask(&account(&[("BTC-PERP", dec!(-1), None)], &[]), &market(&[("BTC", dec!(60000))]));
    assert_eq!(charge(&answer, ChargeKind::Scan), dec!(9000));
}

#[test]
fn an_inverse_perpetual_counts_dollars() {
    let book = account(&[("BTC-PERPETUAL", dec!(-120000), Some(dec!(80000)))], &[]);
    let answer = ask(&book, &market(&[("BTC", dec!(60000))]));
    assert_eq!(charge(&answer, ChargeKind::Scan), dec!(18000)); // 120,000 × 15 %
    // forward up alone: 60,000 · −120,000 · (1/60,000 − 1/60,300) = −120,000 · (1 − 1/1.005); down alone gains
    assert!(close(charge(&answer, ChargeKind::Basis), 120_000.0 * (1.0 - 1.0 / 1.005)));
    // −120,000 · (1/80,000 − 1/60,000) = 0.5 BTC, worth 30,000
    assert_eq!(answer.equity.unrealised_pnl.round_dp(12), dec!(30000));
}

#[test]
fn opposite_futures_keep_only_their_basis() {
    let book = account(&[("BTC_USD-26MAR27", dec!(1), None), ("BTC-PERP", dec!(-1), None)], &[]);
    let answer = ask(&book, &market(&[("BTC", dec!(60000))]));
    assert_eq!(charge(&answer, ChargeKind::Scan), dec!(0));
    // the perpetual: 60,000 × 0.5 %; the future, 124 days away: 60,000 × (e^{0.05·124/365} − 1)
    let future = 60_000.0 * libm::expm1(0.05 * 124.0 / 365.0);
    assert!(close(charge(&answer, ChargeKind::Basis), 300.0 + future));
    // apart: each its scan of 9,000 and its own basis
    assert!(close(answer.held_apart, 18_000.0 + 300.0 + future));
    assert!(close(answer.hedge_benefit, 18_000.0));
}

#[test]
fn a_gain_elsewhere_counts_at_its_offset() {
    let book = account(&[("BTC-PERP", dec!(1), None), ("ETH-PERP", dec!(-20), None)], &[]);
    let answer = ask(&book, &market(&[("BTC", dec!(60000)), ("ETH", dec!(3000))]));
    // prices down 15 %: BTC −9,000, ETH +9,000 × 0.60; the other way round the same
    assert_eq!(charge(&answer, ChargeKind::Scan), dec!(3600));
    assert_eq!(charge(&answer, ChargeKind::Basis), dec!(600)); // 300 + 300: expiries add up
    assert_eq!(answer.held_apart, dec!(18600));
    assert_eq!(answer.hedge_benefit, dec!(14400));
}

#[test]
fn tails_weigh_a_loss_by_range_over_move() {
    // short call far out of the money: nothing within 15 %, much at +500 %
    let name = "BTC_USD-25DEC26-200000-C";
    let days = 33.0;
    let book = account(&[(name, dec!(-1), None)], &[]);
    let answer = ask(&book, &with_vol(market(&[("BTC", dec!(60000))]), name, 0.5));
    let up = 0.5 * (1.0 + 0.40 * libm::pow(30.0 / days, 0.13));
    let call = |forward: f64, vol: f64| {
        let right = cross_margin::book::Right::Call;
        Black76 { forward, strike: 200_000.0, years: days / 365.0, vol, rate: 0.0, right }.price()
    };
    let loss = (call(360_000.0, up) - call(60_000.0, 0.5)) * 0.15 / 5.0;
    assert!(close(charge(&answer, ChargeKind::Scan), loss));
    assert_eq!(answer.binding.as_ref().unwrap().tail, Some(7));
    assert_eq!(answer.binding.as_ref().unwrap().vol, VolMove::Up);
    assert_eq!(charge(&answer, ChargeKind::ShortOption), dec!(600)); // 1 % of 60,000
}

#[test]
fn volatility_up_is_at_least_a_half() {
    let name = "BTC_USD-25DEC26-60000-C";
    let book = account(&[(name, dec!(-1), None)], &[]);
    let answer = ask(&book, &with_vol(market(&[("BTC", dec!(60000))]), name, 0.2));
    let call = |forward: f64, vol: f64| {
        let right = cross_margin::book::Right::Call;
        Black76 { forward, strike: 60_000.0, years: 33.0 / 365.0, vol, rate: 0.0, right }.price()
    };
    // 0.2 · (1 + 0.4 · …) is 0.28; the floor of 0.50 counts
    let base = call(60_000.0, 0.2);
    let worst = call(69_000.0, 0.5) - base;
    let far = (call(360_000.0, 0.5) - base) * 0.15 / 5.0;
    assert!(close(charge(&answer, ChargeKind::Scan), worst.max(far)));
}

#[test]
fn a_long_option_never_needs_more_than_it_is_worth() {
    let name = "BTC-25DEC26-80000-C";
    let book = account(&[(name, dec!(3), None)], &[]);
    let market = with_vol(market(&[("BTC", dec!(60000))]), name, 0.6);
    let answer = ask(&book, &market);
    assert_eq!(answer.initial_margin, answer.equity.option_value);
    assert!(answer.credit > dec!(0));
    let liquidation = liquidation(&book, &market, venues::reference().unwrap());
    assert_eq!(liquidation[0].none, Some(NoLiquidation::LongOptionsOnly));
}

#[test]
fn an_options_gain_is_shown_and_its_value_counted() {
    let name = "BTC-25DEC26-80000-C";
    let market = with_vol(market(&[("BTC", dec!(60000))]), name, 0.6);
    let answer = ask(&account(&[(name, dec!(3), Some(dec!(0.01)))], &[]), &market);
    let leg = &answer.legs[0];
    // in coin: 3 × (mark − 0.01), each coin worth 60,000; no future, so index and forward agree
    assert_eq!(leg.pnl, Some((leg.mark * dec!(3) - dec!(0.03)) * dec!(60000)));
    assert_eq!(answer.equity.unrealised_pnl, dec!(0));
    assert_eq!(answer.equity.total, answer.equity.option_value);
}

#[test]
fn a_net_short_option_is_netted_by_strike_and_type() {
    let (a, b) = ("BTC-25DEC26-80000-C", "BTC_USDC-25DEC26-80000-C");
    let book = account(&[(a, dec!(-3), None), (b, dec!(1), None)], &[]);
    let market = with_vol(market(&[("BTC", dec!(60000)), ("USDC", dec!(1))]), a, 0.6);
    // net short 2 × 1 % × 60,000
    assert_eq!(charge(&ask(&book, &market), ChargeKind::ShortOption), dec!(1200));
}

#[test]
fn a_coin_covers_a_short_at_full_value() {
    let book = account(&[("BTC-PERP", dec!(-1), Some(dec!(60000)))], &[("BTC", dec!(1.5))]);
    let market = market(&[("BTC", dec!(60000))]);
    let answer = ask(&book, &market);
    // covered 1 × 60,000 in full, the other half at 7 % off: 60,000 + 30,000 × 0.93
    assert_eq!(answer.equity.collateral, dec!(87900));
    assert_eq!(charge(&answer, ChargeKind::Scan), dec!(0));
    assert_eq!(answer.initial_margin, dec!(300)); // the perpetual's basis
    assert_eq!(answer.holdings[0].covered, dec!(1));
    let cover = answer.legs.iter().find(|leg| leg.kind == LegKind::Cover).unwrap();
    assert_eq!(cover.value, dec!(60000));
    let search = liquidation(&book, &market, venues::reference().unwrap());
    assert_eq!(search[0].none, Some(NoLiquidation::SafeThroughout));
}

#[test]
fn a_borrowed_coin_is_a_short_that_has_to_be_bought_back() {
    let book = account(&[], &[("ETH", dec!(-10)), ("USDC", dec!(50000))]);
    let answer = ask(&book, &market(&[("ETH", dec!(3000)), ("USDC", dec!(1))]));
    assert_eq!(answer.equity.total, dec!(20000)); // 50,000 − 10 × 3,000, no haircut on a debt
    assert_eq!(charge(&answer, ChargeKind::Scan), dec!(4500)); // 30,000 × 15 %
}

#[test]
fn net_exposure_above_the_threshold_pays_by_size() {
    // 1,000 BTC × 60,000 = 60 M: 40 M above 20 M, two further thresholds, 2 % of 40 M
    let answer = ask(&account(&[("BTC-PERP", dec!(1000), None)], &[]), &market(&[("BTC", dec!(60000))]));
    assert_eq!(answer.size_charge, dec!(800000));
    assert_eq!(answer.netted, dec!(9300000)); // 15.5 %
    assert_eq!(answer.initial_margin, dec!(10100000));
    assert_eq!(answer.hedge_benefit, dec!(0)); // shown apart from the benefit
    // 10,000 BTC: 580 M above, 29 thresholds, capped at 10 %
    let answer = ask(&account(&[("BTC-PERP", dec!(10000), None)], &[]), &market(&[("BTC", dec!(60000))]));
    assert_eq!(answer.size_charge, dec!(58000000));
}

#[test]
fn an_expired_leg_settles_at_the_scenarios_price() {
    let name = "BTC_USD-20NOV26-50000-C";
    let answer = ask(&account(&[(name, dec!(1), None)], &[]), &market(&[("BTC", dec!(60000))]));
    assert_eq!(answer.equity.option_value, dec!(10000));
    // worst: −33 % → 40,200, the call is worth nothing: −10,000 × 0.15/0.33; −15 % → 51,000: −9,000
    assert_eq!(charge(&answer, ChargeKind::Scan), dec!(9000));
    assert_eq!(charge(&answer, ChargeKind::Basis), dec!(0));
    assert!(answer.warnings.iter().any(|w| w.kind == WarningKind::Expired));
}

#[test]
fn haircuts_by_table_and_full_price_for_what_is_owed() {
    let prices = market(&[("USDT", dec!(1)), ("wstETH", dec!(4000)), ("ETH", dec!(3200)), ("PEPE", dec!(0.00001))]);
    let book = account(&[], &[("USDT", dec!(1000)), ("wstETH", dec!(2)), ("PEPE", dec!(1000000)), ("USD", dec!(-100))]);
    let answer = ask(&book, &prices);
    // 1,000 × 0.99 + 2 × 4,000 × 0.90 + nothing − 100
    assert_eq!(answer.equity.total, dec!(8090));
    assert!(answer.warnings.iter().any(|w| w.kind == WarningKind::Collateral && w.message.contains("PEPE")));
}

#[test]
fn a_row_without_a_price_is_left_out_and_the_rest_stands() {
    let book = account(&[("BTC-PERP", dec!(1), None), ("SOL-PERP", dec!(5), None)], &[("DOGE", dec!(7))]);
    let answer = ask(&book, &market(&[("BTC", dec!(60000))]));
    assert_eq!(answer.initial_margin, dec!(9300));
    let reasons: Vec<&str> = answer.left_out.iter().map(|l| l.reason.as_str()).collect();
    assert!(reasons[0].starts_with("no price for SOL"), "{reasons:?}");
    assert!(reasons[1].starts_with("no price for DOGE"), "{reasons:?}");
}

#[test]
fn a_perpetual_alone_is_liquidated_where_arithmetic_says() {
    // 10,000 + 1·(p − 60,000) = 0.8 · 0.155 · p  →  p = 50,000 / (1 − 0.124)
    let book = account(&[("BTC-PERP", dec!(1), Some(dec!(60000)))], &[("USD", dec!(10000))]);
    let market = market(&[("BTC", dec!(60000))]);
    let answer = &liquidation(&book, &market, venues::reference().unwrap())[0];
    assert!(close(answer.below.unwrap().price, 50_000.0 / (1.0 - 0.124)));
    assert!(answer.above.is_none());
    assert_eq!(answer.roots.len(), 1);
    // the other way: 10,000 − (p − 60,000) = 0.124 p  →  p = 70,000 / 1.124
    let book = account(&[("BTC-PERP", dec!(-1), Some(dec!(60000)))], &[("USD", dec!(10000))]);
    let answer = &liquidation(&book, &market, venues::reference().unwrap())[0];
    assert!(close(answer.above.unwrap().price, 70_000.0 / 1.124));
}

#[test]
fn other_positions_maintenance_is_part_of_a_liquidation_price() {
    // ETH needs 0.155 · 20 · 3,000 = 9,300 apart; scan nets at 60 %, so the account's own rule decides
    let book = account(
        &[("BTC-PERP", dec!(1), Some(dec!(60000))), ("ETH-PERP", dec!(20), Some(dec!(3000)))],
        &[("USD", dec!(25000))],
    );
    let market = market(&[("BTC", dec!(60000)), ("ETH", dec!(3000))]);
    let answer = liquidation(&book, &market, venues::reference().unwrap());
    // both long: worst cell adds; 25,000 + p − 60,000 = 0.8·(0.155·p + 9,300)  →  p = 42,440 / 0.876
    assert!(close(answer[0].below.unwrap().price, 42_440.0 / 0.876));
    // in ETH: 25,000 + 20(p − 3,000) = 0.8·(9,300 + 0.155·20·p)  →  p = 42,440 / 17.52
    assert!(close(answer[1].below.unwrap().price, 42_440.0 / 17.52));
}

#[test]
fn an_empty_book_needs_nothing() {
    let answer = ask(&Account::default(), &Market::default());
    assert_eq!(answer.initial_margin, dec!(0));
    assert_eq!(answer.margin_ratio, None);
    assert!(answer.binding.is_none());
    assert!(liquidation(&Account::default(), &Market::default(), venues::reference().unwrap()).is_empty());
}

#[test]
fn what_is_too_large_is_left_out_with_its_name() {
    let book = account(&[("BTC-PERP", Decimal::MAX, None), ("ETH-PERP", dec!(1), None)], &[("USD", Decimal::MAX)]);
    let answer = ask(&book, &market(&[("BTC", dec!(60000)), ("ETH", dec!(3000))]));
    assert_eq!(answer.initial_margin, dec!(465)); // ETH alone
    assert_eq!(answer.left_out.len(), 2);
    assert!(answer.left_out[0].reason.contains("BTC-PERP is too large"));
}
