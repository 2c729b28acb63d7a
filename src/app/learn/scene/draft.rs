//! A scene while a teacher makes it: all that was chosen and typed, kept between visits, and the session it comes to.

use serde::{Deserialize, Serialize};

use super::super::super::allowed::Allowed;
use super::super::exercises::{Batch, level};
use super::super::spoken::{say, with};
use crate::io::session::{Place, Scene, Session, Shown, needed};
use crate::learn::exercise::Level;
use crate::learn::{Lesson, all, lesson};
use crate::margin::venues;
use crate::market::Market;

/// What a scene is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Source {
    /// The book of whoever makes it, in the calculator.
    #[default]
    Book,
    /// The same, in the explorer of hedges.
    Explorer,
    /// A book of a lesson.
    Lesson,
    /// Exercises.
    Exercises,
}

/// All that was chosen and typed; what belongs to another source is kept beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Draft {
    /// What it is made of.
    pub(crate) source: Source,
    /// The title.
    pub(crate) title: String,
    /// The task.
    pub(crate) task: String,
    /// The lesson, by its short name.
    pub(crate) lesson: String,
    /// Which of its books, from 0.
    pub(crate) step: usize,
    /// The exercises, by their place in the address.
    pub(crate) exercises: String,
    /// What is shown: 0 everything, 1 figures, 2 tables.
    pub(crate) shown: u8,
    /// What may be changed, a bit each.
    pub(crate) changes: u8,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            source: Source::Book,
            title: String::new(),
            task: String::new(),
            lesson: all().first().map_or_else(String::new, |lesson| lesson.id.to_owned()),
            step: 0,
            exercises: Batch::default().place(),
            shown: 0,
            changes: Allowed::SIZES,
        }
    }
}

