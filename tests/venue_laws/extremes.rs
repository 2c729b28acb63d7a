//! Quantities and prices beyond all sense: a row is margined exactly or left out by name, and nothing is silently nothing
//! or stuck at the end of a number.

use cross_margin::book::{Account, Holding, Position};
use cross_margin::margin::{LegKind, LegReport, RuleSet, Subject, assess, liquidation, venues};
use cross_margin::market::{Market, PriceState, Quote, VolQuote};
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use crate::books::NOW;
use crate::figures::{no_requirement_is_negative, numbers};

const INSTRUMENTS: [&str; 8] = [
    "BTC-PERP",
    "BTC-PERPETUAL",
    "BTC-25DEC26",
    "BTC_USDC-25DEC26",
    "BTC-25DEC26-60000-C",
    "BTC_USDC-25DEC26-60000-P",
    "ETH-PERP",
    "SOL-PERP",
];

const QUANTITIES: [Decimal; 8] = [
    dec!(1000000000000000000),
    dec!(-1000000000000000000),
    // near the ends of a decimal, where no sum stops
    dec!(79228162514264337593543950000),
    dec!(-79228162514264337593543950000),
    dec!(100000000),
    dec!(-1),
    dec!(0.000000000000000001),
    dec!(-0.0000000000000000000000000001),
];

const PRICES: [Decimal; 8] = [
    dec!(0.00000001),
    dec!(0.0000000000000000000000000001),
    dec!(0.01),
    dec!(60000),
    dec!(1000000000000),
    dec!(1000000000000000000),
    dec!(1000000000000000000000000000),
    dec!(79228162514264337593543950000),
];

fn market(price: Decimal) -> Market {
    let mut market = Market::at(NOW);
    let quote = |price| Quote::new(price, "test", NOW, PriceState::Manual);
    for coin in ["BTC", "ETH", "SOL"] {
        market.index.insert(coin.parse().unwrap(), quote(price));
    }
    market.index.insert("USDC".parse().unwrap(), quote(Decimal::ONE));
    for name in INSTRUMENTS.iter().filter(|name| name.ends_with("-C") || name.ends_with("-P")) {
        let vol = VolQuote { vol: 0.6, source: "test".into(), time: NOW, state: PriceState::Manual };
        market.vols.insert(name.parse().unwrap(), vol);
    }
    market
}

fn books() -> Vec<Account> {
    let mut all = Vec::new();
    for quantity in QUANTITIES {
        for name in INSTRUMENTS {
            for entry in [None, Some(dec!(0.00000001)), Some(dec!(1000000000000000000))] {
                let position = Position::new(name.parse().unwrap(), quantity, entry);
                let small = Position::new("BTC-PERP".parse().unwrap(), Decimal::ONE, None);
                let usdc = Holding { asset: "USDC".parse().unwrap(), quantity: dec!(1000) };
                all.push(Account { positions: vec![position, small], holdings: vec![usdc], ..Account::default() });
            }
        }
        for asset in ["BTC", "USDC"] {
            let holding = Holding { asset: asset.parse().unwrap(), quantity };
            let small = Position::new("BTC-PERP".parse().unwrap(), Decimal::ONE, None);
            all.push(Account { positions: vec![small], holdings: vec![holding], ..Account::default() });
        }
    }
    all
}

fn wrong(account: &Account, market: &Market, rules: &RuleSet) -> Result<(), String> {
    let of = assess(account, market, rules);
    numbers(&of)?;
    no_requirement_is_negative(&of)?;
    let exposed =
        |leg: &&LegReport| leg.forward.is_none() && leg.kind == LegKind::Position && leg.greeks.delta_usd.abs() >= 1.0;
    if let Some(leg) = of.legs.iter().filter(exposed).find(|leg| leg.isolated.total.is_zero()) {
        return Err(format!("{} of {} dollars needs nothing", leg.name, leg.greeks.delta_usd));
    }
    for row in 0..account.positions.len() {
        let name = account.positions[row].instrument.to_string();
        let mut out = of.left_out.iter().filter(|out| out.subject == Subject::Position(row));
        if let Some(out) = out.next() {
            // what would be right, or how far it is too large, and of what
            if out.name != name || out.reason.len() < 20 {
                return Err(format!("{name} is left out as {out:?}"));
            }
        } else if !of.legs.iter().any(|leg| leg.kind == LegKind::Position && leg.rows.contains(&row)) {
            return Err(format!("{name} is nowhere"));
        }
    }
    Ok(())
}

#[test]
fn figures_beyond_all_sense_are_exact_or_left_out_by_name() {
    let books = books();
    let mut all = std::collections::BTreeMap::new();
    for price in PRICES {
        let market = market(price);
        for account in &books {
            for rules in venues::all() {
                if let Err(why) = wrong(account, &market, rules) {
                    all.entry(&rules.name).or_insert_with(|| format!("{account:?} at {price}: {why}"));
                }
            }
        }
    }
    assert!(all.is_empty(), "{all:#?}");
}

#[test]
fn no_liquidation_search_stops_at_such_figures() {
    let books = books();
    for price in [PRICES[0], PRICES[5], PRICES[7]] {
        let market = market(price);
        for account in books.iter().step_by(3) {
            for rules in venues::all() {
                for rail in liquidation(account, &market, rules) {
                    assert!(rail.roots.iter().all(|root| root.distance.is_finite()), "{}: {rail:?}", rules.name);
                }
            }
        }
    }
}
