//! Every case of every file of vectors, in `tests/vectors/` and in each directory named in `CROSS_MARGIN_VECTORS`
//! (separated by `:`).
//!
//! A case of a kind nobody here can run counts as not covered and fails the run like a disagreement. Cases that rest on
//! daily closes are run where `CROSS_MARGIN_SERIES` names a folder that holds `sp500.csv` and `vix.csv`, the files of the
//! Python package `arch`.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used, clippy::panic, reason = "the helpers of a test may panic as the test does")]

use cross_margin::margin::audit::{self, Series};
use std::path::{Path, PathBuf};

fn series() -> Option<Series> {
    let folder = PathBuf::from(std::env::var_os("CROSS_MARGIN_SERIES")?);
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    Series::read(&text("sp500.csv")?, &text("vix.csv")?)
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
    let series = series();
    let (mut all, mut agreeing, mut worst) = (0, 0, 0.0_f64);
    let mut failures = Vec::new();
    for file in files() {
        let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
        let text = std::fs::read_to_string(&file).expect("readable file of vectors");
        let report = audit::file(&stem, &text, series.as_ref()).expect("vectors are JSON with cases");
        failures.extend(report.disagreements().map(|(case, why)| format!("{stem}: {}: {why}", case.name)));
        let (run, agree, worst_here) = (report.run(), report.agree(), report.worst_relative_error());
        println!("{stem}: {agree} of {run} agree, worst relative error {worst_here:.0e}");
        let mut left_out: Vec<&str> = report.excepted().map(|(_, why)| why).collect();
        if !left_out.is_empty() {
            let count = left_out.len();
            left_out.sort_unstable();
            left_out.dedup();
            println!("{stem}: {count} of {} cases excepted: {}", report.cases.len(), left_out.join("; "));
        }
        all += run;
        agreeing += agree;
        worst = worst.max(worst_here);
    }
    println!("total: {agreeing} of {all} agree, worst relative error {worst:.0e}");
    assert!(failures.is_empty(), "{} cases failed:\n{}", failures.len(), failures.join("\n"));
}
