//! Laws of the questions asked the other way round, over generated books: sizes, collateral, parts, funding, hedges. Each
//! answer is held to `assess` of the book it speaks of.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its own figures should stop")]

mod any_book;
mod books;

use std::sync::{Arc, LazyLock};

use books::{account, instrument, market};
use cross_margin::book::{Account, Asset, Fee, Instrument, Time, Trade};
use cross_margin::margin::caps::{Cap, Measure, check};
use cross_margin::margin::funding::{FundingRate, funding};
use cross_margin::margin::hedge::{Candidate, Costs, Finder, Found, Wish, candidates, find, sizes};
use cross_margin::margin::marginal::{marginal, parts};
use cross_margin::margin::sizing::{
    Limit, Offered, Target, at_liquidation, cheapest, collateral_to_add, largest, swaps,
};
use cross_margin::margin::{
    Apiece, AskError, Assessment, Price, RuleSet, Side, Standing, Terms, assess, tried, venues,
};
use cross_margin::market::{Market, Shock};
use cross_margin::risk::{Level, OrderBook};
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

static MARKET: LazyLock<Market> = LazyLock::new(market);

fn reference() -> &'static RuleSet {
    venues::reference().unwrap()
}

fn side() -> impl Strategy<Value = Side> {
    prop::sample::select(vec![Side::Buy, Side::Sell])
}

fn wish() -> impl Strategy<Value = Wish> {
    prop::sample::select(vec![Wish::PerCost, Wish::PerDelta, Wish::Most])
}

/// Terms at the mark price, in whole steps worth about ten dollars.
fn at_mark(of: &Apiece, side: Side) -> Terms {
    let dollars = of.instrument.is_inverse() && !of.instrument.is_option();
    let step = if dollars { dec!(10) } else { (dec!(10) / of.index).round_dp(4).max(dec!(0.0001)) };
    let terms = Terms::at(of.instrument.clone(), side, of.mark);
    Terms { step: Some(step), fee: Fee::Fraction(dec!(0.0005)), ..terms }
}

