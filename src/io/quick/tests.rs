use super::*;
use rust_decimal_macros::dec;

fn read(text: &str) -> Gathered {
    let mut lines = Lines::begin(text);
    while !lines.step(1) {}
    lines.finish()
}

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
fn a_name_is_read_as_it_is_spoken() {
    for (text, name, quantity, entry) in [
        ("short 3 ETH 28MAR27 4000 call", "ETH-28MAR27-4000-C", dec!(-3), None),
        ("+5 BTC 25DEC26 80000 P @ 0.031", "BTC-25DEC26-80000-P", dec!(5), Some(dec!(0.031))),
        ("long 2 BTC perp", "BTC-PERP", dec!(2), None),
        ("2 btc swap at 65000", "BTC-PERP", dec!(2), Some(dec!(65000))),
        ("-500 BTC inverse perpetual", "BTC-PERPETUAL", dec!(-500), None),
        ("2 BTC_USDC perp", "BTC_USDC-PERPETUAL", dec!(2), None),
        ("sell 1 BTC 26MAR27 future", "BTC-26MAR27", dec!(-1), None),
        ("sell 1 BTC 26MAR27", "BTC-26MAR27", dec!(-1), None),
        ("1 BTC linear 26MAR27 future", "BTC_USD-26MAR27", dec!(1), None),
        ("2 ETH_USDC 28MAR27 4000 put", "ETH_USDC-28MAR27-4000-P", dec!(2), None),
        ("2 ETH/USDC 28MAR27 4,000 put", "ETH_USDC-28MAR27-4000-P", dec!(2), None),
        ("2 BTC_USDC spot", "BTC/USDC", dec!(2), None),
        ("1 BTC 28 MAR 27 80k put", "BTC-28MAR27-80000-P", dec!(1), None),
        ("1 BTC 28 mar 2027 80k put", "BTC-28MAR27-80000-P", dec!(1), None),
        ("1 BTC 2027-03-28 80,000 put", "BTC-28MAR27-80000-P", dec!(1), None),
        ("1 BTC 28-MAR-27 80000P", "BTC-28MAR27-80000-P", dec!(1), None),
        ("1 BTC 270328 80kp", "BTC-28MAR27-80000-P", dec!(1), None),
        ("1 BTC 20270328 80000 put option", "BTC-28MAR27-80000-P", dec!(1), None),
        ("1 BTC put 80000 28MAR27", "BTC-28MAR27-80000-P", dec!(1), None),
        ("1 BTC 28MAR27 270328 call", "BTC-28MAR27-270328-C", dec!(1), None),
        ("1 XRP_USDC 28MAR27 0.625 c", "XRP_USDC-28MAR27-0d625-C", dec!(1), None),
        ("ETH 28MAR27 4000 call short 3", "ETH-28MAR27-4000-C", dec!(-3), None),
        ("ETH 28MAR27 call 4000 3", "ETH-28MAR27-4000-C", dec!(3), None),
        ("short ETH 28MAR27 4000 call 3", "ETH-28MAR27-4000-C", dec!(-3), None),
        ("BTC 26MAR27 future 2 @ 95k", "BTC-26MAR27", dec!(2), Some(dec!(95000))),
        ("BTC 26MAR27 short 2", "BTC-26MAR27", dec!(-2), None),
        ("BTC perp 2", "BTC-PERP", dec!(2), None),
        ("USDC 10k", "USDC", dec!(10000), None),
        ("BTC short 2", "BTC", dec!(-2), None),
        ("5 1INCH-PERP", "1INCH-PERP", dec!(5), None),
    ] {
        assert_eq!(position(text), (name.to_owned(), quantity, entry), "{text}");
    }
}

