//! Runs the cases that are part of the program: a line a file, or with `--json` the digests of all figures computed.
//!
//! ```text
//! cargo run --release --example audit
//! cargo run --release --example audit -- --json
//! ```
//!
//! Two machines whose digests are the same agree on every figure to the last bit.

use std::collections::BTreeMap;
use std::process::ExitCode;

use cross_margin::margin::audit::{self, AuditError, FileReport};

fn main() -> ExitCode {
    let reports: Result<Vec<FileReport>, AuditError> =
        audit::shipped().iter().map(|file| audit::file(file.stem, file.text, None)).collect();
    match reports {
        Ok(reports) if std::env::args().any(|word| word == "--json") => digests(&reports),
        Ok(reports) => lines(&reports),
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn digests(reports: &[FileReport]) -> ExitCode {
    let digests: BTreeMap<_, _> = reports.iter().map(|report| (&report.stem, report.digest().to_string())).collect();
    match serde_json::to_string(&digests) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn lines(reports: &[FileReport]) -> ExitCode {
    for report in reports {
        let (stem, run, error) = (&report.stem, report.run(), report.worst_relative_error());
        let (agree, excepted) = (report.agree(), report.excepted().count());
        let digest = report.digest();
        println!(
            "{stem:16} {agree:3} of {run:3} agree, worst relative error {error:.0e}, {excepted} excepted, {digest}"
        );
        for (case, why) in report.disagreements() {
            println!("{stem:16} {}: {why}", case.name);
        }
    }
    match reports.iter().map(|report| report.run() - report.agree()).sum() {
        0 => ExitCode::SUCCESS,
        failed => {
            eprintln!("{failed} cases failed");
            ExitCode::FAILURE
        }
    }
}
