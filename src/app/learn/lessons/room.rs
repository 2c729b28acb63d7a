//! The lessons as a part of the room: the list, or the one that is open.

use leptos::prelude::*;

use super::lesson::lesson;
use super::list::list;
use super::place::{Place, place, presents};
use super::progress::{KEY, Progress};
use crate::app::made::{memo, signal};
use crate::app::shape::changing;
use crate::app::state::State;

/// The list of the lessons, or the lesson that the address names.
pub(in crate::app) fn lessons(state: State) -> AnyView {
    let at = memo(move || state.room.with(|room| place(room)));
    let presenting = memo(move || state.room.with(|room| presents(room)));
    let progress = signal(Progress::read(&state.load(KEY).unwrap_or_default()));
    // whoever comes back from a lesson is told where; whoever comes in goes on from where they were
    let been = StoredValue::new(false);
    changing(move || match at.get() {
        Place::Lesson(at) => {
            been.set_value(true);
            lesson(state, at, progress, presenting)
        }
        at => list(state, progress, at == Place::Unknown, been.get_value()),
    })
}
