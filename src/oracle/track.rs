//! One price of one source over time: the tick that is believed, and a jump that is waiting to be.

use rust_decimal::Decimal;

use super::policy::Policy;
use super::reading::Tick;
use crate::book::Time;

/// A tick, and when it arrived by our own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) value: Decimal,
    /// When it was true, by the source.
    pub(super) time: Time,
    pub(super) received: Time,
}

impl Seen {
    pub(super) fn new(tick: Tick, received: Time) -> Self {
        Self { value: tick.value, time: tick.time, received }
    }

    /// When it was true, and never later than when it arrived: a source's clock cannot make a price younger.
    pub(super) fn instant(self) -> Time {
        self.time.min(self.received)
    }

    /// Milliseconds since it was true.
    pub(super) fn age_ms(self, now: Time) -> i64 {
        now.since(self.instant())
    }

    /// Whether its time, or its arrival, lies in the future by more than clocks differ.
    pub(super) fn is_from_the_future(self, now: Time, policy: &Policy) -> bool {
        self.time.since(self.received) > policy.future_ms || self.age_ms(now).saturating_neg() > policy.future_ms
    }
}

/// A jump that nobody has confirmed yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Jump {
    pub(super) seen: Seen,
    /// Ticks at the new level so far.
    pub(super) ticks: u32,
}

/// What one source says about one price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Track {
    /// The price that is used.
    pub(super) believed: Seen,
    /// The jump that is not.
    pub(super) jump: Option<Jump>,
}

impl Track {
    /// A first tick is believed: there is nothing it jumps from.
    pub(super) fn begun(seen: Seen) -> Self {
        Self { believed: seen, jump: None }
    }

    /// The newest thing the source said, believed or not.
    pub(super) fn newest(&self) -> Seen {
        self.jump.map_or(self.believed, |jump| jump.seen)
    }

    /// Takes another tick. Only one that is newer counts, so the same answer served twice confirms nothing.
    /// `jumps` is whether a large move has to be confirmed here.
    pub(super) fn take(&mut self, seen: Seen, jumps: bool, policy: &Policy) {
        if seen.instant() <= self.newest().instant() {
            return;
        }
        if !jumps || !policy.is_jump(self.believed.value, seen.value) {
            *self = Self::begun(seen);
            return;
        }
        let ticks = match self.jump {
            Some(jump) if !policy.is_jump(jump.seen.value, seen.value) => jump.ticks.saturating_add(1),
            _ => 1,
        };
        self.jump = Some(Jump { seen, ticks });
        if ticks >= policy.confirming_ticks {
            self.believe_jump();
        }
    }

    /// Believes the waiting jump, if there is one.
    pub(super) fn believe_jump(&mut self) {
        if let Some(jump) = self.jump.take() {
            self.believed = jump.seen;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn seen(value: Decimal, second: i64) -> Seen {
        let time = Time(1_795_305_600_000 + second * 1000);
        Seen::new(Tick { value, time }, time)
    }

    fn after(ticks: &[(Decimal, i64)]) -> Track {
        let mut track = Track::begun(seen(dec!(100), 0));
        for (value, second) in ticks {
            track.take(seen(*value, *second), true, &Policy::default());
        }
        track
    }

    #[test]
    fn a_small_move_is_believed_and_a_jump_waits() {
        assert_eq!(after(&[(dec!(109), 5)]).believed.value, dec!(109));
        let track = after(&[(dec!(50), 5)]);
        assert_eq!(track.believed.value, dec!(100));
        assert_eq!(track.newest().value, dec!(50));
    }

    #[test]
    fn three_ticks_at_the_new_level_are_believed() {
        let twice = [(dec!(50), 5), (dec!(51), 10)];
        assert_eq!(after(&twice).believed.value, dec!(100));
        let thrice = [(dec!(50), 5), (dec!(51), 10), (dec!(50.5), 15)];
        assert_eq!(after(&thrice).believed.value, dec!(50.5));
    }

    #[test]
    fn a_single_bad_print_is_forgotten() {
        let track = after(&[(dec!(50), 5), (dec!(101), 10)]);
        assert_eq!((track.believed.value, track.jump), (dec!(101), None));
    }

    #[test]
    fn wild_ticks_do_not_confirm_each_other() {
        let wild = [(dec!(50), 5), (dec!(500), 10), (dec!(5), 15), (dec!(50), 20)];
        assert_eq!(after(&wild).believed.value, dec!(100));
    }

    #[test]
    fn the_same_answer_again_confirms_nothing() {
        let again = [(dec!(50), 5), (dec!(50), 5), (dec!(50), 5), (dec!(50), 4)];
        assert_eq!(after(&again).believed.value, dec!(100));
    }

    #[test]
    fn a_time_in_the_future_does_not_lock_later_ticks_out() {
        let policy = Policy::default();
        let mut early = seen(dec!(100), 0);
        early.time = Time(4_000_000_000_000);
        assert!(early.is_from_the_future(early.received, &policy));
        assert_eq!(early.age_ms(early.received), 0);
        let mut track = Track::begun(early);
        track.take(seen(dec!(101), 5), true, &policy);
        assert_eq!(track.believed.value, dec!(101));
    }
}
