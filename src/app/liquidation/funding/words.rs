//! What is said of funding: who pays and who receives, how the account stands at the horizon, and when funding alone
//! liquidates it.

use rust_decimal::Decimal;

use crate::app::format::{self, Toward};
use crate::app::liquidation::words::{date, days};
use crate::book::{Asset, Time};
use crate::margin::funding::{Funding, FundingLeg};
use crate::risk::to_f64;

/// What is said of one perpetual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// `BTC-PERP`.
    pub(crate) name: String,
    /// `longs pay 0.03 % a day`.
    pub(crate) rate: String,
    /// `pays 12 USDC`, a day.
    pub(crate) paid: String,
    /// `pays $12.00`, a day.
    pub(crate) usd: String,
}

/// A figure of the account, with its name.
pub(crate) type Named = (String, String);

/// An amount with its sign in words; what is paid is rounded up, what is received down. `shown` says its size.
fn flow(received: Decimal, shown: impl Fn(Decimal, Toward) -> String) -> String {
    match received {
        nothing if nothing.is_zero() => "nothing".to_owned(),
        paid if paid.is_sign_negative() => format!("pays {}", shown(paid.abs(), Toward::Up)),
        received => format!("receives {}", shown(received, Toward::Down)),
    }
}

/// An amount in dollars.
pub(crate) fn usd(received: Decimal) -> String {
    flow(received, format::dollars)
}

/// An amount in what it is paid in.
fn coins(received: Decimal, asset: &Asset) -> String {
    flow(received, |size, toward| format!("{} {asset}", format::grouped(format::round(size, 8, toward).normalize())))
}

/// One perpetual.
pub(crate) fn row(of: &FundingLeg) -> Row {
    let rate = of.rate.as_ref().and_then(|rate| rate.per_day());
    let percent = |rate: Decimal| format::percent(rate.abs(), 8, Toward::Nearest);
    let rate = match rate {
        None => "no rate typed, none counted".to_owned(),
        Some(rate) if rate.is_sign_negative() && !rate.is_zero() => format!("shorts pay {} a day", percent(rate)),
        Some(rate) => format!("longs pay {} a day", percent(rate)),
    };
    let paid = coins(of.per_day, &of.paid_in);
    Row { name: of.instrument.to_string(), rate, paid, usd: usd(of.usd_per_day) }
}

/// A number of days as it was typed: `365 days`, `1 day`.
fn span(days: Decimal) -> String {
    let shown = format::grouped(format::round(days, 4, Toward::Nearest).normalize());
    format!("{shown} {}", if days == Decimal::ONE { "day" } else { "days" })
}

/// The end of the line of days: `in 365 days`.
pub(crate) fn end(of: &Funding) -> String {
    format!("in {}", span(of.horizon.days))
}

/// What all comes to, and the account at the horizon.
pub(crate) fn figures(of: &Funding) -> Vec<Named> {
    let then = &of.horizon;
    let named = |name: &str, shown: String| (name.to_owned(), shown);
    vec![
        named("All, a day", usd(of.usd_per_day)),
        (format!("All, over {}", span(then.days)), usd(then.received)),
        named("Equity then", format::dollars(then.equity, Toward::Down)),
        named("Maintenance margin then", format::dollars(then.maintenance, Toward::Up)),
        named("Free collateral then", format::dollars(then.free, Toward::Down)),
    ]
}

/// When funding alone liquidates the account, or why it does not.
pub(crate) fn verdict(of: &Funding, now: Time) -> String {
    if let Some(until) = of.days_until_maintenance {
        if until.is_zero() {
            return "Liquidatable already, before any funding.".to_owned();
        }
        let (after, day) = (days(to_f64(until)), date(now, to_f64(until)));
        let beyond = if until > of.horizon.days { ", beyond the days drawn" } else { "" };
        return format!("Funding alone liquidates this account after {after}, on {day}{beyond}.");
    }
    if of.legs.iter().all(|leg| leg.per_day.is_zero()) {
        return "Nothing is paid at these rates, so funding liquidates nothing.".to_owned();
    }
    let why = match of.usd_per_day {
        level if level.is_zero() => "what is paid is received",
        paid if paid.is_sign_negative() => "it takes less than there is",
        _ => "on balance it is received",
    };
    format!("Funding alone does not liquidate this account within ten years: {why}.")
}

