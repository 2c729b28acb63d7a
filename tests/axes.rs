//! Where accounts are lost along each axis: arithmetic written out, books of known several crossings, venues' closed forms,
//! and a dense look that no crossing was missed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot read its figures should stop")]

mod books;

use cross_margin::book::{Account, Asset, Holding, Position, Time};
use cross_margin::margin::axes::{Axis, Cause, NoCrossing, Outlook, Path, along, axes};
use cross_margin::margin::funding::over;
use cross_margin::margin::venues::{binance, dydx, hyperliquid};
use cross_margin::margin::{RuleSet, assess, venues};
use cross_margin::market::{Market, PriceState, Quote, Shock, VolQuote};
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal_macros::dec;

const NOW: Time = books::NOW;

fn asset(name: &str) -> Asset {
    name.parse().unwrap()
}

fn account(positions: &[(&str, Decimal, Option<Decimal>)], holdings: &[(&str, Decimal)]) -> Account {
    Account {
        holdings: holdings.iter().map(|(of, quantity)| Holding { asset: asset(of), quantity: *quantity }).collect(),
        positions: positions.iter().map(|(of, q, entry)| Position::new(of.parse().unwrap(), *q, *entry)).collect(),
        ..Account::default()
    }
}

fn market(prices: &[(&str, Decimal)], vols: &[(&str, f64)]) -> Market {
    let mut market = Market::at(NOW);
    for (of, price) in prices {
        market.index.insert(asset(of), Quote::new(*price, "typed", NOW, PriceState::Manual));
    }
    for (option, vol) in vols {
        let quote = VolQuote { vol: *vol, source: "typed".into(), time: NOW, state: PriceState::Manual };
        market.vols.insert(option.parse().unwrap(), quote);
    }
    market
}

fn reference() -> &'static RuleSet {
    venues::reference().unwrap()
}

fn ask(account: &Account, market: &Market, axis: Axis) -> Path {
    along(account, market, reference(), &Outlook::default(), &axis)
}

#[track_caller]
fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found} is not {expected}");
}

fn long_btc() -> (Account, Market) {
    (
        account(&[("BTC-PERP", dec!(1), Some(dec!(60000)))], &[("USD", dec!(10000))]),
        market(&[("BTC", dec!(60000))], &[]),
    )
}

#[test]
fn a_price_has_its_initial_its_liquidation_and_its_bankruptcy() {
    let (book, market) = long_btc();
    let path = ask(&book, &market, Axis::Price(asset("BTC")));
    // equity 10,000 + p − 60,000 against 0.155 p, 0.8 · 0.155 p and nothing
    let at = |crossings: &[cross_margin::margin::axes::Crossing]| {
        assert_eq!(crossings.len(), 1);
        (crossings[0].at, crossings[0].prices[0].1.to_f64().unwrap())
    };
    for (found, price) in [
        (at(&path.initial), 50_000.0 / (1.0 - 0.155)),
        (at(&path.maintenance), 50_000.0 / (1.0 - 0.124)),
        (at(&path.bankruptcy), 50_000.0),
    ] {
        close(found.0, price / 60_000.0);
        close(found.1, price);
    }
    assert!(path.maintenance[0].healthy_above && !path.liquidatable_now);
    assert_eq!(path.safe, [(path.maintenance[0].at, 10.0)]);
    // the perpetual loses 2,922 on the way; maintenance falls with the price
    let driver = path.maintenance[0].driver.as_ref().unwrap();
    assert_eq!(driver.cause, Cause::Position("BTC-PERP".to_owned()));
    close(driver.takes_usd, 60_000.0 - 50_000.0 / 0.876);
}

#[test]
fn distance_in_days_is_the_days_whose_standard_deviation_reaches_it() {
    let (book, mut market) = long_btc();
    let vol = VolQuote { vol: 0.5, source: "typed".into(), time: NOW, state: PriceState::Manual };
    market.vol_indices.insert(asset("BTC"), vol);
    let path = ask(&book, &market, Axis::Price(asset("BTC")));
    // ln(0.9513) / 0.5 = −0.0999 years^½ → 3.6 days
    let way = (50_000.0_f64 / 0.876 / 60_000.0).ln() / 0.5;
    close(path.maintenance[0].days.unwrap(), way * way * 365.0);
    assert_eq!(ask(&book, &long_btc().1, Axis::Price(asset("BTC"))).maintenance[0].days, None);
}

