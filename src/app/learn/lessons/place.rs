//! Where one is among the lessons, as the address of the room says: `learn`, `learn/collar`, `learn/collar/present`.

use crate::learn::{Lesson, all};

/// A place among the lessons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The list of all.
    List,
    /// A lesson: its place in the order, from 0.
    Lesson(usize),
    /// The list, for an address that means no lesson.
    Unknown,
}

/// The place that an address means.
pub(super) fn place(room: &str) -> Place {
    match room.split('/').nth(1) {
        None | Some("") => Place::List,
        Some(id) => all().iter().position(|lesson| lesson.id == id).map_or(Place::Unknown, Place::Lesson),
    }
}

/// Whether an address asks for the lesson in front of a class.
pub(super) fn presents(room: &str) -> bool {
    room.split('/').nth(2) == Some("present")
}

/// The address of a lesson.
pub(super) fn of(lesson: &Lesson) -> String {
    format!("#learn/{}", lesson.id)
}

/// The address of a lesson in front of a class.
pub(super) fn presented(lesson: &Lesson) -> String {
    format!("#learn/{}/present", lesson.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_means_the_list_a_lesson_or_one_that_is_presented() {
        assert_eq!((place("learn"), place("learn/"), place("")), (Place::List, Place::List, Place::List));
        assert_eq!(place("learn/isolated"), Place::Lesson(0));
        assert_eq!(place("learn/collar/present"), Place::Lesson(3));
        assert_eq!((place("learn/colar"), place("learn/Collar")), (Place::Unknown, Place::Unknown));
        assert!(presents("learn/collar/present") && !presents("learn/collar") && !presents("learn/collar/else"));
    }

    #[test]
    fn the_addresses_of_every_lesson_lead_to_it() {
        for (at, lesson) in all().iter().enumerate() {
            for address in [of(lesson), presented(lesson)] {
                assert_eq!(place(address.trim_start_matches('#')), Place::Lesson(at));
            }
            assert!(presents(presented(lesson).trim_start_matches('#')));
        }
    }
}
