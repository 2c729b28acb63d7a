//! Reading in steps, so that a page can show how far it is, and can stop.

use super::entry::Gathered;
use super::imported::{
    Imported, Ours, Recognised, Sure, check_size, lines_as_lf, read_other, recognised, say_settled, without_mark,
};
use super::notice::{ImportError, MAX_ROWS, NoticeKind};
use super::tree::Tree;
use super::{Form, csv, quick};
use crate::book::Time;
use crate::market::Market;

/// Rows read in one step.
const ROWS: usize = 250;

/// A text that is being read. [`super::read`] does all steps at once.
pub struct Steps {
    now: Time,
    /// Rows read in one step.
    rows: usize,
    stage: Stage,
}

/// How far a reading is.
#[derive(Debug)]
pub enum Step {
    /// There is more to do.
    More {
        /// Rows read.
        done: usize,
        /// Rows there are; 0 while that is not known.
        total: usize,
    },
    /// All of it was read, or there is no book in it. Further steps say that there is nothing to read.
    Done(Box<Result<Imported, ImportError>>),
}

enum Stage {
    /// Nothing is read yet.
    Text(String),
    /// JSON that is not taken apart yet.
    Json(String),
    /// A book of ours.
    Ours(Box<Ours>),
    /// Venues' answers are read whole: what stands in several of them is counted once.
    Other {
        tree: Tree,
        ours: bool,
    },
    Table {
        found: usize,
        table: csv::Table,
    },
    Lines {
        found: usize,
        lines: quick::Lines,
    },
    Refused(ImportError),
}

impl Steps {
    /// Begins to read a text; `now` as for [`super::read`].
    pub fn new(text: &str, now: Time) -> Self {
        Self::of(text, now, ROWS)
    }

    pub(super) fn of(text: &str, now: Time, rows: usize) -> Self {
        let stage = match check_size(text) {
            Ok(()) => Stage::Text(lines_as_lf(without_mark(text)).into_owned()),
            Err(error) => Stage::Refused(error),
        };
        Self { now, rows, stage }
    }

    /// Reads some more.
    pub fn step(&mut self) -> Step {
        let now = self.now;
        match std::mem::replace(&mut self.stage, Stage::Refused(ImportError::Empty)) {
            Stage::Text(text) => {
                let lines = text.lines().count();
                self.stage = begin(text);
                // how many rows JSON has is not known before it is taken apart
                let total = if matches!(self.stage, Stage::Json(_)) { 0 } else { lines };
                Step::More { done: 0, total }
            }
            Stage::Json(text) => match recognised(&text, now) {
                Ok(Recognised::Ours(ours)) => {
                    let (done, total) = ours.reading.progress();
                    self.stage = Stage::Ours(ours);
                    Step::More { done, total }
                }
                Ok(Recognised::Other { tree, ours }) => {
                    self.stage = Stage::Other { tree, ours };
                    Step::More { done: 0, total: 0 }
                }
                Err(error) => Step::Done(Box::new(Err(error))),
            },
            Stage::Ours(mut ours) => {
                if ours.reading.step(self.rows) {
                    return done(ours.finish(now), now);
                }
                let (done, total) = ours.reading.progress();
                self.stage = Stage::Ours(ours);
                Step::More { done, total }
            }
            Stage::Other { tree, ours } => done(read_other(tree, ours, now), now),
            Stage::Table { found, mut table } => {
                if table.step(self.rows) {
                    return done(rows(Form::Csv, table.finish(), found, now), now);
                }
                let (done, total) = table.progress();
                self.stage = Stage::Table { found, table };
                Step::More { done, total }
            }
            Stage::Lines { found, mut lines } => {
                if lines.step(self.rows) {
                    return done(rows(Form::Lines, lines.finish(), found, now), now);
                }
                let (done, total) = lines.progress();
                self.stage = Stage::Lines { found, lines };
                Step::More { done, total }
            }
            Stage::Refused(error) => Step::Done(Box::new(Err(error))),
        }
    }
}