#[test]
fn a_depeg_takes_the_collateral() {
    let book = account(&[("BTC_USD-PERP", dec!(1), None)], &[("USDC", dec!(10000)), ("USD", dec!(1000))]);
    let market = market(&[("BTC", dec!(60000)), ("USDC", dec!(1))], &[]);
    assert_eq!(axes(&book, &market).last(), Some(&Axis::Depeg(asset("USDC"))));
    let path = ask(&book, &market, Axis::Depeg(asset("USDC")));
    // 1,000 + 10,000 x = 0.8 · 9,300
    close(path.maintenance[0].at, 0.644);
    assert_eq!(path.maintenance[0].driver.as_ref().unwrap().cause, Cause::Holding(asset("USDC")));
    // 1,000 is left whatever USDC is worth
    assert_eq!(path.bankruptcy, []);
}

#[test]
fn staked_collateral_can_lose_its_peg_while_its_coin_stands() {
    let book = account(&[("ETH_USD-PERP", dec!(-2), None)], &[("wstETH", dec!(1))]);
    let market = market(&[("ETH", dec!(3000)), ("wstETH", dec!(3600))], &[]);
    let path = ask(&book, &market, Axis::Depeg(asset("wstETH")));
    // 0.9 · 3,600 x = 0.8 · 0.155 · 6,000
    close(path.maintenance[0].at, 744.0 / 3_240.0);
}

#[test]
fn funding_takes_days() {
    let (book, market) = long_btc();
    let outlook = Outlook { funding_per_day: vec![(asset("BTC"), 0.001)], ..Outlook::default() };
    let path = along(&book, &market, reference(), &outlook, &Axis::Time);
    // 60 dollars a day of 10,000 − 0.8 · 9,300
    assert!((path.maintenance[0].at - 2_560.0 / 60.0).abs() < 2.0 / 86_400.0, "{path:?}");
    let paid = Outlook { funding_per_day: vec![(asset("BTC"), -0.001)], ..Outlook::default() };
    assert_eq!(along(&book, &market, reference(), &paid, &Axis::Time).none, Some(NoCrossing::SafeThroughout));
    assert_eq!(ask(&book, &market, Axis::Time).none, Some(NoCrossing::NothingMoves));
}

#[test]
fn an_inverse_perpetual_pays_funding_in_its_coin() {
    // 60,000 dollars long: 1 BTC of value, 0.001 BTC a day, of a holding of 0.2 BTC
    let book = account(&[("BTC-PERPETUAL", dec!(60000), None)], &[("BTC", dec!(0.2))]);
    let market = market(&[("BTC", dec!(60000))], &[]);
    let outlook = Outlook { funding_per_day: vec![(asset("BTC"), 0.001)], ..Outlook::default() };
    let path = along(&book, &market, reference(), &outlook, &Axis::Time);
    // its exposure stays 60,000: scan 15 % of it, basis 60,000 · 0.005 / 0.995, as the coin falls with it;
    // (0.2 − 0.001 d) · 60,000 · 0.93 = 0.8 · (9,000 + 301.51)
    let kept = 0.8 * (9_000.0 + 300.0 / 0.995);
    let days = (0.2 - kept / (60_000.0 * 0.93)) / 0.001;
    assert!((path.maintenance[0].at - days).abs() < 2.0 / 86_400.0, "{} {days}", path.maintenance[0].at);
}

