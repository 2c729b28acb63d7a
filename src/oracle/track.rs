//! One price of one source over time: the tick that is believed, a jump that is waiting to be, one that was refused.

use rust_decimal::Decimal;

use super::policy::{self, Policy};
use super::reading::Tick;
use super::source::Kind;
use crate::book::{Exact, Time};

/// A tick, and when it arrived by our own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) value: Decimal,
    pub(super) confidence: Option<Decimal>,
    /// When it was true, by the source.
    pub(super) time: Time,
    pub(super) received: Time,
}

impl Seen {
    pub(super) fn new(tick: Tick, received: Time) -> Self {
        Self { value: tick.value, confidence: tick.confidence, time: tick.time, received }
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

    /// Half-width of its band as a fraction of it.
    pub(super) fn width(self) -> Option<Decimal> {
        self.confidence?.over(self.value)
    }
}

/// A jump that nobody has confirmed yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Jump {
    pub(super) seen: Seen,
    /// Ticks at the new level so far.
    pub(super) ticks: u32,
}

/// What became of a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is believed.
    Believed,
    /// It waits for confirmation.
    Waits,
    /// It is not newer than what is known.
    Late,
    /// Its confidence band is too wide.
    Refused,
}

/// What one source says about one price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Track {
    pub(super) kind: Kind,
    /// The price that is used.
    pub(super) believed: Option<Seen>,
    /// The jump that is not.
    pub(super) jump: Option<Jump>,
    /// The newest word, where its band is too wide.
    pub(super) refused: Option<Seen>,
}

