//! Published and high-precision reference values, `tests/vectors/options.json`.
//!
//! A case says what it tests by the keys of its inputs and expectations, never by its name, and is
//! held to its own tolerance: a number is absolute, `{"rel": r}` relative, `{"<key>_rel": r}`
//! relative for that key. A case nobody here can run fails. Further files of the same form are
//! read from the directories in the environment variable CROSS_MARGIN_VECTORS (split on ':').

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cross_margin::book::Right;
use cross_margin::pricing::{Black76, BlackScholes, InverseOption, implied_vol, normal};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// Families of cases, by their input keys, that are tested elsewhere, and why.
const EXCEPTIONS: &[(&[&str], &str)] = &[(
    &["im_a", "im_b", "mark", "mm", "qty", "strike", "type", "underlying"],
    "a margin formula, covered with the venue rule sets",
)];

#[test]
fn every_case_of_every_file() {
    let mut failures = Vec::new();
    for file in files() {
        let text = std::fs::read_to_string(&file).expect("readable file of vectors");
        let json: Value = serde_json::from_str(&text).expect("vectors are JSON");
        let cases = json["cases"].as_array().expect("an array of cases");
        assert!(!cases.is_empty(), "{} holds no case", file.display());
        for case in cases {
            if let Err(why) = run(case) {
                failures.push(format!("{}: {}: {why}", file.display(), case["name"]));
            }
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

fn files() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/options.json");
    let others = std::env::var("CROSS_MARGIN_VECTORS").unwrap_or_default();
    let others = others.split(':').filter(|dir| !dir.is_empty()).map(|dir| Path::new(dir).join("options.json"));
    std::iter::once(own).chain(others.filter(|path| path.exists())).collect()
}

fn run(case: &Value) -> Result<(), String> {
    let inputs = case["inputs"].as_object().ok_or("no inputs")?;
    let expected = case["expected"].as_object().ok_or("no expectations")?;
    let keys = sorted_keys(inputs);
    if EXCEPTIONS.iter().any(|(family, _)| *family == keys) {
        return Ok(());
    }
    let model = Model::of(inputs)?;
    if expected.is_empty() {
        return Err("expects nothing".into());
    }
    for (key, want) in expected {
        if key == "cdf_20_digits" {
            // the same figure as `cdf`, in text with more digits than f64 holds
            let digits: f64 = want.as_str().and_then(|s| s.parse().ok()).ok_or("cdf_20_digits is no number")?;
            check(key, model.figure("cdf").ok_or("no cdf")?, digits, &case["tolerance"])?;
            continue;
        }
        let want = want.as_f64().ok_or_else(|| format!("{key} is no number"))?;
        let got = model.figure(key).ok_or_else(|| format!("cannot compute {key} from {keys:?}"))?;
        // a subnormal number has fewer digits than its tolerance asks for
        check(key, got, want, &case["tolerance"])?;
    }
    Ok(())
}

fn check(key: &str, got: f64, want: f64, tolerance: &Value) -> Result<(), String> {
    let named = |key: &str| tolerance.get(key).and_then(Value::as_f64);
    let allowed = if let Some(absolute) = tolerance.as_f64().or_else(|| named(key)) {
        absolute
    } else if let Some(relative) = named(&format!("{key}_rel")).or_else(|| named("rel")) {
        relative * want.abs()
    } else {
        return Err(format!("no tolerance for {key} in {tolerance}"));
    };
    // a subnormal number is a multiple of 2^-1074 and may be one off; vectors print 9 digits of it
    let allowed = if want.abs() < f64::MIN_POSITIVE { allowed.max(want.abs() * 5e-9).max(5e-324) } else { allowed };
    let error = (got - want).abs();
    if error <= allowed {
        Ok(())
    } else {
        Err(format!("{key}: got {got:e}, expected {want:e}, off by {error:e} > {allowed:e}"))
    }
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
        match sorted_keys(inputs).as_slice() {
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

fn sorted_keys(map: &Map<String, Value>) -> Vec<&str> {
    let mut keys: Vec<&str> = map.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}
