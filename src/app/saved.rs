//! The book as it is kept between visits: the JSON of `io::json`, written without a serialiser.
//!
//! A book is kept the moment the page is left, so the code that writes it has to be there from the start; what reads
//! it comes later. Written by hand it is a tenth of what the derived writer brings.

use std::fmt::{Display, Write};

use rust_decimal::Decimal;

use super::book::Book;
use crate::market::{PriceState, Quote};
use crate::risk::nearest_f64;

/// Writes objects and lists one after the other, with the commas between them.
#[derive(Default)]
struct Out {
    text: String,
    /// Whether something stands in the present object or list already.
    filled: bool,
}

impl Out {
    fn comma(&mut self) {
        if self.filled {
            self.text.push(',');
        }
        self.filled = true;
    }

    fn string(&mut self, what: &dyn Display) {
        let text = what.to_string();
        self.text.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => self.text.extend(['\\', c]),
                '\0'..' ' => {
                    let _ = write!(self.text, "\\u{:04x}", u32::from(c));
                }
                _ => self.text.push(c),
            }
        }
        self.text.push('"');
    }

    fn name(&mut self, name: &dyn Display) {
        self.comma();
        self.string(name);
        self.text.push(':');
    }

    fn field(&mut self, name: &str, value: &dyn Display) {
        self.name(&name);
        self.string(value);
    }

    fn number(&mut self, name: &dyn Display, value: &dyn Display) {
        self.name(name);
        let _ = write!(self.text, "{value}");
    }

    /// A float with every digit it has; one that is no number of 28 digits is left out.
    fn float(&mut self, name: &dyn Display, value: f64) {
        if let Some(exact) = Decimal::from_f64_retain(value).filter(|exact| nearest_f64(*exact) == value) {
            self.number(name, &exact);
        }
    }

    /// Fields as they were written.
    fn fields(&mut self, written: &str) {
        if !written.is_empty() {
            self.comma();
            self.text.push_str(written);
        }
    }

    fn inside(&mut self, open: char, close: char, content: &mut dyn FnMut(&mut Self)) {
        self.text.push(open);
        self.filled = false;
        content(self);
        self.text.push(close);
        self.filled = true;
    }

    fn object(&mut self, content: &mut dyn FnMut(&mut Self)) {
        self.inside('{', '}', content);
    }

    fn named(&mut self, name: &dyn Display, open: char, close: char, content: &mut dyn FnMut(&mut Self)) {
        self.name(name);
        self.inside(open, close, content);
    }

    fn quote(&mut self, quote: &Quote) {
        self.field("price", &quote.price);
        self.field("source", &quote.source);
        self.number(&"time", &quote.time.0);
        if let Some(confidence) = quote.confidence {
            self.field("confidence", &confidence);
        }
        self.field("state", &state(quote.state));
    }
}

/// The word of a state in files.
pub(super) fn state(state: PriceState) -> &'static str {
    match state {
        PriceState::Manual => "manual",
        other => other.word(),
    }
}

/// The text that `intake::from_json` reads back.
pub(crate) fn text(book: &Book) -> String {
    let mut out = Out::default();
    out.object(&mut |out| {
        out.field("format", &crate::io::json::FORMAT);
        out.number(&"version", &crate::io::json::VERSION);
        out.named(&"account", '{', '}', &mut |out| account(out, book));
        out.named(&"market", '{', '}', &mut |out| market(out, book));
        out.fields(&book.extra);
    });
    out.text
}

fn account(out: &mut Out, book: &Book) {
    out.named(&"holdings", '[', ']', &mut |out| {
        for row in &book.holdings {
            out.comma();
            out.object(&mut |out| {
                out.field("asset", &row.value.asset);
                out.field("quantity", &row.value.quantity);
                out.fields(book.extra_of(row.id));
            });
        }
    });
    out.named(&"positions", '[', ']', &mut |out| {
        for row in &book.positions {
            let position = &row.value;
            out.comma();
            out.object(&mut |out| {
                out.field("instrument", &position.instrument);
                out.field("quantity", &position.quantity);
                if let Some(entry) = position.entry {
                    out.field("entry", &entry);
                }
                if position.contract_size != Decimal::ONE {
                    out.field("contract_size", &position.contract_size);
                }
                out.fields(book.extra_of(row.id));
            });
        }
    });
    if book.unknown.is_empty() {
        return;
    }
    out.named(&"unknown", '[', ']', &mut |out| {
        for row in &book.unknown {
            out.comma();
            out.object(&mut |out| {
                out.field("name", &row.value.name);
                out.field("quantity", &row.value.quantity);
                if let Some(entry) = row.value.entry {
                    out.field("entry", &entry);
                }
                if !row.value.why.is_empty() {
                    out.field("why", &row.value.why);
                }
                out.fields(book.extra_of(row.id));
            });
        }
    });
}

