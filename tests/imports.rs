//! Recorded and hand-written texts become the books they should, and no text at all makes the importer fall over.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop there")]

mod any_book;

#[path = "imports/answers.rs"]
mod answers;

use std::time::{Duration, Instant};

use any_book::{account, account_with_unknown, market};
use cross_margin::book::{Account, Holding, Position, Time};
use cross_margin::io::json::{self, BookFile};
use cross_margin::io::{self, Form, Imported, NoticeKind, csv};
use cross_margin::market::PriceState;
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;
use serde_json::Value;

const NOW: Time = Time(1_795_305_600_000); // 2026-11-22T00:00Z

const HLP_CHILD: &str = include_str!("fixtures/accounts/hyperliquid/clearinghouse_state_hlp_child_cross_2026.json");
const ISOLATED_ETH: &str = include_str!("fixtures/accounts/hyperliquid/clearinghouse_state_isolated_eth_docs.json");
const ISOLATED_HYPE: &str = include_str!("fixtures/accounts/hyperliquid/clearinghouse_state_isolated_hype.json");
const SPOT: &str = include_str!("fixtures/accounts/hyperliquid/spot_clearinghouse_state.json");
const SUB_ACCOUNTS: &str = include_str!("fixtures/accounts/hyperliquid/sub_accounts2_portfolio_margin.json");

fn book(text: &str) -> Imported {
    io::read(text, NOW).unwrap()
}

fn rows(account: &Account) -> Vec<(String, Decimal, Option<Decimal>)> {
    let position = |p: &Position| (p.instrument.to_string(), p.quantity, p.entry);
    account.positions.iter().map(position).collect()
}

fn held(account: &Account, asset: &str) -> Decimal {
    let of = |h: &&Holding| h.asset.as_str() == asset;
    account.holdings.iter().filter(of).map(|h| h.quantity).sum()
}

/// Dollars held plus Σ quantity × (mark − entry), a USDC counting as the market says.
fn equity(imported: &Imported) -> Decimal {
    let usdc = imported.market().index_price(&"USDC".parse().unwrap()).unwrap();
    let gain = |p: &Position| {
        let mark = imported.market().marks.get(&p.instrument).map(|q| q.price);
        match (mark, p.entry) {
            (Some(mark), Some(entry)) => p.quantity * (mark - entry),
            _ => Decimal::ZERO,
        }
    };
    let gains: Decimal = imported.account().positions.iter().map(gain).sum();
    held(imported.account(), "USDC") * usdc + gains
}

#[test]
fn a_vault_in_cross_margin_has_the_equity_the_venue_reports() {
    let imported = book(HLP_CHILD);
    assert_eq!(imported.form, Form::Hyperliquid);
    assert_eq!(
        rows(imported.account()),
        [
            ("BTC-PERP".to_owned(), dec!(0.26876), Some(dec!(64716.4))),
            ("ETH-PERP".to_owned(), dec!(23.8678), Some(dec!(1864.86))),
            ("DYDX-PERP".to_owned(), dec!(-100480.9), Some(dec!(0.12169))),
        ]
    );
    let price = |name: &str| imported.market().marks[&name.parse().unwrap()].price;
    assert_eq!(price("BTC-PERP"), dec!(64706)); // 17,390.38456 / 0.26876
    assert_eq!(price("ETH-PERP"), dec!(1869.3)); // 44,616.07854 / 23.8678
    assert_eq!(price("DYDX-PERP"), dec!(0.12083)); // 12,141.107147 / 100,480.9
    let gain = dec!(0.26876) * dec!(-10.4) + dec!(23.8678) * dec!(4.44) + dec!(-100480.9) * dec!(-0.00086);
    assert_eq!(gain, dec!(189.591502));
    // 3,001,412.122254 − 189.591502
    assert_eq!(held(imported.account(), "USDC"), dec!(3001222.530752));
    assert_eq!(equity(&imported), dec!(3001412.122254));

    let index = &imported.market().index[&"BTC".parse().unwrap()];
    assert_eq!((index.price, index.source.as_str()), (dec!(64706), "hyperliquid"));
    assert_eq!((index.state, index.time), (PriceState::Imported, NOW));
    let venue = imported.venue().unwrap();
    assert_eq!(venue.dollars().unwrap().equity, Some(dec!(3001412.122254)));
    assert_eq!(venue.dollars().unwrap().initial_margin, Some(dec!(191561.641496)));
    assert_eq!(venue.dollars().unwrap().maintenance_margin, Some(dec!(38312.328233)));
    assert_eq!(venue.positions[0].liquidation_price, None);
    assert_eq!(venue.positions[2].liquidation_price, Some(dec!(29.3180423289)));
    assert_eq!(venue.positions[2].max_leverage, Some(dec!(50)));
    assert_eq!(imported.notices.len(), 1); // how the USDC came about
}

