//! Laws of venues' rule sets over generated books: they hold whatever the venue's numbers are.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its own figures should stop")]

mod books;

use books::{NOW, account, market};
use cross_margin::book::{Account, Holding, Position};
use cross_margin::margin::{Assessment, Charge, RuleSet, assess, liquidation, venues};
use cross_margin::market::{Market, PriceState, Quote, Shock, VolQuote};
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

const NAMES: [&str; 9] = ["drift", "mango", "vertex", "paradex", "aevo", "span-cme", "tims", "reg-t", "hyperliquid"];

fn each() -> impl Iterator<Item = &'static RuleSet> {
    NAMES.iter().map(|name| venues::named(name).unwrap_or_else(|| panic!("no rule set {name}")))
}

fn sum(charges: &[Charge]) -> Decimal {
    charges.iter().map(|charge| charge.amount).sum()
}

/// Every figure is made of what is shown with it.
fn consistent(answer: &Assessment, of: &Account) -> Result<(), TestCaseError> {
    let name = &answer.rules.name;
    for charge in answer.charges.iter().chain(&answer.maintenance_charges) {
        prop_assert!(charge.amount >= Decimal::ZERO, "{} {:?}", name, charge);
        let parts: Decimal = charge.parts.iter().map(|part| part.amount).sum();
        prop_assert!(charge.parts.is_empty() || parts == charge.amount, "{} {:?}", name, charge);
        prop_assert!(charge.parts.iter().all(|part| part.leg < answer.legs.len()), "{} {:?}", name, charge);
    }
    prop_assert_eq!(sum(&answer.charges), answer.initial_margin);
    prop_assert_eq!(sum(&answer.maintenance_charges), answer.maintenance_margin);
    prop_assert!(answer.maintenance_margin <= answer.initial_margin, "{} {:?}", name, answer);
    let equity = &answer.equity;
    prop_assert_eq!(equity.collateral + equity.unrealised_pnl + equity.option_value, equity.total);
    prop_assert_eq!(answer.free_collateral, equity.total - answer.initial_margin);
    let counted: Decimal = answer.holdings.iter().map(|holding| holding.value).sum();
    prop_assert_eq!(counted, equity.collateral);
    let named = answer.left_out.iter().filter(|out| !out.reason.is_empty()).count();
    let rows: usize = answer.legs.iter().map(|leg| leg.rows.len()).sum();
    prop_assert!(named + rows >= of.positions.len(), "{}: a position is neither margined nor named", name);
    Ok(())
}

/// Prices and quantities at the ends of what can be written.
fn extreme() -> impl Strategy<Value = (Account, Market)> {
    let instruments = [
        "SOL-PERP",
        "BTC-PERP",
        "ETH-PERP",
        "BTC_USDC-25DEC26",
        "ETH_USDC-25DEC26-3000-C",
        "BTC_USDC-25DEC26-60000-P",
        "BTC-25DEC26-60000-P",
    ];
    let amount = || (any::<i64>(), 0..28_u32).prop_map(|(digits, scale)| Decimal::new(digits, scale));
    let price = || (1..i64::MAX, 0..28_u32).prop_map(|(digits, scale)| Decimal::new(digits, scale));
    let position = (prop::sample::select(instruments.to_vec()), amount(), prop::option::of(price()));
    let holding = (prop::sample::select(vec!["USDC", "SOL", "BTC", "ETH", "USDT"]), amount());
    (prop::collection::vec(position, 0..5), prop::collection::vec(holding, 0..3), [price(), price(), price()]).prop_map(
        move |(positions, holdings, prices)| {
            let mut market = Market::at(NOW);
            let quote = |price| Quote::new(price, "test", NOW, PriceState::Live);
            for (coin, price) in ["SOL", "BTC", "ETH"].iter().zip(prices) {
                market.index.insert(coin.parse().unwrap(), quote(price));
            }
            for option in instruments.iter().filter(|name| name.ends_with("-C") || name.ends_with("-P")) {
                let vol = VolQuote { vol: 0.6, source: "test".into(), time: NOW, state: PriceState::Live };
                market.vols.insert(option.parse().unwrap(), vol);
            }
            let position = |(name, quantity, entry): (&str, Decimal, Option<Decimal>)| {
                Position::new(name.parse().unwrap(), quantity, entry)
            };
            let holding = |(asset, quantity): (&str, Decimal)| Holding { asset: asset.parse().unwrap(), quantity };
            let account = Account {
                positions: positions.into_iter().map(position).collect(),
                holdings: holdings.into_iter().map(holding).collect(),
            };
            (account, market)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_figure_is_made_of_what_is_shown_with_it(account in account(10)) {
        let market = market();
        for rules in each() {
            consistent(&assess(&account, &market, rules), &account)?;
        }
    }

    #[test]
    fn together_positions_need_no_more_than_apart(account in account(8)) {
        let market = market();
        for rules in each() {
            let answer = assess(&account, &market, rules);
            let rounding = dec!(0.00001) * (Decimal::ONE + answer.held_apart);
            prop_assert!(answer.netted <= answer.held_apart + rounding, "{} {} {}", rules.name, answer.netted, answer.held_apart);
        }
    }

    #[test]
    fn a_book_without_positions_and_debts_is_its_collateral(usd in 0..100_000_i64) {
        let holdings = vec![Holding { asset: "USDC".parse().unwrap(), quantity: usd.into() }];
        let mut market = market();
        market.index.insert("USDC".parse().unwrap(), Quote::new(Decimal::ONE, "test", NOW, PriceState::Live));
        for rules in each() {
            let answer = assess(&Account { positions: Vec::new(), holdings: holdings.clone() }, &market, rules);
            prop_assert_eq!((answer.initial_margin, answer.equity.total), (Decimal::ZERO, Decimal::from(usd)));
        }
    }

    #[test]
    fn no_book_and_no_price_panics((account, market) in extreme()) {
        for rules in each() {
            let answer = assess(&account, &market, rules);
            prop_assert!(answer.legs.len() <= account.positions.len() + account.holdings.len());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn at_a_liquidation_price_equity_meets_maintenance(account in account(5)) {
        let market = market();
        for rules in each() {
            for found in liquidation(&account, &market, rules) {
                for root in &found.roots {
                    let factor = root.price / found.price;
                    // integers and far prices cut digits off what is asked again
                    if factor < dec!(0.05) {
                        continue;
                    }
                    let moved = market.shocked(&Shock::Price { asset: found.underlying.clone(), factor }).unwrap();
                    let answer = assess(&account, &moved, rules);
                    let apart = (answer.equity.total - answer.maintenance_margin).abs();
                    let scale = answer.maintenance_margin + answer.equity.collateral.abs() + answer.equity.unrealised_pnl.abs();
                    prop_assert!(apart <= dec!(0.0001) * (scale + Decimal::ONE), "{} {:?} {}", rules.name, root, apart);
                }
            }
        }
    }
}
