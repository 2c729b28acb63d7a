//! Laws of the standard formulas and of the venues built on them, over generated books and inputs.
#![allow(missing_docs, clippy::unwrap_used)]

use cross_margin::book::{Expiry, Right, Time};
use cross_margin::margin::formulas::{
    FloorOn, Isolated, OptionQuote, Quoted, Rights, SellerRules, isolated_after_fee, isolated_at_entry, margin, unit,
};
use cross_margin::margin::venues::{bybit, deribit, okx};
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

const NOW: Time = Time(1_795_507_200_000);

fn right() -> impl Strategy<Value = Right> {
    prop_oneof![Just(Right::Call), Just(Right::Put)]
}

fn rights() -> impl Strategy<Value = Rights> {
    prop_oneof![Just(Rights::None), Just(Rights::Puts), Just(Rights::Both)]
}

fn fraction() -> impl Strategy<Value = Decimal> {
    (0_i64..=10_000).prop_map(|n| Decimal::new(n, 4))
}

fn price() -> impl Strategy<Value = Decimal> {
    (1_i64..=1_000_000_000).prop_map(|n| Decimal::new(n, 3))
}

prop_compose! {
    fn seller()(
        initial in fraction(), least in fraction(), maintenance in fraction(), liquidation_fee in fraction(),
        on_strike in any::<bool>(), maintenance_on_premium in rights(), initial_covers_maintenance in rights(),
    ) -> SellerRules {
        let least_on = if on_strike { FloorOn::StrikeOfPuts } else { FloorOn::Index };
        SellerRules {
            initial, least, least_on, maintenance, maintenance_on_premium, initial_covers_maintenance, liquidation_fee,
        }
    }
}

prop_compose! {
    fn quote()(
        right in right(), inverse in any::<bool>(), index in price(), strike in price(), mark in price(),
        entry in proptest::option::of(price()),
    ) -> OptionQuote {
        let quoted = if inverse { Quoted::Inverse } else { Quoted::Linear };
        OptionQuote { right, quoted, index, strike, mark, entry }
    }
}

/// Anything a decimal can be.
fn any_decimal() -> impl Strategy<Value = Decimal> {
    (any::<u32>(), any::<u32>(), any::<u32>(), any::<bool>(), 0_u32..=28)
        .prop_map(|(a, b, c, negative, scale)| Decimal::from_parts(a, b, c, negative, scale))
}

proptest! {
    #[test]
    fn a_seller_posts_at_least_the_premium_and_never_less_than_maintenance(
        rules in seller(), quote in quote(), sold in 1_i64..10_000,
    ) {
        let one = unit(&rules, &quote).unwrap();
        prop_assert!(one.initial >= quote.mark && one.maintenance >= quote.mark);
        prop_assert_eq!(one.maintenance, one.maintenance_share + one.mark + one.liquidation_fee);
        // where the rules are accepted and count shares of one base
        let one_base = rules.least_on == FloorOn::Index && rules.maintenance_on_premium == Rights::None;
        let covered = rules.initial_covers_maintenance == Rights::Both;
        if rules.check("rules").is_ok() && (covered || one_base) {
            prop_assert!(one.initial >= one.maintenance);
        }
        let position = margin(&rules, &quote, Decimal::from(-sold)).unwrap();
        prop_assert_eq!(position.initial, one.initial * Decimal::from(sold));
        prop_assert_eq!(margin(&rules, &quote, Decimal::from(sold)).unwrap().initial, Decimal::ZERO);
    }

    #[test]
    fn no_decimal_makes_a_formula_panic(
        rules in seller(), quote in quote(),
        a in any_decimal(), b in any_decimal(), c in any_decimal(), d in any_decimal(), short in any::<bool>(),
    ) {
        let wild = OptionQuote { index: a, strike: b, mark: c, entry: Some(d), ..quote };
        let _ = margin(&rules, &wild, d);
        let position = Isolated { entry: a, leverage: b, maintenance: c, short };
        let _ = (isolated_at_entry(&position), isolated_after_fee(&position, d));
        let tiers = [okx::RateTier { up_to: a, rate: b }, okx::RateTier { up_to: c, rate: d }];
        let _ = okx::marginal(d, &tiers);
        let _ = okx::hedged_volumes(&okx::StableCash { usdt: a, usdc: b, usd: c });
        let tiers = vec![okx::DiscountTier { min_amt: Decimal::ZERO, max_amt: Some(a), discount_rate: b }];
        let balance = okx::Balance { coin: "X".into(), equity: c, price: d, tiers };
        let _ = okx::adjusted_equity(&[balance], a, b);
        let rules = bybit::option_rules().unwrap().parameters;
        let _ = (bybit::long_cost(&rules, a, b, c), bybit::maintenance_ratio(a, b));
        let rules = deribit::FutureRules { initial: a, maintenance: b, per_coin: c };
        let _ = (deribit::future_margin(&rules, d), deribit::inverse_coins(a, b));
    }

    #[test]
    fn an_isolated_position_is_liquidated_on_its_losing_side(
        entry in price(), leverage in 1_i64..125, room in 1_i64..99, short in any::<bool>(),
    ) {
        // maintenance below the initial rate 1/leverage
        let maintenance = Decimal::from(room) / dec!(100) / Decimal::from(leverage);
        let position = Isolated { entry, leverage: Decimal::from(leverage), maintenance, short };
        for price in [isolated_at_entry(&position).unwrap(), isolated_after_fee(&position, dec!(0)).unwrap()] {
            if let Some(price) = price {
                prop_assert!(price > Decimal::ZERO && (price > entry) == short && price != entry);
            } else {
                prop_assert!(!short && leverage == 1);
            }
        }
    }

    #[test]
    fn a_larger_hedge_never_costs_less(a in 0_i64..1_000_000, b in 0_i64..1_000_000) {
        let tier = |up_to, rate| okx::RateTier { up_to, rate };
        let tiers = [tier(dec!(1000), dec!(0.01)), tier(dec!(50000), dec!(0.02)), tier(dec!(70000), dec!(0.05))];
        let cost = |volume: i64| okx::marginal(Decimal::from(volume), &tiers).unwrap();
        prop_assert!(cost(a.max(b)) >= cost(a.min(b)));
        prop_assert!(cost(a) <= Decimal::from(a) * dec!(0.05));
    }
}

