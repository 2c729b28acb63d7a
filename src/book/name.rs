//! Instrument names, read and printed without loss.
//!
//! | name | instrument |
//! |---|---|
//! | `BTC-PERP` | linear perpetual in US dollars |
//! | `BTC-PERPETUAL` | inverse perpetual |
//! | `BTC_USDC-PERPETUAL` | linear perpetual in USDC |
//! | `BTC-27DEC26`, `BTC_USDC-27DEC26` | inverse, linear future |
//! | `BTC-27DEC26-100000-C`, `BTC_USDC-27DEC26-100000-P` | inverse, linear option |
//! | `XRP_USDC-27DEC26-0d625-C` | a strike of 0.625: `d` stands for the point |
//! | `BTC/USDC`, `BTC_USDC` | spot |
//!
//! Source: the instrument names that Deribit lists; `-PERP` and `/` are how others write the same.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Asset, AssetError, DateError, Expiry, Instrument, InstrumentError, Kind, Right, Settlement};

/// Why a text is not the name of an instrument.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The asset's symbol is wrong.
    #[error(transparent)]
    Asset(#[from] AssetError),
    /// The date is wrong.
    #[error(transparent)]
    Date(#[from] DateError),
    /// The parts contradict each other.
    #[error(transparent)]
    Instrument(#[from] InstrumentError),
    /// The strike is not a number.
    #[error("“{0}” is not a strike; write a price above zero, such as 100000 or 0d625 for 0.625")]
    Strike(String),
    /// Neither call nor put.
    #[error("“{0}” is neither C for a call nor P for a put")]
    Right(String),
    /// No known form.
    #[error("“{0}” is no instrument name; write BTC-PERP, BTC-27DEC26, BTC-27DEC26-100000-C or BTC/USDC")]
    Form(String),
}

fn strike(text: &str) -> Result<Decimal, NameError> {
    let wrong = || NameError::Strike(text.chars().take(40).collect());
    let fits =
        !text.is_empty() && text.len() <= 24 && text.bytes().all(|b| b.is_ascii_digit() || b == b'd' || b == b'.');
    if !fits {
        return Err(wrong());
    }
    let value: Decimal = text.replacen('d', ".", 1).parse().map_err(|_| wrong())?;
    if value > Decimal::ZERO { Ok(value) } else { Err(wrong()) }
}

fn right(text: &str) -> Result<Right, NameError> {
    match text {
        "C" | "c" => Ok(Right::Call),
        "P" | "p" => Ok(Right::Put),
        _ => Err(NameError::Right(text.chars().take(40).collect())),
    }
}

impl FromStr for Instrument {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        let form = || NameError::Form(text.chars().take(60).collect());
        let parts: Vec<&str> = text.split('-').collect();
        let head = parts.first().copied().unwrap_or_default();
        let (base, quote) = match head.split_once(['_', '/']) {
            Some((base, quote)) => (base.parse::<Asset>()?, Some(quote.parse::<Asset>()?)),
            None => (head.parse::<Asset>()?, None),
        };
        let settlement = |quote: Option<Asset>| quote.map_or(Settlement::Inverse, |quote| Settlement::Linear { quote });
        let instrument = match parts.as_slice() {
            [_] => {
                let quote = quote.ok_or_else(form)?;
                Instrument::new(base, Settlement::Linear { quote }, Kind::Spot)?
            }
            [_, word] if word.eq_ignore_ascii_case("PERPETUAL") => {
                Instrument::new(base, settlement(quote), Kind::Perpetual)?
            }
            [_, word] if word.eq_ignore_ascii_case("PERP") => {
                let quote = quote.unwrap_or_else(Asset::usd);
                Instrument::new(base, Settlement::Linear { quote }, Kind::Perpetual)?
            }
            [_, date] => {
                let expiry = Expiry::parse(date)
                    .map_err(|error| if date.bytes().any(|b| b.is_ascii_digit()) { error.into() } else { form() })?;
                Instrument::new(base, settlement(quote), Kind::Future { expiry })?
            }
            [_, date, price, side] => {
                let kind = Kind::Option { expiry: Expiry::parse(date)?, strike: strike(price)?, right: right(side)? };
                Instrument::new(base, settlement(quote), kind)?
            }
            _ => return Err(form()),
        };
        Ok(instrument)
    }
}

impl fmt::Display for Instrument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dollars = matches!(self.settlement(), Settlement::Linear { quote } if *quote == Asset::usd());
        f.write_str(self.underlying().as_str())?;
        match (self.settlement(), self.kind()) {
            (Settlement::Linear { quote }, Kind::Spot) => return write!(f, "/{quote}"),
            (Settlement::Linear { .. }, Kind::Perpetual) if dollars => return f.write_str("-PERP"),
            (Settlement::Linear { quote }, _) => write!(f, "_{quote}")?,
            (Settlement::Inverse, _) => {}
        }
        match self.kind() {
            Kind::Spot => Ok(()),
            Kind::Perpetual => f.write_str("-PERPETUAL"),
            Kind::Future { expiry } => write!(f, "-{expiry}"),
            Kind::Option { expiry, strike, right } => {
                expiry_and_strike(f, expiry, strike)?;
                f.write_str(match right {
                    Right::Call => "-C",
                    Right::Put => "-P",
                })
            }
        }
    }
}

