//! Every reader of text or bytes that comes from outside, as one function of any bytes. What it makes of them does not
//! matter here: only that it comes back. The bounded run beside this file and the fuzzers in `tests/fuzz` share it.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cross_margin::book::{Account, Time};
use cross_margin::io::{self, derive_ask, parameters, quick, rule_set, sample, session};
use cross_margin::json::Json;
use cross_margin::oracle::source::{Ask, Kind, Source, Wanted};
use cross_margin::oracle::{self, sources};
use cross_margin::risk::OrderBook;
use miniz_oxide::deflate::compress_to_vec;
use rust_decimal::Decimal;

/// 2026-11-22T00:00Z.
pub const NOW: Time = Time(1_795_305_600_000);
const TODAY: &str = "2026-11-22";

/// What reads any bytes.
pub type Read = Box<dyn Fn(&[u8]) + Send + Sync>;

/// One reader.
pub struct Decoder {
    /// Its name; of a source of prices `prices/kraken`.
    pub name: String,
    /// Reads.
    pub read: Read,
}

/// All of them, each source of prices by itself.
pub fn all() -> Vec<Decoder> {
    let known = |name: &str, read: fn(&[u8])| Decoder { name: name.to_owned(), read: Box::new(read) };
    let mut all = vec![
        known("import", import),
        known("csv", csv),
        known("quick", line),
        known("book", book),
        known("answers", answers),
        known("session", link),
        known("session-parts", parts),
        known("rule-set", rules),
        known("parameters", pasted),
        known("json", json),
        known("derive-ask", derive),
        known("order-book", depth),
    ];
    let of = |source: &&'static Source| {
        let (source, asks) = (*source, asks(source));
        Decoder { name: format!("prices/{}", source.name), read: Box::new(move |bytes| sent(source, &asks, bytes)) }
    };
    all.extend(sources::ALL.iter().map(of));
    all
}

fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// Any text that someone drops on the page.
pub fn import(bytes: &[u8]) {
    drop(io::read(&text(bytes), NOW));
}

/// Rows below a head, whatever they are.
pub fn csv(bytes: &[u8]) {
    drop(io::read(&format!("name,quantity,entry,contract_size\n{}", text(bytes)), NOW));
}

/// What is typed in the quick line, as it is taken and as it is coloured.
pub fn line(bytes: &[u8]) {
    let text = text(bytes);
    drop(quick::line(&text));
    for piece in quick::pieces(&text) {
        std::hint::black_box(piece);
    }
}

/// An order book that is pasted, and what is filled from it.
pub fn depth(bytes: &[u8]) {
    if let Ok(book) = OrderBook::read(&text(bytes)) {
        drop((book.fill(Decimal::TEN, Decimal::ONE), book.fill(-Decimal::MAX, Decimal::ZERO), book.middle()));
    }
}

/// Our own files.
pub fn book(bytes: &[u8]) {
    if let Ok((file, _)) = io::json::read(&text(bytes), NOW) {
        drop(io::json::write(&file));
    }
}

/// What venues answer about accounts; what is no JSON object is put into one.
pub fn answers(bytes: &[u8]) {
    let text = text(bytes);
    let is_json = text.trim_start().starts_with(['{', '[']);
    drop(if is_json { io::read(&text, NOW) } else { io::read(&format!("{{\"result\":{text}}}"), NOW) });
}

/// A link to a session.
pub fn link(bytes: &[u8]) {
    drop(session::read(&text(bytes)));
}

/// What is inside a link to a session, in an envelope that is right.
pub fn parts(bytes: &[u8]) {
    let step = |hash: u32, byte: &u8| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    let check = bytes.iter().fold(0x811c_9dc5, step).to_be_bytes();
    let packed = compress_to_vec(&[check.as_slice(), bytes].concat(), 1);
    if let Ok((opened, _)) = session::read(&format!("s=1.{}", URL_SAFE_NO_PAD.encode(packed))) {
        drop(session::fragment(&opened));
    }
}

/// Rules as JSON, as a link, or as a venue answers them.
pub fn rules(bytes: &[u8]) {
    if let Ok(brought) = rule_set::read(&text(bytes), None, TODAY) {
        drop(rule_set::fragment(&brought.rules));
    }
}

/// Parameters as venues answer them.
pub fn pasted(bytes: &[u8]) {
    if let Ok(pasted) = parameters::read(&text(bytes)) {
        drop(pasted.applied(None, TODAY));
    }
}

/// JSON taken apart to its last piece.
pub fn json(bytes: &[u8]) {
    fn walk(json: Json<'_>) -> usize {
        let list = json.list().unwrap_or_default().into_iter().map(walk).sum::<usize>();
        let fields = json.fields().unwrap_or_default().into_iter().map(|(name, value)| name.len() + walk(value));
        list + fields.sum::<usize>() + json.text().len()
    }
    if let Ok(json) = Json::read(&text(bytes)) {
        std::hint::black_box(walk(json));
    }
}

/// What any source of prices sends, to the readers of all of them.
pub fn prices(bytes: &[u8]) {
    static ALL: LazyLock<Vec<(&Source, Vec<Ask>)>> =
        LazyLock::new(|| sources::ALL.iter().map(|source| (*source, asks(source))).collect());
    for (source, asks) in ALL.iter() {
        sent(source, asks, bytes);
    }
}

/// What a source is asked about a book of all kinds; of requests that differ by their coin alone, which have one reader, one.
fn asks(source: &Source) -> Vec<Ask> {
    let Account { holdings, positions, .. } = sample::account(NOW);
    let coins =
        ["BTC", "ETH", "SOL", "USDC", "USDe", "wstETH", "sUSDe"].into_iter().filter_map(|name| name.parse().ok());
    let wanted = Wanted {
        assets: holdings.into_iter().map(|holding| holding.asset).chain(coins).collect(),
        instruments: positions.into_iter().map(|position| position.instrument).collect(),
    };
    let mut asks = (source.asks)(&wanted);
    asks.sort_by_key(|ask| ask.parse as usize);
    asks.dedup_by_key(|ask| ask.parse as usize);
    asks
}

fn sent(source: &Source, asks: &[Ask], bytes: &[u8]) {
    for ask in asks {
        drop(ask.parse(bytes, NOW));
    }
    match source.stream {
        Some(stream) => drop((stream.parse)(bytes, NOW)),
        None if source.kind == Kind::Host => drop(oracle::host::parse(bytes, NOW)),
        None => {}
    }
}

/// What Derive answers about a made-up account.
pub fn derive(bytes: &[u8]) {
    std::hint::black_box(derive_ask::is_answer(bytes));
    drop(derive_ask::answer(bytes));
}
