//! What a quick line may go on with: instruments and assets that fit what is typed of the name.
//!
//! Held ones come first, then perpetuals, assets, futures by date, and options by date and by how near their strike is
//! to the price. Only what the book holds or the market knows is offered.

use super::book::Book;
use super::understood;
use crate::book::{Asset, Instrument, Kind, Right, sort_by};
use crate::io::quick;
use crate::market::Market;
use crate::risk::to_f64;

/// Rows of the list.
const MOST: usize = 8;

/// A way to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Suggestion {
    /// The name, as it is put into the line.
    pub(crate) name: String,
    /// What it is, in words.
    pub(crate) about: String,
    /// The whole text with the name in it.
    pub(crate) text: String,
}

/// What can stand in the line.
#[derive(Clone, Debug, PartialEq)]
enum Candidate {
    Asset(Asset),
    Instrument(Instrument),
}

/// Where a candidate comes in the list: held, kind, days, distance from the price.
type Rank = (bool, u8, f64, f64);

/// Ways to go on with a text whose last line has its quantity, best first.
pub(crate) fn suggestions(text: &str, book: &Book, market: &Market) -> Vec<Suggestion> {
    let Some((before, typed)) = split(text) else { return Vec::new() };
    let line = text.rsplit([';', '\n']).next().unwrap_or_default();
    if typed.ends_with(char::is_whitespace) && quick::line(line).is_ok() {
        return Vec::new();
    }
    let words = words(typed);
    let mut found: Vec<(Candidate, Rank)> = Vec::new();
    for (candidate, held) in candidates(book, market, words.first().map_or("", String::as_str)) {
        if fits(&candidate, &words, held) && !found.iter().any(|(known, _)| *known == candidate) {
            let rank = rank(&candidate, held, market);
            found.push((candidate, rank));
        }
    }
    sort_by(&mut found, |(_, a), (_, b)| {
        a.0.cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.total_cmp(&b.2)).then(a.3.total_cmp(&b.3))
    });
    let alone = found.len() == 1;
    let suggestion = |(candidate, rank): (Candidate, Rank)| {
        let (name, about) = match candidate {
            Candidate::Asset(asset) => (asset.to_string(), "collateral".to_owned()),
            Candidate::Instrument(of) => (of.to_string(), understood::instrument(&of)),
        };
        let about = if rank.0 { about } else { format!("{about} · held") };
        Suggestion { text: format!("{before}{name} "), name, about }
    };
    let found = found.into_iter().take(MOST).map(suggestion);
    found.filter(|one| !(alone && one.name.eq_ignore_ascii_case(typed.trim()))).collect()
}

/// The text up to the name, and what is typed of the name; `None` before a quantity and after a price.
fn split(text: &str) -> Option<(&str, &str)> {
    let line = text.rfind([';', '\n']).map_or(0, |at| at + 1);
    let mut rest = text.get(line..)?.trim_start();
    let mut has_quantity = false;
    if rest.contains(['@', '#', '\t']) || rest.split_whitespace().any(|word| word.eq_ignore_ascii_case("at")) {
        return None;
    }
    while let Some((word, after)) = rest.split_once(char::is_whitespace) {
        let number = word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '−' | '.' | '$'));
        let side = ["buy", "long", "sell", "short", "bid", "ask"].iter().any(|side| side.eq_ignore_ascii_case(word));
        if !(number && !has_quantity || side) {
            break;
        }
        has_quantity |= number;
        rest = after.trim_start();
    }
    let at = text.len() - rest.len();
    has_quantity.then(|| (text.get(..at).unwrap_or_default(), rest))
}

/// What is typed of a name, in capitals and apart; `80k` is 80000.
fn words(typed: &str) -> Vec<String> {
    let parts =
        typed.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_' | '/')).filter(|part| !part.is_empty());
    let word = |part: &str| {
        let part = part.to_ascii_uppercase().replace(',', "");
        match part.strip_suffix('K').filter(|digits| digits.bytes().all(|b| b.is_ascii_digit())) {
            Some(digits) if !digits.is_empty() => format!("{digits}000"),
            _ => part,
        }
    };
    parts.map(word).collect()
}

/// All that begins with these letters, and whether it is held.
fn candidates(book: &Book, market: &Market, begins: &str) -> Vec<(Candidate, bool)> {
    let mut all: Vec<(Candidate, bool)> = Vec::new();
    let like = |asset: &Asset| asset.as_str().to_ascii_uppercase().starts_with(begins);
    let instrument = |of: &Instrument| Candidate::Instrument(of.clone());
    all.extend(
        book.positions
            .iter()
            .map(|row| &row.value.instrument)
            .filter(|of| like(of.underlying()))
            .map(|of| (instrument(of), true)),
    );
    all.extend(
        book.holdings
            .iter()
            .map(|row| &row.value.asset)
            .filter(|of| like(of))
            .map(|of| (Candidate::Asset(of.clone()), true)),
    );
    all.extend(market.index.keys().filter(|of| like(of)).map(|of| (Candidate::Asset(of.clone()), false)));
    all.extend(market.marks.keys().filter(|of| like(of.underlying())).map(|of| (instrument(of), false)));
    all.extend(market.vols.keys().filter(|of| like(of.underlying())).map(|of| (instrument(of), false)));
    let future = |(asset, expiry): &(Asset, crate::book::Expiry)| {
        Instrument::new(asset.clone(), crate::book::Settlement::Inverse, Kind::Future { expiry: *expiry }).ok()
    };
    let futures = market.forwards.keys().filter(|(asset, _)| like(asset)).filter_map(future);
    all.extend(futures.map(|of| (Candidate::Instrument(of), false)));
    all.retain(|(candidate, _)| match candidate {
        Candidate::Instrument(of) => of.expiry().is_none_or(|expiry| !expiry.is_past(market.as_of)),
        Candidate::Asset(_) => true,
    });
    all
}

