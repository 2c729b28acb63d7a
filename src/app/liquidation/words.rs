//! What is said of a path: its name, its places, and what drives the account there.

use rust_decimal::Decimal;

use crate::app::format::{self, Toward};
use crate::book::{Expiry, Time};
use crate::margin::axes::{Axis, Crossing, Driver, Path};
use crate::risk::to_usd;

/// The axis as a heading, and what is held meanwhile.
pub(super) fn title(axis: &Axis) -> (String, &'static str) {
    match axis {
        Axis::Price(asset) => (asset.to_string(), "alone, the others held"),
        Axis::Together => ("All together".to_owned(), "each by its beta"),
        Axis::Volatility => ("Volatility".to_owned(), "all of it, at today’s prices"),
        Axis::Time => ("Time".to_owned(), "at today’s prices and volatilities"),
        Axis::Depeg(asset) => (format!("{asset} loses its peg"), "its own price alone"),
    }
}

/// A place on the axis and how far it is from today. Rounded so that it never looks further away than it is.
pub(super) fn place(axis: &Axis, crossing: &Crossing, now: Time) -> (String, String) {
    let nearer = if crossing.at < axis.today() { Toward::Up } else { Toward::Down };
    let distance = format::distance(crossing.at - 1.0);
    match axis {
        Axis::Price(_) | Axis::Depeg(_) => {
            let price = crossing.prices.first().map(|(_, price)| format::price(*price, nearer));
            (price.unwrap_or_else(|| format::ABSENT.to_owned()), with_days(distance, crossing.days))
        }
        Axis::Together => {
            let prices =
                crossing.prices.iter().map(|(asset, price)| format!("{asset} {}", format::price(*price, nearer)));
            let days = crossing.days.map(|of| format!("{} of volatility", days(of)));
            (distance, days.into_iter().chain(prices).collect::<Vec<_>>().join(" · "))
        }
        Axis::Volatility => (format!("× {}", factor(crossing.at, nearer)), distance),
        Axis::Time => (days(crossing.at), date(now, crossing.at)),
    }
}

fn with_days(distance: String, days: Option<f64>) -> String {
    match days {
        Some(of) => format!("{distance}, {} of volatility", self::days(of)),
        None => distance,
    }
}

fn factor(factor: f64, toward: Toward) -> String {
    to_usd(factor).map_or_else(|| format::ABSENT.to_owned(), |of| format::round(of, 3, toward).normalize().to_string())
}

/// Days, rounded down: `42 days`, `3.6 days`, `11 hours`, `5 minutes`.
pub(super) fn days(days: f64) -> String {
    let tenth = |value: f64, unit: &str| {
        let rounded = to_usd(value).map(|value| format::round(value, 1, Toward::Down).normalize()).unwrap_or_default();
        let one = if rounded == Decimal::ONE { "" } else { "s" };
        format!("{rounded} {unit}{one}")
    };
    match days {
        of if of >= 3650.0 => "more than ten years".to_owned(),
        of if of >= 100.0 => {
            let whole = to_usd(of).map(|of| format::round(of, 0, Toward::Down)).unwrap_or_default();
            format!("{} days", format::grouped(whole))
        }
        of if of >= 1.0 => tenth(of, "day"),
        of if of >= 1.0 / 24.0 => tenth(of * 24.0, "hour"),
        of => tenth(of * 1440.0, "minute"),
    }
}

/// The day it is then: `10JAN27`.
pub(super) fn date(now: Time, days: f64) -> String {
    let then = Time(now.0.saturating_add((days * 86_400_000.0) as i64));
    Expiry::from_instant(then).map_or_else(|_| String::new(), |day| day.to_string())
}

