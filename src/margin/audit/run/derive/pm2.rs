//! Portfolio margin 2.

use crate::book::Right;
use crate::margin::audit::outcome::Tally;
use crate::margin::audit::reading::{decimal_at, float_at, float_or, list};
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::venues::derive::pm2::{
    BasisRules, Collateral, ConfidenceRules, DiscountRules, Pair, PegRules, Perp, Pm2Account, Pm2Margin, Pm2Rules,
    Scenario, SkewRules, VolMode, margin,
};
use crate::margin::venues::derive::svi::Svi;
use crate::margin::venues::derive::{Confidences, Expiry, OptionHeld, settling};
use crate::risk::{VolShock, to_f64};
use serde_json::Value;

/// Length of the settlement average in the venue's contracts, seconds.
const SETTLEMENT_WINDOW: f64 = 1800.0;

pub(crate) fn run(document: &Value, case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let named = inputs["params"].as_str().map(|name| &document["param_sets"][name]);
    let rules = rules(named.unwrap_or(&inputs["params"]))?;
    let margin = margin(&account(inputs, &rules)?, &rules).map_err(|why| why.to_string())?;
    // the file's notes: absolute 1e-8 where a figure is nothing but rounding
    let tolerance = Tolerance::of(case, "", Tolerance::relative(1e-8)).with_noise(1e-8);
    for (key, want) in case["expected"].as_object().into_iter().flatten() {
        if key == "scenario_pnl" {
            let wants = list(&case["expected"], &[key]);
            tally.exact("scenarios", margin.scenarios.len(), wants.len());
            for (place, (got, want)) in margin.scenarios.iter().zip(wants).enumerate() {
                let want = float_at(&serde_json::json!({ "at": want }), "at")?;
                tolerance.hold(tally, &format!("scenario_pnl[{place}]"), *got, want);
            }
            continue;
        }
        let got = figure(&margin, key).ok_or_else(|| format!("{key} with expected {want} is not computed"))?;
        tolerance.hold(tally, key, got, float_at(&case["expected"], key)?);
    }
    // the venue's curve gives the volatility the case states
    for option in list(inputs, &["options"]).iter().filter(|option| !option["mark_vol_wei"].is_null()) {
        let mut feeds = list(inputs, &["option_feeds"]).iter();
        let feed = feeds.find(|feed| feed["sec_to_expiry"] == option["sec_to_expiry"] && !feed["svi"].is_null());
        if let Some(feed) = feed {
            let strike = to_f64(decimal_at(option, "strike")?);
            let vol = curve(&feed["svi"])?.vol(strike).ok_or("the curve gives no volatility")?;
            tolerance.hold(tally, "mark_vol", vol, float_at(option, "mark_vol_wei")? / 1e18);
        }
    }
    for key in case["replica_wei"].as_object().into_iter().flat_map(|map| map.keys()) {
        // which of equally bad scenarios comes first is decided by the last unit of an integer
        if let Some(got) = figure(&margin, key).filter(|_| key != "worst_index") {
            tolerance.hold(tally, &format!("replica {key}"), got, float_at(&case["replica_wei"], key)? / 1e18);
        }
    }
    Ok(())
}

fn figure(margin: &Pm2Margin, key: &str) -> Option<f64> {
    Some(match key {
        "IM" => margin.initial,
        "MM" => margin.maintenance,
        // the upstream name notwithstanding, cash is in it
        "portfolio_mtm_excl_cash" | "MTM_incl_cash" => margin.value(),
        "option_mtm" => margin.options,
        "collateral_mtm" => margin.collateral,
        "forward_contingency" | "basis_contingency" => margin.basis,
        "im_contingency" => margin.contingencies.initial(),
        "mm_contingency" => margin.contingencies.maintenance(),
        _ => return None,
    })
}

