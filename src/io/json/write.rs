//! A book file as text, with the fields that are not ours where they stood.

use std::borrow::Cow;
use std::fmt::Display;

use serde::Serialize;
use serde_json::{Map, Value};

use super::prices::{MARKET, QUOTE, VOL};
use super::within::{HOLDING, POSITION, UNKNOWN, Within};
use super::{BookFile, FORMAT, KNOWN, VERSION};
use crate::book::{Account, Asset, Expiry, Holding, Instrument, Position, Sorted, Time, Unknown};
use crate::market::{Market, Prudence, Quote, VolQuote};

type Others<'a> = Option<Cow<'a, Map<String, Value>>>;

/// An object of ours with the fields in it that are not.
#[derive(Serialize)]
struct With<'a, T> {
    #[serde(flatten)]
    own: T,
    #[serde(flatten)]
    others: Others<'a>,
}

#[derive(Serialize)]
struct File<'a> {
    format: &'a str,
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    account: AccountFile<'a>,
    market: MarketFile<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<&'a str>,
    #[serde(flatten)]
    extra: Sorted<&'a str, &'a Value>,
}

#[derive(Serialize)]
struct AccountFile<'a> {
    holdings: Vec<With<'a, &'a Holding>>,
    positions: Vec<With<'a, &'a Position>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unknown: Vec<With<'a, &'a Unknown>>,
    #[serde(flatten)]
    others: Others<'a>,
}

/// JSON has no pairs as keys, so forwards are a list.
#[derive(Serialize)]
struct Forward<'a> {
    underlying: &'a Asset,
    expiry: Expiry,
    #[serde(flatten)]
    quote: &'a Quote,
}

#[derive(Serialize)]
struct MarketFile<'a> {
    as_of: Time,
    index: Sorted<&'a Asset, With<'a, &'a Quote>>,
    marks: Sorted<&'a Instrument, With<'a, &'a Quote>>,
    forwards: Vec<With<'a, Forward<'a>>>,
    vols: Sorted<&'a Instrument, With<'a, &'a VolQuote>>,
    rates: &'a Sorted<Asset, f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vol_indices: Option<&'a Sorted<Asset, VolQuote>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prudence: Option<Prudence>,
    #[serde(flatten)]
    others: Others<'a>,
}

/// The text of a book file, readable and exact.
///
/// ```
/// use cross_margin::{book::Time, io::json};
/// let book = json::BookFile { rules: Some("reference".into()), ..Default::default() };
/// let (again, notices) = json::read(&json::write(&book), Time(0))?;
/// assert_eq!(again, book);
/// assert!(notices.is_empty());
/// # Ok::<(), cross_margin::io::ImportError>(())
/// ```
pub fn write(book: &BookFile) -> String {
    let taken = |field: &str| match field {
        "name" => book.name.is_some(),
        "rules" => book.rules.is_some(),
        other => KNOWN.contains(&other),
    };
    let extra = book.extra.iter().filter(|(field, _)| !taken(field));
    let file = File {
        format: FORMAT,
        version: VERSION,
        name: book.name.as_deref(),
        account: account(&book.account, &book.within),
        market: market(&book.market, &book.within),
        rules: book.rules.as_deref(),
        extra: extra.map(|(field, value)| (field.as_str(), value)).collect(),
    };
    // Every key is a string and every value has a JSON form, so this does not fail.
    serde_json::to_string_pretty(&file).unwrap_or_default()
}

fn with<'a, T>(within: &'a Within, path: impl Display, own: T, ours: &[&str]) -> With<'a, T> {
    With { own, others: within.beside(path, ours) }
}

fn rows<'a, T>(within: &'a Within, list: &str, all: &'a [T], ours: &[&str]) -> Vec<With<'a, &'a T>> {
    let row = |(place, own)| with(within, format_args!("account.{list}[{place}]"), own, ours);
    all.iter().enumerate().map(row).collect()
}

fn account<'a>(account: &'a Account, within: &'a Within) -> AccountFile<'a> {
    AccountFile {
        holdings: rows(within, "holdings", &account.holdings, HOLDING),
        positions: rows(within, "positions", &account.positions, POSITION),
        unknown: rows(within, "unknown", &account.unknown, UNKNOWN),
        others: within.beside("account", &["holdings", "positions", "unknown"]),
    }
}

fn quote<'a, T>(within: &'a Within, path: impl Display, own: T, of: &Quote) -> With<'a, T> {
    // averages are written and not read: those of the file give way to those of the price
    let averages = of.averages.map(|_| "averages");
    let ours: Vec<&str> = QUOTE.iter().copied().chain(["underlying", "expiry"]).chain(averages).collect();
    with(within, path, own, &ours)
}

fn quotes<'a, K: Ord + Display>(
    within: &'a Within,
    list: &str,
    all: &'a Sorted<K, Quote>,
) -> Sorted<&'a K, With<'a, &'a Quote>> {
    all.iter().map(|(key, own)| (key, quote(within, format_args!("market.{list}.{key}"), own, own))).collect()
}

fn market<'a>(market: &'a Market, within: &'a Within) -> MarketFile<'a> {
    let vol_indices = (!market.vol_indices.is_empty()).then_some(&market.vol_indices);
    let prudence = (market.prudence != Prudence::Middle).then_some(market.prudence);
    let written = vol_indices.map(|_| "vol_indices").into_iter().chain(prudence.map(|_| "prudence"));
    let ours: Vec<&str> = MARKET.iter().copied().chain(written).collect();
    let forward = |((underlying, expiry), own): (&'a (Asset, Expiry), &'a Quote)| {
        let row = Forward { underlying, expiry: *expiry, quote: own };
        quote(within, format_args!("market.forwards.{underlying}-{expiry}"), row, own)
    };
    let vol = |(option, own): (&'a Instrument, &'a VolQuote)| {
        (option, with(within, format_args!("market.vols.{option}"), own, VOL))
    };
    MarketFile {
        as_of: market.as_of,
        index: quotes(within, "index", &market.index),
        marks: quotes(within, "marks", &market.marks),
        forwards: market.forwards.iter().map(forward).collect(),
        vols: market.vols.iter().map(vol).collect(),
        rates: &market.rates,
        vol_indices,
        prudence,
        others: within.beside("market", &ours),
    }
}
