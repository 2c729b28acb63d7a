//! Pyth: prices with a confidence band and an exponential average, by the service Hermes.
//!
//! Each price is a whole number as a string, and a power of ten that it is multiplied by; `conf` is half the width of the
//! band, on the same scale. Ids come back without the `0x` they may be asked with. `publish_time` is in seconds. The same
//! object comes as answer and as event of the stream; the signed bytes for contracts in `binary` are not read.
//! Since August 2026 prices are given only for a key, as `Authorization: Bearer`.
//! Source: Pyth's documentation, “Fetch Price Updates”; the parameters, Hermes' own source; the ids, `push-feeds/data`.

use rust_decimal::Decimal;

use super::backoff::INTERVAL_MS;
use super::reading::{ParseError, Reading, Tick};
use super::source::{Ask, Carrier, Kind, Said, Source, Stream, Wanted};
use super::{answer, fixed_point, price_text};
use crate::book::{Asset, Time};
use crate::json::{self, Json};

/// Pyth.
pub static SOURCE: Source = Source {
    name: "pyth",
    title: "Pyth",
    kind: Kind::Venue,
    origin: "https://hermes.pyth.network",
    needs_key: true,
    gives: "index prices with confidence bands and averages; also by events",
    evidence: "https://docs.pyth.network/price-feeds/core/fetch-price-updates",
    asks,
    stream: Some(STREAM),
    book: |_| None,
};

const STREAM: Stream = Stream {
    carrier: Carrier::Events,
    address: "/v2/updates/price/stream",
    hello: parameters,
    parse: |bytes, received| parse(bytes, received).map(Said::Prices),
    ping: None,
    silence_ms: 30_000,
};

/// Ids of prices in US dollars.
#[rustfmt::skip]
static IDS: [(&str, &str); 24] = [
    ("BTC", "e62df6c8b4a85fe1a67db44dc12de5db330f7ac66b72dc658afedf0f4a415b43"),
    ("ETH", "ff61491a931112ddf1bd8147cd1b641375f79f5825126d665480874634fd0ace"),
    ("SOL", "ef0d8b6fda2ceba41da15d4095d1da392a0d2f8ed0c6c7bc0f4cfac8c280b56d"),
    ("USDC", "eaa020c61cc479712813461ce153894a96a6c00b21ed0cfc2798d1f9a9e9c94a"),
    ("USDT", "2b89b9dc8fdf9f34709a5b106b472f0f39bb6ca9ce04b0fd7f2e971688e2e53b"),
    ("DAI", "b0948a5e5313200c632b51bb5ca32f6de0d36e9950a942d19751e833f70dabfd"),
    ("wstETH", "6df640f3b8963d8f8358f791f352b8364513f6ab1cca5ed3f1f7b5448980e784"),
    ("weETH", "9ee4e7c60b940440a261eb54b6d8149c23b580ed7da3139f7f08f4ea29dad395"),
    ("WBTC", "c9d8b075a5c69303365ae23633d4e085199bf5c520a3b90fed1322a0342ffc33"),
    ("cbBTC", "2817d7bfe5c64b8ea956e9a26f573ef64e72e4d7891f2d6af9bcc93f7aff9a97"),
    ("mSOL", "c2289a6a43d2ce91c6f55caec370f4acc38a2ed477f58813334c6d03749ff2a4"),
    ("BNB", "2f95862b045670cd22bee3114c39763a4a08beeb663b145d283c31d7d1101c4f"),
    ("XRP", "ec5d399846a9209f3fe5881d70aae9268c94339ff9817e8d18ff19fa05eea1c8"),
    ("DOGE", "dcef50dd0a4cd2dcc17e45df1676dcb336a11a61c69df7a0299b0150c672d25c"),
    ("AVAX", "93da3352f9f1d105fdfe4971cfa80e9dd777bfc5d0f683ebb6e1294b92137bb7"),
    ("ARB", "3fa4252848f9f0a1480be62745a4629d9eb1322aebab8a791e344b3b9c1adcf5"),
    ("OP", "385f64d993f7b77d8182ed5003d97c60aa3361f3cecfe711544d2d59165e9bdf"),
    ("SUI", "23d7315113f5b1d3ba7a83604c44b94d79f4fd69af77f804fc7f920a6dc65744"),
    ("LINK", "8ac0c70fff57e9aefdf5edf44b51d62c2d433653cbb2cf5cc06bb115af04d221"),
    ("HYPE", "4279e31cc369bbcc2faf022b382b080e32a8e689ff20fbc530d2a603eb6cd98b"),
    ("USDe", "6ec879b1e9963de5ee97e9c8710b742d6228252a5e2ca12d4ae81d7fe5ee8c5d"),
    ("sUSDe", "ca3ba9a619a4b3755c10ac7d5e760275aa95e9823d38a84fedd416856cdba37c"),
    ("PYUSD", "c1da1b73d7f01e7ddd54b3766cf7fcd644395ad14f70aa706ec5384c59e76692"),
    ("USDS", "77f0971af11cc8bac224917275c1bf55f2319ed5c654a1ca955c82fa2d297ea1"),
];

