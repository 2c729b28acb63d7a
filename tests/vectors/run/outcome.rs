//! What came of a case, and how a figure is held against its tolerance.

use serde_json::Value;

/// What came of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Every expected figure was met; the worst relative error among them (0 where all are exact).
    Agree(f64),
    /// A figure differs: which, what was computed, what was expected.
    Disagree(String),
    /// Nobody here can run a case with these input keys.
    NotCovered(String),
}

/// Gathers a case's figures: the first disagreement, or the worst relative error.
#[derive(Debug, Default)]
pub struct Tally {
    worst: f64,
    compared: usize,
    wrong: Option<String>,
}

impl Tally {
    /// Holds a figure against an absolute tolerance.
    pub fn near(&mut self, key: &str, got: f64, want: f64, tolerance: f64) {
        self.compared += 1;
        let off = (got - want).abs();
        // NaN fails too
        if !(off <= tolerance) {
            self.wrong.get_or_insert(format!("{key}: computed {got}, expected {want}, allowed {tolerance:e}"));
        } else if want != 0.0 {
            self.worst = self.worst.max(off / want.abs());
        }
    }

    /// Holds a figure that must be met exactly: integers, words, decimals.
    pub fn exact<T: PartialEq + std::fmt::Debug>(&mut self, key: &str, got: T, want: T) {
        self.compared += 1;
        if got != want {
            self.wrong.get_or_insert(format!("{key}: computed {got:?}, expected {want:?}"));
        }
    }

    /// Holds a figure that was compared elsewhere: whether it agrees, its relative error, and what to say if not.
    pub fn held(&mut self, key: &str, agrees: bool, relative: f64, said: &str) {
        self.compared += 1;
        if agrees {
            self.worst = self.worst.max(relative);
        } else {
            self.wrong.get_or_insert(format!("{key}: {said}"));
        }
    }

    /// Something that could not be computed at all.
    pub fn wrong(&mut self, why: impl Into<String>) {
        self.wrong.get_or_insert(why.into());
    }

    /// What came of it. A case of which nothing was compared is not covered.
    pub fn outcome(self) -> Outcome {
        match self.wrong {
            Some(why) => Outcome::Disagree(why),
            None if self.compared == 0 => Outcome::NotCovered("nothing to compare".into()),
            None => Outcome::Agree(self.worst),
        }
    }
}

/// The keys of an object, sorted: what a case is known by.
pub fn keys(of: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = of.as_object().map(|map| map.keys().map(String::as_str).collect()).unwrap_or_default();
    keys.sort_unstable();
    keys
}

/// A case nobody can run.
pub fn not_covered(case: &Value) -> Outcome {
    Outcome::NotCovered(format!("{} with inputs {:?}", case["name"], keys(&case["inputs"])))
}
