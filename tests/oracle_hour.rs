//! One hour of prices by a virtual clock: ten updates a second of five sources over twenty assets, good, repeated, late,
//! wide, wild and broken. Every value is counted, every price is the median of the newest words, nothing grows.
#![cfg(not(target_arch = "wasm32"))]
#![allow(unsafe_code, reason = "an allocator that counts is one that forwards to another")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its own figures should stop")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use cross_margin::book::{Asset, Sorted, Time};
use cross_margin::market::PriceState;
use cross_margin::oracle::source::Kind;
use cross_margin::oracle::{Counts, Feed, FeedState, FetchFault, Live, Reading, Report, Slot, Tick};
use rust_decimal::Decimal;

/// Bytes in use.
static HELD: AtomicI64 = AtomicI64::new(0);

struct Counting;

// SAFETY: every request goes to the system's allocator as it came; only its size is noted.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.fetch_add(layout.size() as i64, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size() as i64, Ordering::Relaxed);
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const START: i64 = 1_795_305_600_000;
const UPDATES: usize = 36_000;
const A_MINUTE: usize = 600;
const SOURCES: [&str; 5] = ["a", "b", "c", "d", "e"];
const ASSETS: usize = 20;
/// What the feed may hold in this test: twenty prices of up to five sources, their averages, their judged quotes.
const MOST_BYTES: i64 = 128 * 1024;
/// A frame of sixty a second.
const FRAME: Duration = Duration::from_millis(16);

/// Numbers that look like chance and are the same every time (a xorshift generator).
struct Chance(u64);

impl Chance {
    /// A whole number from −`most` to `most`.
    fn within(&mut self, most: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % (2 * most as u64 + 1)) as i64 - most
    }
}

/// Whether a source gives an asset: each asset has three to five.
fn gives(source: usize, asset: usize) -> bool {
    source < 3 + asset % 3
}

/// The median, said once more: the middle one, or halfway between the two in the middle.
fn middle(words: &[Option<Decimal>]) -> Decimal {
    let mut known: Vec<Decimal> = words.iter().flatten().copied().collect();
    known.sort();
    let half = known.len() / 2;
    if known.len() % 2 == 1 { known[half] } else { (known[half - 1] + known[half]) / Decimal::TWO }
}

/// The hour so far, as it should be.
struct Expected {
    /// Newest word that counts, by asset and source.
    words: [[Option<Decimal>; SOURCES.len()]; ASSETS],
    counts: Counts,
}

/// What is done to an update.
#[derive(Clone, Copy, PartialEq)]
enum Kink {
    None,
    Repeated,
    TenSecondsOld,
    Fault,
    ZeroOfOne,
    WideBands,
    JumpOfOne,
}

fn kink(update: usize) -> Kink {
    match update {
        _ if update < 10 => Kink::None,
        _ if update % 89 == 3 => Kink::TenSecondsOld,
        _ if update % 97 == 13 => Kink::Repeated,
        _ if update % 101 == 7 => Kink::Fault,
        _ if update % 103 == 5 => Kink::ZeroOfOne,
        _ if update % 211 == 9 => Kink::WideBands,
        _ if update % 997 == 11 => Kink::JumpOfOne,
        _ => Kink::None,
    }
}

