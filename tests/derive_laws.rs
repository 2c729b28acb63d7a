//! Laws of Derive's margins over generated accounts.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot read its own figures should stop")]

use cross_margin::book::Right;
use cross_margin::margin::Dated;
use cross_margin::margin::venues::derive::auction::{self, AuctionRules, Auctioned, bid};
use cross_margin::margin::venues::derive::pm1::{self, Pm1Account, Pm1Rules};
use cross_margin::margin::venues::derive::pm2::{self, Collateral, Pair, Perp, Pm2Account, Pm2Rules};
use cross_margin::margin::venues::derive::sm::{self, SmAccount, SmExpiry, SmMarket, SmOption, SmRules, mark};
use cross_margin::margin::venues::derive::{Confidences, Expiry, Forward, OptionHeld};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn right() -> impl Strategy<Value = Right> {
    prop_oneof![Just(Right::Call), Just(Right::Put)]
}

fn option() -> impl Strategy<Value = OptionHeld> {
    (500_u32..6000, right(), -20.0..20.0, 0.1..2.0).prop_map(|(strike, right, amount, vol)| OptionHeld {
        strike: Decimal::from(strike),
        right,
        amount,
        vol,
    })
}

fn expiry() -> impl Strategy<Value = Expiry> {
    let options = prop::collection::vec(option(), 0..5);
    (0_u32..40_000_000, 1500.0..2500.0, 0.0..500.0, -0.1..0.4, 0.0..1.0, options).prop_map(
        |(seconds, moving, settled, rate, sure, options)| Expiry {
            seconds,
            forward: Forward { moving, settled },
            rate,
            confidences: Confidences { forward: sure, rate: 1.0, vol: 1.0 },
            options,
        },
    )
}

fn perp() -> impl Strategy<Value = Perp> {
    (-50.0..50.0, 1500.0..2500.0, 0.0..1.0, -1e4..1e4).prop_map(|(amount, price, confidence, gain)| Perp {
        amount,
        price,
        confidence,
        gain,
        funding: 0.0,
    })
}

fn collateral() -> impl Strategy<Value = Collateral> {
    (0.0..100.0, 0.5..3000.0, 0.0..1.0, any::<bool>()).prop_map(|(amount, price, confidence, moves_with_spot)| {
        let haircut = Pair { initial: 0.02, maintenance: 0.1 };
        Collateral { asset: "X".into(), amount, price, confidence, haircut, moves_with_spot }
    })
}

fn account() -> impl Strategy<Value = Pm2Account> {
    let held = (perp(), prop::collection::vec(collateral(), 0..3), prop::collection::vec(expiry(), 0..4));
    (1500.0..2500.0, 0.0..1.0, 0.9..1.02, -1e5..1e5, held).prop_map(
        |(spot, spot_confidence, stable, cash, (perp, collateral, expiries))| Pm2Account {
            spot,
            spot_confidence,
            stable,
            cash,
            perp,
            collateral,
            expiries,
        },
    )
}

fn pm1_account(of: &Pm2Account) -> Pm1Account {
    let Pm2Account { spot, spot_confidence, stable, cash, perp, .. } = *of;
    Pm1Account { spot, spot_confidence, stable, cash, base: 1.5, perp, expiries: of.expiries.clone() }
}

/// Marks from one flat volatility, so that nothing is worth less than its worst settlement.
fn standard(of: &Pm2Account) -> SmAccount {
    let expiries = of.expiries.iter().map(|expiry| {
        let forward = expiry.forward.moving;
        let options = expiry.options.iter().map(|option| SmOption {
            strike: option.strike,
            right: option.right,
            amount: option.amount,
            mark: mark(forward, option.strike, 0.6, expiry.seconds, option.right),
        });
        SmExpiry { forward, confidence: expiry.confidences.lowest(), options: options.collect() }
    });
    let market = SmMarket {
        name: "ETH".into(),
        spot: of.spot,
        spot_confidence: of.spot_confidence,
        perp: of.perp,
        base: 1.5,
        expiries: expiries.collect(),
    };
    SmAccount { cash: of.cash, stable: 1.0, markets: vec![market] }
}

