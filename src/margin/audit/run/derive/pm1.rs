//! Portfolio margin 1: parallel lists of 1e18 integers.

use crate::book::Right;
use crate::margin::audit::outcome::Tally;
use crate::margin::audit::reading::{decimal_wei, float_at, list, wei};
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::venues::derive::pm1::{Pm1Account, Pm1Margin, Pm1Rules, Pm1Scenario, margin};
use crate::margin::venues::derive::pm2::{BasisRules, ConfidenceRules, DiscountRules, PegRules, Perp, VolMode};
use crate::margin::venues::derive::{Confidences, Expiry, Forward, OptionHeld};
use crate::risk::VolShock;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(crate) fn run(document: &Value, case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let own = &inputs["params"];
    let rules = rules(if own.is_null() { &document["params"] } else { own })?;
    let margin = margin(&account(inputs)?, &rules).map_err(|why| why.to_string())?;
    let tolerance = Tolerance::of(case, "", Tolerance::relative(1e-9)).with_noise(1e-12);
    for (of, suffix) in [("expected", "_wei"), ("replica_wei", "")] {
        for key in case[of].as_object().into_iter().flat_map(|map| map.keys()) {
            let name = key.strip_suffix(suffix).unwrap_or(key);
            let got = figure(&margin, name).ok_or_else(|| format!("{key} is not computed"))?;
            tolerance.hold(tally, key, got, wei(&case[of], key)?);
        }
    }
    Ok(())
}

fn figure(margin: &Pm1Margin, key: &str) -> Option<f64> {
    Some(match key {
        "IM" => margin.initial,
        "MM" => margin.maintenance,
        // of the scenarios alone: neither basis nor static contingency
        "min_span" => margin.scenarios.iter().copied().fold(f64::INFINITY, f64::min),
        // cash is in it
        "portfolio_mtm" => margin.value(),
        _ => return None,
    })
}

/// `21: spot {1.15,1.10} x vol {Up,None,Down}`: the braces' contents, every pair of them.
fn scenarios(said: &str) -> Result<Vec<Pm1Scenario>, String> {
    let mut braces = said.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let (Some(spots), Some(vols)) = (braces.next(), braces.next()) else {
        return Err(format!("scenarios are {said}; two lists in braces are right"));
    };
    let mut all = Vec::new();
    for spot in spots.split(',') {
        let spot = spot.trim().parse().map_err(|_| format!("a spot multiple {spot} is no number"))?;
        for vol in vols.split(',') {
            let vol = match vol.trim() {
                "Up" => VolMode::Up,
                "Down" => VolMode::Down,
                "None" => VolMode::Same,
                other => return Err(format!("a volatility direction {other} is not known")),
            };
            all.push(Pm1Scenario { spot, vol });
        }
    }
    Ok(all)
}

fn rules(of: &Value) -> Result<Pm1Rules, String> {
    let (basis, other, margin, vol) = (&of["basis"], &of["other"], &of["margin"], &of["vol"]);
    Ok(Pm1Rules {
        scenarios: scenarios(of["scenarios"].as_str().unwrap_or_default())?,
        volatility: VolShock {
            up: float_at(vol, "up")?,
            down: float_at(vol, "down")?,
            short_power: float_at(vol, "short_power")?,
            long_power: float_at(vol, "long_power")?,
            least_days: float_at(vol, "dte_floor_s")? / 86_400.0,
            least_up: 0.0,
        },
        long: DiscountRules {
            fixed: float_at(margin, "static_discount")?,
            rate_multiple: float_at(margin, "rate_mult")?,
            rate_add: float_at(margin, "rate_add")?,
        },
        basis: BasisRules {
            up: float_at(basis, "up")?,
            down: float_at(basis, "down")?,
            add: float_at(basis, "add")?,
            per_year: float_at(basis, "mult")?,
        },
        initial_factor: float_at(margin, "im_factor")?,
        perp: float_at(other, "perp_percent")?,
        base: float_at(other, "base_percent")?,
        naked_option: float_at(other, "option_percent")?,
        confidence: ConfidenceRules {
            threshold: float_at(other, "conf_threshold")?,
            factor: float_at(other, "conf_margin")?,
        },
        peg: PegRules { threshold: float_at(other, "peg_threshold")?, factor: float_at(other, "peg_factor")? },
    })
}

fn account(inputs: &Value) -> Result<Pm1Account, String> {
    let at = |key: &str, place: usize| {
        let entry = json!({ key: list(inputs, &[key]).get(place) });
        wei(&entry, key)
    };
    let mut expiries: BTreeMap<u32, Expiry> = BTreeMap::new();
    for (place, seconds) in list(inputs, &["FeedExpiries"]).iter().enumerate() {
        let seconds = float_at(&json!({ "at": seconds }), "at")? as u32;
        let forward = Forward { moving: at("ForwardsVariable", place)?, settled: at("ForwardsFixed", place)? };
        let confidences =
            Confidences { forward: at("ForwardConfidences", place)?, rate: at("RateConfidences", place)?, vol: 1.0 };
        let rate = at("Rates", place)?;
        expiries.insert(seconds, Expiry { seconds, forward, rate, confidences, options: Vec::new() });
    }
    for (place, seconds) in list(inputs, &["OptionExpiries"]).iter().enumerate() {
        let seconds = float_at(&json!({ "at": seconds }), "at")? as u32;
        let expiry = expiries.get_mut(&seconds).ok_or_else(|| format!("no feed for the expiry in {seconds} s"))?;
        expiry.confidences.vol = expiry.confidences.vol.min(at("OptionVolConfidences", place)?);
        let call = float_at(&json!({ "at": list(inputs, &["OptionIsCall"]).get(place) }), "at")? != 0.0;
        expiry.options.push(OptionHeld {
            strike: decimal_wei(&json!({ "at": list(inputs, &["OptionStrikes"]).get(place) }), "at")?,
            right: if call { Right::Call } else { Right::Put },
            amount: at("OptionAmounts", place)?,
            vol: at("OptionVols", place)?,
        });
    }
    Ok(Pm1Account {
        spot: wei(inputs, "SpotPrice")?,
        spot_confidence: wei(inputs, "SpotConfidence")?,
        stable: wei(inputs, "StablePrice")?,
        cash: wei(inputs, "Cash")?,
        base: wei(inputs, "Base")?,
        perp: Perp {
            amount: wei(inputs, "Perps")?,
            price: wei(inputs, "PerpPrice")?,
            confidence: wei(inputs, "PerpConfidence")?,
            gain: wei(inputs, "UnrealisedPerpPNL")?,
            funding: wei(inputs, "UnrealisedFunding")?,
        },
        expiries: expiries.into_values().collect(),
    })
}
