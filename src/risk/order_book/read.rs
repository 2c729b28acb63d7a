//! Reads an order book from what a venue answers, or from lines of a price and a size.
//!
//! | form | where |
//! |---|---|
//! | `bids` and `asks`, each `[[price, size, …]]` | Binance, Deribit, Coinbase, Kraken, Bitstamp, OKX, wrapped in whatever they wrap it in |
//! | `b` and `a`, each `[[price, size]]` | Bybit |
//! | `bids` and `asks`, each `[{"price", "size"}]` | dYdX, Coinbase's newer answers |
//! | `levels`, bids then asks, each `[{"px", "sz"}]` | Hyperliquid's `l2Book` |
//! | lines `bid 59990 1.5`; or the words `bids` and `asks`, each followed by lines `59990 1.5` | typed, or copied from a table |

use rust_decimal::Decimal;

use super::{Level, OrderBook, Side};
use crate::json::{Json, field};
use crate::risk::{FigureError, wrong};

/// How deep a book may lie in what it is wrapped in.
const DEEPEST: usize = 5;
/// More levels than any venue answers with: Coinbase and Bitstamp send their whole book, tens of thousands.
const MOST: usize = 100_000;

impl OrderBook {
    /// Reads a book in any of the forms above.
    ///
    /// # Errors
    /// The line or the level that cannot be read, or why what was read is no book.
    pub fn read(text: &str) -> Result<Self, FigureError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(wrong("order book", "empty", "bids and asks of a price and a size are right"));
        }
        if !text.starts_with(['{', '[']) {
            return lines(text);
        }
        let json = Json::read(text).map_err(|error| {
            wrong::<FigureError>("order book", format!("cut short or no JSON: {error}"), "whole JSON is right")
        })?;
        let Some((bids, asks)) = find(json, DEEPEST) else {
            let right = "“bids” and “asks”, each a list of prices and sizes, are right";
            return Err(wrong("order book", "JSON without one", right));
        };
        Self::new(side(Side::Bids, &bids)?, side(Side::Asks, &asks)?)
    }
}

/// The two lists of a book, wherever they lie.
fn find(json: Json<'_>, deep: usize) -> Option<(Vec<Json<'_>>, Vec<Json<'_>>)> {
    if let Some(fields) = json.fields() {
        let list = |names: [&str; 2]| names.iter().find_map(|name| field(&fields, name)?.list());
        if let (Some(bids), Some(asks)) = (list(["bids", "b"]), list(["asks", "a"])) {
            return Some((bids, asks));
        }
        if let Some([bids, asks]) = field(&fields, "levels").and_then(Json::list).as_deref() {
            return Some((bids.list()?, asks.list()?));
        }
        let deep = deep.checked_sub(1)?;
        return fields.into_iter().find_map(|(_, value)| find(value, deep));
    }
    let deep = deep.checked_sub(1)?;
    // a list of prices has no book in it, and may be long
    json.list()?.into_iter().take(DEEPEST).find_map(|value| find(value, deep))
}

fn side(side: Side, rows: &[Json<'_>]) -> Result<Vec<Level>, FigureError> {
    if rows.len() > MOST {
        return Err(wrong(side.word(), rows.len(), format!("at most {MOST} levels are right")));
    }
    rows.iter().enumerate().map(|(place, row)| level(side, place, *row)).collect()
}

fn level(side: Side, place: usize, row: Json<'_>) -> Result<Level, FigureError> {
    let (price, size) = match (row.list(), row.fields()) {
        (Some(list), _) => (list.first().copied(), list.get(1).copied()),
        (None, Some(fields)) => {
            let any = |names: &[&str]| names.iter().find_map(|name| field(&fields, name));
            (any(&["price", "px", "p"]), any(&["size", "sz", "qty", "quantity", "amount", "q", "s"]))
        }
        (None, None) => (None, None),
    };
    let (Some(price), Some(size)) = (price, size) else {
        return Err(wrong(format!("{side}[{place}]"), row.written(), "a price and a size are right"));
    };
    let read = |name: &str, json: Json<'_>| -> Result<Decimal, FigureError> {
        number(&json.text())
            .ok_or_else(|| wrong(format!("{side}[{place}].{name}"), json.written(), "a number is right"))
    };
    Ok(Level { price: read("price", price)?, size: read("size", size)? })
}

fn number(text: &str) -> Option<Decimal> {
    text.parse().or_else(|_| Decimal::from_scientific(text)).ok()
}

/// Which side a word names.
fn named(word: &str) -> Option<Side> {
    match word.trim_end_matches(':').to_ascii_lowercase().as_str() {
        "bid" | "bids" | "buy" => Some(Side::Bids),
        "ask" | "asks" | "sell" | "offer" | "offers" => Some(Side::Asks),
        _ => None,
    }
}

