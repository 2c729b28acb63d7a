//! Prices that the page which embeds the calculator hands in. Nothing is asked for.
//!
//! ```json
//! { "BTC": { "price": "93812.5", "confidence": "12", "time": 1795305600000 }, "ETH": 3204.1 }
//! ```
//!
//! US dollars a coin, as a string or a number; the string keeps every digit. `confidence` is half the width of the
//! price's band, in dollars. `time` is when the price was true, in seconds, milliseconds, microseconds or nanoseconds
//! since 1970; without one the price is of now. Whoever writes the page reads why a row is not taken, so each reason
//! names the field, what stands there and what would be right.

use rust_decimal::Decimal;

use super::price_text::{self, PriceFault};
use super::reading::{ParseError, Reading, Tick, first};
use super::source::{Kind, Source};
use super::{answer, fixed_point};
use crate::book::{Asset, Time};
use crate::json::{self, Json};

/// The embedding page.
pub static SOURCE: Source = Source {
    name: "host",
    title: "This page",
    kind: Kind::Host,
    origin: "",
    needs_key: false,
    gives: "prices handed in by the page that embeds the calculator",
    evidence: "docs/oracles.md",
    asks: |_| Vec::new(),
    stream: None,
    book: |_| None,
};

/// The fields of a price.
const FIELDS: [&str; 3] = ["price", "confidence", "time"];

/// Reads prices by asset.
pub fn parse(bytes: &[u8], received: Time) -> Result<Reading, ParseError> {
    let mut reading = Reading::of(&SOURCE, received);
    let mut rows = Vec::new();
    for (name, row) in answer::fields(answer::whole(bytes)?, "the top")? {
        match name.parse::<Asset>() {
            Ok(asset) => rows.push((asset, row)),
            Err(why) => reading.leave_out(&name, &name, why),
        }
    }
    for (asset, row) in answer::named_once(&mut reading, rows) {
        match tick(row, received) {
            Ok(tick) => drop(reading.index.insert(asset, tick)),
            Err((field, read, why)) => {
                let name = if field.is_empty() { asset.to_string() } else { [asset.as_str(), ".", &field].concat() };
                reading.leave_out(&name, &read, why);
            }
        }
    }
    reading.unless_empty()
}

/// A row's price, or the field that is wrong, what stands there and what would be right.
fn tick(row: Json<'_>, received: Time) -> Result<Tick, (String, String, String)> {
    let Some(fields) = row.fields() else {
        let value = price(row).map_err(|why| (String::new(), row.written().to_owned(), why))?;
        return Ok(Tick::new(value, received));
    };
    if let Some((name, value)) = fields.iter().find(|(name, _)| !FIELDS.contains(&name.as_ref())) {
        let why = "there is no such field; a price has price, confidence and time".to_owned();
        return Err((first(name, 30), value.written().to_owned(), why));
    }
    let of = |name| json::field(&fields, name);
    let wrong = |name: &'static str, why| (name.to_owned(), of(name).map_or("", Json::written).to_owned(), why);
    let value = of("price").map_or_else(|| Err(unlike_a_price(PriceFault::Missing)), price);
    let value = value.map_err(|why| wrong("price", why))?;
    let confidence = of("confidence").map(band).transpose().map_err(|why| wrong("confidence", why))?;
    let time = of("time").map(|time| price_text::time(&time.text())).transpose().map_err(|why| {
        wrong("time", [&why.to_string(), "; right would be milliseconds since 1970, such as 1795305600000"].concat())
    })?;
    Ok(Tick::new(value, time.unwrap_or(received)).give_or_take(confidence))
}

fn price(json: Json<'_>) -> Result<Decimal, String> {
    price_text::price(&json.text()).map_err(unlike_a_price)
}

fn unlike_a_price(why: PriceFault) -> String {
    [&why.to_string(), "; right would be US dollars a coin, such as \"93812.5\""].concat()
}

