use super::*;
use crate::book::{Holding, Position, Time};
use crate::margin::venues;
use crate::market::{PriceState, Quote};
use rust_decimal_macros::dec;

fn market() -> Market {
    let mut market = Market::at(Time(1_795_305_600_000));
    for (asset, price) in [("BTC", dec!(60000)), ("ETH", dec!(3000)), ("USDC", dec!(1))] {
        market.index.insert(asset.parse().unwrap(), Quote::new(price, "typed", Time(0), PriceState::Manual));
    }
    market
}

fn account(usdc: Decimal, positions: &[(&str, Decimal)]) -> Account {
    let position = |(name, quantity): &(&str, Decimal)| Position::new(name.parse().unwrap(), *quantity, None);
    Account {
        holdings: vec![Holding { asset: "USDC".parse().unwrap(), quantity: usdc }],
        positions: positions.iter().map(position).collect(),
        ..Account::default()
    }
}

fn trade(name: &str, quantity: Decimal, price: Decimal) -> Trade {
    Trade { instrument: name.parse().unwrap(), quantity, price, fee: Decimal::ZERO }
}

fn ask(account: &Account, trades: &[Trade]) -> Preview {
    preview(account, &market(), venues::reference().unwrap(), trades)
}

#[test]
fn a_trade_that_equity_covers_is_allowed_and_one_it_does_not_says_what_is_short() {
    let account = account(dec!(18000), &[]);
    // 15 % scan and 0.5 % basis of 60,000 a coin: 9,300; two of them need 18,600
    let one = ask(&account, &[trade("BTC-PERP", dec!(1), dec!(60000))]);
    assert_eq!((one.before.initial_margin, one.then.initial_margin), (dec!(0), dec!(9300)));
    assert_eq!(one.verdict, Verdict::Allowed);
    let two = ask(&account, &[trade("BTC-PERP", dec!(2), dec!(60000))]);
    // maintenance is 0.8 × 18,600 = 14,880
    assert_eq!(two.verdict, Verdict::Refused { short: dec!(600), liquidatable: false });
}

#[test]
fn an_account_that_is_short_may_reduce_and_not_add() {
    let account = account(dec!(16000), &[("BTC-PERP", dec!(2))]);
    let less = ask(&account, &[trade("BTC-PERP", dec!(-0.1), dec!(60000))]);
    // 1.9 × 9,300 = 17,670 of 16,000
    assert_eq!((less.then.free_collateral, less.verdict), (dec!(-1670), Verdict::ReducesRisk));
    let more = ask(&account, &[trade("BTC-PERP", dec!(0.1), dec!(60000))]);
    assert_eq!(more.verdict, Verdict::Refused { short: dec!(3530), liquidatable: false });
    let mut dear = trade("BTC-PERP", dec!(-0.1), dec!(60000));
    dear.fee = dec!(3000);
    // maintenance 0.8 × 17,670 = 14,136 of 13,000: the requirement falls, but the trade itself liquidates
    let dear = ask(&account, &[dear]);
    assert_eq!(dear.verdict, Verdict::Refused { short: dec!(4670), liquidatable: true });
}

#[test]
fn a_leg_that_cannot_be_traded_is_named_and_the_others_are_answered() {
    let account = account(dec!(20000), &[]);
    let asked = [
        trade("SOL-PERP", dec!(3), dec!(150)),
        trade("BTC-PERP", dec!(1), dec!(60000)),
        trade("BTC-25DEC26-80000-P", dec!(1), dec!(0.3)),
        trade("ETH-PERP", dec!(0), dec!(3000)),
        trade("BTC/USDC", Decimal::MAX, dec!(2)),
        trade("SOL/USDC", dec!(2), dec!(150)),
    ];
    let seen = ask(&account, &asked);
    let said: Vec<_> =
        seen.legs.iter().map(|leg| leg.as_ref().map_or_else(ToString::to_string, |_| String::new())).collect();
    assert!(said[0].contains("no price for SOL"), "{said:?}");
    assert_eq!(said[1], "");
    assert!(said[2].contains("no volatility for BTC-25DEC26-80000-P"), "{said:?}");
    assert!(said[3].contains("quantity of ETH-PERP is zero"), "{said:?}");
    assert!(said[4].contains("too large"), "{said:?}");
    assert!(said[5].contains("no price for SOL"), "{said:?}");
    assert_eq!(seen.after, account.with(&asked[1]).unwrap());
    assert_eq!(seen.then.initial_margin, dec!(9300));
}

#[test]
fn what_it_does_to_what_is_held_is_told() {
    let account = account(dec!(99999), &[("BTC-PERP", dec!(2))]);
    for (quantity, turn, holds) in [
        (dec!(1), Turn::Adds, dec!(3)),
        (dec!(-1), Turn::Reduces, dec!(1)),
        (dec!(-2), Turn::Closes, dec!(0)),
        (dec!(-3), Turn::TurnsOver, dec!(-1)),
    ] {
        let seen = ask(&account, &[trade("BTC-PERP", quantity, dec!(60000))]);
        let fill = seen.legs[0].as_ref().unwrap();
        assert_eq!((fill.turn(), fill.held, fill.holds), (turn, dec!(2), holds));
    }
    let opens = ask(&account, &[trade("ETH-PERP", dec!(-3), dec!(3000))]);
    assert_eq!(opens.legs[0].as_ref().unwrap().turn(), Turn::Opens);
}

#[test]
fn what_is_paid_is_told_in_dollars() {
    let mut bought = trade("BTC/USDC", dec!(0.1), dec!(60000));
    bought.fee = dec!(3);
    let seen = ask(&account(dec!(20000), &[]), &[bought, trade("ETH-PERP", dec!(1), dec!(3000))]);
    assert_eq!((seen.premium_usd(), seen.fee_usd()), (Some(dec!(6000)), Some(dec!(3))));
    let cash = seen.after.holdings.iter().find(|holding| holding.asset.as_str() == "USDC");
    assert_eq!(cash.map(|holding| holding.quantity), Some(dec!(13997))); // 20,000 − 0.1 × 60,000 − 3
}

#[test]
fn no_trade_changes_nothing() {
    let account = account(dec!(100), &[("BTC-PERP", dec!(1))]);
    let seen = ask(&account, &[]);
    assert_eq!((&seen.before, &seen.after), (&seen.then, &account));
}
