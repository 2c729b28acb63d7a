//! The prices saved with a book, quote by quote.

use rust_decimal::Decimal;

use super::{FieldReader, join};
use crate::book::{Expiry, Time};
use crate::io::tree::Tree;
use crate::market::{Market, PriceState, Quote, VolQuote};

const QUOTE: [&str; 5] = ["price", "source", "time", "confidence", "state"];

impl FieldReader {
    /// A market; what is missing in it is empty, and its instant is `now` unless it says so.
    pub(super) fn market(&mut self, path: &str, tree: &Tree, now: Time) -> Market {
        let mut market = Market::at(now);
        if tree.fields().is_none() {
            self.left_out(path, tree, "a market is an object with “index” and “marks”");
            return market;
        }
        self.unknown_fields(path, tree, &["as_of", "index", "marks", "forwards", "vols", "rates"]);
        if let Some(as_of) = self.instant(path, tree, "as_of") {
            market.as_of = as_of;
        }
        for (at, name, value) in self.named(path, tree, "index") {
            if let (Some(asset), Some(quote)) = (self.key(&at, name, value), self.quote(&at, value, &[])) {
                market.index.insert(asset, quote);
            }
        }
        for (at, name, value) in self.named(path, tree, "marks") {
            if let (Some(instrument), Some(quote)) = (self.key(&at, name, value), self.quote(&at, value, &[])) {
                market.marks.insert(instrument, quote);
            }
        }
        for (at, name, value) in self.named(path, tree, "vols") {
            if let (Some(option), Some(vol)) = (self.key(&at, name, value), self.vol(&at, value)) {
                market.vols.insert(option, vol);
            }
        }
        for (at, name, value) in self.named(path, tree, "rates") {
            if let (Some(asset), Some(rate)) = (self.key(&at, name, value), self.fraction(&at, value)) {
                market.rates.insert(asset, rate);
            }
        }
        self.forwards(path, tree, &mut market);
        market
    }

    fn forwards(&mut self, path: &str, tree: &Tree, market: &mut Market) {
        let path = join(path, "forwards");
        let Some(value) = tree.get("forwards").filter(|value| !value.is_absent()) else {
            return;
        };
        let Some(list) = value.list() else {
            self.left_out(&path, value, "“forwards” is a list: […]");
            return;
        };
        for (index, row) in list.iter().enumerate() {
            let at = format!("{path}[{index}]");
            let word = |field| row.get(field).and_then(Tree::word).unwrap_or_default();
            let underlying = self.key(&join(&at, "underlying"), word("underlying"), row);
            let expiry = match Expiry::parse(word("expiry")) {
                Ok(expiry) => Some(expiry),
                Err(error) => self.fails(&join(&at, "expiry"), row, error.to_string()),
            };
            let quote = self.quote(&at, row, &["underlying", "expiry"]);
            if let (Some(underlying), Some(expiry), Some(quote)) = (underlying, expiry, quote) {
                market.forwards.insert((underlying, expiry), quote);
            }
        }
    }

    /// The fields of an object of quotes, each with its path.
    fn named<'t>(&mut self, path: &str, tree: &'t Tree, field: &str) -> Vec<(String, &'t str, &'t Tree)> {
        let path = join(path, field);
        let Some(value) = tree.get(field).filter(|value| !value.is_absent()) else {
            return Vec::new();
        };
        let Some(fields) = value.fields() else {
            self.left_out(&path, value, format!("“{field}” is an object: {{…}}"));
            return Vec::new();
        };
        fields.iter().map(|(name, value)| (join(&path, name), name.as_str(), value)).collect()
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

    fn quote(&mut self, path: &str, tree: &Tree, beside: &[&str]) -> Option<Quote> {
        if tree.word().is_some() {
            // A price by itself: "BTC": 93812
            let price = self.price(path, tree)?;
            return Some(Quote::new(price, "", Time(0), PriceState::Imported));
        }
        let known: Vec<&str> = QUOTE.iter().chain(beside).copied().collect();
        self.unknown_fields(path, tree, &known);
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
            let state = PriceState::Imported;
            return Some(VolQuote { vol, source: String::new(), time: Time(0), state });
        }
        self.unknown_fields(path, tree, &["vol", "source", "time", "state"]);
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

    /// A fraction a year. Read by the standard library, which finds the nearest `f64`.
    fn fraction(&mut self, path: &str, value: &Tree) -> Option<f64> {
        match value.word().map(|text| text.trim().parse::<f64>()) {
            Some(Ok(number)) if number.is_finite() => Some(number),
            _ => self.fails(path, value, "this is no fraction a year; write one such as 0.52"),
        }
    }

    fn instant(&mut self, path: &str, tree: &Tree, field: &str) -> Option<Time> {
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
            return PriceState::Imported;
        };
        let read = value.word().map(|word| serde_json::from_value(serde_json::Value::String(word.to_owned())));
        match read {
            Some(Ok(state)) => state,
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
