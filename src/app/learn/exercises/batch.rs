//! Which exercises an address means: `exercises/7/hard/5` are five of the hardest, from seed 7 on.

use crate::book::Account;
use crate::io::session::MOST_EXERCISES;
use crate::learn::exercise::{Exercise, Level};
use crate::margin::venues;

/// From one seed of a set to the next: so far that the sets of neighbouring seeds share none.
const STRIDE: u64 = 1_000;

/// One exercise, or several out of one seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Batch {
    /// The seed of the first.
    pub(crate) seed: u64,
    /// How much there is to them.
    pub(crate) level: Level,
    /// How many, from 1 to [`MOST_EXERCISES`].
    pub(crate) count: usize,
}

impl Default for Batch {
    fn default() -> Self {
        Self { seed: 1, level: Level::Easy, count: 1 }
    }
}

/// The level of that name.
pub(crate) fn level(name: &str) -> Option<Level> {
    Level::ALL.into_iter().find(|level| level.key() == name)
}

impl Batch {
    /// The set of a place in the address; what is not said, or not understood, is one easy exercise of seed 1.
    pub(crate) fn of(room: &str) -> Self {
        let mut set = Self::default();
        let mut seeded = false;
        for word in room.split('/').skip(1) {
            match (level(word), word.parse::<u64>()) {
                (Some(level), _) => set.level = level,
                (None, Ok(seed)) if !seeded => (set.seed, seeded) = (seed, true),
                (None, Ok(count)) => set.count = usize::try_from(count).unwrap_or(MOST_EXERCISES),
                (None, Err(_)) => {}
            }
        }
        set.count = set.count.clamp(1, MOST_EXERCISES);
        set
    }

    /// Its place in the address, without what is understood.
    pub(crate) fn place(self) -> String {
        let Self { seed, level, count } = self;
        match (level, count) {
            (Level::Easy, 1) => format!("exercises/{seed}"),
            (_, 1) => format!("exercises/{seed}/{}", level.key()),
            _ => format!("exercises/{seed}/{}/{count}", level.key()),
        }
    }

    /// The set of the next seed; after the last comes the first.
    pub(crate) fn next(self) -> Self {
        Self { seed: self.seed.wrapping_add(1), ..self }
    }

    /// The seeds of its exercises.
    pub(crate) fn seeds(self) -> impl Iterator<Item = u64> {
        (0_u64..).take(self.count).map(move |nth| self.seed.wrapping_add(nth.wrapping_mul(STRIDE)))
    }

    /// Its exercises, under the reference rules: a seed is the same exercise for everybody.
    pub(crate) fn exercises(self) -> Vec<Exercise> {
        let Ok(rules) = venues::reference() else { return Vec::new() };
        self.seeds().filter_map(|seed| Exercise::of(seed, self.level, rules)).collect()
    }
}

/// Everything that is held in the books of exercises, for the rules that touch them.
pub(crate) fn held(exercises: &[Exercise]) -> Account {
    let mut all = Account::default();
    for account in exercises.iter().filter_map(|exercise| exercise.stage.accounts.last()) {
        all.positions.extend(account.positions.iter().cloned());
        all.holdings.extend(account.holdings.iter().cloned());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_set_and_a_set_an_address() {
        let set = |seed, level, count| Batch { seed, level, count };
        for (room, means, place) in [
            ("exercises", set(1, Level::Easy, 1), "exercises/1"),
            ("exercises/7", set(7, Level::Easy, 1), "exercises/7"),
            ("exercises/7/hard", set(7, Level::Hard, 1), "exercises/7/hard"),
            ("exercises/7/easy/5", set(7, Level::Easy, 5), "exercises/7/easy/5"),
            ("exercises/7/medium/5/handout/solutions", set(7, Level::Medium, 5), "exercises/7/medium/5"),
            ("exercises/0/5", set(0, Level::Easy, 5), "exercises/0/easy/5"),
            ("exercises/18446744073709551615", set(u64::MAX, Level::Easy, 1), "exercises/18446744073709551615"),
            // what is not understood does no harm
            ("exercises/x/-3/nonsense", Batch::default(), "exercises/1"),
            ("exercises/7/hard/9999", set(7, Level::Hard, 20), "exercises/7/hard/20"),
            ("exercises/7/hard/0", set(7, Level::Hard, 1), "exercises/7/hard"),
        ] {
            assert_eq!(Batch::of(room), means, "{room}");
            assert_eq!(means.place(), place);
            assert_eq!(Batch::of(place), means);
        }
    }

    #[test]
    fn sets_of_neighbouring_seeds_share_no_exercise() {
        let of = |seed| Batch { seed, count: 5, ..Batch::default() }.seeds().collect::<Vec<_>>();
        assert_eq!(of(7), [7, 1_007, 2_007, 3_007, 4_007]);
        assert!(of(7).iter().all(|seed| !of(8).contains(seed)));
        assert_eq!(Batch { seed: u64::MAX, ..Batch::default() }.next().seed, 0);
        assert_eq!(Batch { seed: u64::MAX, count: 20, ..Batch::default() }.exercises().len(), 20);
    }
}
