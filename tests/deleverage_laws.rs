//! Laws of every procedure over generated books: positions only shrink but for a hedge, every step costs what it says, and it
//! ends; and the reference against every other way of closing a small book.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its own figures should stop")]

use cross_margin::book::{Account, Holding, Instrument, Kind, Position, Time, Trade};
use cross_margin::margin::deleverage::{Deleveraging, End, How, Procedure, deleverage};
use cross_margin::margin::{RuleSet, assess, venues};
use cross_margin::market::{Market, PriceState, Quote};
use cross_margin::risk::{Impact, Impacts, SquareRoot};
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

#[path = "books/mod.rs"]
mod books;

const COINS: [(&str, Decimal); 3] = [("BTC", dec!(60000)), ("ETH", dec!(3000)), ("SOL", dec!(150))];

fn market() -> Market {
    let mut market = Market::at(Time(1_795_305_600_000));
    for (coin, price) in COINS.iter().chain(&[("USDC", dec!(1))]) {
        let quote = Quote::new(*price, "typed", market.as_of, PriceState::Manual);
        market.index.insert(coin.parse().unwrap(), quote);
    }
    market
}

/// Perpetuals of the three coins, in thousands of dollars, and the cash that covers part of what they need.
fn book(thousands: &[i64; 3], rules: &RuleSet, cover: Decimal) -> Account {
    let row = |(of, (coin, price)): (&i64, &(&str, Decimal))| {
        let quantity = (Decimal::from(of * 1000) / price).round_dp(6);
        (!quantity.is_zero()).then(|| Position::new(format!("{coin}-PERP").parse().unwrap(), quantity, Some(*price)))
    };
    let positions: Vec<Position> = thousands.iter().zip(&COINS).filter_map(row).collect();
    let bare = Account { positions, ..Account::default() };
    let cash = (assess(&bare, &market(), rules).maintenance_margin * cover).round_dp(2);
    Account { holdings: vec![Holding { asset: "USDC".parse().unwrap(), quantity: cash }], ..bare }
}

fn law(daily_volume_usd: f64) -> Impacts {
    Impact::SquareRoot(SquareRoot { coefficient: 1.0, daily_volume_usd, daily_vol: 0.03 }).into()
}

fn size(account: &Account, instrument: &Instrument) -> Decimal {
    account.positions.iter().filter(|row| row.instrument == *instrument).map(|row| row.quantity).sum()
}

/// What the steps cost.
fn cost(done: &Deleveraging) -> Decimal {
    let of = |step: &cross_margin::margin::deleverage::Step| {
        step.what.iter().map(|closed| closed.fee_usd + closed.impact_usd).sum::<Decimal>() + step.given_usd
    };
    done.steps.iter().map(of).sum()
}

