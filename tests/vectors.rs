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
const EXCEPTIONS: &[(&str, &[&str], &str)] = &[(
    "span-tims-regt",
    &["legs", "spn_file"],
    "rests on a clearing house's file of that day, which is not to be had",
)];

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
        let (mut agree, mut worst_here, mut excepted) = (0, 0.0_f64, 0);
        for case in cases {
            let keys = run::outcome::keys(&case["inputs"]);
            if EXCEPTIONS.iter().any(|(of, inputs, _)| stem.starts_with(of) && *inputs == keys.as_slice()) {
                excepted += 1;
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
        let counted = cases.len() - excepted;
        println!("{stem}: {agree} of {counted} agree, worst relative error {worst_here:.0e}");
        all += counted;
        agreeing += agree;
        worst = worst.max(worst_here);
    }
    println!("total: {agreeing} of {all} agree, worst relative error {worst:.0e}");
    assert!(failures.is_empty(), "{} cases failed:\n{}", failures.len(), failures.join("\n"));
}
