//! What several sources say about one price, put into one price with a state.
//!
//! 1. A voice is one source's price. It is live, ageing or stale by its age and kind; one from the future, or of a source
//!    that has not moved at all for minutes, is at best ageing.
//! 2. The host page's newest price is taken as it is while it is not stale.
//! 3. Else the best class is used: live venues; ageing venues; what stands on a chain; without any, the newest stale one.
//!    Two live venues are joined by a contract's price, so that the middle of three can be had.
//! 4. A source's price is its newest word where three or more are used: the median itself keeps a jump of one of them out.
//!    Of fewer, a word that jumped waits for a second source; the word before it stands meanwhile, unless that is too old
//!    and another is there, and the price is `held`.
//! 5. The price is the median of the voices. Of three or more, those further from it than the limit are outliers: named,
//!    and left out of band, distance and age. Their value cannot move the median, only the side they stand on counts.
//! 6. What is left and still further apart than the limit is `diverging`. So is a price that an aggregate contradicts.
//!
//! One of three can therefore say what it likes for as long as it likes: while the other two are timely, the price lies
//! between their newest words; while it is silent, between words of theirs, newest or held. Which class a source is of is
//! decided by its newest word too, so none leaves the median because its jump was not confirmed. Timely is who is live by
//! age and has moved within minutes. Two of three that agree on a lie are believed.

use rust_decimal::Decimal;

use super::policy::{self, Policy};
use super::slot::Slot;
use super::source::Kind;
use super::track::{Seen, Track};
use super::view::{Flag, Standing, Voice};
use crate::book::{Asset, Exact, Sorted, Time, sort_by};
use crate::market::{Averages, PriceState, Quote, is_dollar};

/// The sources of one price, by name.
pub(super) type Tracks = Sorted<&'static str, Track>;

/// One price and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Judged {
    pub(super) price: Decimal,
    pub(super) state: PriceState,
    /// The sources whose price is used.
    pub(super) sources: Vec<&'static str>,
    /// When it was true: the oldest of the venues' prices that are used.
    pub(super) time: Time,
    /// Half-width of the band.
    pub(super) confidence: Option<Decimal>,
    pub(super) averages: Option<Averages>,
    /// Distance between the sources that are used, a fraction.
    pub(super) spread: Option<Decimal>,
    /// The rate it was made with, and of what.
    pub(super) rate: Option<(Decimal, Asset)>,
    /// What every source says.
    pub(super) voices: Vec<Voice>,
    pub(super) flags: Vec<Flag>,
}

impl Judged {
    /// As a quote of the market.
    pub(super) fn quote(&self) -> Quote {
        let source = match &self.rate {
            Some((_, of)) => format!("rate × {of}"),
            None => self.sources.join(" + "),
        };
        Quote {
            confidence: self.confidence,
            averages: self.averages,
            ..Quote::new(self.price, &source, self.time, self.state)
        }
    }
}

struct Heard<'a> {
    source: &'static str,
    track: &'a Track,
    seen: Seen,
    state: PriceState,
    standing: Standing,
}

