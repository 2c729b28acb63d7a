use super::*;
use crate::margin::venues::case::{account, market, rules};
use rust_decimal_macros::dec;

fn rate(name: &str, per_interval: Decimal) -> FundingRate {
    FundingRate { instrument: name.parse().unwrap(), per_interval, hours: dec!(8) }
}

fn asked(positions: &[&str], rates: &[FundingRate], days: Decimal) -> Result<Funding, AskError> {
    let book = account(positions, &["10000 USD", "1 BTC"]);
    funding(&book, &market(&[("BTC", "60000")]), rules("reference"), rates, days)
}

#[test]
fn longs_pay_and_the_path_is_what_is_left() {
    let answer = asked(&["-2 BTC-PERP", "1 ETH-PERP"], &[rate("BTC-PERP", dec!(-0.0001))], dec!(10)).unwrap();
    // ETH has no price: it is left out. 2 × 60,000 × 0.01 % paid three times a day
    assert_eq!(answer.legs.len(), 1);
    assert_eq!((answer.legs[0].per_interval, answer.usd_per_day), (dec!(-12), dec!(-36)));
    let (first, last) = (answer.path[0], answer.path[30]);
    assert_eq!((first.received, last.received), (dec!(0), dec!(-360)));
    assert_eq!(first.equity - last.equity, dec!(360));
    assert_eq!((last.days, last.maintenance), (dec!(10), first.maintenance));
}

#[test]
fn an_inverse_perpetual_pays_in_coin() {
    let answer = asked(&["-30000 BTC-PERPETUAL"], &[rate("BTC-PERPETUAL", dec!(0.0004))], dec!(1)).unwrap();
    let leg = &answer.legs[0];
    // short 0.5 coins: receives 0.04 % of them
    assert_eq!((leg.per_interval, leg.paid_in.as_str()), (dec!(0.0002), "BTC"));
    assert_eq!(leg.usd_per_day, dec!(36));
    assert_eq!(answer.days_until_maintenance, None);
}

#[test]
fn days_until_maintenance_are_counted_in_intervals() {
    let book = account(&["1 BTC-PERP"], &["10000 USD"]);
    let rates = [rate("BTC-PERP", dec!(0.0005))];
    let ask = |rates: &[FundingRate]| funding(&book, &market(&[("BTC", "60000")]), rules("reference"), rates, dec!(1));
    // 10,000 − 7,440 = 2,560 at 30 an interval: 85.3, so the 86th, of 8 hours
    let exact = dec!(86) * dec!(8) / dec!(24);
    assert_eq!(ask(&rates).unwrap().days_until_maintenance, Some(exact));
    assert_eq!(ask(&[]).unwrap().days_until_maintenance, None);
}

#[test]
fn what_cannot_be_is_named() {
    let said = |rates: &[FundingRate], days| asked(&["1 BTC-PERP"], rates, days).unwrap_err().to_string();
    assert_eq!(said(&[], dec!(0)), "horizon is 0; days above 0, up to 3650, are right");
    assert!(said(&[rate("BTC-PERP", dec!(2))], dec!(1)).starts_with("funding rate is 2; a fraction"));
    let never = FundingRate { hours: dec!(0), ..rate("BTC-PERP", dec!(0)) };
    assert!(said(&[never], dec!(1)).starts_with("funding interval is 0; hours"));
}

#[test]
fn a_rate_for_a_day_is_paid_in_hundredths_of_it_and_whole_after_a_day() {
    let book = account(&["1 BTC-PERP", "2 BTC-PERPETUAL"], &["10000 USD"]);
    let outlook = Outlook { funding_per_day: vec![("BTC".parse().unwrap(), 0.001)], ..Outlook::default() };
    let ask = |outlook: &Outlook| over(&book, &market(&[("BTC", "60000")]), rules("reference"), outlook).unwrap();
    let answer = ask(&Outlook { horizon_days: 30.0, ..outlook.clone() });
    // 60,000 and 2 dollars of value at 0.1 %: in dollars, and in coins of 60,000
    let (linear, inverse) = (&answer.legs[0], &answer.legs[1]);
    assert_eq!((linear.per_day, linear.usd_per_day, linear.paid_in.as_str()), (dec!(-60), dec!(-60), "USD"));
    assert_eq!(inverse.paid_in.as_str(), "BTC");
    assert!((inverse.usd_per_day - dec!(-0.002)).abs() < dec!(0.000000000001));
    assert_eq!(linear.rate.as_ref().unwrap().per_day(), Some(dec!(0.001)));
    assert!((answer.horizon.received - dec!(30) * answer.usd_per_day).abs() < dec!(0.000001));
    assert_eq!((answer.path.len(), answer.path[30], answer.horizon.days), (31, answer.horizon, dec!(30)));
    // an underlying without a rate pays nothing, and is listed
    let answer = ask(&Outlook::default());
    assert_eq!((answer.legs.len(), answer.legs[0].rate.clone(), answer.usd_per_day), (2, None, dec!(0)));
    assert_eq!((answer.horizon.days, answer.days_until_maintenance), (dec!(365), None));
}

#[test]
fn days_of_a_rate_for_a_day_are_counted_in_hundredths() {
    let book = account(&["1 BTC-PERP"], &["10000 USD"]);
    let outlook = Outlook { funding_per_day: vec![("BTC".parse().unwrap(), 0.001)], ..Outlook::default() };
    let answer = over(&book, &market(&[("BTC", "60000")]), rules("reference"), &outlook).unwrap();
    // 10,000 − 7,440 = 2,560 at 0.60 a hundredth: 4,266.7, so the 4,267th
    assert_eq!(answer.days_until_maintenance, Some(dec!(42.67)));
    // a year of 60 a day: 21,900; equity 10,000 less that, and 0.155 of 60,000 is what it takes to open
    let then = answer.horizon;
    assert_eq!((then.received, then.equity, then.maintenance), (dec!(-21900), dec!(-11900), dec!(7440)));
    assert_eq!(then.free, dec!(-21200));
}