/// The picture in words.
pub(crate) fn pictured(of: &Funding, now: Time) -> String {
    let from = of.path.first().unwrap_or(&of.horizon);
    let shown = |usd| format::dollars(usd, Toward::Nearest);
    let course = |from: Decimal, to: Decimal| match from == to {
        true => format!("stays at {}", shown(from)),
        false => format!("goes from {} to {}", shown(from), shown(to)),
    };
    let equity = course(from.equity, of.horizon.equity);
    let maintenance = course(from.maintenance, of.horizon.maintenance);
    let over = span(of.horizon.days);
    format!("Over {over} equity {equity}, the maintenance margin {maintenance}. {}", verdict(of, now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::funding::{FundingPoint, FundingRate};
    use rust_decimal_macros::dec;

    /// 2026-11-22T08:00Z.
    const NOW: Time = Time(1_795_334_400_000);

    fn leg(name: &str, rate: Option<Decimal>, per_day: Decimal, usd_per_day: Decimal) -> FundingLeg {
        let instrument: crate::book::Instrument = name.parse().unwrap();
        let rate = rate.and_then(|rate| FundingRate::a_day(instrument.clone(), rate));
        let paid_in = instrument.settlement_asset().clone();
        FundingLeg { instrument, rate, per_interval: per_day / dec!(100), paid_in, per_day, usd_per_day }
    }

    fn funding(leg: FundingLeg, days_until_maintenance: Option<Decimal>) -> Funding {
        let at = |days: Decimal| FundingPoint {
            days,
            received: leg.usd_per_day * days,
            equity: dec!(10000) + leg.usd_per_day * days,
            maintenance: dec!(7440.1),
            free: dec!(700) + leg.usd_per_day * days,
        };
        let (usd_per_day, path, horizon) = (leg.usd_per_day, vec![at(dec!(0)), at(dec!(365))], at(dec!(365)));
        Funding { usd_per_day, path, horizon, days_until_maintenance, legs: vec![leg] }
    }

    fn long() -> FundingLeg {
        leg("BTC-PERP", Some(dec!(0.001)), dec!(-60), dec!(-60))
    }

    #[test]
    fn a_perpetual_pays_or_receives_and_what_is_paid_is_never_too_little() {
        let of = row(&long());
        let said = [of.name, of.rate, of.paid, of.usd];
        assert_eq!(said, ["BTC-PERP", "longs pay 0.1 % a day", "pays 60 USD", "pays $60.00"]);
        let of = row(&leg("BTC-PERPETUAL", Some(dec!(-0.0004)), dec!(0.000333333333), dec!(19.99999)));
        let said = [of.rate, of.paid, of.usd];
        assert_eq!(said, ["shorts pay 0.04 % a day", "receives 0.00033333 BTC", "receives $19.99"]);
        let of = row(&leg("ETH-PERP", None, dec!(0), dec!(0)));
        assert_eq!([of.rate, of.paid, of.usd], ["no rate typed, none counted", "nothing", "nothing"]);
        assert_eq!(coins(dec!(-0.000333333333), &"BTC".parse().unwrap()), "pays 0.00033334 BTC");
    }

    #[test]
    fn the_account_at_the_horizon_never_looks_better_than_it_is() {
        let figures = figures(&funding(long(), Some(dec!(42.67))));
        // 10,000 − 365 · 60, 7,440.1 and 700 − 365 · 60
        let expected = [
            ("All, a day", "pays $60.00"),
            ("All, over 365 days", "pays $21,900"),
            ("Equity then", "−$11,900"),
            ("Maintenance margin then", "$7,441"),
            ("Free collateral then", "−$21,200"),
        ];
        assert_eq!(figures, expected.map(|(name, shown)| (name.to_owned(), shown.to_owned())));
    }

    #[test]
    fn when_funding_liquidates_or_why_it_does_not() {
        let said = |leg: FundingLeg, until| verdict(&funding(leg, until), NOW);
        let of = said(long(), Some(dec!(42.67)));
        assert_eq!(of, "Funding alone liquidates this account after 42.6 days, on 4JAN27.");
        assert!(said(long(), Some(dec!(400))).ends_with(", beyond the days drawn."));
        assert_eq!(said(long(), Some(dec!(0))), "Liquidatable already, before any funding.");
        assert!(said(long(), None).ends_with("within ten years: it takes less than there is."));
        let short = leg("BTC-PERP", Some(dec!(0.001)), dec!(60), dec!(60));
        assert!(said(short, None).ends_with("within ten years: on balance it is received."));
        let none = leg("BTC-PERP", Some(dec!(0)), dec!(0), dec!(0));
        assert_eq!(said(none, None), "Nothing is paid at these rates, so funding liquidates nothing.");
    }

    #[test]
    fn the_picture_is_told_in_words() {
        let said = pictured(&funding(long(), Some(dec!(42.67))), NOW);
        assert_eq!(
            said,
            "Over 365 days equity goes from $10,000 to −$11,900, the maintenance margin stays at $7,440. \
             Funding alone liquidates this account after 42.6 days, on 4JAN27."
        );
        assert_eq!((span(dec!(1)), span(dec!(0.5000))), ("1 day".to_owned(), "0.5 days".to_owned()));
    }
}
