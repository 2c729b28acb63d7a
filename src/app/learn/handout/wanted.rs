//! Which handout an address means: `learn/collar/handout`, `exercises/7/easy/5/handout/solutions`, `scene=1.TOKEN/handout`.

use super::super::exercises::Batch;

/// Of what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// Of the lesson of that short name.
    Lesson(String),
    /// Of exercises.
    Exercises(Batch),
    /// Of the scene in that fragment of a link.
    Scene(String),
}

/// A handout that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Of what.
    pub(crate) of: Of,
    /// Whether with solutions.
    pub(crate) solved: bool,
}

/// The handout that a place in the address means; none where it means something else.
pub(crate) fn wanted(room: &str) -> Option<Wanted> {
    let (before, after) = room.split_once("/handout")?;
    let solved = match after {
        "" => false,
        "/solutions" => true,
        _ => return None,
    };
    let of = match before.split(['/', '=']).next() {
        Some("learn") => Of::Lesson(before.strip_prefix("learn/")?.to_owned()),
        Some("exercises") => Of::Exercises(Batch::of(before)),
        Some("scene") => Of::Scene(before.to_owned()),
        _ => return None,
    };
    Some(Wanted { of, solved })
}

impl Of {
    /// Where it is of, in the address.
    pub(crate) fn place(&self) -> String {
        match self {
            Self::Lesson(id) => format!("learn/{id}"),
            Self::Exercises(set) => set.place(),
            Self::Scene(fragment) => fragment.clone(),
        }
    }

    /// The handout in the address.
    pub(crate) fn handout(&self, solved: bool) -> String {
        format!("{}/handout{}", self.place(), if solved { "/solutions" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::exercise::Level;

    #[test]
    fn an_address_means_a_handout_or_none() {
        let set = Batch { seed: 7, level: Level::Hard, count: 5 };
        for (room, of) in [
            ("learn/collar", Of::Lesson("collar".into())),
            ("exercises/7/hard/5", Of::Exercises(set)),
            ("scene=1.abc-_", Of::Scene("scene=1.abc-_".into())),
        ] {
            assert_eq!(wanted(room), None);
            assert_eq!(of.place(), room);
            for solved in [false, true] {
                assert_eq!(wanted(&of.handout(solved)), Some(Wanted { of: of.clone(), solved }));
            }
        }
        for room in ["", "handout", "learn/handout", "glossary/handout", "learn/a/handout/x", "embed/handout"] {
            assert!(wanted(room).is_none(), "{room}");
        }
    }
}