#[test]
fn isolated_positions_are_kept_and_said() {
    let imported = book(ISOLATED_ETH);
    assert_eq!(equity(&imported), dec!(13109.482328));
    // mark 100.02765 / 0.0335 = 2,985.9; 13,109.482328 − 0.0335 × (2,985.9 − 2,986.3)
    assert_eq!(held(imported.account(), "USDC"), dec!(13109.495728));
    assert!(imported.venue().unwrap().positions[0].isolated);
    let notice = &imported.notices[0];
    assert_eq!(notice.kind, NoticeKind::Kept);
    assert_eq!(notice.column.as_deref(), Some("assetPositions[0].position.coin"));
}

#[test]
fn spot_balances_are_added() {
    let alone = book(ISOLATED_HYPE);
    assert_eq!(equity(&alone), dec!(83.307638));
    assert_eq!(alone.market().as_of, Time(1_754_467_216_357));
    for text in [
        format!("[{ISOLATED_HYPE},{SPOT}]"),
        format!("{{\"clearinghouseState\":{ISOLATED_HYPE},\"spotClearinghouseState\":{SPOT}}}"),
    ] {
        let imported = book(&text);
        // 83.307638 − 2 × (37.826 − 37.829) + 2.77363
        assert_eq!(held(imported.account(), "USDC"), dec!(86.087268));
        assert_eq!(equity(&imported), dec!(83.307638) + dec!(2.77363));
        assert_eq!(held(imported.account(), "HYPE"), dec!(0.00959057));
    }
}

#[test]
fn under_portfolio_margin_the_spot_balance_contains_the_account_value() {
    let imported = book(SUB_ACCOUNTS);
    assert_eq!(rows(imported.account()), [("BTC-PERP".to_owned(), dec!(0.01948), None)]);
    // 746.67710305 supplied + 147.412857 account value = 894.08996005, and the venue's total is one unit less
    assert_eq!(held(imported.account(), "USDC"), dec!(894.08996004));
    assert_eq!(imported.account().holdings.len(), 1);
    assert!(imported.market().marks.is_empty());
    let messages: Vec<&str> = imported.notices.iter().map(|n| n.message.as_str()).collect();
    assert!(messages[0].contains("no price"), "{messages:?}");
    assert!(messages[1].contains("counted once"), "{messages:?}");
}

#[test]
fn the_same_book_in_four_forms() {
    let table = "instrument,side,size,avg price\nBTC-PERP,buy,1.5,\"91,200\"\nETH-PERP,sell,12,3310\nUSDC,,20000,\n";
    let tabs = "Side\tSymbol\tQty\tEntry Price\nLONG\tBTC-PERP\t1,5\t91.200,00\nSHORT\tETH-PERP\t12\t3310\n\tUSDC\t20000,0\t\n";
    let lines = "1.5 BTC-PERP @ 91200\nshort 12 ETH-PERP @ 3,310\n20k USDC\n";
    let json = r#"{"format":"cross-margin/book","version":1,"account":{"holdings":[{"asset":"USDC","quantity":20000}],
        "positions":[{"instrument":"BTC-PERP","quantity":"1.5","entry":91200},{"instrument":"ETH-PERP","quantity":-12,"entry":"3310"}]}}"#;
    for (text, form) in [(table, Form::Csv), (tabs, Form::Csv), (lines, Form::Lines), (json, Form::Json)] {
        let imported = book(text);
        assert_eq!(imported.form, form);
        assert_eq!(imported.notices, [], "{text}");
        assert_eq!(
            rows(imported.account()),
            [
                ("BTC-PERP".to_owned(), dec!(1.5), Some(dec!(91200))),
                ("ETH-PERP".to_owned(), dec!(-12), Some(dec!(3310))),
            ]
        );
        assert_eq!(held(imported.account(), "USDC"), dec!(20000));
        assert!(imported.market().index.is_empty() && imported.market().marks.is_empty());
    }
}

