//! What several sources say about one price, put into one price with a state.
//!
//! The best class of sources is used: the live ones; without any, the ageing ones; without any, the newest stale one. Of
//! several the median is taken. While a source waits for its jump to be confirmed, or the sources that are used lie
//! further apart than the policy allows, the price is `Held`: shown, and marked as unconfirmed.

use rust_decimal::Decimal;

use super::policy::{self, Policy};
use super::slot::Slot;
use super::track::Track;
use crate::book::{Exact, Sorted, Time, sort_by};
use crate::market::{PriceState, Quote};

/// The sources of one price, by name.
pub(super) type Tracks = Sorted<&'static str, Track>;

/// One price and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Judged {
    pub(super) price: Decimal,
    pub(super) state: PriceState,
    /// The sources whose price is used.
    pub(super) sources: Vec<&'static str>,
    /// The oldest of the prices that are used.
    pub(super) time: Time,
    pub(super) age_ms: i64,
    /// Distance between the sources that are not stale, a fraction.
    pub(super) spread: Option<Decimal>,
    /// What there is to say about it.
    pub(super) notes: Vec<String>,
}

impl Judged {
    /// As a quote of the market.
    pub(super) fn quote(&self) -> Quote {
        Quote::new(self.price, &self.sources.join(" + "), self.time, self.state)
    }
}

/// One price from its sources; `None` without any.
pub(super) fn judge(slot: &Slot, tracks: &Tracks, policy: &Policy, now: Time) -> Option<Judged> {
    let limits = if slot.is_of_chain() { policy.chain_age } else { policy.price_age };
    let mut notes = Vec::new();
    let mut classed = Vec::new();
    for (source, track) in tracks {
        let mut state = limits.state(track.believed.age_ms(now));
        if track.believed.is_from_the_future(now, policy) {
            notes.push(format!("{source} is ahead of this device's clock: one of the two is wrong"));
            state = state.max(PriceState::Ageing);
        }
        classed.push((state, *source, track));
    }
    let mut state = classed.iter().map(|(state, ..)| *state).min()?;
    sort_by(&mut classed, |(.., a), (.., b)| b.believed.instant().cmp(&a.believed.instant()));
    let mut used: Vec<_> = classed.iter().filter(|(s, ..)| *s == state).collect();
    if state == PriceState::Stale {
        used.truncate(1);
    }
    let prices: Vec<Decimal> = used.iter().map(|(.., t)| t.believed.value).collect();
    let timely: Vec<Decimal> =
        classed.iter().filter(|(s, ..)| *s < PriceState::Stale).map(|(.., t)| t.believed.value).collect();
    let spread = policy::spread(&timely);
    if spread.is_some_and(|spread| spread > policy.divergence) {
        notes.push(format!("sources are {} apart", percent(spread.unwrap_or_default())));
        state = state.max(PriceState::Held);
    }
    for (_, source, track) in &classed {
        let Some(jump) = track.jump else { continue };
        if limits.state(jump.seen.age_ms(now)) == PriceState::Stale {
            continue;
        }
        notes.push(format!(
            "{source} jumped from {} to {}; the price before is kept until a second source says the same or {} ticks do",
            track.believed.value, jump.seen.value, policy.confirming_ticks
        ));
        state = state.max(PriceState::Held);
    }
    let time = used.iter().map(|(.., t)| t.believed.instant()).min()?;
    Some(Judged {
        price: policy::median(&prices)?,
        state,
        sources: used.iter().map(|(_, source, _)| *source).collect(),
        time,
        age_ms: now.since(time),
        spread,
        notes,
    })
}

/// Believes the jumps that another source confirms: its newest word is near, and not stale.
pub(super) fn confirm(tracks: &mut Tracks, policy: &Policy, now: Time) {
    let words: Vec<_> = tracks.iter().map(|(s, t)| (*s, t.newest())).collect();
    for (source, track) in tracks {
        let Some(jump) = track.jump else { continue };
        let confirmed = words.iter().any(|(other, seen)| {
            other != source
                && policy.price_age.state(seen.age_ms(now)) != PriceState::Stale
                && policy.agree(jump.seen.value, seen.value)
        });
        if confirmed {
            track.believe_jump();
        }
    }
}

/// A fraction as a percentage with two digits.
fn percent(fraction: Decimal) -> String {
    fraction.times(Decimal::ONE_HUNDRED).map_or_else(|| "far".to_owned(), |p| format!("{} %", p.round_dp(2)))
}

#[cfg(test)]
mod tests {
    use super::super::reading::Tick;
    use super::super::track::Seen;
    use super::*;
    use rust_decimal_macros::dec;

    const NOW: Time = Time(1_795_305_600_000);

    fn told(rows: &[(&'static str, Decimal, i64)]) -> Judged {
        let tracks = rows
            .iter()
            .map(|(source, value, age_s)| {
                let time = Time(NOW.0 - age_s * 1000);
                let tick = Tick { value: *value, time };
                (*source, Track::begun(Seen::new(tick, time)))
            })
            .collect();
        let slot = Slot::Index("BTC".parse().unwrap());
        judge(&slot, &tracks, &Policy::default(), NOW).unwrap()
    }

    #[test]
    fn two_live_sources_give_their_mean() {
        let judged = told(&[("a", dec!(93800), 2), ("b", dec!(93900), 4)]);
        assert_eq!((judged.price, judged.state), (dec!(93850), PriceState::Live));
        assert_eq!(judged.age_ms, 4_000);
        assert!(judged.notes.is_empty());
        assert_eq!(judged.quote().source, "a + b");
    }

    #[test]
    fn a_live_source_is_used_without_the_stale_one() {
        let judged = told(&[("a", dec!(90000), 600), ("b", dec!(93900), 4)]);
        assert_eq!((judged.price, judged.state), (dec!(93900), PriceState::Live));
        assert_eq!(judged.spread, None);
        let judged = told(&[("a", dec!(90000), 600), ("b", dec!(93900), 400)]);
        assert_eq!((judged.price, judged.state), (dec!(93900), PriceState::Stale));
    }

    #[test]
    fn sources_that_disagree_are_marked() {
        let judged = told(&[("a", dec!(99), 1), ("b", dec!(101), 1)]);
        assert_eq!((judged.price, judged.state), (dec!(100), PriceState::Held));
        assert!(judged.notes[0].contains("2.00 % apart"), "{judged:?}");
        let agree = told(&[("a", dec!(99.5), 1), ("b", dec!(100.5), 1)]);
        assert_eq!(agree.state, PriceState::Live); // 1 % apart is still within
    }

    #[test]
    fn a_price_from_the_future_is_never_unmarked() {
        assert_eq!(told(&[("a", dec!(99), -6)]).state, PriceState::Ageing);
        assert_eq!(told(&[("a", dec!(99), -5)]).state, PriceState::Live);
    }
}
