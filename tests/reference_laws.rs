//! Laws of the `reference` rules over generated books.
#![allow(clippy::unwrap_used, reason = "a test that cannot read its own figures should stop")]

mod books;

use books::{account, market, position};
use cross_margin::book::{Account, Position};
use cross_margin::margin::{Assessment, LegKind, NoLiquidation, assess, isolated, liquidation, venues};
use cross_margin::market::{Market, Shock};
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

fn ask(account: &Account) -> Assessment {
    assess(account, &market(), venues::reference().unwrap())
}

fn near(a: Decimal, b: Decimal, scale: Decimal) -> bool {
    (a - b).abs() <= dec!(0.000000001) * scale.abs().max(Decimal::ONE)
}

fn healthy(account: &Account, market: &Market, underlying: &cross_margin::book::Asset, factor: f64) -> Option<bool> {
    let factor = Decimal::from_f64_retain(factor)?;
    let moved = market.shocked(&Shock::Price { asset: underlying.clone(), factor }).ok()?;
    let answer = assess(account, &moved, venues::reference().unwrap());
    Some(answer.equity.total >= answer.maintenance_margin)
}

proptest! {
    #[test]
    fn nothing_is_negative_and_hedging_never_costs(account in account(12)) {
        let answer = ask(&account);
        prop_assert!(answer.hedge_benefit >= Decimal::ZERO);
        prop_assert!(answer.netted >= Decimal::ZERO);
        prop_assert!(answer.credit >= Decimal::ZERO);
        prop_assert!(answer.maintenance_margin <= answer.initial_margin);
        prop_assert_eq!(answer.hedge_benefit, answer.held_apart - answer.netted);
        prop_assert!(answer.charges.iter().all(|charge| charge.amount > Decimal::ZERO));
        prop_assert!(answer.left_out.is_empty());
    }

    #[test]
    fn the_parts_add_up_to_the_whole(account in account(12)) {
        let answer = ask(&account);
        for charge in &answer.charges {
            let parts: Decimal = charge.parts.iter().map(|part| part.amount).sum();
            prop_assert_eq!(parts, charge.amount);
        }
        let charges: Decimal = answer.charges.iter().map(|charge| charge.amount).sum();
        prop_assert_eq!(charges - answer.credit, answer.initial_margin);
        let legs: Decimal = answer.legs.iter().map(|leg| leg.part).sum();
        prop_assert_eq!(legs, charges);
        let equity = answer.equity;
        prop_assert_eq!(equity.collateral + equity.unrealised_pnl + equity.option_value, equity.total);
        prop_assert_eq!(answer.free_collateral, equity.total - answer.initial_margin);
    }

    /// Held apart is not a second calculation: it is the same question asked of books of one instrument each.
    #[test]
    fn held_apart_is_what_books_of_one_instrument_need(account in account(12)) {
        let answer = ask(&account);
        let apart = isolated(&account, &market(), venues::reference().unwrap());
        let legs: Vec<_> = answer.legs.iter().filter(|leg| leg.kind == LegKind::Position).collect();
        prop_assert_eq!(legs.len(), apart.len());
        for (leg, (instrument, alone)) in legs.iter().zip(&apart) {
            prop_assert_eq!(&leg.name, &instrument.to_string());
            prop_assert!(near(leg.isolated.total, alone.netted, alone.netted), "{} apart, {} alone", leg.isolated.total, alone.netted);
            prop_assert_eq!(alone.hedge_benefit, Decimal::ZERO);
        }
    }

    #[test]
    fn the_worst_cell_is_the_binding_one(account in account(8)) {
        let answer = ask(&account);
        let tails = answer.grid.tails.iter().map(|tail| tail.counted);
        let worst = answer.grid.counted.iter().copied().chain(tails).fold(0.0, f64::min);
        let scan = answer.charges.iter().find(|charge| charge.kind == cross_margin::margin::ChargeKind::Scan);
        let scan: f64 = scan.map_or(0.0, |charge| charge.amount.try_into().unwrap());
        prop_assert!((scan + worst).abs() <= 1e-9 * scan.max(1.0));
        let centre = answer.grid.counted.len() / 2;
        prop_assert!(answer.grid.counted.get(centre).is_none_or(|cell| *cell == 0.0));
    }

    #[test]
    fn a_position_and_its_exact_opposite_change_nothing(account in account(8), extra in position()) {
        let before = ask(&account);
        let mut doubled = account.clone();
        let opposite = Position { quantity: -extra.quantity, ..extra.clone() };
        doubled.positions.extend([extra, opposite]);
        let after = ask(&doubled);
        let scale = before.held_apart;
        prop_assert!(near(before.initial_margin, after.initial_margin, scale));
        prop_assert!(near(before.held_apart, after.held_apart, scale));
        prop_assert!(near(before.equity.total, after.equity.total, before.equity.total + scale));
    }

    #[test]
    fn the_requirement_scales_with_size(account in account(8), factor in 1..20_i64) {
        let factor = Decimal::new(factor, 1);
        let mut scaled = account.clone();
        scaled.positions.iter_mut().for_each(|position| position.quantity *= factor);
        scaled.holdings.iter_mut().for_each(|holding| holding.quantity *= factor);
        let (one, many) = (ask(&account), ask(&scaled));
        prop_assume!(one.size_charge.is_zero() && many.size_charge.is_zero());
        prop_assert!(near(one.initial_margin * factor, many.initial_margin, many.held_apart));
        prop_assert!(near(one.held_apart * factor, many.held_apart, many.held_apart));
    }

    #[test]
    fn long_options_need_at_most_their_value(positions in prop::collection::vec(position(), 1..8)) {
        let options = positions.into_iter().filter(|position| position.instrument.is_option());
        let positions: Vec<Position> = options.map(|p| Position { quantity: p.quantity.abs(), ..p }).collect();
        prop_assume!(!positions.is_empty());
        let account = Account { positions, holdings: Vec::new(), ..Account::default() };
        let answer = ask(&account);
        prop_assert!(answer.netted <= answer.equity.option_value);
        for answer in liquidation(&account, &market(), venues::reference().unwrap()) {
            prop_assert!(answer.roots.is_empty());
            prop_assert_eq!(answer.none, Some(NoLiquidation::LongOptionsOnly));
        }
    }

}