/// One price from its sources; `None` where none has one that can be used. `frozen` says of a source whether nothing it
/// says has moved for too long.
pub(super) fn judge(
    slot: &Slot,
    tracks: &Tracks,
    policy: &Policy,
    now: Time,
    frozen: &dyn Fn(&str) -> bool,
) -> Option<Judged> {
    let limit = policy.apart(slot);
    let mut flags = Vec::new();
    let mut heard: Vec<Heard<'_>> = Vec::new();
    for (source, track) in tracks {
        let Some(seen) = track.newest() else { continue };
        let mut state = policy.limits(slot, track.kind).state(seen.age_ms(now));
        if seen.is_from_the_future(now, policy) {
            flags.push(Flag::Clock(source));
            state = state.max(PriceState::Ageing);
        }
        if track.kind == Kind::Venue && state < PriceState::Ageing && frozen(source) {
            flags.push(Flag::Unmoved(source));
            state = PriceState::Ageing;
        }
        heard.push(Heard { source, track, seen, state, standing: Standing::Older });
    }
    let Class { mut used, mut state } = class_of(&heard)?;
    let of_host = used.iter().any(|&place| heard[place].track.kind == Kind::Host);
    if used.len() < 3 && !of_host {
        let mut waits = false;
        for of in &mut heard {
            let (Some(jump), Some(before)) = (of.track.jump, of.track.believed) else { continue };
            if of.state < PriceState::Stale {
                flags.push(Flag::Jump(of.source, before.value, jump.seen.value));
                of.standing = Standing::Jumped(jump.seen.value);
                waits |= of.track.kind != Kind::Check;
            }
            of.seen = before;
            of.state = of.state.max(policy.limits(slot, of.track.kind).state(before.age_ms(now)));
        }
        let timely: Vec<usize> = used.iter().copied().filter(|&place| heard[place].state <= state).collect();
        if !timely.is_empty() {
            used = timely;
        }
        let steady = used.iter().filter(|&&place| !matches!(heard[place].standing, Standing::Jumped(_))).count();
        if waits && steady < 2 {
            state = state.max(PriceState::Held);
        }
    }
    for of in &mut heard {
        if matches!(of.standing, Standing::Jumped(_)) {
            continue;
        } else if of.track.kind == Kind::Check {
            of.standing = Standing::Check;
        } else if of.track.kind == Kind::Chain && of.state < PriceState::Stale {
            of.standing = Standing::Spare;
        }
    }
    let values = |used: &[usize]| used.iter().map(|&place| heard[place].seen.value).collect::<Vec<_>>();
    let price = policy::median(&values(&used))?;
    let (near, far): (Vec<usize>, Vec<usize>) =
        used.iter().partition(|&&place| policy::agree(price, heard[place].seen.value, limit));
    if used.len() >= 3 && near.len() >= 2 && !far.is_empty() {
        for &place in &far {
            flags.push(Flag::Outlier(heard[place].source, heard[place].seen.value));
            heard[place].standing = Standing::Outlier;
        }
        used = near;
    }
    let of_used: Vec<Decimal> = used.iter().map(|&place| heard[place].seen.value).collect();
    let spread = policy::spread(&of_used);
    let mut worst = spread;
    // the one voice of a venue is measured by what stands on a chain
    if let [only] = used.as_slice()
        && heard[*only].track.kind == Kind::Venue
        && heard[*only].state < PriceState::Stale
    {
        let spare = heard.iter().filter(|of| of.standing == Standing::Spare);
        worst = spare.filter_map(|of| policy::apart(price, of.seen.value)).max().or(worst);
    }
    if worst.is_some_and(|worst| worst > limit) {
        flags.push(Flag::Apart(worst.unwrap_or_default()));
        state = state.max(PriceState::Diverging);
    }
    for of in heard.iter().filter(|of| of.standing == Standing::Check && of.state < PriceState::Stale) {
        if !policy::agree(price, of.seen.value, policy.check) {
            flags.push(Flag::Questioned(of.source, of.seen.value));
            state = state.max(PriceState::Diverging);
        }
    }
    for &place in &used {
        if !matches!(heard[place].standing, Standing::Jumped(_)) {
            heard[place].standing = Standing::Used;
        }
    }
    let stated: Vec<Decimal> = used.iter().filter_map(|&place| heard[place].seen.confidence).collect();
    let confidence = policy::median(&stated).max(policy::deviation(&of_used));
    if let Some(width) = confidence.and_then(|half| half.over(price))
        && width > policy.confidence_warn
    {
        flags.push(Flag::Wide(width));
    }
    if let Slot::Index(asset) = slot
        && is_dollar(asset)
        && !policy::agree(Decimal::ONE, price, policy.depeg_dollar)
    {
        flags.push(Flag::Depeg(price.minus(Decimal::ONE).unwrap_or_default()));
    }
    let instants = |venues: bool| {
        let of = used.iter().map(|&place| &heard[place]).filter(move |of| !venues || of.track.kind == Kind::Venue);
        of.map(|of| of.seen.instant()).min()
    };
    let time = instants(true).or_else(|| instants(false))?;
    let sources = used.iter().map(|&place| heard[place].source).collect();
    Some(Judged {
        price,
        state,
        sources,
        time,
        confidence,
        averages: None,
        spread,
        rate: None,
        voices: voices(&heard, tracks, now),
        flags,
    })
}

