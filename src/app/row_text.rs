//! Rows of the tables as a spreadsheet takes them: name, quantity, entry, mark. Numbers are plain, each price in its
//! instrument's own unit.

use rust_decimal::Decimal;

use super::block;
use super::book::{Book, RowId};

/// The first row of a whole table.
pub(crate) const HEADING: [&str; 4] = ["name", "quantity", "entry", "mark"];

/// Rows as text, in the order given; `mark` is the price a row is shown at.
pub(crate) fn of(book: &Book, ids: &[RowId], mark: impl Fn(RowId) -> Option<Decimal>) -> String {
    let rows: Vec<Vec<String>> = ids.iter().filter_map(|id| row(book, *id, mark(*id))).collect();
    block::text(&rows)
}

/// Everything in the book, under a heading.
pub(crate) fn whole(book: &Book, mark: impl Fn(RowId) -> Option<Decimal>) -> String {
    let positions = book.positions.iter().map(|row| row.id);
    let holdings = book.holdings.iter().map(|row| row.id);
    let ids: Vec<RowId> = positions.chain(holdings).chain(book.unknown.iter().map(|row| row.id)).collect();
    block::text(&[HEADING.map(str::to_owned).to_vec()]) + &of(book, &ids, mark)
}

fn row(book: &Book, id: RowId, mark: Option<Decimal>) -> Option<Vec<String>> {
    let number = |value: Option<Decimal>| value.map_or_else(String::new, |value| value.to_string());
    let (name, quantity, entry) = if let Some(position) = book.position(id) {
        (position.instrument.to_string(), position.quantity, position.entry)
    } else if let Some(holding) = book.holding(id) {
        (holding.asset.to_string(), holding.quantity, None)
    } else {
        let of = &book.unknown.iter().find(|row| row.id == id)?.value;
        (of.name.clone(), of.quantity, of.entry)
    };
    Some(vec![block::word(&name), quantity.to_string(), number(entry), number(mark)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Holding, Position};
    use rust_decimal_macros::dec;

    #[test]
    fn a_row_is_name_quantity_entry_and_mark() {
        let mut book = Book::default();
        let first = book.add_position(Position::new("BTC-PERP".parse().unwrap(), dec!(-1.50), Some(dec!(91200))));
        let second = book.add_position(Position::new("@107-PERP".parse().unwrap(), dec!(2), None));
        book.add_holding(Holding { asset: "USDC".parse().unwrap(), quantity: dec!(20000) });
        let mark = |id| (id == first).then_some(dec!(93812.5));
        assert_eq!(of(&book, &[second, first], mark), "'@107-PERP\t2\t\t\nBTC-PERP\t-1.50\t91200\t93812.5\n");
        let all = whole(&book, mark);
        assert!(
            all.starts_with("name\tquantity\tentry\tmark\nBTC-PERP\t") && all.ends_with("USDC\t20000\t\t\n"),
            "{all}"
        );
    }
}
