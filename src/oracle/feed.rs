//! The state machine between the sources and the market: readings go in, judged prices come out.
//!
//! It has no clock and fetches nothing. A price enters only as a number above zero within the bounds of
//! [`price_text`](super::price_text); once in, it stays until a better one comes, and its state says how old it is. So a
//! source that fails or sends nonsense changes no price, only its mark. Every value that arrives is counted once, by what
//! became of it.

use rust_decimal::Decimal;
use serde::Serialize;

use super::averages::Rolling;
use super::due::{AT_ONCE, Due};
use super::fault::FetchFault;
use super::judge::{self, Judged, Tracks};
use super::live::Live;
use super::overlay;
use super::policy::{self, Policy};
use super::price_text::{PriceFault, within_bounds};
use super::reading::{LeftOut, Reading, Tick};
use super::slot::Slot;
use super::source::Kind;
use super::sources;
use super::track::{Seen, Taken, Track};
use super::view::{FeedState, FeedStatus, Flag, Known, PriceView, SourceStatus};
use crate::book::{Asset, Exact, Sorted, Time, sort_by};
use crate::market::{Market, PriceState, Quote, tracked_by};

/// The outcome of one request, or one message of a stream, as the transport reports it.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Who was asked.
    pub source: &'static str,
    /// What was asked for; a later answer to the same clears its fault.
    pub ask: String,
    /// What came of it.
    pub outcome: Result<Reading, FetchFault>,
    /// When it is asked again; `None` while the device is offline.
    pub next_try: Option<Time>,
}

/// No more places than this are kept: all that every venue lists, twice over. A source that invents names stops there.
const MOST_PLACES: usize = 20_000;

/// The name under which a stream reports.
pub const STREAM: &str = "stream";

/// What is known of one source.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Heard {
    kind: Option<Kind>,
    last_ok: Option<Time>,
    faults: Sorted<String, FetchFault>,
    left_out: Sorted<String, Vec<LeftOut>>,
    next_try: Option<Time>,
    gap: Option<(Time, Time)>,
    /// When anything it says last moved.
    pub(super) moved: Option<Time>,
    /// How far its own times are ahead of their arrival, in its latest answer; `None` where it gives no times.
    ahead_ms: Option<i64>,
}

/// How many values arrived, by what became of them. Their sum is `heard`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All of them.
    pub heard: u64,
    /// Believed at once.
    pub believed: u64,
    /// Jumps that wait for a second source, or did.
    pub waited: u64,
    /// Not newer than what was known: repeated or out of order.
    pub late: u64,
    /// Refused for the width of their confidence band.
    pub refused: u64,
    /// No price can have such a value, or the contract has settled.
    pub unusable: u64,
}

/// Everything the sources and the user have said so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    pub(super) policy: Policy,
    pub(super) slots: Sorted<Slot, Tracks>,
    pub(super) averages: Sorted<Asset, Rolling>,
    /// What each staked asset with an exchange rate follows.
    pub(super) follows: Sorted<Asset, Asset>,
    /// What every place is worth, as judged at `as_of`.
    pub(super) given: Sorted<Slot, Quote>,
    pub(super) due: Sorted<Slot, Due>,
    pub(super) as_of: Time,
    manual: Sorted<Slot, (Decimal, Time)>,
    pub(super) sources: Sorted<&'static str, Heard>,
    counts: Counts,
}

impl Default for Feed {
    /// A feed under the default policy.
    fn default() -> Self {
        Self::new(Policy::default())
    }
}

impl Heard {
    /// What went wrong with what it was asked; a stream that fails leaves it its answers.
    fn fault(&self) -> Option<&FetchFault> {
        self.faults.iter().find(|(ask, _)| ask.as_str() != STREAM).map(|(_, fault)| fault)
    }
}

