//! Cases of files named `options*.json`: published and high-precision values, and the margin of options sold.
//!
//! What a case tests follows from the keys of its inputs and expectations.

use crate::book::Right;
use crate::margin::audit::outcome::{Answer, Tally, not_covered};
use crate::margin::audit::reading;
use crate::margin::audit::reading::{decimal_at, get, near};
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::formulas::{FloorOn, OptionQuote, Quoted, Rights, SellerRules, margin};
use crate::pricing::{Black76, BlackScholes, InverseOption, implied_vol, normal};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

/// Runs one case.
pub(crate) fn run(case: &Value) -> Answer {
    let mut tally = Tally::default();
    let seller = ["im_a", "im_b", "mm"].iter().all(|key| case["inputs"].get(key).is_some());
    let done = if seller {
        sold(case, &mut tally)
    } else {
        match case["inputs"].as_object().map(Model::of) {
            Some(Ok(model)) => valued(case, &model, &mut tally),
            _ => return not_covered(case),
        }
    };
    tally.outcome_of(done)
}

fn valued(case: &Value, model: &Model, tally: &mut Tally) -> Result<(), String> {
    for (key, want) in case["expected"].as_object().ok_or("no expectations")? {
        // the same figure in text, with more digits than f64 holds
        let figure = key.split_once("_20_digits").map_or(key.as_str(), |(figure, _)| figure);
        let want = want.as_f64().or_else(|| want.as_str().and_then(|text| text.parse().ok()));
        let want = want.ok_or_else(|| format!("{key} is no number"))?;
        let got = model.figure(figure).ok_or_else(|| format!("no figure {key}"))?;
        // a subnormal number is a multiple of 2^-1074 and may be one off; vectors print 9 digits of it
        let tiny = if want.abs() < f64::MIN_POSITIVE { (want.abs() * 5e-9).max(5e-324) } else { 0.0 };
        // the crate that finds a volatility uses the platform's logarithm
        tally.of_platform(figure == "implied_vol");
        Tolerance::of(case, key, Tolerance::USUAL).at_least(tiny).hold(tally, key, got, want);
    }
    Ok(())
}

/// Margin of options sold, linear in the quote currency.
fn sold(case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let rules = SellerRules {
        initial: decimal_at(inputs, "im_a")?,
        least: decimal_at(inputs, "im_b")?,
        least_on: FloorOn::Index,
        maintenance: decimal_at(inputs, "mm")?,
        maintenance_on_premium: Rights::Puts,
        initial_covers_maintenance: Rights::Puts,
        liquidation_fee: Decimal::ZERO,
    };
    let quote = OptionQuote {
        right: reading::right(inputs)?,
        quoted: Quoted::Linear,
        index: get(inputs, &["underlying", "index"]).ok_or("no underlying price")?,
        strike: decimal_at(inputs, "strike")?,
        mark: decimal_at(inputs, "mark")?,
        entry: None,
    };
    let margin = margin(&rules, &quote, decimal_at(inputs, "qty")?).map_err(|why| why.to_string())?;
    for (key, want) in case["expected"].as_object().ok_or("no expectations")? {
        let got = match key.as_str() {
            "im_unit" => margin.unit.initial,
            "mm_unit" => margin.unit.maintenance,
            "im" => margin.initial,
            "mm" => margin.maintenance,
            other => return Err(format!("no figure {other}")),
        };
        let want = want.as_f64().ok_or_else(|| format!("{key} is no number"))?;
        Tolerance::of(case, key, Tolerance::USUAL).hold(tally, key, near(got), want);
    }
    Ok(())
}

/// What a case's inputs describe.
enum Model {
    Spot(BlackScholes),
    Forward(Black76),
    /// A price to find the volatility of.
    Quote {
        option: Black76,
        price: f64,
    },
    /// Undiscounted value divided by √(FK).
    Normalised(Black76),
    Normal(f64),
}