fn usdc() -> Asset {
    "USDC".parse().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_largest_size_passes_and_one_step_more_does_not(
        account in account(5), (instrument, _) in instrument(), side in side(), cap in 0..400_000_u32,
    ) {
        let caps = [Cap::new(Measure::Notional, cap.into()).unwrap()];
        let of = Apiece::of(&instrument, &MARKET, reference()).unwrap();
        let terms = at_mark(&of, side);
        let answer = largest(&account, &MARKET, reference(), &terms, &caps).unwrap();
        let before = assess(&account, &MARKET, reference());
        let passes = |size: Decimal| {
            let trade = terms.trade(size, &of).unwrap();
            let then = assess(&account.with(&trade).unwrap(), &MARKET, reference());
            let below = |of: &Assessment| of.equity.total < of.maintenance_margin;
            let safer = then.free_collateral > before.free_collateral || then.initial_margin <= before.initial_margin;
            let mends = safer && (below(&before) || !below(&then));
            let margin = if answer.mends { mends } else { then.free_collateral >= Decimal::ZERO };
            (margin, check(&caps, &before, &then).iter().all(|cap| cap.allowed), Standing::from(&then))
        };
        prop_assert_eq!(answer.size % terms.step.unwrap(), Decimal::ZERO);
        if answer.size > Decimal::ZERO {
            let (margin, capped, then) = passes(answer.size);
            prop_assert!(margin && capped, "{answer:?}");
            prop_assert_eq!(then, answer.then);
        }
        let (margin, capped, _) = passes(answer.size + terms.step.unwrap());
        match &answer.binding {
            Some(Limit::InitialMargin) => prop_assert!(!margin, "{answer:?}"),
            Some(Limit::Cap(_)) => prop_assert!(!capped, "{answer:?}"),
            other => prop_assert!(false, "{other:?}"),
        }
        prop_assert!(answer.asked < 260, "{}", answer.asked);
    }

    #[test]
    fn liquidation_is_where_it_was_put(
        account in account(4), (instrument, _) in instrument(), side in side(), factor in 50..200_i64,
    ) {
        let of = Apiece::of(&instrument, &MARKET, reference()).unwrap();
        let price = of.index * Decimal::new(factor, 2);
        let terms = at_mark(&of, side);
        let asked = at_liquidation(&account, &MARKET, reference(), &terms, instrument.underlying(), price);
        let answer = match asked {
            Ok(answer) => answer,
            Err(AskError::OutOfReach { .. } | AskError::Field { .. }) => return Ok(()),
            Err(other) => { prop_assert!(false, "{other}"); return Ok(()) }
        };
        // volatilities stay by instrument, and none here is from a mark: the shocked market is the one `liquidation` walks
        let factor = price / of.index;
        let moved = MARKET.shocked(&Shock::Price { asset: instrument.underlying().clone(), factor }).unwrap();
        let stands = |size: Decimal| {
            let book = if size.is_zero() { account.clone() } else { account.with(&terms.trade(size, &of).unwrap()).unwrap() };
            let then = assess(&book, &moved, reference());
            then.equity.total >= then.maintenance_margin
        };
        let step = terms.step.unwrap();
        let other = match answer.edge {
            cross_margin::margin::sizing::Edge::Falls => answer.size + step,
            cross_margin::margin::sizing::Edge::Holds => (answer.size - step).max(Decimal::ZERO),
        };
        prop_assert!(stands(answer.size), "{answer:?}");
        prop_assert!(!stands(other), "{answer:?}");
    }

    #[test]
    fn collateral_is_enough_and_no_more_than_that(account in account(5), free in 0..50_000_u32, ratio in 10..95_i64) {
        for target in [Target::Free(free.into()), Target::Ratio(Decimal::new(ratio, 2))] {
            let Ok(answer) = collateral_to_add(&account, &MARKET, reference(), &usdc(), target) else { continue };
            let reached = |quantity: Decimal| {
                let then = assess(&account.with_holding(&usdc(), quantity).unwrap(), &MARKET, reference());
                match target {
                    Target::Free(least) => then.free_collateral >= least,
                    Target::Ratio(most) => then.margin_ratio.is_some_and(|ratio| ratio <= most),
                }
            };
            prop_assert!(reached(answer.quantity), "{answer:?}");
            prop_assert!(answer.quantity.is_zero() || !reached(answer.quantity - dec!(0.01)), "{answer:?}");
        }
    }

    #[test]
    fn swaps_are_of_the_same_worth_and_do_what_they_say(account in account(4), free in 0..50_000_u32) {
        let offered: Vec<Offered> = ["USDC", "BTC", "wstETH"]
            .map(|asset| Offered { asset: asset.parse().unwrap(), yield_per_year: Some(dec!(0.03)) }).into();
        let before = assess(&account, &MARKET, reference());
        for swap in swaps(&account, &MARKET, reference(), &offered, &[], Target::Free(free.into())) {
            let book = account.with_holding(&swap.from, -swap.gives).unwrap().with_holding(&swap.to, swap.gets).unwrap();
            let then = assess(&book, &MARKET, reference());
            prop_assert_eq!(Standing::from(&then), swap.then);
            prop_assert_eq!(then.free_collateral - before.free_collateral, swap.freed);
            prop_assert!(!swap.reached || then.free_collateral >= free.into());
            prop_assert!(swap.usd - swap.gets * MARKET.index_price(&swap.to).unwrap() < dec!(0.02));
        }
    }

    #[test]
    fn parts_add_up_under_every_rule_set(account in account(6)) {
        for rules in venues::all() {
            let of = parts(&account, &MARKET, rules);
            let sum: Decimal = of.parts.iter().sum();
            let unshared: Decimal = of.unshared.iter().map(|of| of.amount).sum();
            // amounts of 28 digits are rounded in their last as they are added
            let off = (sum + unshared - of.credit - of.total).abs();
            prop_assert!(off <= dec!(1e-18) * of.total.max(Decimal::ONE), "{}: {off}", rules.name);
            prop_assert_eq!(of.total, assess(&account, &MARKET, rules).initial_margin);
        }
    }

    #[test]
    fn what_is_freed_at_the_margin_is_what_asking_again_says(account in account(5)) {
        let before = assess(&account, &MARKET, reference());
        let all = marginal(&account, &MARKET, reference());
        prop_assert_eq!(all.len(), before.legs.len());
        for one in all.iter().flatten() {
            let then = assess(&account.with(&one.trade).unwrap(), &MARKET, reference());
            prop_assert_eq!(one.initial, before.initial_margin - then.initial_margin);
            prop_assert_eq!(one.free, then.free_collateral - before.free_collateral);
        }
    }

    #[test]
    fn a_path_of_funding_is_the_account_with_that_much_less(account in account(5), rate in -50..50_i64) {
        let rates: Vec<FundingRate> = ["BTC-PERP", "ETH-PERP", "SOL-PERP", "BTC-PERPETUAL"]
            .map(|name| FundingRate {
                instrument: name.parse().unwrap(), per_interval: Decimal::new(rate, 5), hours: dec!(8),
            }).into();
        let answer = funding(&account, &MARKET, reference(), &rates, dec!(30)).unwrap();
        let mut paid = account.clone();
        for leg in &answer.legs {
            paid = paid.with_holding(&leg.paid_in, leg.per_interval * dec!(90)).unwrap();
        }
        let (then, last) = (assess(&paid, &MARKET, reference()), answer.path.last().unwrap());
        prop_assert!((then.equity.total - last.equity).abs() < dec!(0.000001));
        prop_assert!((answer.usd_per_day * dec!(30) - last.received).abs() < dec!(0.000001));
        if let Some(days) = answer.days_until_maintenance {
            prop_assert!(days >= Decimal::ZERO && days <= dec!(3650));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3))]

    #[test]
    fn every_rule_set_is_asked_alike(account in account(3), side in side(), wish in wish()) {
        for rules in venues::all() {
            let all = candidates(&account, &MARKET, rules, costs(), 8).unwrap();
            for candidate in &all.all {
                let terms = at_mark(&candidate.of, side);
                let answer = largest(&account, &MARKET, rules, &terms, &[]).unwrap();
                let book = match answer.size {
                    nothing if nothing.is_zero() => account.clone(),
                    size => account.with(&terms.trade(size, &candidate.of).unwrap()).unwrap(),
                };
                let then = assess(&book, &MARKET, rules);
                prop_assert_eq!(Standing::from(&then), answer.then, "{}", rules.name);
                prop_assert!(answer.mends || then.free_collateral >= Decimal::ZERO, "{}: {answer:?}", rules.name);
            }
            let mut finder = Finder::new(&account, &MARKET, rules, all.all, wish);
            finder.step(250);
            for found in finder.singles().iter().chain(finder.pairs()) {
                holds(&account, rules, found)?;
            }
        }
    }
}

