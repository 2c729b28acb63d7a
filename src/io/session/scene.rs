//! A scene: a session frozen for somebody else, with a task, what of the page is shown, and what may be changed in it.
//!
//! A lesson, a level and what may be changed are known here by name and number alone: what they mean is the page's.

use super::bytes::{In, Out};
use super::{SessionError, say, wrong};
use crate::io::Notice;

/// Most letters of a title.
pub const LONGEST_TITLE: usize = 200;
/// Most letters of a task.
pub const LONGEST_TASK: usize = 600;
/// Most exercises in a set.
pub const MOST_EXERCISES: usize = 20;
/// Most letters of the name of a lesson or a level.
const LONGEST_NAME: usize = 40;
/// Every kind of change that this version knows, a bit each.
const CHANGES: u8 = 15;

/// What a teacher froze beside the book, its prices and its rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scene {
    /// What it is called.
    pub title: String,
    /// What is to be done.
    pub task: String,
    /// What of the calculator is on screen.
    pub shown: Shown,
    /// What may be changed, a bit each: 1 sizes, 2 prices, 4 rows, 8 rules.
    pub changes: u8,
    /// Where it plays.
    pub place: Place,
}

/// What of the calculator is on screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// All of it.
    #[default]
    Everything,
    /// The figures, without the tables of what is held.
    Figures,
    /// The tables of what is held, without what comes of them.
    Tables,
}

/// Where a scene plays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// In the calculator.
    #[default]
    Calculator,
    /// In a lesson.
    Lesson {
        /// Its short name: `collar`.
        id: String,
        /// Which of its books, from 0.
        step: usize,
    },
    /// In the explorer of hedges.
    Explorer,
    /// In a set of exercises.
    Exercises {
        /// The seed of the first.
        seed: u64,
        /// The name of their level: `easy`.
        level: String,
        /// How many, from 1 to [`MOST_EXERCISES`].
        count: usize,
    },
}

pub(super) fn write_scene(out: &mut Out, scene: Option<&Scene>) {
    let Some(scene) = scene else { return };
    out.text(&scene.title);
    out.text(&scene.task);
    out.count(match scene.shown {
        Shown::Everything => 0,
        Shown::Figures => 1,
        Shown::Tables => 2,
    });
    out.count(usize::from(scene.changes));
    match &scene.place {
        Place::Calculator => out.count(0),
        Place::Lesson { id, step } => {
            out.count(1);
            out.text(id);
            out.count(*step);
        }
        Place::Explorer => out.count(2),
        Place::Exercises { seed, level, count } => {
            out.count(3);
            out.whole(u128::from(*seed));
            out.text(level);
            out.count(*count);
        }
    }
}

pub(super) fn read_scene(from: &mut In, notices: &mut Vec<Notice>) -> Result<Scene, SessionError> {
    let title = short(from, "the title", LONGEST_TITLE)?;
    let task = short(from, "the task", LONGEST_TASK)?;
    let shown = match from.whole()? {
        0 => Shown::Everything,
        1 => Shown::Figures,
        2 => Shown::Tables,
        other => {
            let message = "what of the page is shown is said in a way that this page does not know; all of it is";
            say(notices, &other.to_string(), message);
            Shown::Everything
        }
    };
    let changes = from.whole()?;
    let known = changes & u128::from(CHANGES);
    if known != changes {
        let message = "this link allows a change that this page does not know; it stays as it is";
        say(notices, &changes.to_string(), message);
    }
    let place = match from.whole()? {
        0 => Place::Calculator,
        1 => Place::Lesson { id: short(from, "the lesson", LONGEST_NAME)?, step: small(from, "the step", 0, 99)? },
        2 => Place::Explorer,
        3 => Place::Exercises {
            seed: u64::try_from(from.whole()?).map_err(|_| SessionError::Broken)?,
            level: short(from, "the level", LONGEST_NAME)?,
            count: small(from, "the number of exercises", 1, MOST_EXERCISES)?,
        },
        other => {
            // passed over, as everything that is left
            let message = "this scene plays in a room that this page does not know; the calculator is shown";
            say(notices, &other.to_string(), message);
            from.0 = &[];
            Place::Calculator
        }
    };
    Ok(Scene { title, task, shown, changes: u8::try_from(known).unwrap_or_default(), place })
}

/// A text of no more letters than that.
fn short(from: &mut In, field: &str, longest: usize) -> Result<String, SessionError> {
    let text = from.text()?;
    if text.chars().nth(longest).is_some() {
        return Err(wrong(field, &text, &format!("{longest} characters or fewer are")));
    }
    Ok(text)
}

/// A whole number between two.
fn small(from: &mut In, field: &str, least: usize, most: usize) -> Result<usize, SessionError> {
    let read = from.whole()?;
    let within = usize::try_from(read).ok().filter(|number| (least..=most).contains(number));
    within.ok_or_else(|| wrong(field, read.to_string(), &format!("{least} to {most} is")))
}