impl Model {
    fn of(inputs: &Map<String, Value>) -> Result<Self, String> {
        let number = |key: &str| inputs.get(key).map(quantity).unwrap_or_else(|| Err(format!("no {key}")));
        let black = |vol: f64, years: f64, rate: f64| -> Result<Black76, String> {
            Ok(Black76 { forward: number("F")?, strike: number("K")?, years, vol, rate, right: right(inputs)? })
        };
        match keys_of(inputs).as_slice() {
            ["K", "S", "T", "q", "r", "type", "vol"] => Ok(Self::Spot(BlackScholes {
                spot: number("S")?,
                strike: number("K")?,
                years: number("T")?,
                vol: number("vol")?,
                rate: number("r")?,
                dividend: number("q")?,
                right: right(inputs)?,
            })),
            ["F", "K", "T", "call_put", "sigma"] => Ok(Self::Forward(black(number("sigma")?, number("T")?, 0.0)?)),
            ["F", "K", "T_years", "days", "r", "type", "vol"] => {
                Ok(Self::Forward(black(number("vol")?, number("T_years")?, number("r")?)?))
            }
            ["F", "K", "T", "call_put", "price"] => {
                Ok(Self::Quote { option: black(0.0, number("T")?, 0.0)?, price: number("price")? })
            }
            ["call_put", "s", "x"] => {
                let (x, s) = (number("x")?, number("s")?);
                let (forward, strike) = (libm::exp(0.5 * x), libm::exp(-0.5 * x));
                Ok(Self::Normalised(Black76 { forward, strike, years: 1.0, vol: s, rate: 0.0, right: right(inputs)? }))
            }
            ["z"] => Ok(Self::Normal(number("z")?)),
            other => Err(format!("no model takes {other:?}")),
        }
    }

    fn figure(&self, key: &str) -> Option<f64> {
        match self {
            Self::Spot(option) => Some(match key {
                "price" => option.price(),
                "delta" => option.delta(),
                "gamma" => option.gamma(),
                "vega" => option.vega(),
                "theta" => option.theta(),
                "theta_per_day" => option.theta() / 365.0,
                "rho" => option.rho(),
                "dividend_rho" => option.dividend_rho(),
                "elasticity" => option.elasticity(),
                "vanna" => option.vanna(),
                "volga" => option.volga(),
                _ => return None,
            }),
            Self::Forward(option) => {
                let inverse = InverseOption { black: *option };
                Some(match key {
                    "price" | "black" => option.price(),
                    "delta_fwd" => option.delta(),
                    "gamma_fwd" => option.gamma(),
                    "vega_per_1" => option.vega(),
                    "theta_per_year" => option.theta(),
                    "rho" => option.rho(),
                    "vanna" => option.vanna(),
                    "volga" => option.volga(),
                    "d1" => option.d1(),
                    "d2" => option.d2(),
                    "price_in_base" => inverse.price_coin(),
                    "net_delta_deribit" => inverse.net_delta(),
                    "implied_vol" => {
                        let o = option;
                        implied_vol(o.price(), o.forward, o.strike, o.years, o.rate, o.right).ok()?
                    }
                    _ => return None,
                })
            }
            Self::Quote { option: o, price } => match key {
                "implied_vol" => implied_vol(*price, o.forward, o.strike, o.years, o.rate, o.right).ok(),
                _ => None,
            },
            Self::Normalised(option) => (key == "value").then(|| option.price()),
            Self::Normal(z) => match key {
                "cdf" => Some(normal::cdf(*z)),
                "pdf" => Some(normal::pdf(*z)),
                _ => None,
            },
        }
    }
}

fn right(inputs: &Map<String, Value>) -> Result<Right, String> {
    match (inputs.get("type").and_then(Value::as_str), inputs.get("call_put").and_then(Value::as_f64)) {
        (Some("call"), _) => Ok(Right::Call),
        (Some("put"), _) => Ok(Right::Put),
        (None, Some(1.0)) => Ok(Right::Call),
        (None, Some(-1.0)) => Ok(Right::Put),
        other => Err(format!("neither call nor put: {other:?}")),
    }
}

/// A number, or one of the forms `ln(a/b)` and `a*sqrt(b)` that vectors use for exactness.
fn quantity(value: &Value) -> Result<f64, String> {
    if let Some(number) = value.as_f64() {
        return Ok(number);
    }
    let text = value.as_str().unwrap_or_default();
    let parse = |s: &str| s.trim().parse::<f64>().map_err(|_| format!("cannot read {value}"));
    if let Some((a, b)) = text.strip_prefix("ln(").and_then(|t| t.strip_suffix(')')).and_then(|t| t.split_once('/')) {
        return Ok(libm::log(parse(a)? / parse(b)?));
    }
    if let Some((a, b)) = text.strip_suffix(')').and_then(|t| t.split_once("*sqrt(")) {
        return Ok(parse(a)? * parse(b)?.sqrt());
    }
    parse(text)
}

fn keys_of(map: &Map<String, Value>) -> Vec<&str> {
    let mut keys: Vec<&str> = map.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}
