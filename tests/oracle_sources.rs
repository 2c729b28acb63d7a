//! Every source is listed, documented, has a recorded answer that can be read, and may be reached by the page.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its own figures should stop")]

use std::fs;
use std::path::{Path, PathBuf};

use cross_margin::book::Time;
use cross_margin::oracle::source::{Ask, Kind, Said, Source, Wanted};
use cross_margin::oracle::{ParseError, Reading, sources};

/// A little after the made answers were sent.
const NOW: Time = Time(1_795_305_601_000);
const ASSETS: [&str; 14] =
    ["BTC", "ETH", "SOL", "USDC", "USDT", "DAI", "USDe", "sUSDe", "stETH", "wstETH", "weETH", "rETH", "cbETH", "DOGE"];
const INSTRUMENTS: [&str; 6] =
    ["BTC-PERP", "ETH-PERP", "BTC-PERPETUAL", "BTC-25DEC26-100000-C", "ETH-25DEC26-4000-P", "BTC-25DEC26"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// A book that rests on all sorts of things.
fn wanted() -> Wanted {
    Wanted {
        assets: ASSETS.map(|name| name.parse().unwrap()).into(),
        instruments: INSTRUMENTS.map(|name| name.parse().unwrap()).into(),
    }
}

/// What it may be asked for: by the book above, and by the one that its recorded answer was made for, since some answers
/// say whose a price is by its place alone.
fn asked(source: &Source) -> Vec<Ask> {
    let of = |names: &[&str]| Wanted {
        assets: names.iter().map(|name| name.parse().unwrap()).collect(),
        instruments: Vec::new(),
    };
    let books = [wanted(), of(&[]), of(&["BTC", "ETH", "USDC", "USDe", "wstETH", "sUSDe"])];
    books.iter().flat_map(source.asks).collect()
}

/// The files of recorded answers whose names begin with the source's.
fn recorded(source: &Source) -> Vec<PathBuf> {
    let head = source.name.replace('-', "_");
    let of_source = |path: &Path| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        name == head || name.starts_with(&format!("{head}_"))
    };
    let all = fs::read_dir(root().join("tests/fixtures/oracle")).unwrap().map(|entry| entry.unwrap().path());
    let mut of: Vec<PathBuf> = all.filter(|path| of_source(path)).collect();
    of.sort();
    of
}

/// Everything that any of the source's readers makes of an answer.
fn readings(source: &Source, asks: &[Ask], bytes: &[u8]) -> Vec<Result<Reading, ParseError>> {
    let mut all: Vec<_> = asks.iter().map(|ask| ask.parse(bytes, NOW)).collect();
    if let Some(stream) = source.stream {
        // a file may hold one message a line
        let lines = std::iter::once(bytes).chain(bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()));
        for line in lines {
            match (stream.parse)(line, NOW) {
                Ok(Said::Prices(reading)) => all.push(Ok(reading)),
                Ok(_) => {}
                Err(error) => all.push(Err(error)),
            }
        }
    }
    all
}

/// The scheme and the host of an address.
fn origin_of(address: &str) -> String {
    let after = address.find("://").map_or(0, |place| place + 3);
    let end = address[after..].find(['/', '?']).map_or(address.len(), |place| after + place);
    address[..end].to_owned()
}

/// Whether the page's content security policy lets it connect there.
fn may_be_reached(page: &str, address: &str) -> bool {
    let policy = page.split("connect-src").nth(1).unwrap().split(';').next().unwrap();
    let origin = origin_of(address);
    policy.split_whitespace().any(|allowed| allowed == origin || Some(allowed) == origin.split_inclusive(':').next())
}

/// The cells of the rows of the table under a heading.
fn table<'a>(text: &'a str, heading: &str) -> Vec<Vec<&'a str>> {
    let section = text.split(&format!("\n{heading}\n")).nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// What is missing for a source to be one that this project can stand for.
