use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::*;
use crate::book::Account;

fn rows(account: &Account) -> Vec<(String, Decimal, Option<Decimal>)> {
    let holdings = account.holdings.iter().map(|h| (h.asset.to_string(), h.quantity, None));
    let positions = account.positions.iter().map(|p| (p.instrument.to_string(), p.quantity, p.entry));
    holdings.chain(positions).collect()
}

fn row(name: &str, quantity: Decimal, entry: Option<Decimal>) -> (String, Decimal, Option<Decimal>) {
    (name.to_owned(), quantity, entry)
}

fn place(notice: &Notice) -> (Option<usize>, &str, &str) {
    (notice.line, notice.column.as_deref().unwrap_or_default(), &notice.read)
}

#[test]
fn headings_in_any_order_and_a_side() {
    let book = read("Side,Avg Price,Symbol,Size\nSELL,\"95,400\",BTC-26MAR27,75000\nbuy,0.0181,BTC-25DEC26-80000-P,2\n,,USDC,$20'000\n").unwrap();
    assert_eq!(
        rows(&book.account),
        [
            row("USDC", dec!(20000), None),
            row("BTC-26MAR27", dec!(-75000), Some(dec!(95400))),
            row("BTC-25DEC26-80000-P", dec!(2), Some(dec!(0.0181))),
        ]
    );
    assert!(book.notices.is_empty(), "{:?}", book.notices);
}

#[test]
fn rows_without_a_heading() {
    let text = "BTC-PERP,1.5,91200\r\n\r\n# a comment\r\nUSDC,20000\r\n";
    assert!(recognises(text));
    let book = read(text).unwrap();
    assert_eq!(rows(&book.account), [row("USDC", dec!(20000), None), row("BTC-PERP", dec!(1.5), Some(dec!(91200))),]);
}

#[test]
fn semicolons_with_decimal_commas() {
    let book = read("Instrument;Menge;x;Entry;Qty\nBTC-PERP;;;93.812,5;−1,5\nETH-PERP;;;3.310;(12)\n").unwrap();
    assert_eq!(
        rows(&book.account),
        [row("BTC-PERP", dec!(-1.5), Some(dec!(93812.5))), row("ETH-PERP", dec!(-12), Some(dec!(3310))),]
    );
    assert_eq!(book.notices.len(), 1); // Menge and x are not used
    assert_eq!(book.notices[0].kind, NoticeKind::Info);
}

#[test]
fn a_number_that_could_be_either_is_left_out() {
    let book = read("name\tquantity\tentry\nBTC-PERP\t1\t93.812\nETH-PERP\t2\t3310\n").unwrap();
    assert_eq!(rows(&book.account), [row("ETH-PERP", dec!(2), Some(dec!(3310)))]);
    assert_eq!(place(&book.notices[0]), (Some(2), "entry", "93.812"));
    assert!(book.notices[0].message.contains("93812 or 93.812"));
}

#[test]
fn a_bad_cell_has_its_line_column_and_remedy() {
    let text = "kind,name,quantity,entry,contract_size\n\nposition,BTC-PERP,abc,1,\nposition,BTC-99XYZ26,1,,\nposition,BTC,1,,\nposition,ETH-PERP,1,-5,\nposition,ETH-PERP,1,5,0\nfoo,ETH-PERP,1,,\nholding,USDC,\"5,\n,USDC,,,\nposition,ETH-PERP,1,5,6,7\nholding,USDC,7,,\n";
    let book = read(text).unwrap();
    assert_eq!(rows(&book.account), [row("USDC", dec!(7), None)]);
    let places: Vec<_> = book.notices.iter().map(place).collect();
    assert_eq!(
        places,
        [
            (Some(3), "quantity", "abc"),
            (Some(4), "", "BTC-99XYZ26"),
            (Some(5), "name", "BTC"),
            (Some(6), "entry", "-5"),
            (Some(7), "contract_size", "0"),
            (Some(8), "kind", "foo"),
            (Some(9), "", "holding,USDC,\"5,"),
            (Some(10), "quantity", ""),
            (Some(11), "cell 6", "7"),
        ]
    );
    // what is not known here is kept, and in no margin
    let kept: Vec<_> = book.notices.iter().filter(|n| n.kind != NoticeKind::LeftOut).map(|n| n.line).collect();
    assert_eq!((kept, book.account.unknown.len()), (vec![Some(4)], 1));
    assert!(book.notices[2].message.contains("BTC-PERP"));
}

#[test]
fn a_torn_amount_is_not_taken_for_less() {
    let book = read("USDC,10,000\nETH,2,3000\n").unwrap();
    assert_eq!(rows(&book.account), [row("ETH", dec!(2), None)]);
    assert!(book.notices[0].message.contains("\"10,000\""), "{}", book.notices[0]);
    assert_eq!(book.notices[1].kind, NoticeKind::Kept);
    assert!(book.notices[1].message.contains("ETH-PERP"));
}

#[test]
fn zero_rows_and_repeated_rows() {
    let book = read("name,quantity\nBTC-PERP,0\nETH-PERP,1\nETH-PERP,2\n").unwrap();
    assert_eq!(book.account.positions.len(), 2);
    assert_eq!(book.notices[0].kind, NoticeKind::LeftOut);
    assert_eq!(book.notices[1].line, Some(4));
    assert_eq!(book.notices[1].kind, NoticeKind::Info);
}

#[test]
fn tables_that_hold_no_positions_say_so() {
    let error = read("foo,bar\n1,2\n").unwrap_err().to_string();
    assert!(error.contains("line 1") && error.contains("foo, bar"), "{error}");
    let error = read("name,entry\nBTC-PERP,2\n").unwrap_err().to_string();
    assert!(error.contains("a quantity"), "{error}");
    let log = "ID,UserSeq,Date,Instrument,Type,Side,Size,Position,Price,Mark Price,Cash Flow,Trade ID\n";
    assert!(matches!(read(log), Err(ImportError::TradeLog { line: 1, .. })));
}

#[test]
fn what_is_a_table_and_what_is_not() {
    for text in ["BTC-PERP,1.5,91200", "sep=;\na;b", "name;size\n", "USDC\t5", "'+10,5"] {
        let table = recognises(text);
        assert_eq!(table, text != "'+10,5", "{text}");
    }
    for text in ["10,000 USDC", "buy 1 BTC-26MAR27 @95,000", "10k USDC", ""] {
        assert!(!recognises(text), "{text}");
    }
}

#[test]
fn a_separator_that_is_announced() {
    let book = read("sep=;\nname;quantity\nBTC-PERP;1,5\n").unwrap();
    assert_eq!(rows(&book.account), [row("BTC-PERP", dec!(1.5), None)]);
}
