//! Laws of SPAN, TIMS and Reg-T over generated positions.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot read its own figures should stop")]

use cross_margin::book::Right;
use cross_margin::margin::Dated;
use cross_margin::margin::venues::span::array::{Contract, Market, computed};
use cross_margin::margin::venues::span::calendar::{Spread, calendar};
use cross_margin::margin::venues::span::credit::{Leg, credit, price_risk};
use cross_margin::margin::venues::span::{self, Held, RiskArray, SpanRules, scan};
use cross_margin::margin::venues::{reg_t, tims};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn right() -> impl Strategy<Value = Right> {
    prop_oneof![Just(Right::Call), Just(Right::Put)]
}

fn held() -> impl Strategy<Value = Held> {
    (-50.0..50.0, prop::array::uniform16(-1e5..1e5), -1.0..1.0)
        .prop_map(|(contracts, losses, delta)| Held { contracts, array: RiskArray { losses, delta } })
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![any::<f64>(), Just(f64::NAN), Just(f64::INFINITY), Just(0.0), Just(-1.0), Just(1.0), Just(1e12)]
}

fn delta() -> impl Strategy<Value = Decimal> {
    (-1_000_000_i64..1_000_000).prop_map(|thousandths| Decimal::new(thousandths, 3))
}

proptest! {
    #[test]
    fn together_two_books_need_no_more_than_apart(
        one in prop::collection::vec(held(), 0..6), other in prop::collection::vec(held(), 0..6),
    ) {
        let apart = scan(&one).unwrap().risk + scan(&other).unwrap().risk;
        let together = scan(&[one, other].concat()).unwrap().risk;
        prop_assert!(together >= 0.0 && together <= apart * (1.0 + 1e-12) + 1e-6);
    }

    #[test]
    fn opposite_positions_cancel(held in held()) {
        let reversed = Held { contracts: -held.contracts, ..held.clone() };
        prop_assert_eq!(scan(&[held, reversed]).unwrap().risk, 0.0);
    }

    #[test]
    fn a_scan_is_its_time_volatility_and_price(held in prop::collection::vec(held(), 1..6)) {
        let scan = scan(&held).unwrap();
        let risk = price_risk(&scan);
        prop_assert!(risk.price >= 0.0 && risk.per_delta.is_finite());
        let parts: f64 = scan.parts.iter().sum();
        prop_assert!((parts - scan.losses[scan.worst - 1]).abs() <= 1e-6);
    }

    #[test]
    fn spreads_only_consume_delta(a in delta(), b in delta(), ratio in 1_i64..5, rate in 0_i64..1000) {
        let held = [("A".to_owned(), a), ("B".to_owned(), b)].into();
        let months = ["A".to_owned(), "B".to_owned()];
        let spread = Spread { months, ratios: [Decimal::from(ratio), Decimal::ONE], rate: Decimal::from(rate) };
        let formed = calendar(&held, &[spread]).unwrap();
        prop_assert!(formed.charge >= Decimal::ZERO);
        for (month, delta) in &held {
            prop_assert!(formed.remaining[month].abs() <= delta.abs());
            prop_assert!(formed.remaining[month].is_zero() || formed.remaining[month].is_sign_negative() == delta.is_sign_negative());
        }
    }

    #[test]
    fn credits_are_never_negative(a in -1e3..1e3, b in -1e3..1e3, one in 0.0..1e4, two in 0.0..1e4, rate in 0.0..1.0) {
        let legs = [Leg { delta: a, ratio: 1.0, per_delta: one }, Leg { delta: b, ratio: -2.0, per_delta: two }];
        let formed = credit(&legs, rate).unwrap();
        prop_assert!(formed.legs.iter().all(|credit| *credit >= 0.0));
        prop_assert!(formed.remaining[0].abs() <= a.abs() + 1e-9 && formed.remaining[1].abs() <= b.abs() + 1e-9);
    }

    #[test]
    fn no_input_panics_or_gives_what_is_no_number(
        right in right(), place in 0_usize..8, value in any_number(), strike in 1.0..1e4,
    ) {
        let rules: SpanRules = Dated::from_json(span::CME).unwrap().parameters;
        let mut market =
            Market { price: 2790.0, price_range: 120.0, vol_range: 0.35, lookahead: 1.0 / 365.0, point_value: 250.0 };
        let (mut vol, mut years, mut rate) = (0.16, 0.2, 0.0);
        match place {
            0 => market.price = value,
            1 => market.price_range = value,
            2 => market.vol_range = value,
            3 => market.lookahead = value,
            4 => market.point_value = value,
            5 => vol = value,
            6 => years = value,
            _ => rate = value,
        }
        if let Ok(array) = computed(&market, &Contract::Option { strike, right, vol, years, rate }, &rules) {
            prop_assert!(array.losses.iter().all(|loss| loss.is_finite()));
        }
        let option = tims::ClassOption { strike, right, years, vol, rate, contracts: value, multiplier: 100.0 };
        let class = tims::Class { spot: market.price, shares: 100.0, options: vec![option] };
        let rules: tims::TimsRules = Dated::from_json(tims::FINRA).unwrap().parameters;
        if let Ok(margin) = tims::margin(&class, &rules.ranges["equity"], &rules) {
            prop_assert!(margin.requirement.is_finite() && margin.requirement >= margin.minimum);
        }
    }

    #[test]
    fn an_uncovered_option_bears_its_premium_and_more(
        right in right(), spot in 1_u32..100_000, strike in 1_u32..100_000, premium in 0_u32..10_000,
    ) {
        let rules: reg_t::RegTRules = Dated::from_json(reg_t::FINRA).unwrap().parameters;
        let [spot, strike, premium] = [spot, strike, premium].map(Decimal::from);
        let option = reg_t::ShortOption { underlying: reg_t::Underlying::Equity, right, spot, strike, premium };
        let margin = reg_t::margin(&option, &rules).unwrap();
        prop_assert!(margin.requirement > premium * rules.multiplier);
    }
}
