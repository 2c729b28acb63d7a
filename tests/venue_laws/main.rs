//! Laws of every venue's rule set over generated books: whatever is held, the answer adds up, and nothing goes missing.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its own figures should stop")]

#[path = "../books/mod.rs"]
mod books;
mod continuity;
mod edits;
mod extremes;
mod figures;
mod netting;

use std::collections::BTreeSet;

use books::{account, market};
use cross_margin::book::{Account, Asset, Kind};
use cross_margin::margin::{Family, LegKind, RuleSet, Subject, assess, liquidation, venues};
use cross_margin::market::Shock;
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

fn asked() -> impl Iterator<Item = &'static RuleSet> {
    venues::all().iter().filter(|rules| matches!(rules.family, Family::Venue(_)))
}

/// Whether equity is above maintenance at a multiple of a price; none where the two differ by no more than what rounding left.
fn healthy(account: &Account, rules: &RuleSet, asset: &Asset, factor: Decimal) -> Option<bool> {
    let moved = market().shocked(&Shock::Price { asset: asset.clone(), factor }).unwrap();
    let of = assess(account, &moved, rules);
    let room = of.equity.total - of.maintenance_margin;
    (room.abs() > dec!(0.000000001)).then_some(room > Decimal::ZERO)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn charges_and_equity_add_up(account in account(8)) {
        for rules in asked() {
            let of = assess(&account, &market(), rules);
            for charge in of.charges.iter().chain(&of.maintenance_charges) {
                prop_assert!(charge.amount >= Decimal::ZERO, "{}: {:?}", rules.name, charge);
                let parts: Decimal = charge.parts.iter().map(|part| part.amount).sum();
                prop_assert!(charge.parts.is_empty() || parts == charge.amount, "{}: {:?}", rules.name, charge);
                prop_assert!(charge.parts.iter().all(|part| part.leg < of.legs.len()), "{}", rules.name);
            }
            let sum = |charges: &[cross_margin::margin::Charge]| charges.iter().map(|charge| charge.amount).sum::<Decimal>();
            prop_assert_eq!(sum(&of.charges), of.initial_margin, "{}", rules.name);
            prop_assert_eq!(sum(&of.maintenance_charges), of.maintenance_margin, "{}", rules.name);
            let equity = of.equity;
            let parts = equity.collateral + equity.unrealised_pnl + equity.option_value;
            prop_assert!((parts - equity.total).abs() < dec!(1e-12), "{}: {:?}", rules.name, equity);
            let held: Decimal = of.holdings.iter().map(|holding| holding.value).sum();
            prop_assert!((held - equity.collateral).abs() < dec!(0.00001), "{}: {held} {:?}", rules.name, equity);
            prop_assert_eq!(of.free_collateral, equity.total - of.initial_margin, "{}", rules.name);
        }
    }

    #[test]
    fn every_position_is_a_leg_or_left_out(account in account(8)) {
        for rules in asked() {
            let of = assess(&account, &market(), rules);
            let legs = of.legs.iter().filter(|leg| leg.kind == LegKind::Position).flat_map(|leg| leg.rows.clone());
            let left = of.left_out.iter().filter_map(|out| match out.subject {
                Subject::Position(row) => Some(row),
                _ => None,
            });
            let seen: Vec<usize> = legs.chain(left).collect();
            let once: BTreeSet<usize> = seen.iter().copied().collect();
            prop_assert_eq!(seen.len(), once.len(), "{}: a row twice", rules.name);
            let spot = |row: &usize| account.positions[*row].instrument.kind() == Kind::Spot;
            let all: BTreeSet<usize> = (0..account.positions.len()).filter(|row| !spot(row)).collect();
            prop_assert_eq!(once, all, "{}", rules.name);
        }
    }

    #[test]
    fn nothing_held_needs_nothing(quantity in 0..1_000_000_u32) {
        let usdc = cross_margin::book::Holding { asset: "USDC".parse().unwrap(), quantity: quantity.into() };
        for rules in asked() {
            let of = assess(&Account { positions: vec![], holdings: vec![usdc.clone()], ..Account::default() }, &market(), rules);
            prop_assert_eq!((of.initial_margin, of.maintenance_margin), (Decimal::ZERO, Decimal::ZERO), "{}", rules.name);
            prop_assert_eq!(of.left_out.len(), 0, "{}", rules.name);
        }
    }
}

proptest! {
    // each case is hundreds of assessments
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn at_a_liquidation_price_the_account_changes_sides(account in account(12)) {
        for rules in asked() {
            for answer in liquidation(&account, &market(), rules) {
                for root in &answer.roots {
                    let factor = root.price / answer.price;
                    let at = |nudge: Decimal| healthy(&account, rules, &answer.underlying, factor * (Decimal::ONE + nudge));
                    let (above, below) = (at(dec!(0.000001)), at(dec!(-0.000001)));
                    prop_assert!(above.is_none_or(|is| is == root.healthy_above), "{} at {}", rules.name, root.price);
                    prop_assert!(below.is_none_or(|is| is != root.healthy_above), "{} at {}", rules.name, root.price);
                }
            }
        }
    }
}

/// A far option paid in the coin is worth so little that its mark has few digits; moved to its strike it has all of them.
#[test]
fn a_small_mark_today_leaves_the_liquidation_price_exact() {
    let usdt = cross_margin::book::Holding { asset: "USDT".parse().unwrap(), quantity: dec!(1825) };
    let sold = cross_margin::book::Position::new("BTC-4DEC26-120000-C".parse().unwrap(), dec!(-0.10705), None);
    let account = Account { holdings: vec![usdt], positions: vec![sold], ..Account::default() };
    let rules = venues::named("deribit-standard").unwrap();
    let answer = liquidation(&account, &market(), rules).remove(0);
    let factor = answer.above.unwrap().price / answer.price;
    let there = market().shocked(&Shock::Price { asset: answer.underlying, factor }).unwrap();
    let of = assess(&account, &there, rules);
    assert!(
        (of.equity.total - of.maintenance_margin).abs() < dec!(0.00001),
        "{:?} {}",
        of.equity,
        of.maintenance_margin
    );
}
