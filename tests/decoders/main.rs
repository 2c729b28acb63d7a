//! More than a million inputs, made of good ones, to every reader of what comes from outside: none stops it, and none takes
//! it longer than a tenth of a second. The same inputs every time; `DECODER_SEED` gives others, `DECODER_TIMES` more.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::panic,
    clippy::expect_used,
    missing_docs,
    unreachable_pub,
    dead_code,
    reason = "a test stops where something is wrong"
)]

mod corpus;
mod each;
mod mutate;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, RwLock};
use std::time::{Duration, Instant};

use corpus::Corpus;
use each::Decoder;
use mutate::{Chance, changed, large};

/// How many inputs each gets; what takes little gets more.
fn inputs(decoder: &str) -> usize {
    match decoder {
        "quick" => 220_000,
        "json" | "session" => 200_000,
        "derive-ask" | "order-book" => 160_000,
        "book" | "parameters" => 60_000,
        "answers" | "import" => 50_000,
        "csv" | "rule-set" => 30_000,
        "session-parts" => 20_000,
        // a source of prices
        _ => 8_000,
    }
}

/// Inputs made from one seed.
const BATCH: usize = 1_000;
/// Longest that one input may take.
const SLOW: Duration = Duration::from_millis(100);

/// What went wrong.
struct Wrong(String);

/// How long this thread has run, where the system says so: what others take of a busy machine is not in it.
fn run() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// Reads an input. One that was slow is read again with everything else at rest, so a busy machine fails nothing.
fn read(of: &Decoder, bytes: &[u8], alone: &RwLock<()>) -> Result<Duration, Wrong> {
    let once = || {
        let start = Instant::now();
        let whole = catch_unwind(AssertUnwindSafe(|| (of.read)(bytes)));
        let shown = || String::from_utf8_lossy(bytes).chars().take(3_000).collect::<String>();
        whole.map(|()| start.elapsed()).map_err(|_| Wrong(format!("{} stopped at {:?}", of.name, shown())))
    };
    let took = {
        let _others = alone.read();
        once()?
    };
    if took <= SLOW {
        return Ok(took);
    }
    let _nobody = alone.write();
    let mut best = took;
    for _ in 0..3 {
        let before = run();
        let took = once()?;
        best = best.min(run().zip(before).map_or(took, |(after, before)| took.min(after.saturating_sub(before))));
    }
    if best <= SLOW {
        return Ok(best);
    }
    let shown: String = String::from_utf8_lossy(bytes).chars().take(200).collect();
    Err(Wrong(format!("{} took {best:?} for {} bytes: {shown:?}", of.name, bytes.len())))
}

/// A number from the surroundings.
fn set(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn no_input_stops_a_reader_or_keeps_it_long() {
    let (seed, times) = (set("DECODER_SEED", 1), set("DECODER_TIMES", 1).max(1) as usize);
    let corpus = Corpus::collect();
    let everything = corpus.all();
    let decoders = each::all();
    let own: Vec<Vec<&[u8]>> = decoders.iter().map(|of| corpus.of(&of.name)).collect();
    let mut batches: Vec<(usize, usize)> = Vec::new();
    for (place, of) in decoders.iter().enumerate() {
        assert!(!own[place].is_empty(), "{} has nothing to begin with", of.name);
        batches.extend((0..times * inputs(&of.name) / BATCH).map(|batch| (place, batch)));
    }
    let (next, alone, wrong) = (AtomicUsize::new(0), RwLock::new(()), Mutex::new(Vec::new()));
    let counts: Vec<[AtomicU64; 3]> = decoders.iter().map(|_| Default::default()).collect();
    let take = |place: usize, bytes: &[u8]| match read(&decoders[place], bytes, &alone) {
        Ok(took) => {
            let [count, sum, most] = &counts[place];
            let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
            count.fetch_add(1, Ordering::Relaxed);
            sum.fetch_add(took, Ordering::Relaxed);
            most.fetch_max(took, Ordering::Relaxed);
        }
        Err(of) => wrong.lock().expect("a list").push(of.0),
    };
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(&(place, batch)) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if wrong.lock().expect("a list").len() >= 20 {
                        return;
                    }
                    let mut chance = Chance::new(seed ^ ((place as u64) << 40) ^ ((batch as u64) << 8));
                    for _ in 0..BATCH {
                        // now and then what is meant for another reader
                        let seeds = if chance.below(10) == 0 { &everything } else { &own[place] };
                        let (good, other) =
                            (seeds[chance.below(seeds.len())], everything[chance.below(everything.len())]);
                        take(place, &changed(&mut chance, good, other));
                    }
                }
            });
        }
    });
    for (place, own) in own.iter().enumerate() {
        own.iter().for_each(|good| take(place, good));
        large().iter().for_each(|bytes| take(place, bytes));
    }
    let mut all = 0;
    println!("{:>24} {:>9} {:>10} {:>10}", "reader", "inputs", "mean µs", "longest ms");
    for (of, [count, sum, most]) in decoders.iter().zip(&counts) {
        let [count, sum, most] = [count, sum, most].map(|of| of.load(Ordering::Relaxed));
        all += count;
        println!("{:>24} {count:>9} {:>10.1} {:>10.1}", of.name, sum as f64 / count.max(1) as f64, most as f64 / 1e3);
    }
    println!("{all} inputs in {:.1} s", start.elapsed().as_secs_f64());
    let wrong = wrong.into_inner().expect("a list");
    assert!(wrong.is_empty(), "{} of {all} went wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(all >= 1_000_000, "{all} inputs are not a million");
}

#[test]
fn what_stops_or_takes_long_is_found() {
    let alone = RwLock::new(());
    let of = |read: fn(&[u8])| Decoder { name: "made".to_owned(), read: Box::new(read) };
    let wrong = |of: Decoder| read(&of, b"input", &alone).err().map(|Wrong(what)| what);
    assert!(wrong(of(|_| panic!("on purpose"))).is_some_and(|what| what == "made stopped at \"input\""));
    let slow = of(|_| {
        let start = (Instant::now(), run());
        let spent = || run().zip(start.1).map_or(start.0.elapsed(), |(now, then)| now.saturating_sub(then));
        while spent() < SLOW + SLOW {}
    });
    assert!(wrong(slow).is_some_and(|what| what.starts_with("made took ")));
    assert_eq!(wrong(of(|_| ())), None);
}
