use super::*;
use crate::app::intake;
use rust_decimal_macros::dec;

const NOW: Time = Time(1_795_305_600_000);

/// The sample book, and its rows: BTC-PERP, an option, a future, ETH-PERP; USDC, wstETH.
fn sample() -> (Book, Vec<RowId>, Vec<RowId>) {
    let book = intake::sample(NOW);
    let positions = book.positions.iter().map(|row| row.id).collect();
    let holdings = book.holdings.iter().map(|row| row.id).collect();
    (book, positions, holdings)
}

#[test]
fn cells_go_to_the_right_and_down_from_where_they_are_pasted() {
    let (book, rows, _) = sample();
    let pasted = paste(&book, "2\t90000\t91000\n−3\t\t0.02\n", Some((rows[0], Column::Quantity)), NOW).unwrap();
    let first = pasted.book.position(rows[0]).unwrap();
    assert_eq!((first.quantity, first.entry), (dec!(2), Some(dec!(90000))));
    assert_eq!(pasted.book.prices.marks.get(&first.instrument).unwrap().price, dec!(91000));
    let second = pasted.book.position(rows[1]).unwrap();
    assert_eq!((second.quantity, second.entry), (dec!(-3), None), "an empty price takes the entry away");
    assert_eq!(pasted.book.position(rows[2]), book.position(rows[2]));
    assert!(pasted.said.starts_with("Pasted 6 cells."), "{}", pasted.said);
    let middle = paste(&book, "1\n2", Some((rows[2], Column::Entry)), NOW).unwrap();
    assert_eq!(middle.book.position(rows[2]).unwrap().entry, Some(dec!(1)));
    assert_eq!(middle.book.position(rows[2]).unwrap().quantity, dec!(-75000));
}

#[test]
fn a_cell_that_cannot_be_read_keeps_its_text_and_says_what_would_be_right() {
    let (book, rows, _) = sample();
    let pasted = paste(&book, "many\t1\n2\tdear", Some((rows[0], Column::Quantity)), NOW).unwrap();
    let bad: Vec<_> = pasted.unreadable.iter().map(|(place, bad)| (place.clone(), bad.text.as_str())).collect();
    let cell = |row, column| Place::Cell(row, column);
    assert_eq!(bad, [(cell(rows[0], Column::Quantity), "many"), (cell(rows[1], Column::Entry), "dear")]);
    assert!(pasted.unreadable[0].1.right.contains("1.5 for long"));
    assert_eq!(pasted.book.position(rows[0]).unwrap().quantity, dec!(1.5));
    assert!(pasted.said.contains("2 cells cannot be read"), "{}", pasted.said);
}

#[test]
fn what_lies_outside_the_table_is_said() {
    let (book, rows, held) = sample();
    let pasted = paste(&book, "1\n2\n3", Some((rows[3], Column::Quantity)), NOW).unwrap();
    assert!(pasted.said.contains("2 rows below the last row"), "{}", pasted.said);
    let wide = paste(&book, "1\t2\t3", Some((held[1], Column::Quantity)), NOW).unwrap();
    assert_eq!(wide.book.holding(held[1]).unwrap().quantity, dec!(1));
    assert!(wide.said.contains("to the right"), "{}", wide.said);
}

#[test]
fn rows_with_names_are_added_as_they_were_copied() {
    let (book, ..) = sample();
    let copied = super::super::row_text::whole(&book, |_| None);
    let pasted = paste(&Book::default(), &copied, None, NOW).unwrap();
    assert_eq!(pasted.book.account(), book.account());
    assert_eq!(pasted.said, "Pasted 6 rows.");
}

#[test]
fn a_row_in_what_is_not_known_is_kept() {
    let (book, ..) = sample();
    let text = "SOL perp\t2\t140\t141\nWHAT-IS-THIS\t3\t5\nUSDC\tlots\nXRP\tsome\nETH-PERP\tmany";
    let pasted = paste(&book, text, None, NOW).unwrap();
    assert_eq!(pasted.book.positions[4].value.entry, Some(dec!(140)));
    assert_eq!(pasted.book.typed_count(), 1);
    let unknown = &pasted.book.unknown[0].value;
    assert_eq!((unknown.name.as_str(), unknown.quantity, unknown.entry), ("WHAT-IS-THIS", dec!(3), Some(dec!(5))));
    assert!(unknown.why.contains("WHAT-IS-THIS"), "{}", unknown.why);
    assert!(pasted.said.contains("“lots” of USDC was not added"), "{}", pasted.said);
    assert_eq!(pasted.unreadable.len(), 2, "a new coin and a new position wait for their quantity");
}

#[test]
fn no_text_makes_it_fall_over() {
    let (book, rows, _) = sample();
    for text in ["", "\t", "\n\n", "\t\t\n\t", "\"", "é\té", "=1+1\t2", "name\tquantity", "a\tb\nc"] {
        drop(paste(&book, text, Some((rows[0], Column::Mark)), NOW));
        drop(paste(&book, text, None, NOW));
    }
}
