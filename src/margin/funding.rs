//! Funding in the account's path: what perpetuals pay or earn over a horizon, and when that alone would liquidate.
//!
//! Rates are handed in; nothing here forecasts one. A rate above zero is paid by longs to shorts, at the end of every
//! interval, on the mark price, in what the perpetual settles in. Prices, volatilities and positions stay as they are, and
//! the options' clock stands still, so that the path shows funding and nothing else.

use rust_decimal::Decimal;

use super::{AskError, Assessment, LegKind, RuleSet, assess};
use crate::book::{Account, Asset, Exact, Instrument, Kind};
use crate::margin::scan::sum;
use crate::market::Market;

/// Longest horizon, days.
const MOST_DAYS: Decimal = Decimal::from_parts(3_650, 0, 0, false, 0);
/// Points of a path, beside its start.
const POINTS: u32 = 30;
const HOURS_PER_DAY: Decimal = Decimal::from_parts(24, 0, 0, false, 0);

/// A perpetual's rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundingRate {
    /// Of which perpetual.
    pub instrument: Instrument,
    /// What longs pay shorts at the end of an interval, a fraction of the position's value: 0.0001 is 0.01 %.
    pub per_interval: Decimal,
    /// Hours in an interval.
    pub hours: Decimal,
}

impl FundingRate {
    fn check(&self) -> Result<(), AskError> {
        if self.per_interval.abs() > Decimal::ONE {
            let right = "a fraction from -1 to 1 is right, 0.0001 for 0.01 %";
            return Err(AskError::field("funding rate", self.per_interval, right));
        }
        if self.hours <= Decimal::ZERO || self.hours > Decimal::ONE_THOUSAND {
            return Err(AskError::field("funding interval", self.hours, "hours above 0, up to 1000, are right"));
        }
        Ok(())
    }
}

/// What one perpetual pays.
#[derive(Clone, Debug, PartialEq)]
pub struct FundingLeg {
    /// Which.
    pub instrument: Instrument,
    /// Its rate; absent when none was given, and none is counted.
    pub rate: Option<FundingRate>,
    /// Received (paid: below nothing) at the end of an interval, in `paid_in`.
    pub per_interval: Decimal,
    /// What it is paid in.
    pub paid_in: Asset,
    /// Received a day, dollars.
    pub usd_per_day: Decimal,
}

/// The account at one instant of its path. Dollars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FundingPoint {
    /// Days from now.
    pub days: Decimal,
    /// Received (paid: below nothing) until then.
    pub received: Decimal,
    /// Equity then.
    pub equity: Decimal,
    /// Maintenance margin then.
    pub maintenance: Decimal,
    /// Free collateral then.
    pub free: Decimal,
}

/// Funding over a horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct Funding {
    /// Every perpetual.
    pub legs: Vec<FundingLeg>,
    /// Received a day by all, dollars; below nothing when paid.
    pub usd_per_day: Decimal,
    /// From now to the horizon, in equal steps.
    pub path: Vec<FundingPoint>,
    /// Days until equity is below maintenance; nothing left is 0. Absent when ten years do not get there.
    pub days_until_maintenance: Option<Decimal>,
}

/// Projects funding over a number of days.
///
/// The days until maintenance are searched by asking the account after 1, 2, 4, … of the shortest interval, up to ten
/// years, and before the first that is below maintenance by halving, to one interval.
///
/// # Errors
/// A rate, an interval or a horizon that cannot be, by its field; an amount that does not fit in 28 digits.
pub fn funding(
    account: &Account,
    market: &Market,
    rules: &RuleSet,
    rates: &[FundingRate],
    days: Decimal,
) -> Result<Funding, AskError> {
    if days <= Decimal::ZERO || days > MOST_DAYS {
        return Err(AskError::field("horizon", days, "days above 0, up to 3650, are right"));
    }
    rates.iter().try_for_each(FundingRate::check)?;
    let now = assess(account, market, rules);
    let legs = legs(&now, market, rates)?;
    let after = |hours: Decimal| -> Result<(Assessment, Decimal), AskError> {
        let (mut account, mut received) = (account.clone(), Decimal::ZERO);
        for leg in &legs {
            let Some(rate) = &leg.rate else { continue };
            let too_large = || AskError::TooLarge("funding");
            let times = hours.over(rate.hours).map(|times| times.floor()).ok_or_else(too_large)?;
            let paid = times.times(leg.per_interval).ok_or_else(too_large)?;
            if !paid.is_zero() {
                account.hold(&leg.paid_in, paid).ok_or_else(too_large)?;
            }
            let usd = paid.times(dollars(leg, &now, market)).ok_or_else(too_large)?;
            received = received.plus(usd).ok_or_else(too_large)?;
        }
        Ok((assess(&account, market, rules), received))
    };
    let mut path = Vec::new();
    for point in 0..=POINTS {
        let at = days.times(Decimal::from(point)).and_then(|days| days.over(Decimal::from(POINTS)));
        let at = at.ok_or(AskError::TooLarge("horizon"))?;
        let (then, received) = after(at.capped_times(HOURS_PER_DAY))?;
        let (equity, maintenance, free) = (then.equity.total, then.maintenance_margin, then.free_collateral);
        path.push(FundingPoint { days: at, received, equity, maintenance, free });
    }
    let gone = |hours: Decimal| after(hours).is_ok_and(|(then, _)| then.equity.total < then.maintenance_margin);
    let usd_per_day = sum(legs.iter().map(|leg| leg.usd_per_day));
    Ok(Funding { usd_per_day, path, days_until_maintenance: until(&legs, gone), legs })
}