impl Feed {
    /// A feed that has heard nothing yet.
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            slots: Sorted::new(),
            averages: Sorted::new(),
            follows: Sorted::new(),
            given: Sorted::new(),
            due: Sorted::new(),
            as_of: Time(i64::MIN),
            manual: Sorted::new(),
            sources: Sorted::new(),
            counts: Counts::default(),
        }
    }

    /// Takes the prices of a reading. Those that can be none, and contracts that have settled, do not enter.
    pub fn apply(&mut self, reading: Reading, now: Time) {
        let (source, kind, received) = (reading.source, reading.kind, reading.received);
        let mut ahead = None;
        let mut moved = false;
        for (slot, tick) in reading.ticks() {
            // what stands on a chain, and an aggregate, is older than its answer by nature
            if kind == Kind::Venue && tick.time != received {
                ahead = ahead.max(Some(tick.time.since(received)));
            }
            moved |= self.take(source, kind, slot, tick, received, now);
        }
        let Policy { gap_ms, unmoved_ms, .. } = self.policy;
        let heard = self.sources.or_default(source);
        if let Some(last) = heard.last_ok.filter(|last| received.since(*last) > gap_ms) {
            heard.gap = Some((last, received));
        }
        heard.kind = Some(kind);
        heard.last_ok = Some(received);
        heard.ahead_ms = ahead;
        if moved || heard.moved.is_none() {
            // everything else it says rests no longer, or not yet
            if heard.moved.is_some_and(|before| now.since(before) > unmoved_ms || received < before) {
                self.due.values_mut().for_each(|due| due.until = AT_ONCE);
            }
            heard.moved = Some(received);
        }
        self.follow(now);
    }

    /// Takes one value; returns whether it moved.
    fn take(&mut self, source: &'static str, kind: Kind, slot: Slot, tick: Tick, received: Time, now: Time) -> bool {
        self.counts.heard += 1;
        let is_full = self.slots.len() >= MOST_PLACES && !self.slots.contains_key(&slot);
        let is_odd = within_bounds(tick.value).is_err() || tick.confidence.is_some_and(|c| c < Decimal::ZERO);
        if slot.is_past(now) || is_odd || is_full {
            self.counts.unusable += 1;
            return false;
        }
        self.touch(&slot, kind);
        let (seen, jumps) = (Seen::new(tick, received), slot.can_jump());
        let policy = &self.policy;
        let tracks = self.slots.or_default(slot.clone());
        let alone = !tracks.iter().any(|(other, track)| *other != source && track.can_confirm(policy, now));
        let track = tracks.or_insert_with(source, || Track::new(kind));
        let before = track.newest().map(|seen| seen.value);
        let taken = track.take(seen, jumps, alone, policy);
        judge::confirm(&slot, tracks, policy, now);
        match taken {
            Taken::Believed => self.counts.believed += 1,
            Taken::Waits => self.counts.waited += 1,
            Taken::Late => self.counts.late += 1,
            Taken::Refused => self.counts.refused += 1,
        }
        taken != Taken::Late && before != Some(tick.value)
    }

    /// Takes the outcome of a request: its prices, or the fault of its source.
    pub fn hear_one(&mut self, report: Report, now: Time) {
        let Report { source, ask, outcome, next_try } = report;
        let heard = self.sources.or_default(source);
        if ask != STREAM {
            heard.next_try = next_try;
        }
        match outcome {
            Ok(reading) => {
                heard.faults.remove(&ask);
                // what was said of the source before it was asked for anything
                heard.faults.remove(&String::new());
                heard.left_out.insert(ask, reading.left_out.clone());
                self.apply(reading, now);
            }
            Err(fault) => {
                heard.faults.insert(ask, fault);
            }
        }
    }

    /// Sets a price, or a volatility as a fraction, by hand; it wins over every source until it is released.
    pub fn set_manual(&mut self, slot: Slot, value: Decimal, now: Time) -> Result<(), PriceFault> {
        self.manual.insert(slot, (within_bounds(value)?, now));
        Ok(())
    }

    /// Lets the sources speak again.
    pub fn release_manual(&mut self, slot: &Slot) {
        self.manual.remove(slot);
    }

    /// Rows that the sources' latest answers had and that were not taken, with the source's name.
    pub fn left_out(&self) -> impl Iterator<Item = (&'static str, &LeftOut)> {
        self.sources.iter().flat_map(|(source, heard)| heard.left_out.values().flatten().map(|row| (*source, row)))
    }

    /// How many values arrived, by what became of them.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// How many places in the market it keeps a price of, and how many sources' words on them.
    pub fn size(&self) -> (usize, usize) {
        (self.slots.len(), self.slots.values().map(Sorted::len).sum())
    }

    /// The market: `base` (the sample, or what came with a book) with the sources' prices over it and those set by hand
    /// over all. Every state is by age at `now`.
    pub fn market(&self, base: &Market, now: Time) -> Market {
        let mut typed = Market::at(now);
        for (slot, (value, time)) in &self.manual {
            overlay::put(&mut typed, slot, Quote::new(*value, overlay::BY_HAND, *time, PriceState::Manual));
        }
        overlay::laid(base.clone(), &self.anew(now), &typed, now)
    }

    /// One price as the sources have it: their own, or made of a rate where none of them is fresh.
    pub(super) fn judged(&self, slot: &Slot, now: Time) -> Option<Judged> {
        let own = self.slots.get(slot).and_then(|tracks| self.of_tracks(slot, tracks, now));
        let Slot::Index(asset) = slot else { return own };
        let made = self.made(asset, now);
        match (own, made) {
            (Some(mut own), made) if own.state != PriceState::Stale => {
                if let Some(made) = made
                    && made.state < PriceState::Stale
                    && !policy::agree(made.price, own.price, self.policy.depeg_staked)
                    && let Some(off) = own.price.minus(made.price).and_then(|off| off.over(made.price))
                {
                    own.flags.push(Flag::Depeg(off));
                }
                Some(own)
            }
            (own, Some(made)) if made.state != PriceState::Stale || own.is_none() => Some(made),
            (own, _) => own,
        }
    }

    fn of_tracks(&self, slot: &Slot, tracks: &Tracks, now: Time) -> Option<Judged> {
        let frozen = |source: &str| self.moved(source).is_some_and(|moved| now.since(moved) > self.policy.unmoved_ms);
        let mut judged = judge::judge(slot, tracks, &self.policy, now, &frozen)?;
        if let Slot::Index(asset) = slot {
            judged.averages = self.averages.get(asset).map(Rolling::averages);
        }
        Some(judged)
    }

    /// The price of a staked asset from its exchange rate. Where what the rate is in has no price (stETH for wstETH), it
    /// is taken for what it follows (ETH).
    fn made(&self, asset: &Asset, now: Time) -> Option<Judged> {
        let of = self.follows.get(asset)?;
        let slot = Slot::Rate(asset.clone(), of.clone());
        let rate = self.of_tracks(&slot, self.slots.get(&slot)?, now)?;
        let of_sources = |asset: Asset| {
            let slot = Slot::Index(asset.clone());
            self.of_tracks(&slot, self.slots.get(&slot)?, now).map(|judged| (asset, judged))
        };
        let (underlying, followed) = of_sources(of.clone()).or_else(|| of_sources(tracked_by(of)?.parse().ok()?))?;
        let times = |value: Decimal| value.times(rate.price).map(|value| value.round_dp(12));
        let price = within_bounds(times(followed.price)?).ok()?;
        Some(Judged {
            price,
            state: followed.state.max(rate.state),
            sources: followed.sources,
            time: followed.time,
            confidence: followed.confidence.and_then(times),
            averages: None,
            spread: followed.spread,
            rate: Some((rate.price, underlying)),
            voices: self.slots.get(&Slot::Index(asset.clone())).map_or_else(Vec::new, |own| judge::refused(own, now)),
            flags: followed.flags,
        })
    }

    /// Everything about one asset.
    pub fn price(&self, asset: &Asset, now: Time) -> PriceView {
        let slot = Slot::Index(asset.clone());
        match self.judged(&slot, now) {
            Some(judged) => PriceView {
                asset: asset.clone(),
                known: Known::Priced(judged.state),
                price: Some(judged.price),
                from: from(&judged),
                sources: judged.sources,
                age_ms: Some(now.since(judged.time)),
                confidence: judged.confidence,
                spread: judged.spread,
                averages: judged.averages,
                rate: judged.rate,
                voices: judged.voices,
                flags: judged.flags,
            },
            None => {
                let voices = self.slots.get(&slot).map_or_else(Vec::new, |tracks| judge::refused(tracks, now));
                PriceView {
                    asset: asset.clone(),
                    known: Known::Missing(self.why_missing(asset, &voices)),
                    price: None,
                    from: String::new(),
                    sources: Vec::new(),
                    age_ms: None,
                    confidence: None,
                    spread: None,
                    averages: None,
                    rate: None,
                    voices,
                    flags: Vec::new(),
                }
            }
        }
    }

    fn why_missing(&self, asset: &Asset, voices: &[super::view::Voice]) -> String {
        if let Some((voice, why)) = voices.iter().find_map(|voice| voice.standing.why_not().map(|why| (voice, why))) {
            return format!("{}: {why}", sources::title(voice.source));
        }
        let answered = self.sources.values().filter(|heard| heard.last_ok.is_some()).count();
        let failed = self.sources.values().filter(|heard| heard.fault().is_some()).count();
        match (answered, failed) {
            (0, 0) => "no source has answered yet".to_owned(),
            (0, _) => "no source can be reached".to_owned(),
            (_, 0) => format!("no source gives {asset}"),
            (_, 1) => format!("no source that answers gives {asset}; 1 fails"),
            (_, failed) => format!("no source that answers gives {asset}; {failed} fail"),
        }
    }

    fn state(&self, now: Time) -> (FeedState, Option<i64>) {
        let newest = self
            .slots
            .iter()
            .filter(|(slot, _)| matches!(slot, Slot::Index(_)))
            .flat_map(|(_, tracks)| tracks.values())
            .filter(|track| matches!(track.kind, Kind::Venue | Kind::Host))
            .filter_map(|track| track.believed)
            .map(|seen| seen.age_ms(now))
            .min();
        // A source that was never asked, because the page left it out or it needs a key, has no say.
        let was_asked = |heard: &&Heard| {
            let tried = heard.faults.iter().any(|(ask, _)| !ask.is_empty());
            heard.last_ok.is_some() || tried
        };
        let mut asked = self.sources.values().filter(was_asked).peekable();
        let offline =
            asked.peek().is_some() && asked.all(|heard| heard.faults.values().any(|f| *f == FetchFault::Offline));
        let state = match newest {
            _ if offline => FeedState::Offline,
            None => FeedState::Sample,
            Some(age) => match self.policy.ages.venue.state(age) {
                PriceState::Live => FeedState::Live,
                PriceState::Ageing => FeedState::Ageing,
                _ => FeedState::Stale,
            },
        };
        (state, newest)
    }

    /// How far this device's clock is ahead of the sources': the middle of what those with times say, two at least,
    /// where it is more than clocks and networks differ.
    fn clock_ahead_ms(&self, now: Time) -> Option<i64> {
        let recent = |heard: &&Heard| heard.last_ok.is_some_and(|last| now.since(last) <= self.policy.gap_ms);
        let mut ahead: Vec<i64> = self.sources.values().filter(recent).filter_map(|heard| heard.ahead_ms).collect();
        sort_by(&mut ahead, i64::cmp);
        if ahead.len() < 2 {
            return None;
        }
        let middle = ahead.get((ahead.len() - 1) / 2).copied()?;
        let off = middle > self.policy.future_ms || middle < self.policy.ages.venue.fresh_ms.saturating_neg();
        off.then(|| middle.saturating_neg())
    }
}

