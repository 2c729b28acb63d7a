//! DefiLlama: an aggregate of many markets, which calls a price in question and never makes one.
//!
//! `GET /prices/current/coingecko:bitcoin,coingecko:ethereum` answers `{"coins": {"coingecko:bitcoin": {"price",
//! "timestamp", "confidence", …}}}`: US dollars a coin and seconds, JSON numbers. Its `confidence` is how far it trusts
//! the price itself, from 0 to 1, not the width of a band; below 0.9 a price is left out.
//! Source: the aggregate's API documentation, “Get current prices of tokens”.

use rust_decimal::Decimal;

use super::reading::{ParseError, Reading, Tick};
use super::source::{Ask, Kind, Source, Wanted};
use super::{answer, price_text};
use crate::book::{Asset, Time};
use crate::json::{self, Json};

/// Milliseconds between two answers; the aggregate is renewed about once a minute.
const EVERY_MS: i64 = 60_000;
/// The least trust of the aggregate in its own price: 0.9.
const TRUSTED: Decimal = Decimal::from_parts(9, 0, 0, false, 1);
/// Before every id.
const PREFIX: &str = "coingecko:";

/// Assets, and the ids they have at CoinGecko.
const COINS: [(&str, &str); 49] = [
    ("BTC", "bitcoin"),
    ("ETH", "ethereum"),
    ("SOL", "solana"),
    ("XRP", "ripple"),
    ("BNB", "binancecoin"),
    ("DOGE", "dogecoin"),
    ("AVAX", "avalanche-2"),
    ("LINK", "chainlink"),
    ("HYPE", "hyperliquid"),
    ("USDC", "usd-coin"),
    ("USDT", "tether"),
    ("DAI", "dai"),
    ("USDS", "usds"),
    ("USDe", "ethena-usde"),
    ("PYUSD", "paypal-usd"),
    ("sUSDe", "ethena-staked-usde"),
    ("sUSDS", "susds"),
    ("stETH", "staked-ether"),
    ("wstETH", "wrapped-steth"),
    ("weETH", "wrapped-eeth"),
    ("eETH", "ether-fi-staked-eth"),
    ("rETH", "rocket-pool-eth"),
    ("cbETH", "coinbase-wrapped-staked-eth"),
    ("rsETH", "kelp-dao-restaked-eth"),
    ("WBTC", "wrapped-bitcoin"),
    ("cbBTC", "coinbase-wrapped-btc"),
    ("mSOL", "msol"),
    ("ADA", "cardano"),
    ("DOT", "polkadot"),
    ("LTC", "litecoin"),
    ("BCH", "bitcoin-cash"),
    ("TRX", "tron"),
    ("XLM", "stellar"),
    ("UNI", "uniswap"),
    ("AAVE", "aave"),
    ("ARB", "arbitrum"),
    ("OP", "optimism"),
    ("SUI", "sui"),
    ("NEAR", "near"),
    ("ATOM", "cosmos"),
    ("APT", "aptos"),
    ("INJ", "injective-protocol"),
    ("TIA", "celestia"),
    ("LDO", "lido-dao"),
    ("ENA", "ethena"),
    ("ONDO", "ondo-finance"),
    ("DYDX", "dydx-chain"),
    ("PEPE", "pepe"),
    ("SHIB", "shiba-inu"),
];

/// DefiLlama.
pub static SOURCE: Source = Source {
    name: "defillama",
    title: "DefiLlama",
    kind: Kind::Check,
    origin: "https://coins.llama.fi",
    needs_key: false,
    gives: "prices of an aggregate, to check the others by",
    evidence: "https://defillama.com/docs/api",
    asks,
    stream: None,
    book: |_| None,
};

fn asks(wanted: &Wanted) -> Vec<Ask> {
    let ids: Vec<String> =
        COINS.iter().filter(|(asset, _)| wanted.has(asset)).map(|(_, id)| [PREFIX, id].concat()).collect();
    if ids.is_empty() {
        return Vec::new();
    }
    let path = ["/prices/current/", &ids.join(",")].concat();
    vec![Ask::get("prices", path, EVERY_MS, |_, bytes, time| parse(bytes, time))]
}

/// Reads the answer. A coin that is named twice, and what was not asked for, are left out and listed.
pub fn parse(bytes: &[u8], received: Time) -> Result<Reading, ParseError> {
    let top = answer::fields(answer::whole(bytes)?, "the top")?;
    let coins = json::field(&top, "coins").ok_or_else(|| answer::shape("coins", "there is none".to_owned()))?;
    let mut reading = Reading::of(&SOURCE, received);
    let mut rows = Vec::new();
    for (name, row) in answer::fields(coins, "coins")? {
        let id = name.strip_prefix(PREFIX);
        let known = COINS.iter().find(|(_, of)| Some(*of) == id);
        match known.and_then(|(asset, _)| asset.parse::<Asset>().ok()) {
            Some(asset) => rows.push((asset, row)),
            None => reading.leave_out(&name, row.written(), "it was not asked for"),
        }
    }
    for (asset, row) in answer::named_once(&mut reading, rows) {
        take(&mut reading, asset, row);
    }
    reading.unless_empty()
}

fn take(reading: &mut Reading, asset: Asset, row: Json<'_>) {
    let fields = row.fields().unwrap_or_default();
    let text = |name| answer::text(json::field(&fields, name));
    let (price, time, trust) = (text("price"), text("timestamp"), text("confidence"));
    let read = match (price_text::price(&price), price_text::time(&time), price_text::price(&trust)) {
        (Err(why), _, _) => Err((price, why.to_string())),
        (_, Err(why), _) => Err((time, why.to_string())),
        (Ok(value), Ok(time), Ok(trust)) if (TRUSTED..=Decimal::ONE).contains(&trust) => Ok(Tick::new(value, time)),
        _ => Err((trust, "the aggregate itself does not trust it to nine tenths".to_owned())),
    };
    match read {
        Ok(tick) => {
            reading.index.insert(asset, tick);
        }
        Err((read, why)) => reading.leave_out(asset.as_str(), &read, why),
    }
}

#[cfg(test)]
#[path = "defillama_tests.rs"]
mod tests;