fn lines(text: &str) -> Result<OrderBook, FigureError> {
    const RIGHT: &str = "“bid 59990 1.5”, or “59990 1.5” under a line “bids” or “asks”, is right";
    let (mut bids, mut asks, mut under) = (Vec::new(), Vec::new(), None);
    for (place, line) in text.lines().enumerate() {
        let refuse = || wrong(format!("line {}", place + 1), format!("“{}”", line.trim()), RIGHT);
        let words: Vec<&str> = line.split([' ', '\t', ',', ';']).filter(|word| !word.is_empty()).collect();
        let (of, figures) = match words.split_first() {
            None => continue,
            Some((first, rest)) => match named(first) {
                Some(side) if rest.is_empty() => {
                    under = Some(side);
                    continue;
                }
                Some(side) => (side, rest),
                None => (under.ok_or_else(refuse)?, words.as_slice()),
            },
        };
        let &[price, size] = figures else { return Err(refuse()) };
        let (Some(price), Some(size)) = (number(price), number(size)) else { return Err(refuse()) };
        if price <= Decimal::ZERO || size <= Decimal::ZERO {
            return Err(refuse());
        }
        let levels: &mut Vec<Level> = match of {
            Side::Bids => &mut bids,
            Side::Asks => &mut asks,
        };
        levels.push(Level { price, size });
        if levels.len() > MOST {
            return Err(wrong(of.word(), levels.len(), format!("at most {MOST} levels are right")));
        }
    }
    OrderBook::new(bids, asks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn of(levels: &[(Decimal, Decimal)]) -> Vec<Level> {
        levels.iter().map(|&(price, size)| Level { price, size }).collect()
    }

    #[test]
    fn answers_of_venues_are_read_as_they_come() {
        let plain = OrderBook::new(of(&[(dec!(59990), dec!(1.5))]), of(&[(dec!(60010), dec!(2))])).unwrap();
        let forms = [
            // Binance
            r#"{"lastUpdateId":1027024,"E":1589436922972,"bids":[["59990.00","1.5"]],"asks":[["60010","2.000"]]}"#,
            // OKX: price, size, a field of the past, orders
            r#"{"code":"0","msg":"","data":[{"asks":[["60010","2","0","1"]],"bids":[["59990","1.5","0","4"]],"ts":"1"}]}"#,
            // Bybit
            r#"{"retCode":0,"result":{"s":"BTCUSDT","a":[["60010","2"]],"b":[["59990","1.5"]],"ts":1,"u":2}}"#,
            // Deribit
            r#"{"jsonrpc":"2.0","result":{"timestamp":1,"mark_price":60000.1,"bids":[[59990.0,1.5]],"asks":[[60010.0,2.0]]}}"#,
            // Hyperliquid
            r#"{"coin":"BTC","time":1,"levels":[[{"px":"59990","sz":"1.5","n":3}],[{"px":"60010","sz":"2","n":1}]]}"#,
            // Coinbase, exchange and advanced
            r#"{"bids":[["59990","1.5",3]],"asks":[["60010","2",1]],"sequence":1,"auction_mode":false}"#,
            r#"{"pricebook":{"product_id":"BTC-USD","bids":[{"price":"59990","size":"1.5"}],"asks":[{"price":"60010","size":"2"}]}}"#,
            // Kraken
            r#"{"error":[],"result":{"XXBTZUSD":{"asks":[["60010.0","2.000",1616663113]],"bids":[["59990.0","1.5",1616663112]]}}}"#,
            // Bitstamp
            r#"{"timestamp":"1","microtimestamp":"1000000","bids":[["59990","1.50000000"]],"asks":[["60010","2.00000000"]]}"#,
            // dYdX
            r#"{"bids":[{"price":"59990","size":"1.5"}],"asks":[{"price":"60010","size":"2"}]}"#,
            // lines
            "bids\n59990 1.5\n\nasks\n60010, 2",
            "ask\t60010\t2\nbid\t59990\t1.5",
        ];
        for form in forms {
            assert_eq!(OrderBook::read(form), Ok(plain.clone()), "{form}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_where_it_stands() {
        let said = |text: &str| OrderBook::read(text).unwrap_err().to_string();
        assert_eq!(said(""), "order book is empty; bids and asks of a price and a size are right");
        assert_eq!(said(r#"{"bids":[[1,2],[0.5,"x"]],"asks":[]}"#), r#"bids[1].size is "x"; a number is right"#);
        assert_eq!(said(r#"{"bids":[[1]],"asks":[]}"#), "bids[0] is [1]; a price and a size are right");
        assert_eq!(said(r#"{"bids":[[1,-2]],"asks":[]}"#), "bids[0].size is -2; a size above 0 is right");
        assert!(said(r#"{"mids":[]}"#).starts_with("order book is JSON without one; "));
        assert!(said(r#"{"bids":["#).starts_with("order book is cut short or no JSON: "));
        assert!(said("59990 1.5").starts_with("line 1 is “59990 1.5”; "));
        assert!(said("bids\n59990").starts_with("line 2 is “59990”; "));
        assert!(said("bids\n59990 -1").starts_with("line 2 is “59990 -1”; "));
        assert!(said("bid 60010 1\nask 60000 1").contains("this book is crossed"));
    }

    #[test]
    fn small_numbers_may_be_written_with_an_exponent() {
        let book = OrderBook::read(r#"{"bids":[[5.0e-4,10]],"asks":[]}"#).unwrap();
        assert_eq!(book.levels(Side::Bids)[0].price, dec!(0.0005));
    }
}
