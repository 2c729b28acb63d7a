//! A book that was kept between visits, as this version of the page writes it (`saved`).
//!
//! What was written by hand, by an older page, or with prices that came from an import is not read here: `io::json` reads
//! that, and says what it cannot read. This is the short way for the usual case, so that a page that was visited before
//! has all it needs to begin.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::book::Book;
use super::saved;
use crate::book::{Account, Asset, Holding, Instrument, Position, Sorted, Time};
use crate::io::json::{FORMAT, VERSION};
use crate::json::{Json, field};
use crate::market::{Market, PriceState, Quote};

/// The most rows that are read; `io` says what it thinks of more.
const MOST_ROWS: usize = crate::io::MAX_ROWS;

/// An object with these fields at least and none beside `known`.
struct Fields<'a>(Vec<(std::borrow::Cow<'a, str>, Json<'a>)>);

impl<'a> Fields<'a> {
    fn of(json: Json<'a>, known: &[&str]) -> Option<Self> {
        let fields = json.fields()?;
        let once = |(place, (name, _)): (usize, &(std::borrow::Cow<'a, str>, _))| {
            known.contains(&name.as_ref()) && fields.iter().take(place).all(|(before, _)| before != name)
        };
        fields.iter().enumerate().all(once).then_some(()).map(|()| Self(fields))
    }

    fn get(&self, name: &str) -> Option<Json<'a>> {
        field(&self.0, name)
    }

    fn parsed<T: FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.string()?.parse().ok()
    }

    /// A number that stands there as it would be written again, so that none of its digits is lost.
    fn number(&self, name: &str) -> Option<Decimal> {
        exact(self.get(name)?)
    }

    /// The same, or nothing where nothing is written.
    fn number_or_none(&self, name: &str) -> Option<Option<Decimal>> {
        self.get(name).map_or(Some(None), |json| exact(json).map(Some))
    }

    fn time(&self, name: &str) -> Option<Time> {
        self.get(name)?.written().parse().ok().map(Time)
    }
}

fn exact(json: Json<'_>) -> Option<Decimal> {
    let text = json.string()?;
    let number: Decimal = text.parse().ok()?;
    (number.to_string() == *text).then_some(number)
}

/// The book, if all of the text is what [`saved::text`] writes.
pub(crate) fn read(text: &str) -> Option<Book> {
    let file = Fields::of(Json::read(text).ok()?, &["format", "version", "account", "market"])?;
    if file.get("format")?.string()? != FORMAT || file.get("version")?.written() != VERSION.to_string() {
        return None;
    }
    let account = Fields::of(file.get("account")?, &["holdings", "positions"])?;
    let (holdings, positions) = (account.get("holdings")?.list()?, account.get("positions")?.list()?);
    if holdings.len() + positions.len() > MOST_ROWS {
        return None;
    }
    let account = Account {
        holdings: holdings.into_iter().map(holding).collect::<Option<_>>()?,
        positions: positions.into_iter().map(position).collect::<Option<_>>()?,
        ..Account::default()
    };
    Some(Book::new(account, market(file.get("market")?)?))
}

fn holding(json: Json<'_>) -> Option<Holding> {
    let fields = Fields::of(json, &["asset", "quantity"])?;
    Some(Holding { asset: fields.parsed("asset")?, quantity: fields.number("quantity")? })
}

fn position(json: Json<'_>) -> Option<Position> {
    let fields = Fields::of(json, &["instrument", "quantity", "entry", "contract_size"])?;
    let instrument: Instrument = fields.parsed("instrument")?;
    let entry = fields.number_or_none("entry")?;
    let contract_size = fields.number_or_none("contract_size")?.unwrap_or(Decimal::ONE);
    let free = instrument.is_option();
    if entry.is_some_and(|entry| entry < Decimal::ZERO || (entry.is_zero() && !free)) || contract_size <= Decimal::ZERO
    {
        return None;
    }
    Some(Position { instrument, quantity: fields.number("quantity")?, entry, contract_size })
}

