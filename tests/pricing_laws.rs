//! Laws that prices and sensitivities obey whatever the market, over generated ones.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cross_margin::book::Right::{self, Call, Put};
use cross_margin::pricing::kernel::CLOSE_BELOW;
use cross_margin::pricing::{
    Black76, BlackScholes, Cell, Greeks, ImpliedVolError, InverseOption, OptionBatch, VolPoint, VolState, VolSurface,
    implied_vol, normal,
};
use proptest::prelude::*;

fn right() -> impl Strategy<Value = Right> {
    prop_oneof![Just(Call), Just(Put)]
}

/// An option of the kind that trades: minutes to three years, strikes from a third to three times.
fn option() -> impl Strategy<Value = Black76> {
    (1.0..1e5, -1.1..1.1, 1e-5..3.0, 0.05..2.5, -0.05..0.2, right()).prop_map(
        |(forward, ln, years, vol, rate, right): (f64, f64, f64, f64, f64, Right)| Black76 {
            forward,
            strike: forward * libm::exp(ln),
            years,
            vol,
            rate,
            right,
        },
    )
}

/// Nor too near expiry for a finite difference to mean anything.
fn smooth_option() -> impl Strategy<Value = Black76> {
    option().prop_filter("some time value", |o| o.years > 0.02 && o.vol * o.years.sqrt() > 0.05)
}

/// Anything a float can be.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => any::<f64>(),
        4 => -10.0..1000.0,
        1 => prop::sample::select(vec![
            0.0, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324, 1e-300, 1.0,
        ]),
    ]
}

/// `(f(x+h) − f(x−h)) / 2h`, improved by one Richardson step.
fn slope(f: impl Fn(f64) -> f64, x: f64, h: f64) -> f64 {
    let central = |h: f64| (f(x + h) - f(x - h)) / (2.0 * h);
    (4.0 * central(0.5 * h) - central(h)) / 3.0
}

fn agree(slope: f64, greek: f64, scale: f64) -> Result<(), TestCaseError> {
    prop_assert!((slope - greek).abs() <= 2e-6 * (greek.abs() + scale), "slope {slope:e}, Greek {greek:e}");
    Ok(())
}

/// What rounding `ln(F/K)` (and `ln ratio`) once does to the value.
fn rounding(option: &Black76, ln_ratio: f64) -> f64 {
    let ln = (option.forward / option.strike).ln().abs() + ln_ratio.abs();
    2.0 * f64::EPSILON * (1.0 + ln) * option.delta().abs() * option.forward
}

