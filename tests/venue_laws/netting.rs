//! What cancels, cancels: opposite rows of one instrument, and a perpetual against a future where the venue nets them.

use std::collections::BTreeSet;

use cross_margin::book::{Account, Position};
use cross_margin::margin::{RuleSet, assess, venues};
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use crate::books::{account, market, position};

/// Rule sets that net a perpetual against a future of the same coin, so that the two together need less than apart.
const NETS: [&str; 5] = ["reference", "deribit-portfolio", "bybit-portfolio", "okx-portfolio", "span-cme"];

fn opposite(position: &Position) -> Position {
    Position { quantity: -position.quantity, ..position.clone() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn opposite_rows_need_nothing(position in position()) {
        let account = Account { positions: vec![position.clone(), opposite(&position)], holdings: Vec::new(), ..Account::default() };
        for rules in venues::all() {
            let of = assess(&account, &market(), rules);
            prop_assert_eq!((of.initial_margin, of.maintenance_margin), (dec!(0), dec!(0)), "{}", rules.name);
            prop_assert!(of.equity.total.abs() < dec!(0.00001), "{}: {:?}", rules.name, of.equity);
        }
    }

    #[test]
    fn opposite_rows_change_nothing_of_a_book(account in account(6), position in position()) {
        let mut more = account.clone();
        more.positions.extend([position.clone(), opposite(&position)]);
        for rules in venues::all() {
            let (less, more) = (assess(&account, &market(), rules), assess(&more, &market(), rules));
            let near = |a: Decimal, b: Decimal| (a - b).abs() <= dec!(0.00001) + a.abs() * dec!(0.000000001);
            let same = near(less.initial_margin, more.initial_margin) && near(less.maintenance_margin, more.maintenance_margin);
            prop_assert!(same, "{}: {} {} and {} {}", rules.name, less.initial_margin, less.maintenance_margin, more.initial_margin, more.maintenance_margin);
            prop_assert!(near(less.equity.total, more.equity.total), "{}: {:?} and {:?}", rules.name, less.equity, more.equity);
        }
    }
}

fn initial(rules: &RuleSet, rows: &[(&str, &str)]) -> Option<Decimal> {
    let row = |(quantity, name): &(&str, &str)| Position::new(name.parse().unwrap(), quantity.parse().unwrap(), None);
    let account = Account { positions: rows.iter().map(row).collect(), holdings: Vec::new(), ..Account::default() };
    let of = assess(&account, &market(), rules);
    of.left_out.is_empty().then_some(of.initial_margin)
}

#[test]
fn a_perpetual_against_a_future_needs_less_where_the_venue_nets_them() {
    let pairs = [
        [("1", "BTC-PERP"), ("-1", "BTC_USDC-25DEC26")],
        [("1", "BTC-PERP"), ("-1", "BTC_USDT-25DEC26")],
        [("60000", "BTC-PERPETUAL"), ("-60000", "BTC-25DEC26")],
        [("10", "ETH-PERP"), ("-10", "ETH_USDC-25DEC26")],
    ];
    let mut seen = BTreeSet::new();
    for rules in venues::all() {
        for pair in pairs {
            let Some(together) = initial(rules, &pair) else { continue };
            let apart = initial(rules, &pair[..1]).unwrap() + initial(rules, &pair[1..]).unwrap();
            seen.insert(rules.name.as_str());
            assert!(together <= apart, "{}: {pair:?} {together} together, {apart} apart", rules.name);
            if NETS.contains(&rules.name.as_str()) {
                assert!(together * dec!(2) < apart, "{}: {pair:?} {together} together, {apart} apart", rules.name);
            }
        }
    }
    assert!(NETS.iter().all(|name| seen.contains(*name)), "{seen:?}");
}