fn rules(of: &Value) -> Result<Pm2Rules, String> {
    let (skew, vol, loss) = (&of["SkewShock"], &of["VolShock"], &of["Margin"]);
    let (basis, other) = (&of["BasisContingency"], &of["OtherContingency"]);
    let scenarios = list(of, &["Scenarios"]).iter().map(|scenario| {
        let mode = match scenario["VolShockDirection"].as_str().unwrap_or_default() {
            "Up" => VolMode::Up,
            "Down" => VolMode::Down,
            "None" => VolMode::Same,
            "LINEAR" => VolMode::Linear,
            "ABS" => VolMode::Absolute,
            mode => return Err(format!("a volatility direction {mode} is not known")),
        };
        let spot = float_at(scenario, "SpotShock")?;
        Ok(Scenario { spot, vol: mode, damping: float_at(scenario, "DampeningFactor")? })
    });
    Ok(Pm2Rules {
        scenarios: scenarios.collect::<Result<_, String>>()?,
        skew: SkewRules {
            linear_cap: float_at(skew, "LINEAR_SCALE_CAP")?,
            linear_base: float_at(skew, "LINEAR_CBASE")?,
            absolute_cap: float_at(skew, "ABS_SCALE_CAP")?,
            absolute_base: float_at(skew, "ABS_CBASE")?,
            least_k_star: float_at(skew, "MIN_K_STAR")?,
            width: float_at(skew, "MIN_WIDTH_SCALE")?,
            vol_static: float_at(skew, "VOL_PARAM_STATIC")?,
            vol_scale: float_at(skew, "VOL_PARAM_SCALE")?,
        },
        volatility: VolShock {
            up: float_at(vol, "VOLRANGEUP")?,
            down: float_at(vol, "VOLRANGEDOWN")?,
            short_power: float_at(vol, "SHORTTERMPOWER")?,
            long_power: float_at(vol, "LONGTERMPOWER")?,
            least_days: float_at(vol, "DTE_FLOOR")?,
            least_up: float_at(vol, "MIN_VOL_EVAL_SHOCKED")?,
        },
        loss: Pair { initial: float_at(loss, "IM_LOSS_FACTOR")?, maintenance: float_at(loss, "MM_LOSS_FACTOR")? },
        long: DiscountRules {
            fixed: float_at(loss, "BASE_STATIC_DISCOUNT")?,
            rate_multiple: float_at(loss, "LONG_RATE_MULTSCALE")?,
            rate_add: float_at(loss, "LONG_RATE_ADDSCALE")?,
        },
        short: DiscountRules {
            fixed: float_at(loss, "BASE_STATIC_DISCOUNT_NEG")?,
            rate_multiple: float_at(loss, "SHORT_RATE_MULTSCALE")?,
            rate_add: float_at(loss, "SHORT_RATE_ADDSCALE")?,
        },
        basis: BasisRules {
            up: float_at(basis, "SCENARIO_SPOT_UP")?,
            down: float_at(basis, "SCENARIO_SPOT_DOWN")?,
            add: float_at(basis, "BASIS_CONT_ADD_FACTOR")?,
            per_year: float_at(basis, "BASIS_CONT_MULT_FACTOR")?,
        },
        perp: Pair { initial: float_at(other, "IM_PERP_PERCENT")?, maintenance: float_at(other, "MM_PERP_PERCENT")? },
        naked_option: Pair {
            initial: float_at(other, "IM_OPTION_PERCENT")?,
            maintenance: float_at(other, "MM_OPTION_PERCENT")?,
        },
        confidence: ConfidenceRules {
            threshold: float_at(other, "CONF_THRESHOLD")?,
            factor: float_at(other, "CONF_MARGIN")?,
        },
        peg: PegRules {
            threshold: float_at(other, "PEG_LOSS_THRESHOLD")?,
            factor: float_at(other, "PEG_LOSS_FACTOR")?,
        },
        settlement_window: float_or(of, "SETTLEMENT_WINDOW", SETTLEMENT_WINDOW)?,
        collateral: Default::default(),
    })
}

fn account(inputs: &Value, rules: &Pm2Rules) -> Result<Pm2Account, String> {
    let collateral = list(inputs, &["collaterals"]).iter().map(|held| {
        Ok(Collateral {
            asset: held["name"].as_str().unwrap_or_default().to_owned(),
            amount: float_at(held, "amount")?,
            price: float_at(held, "price")?,
            confidence: float_or(held, "conf", 1.0)?,
            haircut: Pair { initial: float_at(held, "im_haircut")?, maintenance: float_at(held, "mm_haircut")? },
            moves_with_spot: held["risk_cancelling"].as_bool().unwrap_or(false),
        })
    });
    let expiries = list(inputs, &["option_feeds"]).iter().map(|feed| expiry(feed, inputs, rules));
    let expiries = expiries.collect::<Result<Vec<_>, String>>()?;
    let placed: usize = expiries.iter().map(|expiry| expiry.options.len()).sum();
    if placed != list(inputs, &["options"]).len() {
        return Err("an option has no feed".into());
    }
    Ok(Pm2Account {
        spot: float_at(inputs, "spot")?,
        spot_confidence: float_or(inputs, "spot_conf", 1.0)?,
        stable: float_or(inputs, "stable", 1.0)?,
        cash: float_or(inputs, "cash", 0.0)?,
        perp: Perp {
            amount: float_or(inputs, "perp_amount", 0.0)?,
            price: float_or(inputs, "perp_price", 0.0)?,
            confidence: float_or(inputs, "perp_conf", 1.0)?,
            gain: float_or(inputs, "unrealised_perp_pnl", 0.0)?,
            funding: float_or(inputs, "unrealised_funding", 0.0)?,
        },
        collateral: collateral.collect::<Result<_, String>>()?,
        expiries,
    })
}

fn expiry(feed: &Value, inputs: &Value, rules: &Pm2Rules) -> Result<Expiry, String> {
    let seconds = float_at(feed, "sec_to_expiry")? as u32;
    let forward = float_at(feed, "forward")?;
    let options = list(inputs, &["options"]).iter().filter(|option| option["sec_to_expiry"] == feed["sec_to_expiry"]);
    let options = options.map(|option| {
        let strike = decimal_at(option, "strike")?;
        let vol = match &option["mark_vol_wei"] {
            Value::Null => curve(&feed["svi"])?
                .vol(to_f64(strike))
                .ok_or_else(|| format!("the curve gives no volatility at {strike}"))?,
            _ => float_at(option, "mark_vol_wei")? / 1e18,
        };
        let right = if option["is_call"].as_bool().unwrap_or(false) { Right::Call } else { Right::Put };
        Ok(OptionHeld { strike, right, amount: float_at(option, "amount")?, vol })
    });
    Ok(Expiry {
        seconds,
        forward: settling(forward, float_or(feed, "settlement_price", forward)?, seconds, rules.settlement_window),
        rate: float_or(feed, "rate", 0.0)?,
        confidences: Confidences {
            forward: float_or(feed, "forward_conf", 1.0)?,
            rate: float_or(feed, "rate_conf", 1.0)?,
            vol: float_or(feed, "vol_conf", 1.0)?,
        },
        options: options.collect::<Result<_, String>>()?,
    })
}

fn curve(of: &Value) -> Result<Svi, String> {
    Ok(Svi {
        a: float_at(of, "a")?,
        b: float_at(of, "b")?,
        rho: float_at(of, "rho")?,
        m: float_at(of, "m")?,
        sigma: float_at(of, "sigma")?,
        forward: float_at(of, "fwd")?,
        years: float_at(of, "tau")?,
    })
}