fn rules() -> Pm2Rules {
    Dated::from_json(pm2::ETH_BTC).unwrap().parameters
}

fn pm1_rules() -> Pm1Rules {
    Dated::from_json(pm1::LIVE).unwrap().parameters
}

fn sm_rules() -> SmRules {
    Dated::from_json(sm::LIVE).unwrap().parameters
}

fn auction_rules() -> AuctionRules {
    Dated::from_json(auction::SIMULATED).unwrap().parameters
}

/// Any number at all, the awkward ones often.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![any::<f64>(), Just(f64::NAN), Just(f64::INFINITY), Just(0.0), Just(-1.0), Just(1.0), Just(1e15)]
}

proptest! {
    #[test]
    fn requirements_are_never_negative_and_initial_asks_for_more(account in account()) {
        let margin = pm2::margin(&account, &rules()).unwrap();
        let slack = 1e-9 * (1.0 + margin.value().abs() + margin.worst_gain.abs());
        prop_assert!(margin.worst_gain <= 0.0);
        prop_assert!(margin.maintenance <= margin.value() + slack);
        prop_assert!(margin.initial <= margin.maintenance + slack);

        let margin = pm1::margin(&pm1_account(&account), &pm1_rules()).unwrap();
        prop_assert!(margin.maintenance <= margin.value() + slack);
        prop_assert!(margin.initial <= margin.maintenance + slack);

        let margin = sm::margin(&standard(&account), &sm_rules()).unwrap();
        let slack = 1e-9 * (1.0 + margin.value.abs() + margin.initial.abs());
        prop_assert!(margin.maintenance <= margin.value + slack);
        prop_assert!(margin.initial <= margin.maintenance + slack);
    }

    #[test]
    fn an_account_without_positions_keeps_its_cash(cash in -1e9..1e9) {
        let nothing = Pm2Account {
            spot: 2000.0, spot_confidence: 1.0, stable: 1.0, cash, perp: Perp::default(),
            collateral: Vec::new(), expiries: Vec::new(),
        };
        let margin = pm2::margin(&nothing, &rules()).unwrap();
        prop_assert_eq!((margin.initial, margin.maintenance), (cash, cash));
        let account = SmAccount { cash, stable: 1.0, markets: Vec::new() };
        let margin = sm::margin(&account, &sm_rules()).unwrap();
        prop_assert_eq!((margin.initial, margin.maintenance), (cash, cash));
    }

    #[test]
    fn an_option_held_both_ways_cancels(option in option(), expiry in expiry(), amount in 0.1..50.0) {
        let long = OptionHeld { amount, ..option };
        let short = OptionHeld { amount: -amount, ..long.clone() };
        let confidences = Confidences { forward: 1.0, rate: 1.0, vol: 1.0 };
        let both = Expiry { options: vec![long, short], confidences, ..expiry };
        let account = Pm2Account {
            spot: 2000.0, spot_confidence: 1.0, stable: 1.0, cash: 0.0, perp: Perp::default(),
            collateral: Vec::new(), expiries: vec![both],
        };
        let margin = pm2::margin(&account, &rules()).unwrap();
        prop_assert!(margin.initial.abs() < 1e-9, "{}", margin.initial);
        let margin = pm1::margin(&Pm1Account { base: 0.0, ..pm1_account(&account) }, &pm1_rules()).unwrap();
        prop_assert!(margin.initial.abs() < 1e-9, "{}", margin.initial);
        let margin = sm::margin(&SmAccount {
            markets: vec![SmMarket { base: 0.0, ..standard(&account).markets.remove(0) }], cash: 0.0, stable: 1.0,
        }, &sm_rules()).unwrap();
        prop_assert_eq!(margin.markets[0].expiries[0].largest_loss, 0.0);
    }

    #[test]
    fn the_parts_add_up(account in account()) {
        let rules = rules();
        let margin = pm2::margin(&account, &rules).unwrap();
        for (place, gain) in margin.scenarios.iter().enumerate() {
            let options: f64 = margin.expiries.iter().map(|expiry| expiry.scenarios[place]).sum();
            let scenario = rules.scenarios[place];
            let moving = account.collateral.iter().filter(|held| held.moves_with_spot);
            let collateral: f64 = moving.map(|held| held.amount * held.price / account.stable).sum();
            let straight = (scenario.spot - 1.0) * (account.perp.amount * account.perp.price + collateral);
            prop_assert!((gain - options - scenario.damping * straight).abs() <= 1e-9 * (1.0 + gain.abs() + straight.abs()));
        }
        let kept = margin.value() + margin.worst_gain * margin.maintenance_share - margin.contingencies.maintenance();
        prop_assert!((kept - margin.maintenance).abs() <= 1e-9 * (1.0 + kept.abs()));
    }

    #[test]
    fn no_input_panics_or_gives_what_is_no_number(
        account in account(), place in 0_usize..14, value in any_number(), share in any_number(),
    ) {
        let mut account = account;
        let mut rules = rules();
        match place {
            0 => account.spot = value,
            1 => account.stable = value,
            2 => account.cash = value,
            3 => account.perp.amount = value,
            4 => account.perp.price = value,
            5 => rules.scenarios[3].damping = value,
            6 => rules.skew.least_k_star = value,
            7 => rules.volatility.least_days = value,
            8 => rules.basis.up = value,
            9 => rules.long.rate_add = value,
            10 => account.expiries.iter_mut().for_each(|expiry| expiry.rate = value),
            11 => account.expiries.iter_mut().for_each(|expiry| expiry.forward.settled = value),
            12 => account.expiries.iter_mut().flat_map(|e| &mut e.options).for_each(|option| option.vol = value),
            _ => account.expiries.iter_mut().flat_map(|e| &mut e.options).for_each(|option| option.amount = value),
        }
        if let Ok(margin) = pm2::margin(&account, &rules) {
            prop_assert!(margin.initial.is_finite() && margin.maintenance.is_finite());
            prop_assert!(margin.scenarios.iter().all(|gain| gain.is_finite()));
        }
        if let Ok(margin) = pm1::margin(&pm1_account(&account), &pm1_rules()) {
            prop_assert!(margin.initial.is_finite() && margin.maintenance.is_finite());
        }
        if let Ok(margin) = sm::margin(&standard(&account), &sm_rules()) {
            prop_assert!(margin.initial.is_finite() && margin.maintenance.is_finite());
        }
        let bidding = Auctioned { seconds: share, maintenance: value, value: account.cash, paid_in: 0.0 };
        if let Ok(bid) = bid(&auction_rules(), &bidding, 0.5) {
            prop_assert!(bid.pays.is_finite() && bid.value.is_finite() && bid.most_after.is_finite());
        }
    }

    #[test]
    fn a_bid_takes_no_more_than_it_may_and_the_most_ends_the_auction(
        value in 1.0..1e6, short in 0.0..1e6_f64, seconds in 0.0..2e4, wanted in 0.0..1.0,
    ) {
        let account = Auctioned { seconds, maintenance: -short, value, paid_in: 0.0 };
        let rules = auction_rules();
        let some = bid(&rules, &account, wanted).unwrap();
        prop_assert!(some.share <= some.most && (0.0..=1.0).contains(&some.most));
        prop_assert!(some.pays >= 0.0 && some.pays <= value);
        let most = bid(&rules, &account, 1.0).unwrap();
        prop_assert!(most.buffer_after.abs() <= 1e-9 * (value + short), "{}", most.buffer_after);
    }
}