impl Source {
    /// All of them, in the order in which they are offered, with the last part of their keys.
    pub(crate) const ALL: [(Self, &'static str); 4] =
        [(Self::Book, "book"), (Self::Lesson, "lesson"), (Self::Exercises, "exercises"), (Self::Explorer, "explorer")];
}

impl Draft {
    /// The draft that was kept as text; a new one where it cannot be read.
    pub(crate) fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// As text, to be kept.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The lesson that is chosen.
    pub(crate) fn lesson(&self) -> Option<&'static Lesson> {
        lesson(&self.lesson)
    }

    /// What may be changed.
    pub(crate) fn allowed(&self) -> Allowed {
        Allowed(self.changes & Allowed::ALL.0)
    }

    /// What a teacher says beside the book.
    pub(crate) fn scene(&self) -> Scene {
        let shown = match self.shown {
            1 => Shown::Figures,
            2 => Shown::Tables,
            _ => Shown::Everything,
        };
        let place = match self.source {
            Source::Book => Place::Calculator,
            Source::Explorer => Place::Explorer,
            Source::Lesson => Place::Lesson { id: self.lesson.clone(), step: self.step },
            Source::Exercises => {
                let Batch { seed, level, count } = Batch::of(&self.exercises);
                Place::Exercises { seed, level: level.key().to_owned(), count }
            }
        };
        let text = |text: &str| text.trim().to_owned();
        Scene { title: text(&self.title), task: text(&self.task), shown, changes: self.allowed().0, place }
    }
}

/// What is frozen of a place: its book, prices and rules; `own` gives the book of whoever makes it, and all prices there are.
///
/// # Errors
/// A lesson that is not there, in a sentence.
pub(crate) fn frozen(
    place: &Place,
    changes: Allowed,
    own: impl FnOnce() -> (Session, Market),
) -> Result<Session, String> {
    let reference = venues::reference().ok().cloned();
    let (account, market, rules) = match place {
        Place::Calculator | Place::Explorer => {
            let (session, market) = own();
            (session.account, market, session.rules)
        }
        Place::Lesson { id, step } => {
            let missing = || with("scene.no-lesson", [("lesson", id.clone())]);
            let lesson = lesson(id).ok_or_else(missing)?;
            let stage = lesson.stage().map_err(|error| error.to_string())?;
            let account = stage.accounts.get(*step).or_else(|| stage.accounts.last()).cloned().ok_or_else(missing)?;
            (account, stage.market, venues::named(lesson.rules).cloned())
        }
        Place::Exercises { seed, level: name, .. } => {
            let level = level(name).unwrap_or(Level::Easy);
            let first = Batch { seed: *seed, level, count: 1 }.exercises().into_iter().next();
            let first = first.ok_or_else(|| say("scene.no-exercise"))?;
            (first.stage.accounts.into_iter().next().unwrap_or_default(), first.stage.market, reference)
        }
    };
    let mut part = needed(&account, &market, rules.as_ref());
    if changes.has(Allowed::ROWS) {
        // a row that is added needs a price
        part.index.extend(market.index);
    }
    Ok(Session { account, market: part, rules, ..Session::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::intake;
    use crate::app::shared;
    use crate::book::Time;
    use crate::io::session;
    use crate::margin::assess;

    const NOW: Time = Time(1_795_305_600_000);

    fn own() -> (Session, Market) {
        let market = crate::oracle::sample::market(NOW);
        (shared::session(&intake::sample(NOW), &market, venues::reference().ok(), Vec::new()), market)
    }

    fn session(draft: &Draft) -> Session {
        let scene = draft.scene();
        let frozen = frozen(&scene.place, draft.allowed(), own).unwrap();
        Session { scene: Some(scene), ..frozen }
    }

    #[test]
    fn nothing_typed_is_lost() {
        let draft = Draft {
            source: Source::Exercises,
            title: "“Two” legs".into(),
            task: "a\nb".into(),
            exercises: "exercises/7/hard/5".into(),
            ..Draft::default()
        };
        assert_eq!(Draft::read(&draft.text()), draft);
        assert_eq!(Draft::read("{"), Draft::default());
        // a draft of an earlier or later page
        assert_eq!(Draft::read(r#"{"title":"T","more":1}"#), Draft { title: "T".into(), ..Draft::default() });
    }

    #[test]
    fn every_source_comes_back_from_its_link_with_its_figures() {
        for (source, _) in Source::ALL {
            for changes in [0, Allowed::ALL.0] {
                let lesson = "hedge".to_owned();
                let exercises = "exercises/7/hard/5".to_owned();
                let draft = Draft { source, changes, lesson, step: 1, exercises, ..Draft::default() };
                let made = session(&draft);
                let link = session::scene_fragment(&made).unwrap();
                let (read, notices) = session::read(&link).unwrap();
                assert_eq!(notices, []);
                assert_eq!(read.scene, Some(draft.scene()), "{source:?}");
                let of = |session: &Session| {
                    assess(&session.account, &session.market, session.rules.as_ref().unwrap()).initial_margin
                };
                assert_eq!(of(&read), of(&made));
                assert!(of(&read) > 0.into());
                assert!(link.len() < 2_500, "{source:?}: {}", link.len());
            }
        }
    }

    #[test]
    fn a_lesson_is_frozen_at_its_step() {
        let draft = Draft { source: Source::Lesson, lesson: "hedge".into(), ..Draft::default() };
        assert_eq!(session(&draft).account.positions.len(), 1);
        assert_eq!(session(&Draft { step: 1, ..draft.clone() }).account.positions.len(), 2);
        assert_eq!(
            session(&Draft { step: 9, ..draft }).account.positions.len(),
            2,
            "the last stands for what is not there"
        );
        let gone = Place::Lesson { id: "gone".into(), step: 0 };
        assert!(frozen(&gone, Allowed(0), own).unwrap_err().contains("gone"));
    }

    #[test]
    fn rows_that_may_be_added_have_prices() {
        let draft = Draft { source: Source::Lesson, lesson: "hedge".into(), ..Draft::default() };
        let has = |draft: &Draft| session(draft).market.index.contains_key(&"SOL".parse().unwrap());
        assert!(!has(&draft));
        assert!(has(&Draft { changes: Allowed::ROWS, ..draft }));
    }
}