fn market(json: Json<'_>) -> Option<Market> {
    let fields = Fields::of(json, &["as_of", "index", "marks", "forwards", "vols", "rates"])?;
    // such prices come only with an import
    if !(fields.get("forwards")?.list()?.is_empty()
        && fields.get("vols")?.fields()?.is_empty()
        && fields.get("rates")?.fields()?.is_empty())
    {
        return None;
    }
    Some(Market {
        index: quotes::<Asset>(fields.get("index")?)?,
        marks: quotes::<Instrument>(fields.get("marks")?)?,
        ..Market::at(fields.time("as_of")?)
    })
}

fn quotes<K: FromStr + Ord>(json: Json<'_>) -> Option<Sorted<K, Quote>> {
    json.fields()?.into_iter().map(|(name, value)| Some((name.parse().ok()?, quote(value)?))).collect()
}

fn quote(json: Json<'_>) -> Option<Quote> {
    use PriceState::{Ageing, Held, Host, Imported, Live, Manual, Sample, Stale};
    let fields = Fields::of(json, &["price", "source", "time", "confidence", "state"])?;
    let word = fields.get("state")?.string()?;
    let states = [Live, Host, Imported, Manual, Ageing, Stale, Held, Sample];
    Some(Quote {
        price: fields.number("price").filter(|price| *price >= Decimal::ZERO)?,
        source: fields.get("source")?.string()?.into_owned(),
        time: fields.time("time")?,
        confidence: fields.number_or_none("confidence")?,
        averages: None,
        state: states.into_iter().find(|state| saved::state(*state) == word)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::intake;
    use rust_decimal_macros::dec;

    const NOW: Time = Time(1_795_305_600_000);

    /// A book with everything that a kept one has.
    fn book() -> Book {
        let mut book = intake::sample(NOW);
        book.type_index(&"BTC".parse().unwrap(), Some(dec!(90000.50)), NOW);
        book.type_mark(&"BTC-25DEC26-80000-P".parse().unwrap(), Some(dec!(0)), NOW);
        book.add_position(Position {
            contract_size: dec!(0.01),
            ..Position::new("BTC-25DEC26-80000-P".parse().unwrap(), dec!(-2.50), Some(dec!(0)))
        });
        book
    }

    #[test]
    fn what_was_kept_is_read_as_the_long_way_reads_it() {
        for book in [Book::default(), intake::sample(NOW), book()] {
            let text = saved::text(&book);
            let (long, whole) = intake::from_json(&text, NOW).unwrap();
            assert!(whole);
            assert_eq!(read(&text), Some(long));
        }
    }

    #[test]
    fn whatever_is_read_the_long_way_reads_alike() {
        let text = saved::text(&book());
        let parts = ["\"", "{", "}", "[", "]", ",", ":", "0", "-", ".", "9", "null", "BTC", " ", "manual", "1.50", "x"];
        for (place, _) in text.char_indices() {
            for part in parts {
                for end in [place, place + 1] {
                    let changed = format!("{}{part}{}", &text[..place], text.get(end..).unwrap_or_default());
                    if let Some(book) = read(&changed) {
                        assert_eq!(intake::from_json(&changed, NOW), Ok((book, true)), "{changed}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_rest_is_left_to_the_long_way() {
        let text = saved::text(&book());
        for (good, other) in [
            ("\"version\":1", "\"version\":2"),
            ("\"account\"", "\"name\":\"x\",\"account\""),
            ("\"90000.50\"", "90000.50"),
            ("\"90000.50\"", "\"9e4\""),
            ("\"90000.50\"", "\"-5\""),
            ("\"vols\":{}", "\"vols\":{\"BTC-25DEC26-80000-P\":0.5}"),
            ("\"manual\"", "\"typed\""),
            ("ETH-PERP", "ETH PERP?"),
        ] {
            assert!(text.contains(good), "{good}");
            assert_eq!(read(&text.replacen(good, other, 1)), None, "{other}");
        }
        for text in ["", "{", "null", "[]", "{}"] {
            assert_eq!(read(text), None);
        }
    }
}
