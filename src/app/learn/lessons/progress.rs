//! How far one is: which lessons were predicted, and whether the first prediction was right. Kept as text, a lesson a line.

use crate::learn::{Lesson, all, lesson};

/// Under which key the browser keeps it.
pub(super) const KEY: &str = "lessons";

/// How a lesson was predicted the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Rightly.
    Right,
    /// Otherwise, and its answer was seen.
    Seen,
}

/// The lessons that were predicted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Progress(Vec<(&'static str, Outcome)>);

impl Outcome {
    fn word(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Seen => "seen",
        }
    }
}

impl Progress {
    /// Reads what was kept; lines that mean no lesson are passed over.
    pub(super) fn read(text: &str) -> Self {
        let line = |line: &str| {
            let (id, word) = line.split_once(' ')?;
            let lesson = lesson(id)?;
            let outcome = [Outcome::Right, Outcome::Seen].into_iter().find(|outcome| outcome.word() == word.trim())?;
            Some((lesson.id, outcome))
        };
        text.lines().filter_map(line).fold(Self::default(), |progress, (id, outcome)| progress.with(id, outcome))
    }

    /// As text to be kept.
    pub(super) fn text(&self) -> String {
        self.0.iter().map(|(id, outcome)| format!("{id} {}\n", outcome.word())).collect()
    }

    /// How a lesson was predicted; `None` where it was not.
    pub(super) fn of(&self, id: &str) -> Option<Outcome> {
        self.0.iter().find(|(of, _)| *of == id).map(|(_, outcome)| *outcome)
    }

    /// With one more. Only the first prediction counts: after it the answer is known.
    #[must_use]
    pub(super) fn with(mut self, id: &'static str, outcome: Outcome) -> Self {
        if self.of(id).is_none() {
            self.0.push((id, outcome));
        }
        self
    }

    /// How many lessons were predicted.
    pub(super) fn done(&self) -> usize {
        self.0.len()
    }

    /// The first lesson that was not.
    pub(super) fn next(&self) -> Option<&'static Lesson> {
        all().iter().find(|lesson| self.of(lesson.id).is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again() {
        let progress = Progress::default().with("hedge", Outcome::Seen).with("isolated", Outcome::Right);
        assert_eq!(progress.text(), "hedge seen\nisolated right\n");
        assert_eq!(Progress::read(&progress.text()), progress);
        assert_eq!((progress.done(), progress.of("collar")), (2, None));
    }

    #[test]
    fn only_the_first_prediction_counts() {
        let progress = Progress::default().with("hedge", Outcome::Seen).with("hedge", Outcome::Right);
        assert_eq!(progress.of("hedge"), Some(Outcome::Seen));
        assert_eq!(Progress::read("hedge seen\nhedge right").text(), "hedge seen\n");
    }

    #[test]
    fn what_means_nothing_is_passed_over() {
        for text in ["", "\n\n", "hedge", "no-such right", "hedge rightly", "{\"hedge\": 1}"] {
            assert_eq!(Progress::read(text), Progress::default(), "{text}");
        }
    }

    #[test]
    fn one_goes_on_with_the_first_that_is_not_done() {
        let next = |progress: &Progress| progress.next().map(|lesson| lesson.id);
        let mut progress = Progress::default().with("isolated", Outcome::Seen).with("false-hedge", Outcome::Right);
        assert_eq!(next(&Progress::default()), Some("isolated"));
        assert_eq!(next(&progress), Some("hedge"));
        for lesson in all() {
            progress = progress.with(lesson.id, Outcome::Right);
        }
        assert_eq!((next(&progress), progress.done()), (None, 12));
    }
}
