//! Where the time goes with a book as long as is read: `cargo test --test long_books -- --ignored --nocapture`.
//!
//! Nothing is required of the times; they are for comparing one part with another.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop there")]

use std::fmt::Write;
use std::time::Instant;

use cross_margin::book::{Sorted, Time};
use cross_margin::io::{self, json};
use cross_margin::margin::{assess, liquidation, venues};
use cross_margin::oracle::{laid, sample};

const NOW: Time = Time(1_795_305_600_000);

/// Names of different options, in no order.
fn options() -> Vec<String> {
    let expiries = ["27NOV26", "4DEC26", "25DEC26", "29JAN27", "26MAR27", "25JUN27", "24SEP27", "31DEC27"];
    let name = |place: usize| {
        let shuffled = place * 7_919 % io::MAX_ROWS;
        let (coin, strike) = [("BTC", 40_000), ("ETH", 1_500)][shuffled % 2];
        let (expiry, right) = (expiries[shuffled / 2 % 8], ["C", "P"][shuffled / 16 % 2]);
        format!("{coin}-{expiry}-{}-{right}", strike + shuffled / 32 * if coin == "BTC" { 250 } else { 10 })
    };
    (0..io::MAX_ROWS).map(name).collect()
}

fn timed<T>(what: &str, ask: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let answer = ask();
    println!("{what:>40} {:>9.1} ms", start.elapsed().as_secs_f64() * 1000.0);
    answer
}

#[test]
#[ignore = "for looking at"]
fn ten_thousand_different_options() {
    let names = options();
    let mut table = String::new();
    for (at, name) in names.iter().enumerate() {
        writeln!(table, "{name},{},0.05", if at % 3 == 0 { -1 } else { 1 }).unwrap();
    }
    let read = timed("read a table", || io::read(&table, NOW).unwrap());
    let rows =
        names.iter().map(|name| format!(r#"{{"instrument":"{name}","quantity":"1","entry":"0.05","note":"{name}"}}"#));
    let marks = names.iter().map(|name| format!(r#""{name}":{{"price":"0.05","bid":"0.04"}}"#));
    let file = format!(
        r#"{{"format":"cross-margin/book","version":1,"account":{{"holdings":[],"positions":[{}]}},"market":{{"as_of":{},"marks":{{{}}}}}}}"#,
        rows.collect::<Vec<_>>().join(","),
        NOW.0,
        marks.collect::<Vec<_>>().join(",")
    );
    let (book, _) = timed("read our JSON, a mark for each", || json::read(&file, NOW).unwrap());
    let text = timed("write our JSON", || json::write(&book));
    timed("read what was written", || json::read(&text, NOW).unwrap());
    let came = book.market.clone();
    let given = Sorted::new();
    let market =
        timed("lay prices over the sample", || laid(sample::market(NOW).with(&came), &given, &read.market(), NOW));
    let alone = sample::market(NOW);
    let rules = venues::reference().unwrap();
    for (what, market) in [("without prices", &alone), ("with marks", &market)] {
        let answer = timed(&format!("assess {what}"), || assess(read.account(), market, rules));
        println!("{:>40} {:>9}", "warnings", answer.warnings.len());
        timed(&format!("liquidation {what}"), || liquidation(read.account(), market, rules));
    }
}