/// Anything a float can be, the ends of what is accepted among it.
fn wild() -> impl Strategy<Value = f64> {
    let ends = prop::sample::select(vec![0.0, -0.0, 1e-9, 1.0, 20.0, 1e5, 1e12, 1e15, -1e15, f64::MAX]);
    prop_oneof![proptest::num::f64::ANY, ends.clone(), ends, -10.0..1e6_f64]
}

/// A leg as size, kind, strike over forward, volatility and days.
type Sketch = (f64, Option<Right>, f64, f64, i64);

fn sketch() -> impl Strategy<Value = Sketch> {
    (-50.0..50.0_f64, proptest::option::of(right()), 0.4..2.5_f64, 0.05..2.5_f64, -1_i64..400)
}

fn expiry(days: i64) -> Expiry {
    Expiry::from_instant(Time(NOW.0 + days * 86_400_000)).unwrap()
}

fn deribit_leg(place: usize, (size, option, moneyness, vol, days): Sketch) -> deribit::Leg {
    let contract = match option {
        Some(right) => {
            deribit::Contract::Option { forward: 60_000.0, strike: (60_000.0 * moneyness).round(), right, vol }
        }
        None => deribit::Contract::Future { mark: 60_000.0 },
    };
    let expiry = (option.is_some() || days > 200).then(|| expiry(days));
    deribit::Leg { name: format!("{place}"), size, expiry, contract }
}

fn deribit_margin(legs: Vec<deribit::Leg>, settled: deribit::Settled) -> deribit::PairMargin {
    let rules = deribit::portfolio_rules().unwrap().remove(2).parameters;
    let book = deribit::PairBook { pair: "btc_usd".into(), settled, index: 60_000.0, now: NOW, legs };
    deribit::portfolio_margin(&book, &deribit::OtherMargins::default(), &rules).unwrap()
}