/// Whether every word typed after the coin begins a part of the name.
fn fits(candidate: &Candidate, words: &[String], held: bool) -> bool {
    let of = match candidate {
        Candidate::Asset(_) => return words.len() == 1 || held && words.is_empty(),
        Candidate::Instrument(of) => of,
    };
    let mut parts: Vec<String> = vec![if of.is_inverse() { "INVERSE" } else { "LINEAR" }.to_owned()];
    parts.push(of.settlement_asset().as_str().to_ascii_uppercase());
    match of.kind() {
        Kind::Spot => parts.push("SPOT".to_owned()),
        Kind::Perpetual => parts.extend(["PERPETUAL".to_owned(), "SWAP".to_owned()]),
        Kind::Future { expiry } => parts.extend([expiry.to_string(), "FUTURE".to_owned()]),
        Kind::Option { expiry, strike, right } => {
            let right = if right == Right::Call { "CALL" } else { "PUT" };
            parts.extend([expiry.to_string(), strike.to_string(), right.to_owned(), "OPTION".to_owned()]);
        }
    }
    if words.is_empty() {
        return held || matches!(of.kind(), Kind::Perpetual);
    }
    words.iter().skip(1).all(|word| parts.iter().any(|part| part.starts_with(word.as_str())))
}

fn rank(candidate: &Candidate, held: bool, market: &Market) -> Rank {
    let of = match candidate {
        Candidate::Asset(_) => return (!held, 1, 0.0, 0.0),
        Candidate::Instrument(of) => of,
    };
    let days = of.expiry().map_or(0.0, |expiry| expiry.days_after(market.as_of));
    match of.kind() {
        Kind::Perpetual => (!held, if of.is_inverse() { 2 } else { 0 }, 0.0, 0.0),
        Kind::Spot => (!held, 3, 0.0, 0.0),
        Kind::Future { .. } => (!held, 4, days, 0.0),
        Kind::Option { strike, .. } => {
            let price = market.index_price(of.underlying()).map_or(0.0, to_f64);
            (!held, 5, days, (to_f64(strike) - price).abs())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::intake;
    use crate::book::Time;
    use crate::oracle::sample;

    const NOW: Time = Time(1_795_305_600_000); // 2026-11-22T00:00Z

    fn names(text: &str) -> Vec<String> {
        let found = suggestions(text, &intake::sample(NOW), &sample::market(NOW));
        assert!(found.len() <= MOST);
        found.into_iter().map(|one| one.name).collect()
    }

    #[test]
    fn what_is_held_comes_first_and_then_perpetuals() {
        let found = names("2 BTC");
        assert_eq!(found.first().map(String::as_str), Some("BTC-PERP"));
        assert!(found[..3].contains(&"BTC-26MAR27".to_owned()), "{found:?}");
        assert_eq!(names("short 3 sol").first().map(String::as_str), Some("SOL-PERP"));
        assert_eq!(names("10k usd").first().map(String::as_str), Some("USDC"));
        assert_eq!(names("1 ").len(), MOST);
    }

    #[test]
    fn options_of_a_date_come_by_their_distance_from_the_price() {
        let market = sample::market(NOW);
        let price = to_f64(market.index_price(&"BTC".parse().unwrap()).unwrap());
        let found = names("1 BTC 25DEC26 C");
        assert!(found.iter().all(|name| name.starts_with("BTC-25DEC26-") && name.ends_with("-C")), "{found:?}");
        let far = |name: &String| (name.split('-').nth(2).unwrap().parse::<f64>().unwrap() - price).abs();
        assert!(found.len() > 2 && found.windows(2).all(|pair| far(&pair[0]) <= far(&pair[1])), "{found:?}");
        assert_eq!(names("1 btc-25dec26-80k-p").len(), 1);
    }

    #[test]
    fn nothing_is_offered_before_a_quantity_after_a_price_or_when_all_is_said() {
        for text in ["", "2", "short", "BTC", "2 BTC-PERP @ 6", "2 BTC-PERP ", "2 XRP-PERP", "2 BTC perp at", "2 NOPE"]
        {
            assert_eq!(names(text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(names("2 BTC-PERP"), ["BTC-PERP", "BTC-PERPETUAL"], "one name can begin another");
    }

    #[test]
    fn the_lines_before_stay_and_the_name_takes_the_place_of_what_was_typed() {
        let found = suggestions("10k USDC; short 2 eth pe", &Book::default(), &sample::market(NOW));
        assert_eq!(found[0].text, "10k USDC; short 2 ETH-PERP ");
        assert_eq!(found[0].about, "ETH perpetual, paid in USD");
        for text in ["2 é", "2 é-é", "2 ;", "; 2 ", "−2 b", "2\u{a0}b"] {
            names(text);
        }
    }
}
