//! The rooms of the page, as its address has them.

/// A room beside the calculator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    /// Lessons, the explorer, terms, exercises, scenes.
    Learn,
    /// Where one makes the snippet for another page.
    Embed,
}

/// The room that a fragment means, without its `#`: what stands before the first `/` or `=` names it. Anything else is a
/// place in the calculator.
pub(crate) fn room(fragment: &str) -> Option<Room> {
    match fragment.split(['/', '=']).next().unwrap_or_default() {
        "learn" | "explorer" | "glossary" | "exercises" | "scene" => Some(Room::Learn),
        "embed" => Some(Room::Embed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_names_a_room_or_a_place_in_the_calculator() {
        assert_eq!(room("learn/collar"), Some(Room::Learn));
        assert_eq!(room("scene=1.AAAA"), Some(Room::Learn));
        assert_eq!(room("embed"), Some(Room::Embed));
        assert_eq!(room("embedded"), None);
        assert_eq!(room("prices"), None);
        assert_eq!(room(""), None);
    }
}
