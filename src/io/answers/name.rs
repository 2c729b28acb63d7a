//! Instruments as venues name them.
//!
//! | name | instrument | who writes so |
//! |---|---|---|
//! | `BTCUSDT`, `BTCUSDC`, `BTCPERP` | perpetual in USDT, USDC, USDC | Binance, Bybit |
//! | `BTCUSD`, `BTCUSD_PERP`, `BTCUSD_201225`, `BTCUSDZ26` | inverse perpetual and futures | Binance, Bybit |
//! | `BTCUSDT_220930`, `BTCUSDT-26DEC25` | future in USDT | Binance, Bybit |
//! | `BTC-USDT-SWAP`, `BTC-USD-SWAP`, `BTC-USD-210430` | perpetual, inverse perpetual, inverse future | OKX |
//! | `BTC-USD_UM-SWAP` | perpetual in US dollars | OKX |
//! | `BTC-USD-220309-33000-C` | option paid in coin | OKX |
//! | `ETH-230426-1850-C` | option in USDT | Binance |
//! | `ETH-20260627-3500-C` | option in USDC | Derive |
//! | `BTC-25SEP26-80000-C-USDT` | option in USDT | Bybit |
//! | `BTC-USD` | perpetual in US dollars | dYdX |
//!
//! What is written alike and means another thing elsewhere (`BTC-30DEC22-18000-C` is paid in coin at Deribit and in USDC at
//! Bybit) is the venue's own reader's to say.

use rust_decimal::Decimal;

use crate::book::{Asset, Expiry, Instrument, Kind, Right, Settlement};

/// Coins whose perpetual in coin is written as the coin and `USD`; other words that end so are coins themselves.
const WITH_DOLLAR: [&str; 24] = [
    "BTC", "ETH", "SOL", "XRP", "BNB", "ADA", "LTC", "DOT", "AVAX", "LINK", "DOGE", "BCH", "ETC", "EOS", "TRX", "UNI",
    "XLM", "FIL", "ATOM", "NEAR", "MATIC", "SUI", "APT", "MANA",
];
/// The quotes a name can end with, the longer ones first.
const QUOTES: [&str; 6] = ["FDUSD", "USDT", "USDC", "BUSD", "USD", "EUR"];

/// What a venue's name stands for where no venue is known; `None` where it is no such name, or could be two things.
///
/// ```
/// use cross_margin::io::venue_name;
/// assert_eq!(venue_name("BTC-USDT-SWAP").map(|i| i.to_string()), Some("BTC_USDT-PERPETUAL".to_owned()));
/// assert_eq!(venue_name("ETH-20260627-3500-C").map(|i| i.to_string()), Some("ETH_USDC-27JUN26-3500-C".to_owned()));
/// assert_eq!(venue_name("FDUSD"), None);
/// ```
pub fn venue_name(text: &str) -> Option<Instrument> {
    let text = text.trim();
    if text.len() > 60 {
        return None;
    }
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [one] => concatenated(one),
        [base, "USD"] => Instrument::perpetual(base.parse().ok()?).ok(),
        [pair, date] if is_pair(pair) && !date.bytes().all(|b| b.is_ascii_digit()) => {
            let (base, quote) = split_pair(pair)?;
            dated(base, quote, Expiry::parse(date).ok()?)
        }
        [_, _, "SWAP"] | [_, _, _] if parts.len() == 3 => okx(text),
        [base, date, strike, right] => {
            let quote = match date.len() {
                6 => "USDT",
                8 => "USDC",
                _ => return None,
            };
            option(base, Some(quote), digits(date)?, strike, right)
        }
        [base, date, strike, right, quote @ ("USDT" | "USDC")] if date.len() != 6 || Expiry::parse(date).is_ok() => {
            option(base, Some(quote), Expiry::parse(date).ok()?, strike, right)
        }
        [_, _, _, _, _] => okx(text),
        _ => None,
    }
}

/// OKX: `BTC-USDT-SWAP`, `BTC-USD-210430`, `BTC-USD-220309-33000-C`.
pub(super) fn okx(text: &str) -> Option<Instrument> {
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [base, quote, "SWAP"] => perpetual(base, quote),
        [base, quote, date] => dated(base, quote, digits(date)?),
        [base, quote, date, strike, right] => {
            option(base, Some(quote).filter(|quote| **quote != "USD").copied(), digits(date)?, strike, right)
        }
        _ => None,
    }
}

/// Binance and Bybit, futures and perpetuals: `BTCUSDT`, `BTCUSD_PERP`, `BTCUSDT_220930`, `BTCUSDZ26`, `BTCPERP`.
pub(super) fn concatenated(text: &str) -> Option<Instrument> {
    if let Some((pair, rest)) = text.split_once('_') {
        let (base, quote) = split_pair(pair).or_else(|| pair.strip_suffix("USD").map(|base| (base, "USD")))?;
        return match rest {
            "PERP" => perpetual(base, quote),
            date => dated(base, quote, digits(date)?),
        };
    }
    if let Some(base) = text.strip_suffix("PERP").filter(|base| is_base(base)) {
        return perpetual(base, "USDC");
    }
    if let Some((base, expiry)) = month_code(text) {
        return dated(base, "USD", expiry);
    }
    let (base, quote) = split_pair(text)?;
    perpetual(base, quote)
}

/// `BTCUSDZ26`: March, June, September or December, the last Friday.
fn month_code(text: &str) -> Option<(&str, Expiry)> {
    let (head, year) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let (pair, month) = head.split_at_checked(head.len().checked_sub(1)?)?;
    let base = pair.strip_suffix("USD").filter(|base| is_base(base))?;
    let month = match month {
        "H" => 3,
        "M" => 6,
        "U" => 9,
        "Z" => 12,
        _ => return None,
    };
    let year: i32 = year.parse().ok().filter(|_| year.bytes().all(|b| b.is_ascii_digit()))?;
    last_friday(2000 + year, month).map(|expiry| (base, expiry))
}

