//! Quick-entry lines: what is printed is read back, in its written name and in words, and no text makes it fall over.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop there")]

use cross_margin::book::{Asset, Expiry, Holding, Instrument, Kind, Position, Right, Settlement};
use cross_margin::io::{Entry, quick};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn asset() -> impl Strategy<Value = Asset> {
    prop::sample::select(vec!["BTC", "ETH", "SOL", "wstETH", "kPEPE", "XRP"]).prop_map(|name| name.parse().unwrap())
}

fn expiry() -> impl Strategy<Value = Expiry> {
    (2000..2100_i32, 1..13_u8, 1..29_u8).prop_map(|(year, month, day)| Expiry::new(year, month, day).unwrap())
}

fn amount() -> impl Strategy<Value = Decimal> {
    (1..1_000_000_000_i64, 0..6_u32).prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

fn kind() -> impl Strategy<Value = Kind> {
    let right = prop::bool::ANY.prop_map(|call| if call { Right::Call } else { Right::Put });
    prop_oneof![
        Just(Kind::Perpetual),
        expiry().prop_map(|expiry| Kind::Future { expiry }),
        (expiry(), amount(), right).prop_map(|(expiry, strike, right)| Kind::Option { expiry, strike, right }),
    ]
}

fn instrument() -> impl Strategy<Value = Instrument> {
    (asset(), kind(), prop::sample::select(vec![None, Some("USD"), Some("USDC")])).prop_map(|(asset, kind, quote)| {
        let settlement =
            quote.map_or(Settlement::Inverse, |quote| Settlement::Linear { quote: quote.parse().unwrap() });
        Instrument::new(asset, settlement, kind).unwrap()
    })
}

fn entry() -> impl Strategy<Value = Entry> {
    let signed = || (amount(), prop::bool::ANY).prop_map(|(amount, short)| if short { -amount } else { amount });
    prop_oneof![
        (asset(), signed()).prop_map(|(asset, quantity)| Entry::Holding(Holding { asset, quantity })),
        (instrument(), signed(), prop::option::of(amount()))
            .prop_map(|(instrument, quantity, entry)| Entry::Position(Position::new(instrument, quantity, entry))),
    ]
}

/// The instrument in words, its date in one of the ways it can be said.
fn spoken(instrument: &Instrument, way: usize) -> String {
    let coin = match instrument.settlement() {
        Settlement::Linear { quote } => format!("{}_{quote}", instrument.underlying()),
        Settlement::Inverse => format!("{} inverse", instrument.underlying()),
    };
    let date = |expiry: Expiry| {
        let (year, month, day) = expiry.parts();
        let name = expiry.to_string();
        let (first, last) = name.split_at(name.len() - 5);
        let (letters, short) = last.split_at(3);
        match way {
            0 => name,
            1 => format!("{first} {letters} {short}"),
            2 => format!("{year}-{month:02}-{day:02}"),
            3 => format!("{first}-{letters}-{year}"),
            _ => name.to_ascii_lowercase(),
        }
    };
    match instrument.kind() {
        Kind::Spot => format!("{coin} spot"),
        Kind::Perpetual => format!("{coin} perp"),
        Kind::Future { expiry } => format!("{coin} {} future", date(expiry)),
        Kind::Option { expiry, strike, right } => {
            let right = if right == Right::Call { "call" } else { "put" };
            format!("{coin} {} {strike} {right}", date(expiry))
        }
    }
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(entry in entry()) {
        let said = quick::write(&entry).unwrap();
        prop_assert_eq!(&quick::line(&said).unwrap().entry, &entry, "{}", said);
    }

    #[test]
    fn what_is_said_in_words_is_what_its_name_says(
        instrument in instrument(), quantity in amount(), way in 0..5_usize, last in prop::bool::ANY,
    ) {
        let name = spoken(&instrument, way);
        let said = if last { format!("{name} short {quantity}") } else { format!("short {quantity} {name}") };
        let expected = Entry::Position(Position::new(instrument, -quantity, None));
        prop_assert_eq!(&quick::line(&said).unwrap().entry, &expected, "{}", said);
    }

    #[test]
    fn several_lines_are_read_as_each_by_itself(entries in prop::collection::vec(entry(), 0..6), semicolon in prop::bool::ANY) {
        let said: Vec<String> = entries.iter().map(|entry| quick::write(entry).unwrap()).collect();
        let text = said.join(if semicolon { "; " } else { "\n" });
        let read: Vec<Entry> = quick::pieces(&text).iter().map(|piece| quick::line(piece.text).unwrap().entry).collect();
        prop_assert_eq!(read, entries);
    }

    #[test]
    fn no_line_makes_it_fall_over(text in "\\PC{0,60}") {
        let _ = quick::line(&text);
        let _ = quick::pieces(&text);
    }

    #[test]
    fn every_mistake_has_a_place_in_the_line_and_says_something(
        words in prop::collection::vec(prop::sample::select(vec![
            "2", "-3", "BTC", "ETH_USDC", "28MAR27", "270328", "28", "MAR", "27", "4000", "80kP", "call", "put", "perp",
            "future", "spot", "option", "inverse", "linear", "short", "@", "at", "BTC-PERP", "#", "é", "1,5", "MAR27",
        ]), 0..8),
    ) {
        let text = words.join(" ");
        if let Err(error) = quick::line(&text) {
            prop_assert!((1..=text.chars().count() + 1).contains(&error.column), "{}: {}", text, error);
            prop_assert!(error.message.len() > 15 && error.message.contains("write")
                || error.message.contains("leave it") || error.message.contains("add ")
                || error.message.contains("begin") || error.message.contains("one instrument")
                || error.message.contains("has to be") || error.message.contains("use letters") || error.message.contains("neither"), "{}: {}", text, error);
        }
    }
}
