//! What came of a case, and how its figures are gathered.

use serde_json::Value;

use super::figure::{Compared, Ours};

/// What came of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Every expected figure was met; the worst relative error among them (0 where all are exact).
    Agree(f64),
    /// A figure differs: which, what was computed, what was expected; or nothing could be computed, and why.
    Disagree(String),
    /// Nobody here can run a case with these input keys.
    NotCovered(String),
    /// Not run, and not counted: why.
    Excepted(&'static str),
}

/// What a runner has to say of a case.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    /// What came of it.
    pub(crate) outcome: Outcome,
    /// The figures, in the order compared.
    pub(crate) figures: Vec<Compared>,
}

impl From<Outcome> for Answer {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, figures: Vec::new() }
    }
}

/// Gathers a case's figures: each of them, the first disagreement, the worst relative error.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    worst: f64,
    figures: Vec<Compared>,
    wrong: Option<String>,
    platform: bool,
}

impl Tally {
    /// What is compared from here on rests on the platform's own functions, whose last bits may differ from machine to
    /// machine (or, with `false`, does not).
    pub(crate) fn of_platform(&mut self, platform: bool) {
        self.platform = platform;
    }

    /// Holds a figure against an absolute tolerance.
    pub(crate) fn near(&mut self, key: &str, got: f64, want: f64, tolerance: f64) {
        let off = (got - want).abs();
        let relative = if off == 0.0 { Some(0.0) } else { (want != 0.0).then(|| off / want.abs()) };
        self.float(key, got, want, tolerance, relative);
    }

    /// Holds a figure that is nothing but rounding: its relative error says nothing.
    pub(crate) fn noise(&mut self, key: &str, got: f64, want: f64, noise: f64) {
        let relative = (got == want).then_some(0.0);
        self.float(key, got, want, noise, relative);
    }

    fn float(&mut self, key: &str, got: f64, want: f64, tolerance: f64, relative: Option<f64>) {
        // NaN fails too
        let agrees = (got - want).abs() <= tolerance;
        self.take(key, Ours::Float(got), want.to_string(), agrees, relative, allowed(tolerance), || {
            format!("computed {got}, expected {want}, allowed {tolerance:e}")
        });
    }

    /// Holds a figure that must be met exactly: integers, words, decimals.
    pub(crate) fn exact<T: PartialEq + std::fmt::Debug>(&mut self, key: &str, got: T, want: T) {
        let (agrees, got, want) = (got == want, format!("{got:?}"), format!("{want:?}"));
        self.take(key, Ours::Written(plain(&got)), plain(&want), agrees, agrees.then_some(0.0), allowed(0.0), || {
            format!("computed {got}, expected {want}")
        });
    }

    /// Holds a figure in decimals that was compared elsewhere: what was computed and expected, whether they agree, the
    /// relative error, what was allowed.
    pub(crate) fn held(
        &mut self,
        key: &str,
        got: &str,
        want: &Value,
        agrees: bool,
        relative: Option<f64>,
        within: String,
    ) {
        let said = format!("computed {got}, expected {want} ({within})");
        let (ours, expected) = (Ours::Written(got.to_owned()), plain(&want.to_string()));
        self.take(key, ours, expected, agrees, relative, within, || said);
    }

    #[allow(clippy::too_many_arguments, reason = "one place where a figure is noted")]
    fn take(
        &mut self,
        key: &str,
        ours: Ours,
        expected: String,
        agrees: bool,
        relative: Option<f64>,
        allowed: String,
        said: impl FnOnce() -> String,
    ) {
        if agrees {
            self.worst = self.worst.max(relative.unwrap_or(0.0));
        } else {
            self.wrong.get_or_insert_with(|| format!("{key}: {}", said()));
        }
        let (name, platform) = (key.to_owned(), self.platform);
        self.figures.push(Compared { name, ours, expected, agrees, relative_error: relative, allowed, platform });
    }

    /// Something that could not be computed at all.
    pub(crate) fn wrong(&mut self, why: impl Into<String>) {
        self.wrong.get_or_insert(why.into());
    }

    /// What came of a run that may have stopped.
    pub(crate) fn outcome_of(mut self, done: Result<(), String>) -> Answer {
        if let Err(why) = done {
            self.wrong(why);
        }
        self.outcome()
    }

    /// What came of it. A case of which nothing was compared is not covered.
    pub(crate) fn outcome(self) -> Answer {
        let outcome = match self.wrong {
            Some(why) => Outcome::Disagree(why),
            None if self.figures.is_empty() => Outcome::NotCovered("nothing to compare".into()),
            None => Outcome::Agree(self.worst),
        };
        Answer { outcome, figures: self.figures }
    }
}

/// An amount that a figure may be off, in words.
pub(crate) fn allowed(amount: f64) -> String {
    if amount == 0.0 { "exact".into() } else { format!("±{amount:.1e}") }
}

/// Text without the marks of a program: `Some("12")` is 12.
fn plain(said: &str) -> String {
    let inner = said.strip_prefix("Some(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(said);
    match inner {
        "None" | "null" | "Null" => "none".into(),
        _ => inner.trim_matches('"').into(),
    }
}

/// The keys of an object, sorted: what a case is known by.
pub(crate) fn keys(of: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = of.as_object().map(|map| map.keys().map(String::as_str).collect()).unwrap_or_default();
    keys.sort_unstable();
    keys
}

/// A case nobody can run.
pub(crate) fn not_covered(case: &Value) -> Answer {
    Outcome::NotCovered(format!("{} with inputs {:?}", case["name"], keys(&case["inputs"]))).into()
}

/// A case that could not be run as far as its figures.
pub(crate) fn disagree(why: impl ToString) -> Answer {
    Outcome::Disagree(why.to_string()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_disagreement_counts_and_every_figure_is_kept() {
        let mut tally = Tally::default();
        tally.near("a", 1.01, 1.0, 0.1);
        tally.near("b", 3.0, 2.0, 0.5);
        tally.exact("c", Some(4), Some(5));
        tally.near("d", f64::NAN, 1.0, 1e9);
        let answer = tally.outcome();
        assert_eq!(answer.outcome, Outcome::Disagree("b: computed 3, expected 2, allowed 5e-1".into()));
        let kept: Vec<_> = answer.figures.iter().map(|figure| (figure.name.as_str(), figure.agrees)).collect();
        assert_eq!(kept, [("a", true), ("b", false), ("c", false), ("d", false)]);
        assert_eq!(answer.figures[2].expected, "5");
    }

    #[test]
    fn the_worst_relative_error_leaves_out_what_is_only_rounding() {
        let mut tally = Tally::default();
        tally.near("a", 4.5, 4.0, 1.0);
        tally.near("b", 8.5, 8.0, 1.0);
        tally.noise("c", 1e-12, 1e-13, 1e-9);
        assert_eq!(tally.outcome().outcome, Outcome::Agree(0.5 / 4.0));
        assert_eq!(Tally::default().outcome().outcome, Outcome::NotCovered("nothing to compare".into()));
    }

    #[test]
    fn words_lose_the_marks_of_a_program() {
        let all = ["Some(12)", "Some(\"12\")", "\"12\"", "12"];
        assert_eq!(all.map(plain), ["12"; 4]);
        assert_eq!([plain("None"), plain("null")], ["none", "none"]);
    }
}
