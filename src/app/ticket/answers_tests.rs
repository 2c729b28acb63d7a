use super::*;
use crate::book::{Account, Holding, Position, Time};
use crate::margin::caps::{Cap, Measure};
use crate::margin::sizing::{self, Offered, Target};
use crate::margin::{RuleSet, Side, Terms, venues};
use crate::market::{Market, PriceState, Quote};
use rust_decimal_macros::dec;

fn rules() -> &'static RuleSet {
    venues::reference().unwrap()
}

fn market() -> Market {
    let mut market = Market::at(Time(1_795_305_600_000));
    for (asset, price) in [("BTC", dec!(60000)), ("ETH", dec!(3000))] {
        market.index.insert(asset.parse().unwrap(), Quote::new(price, "typed", Time(0), PriceState::Manual));
    }
    market
}

fn account(holdings: &[(&str, Decimal)], btc: Decimal) -> Account {
    let holding = |(asset, quantity): &(&str, Decimal)| Holding { asset: asset.parse().unwrap(), quantity: *quantity };
    let mut account = Account { holdings: holdings.iter().map(holding).collect(), ..Account::default() };
    if !btc.is_zero() {
        account.positions.push(Position::new("BTC-PERP".parse().unwrap(), btc, Some(dec!(60000))));
    }
    account
}

fn terms(side: Side) -> Terms {
    Terms { step: Some(dec!(0.001)), ..Terms::at("BTC-PERP".parse().unwrap(), side, dec!(60000)) }
}

#[test]
fn the_largest_size_says_what_ends_it_and_each_limits_own() {
    let book = account(&[("USD", dec!(20000))], dec!(1));
    // 10,700 free, 15.5 % of 60,000 a coin: 1.1505…; three coins of notional leave two more
    let cap = Cap::new(Measure::Notional, dec!(180000)).unwrap();
    let of = sizing::largest(&book, &market(), rules(), &terms(Side::Buy), &[cap]).unwrap();
    assert_eq!(largest(&of), "1.15 is the largest that passes: a larger one would leave equity below initial margin.");
    let own = [("initial margin", "1.15"), ("gross notional, at most $180,000", "2")];
    assert_eq!(limits(&of), own.map(|(limit, size)| (limit.to_owned(), size.to_owned())));
    let tight = Cap::new(Measure::Notional, dec!(60000)).unwrap();
    let of = sizing::largest(&book, &market(), rules(), &terms(Side::Buy), &[tight]).unwrap();
    let said = "No size passes: a larger one would break a limit of your own (gross notional, at most $60,000).";
    assert_eq!(largest(&of), said);
}

#[test]
fn a_size_at_liquidation_says_which_way_it_goes() {
    let at = |account: &Account, side| {
        let btc = "BTC".parse().unwrap();
        let of = sizing::at_liquidation(account, &market(), rules(), &terms(side), &btc, dec!(50000)).unwrap();
        at_liquidation(&of, &btc, dec!(50000))
    };
    // 10,000 / (10,000 + 0.8 · 15.5 % · 50,000) = 0.61728
    let opens = at(&account(&[("USD", dec!(10000))], dec!(0)), Side::Buy);
    assert_eq!(opens, "0.617: up to it the account stands with BTC at 50,000, a larger one is liquidated there.");
    // long 1 less 0.61728 is 0.38272
    let closes = at(&account(&[("USD", dec!(10000))], dec!(1)), Side::Sell);
    assert_eq!(closes, "0.383: from it on the account stands with BTC at 50,000, a smaller one is liquidated before.");
}

#[test]
fn collateral_to_add_counts_after_its_haircut() {
    let book = account(&[("USD", dec!(5000))], dec!(1));
    let of = |asset: &str, target| {
        added(&sizing::collateral_to_add(&book, &market(), rules(), &asset.parse().unwrap(), target).unwrap())
    };
    // 9,300 less 5,000; maintenance is 7,440
    let usd = of("USD", Target::Free(dec!(0)));
    assert_eq!(usd, "4,300 USD, $4,300, of which $4,300 count: free collateral is $0 then, the margin ratio 80 %.");
    assert_eq!(
        of("USD", Target::Ratio(dec!(2))),
        "Nothing has to be added: free collateral is −$4,300, the margin ratio 148.8 %."
    );
    assert!(of("ETH", Target::Free(dec!(0))).starts_with("1.541219 ETH, $4,624, of which $4,300 count: "));
    let yields = [("USD", Some(dec!(0.04))), ("ETH", None)];
    let offered = yields.map(|(asset, yield_per_year)| Offered { asset: asset.parse().unwrap(), yield_per_year });
    let (best, _) = sizing::cheapest(&book, &market(), rules(), &offered, Target::Free(dec!(0)));
    assert_eq!(cheapest(&best[0]), ["USD", "4,300", "$4,300", "0 %", "100 %", "$172", "$0"]);
    // a yield that is not known is not taken for one of nothing
    assert_eq!((cheapest(&best[1])[3].as_str(), cheapest(&best[1])[5].as_str()), ("7 %", format::ABSENT));
    let coins = account(&[("ETH", dec!(3.2))], dec!(1));
    let all = sizing::swaps(&coins, &market(), rules(), &offered, &[], Target::Free(dec!(5000)));
    // 9,600 dollars, of which 7 % counted for nothing
    let row = ["3.2 ETH", "9,600 USD", "$9,600", "$672", "no, all of it is given", format::ABSENT, "$300"];
    assert_eq!(swap(&all[0]), row);
}