/// The best of the ladder by asking every size of every candidate, and every pair of sizes of two.
fn brute_force(account: &Account, all: &[Candidate], wish: Wish) -> Option<f64> {
    let before = assess(account, &MARKET, reference());
    let gross: f64 = before.legs.iter().map(|leg| leg.greeks.delta_usd.abs()).sum();
    let mut ladder: Vec<(usize, Candidate, Trade)> = Vec::new();
    for (place, candidate) in all.iter().enumerate() {
        for (side, size) in sizes(candidate, &before) {
            ladder.push((place, candidate.clone(), candidate.terms(side).unwrap().trade(size, &candidate.of).unwrap()));
        }
    }
    // bought premium, what the price is away from the mark, and the fee, in dollars
    let cost = |of: &Candidate, trade: &Trade| {
        let (size, mark) = (trade.quantity.abs(), of.of.mark);
        let dollars = trade.instrument.is_inverse() && !trade.instrument.is_option();
        let a_unit = match trade.instrument.is_option() && trade.quantity > Decimal::ZERO {
            true => trade.price,
            false if dollars => (Decimal::ONE / mark - Decimal::ONE / trade.price).abs(),
            false => (trade.price - mark).abs(),
        };
        (a_unit * size + trade.fee) * of.of.paid_usd
    };
    let score = |book: &Account, trade: &Trade, cost: Decimal| {
        let then = tried(book, &before, trade, &MARKET, reference()).ok()?;
        let freed = before.initial_margin - then.initial_margin;
        let freed = (freed > Decimal::ZERO).then_some(freed.try_into().unwrap())?;
        let left = Standing::from(&then).delta_usd.max((0.01 * gross).max(1.0));
        let cost: f64 = cost.try_into().unwrap();
        Some(match wish {
            Wish::Most => freed,
            Wish::PerDelta => freed / left,
            Wish::PerCost => freed / cost,
        })
    };
    let mut best: Option<f64> = None;
    for (place, of, trade) in &ladder {
        let mut keep = |found: Option<f64>| best = best.into_iter().chain(found).max_by(f64::total_cmp);
        keep(score(account, trade, cost(of, trade)));
        let Ok(book) = account.with(trade) else { continue };
        for (_, second, next) in ladder.iter().filter(|(other, ..)| other != place) {
            keep(score(&book, next, cost(of, trade) + cost(second, next)));
        }
    }
    best
}

fn costs() -> Costs {
    Costs { fee_rate: dec!(0.0005), half_spread: dec!(0.001) }
}