fn legs(now: &Assessment, market: &Market, rates: &[FundingRate]) -> Result<Vec<FundingLeg>, AskError> {
    let mut legs = Vec::new();
    for report in now.legs.iter().filter(|leg| leg.kind == LegKind::Position) {
        let Ok(instrument) = report.name.parse::<Instrument>() else { continue };
        if instrument.kind() != Kind::Perpetual {
            continue;
        }
        let rate = rates.iter().find(|rate| rate.instrument == instrument).cloned();
        let value =
            if instrument.is_inverse() { report.units.over(report.mark) } else { report.units.times(report.mark) };
        let too_large = || AskError::TooLarge("funding");
        let value = value.ok_or_else(too_large)?;
        let per_interval =
            rate.as_ref().map_or(Some(Decimal::ZERO), |rate| value.times(-rate.per_interval)).ok_or_else(too_large)?;
        let paid_in = instrument.settlement_asset().clone();
        let mut leg = FundingLeg { instrument, rate, per_interval, paid_in, usd_per_day: Decimal::ZERO };
        if let Some(rate) = &leg.rate {
            let a_day = HOURS_PER_DAY.over(rate.hours).and_then(|times| times.times(per_interval));
            let usd = a_day.and_then(|paid| paid.times(dollars(&leg, now, market)));
            leg.usd_per_day = usd.ok_or_else(too_large)?;
        }
        legs.push(leg);
    }
    Ok(legs)
}

/// Dollars a unit of what a perpetual settles in.
fn dollars(leg: &FundingLeg, now: &Assessment, market: &Market) -> Decimal {
    let underlying = now.underlyings.iter().find(|underlying| underlying.underlying == leg.paid_in);
    let index = market.index_price(&leg.paid_in);
    index.or_else(|| underlying.map(|underlying| underlying.index)).unwrap_or(Decimal::ONE)
}

/// Days until something is so, to the shortest interval that pays.
fn until(legs: &[FundingLeg], gone: impl Fn(Decimal) -> bool) -> Option<Decimal> {
    if gone(Decimal::ZERO) {
        return Some(Decimal::ZERO);
    }
    let hours = legs.iter().filter(|leg| !leg.per_interval.is_zero()).filter_map(|leg| leg.rate.as_ref());
    let step = hours.map(|rate| rate.hours).min()?;
    let most = MOST_DAYS.capped_times(HOURS_PER_DAY).over(step)?.floor();
    let at = |count: Decimal| step.capped_times(count);
    let (mut low, mut high) = (Decimal::ZERO, Decimal::ONE.min(most));
    while !gone(at(high)) {
        if high >= most {
            return None;
        }
        (low, high) = (high, high.capped_plus(high).min(most));
    }
    while high.capped_minus(low) > Decimal::ONE {
        let middle = low.capped_plus(high).over(Decimal::TWO)?.floor();
        if gone(at(middle)) {
            high = middle;
        } else {
            low = middle;
        }
    }
    at(high).over(HOURS_PER_DAY)
}

#[cfg(test)]
mod tests {
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
        let ask =
            |rates: &[FundingRate]| funding(&book, &market(&[("BTC", "60000")]), rules("reference"), rates, dec!(1));
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
}
