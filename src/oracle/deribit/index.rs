//! `public/get_index_price`: one number, the index price of a coin in US dollars.

use super::{SOURCE, opened};
use crate::book::{Asset, Time};
use crate::json;
use crate::oracle::reading::{ParseError, Reading, Tick};
use crate::oracle::{answer, price_text};

/// Reads the index price of `asset`; the answer does not say whose it is. Its time is `usOut`, else `received`.
pub fn parse_index(asset: &Asset, bytes: &[u8], received: Time) -> Result<Reading, ParseError> {
    let (result, time) = opened(bytes, received)?;
    let fields = answer::fields(result, "result")?;
    let mut reading = Reading::of(&SOURCE, received);
    let text = answer::text(json::field(&fields, "index_price"));
    match price_text::price(&text) {
        Ok(value) => {
            reading.index.insert(asset.clone(), Tick::new(value, time));
        }
        Err(why) => reading.leave_out(asset.as_str(), &text, why),
    }
    reading.unless_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    const NOW: Time = Time(1_784_000_000_000);

    fn read(body: &str) -> Result<Tick, ParseError> {
        let asset: Asset = "BTC".parse().unwrap();
        parse_index(&asset, body.as_bytes(), NOW).map(|reading| reading.index[&asset])
    }

    #[test]
    fn one_number_with_the_time_on_the_envelope() {
        let tick = read(
            r#"{"jsonrpc":"2.0","result":{"index_price":93812.4567890123456,"estimated_delivery_price":1},
                "usIn":1784000000123456,"usOut":1784000000123999}"#,
        )
        .unwrap();
        assert_eq!(tick.value, dec!(93812.4567890123456));
        assert_eq!(tick.time, Time(1_784_000_000_123));
        let tick = read(r#"{"result":{"index_price":"11628.81"}}"#).unwrap();
        assert_eq!((tick.value, tick.time), (dec!(11628.81), NOW));
    }

    #[test]
    fn a_refusal_is_the_venues_own_words() {
        let refused = read(r#"{"error":{"code":10028,"message":"too_many_requests"}}"#);
        assert_eq!(refused, Err(ParseError::Venue { code: 10028, message: "too_many_requests".to_owned() }));
        let odd = read(r#"{"error":"no"}"#).unwrap_err();
        assert!(odd.to_string().contains("no"), "{odd}");
    }

    #[test]
    fn what_is_no_price_is_an_error() {
        for bad in ["null", "0", "-1", "1e300", "\"NaN\"", "{}", "[]", "true"] {
            assert!(read(&format!(r#"{{"result":{{"index_price":{bad}}}}}"#)).is_err());
        }
        for shape in ["{}", r#"{"result":null}"#, r#"{"result":[]}"#, "5", "null"] {
            assert!(read(shape).is_err(), "{shape}");
        }
        for us_out in ["0", "-1", "4102444800000000", "\"soon\""] {
            assert!(read(&format!(r#"{{"result":{{"index_price":5}},"usOut":{us_out}}}"#)).is_err());
        }
    }
}