/// One update: what a source says of the assets it gives, with its kink, and what should become of it.
fn update(number: usize, names: &[Asset], middles: &mut [i64], chance: &mut Chance, of: &mut Expected) -> Report {
    let (source, now, kink) = (number % SOURCES.len(), Time(START + number as i64 * 100), kink(number));
    let time = match kink {
        // what it said four updates before
        Kink::Repeated => Time(now.0 - 2_000),
        Kink::TenSecondsOld => Time(now.0 - 10_000),
        _ => now,
    };
    let mut index = Sorted::new();
    for (asset, name) in names.iter().enumerate().filter(|(asset, _)| gives(source, *asset)) {
        // at most a two-thousandth a step, and as much between sources
        middles[asset] += middles[asset] / 2_000 * chance.within(100) / 100;
        let said = middles[asset] + middles[asset] / 2_000 * chance.within(100) / 100;
        let first = asset == 0;
        let value = match kink {
            Kink::ZeroOfOne if first => Decimal::ZERO,
            Kink::JumpOfOne if first => Decimal::new(said * 3 / 2, 6),
            _ => Decimal::new(said, 6),
        };
        let band = (kink == Kink::WideBands).then(|| value * Decimal::new(5, 2));
        if kink == Kink::Fault {
            continue;
        }
        of.counts.heard += 1;
        let became = match kink {
            Kink::Repeated | Kink::TenSecondsOld => &mut of.counts.late,
            Kink::WideBands => &mut of.counts.refused,
            Kink::ZeroOfOne if first => &mut of.counts.unusable,
            Kink::JumpOfOne if first => &mut of.counts.waited,
            _ => &mut of.counts.believed,
        };
        *became += 1;
        if matches!(kink, Kink::None | Kink::JumpOfOne) || (kink == Kink::ZeroOfOne && !first) {
            of.words[asset][source] = Some(value);
        }
        index.insert(name.clone(), Tick::new(value, time).give_or_take(band));
    }
    let reading = Reading {
        source: SOURCES[source],
        kind: Kind::Venue,
        received: now,
        index,
        marks: Sorted::new(),
        forwards: Sorted::new(),
        vols: Sorted::new(),
        vol_indices: Sorted::new(),
        rates: Sorted::new(),
        left_out: Vec::new(),
    };
    let outcome = if kink == Kink::Fault { Err(FetchFault::Closed) } else { Ok(reading) };
    Report { source: SOURCES[source], ask: "prices".to_owned(), outcome, next_try: None }
}

#[test]
fn an_hour_of_ten_updates_a_second() {
    let names: Vec<Asset> = (0..ASSETS).map(|place| format!("COIN{place}").parse().unwrap()).collect();
    let slots: Vec<Slot> = names.iter().cloned().map(Slot::Index).collect();
    let mut middles: Vec<i64> = (0..ASSETS as u32).map(|place| 1_000_000_i64 * 3_i64.pow(place / 2)).collect();
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    let mut of = Expected { words: [[None; SOURCES.len()]; ASSETS], counts: Counts::default() };
    let before = HELD.load(Ordering::Relaxed);
    let mut feed = Feed::default();
    let (mut after_a_minute, mut most, mut missed, mut longest) = (None, 0, 0, Duration::ZERO);
    for number in 0..UPDATES {
        let now = Time(START + number as i64 * 100);
        let report = update(number, &names, &mut middles, &mut chance, &mut of);
        let begun = Instant::now();
        feed.hear(vec![report], now);
        let given = feed.given();
        let took = begun.elapsed();
        missed += usize::from(took > FRAME);
        longest = longest.max(took);
        assert_eq!(given.len(), ASSETS);
        for (asset, slot) in slots.iter().enumerate() {
            let quote = &given[slot];
            assert_eq!(quote.price, middle(&of.words[asset]), "{slot:?} after {number}");
            assert_eq!(quote.state, PriceState::Live, "{quote:?} after {number}");
        }
        assert_eq!(feed.counts(), of.counts, "after {number}");
        if number % 10 == 0 {
            let status = feed.status(now);
            assert_eq!(status.state, FeedState::Live);
            assert!(feed.view(&names[0], now).voices.len() <= SOURCES.len());
        }
        if (number + 1) % A_MINUTE == 0 {
            let held = HELD.load(Ordering::Relaxed) - before;
            most = most.max(held);
            let (size, first) = *after_a_minute.get_or_insert((feed.size(), held));
            assert_eq!(feed.size(), size);
            assert!(
                (held - first).abs() * 100 <= first,
                "{held} bytes in minute {}, {first} in the first",
                number / A_MINUTE
            );
        }
    }
    let (size, first) = after_a_minute.unwrap();
    // three, four and five sources in turn: 7 × 3 + 7 × 4 + 6 × 5
    assert_eq!(size, (ASSETS, 79));
    assert!(most <= MOST_BYTES, "{most} bytes");
    assert!(missed * 100 <= UPDATES, "{missed} of {UPDATES} updates took longer than a frame");
    let counts = feed.counts();
    assert_eq!(counts.believed + counts.waited + counts.late + counts.refused + counts.unusable, counts.heard);
    assert!(
        [counts.believed, counts.waited, counts.late, counts.refused, counts.unusable].iter().all(|&many| many > 20)
    );
    println!(
        "{UPDATES} updates, {} values: {first} bytes after a minute, {most} at most; {missed} took longer than a frame, \
         the longest {longest:?}",
        counts.heard
    );
}
