//! Cases that rest on a series: daily closes found on this machine, or returns simulated by a stated generator.

use super::{Figures, one, some};
use crate::margin::audit::reading::float;
use crate::margin::audit::series::Series;
use crate::margin::volatility::parameters;
use crate::risk::volatility::{
    Calibration, Density, Garch, Model, Start, calibrate, filtered_historical, fit_har, normal_quantile,
};
use serde_json::Value;

/// Days whose mean square starts an average.
const FIRST_DAYS: usize = 250;

/// Most returns that are simulated for a case.
const MOST_RETURNS: u32 = 100_000;

/// Daily returns, percent.
fn returns(closes: &[f64]) -> Vec<f64> {
    closes.iter().zip(closes.iter().skip(1)).map(|(before, after)| 100.0 * (after / before - 1.0)).collect()
}

/// The figures of a case on daily closes; which model follows from what is asked and expected.
pub(crate) fn figures(case: &Value, series: &Series) -> Option<Figures> {
    let (inputs, expected) = (&case["inputs"], &case["expected"]);
    if expected["params"]["Const"].is_number() {
        return har(&series.vix);
    }
    if inputs["lookback"].is_number() {
        return filtered(inputs, &returns(&series.sp500));
    }
    if expected["params"]["mu"].is_number() {
        return calibrated(&expected["params"], &returns(&series.sp500));
    }
    None
}

fn har(vix: &[f64]) -> Option<Figures> {
    let fit = fit_har(vix, &parameters().ok()?.parameters.har_windows).ok()?;
    let mut figures = vec![
        one("Const", fit.constant),
        one("sigma2", fit.residual_variance),
        one("loglik", fit.log_likelihood),
        one("rsq", fit.r_squared),
    ];
    figures.extend(fit.coefficients.iter().map(|(window, b)| one(&format!("vix[0:{window}]"), *b)));
    Some(figures)
}

fn filtered(inputs: &Value, returns: &[f64]) -> Option<Figures> {
    let before = returns.get(..FIRST_DAYS)?.iter().map(|one| one * one).sum::<f64>() / FIRST_DAYS as f64;
    let lookback = inputs["lookback"].as_u64()?.try_into().ok()?;
    let answer =
        filtered_historical(returns, float(&inputs["lam"])?, before, lookback, float(&inputs["conf"])?).ok()?;
    Some(vec![
        one("var", answer.tail.value_at_risk),
        one("es", answer.tail.shortfall),
        one("next_sigma", answer.next_sigma),
    ])
}

/// Which parameters are expected says which model: `gamma[1]` the asymmetric one, `nu` the heavy-tailed.
fn calibrated(asked: &Value, returns: &[f64]) -> Option<Figures> {
    let model =
        Model { mean: true, asymmetric: asked.get("gamma[1]").is_some(), heavy_tails: asked.get("nu").is_some() };
    let Calibration { garch, density, log_likelihood, variances, next_variance } =
        calibrate(returns, model, Start::Backcast).ok()?;
    let mut figures = vec![
        one("mu", garch.mean),
        one("omega", garch.omega),
        one("alpha[1]", garch.alpha),
        one("gamma[1]", garch.gamma),
        one("beta[1]", garch.beta),
        one("loglik", log_likelihood),
        one("last_sigma", variances.last()?.sqrt()),
        some("var_forecast_1_5", garch.forecast(next_variance, 5).ok()?),
    ];
    if let Density::StudentT(degrees) = density {
        figures.push(one("nu", degrees));
    }
    Some(figures)
}

/// Returns of a GARCH process whose shocks come from a Mersenne twister, calibrated. Seed and count stand in the source.
pub(crate) fn simulated(case: &Value) -> Option<Figures> {
    let truth = &case["inputs"]["true"];
    let read = |key: &str| float(&truth[key]);
    let garch = Garch { mean: 0.0, omega: read("omega")?, alpha: read("alpha")?, gamma: 0.0, beta: read("beta")? };
    let numbers: Vec<u32> =
        case["source"].as_str()?.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect();
    let [seed, count] = numbers.as_slice() else { return None };
    if *count > MOST_RETURNS {
        return None;
    }
    let mut twister = Twister::new(*seed);
    let (mut surprise, mut variance) = (0.0, 0.0);
    let returns: Option<Vec<f64>> = (0..*count)
        .map(|_| {
            variance = garch.omega + garch.alpha * surprise * surprise + garch.beta * variance;
            let uniform = (f64::from(twister.next()) + 0.5) / 4_294_967_296.0;
            surprise = normal_quantile(uniform).ok()? * f64::sqrt(variance);
            Some(surprise)
        })
        .collect();
    let model = Model { mean: false, asymmetric: false, heavy_tails: false };
    let found = calibrate(&returns?, model, Start::Given { variance: 0.0, square: 0.0 }).ok()?;
    // the source leaves out ½·ln 2π an observation
    let each = found.log_likelihood / f64::from(*count) + 0.5 * libm::log(2.0 * std::f64::consts::PI);
    Some(vec![
        one("alpha", found.garch.alpha),
        one("beta", found.garch.beta),
        one("omega", found.garch.omega),
        one("loglik_per_obs", each),
    ])
}

/// MT19937 (Matsumoto and Nishimura, 1998).
struct Twister {
    state: [u32; 624],
    place: usize,
}

impl Twister {
    fn new(seed: u32) -> Self {
        let mut state = [seed; 624];
        for place in 1..624 {
            let before = state[place - 1];
            state[place] = 1_812_433_253_u32.wrapping_mul(before ^ (before >> 30)).wrapping_add(place as u32);
        }
        Self { state, place: 624 }
    }

    fn next(&mut self) -> u32 {
        if self.place == 624 {
            for place in 0..624 {
                let joined = (self.state[place] & 0x8000_0000) | (self.state[(place + 1) % 624] & 0x7fff_ffff);
                let twist = if joined & 1 == 1 { 0x9908_b0df } else { 0 };
                self.state[place] = self.state[(place + 397) % 624] ^ (joined >> 1) ^ twist;
            }
            self.place = 0;
        }
        let mut drawn = self.state[self.place];
        self.place += 1;
        drawn ^= drawn >> 11;
        drawn ^= (drawn << 7) & 0x9d2c_5680;
        drawn ^= (drawn << 15) & 0xefc6_0000;
        drawn ^ (drawn >> 18)
    }
}