proptest! {
    // each case is hundreds of assessments
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn at_a_liquidation_price_equity_meets_maintenance_and_crosses(account in account(8)) {
        let market = market();
        let rules = venues::reference().unwrap();
        for answer in liquidation(&account, &market, rules) {
            for root in &answer.roots {
                let factor = root.price / answer.price;
                let shock = Shock::Price { asset: answer.underlying.clone(), factor };
                let there = assess(&account, &market.shocked(&shock).unwrap(), rules);
                let gap = (there.equity.total - there.maintenance_margin).abs();
                let gross = there.maintenance_margin.abs().max(there.equity.total.abs());
                // a billionth of the figures, or of a dollar where both are next to nothing
                prop_assert!(gap <= dec!(0.000000001) * gross.max(Decimal::ONE), "{gap} of {gross} at {}", root.price);
                let at: f64 = factor.try_into().unwrap();
                let above = healthy(&account, &market, &answer.underlying, at * (1.0 + 1e-7));
                let below = healthy(&account, &market, &answer.underlying, at * (1.0 - 1e-7));
                prop_assert_eq!(above, Some(root.healthy_above));
                prop_assert_eq!(below, Some(!root.healthy_above));
            }
        }
    }

    #[test]
    fn a_dense_walk_finds_no_crossing_that_was_not_reported(account in account(5)) {
        let market = market();
        for answer in liquidation(&account, &market, venues::reference().unwrap()) {
            let mut before: Option<(f64, bool)> = None;
            for step in 0..=120 {
                let factor = 0.05 * libm::pow(200.0, f64::from(step) / 120.0);
                let Some(now) = healthy(&account, &market, &answer.underlying, factor) else { continue };
                if let Some((at, was)) = before && was != now {
                    let inside = |d: f64| (at - 1.0 - 1e-9..=factor - 1.0 + 1e-9).contains(&d);
                    prop_assert!(answer.roots.iter().any(|root| inside(root.distance)), "missed {at}..{factor} in {}", answer.underlying);
                }
                before = Some((factor, now));
            }
        }
    }
}