#[test]
fn ten_thousand_rows_are_quick() {
    let table = "BTC-PERP,1.5,91200\n".repeat(io::MAX_ROWS);
    let start = Instant::now();
    assert_eq!(book(&table).account().positions.len(), io::MAX_ROWS);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn the_largest_texts_are_refused_or_read_in_time() {
    let one_line = |unit: &str| unit.repeat(io::MAX_BYTES / unit.len());
    for text in [
        one_line("x"),
        one_line("9"),
        one_line("\""),
        one_line(","),
        one_line("a,"),
        one_line("1 "),
        one_line("["),
        format!("[{}0]", one_line("0,").get(..9_000_000).unwrap()),
        one_line("\r"),
    ] {
        let start = Instant::now();
        let _ = io::read(&text, NOW);
        assert!(start.elapsed() < Duration::from_secs(10), "{}", &text[..4]);
    }
}

/// Texts that look like something, so that more than the first line of each reader is reached.
fn almost_a_book() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "BTC-PERP",
        "USDC",
        "BTC-25DEC26-80000-P",
        ",",
        ";",
        "\t",
        "\n",
        "\r\n",
        " ",
        "@",
        "\"",
        "'",
        "1.5",
        "-2",
        "1,5",
        "10k",
        "(3)",
        "−4",
        "€",
        "name",
        "quantity",
        "side",
        "entry",
        "kind",
        "sell",
        "#",
        "{",
        "}",
        "[",
        "]",
        ":",
        "\"account\"",
        "\"positions\"",
        "\"assetPositions\"",
        "\"position\"",
        "\"coin\"",
        "\"szi\"",
        "\"balances\"",
        "\"marginSummary\"",
        "\"accountValue\"",
        "null",
        "1e999",
        "\\",
        "\u{feff}",
        "é",
        "0",
        "\"market\"",
        "\"index\"",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn damaged() -> impl Strategy<Value = String> {
    let texts = vec![HLP_CHILD, ISOLATED_HYPE, SPOT, SUB_ACCOUNTS];
    let damage = prop::collection::vec((any::<prop::sample::Index>(), any::<char>(), any::<bool>()), 0..6);
    (prop::sample::select(texts), damage).prop_map(|(text, damage)| {
        let mut chars: Vec<char> = text.chars().collect();
        for (place, with, insert) in damage {
            let place = place.index(chars.len());
            if insert {
                chars.insert(place, with);
            } else {
                chars[place] = with;
            }
        }
        chars.into_iter().collect()
    })
}

fn reads_quickly(text: &str) -> Result<(), TestCaseError> {
    let start = Instant::now();
    let read = io::read(text, NOW);
    prop_assert!(start.elapsed() < Duration::from_secs(2));
    if let Err(error) = read {
        prop_assert!(!error.to_string().is_empty());
    }
    let _ = io::quick::line(text);
    Ok(())
}

proptest! {
    #[test]
    fn any_text_is_read_without_falling_over(text in "\\PC*|(?s).*") {
        reads_quickly(&text)?;
    }

    #[test]
    fn any_text_of_known_words_is_read_without_falling_over(text in almost_a_book()) {
        reads_quickly(&text)?;
    }

    #[test]
    fn a_damaged_answer_is_read_without_falling_over(text in damaged()) {
        reads_quickly(&text)?;
    }

    #[test]
    fn an_account_comes_back_from_its_table(account in account()) {
        let text = csv::write(&account);
        if account == Account::default() {
            prop_assert!(io::read(&text, NOW).is_ok());
        }
        let imported = io::read(&text, NOW).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(imported.form, Form::Csv);
        prop_assert_eq!(imported.account(), &account);
    }

    #[test]
    fn a_book_comes_back_from_its_file(
        name in prop::option::of("\\S.{0,12}"),
        account in account(),
        market in market(),
        rules in prop::option::of("[a-z]{1,9}"),
        note in ".{0,12}",
    ) {
        let mut file = BookFile { name, account, market, rules, ..BookFile::default() };
        file.extra.insert("note".to_owned(), note.into());
        let text = json::write(&file);
        let (again, notices) = json::read(&text, NOW).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(&notices, &[]);
        prop_assert_eq!(&again, &file);
        for (was, is) in file.market.vols.values().zip(again.market.vols.values()) {
            prop_assert_eq!(was.vol.to_bits(), is.vol.to_bits());
        }
        prop_assert_eq!(json::write(&again), text);
    }
}

/// Whatever may stand in a field that is not ours. Numbers have digits that the JSON writer keeps.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        (-8000_i32..8000).prop_map(|eighths| Value::from(f64::from(eighths) / 8.0)),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,6}", inner, 0..4).prop_map(|map| map.into_iter().collect::<Value>()),
        ]
    })
}