#[test]
fn all_together_each_goes_by_its_beta() {
    let book = account(
        &[("BTC-PERP", dec!(1), Some(dec!(60000))), ("ETH-PERP", dec!(20), Some(dec!(3000)))],
        &[("USD", dec!(25000))],
    );
    let prices = market(&[("BTC", dec!(60000)), ("ETH", dec!(3000))], &[]);
    // nothing is known of volatilities: both move alike; 25,000 + 120,000 (y − 1) = 0.8 · 0.155 · 120,000 y
    let path = ask(&book, &prices, Axis::Together);
    close(path.maintenance[0].at, 95_000.0 / (120_000.0 * 0.876));
    // beta 2: 25,000 + 60,000 (y − 1) + 60,000 (y² − 1) = 7,440 y + 7,440 y²
    let outlook = Outlook { betas: vec![(asset("ETH"), 2.0)], ..Outlook::default() };
    let path = along(&book, &prices, reference(), &outlook, &Axis::Together);
    let (a, c) = (52_560.0_f64, -95_000.0);
    let y = (-a + (a * a - 4.0 * a * c).sqrt()) / (2.0 * a);
    close(path.maintenance[0].at, y);
    close(path.maintenance[0].prices[1].1.to_f64().unwrap(), 3_000.0 * y * y);
    // a volatility twice as high is a beta of two
    let mut vols = prices.clone();
    for (of, vol) in [("BTC", 0.4), ("ETH", 0.8)] {
        let quote = VolQuote { vol, source: "typed".into(), time: NOW, state: PriceState::Manual };
        vols.vol_indices.insert(asset(of), quote);
    }
    close(ask(&book, &vols, Axis::Together).maintenance[0].at, y);
}

#[test]
fn a_rise_in_volatility_kills_a_short_straddle() {
    let names = ["BTC_USD-25DEC26-60000-C", "BTC_USD-25DEC26-60000-P"];
    let book = account(&[(names[0], dec!(-1), None), (names[1], dec!(-1), None)], &[("USD", dec!(26000))]);
    let market = market(&[("BTC", dec!(60000))], &[(names[0], 0.5), (names[1], 0.5)]);
    let path = ask(&book, &market, Axis::Volatility);
    let crossing = &path.maintenance[0];
    assert!(!crossing.healthy_above && crossing.at > 1.0);
    // asked of a market whose volatilities were multiplied, equity meets maintenance there
    let there = assess(&book, &market.shocked(&Shock::Vol { factor: crossing.at }).unwrap(), reference());
    let gap = (there.equity.total - there.maintenance_margin).to_f64().unwrap();
    assert!(gap.abs() < 1e-3, "{gap}");
    assert_eq!(ask(&long_btc().0, &long_btc().1, Axis::Volatility).none, Some(NoCrossing::NothingMoves));
}

#[test]
fn known_several_crossings_are_all_found() {
    // a short strangle is lost on both sides
    let strangle = [("BTC_USD-25DEC26-45000-P", dec!(-2), None), ("BTC_USD-25DEC26-75000-C", dec!(-2), None)];
    let vols = [(strangle[0].0, 0.5), (strangle[1].0, 0.5)];
    let prices = [("BTC", dec!(60000)), ("USDC", dec!(1))];
    let path = ask(&account(&strangle, &[("USD", dec!(30000))]), &market(&prices, &vols), Axis::Price(asset("BTC")));
    let sides: Vec<bool> = path.maintenance.iter().map(|crossing| crossing.healthy_above).collect();
    assert_eq!(sides, [true, false]);
    // covered: coins held against an inverse short of their worth; lost neither below nor above, but for the haircut
    let covered = account(&[("BTC-PERPETUAL", dec!(-60000), Some(dec!(60000)))], &[("BTC", dec!(1))]);
    let path = ask(&covered, &market(&prices, &[]), Axis::Price(asset("BTC")));
    assert_eq!(path.maintenance.len() % 2, usize::from(path.safe.first().is_none_or(|(from, _)| *from > 1e-4)));
    // a ratio spread: one call bought, three sold further out, with a put sold below: safe between, lost on both ends
    let ratio = [
        ("BTC_USD-25DEC26-62000-C", dec!(1), None),
        ("BTC_USD-25DEC26-75000-C", dec!(-3), None),
        ("BTC_USD-25DEC26-50000-P", dec!(-1), None),
    ];
    let vols: Vec<(&str, f64)> = ratio.iter().map(|(name, ..)| (*name, 0.45)).collect();
    let path = ask(&account(&ratio, &[("USD", dec!(20000))]), &market(&prices, &vols), Axis::Price(asset("BTC")));
    let sides: Vec<bool> = path.maintenance.iter().map(|crossing| crossing.healthy_above).collect();
    assert_eq!(sides, [true, false]);
    // a butterfly that was paid for on credit: safe only about its middle; today stands outside
    let butterfly = [
        ("BTC_USD-4DEC26-50000-C", dec!(1), None),
        ("BTC_USD-4DEC26-60000-C", dec!(-2), None),
        ("BTC_USD-4DEC26-70000-C", dec!(1), None),
    ];
    let vols: Vec<(&str, f64)> = butterfly.iter().map(|(name, ..)| (*name, 0.3)).collect();
    let book = account(&butterfly, &[("USD", dec!(-1000))]);
    let path = ask(&book, &market(&[("BTC", dec!(72000))], &vols), Axis::Price(asset("BTC")));
    assert!(path.liquidatable_now && path.maintenance.len() == 2, "{path:?}");
    assert_eq!(path.safe.len(), 1);
    assert!(path.safe[0].0 * 72_000.0 > 50_000.0 && path.safe[0].1 * 72_000.0 < 70_000.0, "{:?}", path.safe);
}