/// What is asked for beside the ids: prices as numbers, and no refusal of all where one id is gone.
const ASIDE: [(&str, &str); 3] = [("encoding", "hex"), ("parsed", "true"), ("ignore_invalid_price_ids", "true")];

fn ids(wanted: &Wanted) -> impl Iterator<Item = &'static str> {
    IDS.iter().filter(|(name, _)| wanted.has(name)).map(|(_, id)| *id)
}

fn asks(wanted: &Wanted) -> Vec<Ask> {
    let mut ask = Ask::get("prices", "/v2/updates/price/latest", INTERVAL_MS, |_, bytes, time| parse(bytes, time));
    for id in ids(wanted) {
        ask = ask.with("ids[]", id);
    }
    if ask.query.is_empty() {
        return Vec::new();
    }
    vec![ASIDE.iter().fold(ask, |ask, (name, value)| ask.with(name, *value))]
}

/// The parameters of the stream, each as `name=value`.
fn parameters(wanted: &Wanted) -> Vec<String> {
    let mut all: Vec<String> = ids(wanted).map(|id| ["ids[]=", id].concat()).collect();
    if !all.is_empty() {
        all.extend(ASIDE.iter().map(|(name, value)| [name, "=", value].concat()));
    }
    all
}

/// Reads an answer, or one event of the stream. Ids that were not asked for, and those that come twice, are left out.
pub fn parse(bytes: &[u8], received: Time) -> Result<Reading, ParseError> {
    let fields = answer::fields(answer::whole(bytes)?, "the top")?;
    let parsed = json::field(&fields, "parsed").ok_or_else(|| answer::shape("parsed", "there is none".to_owned()))?;
    let mut reading = Reading::of(&SOURCE, received);
    let mut rows = Vec::new();
    for row in answer::list(parsed, "parsed")? {
        let fields = row.fields().unwrap_or_default();
        let id = answer::text(json::field(&fields, "id")).to_ascii_lowercase();
        let id = id.strip_prefix("0x").unwrap_or(&id);
        match IDS.iter().find(|(_, known)| *known == id).map(|(name, _)| name.parse()) {
            Some(Ok(asset)) => rows.push((asset, row)),
            _ => reading.leave_out(id, row.written(), "its id is not one that is asked for"),
        }
    }
    for (asset, row) in answer::named_once(&mut reading, rows) {
        take(&mut reading, asset, row);
    }
    reading.unless_empty()
}

fn take(reading: &mut Reading, asset: Asset, row: Json<'_>) {
    let part = |name| row.fields().and_then(|fields| json::field(&fields, name)).and_then(Json::fields);
    let Some(price) = part("price") else {
        return reading.leave_out(asset.as_str(), row.written(), "it has no price");
    };
    let text = |name| answer::text(json::field(&price, name));
    let mut fault = |field: &'static str, why: String| {
        reading.leave_out(&[asset.as_str(), " ", field].concat(), &text(field), why);
    };
    if text("expo").parse::<i32>().is_err() {
        return fault("expo", "it is not a whole number".to_owned());
    }
    let value = match scaled(&price, "price").and_then(price_text::within_bounds) {
        Ok(value) => value,
        Err(why) => return fault("price", why.to_string()),
    };
    let confidence = match scaled(&price, "conf") {
        Ok(band) if band >= Decimal::ZERO => band,
        Ok(_) => return fault("conf", "a band is not below zero".to_owned()),
        Err(why) => return fault("conf", why.to_string()),
    };
    let time = match price_text::time(&text("publish_time")) {
        Ok(time) => time,
        Err(why) => return fault("publish_time", why.to_string()),
    };
    let average = part("ema_price").and_then(|ema| scaled(&ema, "price").and_then(price_text::within_bounds).ok());
    reading.index.insert(asset, Tick { value, time, confidence: Some(confidence), average });
}

/// The number of that name, at the scale its object states.
fn scaled(fields: &answer::Fields<'_>, name: &str) -> Result<Decimal, price_text::PriceFault> {
    let exponent = answer::text(json::field(fields, "expo"));
    let exponent = exponent.parse().map_err(|_| price_text::PriceFault::NotANumber)?;
    fixed_point::scaled(&answer::text(json::field(fields, name)), exponent)
}

#[cfg(test)]
#[path = "pyth_tests.rs"]
mod tests;
