use std::collections::BTreeSet;

use rust_decimal::Decimal;
use rust_decimal_macros::dec;
use serde_json::Value;

use super::figure::{exact, float};
use super::*;
use crate::book::{Holding, Position, Right, Unknown};
use crate::margin::{ChargeKind, RuleSet, assess, liquidation, venues};
use crate::market::{PriceState, Quote, VolQuote};
use crate::pricing::Black76;

/// 2026-11-22T08:00Z.
const NOW: Time = Time(1_795_334_400_000);
/// 365 days later.
const OPTION: &str = "BTC-22NOV27-60000-C";

/// 2 BTC long at 50,000, one call sold, 40,000 dollars; bitcoin at 60,000 said two minutes ago.
fn book() -> (Account, Market) {
    let position = |name: &str, quantity| Position::new(name.parse().unwrap(), quantity, None);
    let account = Account {
        holdings: vec![Holding { asset: "USDC".parse().unwrap(), quantity: dec!(40000) }],
        positions: vec![
            Position { entry: Some(dec!(50000)), ..position("BTC-PERP", dec!(2)) },
            position(OPTION, dec!(-1)),
        ],
        ..Account::default()
    };
    let mut market = Market::at(NOW);
    let quote = |price| Quote::new(price, "a venue", Time(NOW.0 - 120_000), PriceState::Live);
    market.index.insert("BTC".parse().unwrap(), quote(dec!(60000)));
    market.index.insert("USDC".parse().unwrap(), quote(dec!(1)));
    let vol = VolQuote { vol: 0.5, source: "a venue".to_owned(), time: NOW, state: PriceState::Manual };
    market.vols.insert(OPTION.parse().unwrap(), vol);
    (account, market)
}

/// What a report is made from, worked out.
fn told<T>(account: &Account, market: &Market, rules: &RuleSet, then: impl FnOnce(&Report<'_>) -> T) -> T {
    let assessment = assess(account, market, rules);
    let liquidations = liquidation(account, market, rules);
    let liquidations = &liquidations;
    then(&Report {
        title: "A book",
        time: NOW,
        account,
        market,
        rules,
        assessment: &assessment,
        liquidations,
        unread: &[],
    })
}

fn table<'a>(doc: &'a Doc, caption: &str) -> &'a Table {
    doc.tables().find(|table| table.caption.starts_with(caption)).unwrap_or_else(|| panic!("no table {caption}"))
}

/// The cell of a row under a head.
fn cell<'a>(table: &'a Table, row: &str, head: &str) -> &'a str {
    let column = table.columns.iter().position(|column| column.head == head).unwrap();
    let row = table.rows.iter().find(|one| one.cells.iter().take(2).any(|cell| cell == row)).unwrap();
    &row.cells[column]
}

#[test]
fn a_small_book_can_be_checked_by_hand() {
    let (account, market) = book();
    told(&account, &market, venues::reference().unwrap(), |of| {
        let doc = document(of);
        let positions = table(&doc, "Positions");
        assert_eq!(cell(positions, "BTC-PERP", "Quantity"), "2");
        assert_eq!(cell(positions, "BTC-PERP", "Mark"), "60,000");
        assert_eq!(cell(positions, "BTC-PERP", "Age of price"), "2 min 0 s");
        assert_eq!(cell(positions, "BTC-PERP", "Value of leg"), "120,000"); // 2 × 60,000
        assert_eq!(cell(positions, OPTION, "Quantity"), "−1");
        assert_eq!(cell(positions, OPTION, "State of price"), "typed");

        let call = Black76 { forward: 60_000.0, strike: 60_000.0, years: 1.0, vol: 0.5, rate: 0.0, right: Right::Call };
        let value = call.price();
        let totals = table(&doc, "Totals");
        let total = |row| -> f64 { number(cell(totals, row, "Dollars")) };
        assert_eq!(cell(totals, "Collateral", "Dollars"), "40,000");
        assert_eq!(cell(totals, "Unrealised gain", "Dollars"), "20,000"); // 2 × (60,000 − 50,000)
        assert!((total("Value of options") + value).abs() < 1e-9 * value);
        assert!((total("Equity") - (60_000.0 - value)).abs() < 1e-6); // 40,000 + 20,000 − the call
        assert!((total("Unified maintenance margin") - 0.8 * total("Unified initial margin")).abs() < 1e-9);
        assert!((total("Free collateral") - (total("Equity") - total("Unified initial margin"))).abs() < 1e-9);

        let charges = table(&doc, "Charges of the initial margin");
        // 1 % of the index for one call sold
        assert_eq!(cell(charges, "Short-option minimum", "Dollars"), "600");
        assert_eq!(cell(charges, "Short-option minimum", "Rate, a fraction"), "0.01");
        let prices = table(&doc, "Index prices");
        assert_eq!(cell(prices, "BTC", "Source"), "a venue");
        assert_eq!(cell(prices, "BTC", "Time"), "2026-11-22 07:58:00 UTC");
        let parameters = table(&doc, "Parameters");
        assert_eq!(cell(parameters, "underlyings.BTC.scan_range", "Value"), "0.15");
        // nine price steps under three volatilities, and eight far moves
        assert_eq!(table(&doc, "The scenario grid").rows.len(), 9 * 3 + 8);
        let bound: Vec<_> = table(&doc, "The scenario grid").rows.iter().filter(|row| row.marked).collect();
        assert_eq!(bound.len(), 1);
        let scan = of.assessment.charges.iter().find(|charge| charge.kind == ChargeKind::Scan).unwrap();
        assert!((number(&bound[0].cells[3]) + f64::try_from(scan.amount).unwrap()).abs() < 1e-6);
    });
}