/// Whose price it is, in a few words.
fn from(judged: &Judged) -> String {
    match (&judged.rate, judged.sources.as_slice()) {
        (Some((rate, of)), _) => format!("{} × {of}", rate.round_dp(6).normalize()),
        (None, [only]) => sources::title(only).to_owned(),
        (None, many) => format!("median of {}", many.len()),
    }
}

impl Live for Feed {
    fn hear(&mut self, reports: Vec<Report>, now: Time) {
        for report in reports {
            self.hear_one(report, now);
        }
        self.follow(now);
    }

    fn given(&self) -> &Sorted<Slot, Quote> {
        &self.given
    }

    fn status(&self, now: Time) -> FeedStatus {
        let (state, newest_age_ms) = self.state(now);
        let sources = self
            .sources
            .iter()
            .map(|(name, heard)| SourceStatus {
                name,
                last_ok: heard.last_ok,
                makes_prices: heard.kind != Some(Kind::Check),
                last_error: heard.fault().cloned(),
                stream_error: heard
                    .faults
                    .iter()
                    .find(|(ask, _)| ask.as_str() == STREAM)
                    .map(|(_, fault)| fault.clone()),
                next_try: heard.next_try,
                left_out: heard.left_out.values().map(Vec::len).sum(),
                gap: heard.gap,
            })
            .collect();
        FeedStatus { state, sources, newest_age_ms, clock_ahead_ms: self.clock_ahead_ms(now), counts: self.counts }
    }

    fn view(&self, asset: &Asset, now: Time) -> PriceView {
        self.price(asset, now)
    }
}