fn holds(account: &Account, rules: &RuleSet, found: &Found) -> Result<(), TestCaseError> {
    let before = assess(account, &MARKET, rules);
    let book = found.trades.iter().fold(account.clone(), |book, trade| book.with(trade).unwrap());
    let then = assess(&book, &MARKET, rules);
    prop_assert_eq!(Standing::from(&then), found.then);
    prop_assert_eq!(before.initial_margin - then.initial_margin, found.freed);
    prop_assert!(found.freed > Decimal::ZERO && found.cost >= Decimal::ZERO);
    prop_assert_eq!(then.free_collateral - before.free_collateral, found.free_gained);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn what_is_found_is_never_worse_than_brute_force(account in account(3), wish in wish(), most in 2..5_usize) {
        let all = candidates(&account, &MARKET, reference(), costs(), most).unwrap().all;
        let (singles, pairs) = find(&account, &MARKET, reference(), all.clone(), wish);
        let found = singles.first().into_iter().chain(pairs.first()).map(|found| found.score).max_by(f64::total_cmp);
        match (brute_force(&account, &all, wish), found) {
            (Some(best), Some(found)) => prop_assert!(found >= best * (1.0 - 1e-8), "{found} {best}"),
            (best, found) => prop_assert_eq!(best, None, "{:?}", found),
        }
        for found in singles.iter().chain(&pairs) {
            holds(&account, reference(), found)?;
        }
    }

    #[test]
    fn a_search_is_bounded_and_the_same_in_slices(account in account(4), wish in wish(), slice in 1..200_usize) {
        let all = candidates(&account, &MARKET, reference(), costs(), 9).unwrap().all;
        let (singles, pairs) = find(&account, &MARKET, reference(), all.clone(), wish);
        let mut finder = Finder::new(&account, &MARKET, reference(), all.clone(), wish);
        let most = finder.progress().most;
        // 9 × (14 + 8) and 4 × 8 × (15 + 8)
        prop_assert!(most <= 934, "{}", most);
        let mut last = 0;
        loop {
            let progress = finder.step(slice);
            prop_assert!(progress.asked - last <= slice && progress.asked <= most, "{progress:?}");
            last = progress.asked;
            if progress.done { break }
        }
        prop_assert_eq!(finder.singles(), &singles[..]);
        prop_assert_eq!(finder.pairs(), &pairs[..]);
        for found in singles.iter().chain(&pairs) {
            holds(&account, reference(), found)?;
        }
        let scores: Vec<f64> = singles.iter().map(|found| found.score).collect();
        prop_assert!(scores.windows(2).all(|pair| pair[0] >= pair[1]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any digits, any market or one with prices for most of it: an answer or a reason, and no stop.
    #[test]
    fn no_book_stops_a_question(
        account in any_book::account(),
        any in any_book::market(),
        instrument in any_book::instrument(),
        (price, step) in (any_book::above_zero(), any_book::above_zero()),
        number in any_book::decimal(),
        side in side(),
    ) {
        let later = MARKET.at_time(Time(1_000_000_000_000));
        for market in [&any, &*MARKET, &later] {
            ask_everything(&account, market, &instrument, (price, step, number), side);
        }
    }
}

fn ask_everything(
    account: &Account,
    market: &Market,
    instrument: &Instrument,
    (price, step, number): (Decimal, Decimal, Decimal),
    side: Side,
) {
    let terms = Terms { step: Some(step), ..Terms::at(instrument.clone(), side, price) };
    let caps = [Measure::Vega, Measure::Leverage, Measure::Share(None), Measure::Delta(None)];
    let caps: Vec<Cap> = caps.into_iter().filter_map(|measure| Cap::new(measure, number).ok()).collect();
    let (rules, asset) = (reference(), instrument.underlying());
    let _ = largest(account, market, rules, &terms, &caps);
    let any_size = Terms { step: None, most: Some(number), ..terms.clone() };
    let _ = largest(account, market, rules, &any_size, &caps);
    let _ = at_liquidation(account, market, rules, &terms, asset, number.abs());
    let level = vec![Level { price, size: number.abs() }];
    let (bids, asks) = if side == Side::Buy { (Vec::new(), level) } else { (level, Vec::new()) };
    if let Ok(book) = OrderBook::new(bids, asks) {
        let through = Terms { price: Price::Through(Arc::new(book)), step: None, ..terms.clone() };
        let _ = largest(account, market, rules, &through, &caps);
        let _ = at_liquidation(account, market, rules, &through, asset, price);
    }
    let offered = [Offered { asset: asset.clone(), yield_per_year: Some(number) }];
    let _ = cheapest(account, market, rules, &offered, Target::Ratio(number));
    let _ = swaps(account, market, rules, &offered, &[], Target::Free(number));
    let _ = marginal(account, market, rules);
    let _ = parts(account, market, rules);
    let rate = FundingRate { instrument: instrument.clone(), per_interval: number, hours: step };
    let _ = funding(account, market, rules, &[rate], number.abs());
    let costs = Costs { fee_rate: number.abs(), half_spread: Decimal::ZERO };
    if let Ok(all) = candidates(account, market, rules, costs, 4) {
        Finder::new(account, market, rules, all.all, Wish::Most).step(200);
    }
}