/// Puts the fields into every object of the format that a value holds; returns how many there were.
fn strewn(book: &mut Value, fields: &[(String, Value)]) -> usize {
    let mut objects = 1;
    let mut put = |object: &mut Value| {
        let Some(object) = object.as_object_mut() else { return };
        object.extend(fields.iter().cloned());
        objects += 1;
    };
    for list in ["holdings", "positions", "unknown"] {
        book["account"].get_mut(list).and_then(Value::as_array_mut).into_iter().flatten().for_each(&mut put);
    }
    for prices in ["index", "marks", "vols"] {
        book["market"][prices].as_object_mut().into_iter().flatten().for_each(|(_, price)| put(price));
    }
    book["market"]["forwards"].as_array_mut().into_iter().flatten().for_each(&mut put);
    put(&mut book["account"]);
    put(&mut book["market"]);
    book.as_object_mut().unwrap().extend(fields.iter().cloned());
    objects
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn fields_that_are_not_ours_come_back_in_every_object(
        mut account in account_with_unknown(),
        mut market in market(),
        // no field of ours is of one or two letters
        fields in prop::collection::vec((".{0,2}", anything()), 1..4),
    ) {
        account.unknown.retain(|of| !of.name.trim().is_empty());
        // the JSON reader of this test does not find the nearest number to every text
        market.vols.values_mut().for_each(|quote| quote.vol = 0.5);
        market.rates.values_mut().for_each(|rate| *rate = 0.125);
        let file = BookFile { account, market, ..BookFile::default() };
        let mut book: Value = serde_json::from_str(&json::write(&file)).unwrap();
        let objects = strewn(&mut book, &fields);
        prop_assert!(objects >= 3);
        let (read, notices) = json::read(&book.to_string(), NOW).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert!(notices.iter().all(|notice| notice.kind == NoticeKind::Info), "{notices:?}");
        prop_assert_eq!((&read.account, &read.market), (&file.account, &file.market));
        let again: Value = serde_json::from_str(&json::write(&read)).unwrap();
        prop_assert_eq!(again, book);
    }
}

#[test]
fn the_example_book_is_margined_whole() {
    let book = io::read(include_str!("../docs/examples/hedged.json"), Time(0)).unwrap();
    assert!(book.notices.is_empty(), "{:?}", book.notices);
    let rules = cross_margin::margin::venues::reference().unwrap();
    let answer = cross_margin::margin::assess(book.account(), &book.market(), rules);
    assert!(answer.left_out.is_empty(), "{:?}", answer.left_out);
    assert_eq!(answer.legs.len(), 3);
    // a long, a put and a short future against it: much of what each needs alone is freed
    assert!(answer.hedge_benefit > answer.netted);
}
