//! Cases that are not run, each with why.

use serde_json::Value;

use super::outcome::keys;

/// Cases that are not about margin at all or lack what they rest on, by file and input keys.
const EXCEPTIONS: &[(&str, &[&str], &str)] = &[
    ("hyperliquid", &["entry"], "a worked story in prose; its arithmetic is a unit test of portfolio margin"),
    ("hyperliquid", &["note"], "a formula in prose, no figures; `preview_liquidation` has a unit test"),
    ("span", &["legs", "spn_file"], "needs a clearing house's risk file, which nobody here has"),
    ("volatility", &["data", "model"], "needs the DEM/GBP returns of 1984 to 1991, which nobody here has"),
    (
        "volatility",
        &["expects", "first_sigma", "last_sigma", "loglik"],
        "its inputs are empty: they name neither the series nor which of two averages is meant",
    ),
];

/// Cases that need daily closes: run where there are [`Series`](super::Series).
const ON_SERIES: &[(&str, &[&str], &str)] = &[
    ("volatility", &["mean", "n", "var"], "needs 5,031 daily closes of the S&P 500"),
    ("volatility", &["conf", "init", "lam", "lookback"], "needs 5,031 daily closes of the S&P 500"),
    ("volatility", &["first", "last", "n"], "needs 1,281 daily closes of the VIX"),
];

/// Why a case is excepted, if it is. A case without inputs goes by what it expects.
pub(crate) fn excepted(stem: &str, case: &Value, series_here: bool) -> Option<&'static str> {
    let mut known_by = keys(&case["inputs"]);
    if known_by.is_empty() {
        known_by.push("expects");
        known_by.extend(keys(&case["expected"]));
    }
    let on_series = if series_here { &[] } else { ON_SERIES };
    let mut all = EXCEPTIONS.iter().chain(on_series);
    all.find(|(of, inputs, _)| stem.starts_with(of) && *inputs == known_by.as_slice()).map(|(.., why)| *why)
}
