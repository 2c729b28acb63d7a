//! Funding in the account's path: what perpetuals pay or earn over a horizon, and when that alone would liquidate.
//!
//! Rates are handed in; nothing here forecasts one. A rate above zero is paid by longs to shorts, at the end of every
//! interval, on the mark price, in what the perpetual settles in. Prices, volatilities and positions stay as they are, and
//! the options' clock stands still, so that the path shows funding and nothing else.

mod payment;
mod rate;
mod until;

use rust_decimal::Decimal;

pub(super) use payment::Paying;
pub use rate::FundingRate;

use super::axes::Outlook;
use super::{AskError, Assessment, LegKind, RuleSet, assess};
use crate::book::{Account, Asset, Exact, Instrument, Kind};
use crate::margin::scan::sum;
use crate::market::Market;
use crate::risk::to_usd;
use until::until;

/// Longest horizon, days.
const MOST_DAYS: Decimal = Decimal::from_parts(3_650, 0, 0, false, 0);
/// Points of a path, beside its start.
const POINTS: u32 = 30;
const HOURS_PER_DAY: Decimal = Decimal::from_parts(24, 0, 0, false, 0);

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
    /// Received a day, in `paid_in`.
    pub per_day: Decimal,
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
    /// From now up to the horizon, in equal steps.
    pub path: Vec<FundingPoint>,
    /// The account at the horizon.
    pub horizon: FundingPoint,
    /// Days until equity is below maintenance; nothing left is 0. Absent when ten years do not get there.
    pub days_until_maintenance: Option<Decimal>,
}

/// Projects funding as the axis of time takes it: the rates of underlyings and the horizon of an outlook.
///
/// # Errors
/// As [`funding`].
pub fn over(account: &Account, market: &Market, rules: &RuleSet, outlook: &Outlook) -> Result<Funding, AskError> {
    let mut rates: Vec<FundingRate> = Vec::new();
    for position in account.positions.iter().filter(|position| position.instrument.kind() == Kind::Perpetual) {
        let instrument = &position.instrument;
        let Some(per_day) = outlook.funding_of(instrument.underlying()) else { continue };
        if !rates.iter().any(|rate| rate.instrument == *instrument) {
            rates.push(FundingRate::a_day(instrument.clone(), per_day).ok_or(AskError::TooLarge("funding rate"))?);
        }
    }
    let days = to_usd(outlook.days()).ok_or(AskError::TooLarge("horizon"))?;
    funding(account, market, rules, &rates, days)
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
            let usd = paid.times(dollars(&leg.paid_in, &now, market)).ok_or_else(too_large)?;
            received = received.plus(usd).ok_or_else(too_large)?;
        }
        Ok((assess(&account, market, rules), received))
    };
    let at = |days: Decimal| -> Result<FundingPoint, AskError> {
        let (then, received) = after(days.capped_times(HOURS_PER_DAY))?;
        let (equity, maintenance, free) = (then.equity.total, then.maintenance_margin, then.free_collateral);
        Ok(FundingPoint { days, received, equity, maintenance, free })
    };
    let mut path = Vec::new();
    for point in 0..POINTS {
        let then = days.times(Decimal::from(point)).and_then(|days| days.over(Decimal::from(POINTS)));
        path.push(at(then.ok_or(AskError::TooLarge("horizon"))?)?);
    }
    let horizon = at(days)?;
    path.push(horizon);
    let gone = |hours: Decimal| after(hours).is_ok_and(|(then, _)| then.equity.total < then.maintenance_margin);
    let usd_per_day = sum(legs.iter().map(|leg| leg.usd_per_day));
    Ok(Funding { usd_per_day, path, horizon, days_until_maintenance: until(&legs, gone), legs })
}

fn legs(now: &Assessment, market: &Market, rates: &[FundingRate]) -> Result<Vec<FundingLeg>, AskError> {
    let mut legs = Vec::new();
    for report in now.legs.iter().filter(|leg| leg.kind == LegKind::Position) {
        let Ok(instrument) = report.name.parse::<Instrument>() else { continue };
        let Some(paying) = Paying::of(&instrument, report.units, report.mark) else { continue };
        let rate = rates.iter().find(|rate| rate.instrument == instrument).cloned();
        let per_interval = paying.at(rate.as_ref().map_or(Decimal::ZERO, |rate| rate.per_interval));
        let too_large = || AskError::TooLarge("funding");
        let per_interval = per_interval.ok_or_else(too_large)?;
        let per_day = rate.as_ref().map_or(Some(Decimal::ZERO), |rate| rate.of_a_day(per_interval));
        let per_day = per_day.ok_or_else(too_large)?;
        let usd_per_day = per_day.times(dollars(paying.paid_in, now, market)).ok_or_else(too_large)?;
        let paid_in = paying.paid_in.clone();
        legs.push(FundingLeg { instrument, rate, per_interval, paid_in, per_day, usd_per_day });
    }
    Ok(legs)
}

/// Dollars a unit of what a perpetual settles in.
fn dollars(asset: &Asset, now: &Assessment, market: &Market) -> Decimal {
    let underlying = now.underlyings.iter().find(|underlying| underlying.underlying == *asset);
    let index = market.index_price(asset);
    index.or_else(|| underlying.map(|underlying| underlying.index)).unwrap_or(Decimal::ONE)
}

#[cfg(test)]
mod tests;
