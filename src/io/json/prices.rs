//! The prices saved with a book, quote by quote.

use rust_decimal::Decimal;

use super::fields::{FieldReader, join};
use super::manner::Manner;
use crate::book::{Asset, Expiry, Instrument, Time};
use crate::io::tree::Tree;
use crate::market::{Market, PriceState, Quote, VolQuote};

/// The fields of a market that are read.
pub(super) const MARKET: &[&str] = &["as_of", "index", "marks", "forwards", "vols", "rates"];
/// The fields of a price.
pub(super) const QUOTE: &[&str] = &["price", "source", "time", "confidence", "state"];
/// The fields of a volatility.
pub(super) const VOL: &[&str] = &["vol", "source", "time", "state"];
/// The fields of a forward price.
const FORWARD: &[&str] = &["underlying", "expiry", "price", "source", "time", "confidence", "state"];

impl<M: Manner> FieldReader<M> {
    /// Takes an entry of `index` into a market.
    pub(super) fn take_index(&mut self, path: &str, name: &str, value: &Tree, market: &mut Market) {
        let (asset, quote) = (self.key::<Asset>(path, name, value), self.quote(path, value));
        if let (Some(asset), Some(quote)) = (asset, quote) {
            self.keep_others(path, value, QUOTE, || format!("market.index.{asset}"));
            market.index.insert(asset, quote);
        }
    }

    /// An entry of `marks`.
    pub(super) fn mark(&mut self, path: &str, name: &str, value: &Tree) -> Option<(Instrument, Quote)> {
        let (instrument, quote) = (self.key::<Instrument>(path, name, value), self.quote(path, value));
        let (instrument, quote) = (instrument?, quote?);
        self.keep_others(path, value, QUOTE, || format!("market.marks.{instrument}"));
        Some((instrument, quote))
    }

    /// An entry of `vols`.
    pub(super) fn vol_of(&mut self, path: &str, name: &str, value: &Tree) -> Option<(Instrument, VolQuote)> {
        let option: Instrument = self.key(path, name, value)?;
        let vol = self.vol(path, value)?;
        self.keep_others(path, value, VOL, || format!("market.vols.{option}"));
        Some((option, vol))
    }

    /// Takes an entry of `rates` into a market.
    pub(super) fn take_rate(&mut self, path: &str, name: &str, value: &Tree, market: &mut Market) {
        if let (Some(asset), Some(rate)) = (self.key(path, name, value), self.fraction(path, value)) {
            market.rates.insert(asset, rate);
        }
    }

    /// Takes an entry of `forwards` into a market.
    pub(super) fn take_forward(&mut self, path: &str, row: &Tree, market: &mut Market) {
        let word = |field| row.get(field).and_then(Tree::word).unwrap_or_default();
        let underlying = self.key::<Asset>(&join(path, "underlying"), word("underlying"), row);
        let expiry = match Expiry::parse(word("expiry")) {
            Ok(expiry) => Some(expiry),
            Err(error) => self.fails(&join(path, "expiry"), row, error.to_string()),
        };
        let quote = self.quote(path, row);
        if let (Some(underlying), Some(expiry), Some(quote)) = (underlying, expiry, quote) {
            self.keep_others(path, row, FORWARD, || format!("market.forwards.{underlying}-{expiry}"));
            market.forwards.insert((underlying, expiry), quote);
        }
    }

    /// The asset or instrument that a quote stands under.
    fn key<T: std::str::FromStr<Err: std::fmt::Display>>(&mut self, path: &str, name: &str, value: &Tree) -> Option<T> {
        match name.parse() {
            Ok(key) => Some(key),
            Err(error) => {
                let error: T::Err = error;
                self.fails(path, value, error.to_string())
            }
        }
    }

    fn quote(&mut self, path: &str, tree: &Tree) -> Option<Quote> {
        if tree.word().is_some() {
            // A price by itself: "BTC": 93812
            let price = self.price(path, tree)?;
            return Some(Quote::new(price, "", Time(0), M::UNSAID));
        }
        let at = join(path, "price");
        let Some(price) = tree.get("price") else {
            return self.fails(&at, tree, "“price” is missing; write a price such as \"93812\"");
        };
        let price = self.price(&at, price)?;
        let confidence = match tree.get("confidence").filter(|value| !value.is_absent()) {
            None => None,
            Some(value) => self.number(&join(path, "confidence"), value),
        };
        Some(Quote {
            price,
            source: source(tree),
            time: self.instant(path, tree, "time").unwrap_or_default(),
            confidence,
            averages: None,
            state: self.state(path, tree),
        })
    }

    fn price(&mut self, path: &str, value: &Tree) -> Option<Decimal> {
        let price = self.number(path, value)?;
        if price < Decimal::ZERO {
            return self.fails(path, value, "a price is not below zero");
        }
        Some(price)
    }

    fn vol(&mut self, path: &str, tree: &Tree) -> Option<VolQuote> {
        if tree.word().is_some() {
            let vol = self.fraction(path, tree)?;
            return Some(VolQuote { vol, source: String::new(), time: Time(0), state: M::UNSAID });
        }
        let at = join(path, "vol");
        let Some(value) = tree.get("vol") else {
            return self.fails(&at, tree, "“vol” is missing; write a fraction a year such as 0.52");
        };
        let vol = self.fraction(&at, value)?;
        if vol < 0.0 {
            return self.fails(&at, value, "a volatility is not below zero");
        }
        Some(VolQuote {
            vol,
            source: source(tree),
            time: self.instant(path, tree, "time").unwrap_or_default(),
            state: self.state(path, tree),
        })
    }

    /// A fraction a year.
    fn fraction(&mut self, path: &str, value: &Tree) -> Option<f64> {
        match value.word().and_then(M::fraction) {
            Some(number) if number.is_finite() => Some(number),
            _ => self.fails(path, value, "this is no fraction a year; write one such as 0.52"),
        }
    }

    /// An instant that may be missing.
    pub(super) fn instant(&mut self, path: &str, tree: &Tree, field: &str) -> Option<Time> {
        let value = tree.get(field).filter(|value| !value.is_absent())?;
        match value.word().map(|text| text.trim().parse()) {
            Some(Ok(ms)) => Some(Time(ms)),
            _ => {
                let message = "this is no time; write milliseconds since 1970, such as 1795305600000";
                self.fails(&join(path, field), value, message)
            }
        }
    }

    fn state(&mut self, path: &str, tree: &Tree) -> PriceState {
        let Some(value) = tree.get("state").filter(|value| !value.is_absent()) else {
            return M::UNSAID;
        };
        match value.word().and_then(PriceState::named) {
            Some(state) => state,
            _ => {
                let message = "this is no state of a price; it is read as imported";
                self.kept(&join(path, "state"), value, message);
                PriceState::Imported
            }
        }
    }
}

fn source(tree: &Tree) -> String {
    let source = tree.get("source").and_then(Tree::word);
    source.unwrap_or_default().to_owned()
}
