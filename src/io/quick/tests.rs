use super::*;
use rust_decimal_macros::dec;

fn position(text: &str) -> (String, Decimal, Option<Decimal>) {
    match line(text).unwrap().entry {
        Entry::Position(p) => (p.instrument.to_string(), p.quantity, p.entry),
        Entry::Holding(h) => (h.asset.to_string(), h.quantity, None),
        Entry::Unknown(of) => (of.name, of.quantity, of.entry),
    }
}

#[test]
fn a_line_is_read_as_it_is_said() {
    for (text, name, quantity, entry) in [
        ("-2 BTC-PERP @ 65000", "BTC-PERP", dec!(-2), Some(dec!(65000))),
        ("+5 BTC-25DEC26-80000-P @ 0.031", "BTC-25DEC26-80000-P", dec!(5), Some(dec!(0.031))),
        ("10k USDC", "USDC", dec!(10000), None),
        ("0.5 wstETH", "wstETH", dec!(0.5), None),
        ("short 3 ETH-PERP", "ETH-PERP", dec!(-3), None),
        ("buy 1 BTC-26MAR27 @95000", "BTC-26MAR27", dec!(1), Some(dec!(95000))),
        ("BTC-PERP 1.5 @91,200", "BTC-PERP", dec!(1.5), Some(dec!(91200))),
        ("btc-perp sell 2 at 65000 # hedge", "BTC-PERP", dec!(-2), Some(dec!(65000))),
        ("2 BTC-PERP@65000", "BTC-PERP", dec!(2), Some(dec!(65000))),
        ("−1,500 USDC", "USDC", dec!(-1500), None),
    ] {
        assert_eq!(position(text), (name.to_owned(), quantity, entry), "{text}");
    }
}

#[test]
fn a_mistake_has_its_column() {
    let at = |text: &str| {
        let error = line(text).unwrap_err();
        (error.column, error.message)
    };
    let (column, message) = at("2 BTC-32DEC26");
    assert_eq!(column, 3);
    assert!(message.contains("27DEC26"), "{message}");
    let (column, message) = at("1,5 BTC-PERP");
    assert_eq!(column, 1);
    assert!(message.contains("“1,5”"), "{message}");
    assert_eq!(at("2 BTC-PERP @").0, 13);
    assert_eq!(at("2 BTC-PERP 65000").0, 12);
    assert_eq!(at("2 BTC-PERP @ 65000 x").0, 20);
    assert_eq!(at("buy -2 BTC-PERP").0, 5);
    assert_eq!(at("é BTC-PERP").0, 1);
    assert!(at("BTC-PERP").1.contains("quantity"));
    assert!(at("2").1.contains("name"));
    assert!(at("2 BTC-PERP @ 0").1.contains("above zero"));
}

#[test]
fn what_is_read_otherwise_is_said() {
    let borrowed = line("short 3 ETH").unwrap().remark.unwrap();
    assert!(borrowed.contains("ETH-PERP"), "{borrowed}");
    let unused = line("3 ETH @ 3000").unwrap().remark.unwrap();
    assert!(unused.contains("3000"), "{unused}");
}

#[test]
fn lines_that_cannot_be_read_leave_the_others() {
    let book = read("# mine\n-2 BTC-PERP @ 65000\n\n2 what is\n10k USDC\n");
    assert_eq!(book.account.positions.len(), 1);
    assert_eq!(book.account.holdings.len(), 1);
    assert_eq!(book.notices.len(), 1);
    assert_eq!(book.notices[0].line, Some(4));
    assert_eq!(book.notices[0].column.as_deref(), Some("character 8"));
}