fn number(text: &str) -> f64 {
    text.replace(',', "").replace('−', "-").parse().unwrap_or_else(|_| panic!("{text} is no number"))
}

/// Every number in a value as the report writes it.
fn figures(value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().filter(|(key, _)| !PLACES.contains(&key.as_str())).for_each(|(_, inner)| figures(inner, out))
        }
        Value::Array(all) => all.iter().for_each(|inner| figures(inner, out)),
        Value::Number(number) => drop(out.insert(float(number.as_f64().unwrap()))),
        Value::String(text) => {
            if let Ok(number) = text.parse::<Decimal>() {
                out.insert(exact(number));
            }
        }
        Value::Bool(_) | Value::Null => {}
    }
}

/// Places in lists, which the report counts from one, and the instant, which it writes as a date.
const PLACES: [&str; 6] = ["rows", "row", "leg", "column", "tail", "as_of"];

#[test]
fn every_figure_of_the_assessment_stands_in_the_report() {
    let (account, market) = book();
    let sample = (crate::io::sample::account(NOW), market.clone());
    for (account, market) in [(account, market), sample] {
        for rules in venues::all() {
            told(&account, &market, rules, |of| {
                let doc = document(of);
                let said: BTreeSet<&str> = doc
                    .tables()
                    .flat_map(|table| table.rows.iter().flat_map(|row| row.cells.iter().map(String::as_str)))
                    .collect();
                let mut all = BTreeSet::new();
                figures(&serde_json::to_value(of.assessment).unwrap(), &mut all);
                figures(&serde_json::to_value(of.liquidations).unwrap(), &mut all);
                let range: Vec<Decimal> =
                    of.liquidations.iter().flat_map(|each| [each.range.0, each.range.1]).collect();
                let missing: Vec<&String> = all
                    .iter()
                    .filter(|figure| {
                        !said.contains(figure.as_str()) && !range.iter().any(|end| exact(*end) == **figure)
                    })
                    .collect();
                assert!(missing.is_empty(), "{}: {missing:?}", rules.name);
            });
        }
    }
}

/// The cells of a Markdown line between bars that are no text.
fn bars(line: &str) -> usize {
    line.replace("\\\\", "").replace("\\|", "").matches('|').count()
}

#[test]
fn hostile_texts_are_texts() {
    let (account, mut market) = book();
    let hostile = "x|y`z` <script>alert(1)</script>\n# head\n- [a](javascript:b) ![c](https://d.example/e.png)\u{202e}";
    for quote in market.index.values_mut() {
        quote.source = hostile.to_owned();
    }
    let mut rules = venues::reference().unwrap().clone();
    rules.title = hostile.to_owned();
    rules.source = hostile.to_owned();
    let assessment = assess(&account, &market, &rules);
    let of = Report {
        title: hostile,
        time: NOW,
        account: &account,
        market: &market,
        rules: &rules,
        assessment: &assessment,
        liquidations: &[],
        unread: &[],
    };
    let text = markdown(&of);
    assert!(text.starts_with("# x\\|y\\`z\\` \\<script\\>"), "{}", &text[..120]);
    assert!(!text.replace("\\<", "").contains('<') && !text.replace("\\](", "").contains("]("));
    assert!(!text.contains('\u{202e}') && !text.contains("\n# head") && !text.contains("https://"));
    let plain = told(&account, &book().1, venues::reference().unwrap(), markdown);
    let shape = |text: &str| text.lines().filter(|line| line.starts_with('|')).map(bars).collect::<Vec<_>>();
    assert_eq!(shape(&text)[..20], shape(&plain)[..20], "no text makes another column or row");
}

#[test]
fn an_empty_book_and_a_large_rule_set_have_their_report() {
    let (account, market) = (Account::default(), Market::at(NOW));
    for rules in venues::all() {
        told(&account, &market, rules, |of| {
            let text = markdown(of);
            assert!(text.starts_with("# A book\n"), "{}", rules.name);
            assert!(text.contains("There are no positions"));
            let listed = table(&document(of), "Parameters").rows.len();
            assert!(listed <= 400, "{}", rules.name);
            assert_eq!(
                text.contains("```"),
                text.contains("all of them stand in the rule set as JSON"),
                "{}",
                rules.name
            );
        });
    }
}

#[test]
fn rows_left_out_stand_with_their_reason() {
    let (mut account, market) = book();
    account.positions.push(Position::new("ETH-PERP".parse().unwrap(), dec!(1), None));
    let (name, why) = ("BTC|FS".to_owned(), "no such instrument".to_owned());
    account.unknown.push(Unknown { name, quantity: dec!(7), entry: None, why });
    told(&account, &market, venues::reference().unwrap(), |of| {
        let unread = [("SOL-PERP".to_owned(), "the quantity is “x”; a number is right".to_owned())];
        let doc = document(&Report { unread: &unread, ..*of });
        assert_eq!(cell(table(&doc, "Rows in what is not known"), "BTC|FS", "Quantity"), "7");
        assert_eq!(cell(table(&doc, "Left out"), "SOL-PERP", "Why"), unread[0].1);
        assert_eq!(cell(table(&doc, "Positions"), "ETH-PERP", "State of price"), "left out");
        assert!(cell(table(&doc, "Left out"), "ETH-PERP", "Why").contains("no price"), "{doc:?}");
    });
}