#[test]
fn what_can_be_read_in_two_ways_says_both() {
    for (text, column, one, other) in [
        ("2 BTC 65000", 7, "@ 65000", "65000 call"),
        ("BTC 26MAR27 2", 13, "2 BTC 26MAR27 future", "call or put"),
        ("2 BTC 26MAR27 80000", 15, "80000 call", "@ 80000"),
        ("USDC 250101", 6, "250101 USDC", "date"),
        ("2 BTC spot", 7, "write BTC", "BTC/USDC"),
        ("ETH 3 28MAR27 4000 call", 5, "“4000”", "3 ETH"),
        ("2 ETH 28MAR27 4000 call 0.05", 25, "@ 0.05", "strike"),
        ("1 BTC 270328 280328 call", 14, "“270328”", "28MAR28"),
    ] {
        let error = line(text).unwrap_err();
        assert_eq!(error.column, column, "{text}: {error}");
        assert!(error.message.contains(one) && error.message.contains(other), "{text}: {error}");
    }
}

#[test]
fn a_part_that_is_missing_wrong_or_too_much_is_named_with_what_would_be_right() {
    for (text, column, right) in [
        ("2 ETH 4000 call", 16, "expiry is missing"),
        ("2 ETH 28MAR27 call", 19, "strike is missing"),
        ("2 ETH 270328 call", 18, "strike is missing; write ETH 28MAR27 4000 call"),
        ("2 ETH 28MAR27 4000 option", 26, "add call or put"),
        ("2 ETH future", 13, "expiry is missing"),
        ("ETH 28MAR27 4000 call", 22, "quantity is missing"),
        ("2 ETH 28MAR", 7, "28MAR27"),
        ("2 ETH MAR27", 7, "26MAR27"),
        ("2 ETH 28 MAR", 7, "28MAR27"),
        ("2 ETH 32 MAR 27", 7, "28MAR27"),
        ("2 ETH 32MAR27 future", 7, "28MAR27"),
        ("2 ETH 28MAR27 26MAR27", 15, "second date after “28MAR27”"),
        ("2 ETH 28MAR27 4000 call put", 25, "second call or put"),
        ("2 ETH perp spot", 12, "second kind"),
        ("2 ETH inverse linear perp", 15, "second way"),
        ("2 ETH perp 28MAR27", 12, "does not belong to a perpetual"),
        ("2 ETH perp call", 12, "does not belong to a perpetual"),
        ("2 ETH/USDC spot 28MAR27", 17, "does not belong to spot"),
        ("2 ETH 28MAR27 4000 future put", 27, "does not belong to a future"),
        ("2 ETH inverse", 7, "BTC inverse perp"),
        ("2 ETH_USDC inverse perp", 3, "ETH inverse"),
        ("2 ETH inverse spot", 15, "can mean"),
        ("2 ETH/ETH perp", 11, "itself"),
        ("2 ETH/ perp", 3, "symbol"),
        ("2 ETH 28MAR27 0 call", 15, "above zero"),
        ("2 ETH 28MAR27 1,5 call", 15, "1,5"),
        ("2 ETH 28MAR27 later", 15, "more than a quantity and a name"),
        ("2 ETH perp 3", 12, "@ 65000"),
        ("2 ETH-PERP call", 12, "more than a quantity and a name"),
        ("2 3 ETH", 3, "more than a quantity and a name"),
    ] {
        let error = line(text).unwrap_err();
        assert_eq!(error.column, column, "{text}: {error}");
        assert!(error.message.contains(right), "{text}: {error}");
    }
}

#[test]
fn a_spoken_inverse_future_says_that_it_counts_dollars() {
    let remark = line("sell 1 BTC 26MAR27 future").unwrap().remark.unwrap();
    assert!(remark.contains("counts dollars") && remark.contains("BTC_USDC"), "{remark}");
    assert_eq!(line("sell 1 BTC-26MAR27").unwrap().remark, None);
    assert_eq!(line("sell 1 BTC 26MAR27 80000 put").unwrap().remark, None);
}

#[test]
fn lines_are_parted_by_semicolons_too() {
    let book = read("2 BTC perp; 10k USDC # this; that\n1 ETH perp;3 what is;");
    assert_eq!((book.account.positions.len(), book.account.holdings.len()), (2, 1));
    assert_eq!(book.notices.len(), 1);
    assert_eq!((book.notices[0].line, book.notices[0].column.as_deref()), (Some(2), Some("character 19")));
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
