//! Standard margin: 1e18 integers, one set of parameters for every market.

use crate::book::Right;
use crate::margin::audit::outcome::Tally;
use crate::margin::audit::reading::{decimal_wei, float_at, list, wei, wei_or};
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::venues::derive::pm2::{Pair, PegRules, Perp};
use crate::margin::venues::derive::sm::{
    SmAccount, SmBaseRules, SmConfidenceRules, SmExpiry, SmMarket, SmMarketRules, SmOption, SmOptionRules, SmRules,
    margin, mark,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// From here to expiry the settlement price stands for the forward, seconds.
const SETTLEMENT: u32 = 3600;

pub(crate) fn run(document: &Value, case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let own = &inputs["params"];
    let rules = rules(if own.is_null() { &document["params"] } else { own }, inputs)?;
    let margin = margin(&account(inputs)?, &rules).map_err(|why| why.to_string())?;
    let mut tolerance = Tolerance::of(case, "", Tolerance::relative(1e-3)).with_noise(1e-9);
    for (of, suffix) in [("expected", "_wei"), ("replica_wei", "")] {
        for key in case[of].as_object().into_iter().flat_map(|map| map.keys()) {
            let got = match key.strip_suffix(suffix).unwrap_or(key) {
                "IM" => margin.initial,
                "MM" => margin.maintenance,
                "MTM" => margin.value,
                other => return Err(format!("{other} is not computed")),
            };
            tolerance.hold(tally, key, got, wei(&case[of], key)?);
        }
        // the venue's arithmetic repeated in integers is closer than the model it is tested against
        tolerance = Tolerance::relative(1e-9).with_noise(1e-9);
    }
    Ok(())
}

fn rules(of: &Value, inputs: &Value) -> Result<SmRules, String> {
    let (perp, option, oracle, base) = (&of["perp"], &of["option"], &of["oracle"], &of["base"]);
    let market = SmMarketRules {
        perp: Some(Pair { initial: float_at(perp, "im")?, maintenance: float_at(perp, "mm")? }),
        option: Some(SmOptionRules {
            most: float_at(option, "max_spot_req")?,
            least: float_at(option, "min_spot_req")?,
            call_maintenance: float_at(option, "mm_call_spot_req")?,
            put_maintenance: float_at(option, "mm_put_spot_req")?,
            put_mark_maintenance: float_at(option, "mm_put_mtm_req")?,
            unpaired: Pair {
                initial: float_at(option, "unpaired_im_scale")?,
                maintenance: float_at(option, "unpaired_mm_scale")?,
            },
            put_initial_over_maintenance: float_at(option, "mm_offset_scale")?,
        }),
        base: Some(SmBaseRules {
            counts: float_at(base, "margin_factor")?,
            initial_scale: float_at(base, "im_scale")?,
        }),
        confidence: SmConfidenceRules {
            perp_threshold: float_at(oracle, "perp_threshold")?,
            option_threshold: float_at(oracle, "option_threshold")?,
            base_threshold: float_at(oracle, "base_threshold")?,
            factor: float_at(oracle, "oc_factor")?,
        },
    };
    let names = inputs["markets"].as_object().into_iter().flat_map(|map| map.keys());
    let markets: BTreeMap<_, _> = names.map(|name| (name.clone(), market.clone())).collect();
    let peg = PegRules { threshold: float_at(&of["depeg"], "threshold")?, factor: float_at(&of["depeg"], "factor")? };
    Ok(SmRules { peg, markets })
}

fn account(inputs: &Value) -> Result<SmAccount, String> {
    let markets = inputs["markets"].as_object().into_iter().flatten();
    let markets = markets.map(|(name, held)| {
        let (amount, price) = (wei_or(held, "perp_amount_wei", 0.0)?, wei_or(held, "perp_price_wei", 0.0)?);
        let paid = wei_or(held, "last_entry_wei", price)?;
        let index = wei_or(held, "global_funding_index_wei", 0.0)?;
        let entered = wei_or(held, "account_funding_index_wei", index)?;
        Ok(SmMarket {
            name: name.clone(),
            spot: wei(held, "spot_wei")?,
            spot_confidence: wei_or(held, "spot_conf_wei", 1.0)?,
            perp: Perp {
                amount,
                price,
                confidence: wei_or(held, "perp_conf_wei", 1.0)?,
                gain: amount * (price - paid),
                funding: amount * (entered - index),
            },
            base: wei_or(held, "base_amount_wei", 0.0)?,
            expiries: expiries(name, held, inputs)?,
        })
    });
    Ok(SmAccount {
        cash: wei_or(inputs, "cash_wei", 0.0)?,
        stable: wei_or(inputs, "usdc_price_wei", 1.0)?,
        markets: markets.collect::<Result<_, String>>()?,
    })
}

fn expiries(market: &str, held: &Value, inputs: &Value) -> Result<Vec<SmExpiry>, String> {
    let mut expiries: BTreeMap<u32, SmExpiry> = BTreeMap::new();
    for feed in list(inputs, &["forwards"]).iter().filter(|feed| feed["underlying"] == market) {
        let seconds = float_at(feed, "sec_to_expiry")? as u32;
        let (forward, confidence) = (wei(feed, "forward_wei")?, wei_or(feed, "conf_wei", 1.0)?);
        expiries.insert(seconds, SmExpiry { forward, confidence, options: Vec::new() });
    }
    for option in list(inputs, &["options"]).iter().filter(|option| option["underlying"] == market) {
        let seconds = float_at(option, "sec_to_expiry")? as u32;
        let expiry = expiries.get_mut(&seconds).ok_or_else(|| format!("no forward for the expiry in {seconds} s"))?;
        expiry.confidence = expiry.confidence.min(wei_or(option, "vol_conf_wei", 1.0)?);
        let right = if option["is_call"].as_bool().unwrap_or(false) { Right::Call } else { Right::Put };
        let strike = decimal_wei(option, "strike_wei")?;
        let mark = if option["mark_wei"].is_null() {
            let settled = seconds < SETTLEMENT && !held["settlement_price_wei"].is_null();
            let forward = if settled { wei(held, "settlement_price_wei")? } else { expiry.forward };
            mark(forward, strike, wei(option, "vol_wei")?, seconds, right)
        } else {
            wei(option, "mark_wei")?
        };
        expiry.options.push(SmOption { strike, right, amount: wei(option, "amount_wei")?, mark });
    }
    Ok(expiries.into_values().collect())
}