fn undiscounted(forward: f64, strike: f64, right: Right, s: f64) -> Black76 {
    Black76 { forward, strike, years: 1.0, vol: s, rate: 0.0, right }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn put_call_parity(o in option()) {
        let call = Black76 { right: Call, ..o }.greeks();
        let put = Black76 { right: Put, ..o }.greeks();
        let forward = o.discount() * (o.forward - o.strike);
        prop_assert!((call.price - put.price - forward).abs() <= 1e-14 * (o.forward + o.strike));
        prop_assert!((call.delta - put.delta - o.discount()).abs() <= 1e-14);
        prop_assert_eq!(call.gamma, put.gamma);
        prop_assert_eq!(call.vega, put.vega);
        prop_assert_eq!(call.vanna, put.vanna);
        prop_assert_eq!(call.volga, put.volga);
    }

    #[test]
    fn black_greeks_are_the_slopes_of_the_price(o in smooth_option()) {
        let g = o.greeks();
        let (f, v, t) = (o.forward, o.vol, o.years);
        let s = v * t.sqrt();
        let (df, dv) = (0.02 * s.min(1.0) * f, 0.01 * v);
        agree(slope(|x| Black76 { forward: x, ..o }.price(), f, df), g.delta, 1.0)?;
        agree(slope(|x| Black76 { forward: x, ..o }.delta(), f, df) * f, g.gamma * f, 1.0)?;
        agree(slope(|x| Black76 { vol: x, ..o }.price(), v, dv), g.vega, f)?;
        agree(-slope(|x| Black76 { years: x, ..o }.price(), t, 0.01 * t), g.theta, f / t)?;
        agree(slope(|x| Black76 { rate: x, ..o }.price(), o.rate, 1e-3), g.rho, f)?;
        agree(slope(|x| Black76 { vol: x, ..o }.delta(), v, dv), g.vanna, 1.0 / v)?;
        agree(slope(|x| Black76 { vol: x, ..o }.vega(), v, dv), g.volga, f / v)?;
    }

    #[test]
    fn scholes_greeks_are_the_slopes_of_the_price(b in smooth_option(), dividend in -0.05..0.1) {
        let o = BlackScholes {
            spot: b.forward, strike: b.strike, years: b.years, vol: b.vol, rate: b.rate, dividend, right: b.right,
        };
        let g = o.greeks();
        let (s, v, t) = (o.spot, o.vol, o.years);
        let (ds, dv) = (0.02 * (v * t.sqrt()).min(1.0) * s, 0.01 * v);
        agree(slope(|x| BlackScholes { spot: x, ..o }.price(), s, ds), g.delta, 1.0)?;
        agree(slope(|x| BlackScholes { spot: x, ..o }.delta(), s, ds) * s, g.gamma * s, 1.0)?;
        agree(slope(|x| BlackScholes { vol: x, ..o }.price(), v, dv), g.vega, s)?;
        agree(-slope(|x| BlackScholes { years: x, ..o }.price(), t, 0.01 * t), g.theta, s / t)?;
        agree(slope(|x| BlackScholes { rate: x, ..o }.price(), o.rate, 1e-3), g.rho, s * (1.0 + t))?;
        agree(
            slope(|x| BlackScholes { dividend: x, ..o }.price(), dividend, 1e-3), o.dividend_rho(), s * (1.0 + t)
        )?;
        agree(slope(|x| BlackScholes { vol: x, ..o }.delta(), v, dv), g.vanna, 1.0 / v)?;
        agree(slope(|x| BlackScholes { vol: x, ..o }.vega(), v, dv), g.volga, s / v)?;
        prop_assert_eq!(g.delta, o.delta());
    }

    #[test]
    fn inverse_deltas_are_the_slopes_of_coin_and_dollar_value(black in smooth_option(), basis in 0.9..1.1) {
        let o = InverseOption { black };
        let (f, index) = (black.forward, black.forward * basis);
        let h = 0.02 * (black.vol * black.years.sqrt()).min(1.0) * f;
        let moved = |x: f64| InverseOption { black: Black76 { forward: x, ..black } };
        let coin = o.greeks_coin();
        agree(slope(|x| moved(x).price_coin(), f, h) * f, coin.net_delta, 1.0)?;
        agree(slope(|x| moved(x).net_delta(), f, h) * f, coin.net_gamma * f, 1.0)?;
        let usd = o.greeks_usd(index);
        agree(slope(|x| moved(x).price_usd(x * basis), f, h) / basis, usd.delta, 1.0)?;
        agree(slope(|x| moved(x).greeks_usd(x * basis).delta, f, h) / basis * f, usd.gamma * f, 1.0)?;
        prop_assert_eq!(coin.net_delta, o.net_delta());
    }

    #[test]
    fn a_price_rises_with_volatility_between_its_bounds(o in option(), more in 1.001..3.0) {
        let bound = match o.right { Call => o.forward, Put => o.strike } * o.discount();
        let least = Black76 { vol: 0.0, ..o }.price();
        let (low, high) = (o.price(), Black76 { vol: o.vol * more, ..o }.price());
        prop_assert!(least <= low && low <= high && high <= bound * (1.0 + 1e-15), "{least} {low} {high} {bound}");
    }

    #[test]
    fn implied_volatility_gives_back_the_volatility(o in option()) {
        let price = o.price();
        let time_value = price - Black76 { vol: 0.0, ..o }.price();
        let vol = implied_vol(price, o.forward, o.strike, o.years, o.rate, o.right);
        // what the rounding of the price leaves undetermined: ulps of the price over vega
        let undetermined = 8.0 * f64::EPSILON * (price + o.forward.min(o.strike) * 1e-3) / o.vega();
        if time_value > 1e-10 * price && undetermined < 1e-3 {
            let vol = vol.expect("a price made by the model");
            prop_assert!((vol - o.vol).abs() <= 1e-12 * o.vol + 10.0 * undetermined, "{vol} for {}", o.vol);
        }
    }

    #[test]
    fn implied_volatility_is_defined_at_the_ends_of_the_scale(
        e in prop::array::uniform3(-300.0..300.0), near in any::<bool>(), share in 0.0..1.0, right in right(),
    ) {
        let [forward, far, years] = e.map(|e: f64| libm::exp10(e));
        let strike = if near { forward * (1.0 + 1e-3 * share) } else { far };
        let (least, most) = match right {
            Call => ((forward - strike).max(0.0), forward),
            Put => ((strike - forward).max(0.0), strike),
        };
        match implied_vol(least + (most - least) * share, forward, strike, years, 0.0, right) {
            Ok(vol) => prop_assert!(vol.is_finite() && vol >= 0.0),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn kernel_agrees_with_black76(
        options in prop::collection::vec((-1.1..1.1, -6.9..1.5, right()), 1..12),
        cells in prop::collection::vec((0.34..6.0, 0..3usize), 1..6),
    ) {
        const STATES: [VolState; 3] = [VolState::Same, VolState::Up, VolState::Down];
        let mut batch = OptionBatch::with_capacity(options.len());
        let spec: Vec<_> = options.iter().map(|&(ln, ln_s, right): &(f64, f64, Right)| {
            let (forward, s) = (3e4, libm::exp(ln_s));
            (forward, forward * libm::exp(ln), right, [s, 1.4 * s, 0.7 * s])
        }).collect();
        for &(forward, strike, right, s) in &spec {
            batch.push(forward, strike, right, s);
        }
        let cells: Vec<Cell> = cells.iter().map(|&(ratio, state)| Cell::new(ratio, STATES[state])).collect();
        let mut out = Vec::new();
        let stride = batch.reprice(&cells, &mut out);
        for (j, cell) in cells.iter().enumerate() {
            for (i, &(forward, strike, right, s)) in spec.iter().enumerate() {
                let model = undiscounted(forward * cell.ratio, strike, right, s[cell.vol as usize]);
                let (got, want) = (out[j * stride + i], model.price());
                let allowed = 1e-13 * want + rounding(&model, cell.ln_ratio);
                if want >= 1e-8 * model.forward {
                    prop_assert!((got - want).abs() <= allowed, "{got:e} for {want:e}, {model:?}");
                } else {
                    prop_assert!((got - want).abs() <= 1e-20 * model.forward.max(strike), "{got:e} for {want:e}");
                }
            }
        }
    }

    #[test]
    fn an_option_is_worth_the_same_wherever_it_lies(
        others in prop::collection::vec((any_number(), any_number(), any_number(), right()), 0..9),
        ln in -1.0..1.0, s in 0.0..2.0, ratio in 0.1..5.0, right in right(),
    ) {
        let strike = 100.0 * libm::exp(ln);
        let mut alone = OptionBatch::with_capacity(1);
        alone.push(100.0, strike, right, [s; 3]);
        let cells = [Cell::new(ratio, VolState::Same)];
        let mut single = Vec::new();
        alone.reprice(&cells, &mut single);

        let mut batch = OptionBatch::default();
        for &(forward, strike, s, right) in &others {
            batch.push(forward, strike, right, [s; 3]);
        }
        batch.push(100.0, strike, right, [s; 3]);
        let mut out = Vec::new();
        let cells = [Cell::new(0.5, VolState::Up), cells[0], Cell::new(2.0, VolState::Same)];
        let stride = batch.reprice(&cells, &mut out);
        prop_assert_eq!(out[stride + others.len()].to_bits(), single[0].to_bits());
        batch.reprice_each(&vec![ratio; batch.len()], &mut out);
        prop_assert_eq!(out.len(), batch.len());
        prop_assert_eq!(out[others.len()].to_bits(), single[0].to_bits());
    }

    #[test]
    fn no_input_gives_nan(a in prop::array::uniform8(any_number()), right in right()) {
        let [forward, strike, years, vol, rate, dividend, index, x] = a;
        let black = Black76 { forward, strike, years, vol, rate, right };
        let all = |g: Greeks| [g.price, g.delta, g.gamma, g.vega, g.theta, g.rho, g.vanna, g.volga];
        let scholes = BlackScholes { spot: forward, strike, years, vol, rate, dividend, right };
        let inverse = InverseOption { black };
        let coin = inverse.greeks_coin();
        for figures in [all(black.greeks()), all(scholes.greeks()), all(inverse.greeks_usd(index))] {
            prop_assert!(figures.iter().all(|v| v.is_finite()), "{figures:?}");
        }
        let others = [
            black.price(), black.rho(), black.discount(), scholes.delta(), scholes.dividend_rho(), scholes.elasticity(),
            inverse.price_usd(index), coin.net_gamma, coin.net_delta, coin.price, coin.vega, coin.theta, coin.rho,
            normal::cdf(x), normal::pdf(x),
        ];
        prop_assert!(others.iter().all(|v| v.is_finite()), "{others:?}");
        prop_assert!(!black.d1().is_nan() && !black.d2().is_nan());
        prop_assert!(black.price() >= 0.0);
        if let Ok(vol) = implied_vol(x, forward, strike, years, rate, right) {
            prop_assert!(vol.is_finite() && vol >= 0.0);
        }

        let mut batch = OptionBatch::default();
        batch.push(forward, strike, right, [vol, years, rate]);
        let mut out = Vec::new();
        let cells = [
            Cell { ratio: x, ln_ratio: rate, vol: VolState::Same },
            Cell { ratio: index, ln_ratio: f64::NAN, vol: VolState::Up },
            Cell::new(dividend, VolState::Down),
        ];
        batch.reprice(&cells, &mut out);
        prop_assert!(out.iter().all(|v| v.is_finite()), "{out:?}");
        batch.reprice_each(&[x], &mut out);
        prop_assert!(out.iter().all(|v| v.is_finite()), "{out:?}");
    }

    #[test]
    fn a_surface_never_leaves_the_range_of_its_points(
        points in prop::collection::vec((0.001..3.0, -2.0..2.0, 0.01..3.0), 1..20),
        years in any_number(), log_moneyness in any_number(),
    ) {
        let points: Vec<_> =
            points.iter().map(|&(years, log_moneyness, vol)| VolPoint { years, log_moneyness, vol }).collect();
        let surface = VolSurface::new(points.iter().copied());
        let least = points.iter().map(|p| p.vol).fold(f64::INFINITY, f64::min);
        let most = points.iter().map(|p| p.vol).fold(0.0, f64::max);
        match surface.vol(years, log_moneyness) {
            Some(vol) => prop_assert!(vol >= least * (1.0 - 1e-9) && vol <= most * (1.0 + 1e-9), "{vol}"),
            None => prop_assert!(years.is_nan() || log_moneyness.is_nan()),
        }
        for p in &points {
            if points.iter().filter(|q| q.years == p.years && q.log_moneyness == p.log_moneyness).count() == 1 {
                let vol = surface.vol(p.years, p.log_moneyness).expect("a quoted point");
                prop_assert!((vol - p.vol).abs() < 1e-12, "{vol} for {}", p.vol);
            }
        }
    }
}

#[test]
fn without_time_or_volatility_an_option_is_worth_exercising() {
    for (years, vol) in [(0.0, 0.5), (-1.0, 0.5), (1.0, 0.0), (1.0, -0.3), (f64::NAN, 0.5), (1.0, f64::NAN)] {
        for (forward, call, delta) in [(120.0, 20.0, 1.0), (100.0, 0.0, 0.5), (80.0, 0.0, 0.0)] {
            let o = Black76 { forward, strike: 100.0, years, vol, rate: 0.0, right: Call };
            let want = Greeks { price: call, delta, rho: o.greeks().rho, theta: 0.0, ..Greeks::default() };
            assert_eq!(o.greeks(), want, "{o:?}");
            let put = Black76 { right: Put, ..o };
            assert_eq!((put.price(), put.delta()), (call - forward + 100.0, delta - 1.0));
        }
    }
}

#[test]
fn extreme_strikes_and_volatilities_reach_their_limits() {
    let o = Black76 { forward: 100.0, strike: 0.0, years: 1.0, vol: 0.5, rate: 0.0, right: Call };
    assert_eq!((o.price(), o.delta()), (100.0, 1.0));
    assert_eq!(Black76 { right: Put, ..o }.price(), 0.0);
    assert_eq!(Black76 { strike: 5e-324, ..o }.price(), 100.0);
    assert_eq!(Black76 { strike: 1e140, ..o }.price(), 0.0);
    for vol in [50.0, 1e10, f64::INFINITY] {
        assert_eq!(Black76 { strike: 300.0, vol, ..o }.price(), 100.0);
        assert_eq!(Black76 { strike: 300.0, vol, right: Put, ..o }.price(), 300.0);
    }
}

#[test]
fn the_kernel_gives_exactly_intrinsic_where_nothing_else_is_left() {
    // (strike, total volatility): expired, vanishing volatility, deep in and out, no strike
    let cases = [
        (100.0, 0.0),
        (90.0, 0.0),
        (110.0, 0.0),
        (100.0, -1.0),
        (100.0, f64::NAN),
        (90.0, 1e-300),
        (110.0, 1e-12),
        (90.0, 1e-3),
        (1.0, 0.02),
        (1e4, 0.02),
        (0.0, 0.5),
        (5e-324, 0.5),
        (-3.0, 0.5),
        (f64::NAN, 0.5),
    ];
    for right in [Call, Put] {
        for (strike, s) in cases {
            for ratio in [1e-6, 0.5, 1.0, 3.0, 100.0, 0.0, -1.0, f64::NAN] {
                let mut batch = OptionBatch::with_capacity(1);
                batch.push(100.0, strike, right, [s; 3]);
                let mut out = Vec::new();
                batch.reprice(&[Cell::new(ratio, VolState::Same)], &mut out);
                let (f, k) = (100.0 * ratio.max(0.0), strike.max(0.0));
                // a cell that moves the strike to the money has time value
                if !(s > 0.0 && (k / f).ln().abs() < 40.0 * s) {
                    assert_eq!(out[0], (if right == Call { f - k } else { k - f }).max(0.0), "{strike} {s} {ratio}");
                }
            }
        }
    }
}

/// Every value of a grid that touches each form of the kernel, in one number.
fn digest() -> u64 {
    let mut batch = OptionBatch::with_capacity(40);
    for n in 0..40 {
        let strike = 40.0 + 3.0 * f64::from(n);
        let s = 0.004 * libm::pow(1.15, f64::from(n));
        batch.push(
            100.0,
            strike,
            if n % 3 == 0 { Call } else { Put },
            [s, 1.5 * s, if n % 7 == 0 { 0.0 } else { 0.5 * s }],
        );
    }
    let states = [VolState::Same, VolState::Up, VolState::Down];
    let cells: Vec<Cell> = (0..30).map(|n| Cell::new(0.55 + 0.03 * f64::from(n), states[n as usize % 3])).collect();
    let mut out = Vec::new();
    batch.reprice(&cells, &mut out);
    out.iter().fold(0xcbf2_9ce4_8422_2325, |hash, value| (hash ^ value.to_bits()).wrapping_mul(0x0100_0000_01b3))
}

/// The same number on every machine and in WebAssembly.
#[test]
fn the_kernel_gives_the_same_bits_everywhere() {
    assert_eq!(digest(), 3_945_169_306_055_804_826);
}

#[test]
fn hours_to_expiry_are_priced_as_closely_as_months() {
    for n in 1..400 {
        let s = CLOSE_BELOW * n as f64 / 100.0;
        for d in -5..=5 {
            let model = undiscounted(100.0, 100.0 * libm::exp(s * f64::from(d)), Put, s);
            let mut batch = OptionBatch::with_capacity(1);
            batch.push(model.forward, model.strike, Put, [s; 3]);
            let mut out = Vec::new();
            batch.reprice(&[Cell::new(1.0, VolState::Down)], &mut out);
            let allowed = 1e-13 * model.price() + rounding(&model, 0.0);
            assert!((out[0] - model.price()).abs() <= allowed, "s {s}, d {d}: {} {}", out[0], model.price());
        }
    }
}

#[test]
fn an_impossible_price_says_what_is_wrong() {
    let iv = |price, forward, years| implied_vol(price, forward, 100.0, years, 0.0, Call);
    assert_eq!(iv(20.0, 120.0, 1.0), Ok(0.0));
    assert_eq!(iv(0.0, 80.0, 1.0), Ok(0.0));
    assert_eq!(iv(19.0, 120.0, 1.0), Err(ImpliedVolError::BelowIntrinsic { price: 19.0, intrinsic: 20.0 }));
    assert_eq!(iv(-1.0, 80.0, 1.0), Err(ImpliedVolError::BelowIntrinsic { price: -1.0, intrinsic: 0.0 }));
    assert_eq!(iv(120.0, 120.0, 1.0), Err(ImpliedVolError::AboveMaximum { price: 120.0, maximum: 120.0 }));
    assert_eq!(iv(25.0, 120.0, 0.0), Err(ImpliedVolError::Expired { years: 0.0 }));
    assert_eq!(iv(25.0, -5.0, 1.0), Err(ImpliedVolError::NotPositive { input: "forward", value: -5.0 }));
    let error = iv(25.0, f64::INFINITY, 1.0).expect_err("an infinite forward");
    assert_eq!(error.to_string(), "forward is inf; it must be a finite number");
}

#[test]
fn a_surface_is_linear_in_total_variance() {
    let point = |years, log_moneyness, vol| VolPoint { years, log_moneyness, vol };
    let surface = VolSurface::new([
        point(0.5, 0.0, 0.6),
        point(0.25, 0.1, 0.5),
        point(0.25, -0.1, 0.7),
        point(f64::NAN, 0.0, 0.1),
    ]);
    // within an expiry: (0.5² + 0.7²)/2 = 0.37
    assert_eq!(surface.vol(0.25, 0.0), Some(0.37_f64.sqrt()));
    // between: w = (0.37·0.25 + 0.36·0.5)/2 = 0.13625 at 0.375 years
    assert!((surface.vol(0.375, 0.0).unwrap() - (0.136_25_f64 / 0.375).sqrt()).abs() < 1e-15);
    // flat outside
    assert_eq!(surface.vol(0.25, 5.0), Some(0.5));
    assert_eq!(surface.vol(9.0, -5.0), Some(0.6));
    assert_eq!(surface.vol(-1.0, f64::NEG_INFINITY), Some(0.7));
    assert_eq!(surface.vol(f64::NAN, 0.0), None);
    assert_eq!(VolSurface::default().vol(1.0, 0.0), None);
    assert_eq!(surface.expiries().collect::<Vec<_>>(), [0.25, 0.5]);
}

proptest! {
    #[test]
    fn deltas_of_a_batch_are_black_76s(options in prop::collection::vec((0.01..100.0_f64, 0.01..100.0_f64, any::<bool>(), 0.0..3.0_f64), 1..9), ratio in 0.05..20.0_f64) {
        let mut batch = OptionBatch::with_capacity(options.len());
        let right = |call| if call { Right::Call } else { Right::Put };
        for (forward, strike, call, s) in &options {
            batch.push(*forward, *strike, right(*call), [*s, *s, *s]);
        }
        let mut deltas = Vec::new();
        batch.deltas(ratio, &mut deltas);
        prop_assert_eq!(deltas.len(), options.len());
        for ((forward, strike, call, s), delta) in options.iter().zip(deltas) {
            let black = Black76 { forward: forward * ratio, strike: *strike, years: 1.0, vol: *s, rate: 0.0, right: right(*call) };
            // rounding of ln F/K and ln ratio moves d1 by up to 2ε(1 + |ln F/K| + |ln ratio|)/s
            let slack = 1e-13 + 1e-15 * (1.0 + libm::log(forward / strike).abs() + libm::log(ratio).abs()) / s.max(1e-3);
            prop_assert!((delta - black.delta()).abs() <= slack, "{delta} {}", black.delta());
        }
    }
}