fn settled() -> impl Strategy<Value = deribit::Settled> {
    prop_oneof![Just(deribit::Settled::Coin), Just(deribit::Settled::Quote)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn deribit_requires_nothing_negative_and_maintains_less(
        sketches in proptest::collection::vec(sketch(), 0..8), settled in settled(),
    ) {
        let legs = sketches.into_iter().enumerate().map(|(place, sketch)| deribit_leg(place, sketch)).collect();
        let margin = deribit_margin(legs, settled);
        prop_assert!(margin.aggregation.worst_case >= 0.0 && margin.roll_shock >= 0.0 && margin.delta_shock >= 0.0);
        prop_assert!(margin.maintenance >= 0.0 && margin.maintenance <= margin.initial);
        let cells = margin.aggregation.counted.standard.iter().chain(&margin.aggregation.counted.extended);
        prop_assert!(cells.clone().count() == 35 && cells.clone().all(|cell| cell.is_finite()));
        let least = cells.fold(0.0_f64, |least, cell| least.min(*cell));
        prop_assert_eq!(margin.aggregation.worst_case, -least);
    }

    #[test]
    fn opposite_positions_cancel_at_deribit(
        sketches in proptest::collection::vec(sketch(), 1..5), settled in settled(),
    ) {
        let there = sketches.iter().map(|&sketch| deribit_leg(0, sketch));
        let back = sketches.iter().map(|&(size, option, k, vol, days)| deribit_leg(1, (-size, option, k, vol, days)));
        let legs: Vec<_> = there.chain(back).collect();
        let scale = if settled == deribit::Settled::Coin { 1.0 } else { 60_000.0 };
        prop_assert!(deribit_margin(legs, settled).initial <= 1e-8 * scale);
    }

    #[test]
    fn bybit_nets_and_requires_nothing_negative(sketches in proptest::collection::vec(sketch(), 0..6)) {
        let rules = bybit::portfolio_rules().unwrap().parameters;
        let mut book = bybit::CoinBook { index: 60_000.0, ..bybit::CoinBook::default() };
        for (size, option, moneyness, vol, days) in sketches {
            match option {
                Some(right) => book.options.push(bybit::OptionPosition {
                    size, forward: 60_000.0, strike: 60_000.0 * moneyness, right, vol, days: days as f64,
                }),
                None => book.futures.push(size),
            }
        }
        let ask = |book: &bybit::CoinBook| {
            let rows = bybit::scenario_rows(book, &rules).unwrap();
            let contingency = bybit::position_contingency(book, &rules);
            bybit::portfolio_margin("BTC", &rows, &contingency, &rules).unwrap()
        };
        let margin = ask(&book);
        prop_assert!(margin.maintenance >= 0.0 && margin.maintenance <= margin.initial && margin.initial.is_finite());
        let back: Vec<_> = book.options.iter().map(|o| bybit::OptionPosition { size: -o.size, ..*o }).collect();
        book.options.extend(back);
        book.futures = book.futures.iter().flat_map(|size| [*size, -size]).collect();
        prop_assert!(ask(&book).initial <= 1e-4);
    }

    #[test]
    fn okx_nets_the_price_and_keeps_the_least_margin(sketches in proptest::collection::vec(sketch(), 0..6)) {
        let mut rules = okx::portfolio_rules().unwrap().parameters;
        rules.volatility = Some(bybit::portfolio_rules().unwrap().parameters.volatility);
        let position = |(size, option, moneyness, vol, days): Sketch| {
            let contract = match option {
                Some(right) => okx::Contract::Option { forward: 60_000.0, strike: 60_000.0 * moneyness, right, vol },
                None => okx::Contract::Future { mark: 60_050.0 },
            };
            okx::Position { name: "leg".into(), size, rate: 0.9995, years: Some(days as f64 / 365.0), contract }
        };
        let unit = |positions| okx::RiskUnit {
            underlying: "BTC".into(), index: 60_000.0, positions, others: okx::OtherRisks::default(),
        };
        let positions: Vec<_> = sketches.into_iter().map(position).collect();
        let back: Vec<_> = positions.iter().map(|p| okx::Position { size: -p.size, ..p.clone() }).collect();
        let margin = okx::unit_margin(&unit(positions.clone()), &rules).unwrap();
        prop_assert!(margin.maintenance >= margin.mr7 && margin.mr7 >= 0.0 && margin.initial >= margin.maintenance);
        prop_assert!(margin.initial.is_finite());
        let both = okx::unit_margin(&unit(positions.into_iter().chain(back).collect()), &rules).unwrap();
        // reducing two positions costs twice as much; nothing else is left
        prop_assert!(both.mr1 <= 1e-4 && both.mr4 <= 1e-4 && both.mr6 <= 1e-4);
        prop_assert!((both.mr7 - 2.0 * margin.mr7).abs() <= 1e-6 * margin.mr7.max(1.0));
    }

    #[test]
    fn no_number_makes_a_scenario_panic_or_answer_nan(
        size in wild(), price in wild(), strike in wild(), vol in wild(), days in wild(),
        right in right(), settled in settled(),
    ) {
        let rules = deribit::portfolio_rules().unwrap().remove(2).parameters;
        let contract = deribit::Contract::Option { forward: price, strike, right, vol };
        let legs = vec![deribit::Leg { name: "leg".into(), size, expiry: Some(expiry(30)), contract }];
        let book = deribit::PairBook { pair: "btc_usd".into(), settled, index: price, now: NOW, legs };
        let others = deribit::OtherMargins { spot: days, mmp: vol, open_orders: size };
        for others in [others, deribit::OtherMargins::default()] {
            if let Ok(margin) = deribit::portfolio_margin(&book, &others, &rules) {
                prop_assert!(margin.initial.is_finite() && margin.maintenance.is_finite());
            }
        }
        let rules = bybit::portfolio_rules().unwrap().parameters;
        let option = bybit::OptionPosition { size, forward: price, strike, right, vol, days };
        let book = bybit::CoinBook { index: price, futures: vec![size], options: vec![option], spot_hedge: vol };
        let ask = |rows| bybit::portfolio_margin("X", &rows, &bybit::Contingency::default(), &rules);
        if let Ok(margin) = bybit::scenario_rows(&book, &rules).and_then(ask) {
            prop_assert!(margin.initial.is_finite());
        }
        let mut rules = okx::portfolio_rules().unwrap().parameters;
        rules.volatility = Some(bybit::portfolio_rules().unwrap().parameters.volatility);
        let contract = okx::Contract::Option { forward: price, strike, right, vol };
        let position = okx::Position { name: "leg".into(), size, rate: price, years: Some(days), contract };
        let unit = okx::RiskUnit {
            underlying: "X".into(), index: price, positions: vec![position], others: okx::OtherRisks::default(),
        };
        if let Ok(margin) = okx::unit_margin(&unit, &rules) {
            prop_assert!(margin.initial.is_finite());
        }
    }
}
