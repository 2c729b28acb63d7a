//! The book as a file of ours and back, with the fields of a file that are not ours.
//!
//! Those at the top, and those of prices under [`WITHIN`](crate::io::json::WITHIN), lie in [`Book::extra`]; those of a row go
//! with the row: it keeps them however it is edited, and loses them when it is taken out.

use serde_json::{Map, Value};

use super::book::{Book, RowId};
use super::intake::{extra_fields, extra_text};
use crate::book::{Account, Asset};
use crate::io::json::{BookFile, Within, of_no_row};
use crate::market::Market;

/// The book as a file.
pub(crate) fn of(book: &Book) -> BookFile {
    let mut extra = extra_fields(&book.extra);
    let mut within = Within::take_from(&mut extra);
    let holdings = book.holdings.iter().map(|row| row.id).enumerate().map(|row| ("holdings", row));
    let positions = book.positions.iter().map(|row| row.id).enumerate().map(|row| ("positions", row));
    let unknown = book.unknown.iter().map(|row| row.id).enumerate().map(|row| ("unknown", row));
    for (list, (place, id)) in holdings.chain(positions).chain(unknown) {
        let fields = book.extra_of(id);
        if !fields.is_empty() {
            within.put(Within::row(list, place), extra_fields(fields));
        }
    }
    let mut word = |field: &str| match extra.remove(field) {
        Some(Value::String(word)) => Some(word),
        Some(other) => {
            extra.insert(field.to_owned(), other);
            None
        }
        None => None,
    };
    let (name, rules) = (word("name"), word("rules"));
    BookFile { name, account: book.account(), market: book.prices.clone(), rules, extra, within }
}

/// The fields at the top of a file that the page has no use for, as [`Book::extra`] keeps them.
pub(crate) fn top(name: Option<String>, rules: Option<String>, mut fields: Map<String, Value>) -> String {
    fields.extend(name.map(|name| ("name".to_owned(), Value::String(name))));
    fields.extend(rules.map(|rules| ("rules".to_owned(), Value::String(rules))));
    extra_text(fields)
}

/// Puts an account after what is here and its prices over those here, with the fields in it that are not ours.
pub(crate) fn append(book: &mut Book, account: Account, prices: &Market, mut within: Within) {
    let rows = within.take_rows();
    if !rows.is_empty() {
        let (positions, unknown) = (book.positions.len(), book.unknown.len());
        let assets: Vec<Asset> = account.holdings.iter().map(|holding| holding.asset.clone()).collect();
        book.append(account);
        for (list, place, fields) in rows {
            // collateral may have been added to a row that was here
            let of_asset = |asset: &Asset| book.holdings.iter().find(|row| row.value.asset == *asset).map(|row| row.id);
            let id = match list.as_str() {
                "holdings" => assets.get(place).and_then(of_asset),
                "positions" => book.positions.get(positions + place).map(|row| row.id),
                "unknown" => book.unknown.get(unknown + place).map(|row| row.id),
                _ => None,
            };
            if let Some(id) = id {
                put(book, id, fields);
            }
        }
    } else {
        book.append(account);
    }
    book.take_prices(prices);
    if !within.is_empty() {
        let mut top = extra_fields(&book.extra);
        let mut all = Within::take_from(&mut top);
        all.extend(within);
        all.put_into(&mut top);
        book.extra = extra_text(top).into();
    }
}

/// Puts fields to those of a row; of two of one name the one that is there stays.
fn put(book: &mut Book, id: RowId, mut fields: Map<String, Value>) {
    fields.extend(extra_fields(book.extra_of(id)));
    if !fields.is_empty() {
        book.set_extra(id, extra_text(fields));
    }
}