impl Track {
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, believed: None, jump: None, refused: None }
    }

    /// The newest thing the source said that could be used, believed or not.
    pub(super) fn newest(&self) -> Option<Seen> {
        self.jump.map(|jump| jump.seen).or(self.believed)
    }

    /// Takes another tick. Only one that is newer counts, so the same answer served twice confirms nothing.
    /// `jumps` is whether a large move has to be confirmed here, `alone` whether no other source could confirm it.
    pub(super) fn take(&mut self, seen: Seen, jumps: bool, alone: bool, policy: &Policy) -> Taken {
        let last = [self.newest(), self.refused].into_iter().flatten().map(Seen::instant).max();
        if last.is_some_and(|last| seen.instant() <= last) {
            return Taken::Late;
        }
        if seen.confidence.is_some() && seen.width().is_none_or(|width| width > policy.confidence_refuse) {
            self.refused = Some(seen);
            return Taken::Refused;
        }
        self.refused = None;
        // a first tick is believed: there is nothing it jumps from
        let jumped = self.believed.is_some_and(|before| policy.is_jump(before.value, seen.value));
        if !jumps || !jumped {
            (self.believed, self.jump) = (Some(seen), None);
            return Taken::Believed;
        }
        let ticks = match self.jump {
            Some(jump) if !policy.is_jump(jump.seen.value, seen.value) => jump.ticks.saturating_add(1),
            _ => 1,
        };
        self.jump = Some(Jump { seen, ticks });
        if alone && ticks >= policy.confirming_ticks {
            self.believe_jump();
            return Taken::Believed;
        }
        Taken::Waits
    }

    /// Believes the waiting jump, if there is one.
    pub(super) fn believe_jump(&mut self) {
        if let Some(jump) = self.jump.take() {
            self.believed = Some(jump.seen);
        }
    }

    /// Whether another source's jump can lean on it: it makes prices itself and is not stale.
    pub(super) fn can_confirm(&self, policy: &Policy, now: Time) -> bool {
        matches!(self.kind, Kind::Venue | Kind::Host)
            && self.newest().is_some_and(|seen| seen.age_ms(now) <= policy.ages.venue.ageing_ms)
    }

    /// Whether its newest word agrees with a price, and is fresh enough to confirm it.
    pub(super) fn confirms(&self, value: Decimal, limit: Decimal, policy: &Policy, now: Time) -> bool {
        let fresh = |seen: &Seen| seen.age_ms(now) <= policy.ages.venue.ageing_ms;
        self.kind != Kind::Check
            && self.newest().filter(fresh).is_some_and(|seen| policy::agree(value, seen.value, limit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn seen(value: Decimal, second: i64) -> Seen {
        let time = Time(1_795_305_600_000 + second * 1000);
        Seen::new(Tick::new(value, time), time)
    }

    fn after(ticks: &[(Decimal, i64)]) -> Track {
        let mut track = Track::new(Kind::Venue);
        for (value, second) in [(dec!(100), 0)].iter().chain(ticks) {
            track.take(seen(*value, *second), true, true, &Policy::default());
        }
        track
    }

    fn believed(track: &Track) -> Decimal {
        track.believed.unwrap().value
    }

    #[test]
    fn a_small_move_is_believed_and_a_jump_waits() {
        assert_eq!(believed(&after(&[(dec!(109), 5)])), dec!(109));
        let track = after(&[(dec!(50), 5)]);
        assert_eq!(believed(&track), dec!(100));
        assert_eq!(track.newest().unwrap().value, dec!(50));
    }

    #[test]
    fn three_ticks_at_the_new_level_are_believed_of_a_source_that_is_alone() {
        let twice = [(dec!(50), 5), (dec!(51), 10)];
        assert_eq!(believed(&after(&twice)), dec!(100));
        let thrice = [(dec!(50), 5), (dec!(51), 10), (dec!(50.5), 15)];
        assert_eq!(believed(&after(&thrice)), dec!(50.5));
        let mut track = after(&[]);
        for (value, second) in thrice {
            assert_eq!(track.take(seen(value, second), true, false, &Policy::default()), Taken::Waits);
        }
        assert_eq!(believed(&track), dec!(100));
    }

    #[test]
    fn a_single_bad_print_is_forgotten() {
        let track = after(&[(dec!(50), 5), (dec!(101), 10)]);
        assert_eq!((believed(&track), track.jump), (dec!(101), None));
    }

    #[test]
    fn wild_ticks_do_not_confirm_each_other() {
        let wild = [(dec!(50), 5), (dec!(500), 10), (dec!(5), 15), (dec!(50), 20)];
        assert_eq!(believed(&after(&wild)), dec!(100));
    }

    #[test]
    fn the_same_answer_again_confirms_nothing() {
        let again = [(dec!(50), 5), (dec!(50), 5), (dec!(50), 5), (dec!(50), 4)];
        assert_eq!(believed(&after(&again)), dec!(100));
    }

    #[test]
    fn a_band_that_is_too_wide_is_refused_and_the_price_before_stays() {
        let mut track = after(&[]);
        let wide = |value: Decimal, half: Decimal, second| Seen { confidence: Some(half), ..seen(value, second) };
        let mut take = |seen| track.take(seen, true, true, &Policy::default());
        assert_eq!(take(wide(dec!(101), dec!(2.02), 5)), Taken::Believed); // 2 % of 101, the limit itself
        assert_eq!(take(wide(dec!(102), dec!(2.05), 10)), Taken::Refused);
        assert_eq!(take(seen(dec!(103), 10)), Taken::Late);
        assert_eq!((believed(&track), track.refused.unwrap().value), (dec!(101), dec!(102)));
        track.take(seen(dec!(103), 15), true, true, &Policy::default());
        assert_eq!((believed(&track), track.refused), (dec!(103), None));
    }

    #[test]
    fn a_time_in_the_future_does_not_lock_later_ticks_out() {
        let policy = Policy::default();
        let mut early = seen(dec!(100), 0);
        early.time = Time(4_000_000_000_000);
        assert!(early.is_from_the_future(early.received, &policy));
        assert_eq!(early.age_ms(early.received), 0);
        let mut track = Track::new(Kind::Venue);
        track.take(early, true, true, &policy);
        track.take(seen(dec!(101), 5), true, true, &policy);
        assert_eq!(believed(&track), dec!(101));
    }
}