/// What must hold of any deleveraging from an account of `equity`.
fn lawful(account: &Account, equity: Decimal, done: &Deleveraging, hedges: bool) -> Result<(), TestCaseError> {
    let (mut before, mut equity) = (account.clone(), equity);
    for step in &done.steps {
        for position in &step.account.positions {
            let (was, is) = (size(&before, &position.instrument), position.quantity);
            let hedge = hedges && position.instrument.kind() == Kind::Perpetual;
            prop_assert!(
                hedge || is.abs() <= was.abs() && is * was >= dec!(0),
                "{} from {was} to {is}",
                position.instrument
            );
        }
        let costs: Decimal = step.what.iter().map(|closed| closed.fee_usd + closed.impact_usd).sum();
        let expected = equity - costs - step.given_usd;
        prop_assert!((step.equity - expected).abs() < dec!(0.001), "{} and not {expected}: {step:?}", step.equity);
        (before, equity) = (step.account.clone(), step.equity);
    }
    prop_assert!(done.steps.len() <= 400);
    if let (End::Healthy, Some(step)) = (&done.end, done.steps.last()) {
        prop_assert!(step.equity >= step.maintenance);
    }
    if let End::Bankrupt { loss_usd } = &done.end {
        prop_assert!(*loss_usd > dec!(0));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn every_procedure_is_lawful_and_ends(
        thousands in prop::array::uniform3(-900i64..900),
        cover in 0i64..130,
        volume in 7u32..11,
    ) {
        for procedure in Procedure::all() {
            let family = procedure.families.first().unwrap();
            let rules = venues::all().iter().find(|rules| rules.family_word() == family).unwrap();
            let account = book(&thousands, rules, Decimal::new(cover, 2));
            let of = assess(&account, &market(), rules);
            let impacts = law(10_f64.powi(volume as i32));
            let done = deleverage(&account, &market(), rules, procedure, &impacts);
            let hedges = matches!(procedure.how, How::Deribit { .. });
            lawful(&account, of.equity.total, &done, hedges)?;
            // nobody closes a healthy account; Bybit and Drift go on to a target beyond health
            if !matches!(procedure.name.as_str(), "bybit" | "drift") {
                let before_last = done.steps.iter().rev().skip(1);
                prop_assert!(before_last.clone().all(|step| step.equity < step.maintenance), "{}", procedure.name);
            }
            let again = deleverage(&account, &market(), rules, procedure, &impacts);
            prop_assert_eq!(done, again);
        }
    }

    #[test]
    fn any_book_ends_under_any_procedure(account in books::account(5)) {
        for procedure in Procedure::all() {
            let family = procedure.families.first().unwrap();
            let rules = venues::all().iter().find(|rules| rules.family_word() == family).unwrap();
            let done = deleverage(&account, &books::market(), rules, procedure, &law(1e9));
            prop_assert!(done.steps.len() <= 400);
        }
    }

    /// No combination of tenths of the positions restores health for less than the reference pays.
    #[test]
    fn the_reference_is_the_cheapest_of_all_ways_on_a_grid(
        thousands in prop::array::uniform3(-900i64..900),
        cover in 60i64..100,
    ) {
        let rules = venues::named("hyperliquid").unwrap();
        let account = book(&thousands, rules, Decimal::new(cover, 2));
        let (market, impacts) = (market(), law(1e8));
        let procedure = Procedure::named("reference").unwrap();
        let How::Reference { fees, .. } = &procedure.how else { panic!("the reference") };
        let done = deleverage(&account, &market, rules, procedure, &impacts);
        let Some(cheapest) = cheapest_on_a_grid(&account, &market, rules, fees.future) else { return Ok(()) };
        prop_assert_eq!(&done.end, &End::Healthy);
        // its pieces are twentieths, so nothing on the grid can be cheaper by more than what a piece is off
        prop_assert!(cost(&done) <= cheapest * dec!(1.002) + dec!(0.01), "{} and {cheapest}", cost(&done));
    }
}

/// The least cost of closing so many tenths of each position that the account is healthy, by trying all; the impact is
/// written out: 3 % · √(dollars / 100 million) of them.
fn cheapest_on_a_grid(account: &Account, market: &Market, rules: &RuleSet, fee: Decimal) -> Option<Decimal> {
    let price = |position: &Position| market.index_price(position.instrument.underlying()).unwrap();
    let mut ways: Vec<(Account, Decimal)> = vec![(account.clone(), dec!(0))];
    for position in &account.positions {
        let mut more = Vec::new();
        for (so_far, cost) in &ways {
            for tenths in 0..=10 {
                let quantity = -position.quantity * Decimal::from(tenths) / dec!(10);
                if quantity.is_zero() {
                    more.push((so_far.clone(), *cost));
                    continue;
                }
                let mark = price(position);
                let dollars: f64 = (quantity.abs() * mark).to_string().parse().unwrap();
                let off = Decimal::from_f64_retain(0.03 * (dollars / 1e8).sqrt()).unwrap();
                let paid = if quantity < dec!(0) { mark * (dec!(1) - off) } else { mark * (dec!(1) + off) };
                let charged = quantity.abs() * paid * fee;
                let instrument = position.instrument.clone();
                let after = so_far.with(&Trade { instrument, quantity, price: paid, fee: charged }).unwrap();
                more.push((after, cost + charged + quantity.abs() * mark * off));
            }
        }
        ways = more;
    }
    let healthy = |(after, cost): (Account, Decimal)| {
        let of = assess(&after, market, rules);
        (of.equity.total >= of.maintenance_margin && !after.positions.is_empty()).then_some(cost)
    };
    ways.into_iter().filter_map(healthy).min()
}
