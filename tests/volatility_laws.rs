//! Laws of the volatility forecasts over generated series.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot read its own figures should stop")]

use cross_margin::margin::volatility::parameters;
use cross_margin::risk::volatility::{
    Density, Garch, Model, Start, calibrate, empirical_tail, ewma, filtered_historical, fit_har, floored,
    log_likelihood, normal_quantile, normal_tail, releasable_buffer, risk_metrics_2006, stress_weighted,
};
use proptest::prelude::*;

fn returns(most: usize) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-10.0..10.0_f64, 1..most)
}

fn garch() -> impl Strategy<Value = Garch> {
    (0.0..1.0_f64, 0.0..0.4_f64, 0.0..0.4_f64, 0.0..0.35_f64).prop_map(|(omega, alpha, gamma, beta)| Garch {
        mean: 0.0,
        omega,
        alpha,
        gamma,
        beta,
    })
}

proptest! {
    #[test]
    fn an_average_lies_between_what_it_averages(returns in returns(60), decay in 0.0..1.0_f64, before in 0.0..100.0_f64) {
        let squares = returns.iter().map(|one| one * one);
        let (low, high) = squares.fold((before, before), |(low, high), one| (low.min(one), high.max(one)));
        let slack = 1e-12 * high.max(1.0);
        for variance in ewma(&returns, decay, before).unwrap() {
            prop_assert!(low - slack <= variance && variance <= high + slack);
        }
    }

    #[test]
    fn garch_is_never_negative_and_its_forecast_goes_to_the_long_run(
        model in garch(), returns in returns(60), before in 0.0..100.0_f64,
    ) {
        let variances = model.variances(&returns, before).unwrap();
        prop_assert!(variances.iter().all(|variance| *variance >= model.omega));
        let far = *model.forecast(before, 4_000).unwrap().last().unwrap();
        let long_run = model.long_run_variance().unwrap();
        prop_assert!((far - long_run).abs() <= 1e-9 * long_run.max(1e-3), "{far} {long_run}");
    }

    #[test]
    fn without_weights_on_surprises_garch_is_its_constant(omega in 0.0..9.0_f64, returns in returns(20)) {
        let model = Garch { mean: 0.0, omega, alpha: 0.0, gamma: 0.0, beta: 0.0 };
        prop_assert!(model.variances(&returns, 1.0).unwrap().iter().all(|variance| *variance == omega));
    }

    #[test]
    fn shortfall_is_never_below_the_value_at_risk(profits in returns(200), confidence in 0.001..0.999_f64) {
        let tail = empirical_tail(&profits, confidence).unwrap();
        prop_assert!(tail.shortfall >= tail.value_at_risk - 1e-12);
        let normal = normal_tail(confidence).unwrap();
        prop_assert!(normal.shortfall >= normal.value_at_risk);
    }

    #[test]
    fn the_quantile_is_odd_and_rises(probability in 1e-6..0.5_f64, more in 1e-6..0.4_f64) {
        let of = |probability| normal_quantile(probability).unwrap();
        prop_assert!((of(probability) + of(1.0 - probability)).abs() < 1e-9);
        prop_assert!(of(probability) < of(probability + more));
    }

    #[test]
    fn a_filter_scales_with_its_returns(returns in returns(80), scale in 0.1..10.0_f64) {
        let scaled: Vec<f64> = returns.iter().map(|one| one * scale).collect();
        let of = |series: &[f64], before| filtered_historical(series, 0.94, before, series.len(), 0.95).unwrap();
        let (plain, larger) = (of(&returns, 1.0), of(&scaled, scale * scale));
        prop_assert!((larger.next_sigma - scale * plain.next_sigma).abs() <= 1e-9 * larger.next_sigma);
        let (a, b) = (larger.tail.shortfall, scale * plain.tail.shortfall);
        prop_assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0));
    }

    #[test]
    fn no_damper_lowers_a_margin(base in 0.0..1e9_f64, other in 0.0..1e9_f64, share in 0.0..1.0_f64) {
        prop_assert!(releasable_buffer(base, share, other).unwrap() >= base);
        prop_assert!(stress_weighted(base, other, share).unwrap() >= base);
        prop_assert!(floored(base, other).unwrap() >= base.max(other));
    }

    #[test]
    fn nothing_panics_or_answers_nan(
        series in prop::collection::vec(any::<f64>(), 0..60), a in any::<f64>(), b in any::<f64>(), c in any::<f64>(),
        place in any::<usize>(),
    ) {
        let fine = |values: &[f64]| values.iter().all(|value| value.is_finite());
        prop_assert!(ewma(&series, a, b).map_or(true, |all| fine(&all)));
        let model = Garch { mean: a, omega: b, alpha: c, gamma: a, beta: b };
        prop_assert!(model.variances(&series, c).map_or(true, |all| fine(&all)));
        prop_assert!(model.forecast(a, place % 50).map_or(true, |all| fine(&all)));
        prop_assert!(model.long_run_variance().is_none_or(f64::is_finite));
        prop_assert!(log_likelihood(&series, &series, Density::StudentT(a)).map_or(true, f64::is_finite));
        let horizons = &parameters().unwrap().parameters.risk_metrics_2006;
        prop_assert!(risk_metrics_2006(&series, horizons).map_or(true, |all| fine(&all)));
        prop_assert!(fit_har(&series, &[1, place % 9]).map_or(true, |fit| fine(&[fit.constant, fit.r_squared])));
        prop_assert!(filtered_historical(&series, a, b, place, c).map_or(true, |answer| fine(&answer.scenarios)));
        prop_assert!(empirical_tail(&series, a).map_or(true, |tail| fine(&[tail.value_at_risk, tail.shortfall])));
        prop_assert!(normal_tail(a).map_or(true, |tail| fine(&[tail.value_at_risk, tail.shortfall])));
        prop_assert!(stress_weighted(a, b, c).map_or(true, f64::is_finite));
        prop_assert!(releasable_buffer(a, b, c).map_or(true, f64::is_finite));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn a_calibration_is_a_model_whose_deviations_die_out(returns in prop::collection::vec(-5.0..5.0_f64, 40..120)) {
        for (asymmetric, heavy_tails) in [(false, false), (true, false), (false, true)] {
            let model = Model { mean: true, asymmetric, heavy_tails };
            let found = calibrate(&returns, model, Start::Backcast).unwrap();
            prop_assert!(found.garch.check().is_ok() && found.garch.persistence() <= 1.0);
            prop_assert!(found.log_likelihood.is_finite() && found.next_variance >= 0.0);
        }
    }
}
