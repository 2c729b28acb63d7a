use super::*;
use crate::book::Time;
use crate::oracle::sample;
use rust_decimal_macros::dec;

const NOW: Time = Time(1_795_305_600_000); // 2026-11-22T00:00Z

fn typed(name: &str, size: &str) -> Typed {
    Typed { name: name.into(), size: size.into(), ..Typed::default() }
}

fn faults(typed: &Typed) -> Vec<(Part, bool)> {
    match typed.read(&sample::market(NOW)) {
        Leg::Faults(faults) => faults.iter().map(|fault| (fault.part, fault.unfinished)).collect(),
        other => panic!("{other:?}"),
    }
}

fn said(typed: &Typed) -> String {
    match typed.read(&sample::market(NOW)) {
        Leg::Faults(faults) => faults.iter().map(|fault| fault.right.as_str()).collect::<Vec<_>>().join(" "),
        other => panic!("{other:?}"),
    }
}

fn trade(typed: &Typed) -> Trade {
    match typed.read(&sample::market(NOW)) {
        Leg::Trade(trade) => trade,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_line_as_one_says_it_fills_the_fields() {
    let legs = of_lines("buy 1 BTC-25DEC26-75000-P @ 0.0102; sell 2 eth perp").unwrap();
    let put = Typed {
        name: "BTC-25DEC26-75000-P".into(),
        size: "1".into(),
        priced: Priced::Limit,
        price: "0.0102".into(),
        ..Typed::default()
    };
    assert_eq!(legs, [put, Typed { sells: true, ..typed("ETH-PERP", "2") }]);
    let trade = trade(&legs[0]);
    assert_eq!((trade.quantity, trade.price, trade.fee), (dec!(1), dec!(0.0102), dec!(0)));
    assert!(of_lines("10k USDC").unwrap_err().contains("USDC is collateral"));
    assert!(of_lines("1 BTC-PERP; 2 what is").unwrap_err().contains("what is"));
    assert_eq!(of_lines(" ").unwrap(), []);
}

#[test]
fn the_mark_is_what_a_position_is_valued_at() {
    let market = sample::market(NOW);
    let leg = Typed { sells: true, ..typed("btc perpetual", "1,500.5") };
    let trade = trade(&leg);
    assert_eq!(trade.instrument.to_string(), "BTC-PERP");
    assert_eq!((trade.quantity, trade.price), (dec!(-1500.5), mark(&trade.instrument, &market).unwrap()));
}

#[test]
fn every_fault_is_beside_its_field_and_nothing_is_lost() {
    assert_eq!(typed("", "").read(&sample::market(NOW)), Leg::Blank);
    assert_eq!(faults(&typed("BTC-PERP", "")), [(Part::Size, true)]);
    assert_eq!(faults(&typed("", "2")), [(Part::Instrument, true)]);
    assert_eq!(faults(&typed("BTC-PERP", "-2")), [(Part::Size, false)]);
    assert!(said(&typed("BTC-PERP", "-2")).contains("without a sign"));
    assert_eq!(faults(&typed("NOPE-??", "x")), [(Part::Instrument, false), (Part::Size, false)]);
    assert!(said(&typed("USDC", "2")).contains("USDC is collateral"));
    assert!(
        said(&typed("2 BTC-PERP @ 4", "2")).contains("instrument") || !said(&typed("2 BTC-PERP @ 4", "2")).is_empty()
    );
    let limit = Typed { priced: Priced::Limit, ..typed("BTC-PERP", "1") };
    assert_eq!(faults(&limit), [(Part::Price, true)]);
    assert_eq!(faults(&Typed { price: "-3".into(), ..limit.clone() }), [(Part::Price, false)]);
    assert_eq!(faults(&Typed { price: "0".into(), ..limit.clone() }), [(Part::Price, true)]);
    assert_eq!(faults(&Typed { fee: "-1".into(), ..typed("BTC-PERP", "1") }), [(Part::Fee, false)]);
    assert_eq!(faults(&Typed { fee: "101 %".into(), ..typed("BTC-PERP", "1") }), [(Part::Fee, false)]);
    assert!(said(&typed("NOPE-PERP", "1")).contains("o price for NOPE"));
    assert!(!said(&typed("BTC-PERP", "9".repeat(40).as_str())).contains("short"));
    let huge = Typed { fee: "5".into(), ..typed("BTC-PERP", "70000000000000000000000000000") };
    assert_eq!(faults(&huge), [(Part::Fee, false)]);
}

#[test]
fn a_fee_is_percent_of_the_trade_or_so_much_a_contract() {
    let limit = Typed { priced: Priced::Limit, price: "60000".into(), ..typed("BTC-PERP", "2") };
    // 2 × 60,000 × 0.05 %
    assert_eq!(trade(&Typed { fee: "0.05 %".into(), ..limit.clone() }).fee, dec!(60));
    assert_eq!(trade(&Typed { fee: "1.5".into(), each: true, ..limit.clone() }).fee, dec!(3));
    assert_eq!(trade(&limit).fee, dec!(0));
}

#[test]
fn a_leg_is_priced_by_what_fills_it_in_an_order_book() {
    let through = |size: &str, text: &str| Typed {
        priced: Priced::Book,
        sells: true,
        book: Pasted::of(text),
        fee: "0.05".into(),
        ..typed("BTC-PERP", size)
    };
    let book = "bid 59990 1.5\nbid 59970 2\nask 60010 1";
    // (1.5 × 59,990 + 1.5 × 59,970) / 3, and 0.05 % of three of them
    let sold = trade(&through("3", book));
    assert_eq!((sold.quantity, sold.price, sold.fee), (dec!(-3), dec!(59980), dec!(89.97)));
    let fill = through("3", book).filled().unwrap();
    assert_eq!((fill.average, fill.worst), (dec!(59980), dec!(59970)));
    assert_eq!(faults(&through("4", book)), [(Part::Size, false)]);
    assert!(said(&through("4", book)).starts_with("The bids hold 3.5 of the 4 that this order needs"));
    assert_eq!((faults(&through("1", "")), through("4", book).filled()), (vec![(Part::Book, true)], None));
    assert_eq!(faults(&through("", "bid 5")), [(Part::Book, false), (Part::Size, true)]);
    // in a link it is a price like any other
    let position = through("3", book).position(&sample::market(NOW)).unwrap();
    assert_eq!((position.quantity, position.entry), (dec!(-3), Some(dec!(59980))));
}

#[test]
fn a_leg_goes_into_a_link_and_comes_back() {
    let market = sample::market(NOW);
    for leg in of_lines("sell 1,500.5 BTC-PERP; buy 2 BTC-25DEC26-75000-P @ 0.0102").unwrap() {
        assert_eq!(Typed::of(&leg.position(&market).unwrap()), leg);
    }
    assert_eq!(typed("BTC-PERP", "").position(&market), None);
}