fn last_friday(year: i32, month: u8) -> Option<Expiry> {
    // day 1 of the epoch was a Thursday
    let is_friday = |expiry: &Expiry| (expiry.instant().0.div_euclid(86_400_000) + 4).rem_euclid(7) == 5;
    (24..=31).rev().filter_map(|day| Expiry::new(year, month, day).ok()).find(is_friday)
}

fn is_base(base: &str) -> bool {
    base.len() >= 2 && base.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

fn is_pair(text: &str) -> bool {
    split_pair(text).is_some()
}

/// `BTCUSDT` as coin and quote.
fn split_pair(text: &str) -> Option<(&str, &str)> {
    QUOTES.iter().find_map(|quote| {
        let base = text.strip_suffix(quote).filter(|base| is_base(base))?;
        let plain = !matches!(*quote, "USD" | "EUR") || WITH_DOLLAR.contains(&base);
        plain.then_some((base, *quote))
    })
}

/// A perpetual: in coin where the quote is the dollar itself, else in the quote.
pub(super) fn perpetual(base: &str, quote: &str) -> Option<Instrument> {
    Instrument::new(base.parse().ok()?, settlement(quote)?, Kind::Perpetual).ok()
}

/// A future: in coin where the quote is the dollar itself, else in the quote.
pub(super) fn dated(base: &str, quote: &str, expiry: Expiry) -> Option<Instrument> {
    Instrument::new(base.parse().ok()?, settlement(quote)?, Kind::Future { expiry }).ok()
}

fn settlement(quote: &str) -> Option<Settlement> {
    Some(match quote {
        "USD" => Settlement::Inverse,
        "USD_UM" => Settlement::Linear { quote: Asset::usd() },
        _ => Settlement::Linear { quote: quote.parse().ok()? },
    })
}

/// An option in a quote, or paid in coin where there is none.
pub(super) fn option(base: &str, quote: Option<&str>, expiry: Expiry, strike: &str, right: &str) -> Option<Instrument> {
    let underlying: Asset = base.parse().ok()?;
    let settlement = match quote {
        None => Settlement::Inverse,
        Some(quote) => settlement(quote)?,
    };
    let right = match right {
        "C" | "c" => Right::Call,
        "P" | "p" => Right::Put,
        _ => return None,
    };
    let strike: Decimal = strike.replacen(['d', '_'], ".", 1).parse().ok()?;
    Instrument::new(underlying, settlement, Kind::Option { expiry, strike, right }).ok()
}

/// `210430` or `20260627`.
pub(super) fn digits(date: &str) -> Option<Expiry> {
    if !date.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match date.len() {
        6 => date.split_at_checked(2).and_then(|(year, rest)| Some((2000 + year.parse::<i32>().ok()?, rest)))?,
        8 => date.split_at_checked(4).and_then(|(year, rest)| Some((year.parse::<i32>().ok()?, rest)))?,
        _ => return None,
    };
    let (month, day) = rest.split_at_checked(2)?;
    Expiry::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_venues_are_instruments() {
        for (name, ours) in [
            ("BTCUSDT", "BTC_USDT-PERPETUAL"),
            ("1000PEPEUSDT", "1000PEPE_USDT-PERPETUAL"),
            ("ETHUSDC", "ETH_USDC-PERPETUAL"),
            ("BTCPERP", "BTC_USDC-PERPETUAL"),
            ("BTCUSD", "BTC-PERPETUAL"),
            ("BTCUSD_PERP", "BTC-PERPETUAL"),
            ("BTCUSD_201225", "BTC-25DEC20"),
            ("BTCUSDT_220930", "BTC_USDT-30SEP22"),
            ("BTCUSDT-26DEC25", "BTC_USDT-26DEC25"),
            ("BTCUSDZ26", "BTC-25DEC26"),
            ("ETHUSDH27", "ETH-26MAR27"),
            ("BTC-USDT-SWAP", "BTC_USDT-PERPETUAL"),
            ("BTC-USD-SWAP", "BTC-PERPETUAL"),
            ("ETH-USD-210430", "ETH-30APR21"),
            ("BTC-USDT-210430", "BTC_USDT-30APR21"),
            ("BTC-USD-220309-33000-C", "BTC-9MAR22-33000-C"),
            ("ETH-230426-1850-C", "ETH_USDT-26APR23-1850-C"),
            ("ETH-20260627-3500-P", "ETH_USDC-27JUN26-3500-P"),
            ("BTC-25SEP26-80000-C-USDT", "BTC_USDT-25SEP26-80000-C"),
            ("BTC-USD", "BTC-PERP"),
            ("BTC-USD_UM-SWAP", "BTC-PERP"),
            ("GALAUSD_PERP", "GALA-PERPETUAL"),
        ] {
            assert_eq!(venue_name(name).map(|i| i.to_string()).as_deref(), Some(ours), "{name}");
        }
    }

    #[test]
    fn what_is_a_coin_or_could_be_two_things_is_left_alone() {
        for name in [
            "USDT",
            "FDUSD",
            "PYUSD",
            "BUSD",
            "aUSDC",
            "sUSD",
            "USDCUSD",
            "BTC",
            "",
            "BTC-30DEC22-18000-C",
            "BTC-26DEC25",
            "A-B-C-D-E-F",
            "BTC-USD-219999",
            "ÄÖUSDT",
        ] {
            assert_eq!(venue_name(name), None, "{name}");
        }
    }
}
