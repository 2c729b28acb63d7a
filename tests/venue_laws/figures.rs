//! What every answer is, whatever is asked: figures that are numbers, requirements that are not negative, maintenance that
//! is no more than the initial margin.

use cross_margin::book::{Account, Asset};
use cross_margin::margin::{Assessment, Charge, ChargeKind, LegKind, RuleSet, assess, venues};
use cross_margin::market::{Market, Shock};
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use crate::books::{COINS, account, market};

/// The largest decimal, which is where a sum that has no place in one would stop.
const LARGEST: &str = "79228162514264337593543950335";

/// What a venue asks to be kept and not to be there for opening: rule set, charge, why.
const KEPT_ALONE: [(&str, &str, &str); 2] = [
    (
        "hyperliquid-portfolio",
        "Requirement floor",
        "the venue adds 20 dollars to what is owed in the ratio that liquidates, not in what opens",
    ),
    (
        "hyperliquid-portfolio",
        "Liquidation ratio",
        "an account is liquidated at 0.95 of its liquidation value; what opens goes by loan to value",
    ),
];

/// Whether every number of an answer is one, and none stands at the end of its range.
pub(crate) fn numbers(of: &Assessment) -> Result<(), String> {
    let said = format!("{of:?}");
    let word = |c: char| !c.is_alphanumeric();
    match said.split(word).find(|word| matches!(*word, "NaN" | "inf" | LARGEST)) {
        Some(word) => Err(format!("{word} in {said}")),
        None => Ok(()),
    }
}

/// Whether no requirement is below zero, of the whole, of a charge or of a leg by itself.
pub(crate) fn no_requirement_is_negative(of: &Assessment) -> Result<(), String> {
    let charges =
        of.charges.iter().chain(&of.maintenance_charges).map(|charge| (format!("{:?}", charge.kind), charge.amount));
    let legs = of.legs.iter().map(|leg| (format!("{} alone", leg.name), leg.isolated.total));
    let whole = [
        ("initial margin", of.initial_margin),
        ("maintenance margin", of.maintenance_margin),
        ("held apart", of.held_apart),
        ("hedge benefit", of.hedge_benefit),
    ];
    let whole = whole.map(|(name, amount)| (name.to_owned(), amount));
    match charges.chain(legs).chain(whole).find(|(_, amount)| *amount < Decimal::ZERO) {
        Some((name, amount)) => Err(format!("{name} is {amount}")),
        None => Ok(()),
    }
}

/// Whether maintenance is at most the initial margin, to the last digits of what was priced.
fn maintenance_is_within_initial(of: &Assessment) -> Result<(), String> {
    let room = dec!(0.000001) + of.initial_margin * dec!(0.000000000001);
    let kept = |charge: &&Charge| {
        let name = match charge.kind {
            ChargeKind::Venue(of) => of.name,
            _ => "",
        };
        KEPT_ALONE.iter().any(|(rules, kept, _)| *rules == of.rules.name && *kept == name)
    };
    let alone: Decimal = of.maintenance_charges.iter().filter(kept).map(|charge| charge.amount).sum();
    if of.maintenance_margin - alone <= of.initial_margin + room {
        return Ok(());
    }
    Err(format!("maintenance {} above initial {}", of.maintenance_margin, of.initial_margin))
}

/// The market with each coin at a multiple of its price, volatilities and strikes as they were.
pub(crate) fn market_at(factors: &[Decimal]) -> Market {
    COINS.iter().zip(factors).fold(market(), |market, ((coin, _), factor)| {
        let asset: Asset = coin.parse().unwrap();
        market.shocked(&Shock::Price { asset, factor: *factor }).unwrap()
    })
}

/// Mostly prices of a bad year, sometimes a ten-millionth of today's or ten million times it.
fn factor() -> impl Strategy<Value = Decimal> {
    prop_oneof![4 => 200..5000_i64, 1 => 1..1_000_000_000_i64].prop_flat_map(|n| {
        (0..8_u32).prop_map(move |places| if n < 5000 { Decimal::new(n, 3) } else { Decimal::new(n, places + 2) })
    })
}

pub(crate) fn factors() -> impl Strategy<Value = Vec<Decimal>> {
    prop::collection::vec(factor(), COINS.len())
}

fn each(ask: impl Fn(&RuleSet) -> Result<(), String>) -> Result<(), TestCaseError> {
    let wrong = |rules: &RuleSet| ask(rules).err().map(|why| format!("{}: {why}", rules.name));
    let all: Vec<String> = venues::all().iter().filter_map(wrong).collect();
    prop_assert!(all.is_empty(), "{}", all.join("\n"));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_number_is_one(account in account(8), factors in factors()) {
        let market = market_at(&factors);
        each(|rules| numbers(&assess(&account, &market, rules)))?;
    }

    #[test]
    fn requirements_are_never_negative(account in account(8), factors in factors()) {
        let market = market_at(&factors);
        each(|rules| no_requirement_is_negative(&assess(&account, &market, rules)))?;
    }

    #[test]
    fn maintenance_is_at_most_the_initial_margin(account in account(8), factors in factors()) {
        let market = market_at(&factors);
        each(|rules| maintenance_is_within_initial(&assess(&account, &market, rules)))?;
    }
}

#[test]
fn an_empty_book_needs_nothing_and_is_worth_nothing() {
    for rules in venues::all() {
        let of = assess(&Account::default(), &market(), rules);
        let figures = [of.initial_margin, of.maintenance_margin, of.held_apart, of.equity.total, of.free_collateral];
        assert_eq!(figures, [Decimal::ZERO; 5], "{}", rules.name);
        assert!(
            of.charges.iter().chain(&of.maintenance_charges).all(|charge| charge.amount.is_zero()),
            "{}",
            rules.name
        );
        assert_eq!((of.legs.len(), of.left_out.len(), of.margin_ratio), (0, 0, None), "{}", rules.name);
        assert!(!of.legs.iter().any(|leg| leg.kind == LegKind::Position), "{}", rules.name);
    }
}