fn market(out: &mut Out, book: &Book) {
    let market = &book.prices;
    out.number(&"as_of", &market.as_of.0);
    out.named(&"index", '{', '}', &mut |out| {
        for (asset, quote) in &market.index {
            out.named(asset, '{', '}', &mut |out| out.quote(quote));
        }
    });
    out.named(&"marks", '{', '}', &mut |out| {
        for (instrument, quote) in &market.marks {
            out.named(instrument, '{', '}', &mut |out| out.quote(quote));
        }
    });
    out.named(&"forwards", '[', ']', &mut |out| {
        for ((underlying, expiry), quote) in &market.forwards {
            out.comma();
            out.object(&mut |out| {
                out.field("underlying", underlying);
                out.field("expiry", expiry);
                out.quote(quote);
            });
        }
    });
    out.named(&"vols", '{', '}', &mut |out| {
        for (option, quote) in &market.vols {
            out.named(option, '{', '}', &mut |out| {
                out.float(&"vol", quote.vol);
                out.field("source", &quote.source);
                out.number(&"time", &quote.time.0);
                out.field("state", &state(quote.state));
            });
        }
    });
    out.named(&"rates", '{', '}', &mut |out| {
        for (asset, rate) in &market.rates {
            out.float(asset, *rate);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::intake;
    use crate::book::{Position, Time};
    use crate::market::{Market, VolQuote};
    use rust_decimal_macros::dec;

    const NOW: Time = Time(1_795_305_600_000);

    /// Whether both writers say the same of a book, and it comes back as it was.
    fn as_the_file(book: &Book) {
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        let ours = text(book);
        assert_eq!(value(&ours), value(&intake::to_json(book)));
        let (back, whole) = intake::from_json(&ours, NOW).unwrap();
        assert!(whole);
        assert_eq!((back.account(), back.prices), (book.account(), book.prices.clone()));
    }

    #[test]
    fn it_is_what_the_file_writer_writes() {
        as_the_file(&Book::default());
        let mut book = intake::sample(NOW);
        as_the_file(&book);
        book.type_index(&"BTC".parse().unwrap(), Some(90_000.into()), NOW);
        book.add_position(Position {
            contract_size: dec!(0.01),
            ..Position::new("BTC-25DEC26-80000-P".parse().unwrap(), dec!(-2.50), Some(dec!(0.0181)))
        });
        as_the_file(&book);
        let unknown = |name: &str, entry, why: &str| crate::book::Unknown {
            name: name.to_owned(),
            quantity: dec!(-3.10),
            entry,
            why: why.to_owned(),
        };
        let unknown =
            vec![unknown("=\"A\"\n", Some(dec!(5)), "no such thing"), unknown("BTC-FS-26SEP25_PERP", None, "")];
        book.append(crate::book::Account { unknown, ..Default::default() });
        as_the_file(&book);
    }

    #[test]
    fn prices_that_came_with_a_book_are_kept_to_the_digit() {
        let mut prices = crate::oracle::sample::market(NOW);
        for (place, quote) in prices.vols.values_mut().enumerate() {
            quote.vol = 0.1 + (place as f64).sqrt() / 7.0;
        }
        prices.rates = [("BTC".parse().unwrap(), 1.0 / 3.0), ("ETH".parse().unwrap(), -0.012_345_678_9)].into();
        for (place, quote) in prices.index.values_mut().enumerate() {
            quote.confidence = (place % 2 == 0).then_some(dec!(0.10));
            quote.source = "a \"quoted\\\" source\n\u{1}é".to_owned();
        }
        let book = Book::new(crate::io::sample::account(NOW), prices);
        let (back, whole) = intake::from_json(&text(&book), NOW).unwrap();
        assert!(whole);
        assert_eq!((back.account(), back.prices), (book.account(), book.prices));
        let odd = VolQuote { vol: f64::NAN, source: String::new(), time: NOW, state: PriceState::Live };
        let mut prices = Market::at(NOW);
        prices.vols.insert("BTC-25DEC26-80000-P".parse().unwrap(), odd);
        assert!(intake::from_json(&text(&Book::new(Default::default(), prices)), NOW).is_ok());
    }

    #[test]
    fn every_state_has_its_word() {
        use PriceState::{Ageing, Held, Host, Imported, Live, Manual, Sample, Stale};
        for one in [Live, Host, Imported, Manual, Ageing, Stale, Held, Sample] {
            assert_eq!(serde_json::to_value(one).unwrap(), state(one));
        }
    }
}
