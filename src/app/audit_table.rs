//! The audit in words and cells: what came of each file, of all of them, of a case.

use super::copy;
use crate::margin::audit::{CaseReport, Compared, FileReport, Outcome};

/// One file that was run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ran {
    /// Name on screen.
    pub(crate) title: &'static str,
    /// What came of it.
    pub(crate) report: FileReport,
    /// How long it took, milliseconds.
    pub(crate) ms: i64,
}

/// What the files that were run come to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Total {
    /// Cases that agree.
    pub(crate) agree: usize,
    /// Cases that were run.
    pub(crate) run: usize,
    /// Cases not run.
    pub(crate) excepted: usize,
    /// The worst relative error of those that agree.
    pub(crate) worst: f64,
    /// Milliseconds.
    pub(crate) ms: i64,
}

impl Total {
    /// Adds files up.
    pub(crate) fn of(all: &[Ran]) -> Self {
        all.iter().fold(Self::default(), |sum, one| Self {
            agree: sum.agree + one.report.agree(),
            run: sum.run + one.report.run(),
            excepted: sum.excepted + one.report.excepted().count(),
            worst: sum.worst.max(one.report.worst_relative_error()),
            ms: sum.ms.saturating_add(one.ms),
        })
    }

    /// Cases that were run and do not agree.
    pub(crate) fn failed(&self) -> usize {
        self.run - self.agree
    }

    /// Cells after the name: agreement, worst error, cases not run, time.
    pub(crate) fn cells(&self) -> [String; 4] {
        let agree = match self.failed() {
            0 => format!("{}\u{a0}of\u{a0}{}", self.agree, self.run),
            failed => format!("{}\u{a0}of\u{a0}{}, {failed}\u{a0}FAILED", self.agree, self.run),
        };
        [agree, error(self.worst), self.excepted.to_string(), time(self.ms)]
    }
}

/// Cells of one file, like those of the total.
pub(crate) fn cells(one: &Ran) -> [String; 4] {
    Total::of(std::slice::from_ref(one)).cells()
}

/// Where the run stands: how many of how many files, then what came of it.
pub(crate) fn standing(all: &[Ran], files: usize) -> String {
    let total = Total::of(all);
    let failed = match total.failed() {
        0 => String::new(),
        1 => "1 case FAILED. ".into(),
        failed => format!("{failed} cases FAILED. "),
    };
    if all.len() < files {
        return format!("{failed}Running: {} of {files} files.", all.len());
    }
    match total.failed() {
        0 => format!("All {} cases agree.", total.run),
        _ => format!("{failed}{} of {} agree.", total.agree, total.run),
    }
}

/// What failed, a line each: file, case, why.
pub(crate) fn failures(all: &[Ran]) -> Vec<String> {
    let of = |one: &Ran| -> Vec<String> {
        one.report.disagreements().map(|(case, why)| format!("{}: {}: {why}", one.title, case.name)).collect()
    };
    all.iter().flat_map(of).collect()
}

/// What came of a case.
pub(crate) fn verdict(case: &CaseReport) -> String {
    match &case.outcome {
        Outcome::Agree(_) if case.figures.iter().all(|one| one.relative_error == Some(0.0)) => "agrees exactly".into(),
        Outcome::Agree(worst) => format!("agrees, worst error {}", error(*worst)),
        Outcome::Disagree(why) => format!("FAILED: {why}"),
        Outcome::NotCovered(why) => format!("FAILED, not covered: {why}"),
        Outcome::Excepted(why) => format!("not run: {why}"),
    }
}

/// How far off a figure is.
pub(crate) fn off(one: &Compared) -> String {
    match one.relative_error {
        _ if !one.agrees => copy::AUDIT_DISAGREES.into(),
        Some(0.0) => copy::AUDIT_EXACT.into(),
        Some(relative) => error(relative),
        None => copy::AUDIT_NEAR_ZERO.into(),
    }
}

/// How far off a figure may be.
pub(crate) fn allowed(one: &Compared) -> String {
    one.allowed.replace('-', "−")
}

/// A relative error.
fn error(relative: f64) -> String {
    if relative == 0.0 { "0".into() } else { format!("{relative:.1e}").replace('-', "−") }
}

fn time(ms: i64) -> String {
    if ms < 1 { "< 1".into() } else { ms.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::audit;

    fn ran(text: &str, ms: i64) -> Ran {
        Ran { title: "Made up", report: audit::file("options", text, None).unwrap(), ms }
    }

    /// Φ(0) is 1/2; Φ(0) is not 0.6.
    const GOOD: &str = r#"{"name": "middle", "inputs": {"z": 0.0}, "expected": {"cdf": 0.5}}"#;
    const BAD: &str = r#"{"name": "off", "inputs": {"z": 0.0}, "expected": {"cdf": 0.6}}"#;

    fn file(cases: &[&str]) -> String {
        format!("{{\"cases\": [{}]}}", cases.join(","))
    }

    #[test]
    fn files_that_agree_say_so() {
        let all = [ran(&file(&[GOOD]), 0), ran(&file(&[GOOD, GOOD]), 13)];
        assert_eq!(cells(&all[0]), ["1\u{a0}of\u{a0}1", "0", "0", "< 1"]);
        assert_eq!(Total::of(&all).cells(), ["3\u{a0}of\u{a0}3", "0", "0", "13"]);
        assert_eq!(standing(&all[..1], 2), "Running: 1 of 2 files.");
        assert_eq!(standing(&all, 2), "All 3 cases agree.");
        assert_eq!(failures(&all), Vec::<String>::new());
        assert_eq!(verdict(&all[0].report.cases[0]), "agrees exactly");
    }

    #[test]
    fn a_failure_is_loud_everywhere() {
        let all = [ran(&file(&[GOOD, BAD]), 1)];
        assert_eq!(cells(&all[0])[0], "1\u{a0}of\u{a0}2, 1\u{a0}FAILED");
        assert_eq!(standing(&all, 2), "1 case FAILED. Running: 1 of 2 files.");
        assert_eq!(standing(&all, 1), "1 case FAILED. 1 of 2 agree.");
        let line = failures(&all).remove(0);
        assert!(line.starts_with("Made up: off: cdf: computed 0.5, expected 0.6, allowed "), "{line}");
        assert!(verdict(&all[0].report.cases[1]).starts_with("FAILED: cdf: "));
    }

    #[test]
    fn errors_are_short() {
        assert_eq!(error(4.56e-13), "4.6e−13");
        assert_eq!(error(0.0), "0");
        let all = ran(&file(&[GOOD, BAD]), 1).report.cases;
        assert_eq!(allowed(&all[0].figures[0]), "±1.0e−9");
        assert_eq!([off(&all[0].figures[0]), off(&all[1].figures[0])], ["exact", "DISAGREES"]);
        let unlike = Compared { relative_error: None, ..all[0].figures[0].clone() };
        assert_eq!(off(&unlike), "near 0");
    }
}
