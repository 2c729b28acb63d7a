//! Every case of every file of vectors, in `tests/vectors/` and in each directory named in `CROSS_MARGIN_VECTORS`
//! (separated by `:`).
//!
//! What to run follows from the file's name and the case's input keys, never from the case's name. A case of a kind
//! nobody here can run counts as not covered and fails the run like a disagreement.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::neg_cmp_op_on_partial_ord
)]

#[path = "vectors/run/mod.rs"]
mod run;

use run::outcome::Outcome;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Cases that are not about margin at all, by file and input keys, and why.
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

/// Cases that need daily closes, by file and input keys; run where `CROSS_MARGIN_SERIES` names their folder.
const ON_SERIES: &[(&str, &[&str], &str)] = &[
    ("volatility", &["mean", "n", "var"], "needs 5,031 daily closes of the S&P 500"),
    ("volatility", &["conf", "init", "lam", "lookback"], "needs 5,031 daily closes of the S&P 500"),
    ("volatility", &["first", "last", "n"], "needs 1,281 daily closes of the VIX"),
];

/// Why a case is excepted, if it is. A case without inputs goes by what it expects.
fn excepted(stem: &str, case: &Value) -> Option<&'static str> {
    let mut keys = run::outcome::keys(&case["inputs"]);
    if keys.is_empty() {
        keys.push("expects");
        keys.extend(run::outcome::keys(&case["expected"]));
    }
    let on_series = if run::series_here() { &[] } else { ON_SERIES };
    let mut all = EXCEPTIONS.iter().chain(on_series);
    all.find(|(of, inputs, _)| stem.starts_with(of) && *inputs == keys.as_slice()).map(|(.., why)| *why)
}

fn files() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let others = std::env::var("CROSS_MARGIN_VECTORS").unwrap_or_default();
    let others = others.split(':').filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let mut files: Vec<PathBuf> = std::iter::once(own)
        .chain(others)
        .flat_map(|folder| std::fs::read_dir(&folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display())))
        .map(|entry| entry.expect("a folder that can be listed").path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_case_of_every_file() {
    let (mut all, mut agreeing, mut worst) = (0, 0, 0.0_f64);
    let mut failures = Vec::new();
    for file in files() {
        let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
        let text = std::fs::read_to_string(&file).expect("readable file of vectors");
        let document: Value = serde_json::from_str(&text).expect("vectors are JSON");
        let cases = document["cases"].as_array().expect("an array of cases");
        let (mut agree, mut worst_here) = (0, 0.0_f64);
        let mut left_out: Vec<&str> = Vec::new();
        for case in cases {
            if let Some(why) = excepted(&stem, case) {
                left_out.push(why);
                continue;
            }
            match run::case(&stem, &document, case) {
                Outcome::Agree(error) => {
                    agree += 1;
                    worst_here = worst_here.max(error);
                }
                Outcome::Disagree(why) => failures.push(format!("{stem}: {}: {why}", case["name"])),
                Outcome::NotCovered(why) => failures.push(format!("{stem}: not covered: {why}")),
            }
        }
        let counted = cases.len() - left_out.len();
        println!("{stem}: {agree} of {counted} agree, worst relative error {worst_here:.0e}");
        if !left_out.is_empty() {
            let count = left_out.len();
            left_out.sort_unstable();
            left_out.dedup();
            println!("{stem}: {count} of {} cases excepted: {}", cases.len(), left_out.join("; "));
        }
        all += counted;
        agreeing += agree;
        worst = worst.max(worst_here);
    }
    println!("total: {agreeing} of {all} agree, worst relative error {worst:.0e}");
    assert!(failures.is_empty(), "{} cases failed:\n{}", failures.len(), failures.join("\n"));
}