struct Class {
    used: Vec<usize>,
    state: PriceState,
}

/// The best class there is.
fn class_of(heard: &[Heard<'_>]) -> Option<Class> {
    let places = |kind: Kind, state: PriceState| -> Vec<usize> {
        let of = heard.iter().enumerate().filter(|(_, of)| of.track.kind == kind && of.state == state);
        of.map(|(place, _)| place).collect()
    };
    for (state, of_host) in [(PriceState::Live, PriceState::Host), (PriceState::Ageing, PriceState::Ageing)] {
        let used = places(Kind::Host, state);
        if !used.is_empty() {
            return Some(Class { used, state: of_host });
        }
    }
    for kind in [Kind::Venue, Kind::Chain] {
        for state in [PriceState::Live, PriceState::Ageing] {
            let mut used = places(kind, state);
            if used.len() == 2 && kind == Kind::Venue && state == PriceState::Live {
                used.extend(places(Kind::Chain, PriceState::Live));
            }
            if !used.is_empty() {
                return Some(Class { used, state });
            }
        }
    }
    let makes = heard.iter().enumerate().filter(|(_, of)| of.track.kind != Kind::Check);
    let believed = |of: &Heard<'_>| of.track.believed.map(Seen::instant);
    let newest = makes.max_by_key(|(_, of)| believed(of)).map(|(place, _)| place)?;
    Some(Class { used: vec![newest], state: PriceState::Stale })
}

/// What every source says, those without a usable word included, newest first among equals.
fn voices(heard: &[Heard<'_>], tracks: &Tracks, now: Time) -> Vec<Voice> {
    let mut voices: Vec<Voice> = heard
        .iter()
        .map(|of| Voice {
            source: of.source,
            value: of.seen.value,
            confidence: of.seen.confidence,
            age_ms: of.seen.age_ms(now),
            state: of.state,
            standing: of.standing.clone(),
        })
        .collect();
    for (source, track) in tracks {
        let Some(seen) = track.refused else { continue };
        voices
            .retain(|voice| voice.source != *source || matches!(voice.standing, Standing::Used | Standing::Jumped(_)));
        voices.push(Voice {
            source,
            value: seen.value,
            confidence: seen.confidence,
            age_ms: seen.age_ms(now),
            state: PriceState::Held,
            standing: Standing::Refused(seen.width().unwrap_or(Decimal::ONE)),
        });
    }
    let rank = |voice: &Voice| u8::from(voice.standing != Standing::Used);
    sort_by(&mut voices, |a, b| rank(a).cmp(&rank(b)));
    voices
}

/// The voices of a price that none of them makes.
pub(super) fn refused(tracks: &Tracks, now: Time) -> Vec<Voice> {
    voices(&[], tracks, now)
}

/// Believes the jumps that another source confirms: its newest word is near, and not stale.
pub(super) fn confirm(slot: &Slot, tracks: &mut Tracks, policy: &Policy, now: Time) {
    let limit = policy.apart(slot);
    let words: Vec<(&'static str, Track)> = tracks.iter().map(|(source, track)| (*source, *track)).collect();
    for (source, track) in tracks {
        let Some(jump) = track.jump else { continue };
        if words.iter().any(|(other, of)| other != source && of.confirms(jump.seen.value, limit, policy, now)) {
            track.believe_jump();
        }
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