#[test]
fn what_has_no_crossing_says_why() {
    let put = "BTC_USD-25DEC26-50000-P";
    let long = account(&[(put, dec!(3), None)], &[("USD", dec!(100))]);
    let market = market(&[("BTC", dec!(60000))], &[(put, 0.5)]);
    for axis in axes(&long, &market) {
        assert_eq!(ask(&long, &market, axis).none, Some(NoCrossing::LongOptionsOnly));
    }
    let rich = account(&[("BTC-PERP", dec!(0.01), Some(dec!(60000)))], &[("USD", dec!(100000))]);
    assert_eq!(ask(&rich, &market, Axis::Price(asset("BTC"))).none, Some(NoCrossing::SafeThroughout));
    let poor = account(&[("BTC-PERP", dec!(1), Some(dec!(60000)))], &[("USD", dec!(-700000))]);
    assert_eq!(ask(&poor, &market, Axis::Price(asset("BTC"))).none, Some(NoCrossing::LiquidatableThroughout));
    for axis in [Axis::Price(asset("ZZZ")), Axis::Depeg(asset("ZZZ")), Axis::Together] {
        assert_eq!(ask(&Account::default(), &market, axis).none, Some(NoCrossing::NoRequirement));
    }
}

/// The perpetuals of one coin, and another beside them that keeps its price.
fn perpetuals() -> impl Strategy<Value = (Decimal, Decimal, Decimal)> {
    let size =
        (1_i64..40_000, any::<bool>()).prop_map(|(size, short)| Decimal::new(if short { -size } else { size }, 2));
    (size.clone(), size, 20_000_i64..3_000_000).prop_map(|(btc, eth, cash)| (btc, eth, Decimal::from(cash)))
}