fn lacks(source: &Source) -> Vec<String> {
    let mut lacks = Vec::new();
    let mut need = |there: bool, what: &str| {
        if !there {
            lacks.push(what.to_owned());
        }
    };
    need(sources::ALL.iter().any(|listed| listed.name == source.name), "a line in sources.rs");
    let documents = read("docs/oracles.md");
    let row = table(&documents, "## Sources").into_iter().any(|cells| cells[0] == source.title && !cells[2].is_empty());
    need(row, "a row in the table of docs/oracles.md");
    need(!source.gives.is_empty(), "what it gives");
    need(!source.title.is_empty(), "a title");
    // what the embedding page hands in is asked of nobody
    if source.kind == Kind::Host {
        need(source.origin.is_empty() && (source.asks)(&wanted()).is_empty(), "no address");
        return lacks;
    }
    need(source.evidence.starts_with("https://"), "an address where its answers are described");
    let page = read("index.html");
    need(!source.origin.ends_with('/') && source.origin.starts_with("https://"), "an origin");
    need(may_be_reached(&page, source.origin), "its origin in connect-src of index.html");
    if let Some(stream) = source.stream {
        let own = stream.address.contains("://");
        need(!own || may_be_reached(&page, stream.address), "its stream in connect-src of index.html");
        need(own || stream.address.starts_with('/'), "an address of its stream");
    }
    let asks = (source.asks)(&wanted());
    need(!asks.is_empty() || source.stream.is_some(), "something it is asked for");
    for (place, ask) in asks.iter().enumerate() {
        need(asks.iter().skip(place + 1).all(|other| other.name != ask.name), "a name of its own for each request");
        need(ask.every_ms >= 1_000, "a second between two requests");
    }
    let files = recorded(source);
    let listed = read("tests/fixtures/oracle/README.md");
    let mut usable = false;
    for file in &files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        need(listed.contains(&format!("`{name}`")), &format!("{name} in the README.md of the fixtures"));
        let bytes = fs::read(file).unwrap();
        let readings = readings(source, &asked(source), &bytes);
        usable |= readings.iter().flatten().any(|reading| reading.source == source.name && !reading.is_empty());
    }
    need(!files.is_empty(), "a recorded answer");
    need(usable, "a recorded answer with a value");
    lacks
}

#[test]
fn every_source_is_listed_documented_recorded_and_allowed() {
    assert!(!sources::ALL.is_empty());
    for source in sources::ALL {
        assert_eq!(lacks(source), [""; 0], "{} lacks something", source.name);
    }
}

#[test]
fn each_file_of_the_fixtures_belongs_to_a_source() {
    let of_sources: Vec<PathBuf> = sources::ALL.iter().flat_map(|source| recorded(source)).collect();
    for entry in fs::read_dir(root().join("tests/fixtures/oracle")).unwrap() {
        let path = entry.unwrap().path();
        assert!(path.ends_with("README.md") || of_sources.contains(&path), "{}", path.display());
    }
}

/// A source that somebody adds without anything else.
#[test]
fn one_without_these_is_told_what_it_lacks() {
    static BARE: Source = Source {
        name: "no-such",
        title: "No Such",
        kind: Kind::Venue,
        origin: "https://api.example.org",
        needs_key: false,
        gives: "",
        evidence: "",
        asks: |_| vec![Ask::get("x", "/x", 5_000, |_, _, _| Err(ParseError::Empty))],
        stream: None,
        book: |_| None,
    };
    let expected = [
        "a line in sources.rs",
        "a row in the table of docs/oracles.md",
        "what it gives",
        "an address where its answers are described",
        "its origin in connect-src of index.html",
        "a recorded answer",
        "a recorded answer with a value",
    ];
    assert_eq!(lacks(&BARE), expected);
}

#[test]
fn an_address_is_reached_by_its_origin_or_its_scheme() {
    let page = "default-src 'none'; connect-src 'self' https://a.example wss://b.example; base-uri 'none'";
    assert!(may_be_reached(page, "https://a.example/path?x"));
    assert!(may_be_reached(page, "wss://b.example/ws"));
    for other in ["https://b.example", "wss://a.example/ws", "https://a.example.org", "http://a.example"] {
        assert!(!may_be_reached(page, other), "{other}");
    }
    let any = "connect-src 'self' https: wss:; base-uri 'none'";
    assert!(may_be_reached(any, "https://c.example") && may_be_reached(any, "wss://c.example"));
    assert!(!may_be_reached(any, "http://c.example"));
}
