//! Instruments as Bybit names them.
//!
//! Options without a quote are paid in USDC, with one in it; futures of a coin and a date are linear in USDC; a perpetual
//! of the category `inverse` is a coin and `USD`.

use super::super::name::{concatenated, dated, option, perpetual};
use crate::book::{Expiry, Instrument};

/// What a name stands for, in a category where one is told.
pub(super) fn instrument(symbol: &str, category: &str) -> Result<Instrument, String> {
    let parts: Vec<&str> = symbol.split('-').collect();
    let date = |text: &str| Expiry::parse(text).ok();
    let named = match parts.as_slice() {
        [one] if category == "inverse" => concatenated(one).or_else(|| perpetual(one.strip_suffix("USD")?, "USD")),
        [one] => concatenated(one),
        [pair, day] => {
            let quoted = ["USDT", "USDC"].into_iter().find_map(|quote| Some((pair.strip_suffix(quote)?, quote)));
            let (base, quote) = quoted.filter(|(base, _)| !base.is_empty()).unwrap_or((pair, "USDC"));
            date(day).and_then(|expiry| dated(base, quote, expiry))
        }
        [base, day, strike, right] => date(day).and_then(|expiry| option(base, Some("USDC"), expiry, strike, right)),
        [base, day, strike, right, quote] => {
            date(day).and_then(|expiry| option(base, Some(quote), expiry, strike, right))
        }
        _ => None,
    };
    named.ok_or_else(|| format!("“{symbol}” is no contract of Bybit that is known here"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (symbol, category, ours) in [
            ("BTCUSDT", "linear", "BTC_USDT-PERPETUAL"),
            ("SOLPERP", "linear", "SOL_USDC-PERPETUAL"),
            ("BTC-26DEC25", "linear", "BTC_USDC-26DEC25"),
            ("BTCUSDT-26DEC25", "linear", "BTC_USDT-26DEC25"),
            ("BTCUSD", "inverse", "BTC-PERPETUAL"),
            ("GALAUSD", "inverse", "GALA-PERPETUAL"),
            ("ETHUSDH26", "inverse", "ETH-27MAR26"),
            ("BTC-30DEC22-18000-C", "option", "BTC_USDC-30DEC22-18000-C"),
            ("BTC-25SEP26-80000-P-USDT", "", "BTC_USDT-25SEP26-80000-P"),
        ] {
            assert_eq!(instrument(symbol, category).map(|of| of.to_string()), Ok(ours.to_owned()), "{symbol}");
        }
        assert!(instrument("A-B-C-D-E-F", "").is_err());
    }
}