/// Where the account is safe, in a sentence; nothing where there is only one interval and today is in it.
pub(super) fn intervals(path: &Path) -> Option<String> {
    if path.none.is_some() {
        return None;
    }
    let count = path.safe.len();
    let lead = match (count, path.liquidatable_now) {
        (0, _) => return Some("Safe nowhere in the range searched.".to_owned()),
        (1, false) => return None,
        (_, true) => "Liquidatable now; safe ",
        (_, false) => "Safe ",
    };
    let end = |at: f64| match &path.axis {
        Axis::Time => days(at),
        _ => format!("× {}", factor(at, Toward::Nearest)),
    };
    let between = path.safe.iter().map(|(from, to)| match (*from <= path.range.0, *to >= path.range.1) {
        (true, true) => "everywhere".to_owned(),
        (true, _) => format!("up to {}", end(*to)),
        (_, true) => format!("from {} on", end(*from)),
        _ => format!("from {} to {}", end(*from), end(*to)),
    });
    let said = between.collect::<Vec<_>>().join(", and ");
    let unit = if path.axis == Axis::Time { "" } else { " of today’s" };
    Some(format!("{lead}{said}{unit}."))
}

/// What drives the account to a crossing.
pub(super) fn driven(side: &str, driver: &Driver) -> String {
    let money =
        |usd: f64| to_usd(usd).map_or_else(|| format::ABSENT.to_owned(), |usd| format::dollars(usd, Toward::Nearest));
    let (cause, takes) = (driver.cause.words(), money(driver.takes_usd));
    if let Some(back) = driver.given_back_usd().map(money) {
        return format!("{side}: {cause} takes {takes}; the rest of the account gives back {back} of it.");
    }
    format!("{side}: {cause} takes {takes} of the {} that is left above maintenance.", money(driver.of_usd))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::axes::Cause;
    use rust_decimal_macros::dec;

    const NOW: Time = Time(1_795_334_400_000);

    fn crossing(at: f64, price: Option<Decimal>, days: Option<f64>) -> Crossing {
        let prices = price.map(|price| ("BTC".parse().unwrap(), price)).into_iter().collect();
        Crossing { at, prices, healthy_above: at < 1.0, days, driver: None }
    }

    #[test]
    fn places_are_never_shown_further_away_than_they_are() {
        let btc = Axis::Price("BTC".parse().unwrap());
        let said = place(&btc, &crossing(0.95129, Some(dec!(57077.4)), Some(3.66)), NOW);
        assert_eq!(said, ("57,078".to_owned(), "−4.8 %, 3.6 days of volatility".to_owned()));
        let said = place(&btc, &crossing(1.40619, Some(dec!(131899.7)), None), NOW);
        assert_eq!(said, ("131,899".to_owned(), "+40.6 %".to_owned()));
        assert_eq!(place(&Axis::Volatility, &crossing(1.6239, None, None), NOW).0, "× 1.623");
        // 2026-11-22 and 42.7 days
        let said = place(&Axis::Time, &crossing(42.78, None, None), NOW);
        assert_eq!(said, ("42.7 days".to_owned(), "4JAN27".to_owned()));
    }

    #[test]
    fn spans_of_time_in_their_unit() {
        assert_eq!(
            [days(0.001), days(0.5), days(1.0), days(3.66), days(1250.9)],
            ["1.4 minutes", "12 hours", "1 day", "3.6 days", "1,250 days"]
        );
    }

    #[test]
    fn several_intervals_are_told_apart() {
        let path = Path {
            axis: Axis::Volatility,
            liquidatable_now: false,
            range: (0.1, 10.0),
            initial: vec![],
            maintenance: vec![crossing(0.5, None, None)],
            bankruptcy: vec![],
            safe: vec![(0.1, 0.5), (0.75, 2.0), (4.0, 10.0)],
            none: None,
        };
        assert_eq!(intervals(&path).unwrap(), "Safe up to × 0.5, and from × 0.75 to × 2, and from × 4 on of today’s.");
        assert_eq!(intervals(&Path { safe: vec![(0.5, 10.0)], ..path }), None);
    }

    #[test]
    fn a_driver_is_named_with_its_part() {
        let driver = Driver { cause: Cause::Position("BTC-PERP".into()), takes_usd: 2_922.4, of_usd: 2_560.0 };
        assert_eq!(
            driven("Below", &driver),
            "Below: the loss on BTC-PERP takes $2,922; the rest of the account gives back $362 of it."
        );
        let driver = Driver { takes_usd: 2_000.0, ..driver };
        assert_eq!(
            driven("Below", &driver),
            "Below: the loss on BTC-PERP takes $2,000 of the $2,560 that is left above maintenance."
        );
    }
}