fn done(mut read: Result<Imported, ImportError>, now: Time) -> Step {
    if let Ok(imported) = &mut read {
        say_settled(imported, now);
    }
    Step::Done(Box::new(read))
}

fn begin(text: String) -> Stage {
    if text.trim_start().starts_with(['{', '[']) {
        return Stage::Json(text);
    }
    let written = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let found = text.lines().filter(written).count();
    if found == 0 {
        return Stage::Refused(ImportError::Empty);
    }
    if found > MAX_ROWS {
        return Stage::Refused(ImportError::TooManyRows { found });
    }
    if !csv::recognises(&text) {
        let lines = quick::Lines::begin(&text);
        // several may stand on one line
        return match lines.progress().1 {
            found if found > MAX_ROWS => Stage::Refused(ImportError::TooManyRows { found }),
            _ => Stage::Lines { found, lines },
        };
    }
    match csv::Table::begin(&text) {
        Ok(table) => Stage::Table { found, table },
        Err(error) => Stage::Refused(error),
    }
}

/// What rows make, with how sure it is that they are rows.
fn rows(form: Form, book: Gathered, found: usize, now: Time) -> Result<Imported, ImportError> {
    if book.is_nothing() {
        return Err(ImportError::Nothing { form, notices: book.notices });
    }
    let lost = book.notices.iter().filter(|notice| notice.kind == NoticeKind::LeftOut).count();
    let sure = match lost {
        0 => Sure::Certain,
        lost if lost.saturating_mul(2) <= found => Sure::Likely,
        _ => Sure::Guess,
    };
    let why = match (form, lost) {
        (Form::Csv, 0) => "every row has a name and a quantity in its columns".to_owned(),
        (_, 0) => "every line is a quantity and a name".to_owned(),
        (_, lost) => format!("{} of {found} rows can be read", found.saturating_sub(lost)),
    };
    Ok(Imported { sure, why, ..Imported::new(form, book.account, Market::at(now), book.notices) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_795_305_600_000);

    #[test]
    fn in_steps_comes_out_what_comes_out_at_once() {
        let table = format!("name,quantity\n{}x,y\n", "BTC-PERP,1\nUSDC,5\n".repeat(300));
        let lines = "-2 BTC-PERP @ 65000\nwhat\n".repeat(400);
        for text in [table.as_str(), &lines, "", "{", r#"{"account":{"holdings":[{"asset":"USDC","quantity":1}]}}"#] {
            let mut steps = Steps::new(text, NOW);
            let mut seen = Vec::new();
            let read = loop {
                match steps.step() {
                    Step::More { done, total } => seen.push((done, total)),
                    Step::Done(read) => break *read,
                }
            };
            assert_eq!(read, super::super::read(text, NOW), "{}", &text[..text.len().min(20)]);
            assert!(seen.is_sorted(), "{seen:?}");
            assert!(matches!(steps.step(), Step::Done(read) if *read == Err(ImportError::Empty)));
        }
        let many = "1 USDC;".repeat(MAX_ROWS + 1);
        assert_eq!(super::super::read(&many, NOW), Err(ImportError::TooManyRows { found: MAX_ROWS + 1 }));
        let row = r#"{"instrument":"BTC-PERP","quantity":1,"note":"x"}"#;
        let book = format!(
            r#"{{"account":{{"positions":[{}]}},"market":{{"index":{{"BTC":1,"ETH":2}}}}}}"#,
            vec![row; 600].join(",")
        );
        let mut steps = Steps::new(&book, NOW);
        let mut seen = Vec::new();
        let read = loop {
            match steps.step() {
                Step::More { done, total } => seen.push((done, total)),
                Step::Done(read) => break *read,
            }
        };
        // 600 positions and two prices
        assert_eq!(seen, [(0, 0), (0, 602), (250, 602), (500, 602)]);
        assert_eq!(read, super::super::read(&book, NOW));
        let mut steps = Steps::new(&table, NOW);
        steps.step();
        assert!(matches!(steps.step(), Step::More { done: 250, total: 601 }));
    }
}
