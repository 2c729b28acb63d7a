//! One sitting at a lesson: where it stands, and what moves it on.

use leptos::prelude::*;

use super::course::{Parts, Slide};
use super::laid::Laid;
use super::progress::{KEY, Outcome, Progress};
use super::scale::Scale;
use super::words::say;
use crate::app::copy;
use crate::app::made::{memo, signal};
use crate::app::state::State;
use crate::learn::{Judged, Lesson, Prediction, Value, Words, said};

/// A lesson that is being taken. Cheap to copy; lives as long as the lesson is open.
#[derive(Clone, Copy)]
pub(super) struct Sitting {
    /// State of the page around.
    pub(super) state: State,
    /// Which lesson.
    pub(super) lesson: &'static Lesson,
    /// How far one is with all of them.
    pub(super) progress: RwSignal<Progress>,
    /// Whether it stands in front of a class.
    pub(super) presenting: Memo<bool>,
    /// The book that is looked at.
    pub(super) at: RwSignal<usize>,
    /// What was chosen, if anything was.
    pub(super) chosen: RwSignal<Option<Prediction>>,
    /// Whether the answer is on the table.
    pub(super) answered: RwSignal<bool>,
    /// What the question has to say to whoever has not chosen.
    pub(super) complaint: RwSignal<&'static str>,
    /// The slide, where there is a class.
    pub(super) slide: RwSignal<usize>,
    /// What is on screen.
    pub(super) parts: Memo<Parts>,
    laid: StoredValue<Laid>,
    books: usize,
}

impl Sitting {
    /// Sits down to a lesson.
    pub(super) fn new(
        state: State,
        lesson: &'static Lesson,
        laid: Laid,
        progress: RwSignal<Progress>,
        presenting: Memo<bool>,
    ) -> Self {
        let books = laid.books();
        let (answered, slide) = (signal(false), signal(0));
        let parts = memo(move || {
            let slide = presenting.get().then(|| Slide::at(slide.get(), books));
            Parts::of(slide, answered.get())
        });
        Self {
            state,
            lesson,
            progress,
            presenting,
            at: signal(0),
            chosen: signal(None),
            answered,
            complaint: signal(""),
            slide,
            parts,
            laid: StoredValue::new(laid),
            books,
        }
    }

    /// Reads what is laid out.
    pub(super) fn with<T>(self, read: impl FnOnce(&Laid) -> T) -> T {
        self.laid.with_value(read)
    }

    /// How many books there are.
    pub(super) fn books(self) -> usize {
        self.books
    }

    /// How many slides there are.
    pub(super) fn slides(self) -> usize {
        Slide::many(self.books)
    }

    /// The book that may be seen now; none while the one that is asked about waits for a prediction.
    pub(super) fn seen(self) -> Option<usize> {
        let (at, answered) = (self.at.get(), self.answered.get());
        self.with(|laid| laid.may_show(at, answered)).then_some(at)
    }

    /// Goes to a book.
    pub(super) fn go(self, place: usize) {
        self.at.set(place.min(self.books.saturating_sub(1)));
    }

    /// Answers to what was chosen. A slider that was left where it stands says that.
    pub(super) fn predict(self) {
        let left =
            || Some(Prediction::Value(Scale::of(self.lesson.question).map(|scale| scale.value(scale.middle()))?));
        match self.chosen.get_untracked().or_else(left) {
            Some(chosen) => {
                self.chosen.set(Some(chosen));
                self.answer();
                if self.presenting.get_untracked() {
                    self.slide.set(self.books + 1);
                }
            }
            None => self.complaint.set(say("learn.lesson.choose")),
        }
    }

    /// Puts the answer on the table, and keeps how it was predicted where it was.
    fn answer(self) {
        if self.answered.get_untracked() {
            return;
        }
        if let Some(judged) = self.judged() {
            let outcome = if judged == Judged::Right { Outcome::Right } else { Outcome::Seen };
            self.progress.update(|progress| *progress = std::mem::take(progress).with(self.lesson.id, outcome));
            if self.state.save(KEY, &self.progress.with_untracked(Progress::text)).is_err() {
                self.state.say(copy::NOT_KEPT);
            }
        }
        self.complaint.set("");
        self.go(self.books);
        self.answered.set(true);
    }

    /// How what was chosen stands to the answer.
    fn judged(self) -> Option<Judged> {
        let chosen = self.chosen.get_untracked()?;
        Some(self.with(|laid| self.lesson.judge(&laid.answer, chosen)))
    }

    /// What is said to what was chosen; nothing where nothing was.
    pub(super) fn said(self) -> Option<String> {
        let judged = self.judged()?;
        let answer = self.with(|laid| laid.answer.clone());
        said(self.lesson, &answer, judged, Words::english(), &Value::plain).ok()
    }

    /// The slide that fits where one is, when a class comes in.
    pub(super) fn come_in(self) {
        self.slide.set(if self.answered.get_untracked() { self.books + 1 } else { self.at.get_untracked() });
    }

    /// To another slide; past the question the answer is on the table, predicted or not.
    pub(super) fn turn(self, by: isize) {
        let last = self.slides().saturating_sub(1);
        let place = self.slide.get_untracked().saturating_add_signed(by).min(last);
        let slide = Slide::at(place, self.books);
        if slide.answers() {
            self.answer();
        }
        self.go(slide.book(self.books));
        self.slide.set(place);
    }

    /// Begins again: another try at the question, which counts for nothing.
    pub(super) fn again(self) {
        self.answered.set(false);
        self.chosen.set(None);
        self.at.set(0);
        self.slide.set(0);
    }
}
