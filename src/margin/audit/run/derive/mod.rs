//! Cases of files named `derive*.json`: what to run follows from the inputs' keys.

mod auction;
mod pm1;
mod pm2;
mod sm;

use crate::margin::audit::outcome::{Answer, Tally, keys, not_covered};
use serde_json::Value;

/// Runs one case; `document` is the whole file, for its parameters.
pub(crate) fn run(document: &Value, case: &Value) -> Answer {
    let keys = keys(&case["inputs"]);
    let has = |key: &str| keys.contains(&key);
    let mut tally = Tally::default();
    let ran = if has("option_feeds") {
        pm2::run(document, case, &mut tally)
    } else if has("OptionExpiries") {
        pm1::run(document, case, &mut tally)
    } else if has("markets") {
        sm::run(document, case, &mut tally)
    } else if has("pre_mm") || (has("mtm") && has("discount")) {
        auction::run(document, case, &mut tally)
    } else {
        return not_covered(case);
    };
    tally.outcome_of(ran)
}