fn closed_form_agrees(
    name: &str,
    quote: &str,
    book: (Decimal, Decimal, Decimal),
    price: impl Fn(&Account) -> Option<Decimal>,
) {
    let (btc, eth, cash) = book;
    let positions = [(format!("BTC_{quote}-PERP"), btc), (format!("ETH_{quote}-PERP"), eth)];
    let rows: Vec<_> = positions
        .iter()
        .map(|(of, q)| (of.as_str(), *q, Some(if of.starts_with('B') { dec!(60000) } else { dec!(3000) })))
        .collect();
    let book = account(&rows, &[(quote, cash)]);
    let market = market(&[("BTC", dec!(60000)), ("ETH", dec!(3000)), (quote, dec!(1))], &[]);
    let rules = venues::named(name).unwrap();
    let path = along(&book, &market, rules, &Outlook::default(), &Axis::Price(asset("BTC")));
    if path.liquidatable_now {
        return;
    }
    let found = path.maintenance.iter().map(|crossing| crossing.prices[0].1).collect::<Vec<_>>();
    let expected: Vec<Decimal> = price(&book).into_iter().filter(|p| *p > dec!(6.1) && *p < dec!(599000)).collect();
    assert_eq!(found.len(), expected.len(), "{name}: {found:?} {expected:?} of {book:?}");
    for (found, expected) in found.iter().zip(&expected) {
        assert!((found - expected).abs() <= dec!(0.000000001) * expected, "{name}: {found} {expected}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn hyperliquids_closed_form_agrees(book in perpetuals()) {
        closed_form_agrees("hyperliquid", "USDC", book, |account| {
            let rules = &hyperliquid::parameters().unwrap().parameters;
            let row = |coin: &str, size, mark| hyperliquid::Position {
                coin: coin.to_owned(), size, mark, leverage: 1, max_leverage: None, mode: hyperliquid::Mode::Cross,
            };
            let positions = vec![
                row("BTC", account.positions[0].quantity, dec!(60000)),
                row("ETH", account.positions[1].quantity, dec!(3000)),
            ];
            let cross_value = account.holdings[0].quantity;
            let report = hyperliquid::perps(&hyperliquid::Account { cross_value, positions }, rules).unwrap();
            report.positions[0].liquidation.map(|root| root.price)
        });
    }

    #[test]
    fn binances_closed_form_agrees(book in perpetuals()) {
        closed_form_agrees("binance", "USDT", book, |account| {
            let rules = &binance::parameters().unwrap().parameters;
            let row = |symbol: &str, size, mark| binance::UsdPosition {
                symbol: symbol.to_owned(), size, entry: mark, mark, leverage: 1,
            };
            let positions = vec![
                row("BTCUSDT", account.positions[0].quantity, dec!(60000)),
                row("ETHUSDT", account.positions[1].quantity, dec!(3000)),
            ];
            let wallet = account.holdings[0].quantity;
            let report = binance::usd_margin(&binance::UsdAccount { wallet, positions }, rules).unwrap();
            report.positions[0].liquidation.first().map(|root| root.price)
        });
    }

    #[test]
    fn dydxs_closed_form_agrees((btc, eth, cash) in perpetuals()) {
        // to the chain every requirement is a whole millionth of a dollar, rounded up: sizes are large enough for nine digits
        let book = (btc * dec!(100), eth * dec!(100), cash * dec!(100));
        closed_form_agrees("dydx", "USDC", book, |account| {
            let kept = |coin: &str| {
                let rules = &dydx::parameters().unwrap().parameters;
                let tier = &rules.liquidity_tiers[&rules.markets[coin].tier];
                Decimal::from(tier.initial_margin_ppm) * Decimal::from(tier.maintenance_fraction_ppm) / dec!(1000000000000)
            };
            let sizes = (account.positions[0].quantity, account.positions[1].quantity);
            let others = [(sizes.1 * dec!(3000), kept("ETH"))];
            let equity = account.holdings[0].quantity;
            dydx::screen_liquidation(equity, sizes.0, dec!(60000), kept("BTC"), &others).unwrap().map(|root| root.price)
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Paid at every instant or in hundredths of a day, funding takes as long.
    #[test]
    fn without_options_time_is_funding(
        (btc, eth, cash) in perpetuals(), dollars in -3_000_000_i64..3_000_000, rates in (-50_i32..50, -50_i32..50),
    ) {
        let rows = [("BTC-PERP", btc, None), ("ETH-PERP", eth, None), ("BTC-PERPETUAL", Decimal::from(dollars), None)];
        let book = account(&rows, &[("USD", cash), ("BTC", dec!(2))]);
        let market = market(&[("BTC", dec!(60000)), ("ETH", dec!(3000))], &[]);
        let per_day = [("BTC", rates.0), ("ETH", rates.1)].map(|(of, rate)| (asset(of), f64::from(rate) / 10_000.0));
        let outlook = Outlook { funding_per_day: per_day.to_vec(), horizon_days: 3_650.0, ..Outlook::default() };
        let path = along(&book, &market, reference(), &outlook, &Axis::Time);
        let days = over(&book, &market, reference(), &outlook).unwrap().days_until_maintenance;
        let days = days.map(|days| days.to_f64().unwrap());
        if path.liquidatable_now {
            prop_assert_eq!(days, Some(0.0));
            return Ok(());
        }
        let crossed = path.maintenance.first().map(|crossing| crossing.at);
        // an interval, and the second to which the axis is searched
        let alike = |days: f64, crossed: f64| (days - crossed).abs() <= 0.01 + 1.0 / 86_400.0;
        match (days, crossed) {
            (Some(days), Some(crossed)) => prop_assert!(alike(days, crossed), "{days} {crossed}"),
            // what is crossed in the very last interval may be crossed for one of them alone
            (days, crossed) => prop_assert!(days.or(crossed).is_none_or(|only| only > 3_649.98), "{days:?} {crossed:?}"),
        }
    }
}

/// Whether the account is healthy at a place along the axis, asked of a changed market and nothing else.
fn healthy(account: &Account, market: &Market, axis: &Axis, x: f64) -> Option<bool> {
    let factor = || Decimal::from_f64_retain(x);
    let moved = match axis {
        Axis::Price(of) | Axis::Depeg(of) => {
            market.shocked(&Shock::Price { asset: of.clone(), factor: factor()? }).ok()?
        }
        Axis::Together => {
            let mut moved = market.clone();
            for of in ["BTC", "ETH", "SOL", "DOGE"] {
                moved = moved.shocked(&Shock::Price { asset: asset(of), factor: factor()? }).ok()?;
            }
            moved
        }
        Axis::Volatility => market.shocked(&Shock::Vol { factor: x }).ok()?,
        Axis::Time => market.shocked(&Shock::Time { ms: (x * 86_400_000.0).round() as i64 }).ok()?,
    };
    let answer = assess(account, &moved, reference());
    Some(answer.equity.total >= answer.maintenance_margin)
}

/// Places all over a range, three hundred of them.
fn dense(axis: &Axis, outlook: &Outlook) -> Vec<f64> {
    let (from, to) = axis.range(outlook);
    let place = |way: f64| match axis {
        Axis::Time => from + (to - from) * way * way,
        _ => from.max(0.02) * (to / from.max(0.02)).powf(way),
    };
    // irregular, so that places do not fall on the steps of the search
    (0..=300).map(|n| place((f64::from(n) + 0.37 * f64::from(n % 3)) / 301.0)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_crossing_goes_unreported(account in books::account(7)) {
        let market = books::market();
        // all move alike
        let betas = ["BTC", "ETH", "SOL", "DOGE"].map(|of| (asset(of), 1.0)).to_vec();
        let outlook = Outlook { betas, horizon_days: 400.0, ..Outlook::default() };
        for axis in axes(&account, &market) {
            let path = along(&account, &market, reference(), &outlook, &axis);
            let sides: Vec<(f64, bool)> =
                dense(&axis, &outlook).into_iter().filter_map(|x| Some((x, healthy(&account, &market, &axis, x)?))).collect();
            for pair in sides.windows(2) {
                let [(from, before), (to, after)] = pair else { continue };
                let between = path.maintenance.iter().filter(|of| of.at > *from && of.at <= *to).count();
                // what lies within rounding of a place looked at may count for either side of it
                let near = |x: f64| path.maintenance.iter().any(|of| (of.at - x).abs() <= 1e-6 * x.max(1e-3));
                prop_assert!(
                    (between % 2 == 1) == (before != after) || near(*from) || near(*to),
                    "{axis:?} between {from} and {to}: {before} {after}, reported {between}: {:?}", path.maintenance,
                );
            }
        }
    }

    /// What is laid out once for all prices answers as the whole question asked anew.
    #[test]
    fn at_every_crossing_equity_meets_what_it_is_held_against(account in books::account(7)) {
        let market = books::market();
        for axis in axes(&account, &market) {
            let (Axis::Price(of) | Axis::Depeg(of)) = &axis else { continue };
            let path = ask(&account, &market, axis.clone());
            let there = |x: f64| {
                let factor = Decimal::from_f64_retain(x)?;
                Some(assess(&account, &market.shocked(&Shock::Price { asset: of.clone(), factor }).ok()?, reference()))
            };
            for (level, crossings) in [(0, &path.initial), (1, &path.maintenance), (2, &path.bankruptcy)] {
                for crossing in crossings {
                    let Some(answer) = there(crossing.at) else { continue };
                    let required = [answer.initial_margin, answer.maintenance_margin, Decimal::ZERO][level];
                    let scale = answer.equity.collateral.abs() + answer.equity.option_value.abs() + answer.held_apart + dec!(1);
                    prop_assert!((answer.equity.total - required).abs() <= dec!(0.000001) * scale, "{axis:?} {level} {crossing:?}");
                }
            }
        }
    }
}