/// Half a band's width: like a price, or zero.
fn band(json: Json<'_>) -> Result<Decimal, String> {
    let text = json.text();
    match price_text::price(&text) {
        Err(PriceFault::NotPositive) if fixed_point::scaled(&text, 0) == Ok(Decimal::ZERO) => Ok(Decimal::ZERO),
        read => read.map_err(|why| {
            [&why.to_string(), "; right would be half the band's width in US dollars, such as \"12\""].concat()
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    const NOW: Time = Time(1_795_305_605_000);

    fn read(text: &str) -> Result<Reading, ParseError> {
        parse(text.as_bytes(), NOW)
    }

    fn of(reading: &Reading, name: &str) -> Option<Tick> {
        reading.index.get(&name.parse().unwrap()).copied()
    }

    #[test]
    fn a_price_is_a_string_a_number_or_an_object() {
        let reading = read(include_str!("../../tests/fixtures/oracle/host_prices.json")).unwrap();
        let band = Tick::new(dec!(93812.5), Time(1_795_305_600_000)).give_or_take(Some(dec!(12)));
        assert_eq!(of(&reading, "BTC"), Some(band));
        assert_eq!(of(&reading, "ETH"), Some(Tick::new(dec!(3204.1), NOW)));
        assert_eq!(of(&reading, "USDC"), Some(Tick::new(dec!(1.0001), NOW)));
        assert_eq!((reading.kind, reading.source), (Kind::Host, "host"));
        assert!(reading.left_out.is_empty());
    }

    #[test]
    fn a_time_is_in_whatever_unit_its_size_says() {
        for time in ["1795305600", "\"1795305600000\"", "1795305600000000", "1795305600000000000", "1.7953056e9"] {
            let reading = read(&format!(r#"{{"BTC":{{"price":1,"time":{time}}}}}"#)).unwrap();
            assert_eq!(of(&reading, "BTC").unwrap().time, Time(1_795_305_600_000), "{time}");
        }
        let reading = read(r#"{"wsteth":{"price":1,"confidence":0,"time":null}}"#).unwrap();
        let expected = Tick::new(dec!(1), NOW).give_or_take(Some(dec!(0)));
        assert_eq!(of(&reading, "wstETH"), Some(expected));
    }

    #[test]
    fn what_is_left_out_says_field_value_and_what_would_be_right() {
        let rows = [
            (r#""BTC":"NaN""#, "BTC", "\"NaN\"", "it is not a number; right would be US dollars a coin"),
            (r#""BTC":null"#, "BTC", "null", "nothing was given; right would be"),
            (r#""BTC":[1]"#, "BTC", "[1]", "it is not a number"),
            (r#""BTC":true"#, "BTC", "true", "it is not a number"),
            (r#""BTC":-5"#, "BTC", "-5", "a price is above zero"),
            (r#""BTC":1e300"#, "BTC", "1e300", "a price lies between"),
            (r#""BTC":{"price":0}"#, "BTC.price", "0", "a price is above zero; right would be US dollars"),
            (r#""BTC":{"price":"1e-40"}"#, "BTC.price", "\"1e-40\"", "a price lies between"),
            (r#""BTC":{}"#, "BTC.price", "", "nothing was given"),
            (r#""BTC":{"price":{"price":1}}"#, "BTC.price", r#"{"price":1}"#, "it is not a number"),
            (r#""BTC":{"prize":1}"#, "BTC.prize", "1", "there is no such field"),
            (
                r#""BTC":{"price":1,"confidence":-1}"#,
                "BTC.confidence",
                "-1",
                "a price is above zero; right would be half",
            ),
            (r#""BTC":{"price":1,"confidence":"wide"}"#, "BTC.confidence", "\"wide\"", "it is not a number"),
            (r#""BTC":{"price":1,"time":0}"#, "BTC.time", "0", "its time is not between 2009 and 2100; right would be"),
            (r#""BTC":{"price":1,"time":"now"}"#, "BTC.time", "\"now\"", "its time is not between"),
            (r#""BTC":{"price":1,"time":4102444800000}"#, "BTC.time", "4102444800000", "its time is not between"),
            (r#""B/C":1"#, "B/C", "B/C", "“B/C” has '/'"),
            (r#""":1"#, "", "", "an asset needs a symbol"),
        ];
        for (row, name, value, why) in rows {
            let reading = read(&format!(r#"{{{row},"ETH":3204.1}}"#)).unwrap();
            assert_eq!(of(&reading, "ETH").unwrap().value, dec!(3204.1), "{row}");
            assert_eq!(reading.len(), 1, "{row}");
            let left = &reading.left_out[0];
            assert_eq!((left.name.as_str(), left.read.as_str()), (name, value), "{row}");
            assert!(left.why.starts_with(why), "{row}: {}", left.why);
        }
    }

    #[test]
    fn an_asset_that_is_named_twice_in_any_spelling_is_left_out() {
        let reading = read(r#"{"BTC":1,"btc":2,"ETH":3}"#).unwrap();
        assert_eq!((reading.len(), reading.left_out.len()), (1, 2));
        assert!(reading.left_out.iter().all(|row| row.name == "BTC" && row.why == "it is named twice"));
    }

    #[test]
    fn what_is_no_object_of_prices_is_an_error() {
        assert_eq!(read("{}"), Err(ParseError::Empty));
        for text in ["", "null", "5", "[]", r#"["BTC"]"#, "<html>", r#"{"BTC":1"#, "NaN"] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(matches!(read(r#"{"BTC":0}"#), Err(ParseError::NothingUsable { rows: 1, .. })));
    }
}