/// `-27DEC26-100000`, with `d` for the point.
fn expiry_and_strike(f: &mut fmt::Formatter<'_>, expiry: Expiry, strike: Decimal) -> fmt::Result {
    match u64::try_from(strike.mantissa()) {
        Ok(whole) if strike.scale() == 0 => write!(f, "-{expiry}-{whole}"),
        _ => write!(f, "-{expiry}-{}", strike.to_string().replace('.', "d")),
    }
}

impl Serialize for Instrument {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instrument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Instrument {
        text.parse().unwrap()
    }

    #[test]
    fn a_name_is_printed_as_it_was_read() {
        for name in [
            "BTC-PERP",
            "BTC-PERPETUAL",
            "ETH-PERPETUAL",
            "BTC_USDC-PERPETUAL",
            "BTC-27DEC26",
            "BTC_USDC-27DEC26",
            "BTC-27DEC26-100000-C",
            "BTC_USDC-7FEB25-106000-P",
            "XRP_USDC-30JUN23-0d625-C",
            "BTC/USDC",
            "wstETH/ETH",
            "kPEPE-PERP",
            "BTC_USD-27DEC26",
            "BTC_USD-27DEC26-100000-C",
        ] {
            assert_eq!(read(name).to_string(), name);
        }
    }

    #[test]
    fn other_spellings_come_out_in_the_usual_one() {
        assert_eq!(read("btc-perp").to_string(), "BTC-PERP");
        assert_eq!(read("BTC_USD-PERPETUAL").to_string(), "BTC-PERP");
        assert_eq!(read("BTC_USDC").to_string(), "BTC/USDC");
        assert_eq!(read("BTC-07FEB25-106000.50-c").to_string(), "BTC-7FEB25-106000d5-C");
    }

    #[test]
    fn the_name_says_how_it_settles() {
        assert!(read("BTC-PERPETUAL").is_inverse());
        assert!(!read("BTC-PERP").is_inverse());
        assert_eq!(read("BTC_USDC-27DEC26").settlement_asset().as_str(), "USDC");
        assert_eq!(read("BTC-27DEC26-100000-C").settlement_asset().as_str(), "BTC");
    }

    #[test]
    fn what_is_no_name_says_what_would_be() {
        let error = |text: &str| text.parse::<Instrument>().unwrap_err().to_string();
        assert!(error("BTC").contains("BTC-PERP"));
        assert!(error("BTC-27DEC26-100000-X").contains("neither C"));
        assert!(error("BTC-27DEC26-abc-C").contains("strike"));
        assert!(error("BTC-27DEC26-0-C").contains("strike"));
        assert!(error("BTC-32DEC26-1-C").contains("27DEC26"));
        assert!(error("BTC/BTC").contains("itself"));
        assert!(
            error("BTC-FS-26SEP25_24JAN25").contains("no instrument name")
                || error("BTC-FS-26SEP25_24JAN25").contains("date")
        );
    }
}