/// Gives the fields of a row to the one that takes its place.
pub(crate) fn hand_over(book: &mut Book, from: RowId, to: RowId) {
    let fields = of_no_row(extra_fields(book.extra_of(from)));
    put(book, to, fields);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::intake::{from_json, to_json};
    use crate::app::{kept, saved};
    use crate::book::Time;
    use rust_decimal_macros::dec;

    const NOW: Time = Time(1_795_305_600_000);

    const TEXT: &str = r#"{"format":"cross-margin/book","version":1,"name":"n","rules":"reference","desk":[1,{"a":null}],
        "account":{"desk":"A","holdings":[{"asset":"USDC","quantity":"5","note":"cash"},{"asset":"BTC","quantity":"1"}],
            "positions":[{"instrument":"BTC-PERP","quantity":"-1","tag":{"id":7,"of":["x","y"]}},
                {"instrument":"ETH-PERP","quantity":"2","entry":"3000","tag":"\"hedge\"\n"}],
            "unknown":[{"name":"NO SUCH","quantity":"2","why":"not known","contract_size":"0.1","venue":"x"}]},
        "market":{"as_of":5,"desk":{},"index":{"BTC":{"price":"93812","source":"s","time":3,"state":"manual","bid":"93811"}},
            "marks":{"BTC-PERP":{"price":"93815","source":"","time":0,"state":"imported","ask":1.5}},
            "forwards":[{"underlying":"BTC","expiry":"25DEC26","price":"1","source":"","time":0,"state":"imported","bid":1}],
            "vols":{"BTC-25DEC26-80000-P":{"vol":0.58,"source":"","time":0,"state":"imported","delta":-0.25}},
            "rates":{"USD":0.043}}}"#;

    fn value(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    fn book() -> Book {
        let (book, whole) = from_json(TEXT, NOW).unwrap();
        assert!(whole);
        book
    }

    #[test]
    fn fields_that_are_not_ours_come_back_in_their_places() {
        assert_eq!(value(&to_json(&book())), value(TEXT));
        // as the page is left and visited again
        let text = saved::text(&book());
        assert_eq!(kept::read(&text), None);
        let (again, whole) = from_json(&text, NOW).unwrap();
        assert!(whole);
        assert_eq!(value(&to_json(&again)), value(TEXT));
    }

    #[test]
    fn a_row_keeps_its_own_while_it_is_edited_and_takes_them_with_it() {
        let mut book = book();
        let (first, second) = (book.positions[0].id, book.positions[1].id);
        book.set_quantity(second, dec!(3));
        book.remove(first);
        book.add_position(crate::book::Position::new("SOL-PERP".parse().unwrap(), dec!(1), None));
        let text = saved::text(&from_json(&saved::text(&book), NOW).unwrap().0);
        let mut expected = value(TEXT);
        expected["account"]["positions"] = serde_json::json!([
            {"instrument": "ETH-PERP", "quantity": "3", "entry": "3000", "tag": "\"hedge\"\n"},
            {"instrument": "SOL-PERP", "quantity": "1"},
        ]);
        assert_eq!(value(&to_json(&from_json(&text, NOW).unwrap().0)), expected);
    }

    #[test]
    fn a_row_that_becomes_another_hands_over_what_is_no_field_of_ours() {
        let mut book = book();
        let was = book.unknown[0].id;
        let is = book.add_position(crate::book::Position::new("SOL-PERP".parse().unwrap(), dec!(2), None));
        hand_over(&mut book, was, is);
        book.remove(was);
        let row = &value(&to_json(&book))["account"]["positions"][2];
        assert_eq!(*row, serde_json::json!({"instrument": "SOL-PERP", "quantity": "2", "venue": "x"}));
    }

    #[test]
    fn what_is_added_brings_its_own() {
        let mut book = book();
        let file = crate::io::json::read(TEXT, NOW).unwrap().0;
        append(&mut book, file.account, &file.market, file.within);
        let out = value(&to_json(&book));
        let tags = out["account"]["positions"].as_array().unwrap().iter().map(|row| row["tag"].clone());
        assert_eq!(tags.skip(2).collect::<Vec<_>>(), [value(r#"{"id":7,"of":["x","y"]}"#), "\"hedge\"\n".into()]);
        assert_eq!(
            out["account"]["holdings"][0],
            serde_json::json!({"asset": "USDC", "quantity": "10", "note": "cash"})
        );
        assert_eq!(out["account"]["unknown"][1]["venue"], "x");
    }
}
